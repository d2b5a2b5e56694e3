// SPDX-License-Identifier: GPL-3.0-or-later
// Exports do what the request does: the real programs run them, a server compares.
#include "engines/http/requesttext.h"
#include "sent.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace oriel;
using namespace oriel::http;
using namespace Qt::StringLiterals;

class TestRequestExport final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_server.got.clear(); }
    void curl_data() { requests(); }
    void curl();
    void python_data() { requests(); }
    void python();
    void curlAndBack_data() { requests(); }
    void curlAndBack();
    void getItems();
    void pythonCompiles_data();
    void pythonCompiles();
    void clientCredentials();
    void digest();
    void readable();
    void noSecret();

private:
    void requests();
    QString url(const QString &path) const { return QString::fromUtf8(m_server.origin()) + path; }
    Ran runPython(const Exported &text, const QMap<QString, QString> &values);

    QTemporaryDir m_folder;
    Listener m_server;
    QString m_python;
};

void TestRequestExport::initTestCase()
{
    QFile file(m_folder.filePath(u"a b;\"c.txt"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("one\ntwo\r\n\0x", 11) == 11);
    for (const QString &python : {u"/usr/bin/python3"_s, u"python3"_s})
        if (m_python.isEmpty() && ran(python, {u"-c"_s, u"import requests"_s}).code == 0)
            m_python = python;
}

void TestRequestExport::requests()
{
    QTest::addColumn<Request>("request");
    const auto row = [this](const char *name, Request request) {
        request.url = url(request.url);
        QTest::newRow(name) << request;
    };
    row("get", {.url = u"/posts?a=1#f"_s});
    row("odd texts",
        {.url = u"/x"_s,
         .query = {{u"q"_s, u"it's \"$HOME\" `ls` !$ \\ \n é€😀 {[*]}&=+%41"_s}, {u"off"_s, u"1"_s, false}, {u"q"_s, u"2"_s}},
         .headers = {{u"X-Odd"_s, u"it's \"$HOME\" `ls` \\x \t!!"_s}, {u"X-Off"_s, u"1"_s, false}, {u"X-Empty"_s, {}}}});
    row("brackets", {.url = u"/x[1]/{a,b}?c=[2]"_s});
    row("delete", {.method = u"DELETE"_s, .url = u"/x"_s});
    row("head", {.method = u"HEAD"_s, .url = u"/x"_s});
    row("post without body", {.method = u"POST"_s, .url = u"/x"_s});
    row("json",
        {.method = u"POST"_s,
         .url = u"/x"_s,
         .body = {.kind = Body::Kind::Json, .text = u"{\"a\":\"it's \\u00e9 \\/ \\\" \\\\n 😀\",\"b\":[true,null,-1.5]}"_s}});
    row("exact json",
        {.method = u"PUT"_s,
         .url = u"/x"_s,
         .body = {.kind = Body::Kind::Json, .text = u"{\n  \"a\": 1.10, \"a\": 1e400,\n \"b\": 12345678901234567890}"_s}});
    row("json with a type", {.method = u"POST"_s,
                             .url = u"/x"_s,
                             .headers = {{u"content-type"_s, u"application/json; charset=utf-8"_s}},
                             .body = {.kind = Body::Kind::Json, .text = u"[1.10]"_s}});
    row("form", {.method = u"POST"_s,
                 .url = u"/x"_s,
                 .body = {.kind = Body::Kind::Form,
                          .fields = {{u"a b"_s, u"@c&d=e\né'"_s}, {u"a b"_s, u"2"_s}, {u"e"_s, {}}, {u"off"_s, u"1"_s, false}}}});
    row("parts", {.method = u"POST"_s,
                  .url = u"/x"_s,
                  .body = {.kind = Body::Kind::Multipart,
                           .fields = {{u"a"_s, u"@it's;x=\"1\""_s},
                                      {u"t"_s, u"<b>\"q\"\\"_s, true, false, {}, u"text/html"_s},
                                      {u"f"_s, {}, true, false, u"a b;\"c.txt"_s, u"image/png"_s}}}});
    row("text of a file",
        {.method = u"POST"_s,
         .url = u"/x"_s,
         .body = {.kind = Body::Kind::Multipart,
                  .fields = {{.name = u"t"_s, .file = u"a b;\"c.txt"_s, .isUnnamed = true},
                             {.name = u"v"_s, .file = u"a b;\"c.txt"_s, .type = u"text/csv"_s, .isUnnamed = true}}}});
    row("raw", {.method = u"POST"_s,
                .url = u"/x"_s,
                .body = {.kind = Body::Kind::Raw, .text = u"@a\n'b'\\"_s, .type = u"text/csv; header=present"_s}});
    row("raw without type", {.method = u"PATCH"_s, .url = u"/x"_s, .body = {.kind = Body::Kind::Raw, .text = u"é"_s}});
    row("file", {.method = u"POST"_s,
                 .url = u"/x"_s,
                 .body = {.kind = Body::Kind::File, .type = u"text/plain"_s, .file = u"a b;\"c.txt"_s}});
    row("basic", {.url = u"/x"_s, .auth = {.kind = Auth::Kind::Basic, .user = u"me"_s, .secret = Secret("{{password}}")}});
    row("bearer", {.url = u"/x"_s, .auth = {.kind = Auth::Kind::Bearer, .secret = Secret("{{token}}")}});
    row("api key", {.url = u"/x"_s, .auth = {.kind = Auth::Kind::ApiKey, .user = u"X-Api-Key"_s, .secret = Secret("{{key}}")}});
    row("key in the query",
        {.url = u"/x?a=1"_s,
         .auth = {.kind = Auth::Kind::ApiKey, .user = u"api_key"_s, .secret = Secret("{{key}}"), .isInQuery = true}});
    row("variables", {.method = u"POST"_s,
                      .url = u"/{{path}}/x"_s,
                      .query = {{u"q"_s, u"a{{key}}b"_s}},
                      .headers = {{u"X-A"_s, u"{{key}}"_s}},
                      .body = {.kind = Body::Kind::Json, .text = u"{\"{{key}}\": \"x{{path}}\"}"_s}});
}

namespace {

const QMap<QString, QString> values = {
    {u"password"_s, u"p'w\""_s}, {u"token"_s, u"tok"_s}, {u"key"_s, u"k1"_s}, {u"path"_s, u"p2"_s}};

std::optional<Meaning> meaning(const QString &name)
{
    return values.contains(name) ? std::optional(Meaning{values[name]}) : std::nullopt;
}

} // namespace

void TestRequestExport::curl()
{
    QFETCH(Request, request);
    const Exported exported = toCurl(request);
    QString line = exported.text; // what a user does with the names
    for (auto value = values.begin(); value != values.end(); ++value)
        line.replace(u"{{"_s + value.key() + u"}}"_s, QString(value.value()).replace(u'\'', "'\\''"_L1));
    const Ran bash = ran(u"bash"_s, {u"-c"_s, line}, m_folder.path());
    QVERIFY2(m_server.got.size() == 1, bash.error + line.toUtf8());
    const auto out = resolve(request, meaning, m_folder.path());
    QVERIFY2(out, out ? "" : qPrintable(out.error().message));
    const Got ours = sentBy(*out);
    QString mine = normal(ours, m_server.got[0]), theirs = normal(m_server.got[0], ours);
    mine.replace(u"%22c.txt"_s, u"\"c.txt"_s), theirs.replace(u"\\\"c.txt"_s, u"\"c.txt"_s).replace(u"%22c.txt"_s, u"\"c.txt"_s);
    QCOMPARE(theirs, mine);
}

void TestRequestExport::curlAndBack()
{
    QFETCH(Request, request);
    const auto read = fromCurl(toCurl(request).text);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    const auto first = resolve(request, meaning, m_folder.path()), second = resolve(read->requests[0], meaning, m_folder.path());
    QVERIFY(first && second);
    QCOMPARE(normal(sentBy(*second), {}), normal(sentBy(*first), {}));
    QCOMPARE(read->requests[0].options, request.options);
    QVERIFY2(read->remarks.isEmpty(), qPrintable(read->remarks.join(u'\n')));
}

Ran TestRequestExport::runPython(const Exported &text, const QMap<QString, QString> &constants)
{
    QFile file(m_folder.filePath(u"run.py"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.text.toUtf8()) < 0)
        return {};
    file.close();
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : text.left)
        environment.insert(name, constants.value(name.toLower().remove(u"api_"_s)));
    return ran(m_python, {u"-W"_s, u"error::SyntaxWarning"_s, file.fileName()}, m_folder.path(), environment);
}

