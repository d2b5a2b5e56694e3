// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/requesttext.h"

#include <QFile>
#include <QTest>

using namespace oriel;
using namespace oriel::http;
using namespace Qt::StringLiterals;

namespace {

QByteArray collection()
{
    QFile file(QStringLiteral(ORIEL_SOURCE_DIR "/tests/engines/http/data/postman.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestPostman final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void version21();
    void version20();
    void environment();
    void secrets();
    void flaws_data();
    void flaws();
};

void TestPostman::version21()
{
    const auto read = fromPostman(collection());
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->requests.size(), 7);
    const Request &one = read->requests[0];
    QCOMPARE(one.name, u"One"_s);
    QCOMPARE(one.folder, u"Users-All"_s);
    QCOMPARE(one.note, u"What it does"_s);
    QCOMPARE(one.url, u"{{base}}/users/{{id}}/x#top"_s);
    QCOMPARE(one.query, (QList<Field>{{u"limit"_s, u"10"_s}, {u"q"_s, u"a b"_s}, {u"off"_s, u"1"_s, false}, {u"none"_s, {}}}));
    QCOMPARE(one.headers,
             (QList<Field>{
                 {u"Accept"_s, u"application/json"_s}, {u"X-Off"_s, u"1"_s, false}, {u"X-Api-Key"_s, u"geheim"_s, true, true}}));
    QCOMPARE(one.auth, (Auth{.kind = Auth::Kind::Basic, .user = u"me"_s, .secret = Secret("geheim")}));

    const Request &login = read->requests[1];
    QCOMPARE(login.folder, u"Users-All/Deep"_s);
    QCOMPARE(login.auth, Auth());
    QCOMPARE(login.body, (Body{.kind = Body::Kind::Json, .text = u"{\"id\": 12345678901234567890}"_s}));
    QCOMPARE(login.captures, (QList<Capture>{{u"token"_s, u"$.data[0].token"_s, true, true}}));
    QVERIFY(!login.options.isFollowing);

    const Request &form = read->requests[2];
    QCOMPARE(form.url, u"https://x.org:8443/a/b"_s);
    QCOMPARE(form.auth, (Auth{.kind = Auth::Kind::Bearer, .secret = Secret("{{token}}")}));
    QVERIFY(form.headers.isEmpty());
    QCOMPARE(form.body.kind, Body::Kind::Form);
    QCOMPARE(form.body.fields, (QList<Field>{{u"a"_s, u"1 2"_s}, {u"password"_s, u"geheim"_s, true, true}, {u"b"_s, {}, false}}));

    const Request &parts = read->requests[3];
    QCOMPARE(parts.auth, (Auth{.kind = Auth::Kind::ApiKey, .user = u"k"_s, .secret = Secret("geheim"), .isInQuery = true}));
    QCOMPARE(parts.body.fields,
             (QList<Field>{{u"t"_s, u"x"_s, true, false, {}, u"text/plain"_s}, {u"f"_s, {}, true, false, u"a.png"_s}}));

    QCOMPARE(read->requests[4].body, (Body{.kind = Body::Kind::File, .type = u"text/csv"_s, .file = u"rows.csv"_s}));
    QVERIFY(read->requests[4].headers.isEmpty());
    const Request &graph = read->requests[5];
    QCOMPARE(graph.auth.kind, Auth::Kind::ClientCredentials);
    QCOMPARE(graph.auth.tokenUrl, u"https://x/token"_s);
    QCOMPARE(graph.body.text, u"{\n  \"query\": \"query { \\\"a\\\" }\",\n  \"variables\": {\"n\": 1}\n}"_s);
    QCOMPARE(read->requests[6].url, u"https://x/bare"_s);

    QCOMPARE(read->variables, (QList<Field>{{u"base"_s, u"https://shop.example.org"_s},
                                            {u"apiKey"_s, u"geheim"_s, true, true},
                                            {u"n"_s, u"12345678901234567890"_s},
                                            {u"id"_s, u"7"_s}}));
    QCOMPARE(read->remarks, QStringList({u"Login: its script before the request was left out."_s,
                                         u"Parts: only the first of several files was taken."_s,
                                         u"The file /tmp/a.png lies outside the folder: choose it again."_s}));
}

void TestPostman::version20()
{
    const auto read = fromPostman(R"({"info": {"schema": "https://schema.getpostman.com/json/collection/v2.0.0/collection.json"},
      "item": [{"name": "a", "event": [{"listen": "test", "script": {"exec": ["pm.test('x', () => {});"]}}],
        "request": {"url": "https://u:geheim@x/?a=1", "method": "GET", "header": "A: 1\nB: 2\n",
        "auth": {"type": "digest", "digest": {"username": "me", "password": "pw"}}}},
        {"name": "b", "request": {"url": "https://x/", "auth": {"type": "ntlm", "ntlm": {}}}}]})");
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->requests[0].auth, (Auth{.kind = Auth::Kind::Digest, .user = u"me"_s, .secret = Secret("pw")}));
    QCOMPARE(read->requests[0].url, u"https://x/?a=1"_s);
    QCOMPARE(read->requests[0].headers, (QList<Field>{{u"A"_s, u"1"_s}, {u"B"_s, u"2"_s}}));
    QCOMPARE(read->remarks, QStringList({u"a: its test script was left out."_s, u"The authorization “ntlm” was left out."_s}));
}