void TestRequestExport::python()
{
    if (m_python.isEmpty())
        QSKIP("the Python library requests is not installed");
    QFETCH(Request, request);
    const Exported exported = toPython(request);
    const Ran python = runPython(exported, values);
    QVERIFY2(python.code == 0 && m_server.got.size() == 1, python.error + exported.text.toUtf8());
    const auto out = resolve(request, meaning, m_folder.path());
    QVERIFY(out);
    Got ours = sentBy(*out), theirs = m_server.got[0];
    if (exported.text.contains(u"json={"_s) || exported.text.contains(u"json=["_s)) { // the same value, another layout
        ours.body = QJsonDocument::fromJson(ours.body).toJson();
        theirs.body = QJsonDocument::fromJson(theirs.body).toJson();
        QVERIFY(!ours.body.isEmpty());
    }
    QString mine = normal(ours, theirs), other = normal(theirs, ours);
    if (request.body.kind == Body::Kind::Multipart) { // the order of a part's headers is free
        static const QRegularExpression boundary(u"--B(--)?\r\n"_s);
        QStringList parts[2] = {mine.split(boundary), other.split(boundary)};
        for (QStringList &of : parts)
            for (QString &part : of)
                part.replace(u"%22c.txt"_s, u"\"c.txt"_s).replace(u"\\\"c.txt"_s, u"\"c.txt"_s);
        QCOMPARE(parts[1].size(), parts[0].size());
        mine = parts[0].join(u'|'), other = parts[1].join(u'|');
    }
    QCOMPARE(other, mine);
}