void TestPostman::environment()
{
    const auto read = fromPostman(R"({"name": "dev", "_postman_variable_scope": "environment", "values": [
      {"key": "base", "value": "http://localhost", "enabled": true}, {"key": "old", "value": "1", "enabled": false},
      {"key": "pw", "value": "geheim", "type": "secret", "enabled": true}]})");
    QVERIFY(read);
    QCOMPARE(read->variables,
             (QList<Field>{{u"base"_s, u"http://localhost"_s}, {u"old"_s, u"1"_s, false}, {u"pw"_s, u"geheim"_s, true, true}}));
}

void TestPostman::secrets()
{
    const auto read = fromPostman(collection());
    QVERIFY(read);
    const Exported text = toHttpFile(read->requests, read->variables);
    QVERIFY2(!text.text.contains(u"geheim"_s), qPrintable(text.text));
    QVERIFY(fromHttpFile(text.text));
}

void TestPostman::flaws_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("part");
    QTest::newRow("json") << QByteArray("{\n \"item\": [,]}") << u"Line 2: no JSON value stands here (column 11)."_s;
    QTest::newRow("cut") << QByteArray("{\"item\": [") << u"it ends too early"_s;
    QTest::newRow("behind") << QByteArray("{\"item\": []} x") << u"behind the end"_s;
    QTest::newRow("version 1") << QByteArray("{\"requests\": []}") << u"version 1"_s;
    QTest::newRow("other") << QByteArray("{\"a\": 1}") << u"no collection"_s;
    QTest::newRow("no request") << QByteArray("{\"item\": [\n{\"name\": \"x\"}]}") << u"Line 2: “x” holds no request"_s;
    QTest::newRow("deep JSON") << QByteArray("[").repeated(100'000) << u"nested too deeply"_s;
    QTest::newRow("deep folders") << QByteArray("{\"item\": [").repeated(100) + QByteArray("]}").repeated(100)
                                  << u"too many requests or folders"_s;
    QTest::newRow("large") << QByteArray((64 << 20) + 1, ' ') << u"at most"_s;
}

void TestPostman::flaws()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, part);
    const auto read = fromPostman(json);
    QVERIFY(!read);
    QVERIFY2(read.error().message.contains(part), qPrintable(read.error().message));
}

QTEST_GUILESS_MAIN(TestPostman)
#include "tst_postman.moc"