void TestRequestExport::getItems()
{
    const Exported exported = toGetItems({.url = u"{{base_url}}/posts"_s,
                                          .query = {{u"_limit"_s, u"2"_s}},
                                          .auth = {.kind = Auth::Kind::Bearer, .secret = Secret("geheim")}});
    QCOMPARE(exported.text, uR"(import os

import requests

BASE_URL = os.environ["BASE_URL"]
TOKEN = os.environ["TOKEN"]


def get_items():
    response = requests.get(
        BASE_URL + "/posts",
        params={
            "_limit": "2",
        },
        headers={
            "Authorization": "Bearer " + TOKEN,
        },
        timeout=30,
    )
    response.raise_for_status()
    return response.json()
)"_s);
    QCOMPARE(exported.left, QStringList({u"BASE_URL"_s, u"TOKEN"_s}));
    if (m_python.isEmpty())
        QSKIP("the Python library requests is not installed");
    const Ran python = runPython({exported.text + u"\nprint(get_items()[0][\"id\"])\n"_s, exported.left},
                                 {{u"base_url"_s, QString::fromUtf8(m_server.origin())}, {u"token"_s, u"t1"_s}});
    QCOMPARE(python.out.trimmed(), "1");
    QCOMPARE(m_server.got[0].headers["authorization"], "Bearer t1");
    QCOMPARE(m_server.got[0].target, "/posts?_limit=2");
}

void TestRequestExport::pythonCompiles_data()
{
    QTest::addColumn<Request>("request");
    QTest::newRow("aws") << Request{.url = u"https://x/"_s,
                                    .auth = {.kind = Auth::Kind::AwsV4,
                                             .user = u"id"_s,
                                             .secret = Secret("k"),
                                             .region = u"eu"_s,
                                             .service = u"s3"_s,
                                             .sessionToken = Secret("t")}};
    QTest::newRow("options") << Request{.url = u"https://x/"_s,
                                        .options = {.isFollowing = false,
                                                    .timeout = 1500,
                                                    .proxy = u"none"_s,
                                                    .caFile = u"a\\b.pem"_s,
                                                    .certificateFile = u"c"_s,
                                                    .keyFile = u"k"_s}};
    QTest::newRow("made values") << Request{.method = u"ODD"_s,
                                            .url = u"https://x/{{$guid}}/{{$timestamp}}/{{$randomInt}}/{{1 a-b}}/{{1_a_b}}"_s};
    QTest::newRow("odd") << Request{.method = u"a\"b"_s, .url = u"\"\\\n"_s + QChar(0x202e) + QChar(0)};
}

void TestRequestExport::pythonCompiles()
{
    QFETCH(Request, request);
    for (const Exported &exported : {toPython(request), toGetItems(request)}) {
        QFile file(m_folder.filePath(u"compile.py"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(exported.text.toUtf8()) > 0);
        file.close();
        const Ran python = ran(u"python3"_s, {u"-W"_s, u"error"_s, u"-m"_s, u"py_compile"_s, file.fileName()});
        QVERIFY2(python.code == 0, python.error + exported.text.toUtf8());
    }
}

void TestRequestExport::clientCredentials()
{
    if (m_python.isEmpty())
        QSKIP("the Python library requests is not installed");
    m_server.answer = R"({"access_token": "fresh"})";
    for (const bool isInBody : {false, true}) {
        m_server.got.clear();
        const Ran python = runPython(toPython({.url = url(u"/x"_s),
                                               .auth = {.kind = Auth::Kind::ClientCredentials,
                                                        .user = u"id"_s,
                                                        .secret = Secret("s"),
                                                        .tokenUrl = url(u"/token"_s),
                                                        .scope = u"a b"_s,
                                                        .isInBody = isInBody}}),
                                     {{u"client_secret"_s, u"cs"_s}});
        QVERIFY2(m_server.got.size() == 2, python.error);
        QCOMPARE(m_server.got[0].target, "/token");
        QCOMPARE(m_server.got[0].body, isInBody ? "grant_type=client_credentials&scope=a+b&client_id=id&client_secret=cs"
                                                : "grant_type=client_credentials&scope=a+b");
        QCOMPARE(m_server.got[0].headers.value("authorization"),
                 isInBody ? QByteArray() : "Basic " + QByteArray("id:cs").toBase64());
        QCOMPARE(m_server.got[1].headers["authorization"], "Bearer fresh");
    }
}

void TestRequestExport::digest()
{
    m_server.challenge = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"";
    const Request request{.url = url(u"/x"_s),
                          .auth = {.kind = Auth::Kind::Digest, .user = u"me"_s, .secret = Secret("{{password}}")}};
    ran(u"bash"_s, {u"-c"_s, toCurl(request).text});
    QCOMPARE(m_server.got.size(), 2);
    QVERIFY(m_server.got[1].headers["authorization"].startsWith("Digest username=\"me\""));
    if (!m_python.isEmpty()) {
        runPython(toPython(request), values);
        QCOMPARE(m_server.got.size(), 4);
        QVERIFY(m_server.got[3].headers["authorization"].startsWith("Digest username=\"me\""));
    }
    m_server.challenge.clear();
}

void TestRequestExport::readable()
{
    QCOMPARE(toCurl({.method = u"POST"_s,
                     .url = u"{{base}}/x"_s,
                     .auth = {.kind = Auth::Kind::Basic, .user = u"me"_s, .secret = Secret("geheim")},
                     .body = {.kind = Body::Kind::Json, .text = u"{\"a\": 1}"_s},
                     .options = {.isFollowing = false, .timeout = 1500}})
                 .text,
             u"curl --globoff '{{base}}/x' \\\n  -u 'me:{{password}}' \\\n  -H 'Content-Type: application/json' \\\n"
             "  --data-raw '{\"a\": 1}' \\\n  -m 1.5"_s);
    QCOMPARE(toPython({.method = u"POST"_s,
                       .url = u"https://x/"_s,
                       .body = {.kind = Body::Kind::Json, .text = u"{\n  \"a\": true,\n  \"b\": [null, 1.5]\n}"_s}})
                 .text,
             uR"(import requests

response = requests.request(
    "POST",
    "https://x/",
    json={
      "a": True,
      "b": [None, 1.5]
    },
    timeout=30,
)
response.raise_for_status()
print(response.text)
)"_s);
}

void TestRequestExport::noSecret()
{
    const Secret secret("geheim");
    for (const Auth::Kind kind : {Auth::Kind::Basic, Auth::Kind::Bearer, Auth::Kind::ApiKey, Auth::Kind::Digest,
                                  Auth::Kind::ClientCredentials, Auth::Kind::AwsV4}) {
        const Request request{.method = u"POST"_s,
                              .url = u"https://u:geheim@x/?access_token=geheim"_s,
                              .query = {{u"t"_s, u"geheim"_s, true, true}},
                              .headers = {{u"X-T"_s, u"geheim"_s, true, true}},
                              .auth = {.kind = kind, .user = u"X-K"_s, .secret = secret, .sessionToken = secret},
                              .body = {.kind = Body::Kind::Form, .fields = {{u"p"_s, u"geheim"_s, true, true}}},
                              .options = {.proxy = u"http://me:geheim@proxy:3128"_s, .keyPassphrase = secret}};
        for (const Exported &exported : {toCurl(request), toHttpFile({request}, {}), toPython(request), toGetItems(request)}) {
            QVERIFY2(!exported.text.contains(u"geheim"_s), qPrintable(exported.text));
            QVERIFY(exported.left.size() >= 4);
        }
        QVERIFY2(toCurl(request).text.contains(u"http://me:{{proxy_password}}@proxy:3128"_s), qPrintable(toCurl(request).text));
    }
}

QTEST_GUILESS_MAIN(TestRequestExport)
#include "tst_requestexport.moc"
