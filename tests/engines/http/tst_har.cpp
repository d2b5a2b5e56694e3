// SPDX-License-Identifier: GPL-3.0-or-later
// Browsers' archives, and how a text of unknown kind is told apart.
#include "engines/http/requesttext.h"

#include <QTest>

using namespace oriel;
using namespace oriel::http;
using namespace Qt::StringLiterals;

class TestHar final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads();
    void bodies();
    void flaws();
    void anything_data();
    void anything();
};

void TestHar::reads()
{
    const auto read = fromHar(R"({"log": {"version": "1.2", "entries": [
      {"_resourceType": "xhr", "request": {"method": "GET", "url": "https://api.example.org/v1/items?q=a%20b&access_token=geheim", "headers": [
        {"name": ":authority", "value": "api.example.org"}, {"name": "Host", "value": "x"}, {"name": "accept", "value": "*/*"},
        {"name": "sec-ch-ua", "value": "x"}, {"name": "User-Agent", "value": "Mozilla"}, {"name": "authorization", "value": "Bearer geheim"},
        {"name": "cookie", "value": "s=geheim"}, {"name": "x-csrf-token", "value": "geheim"}, {"name": "Origin", "value": "https://example.org"}],
        "cookies": [{"name": "s", "value": "geheim"}], "queryString": [{"name": "q", "value": "a b"}]}},
      {"_resourceType": "image", "request": {"method": "GET", "url": "https://example.org/a.png", "headers": []}},
      {"_resourceType": "websocket", "request": {"method": "GET", "url": "wss://example.org/", "headers": []}},
      {"request": {"method": "GET", "url": "https://example.org/a.css", "headers": []}, "response": {"content": {"mimeType": "text/css; charset=utf-8"}}},
      {"request": {"method": "OPTIONS", "url": "https://example.org/", "headers": [{"name": "Access-Control-Request-Method", "value": "PUT"}]}}
    ]}})");
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->requests.size(), 1);
    const Request &request = read->requests[0];
    QCOMPARE(request.name, u"GET /v1/items"_s);
    QCOMPARE(request.folder, u"api.example.org"_s);
    QCOMPARE(request.url, u"https://api.example.org/v1/items?q=a%20b"_s);
    QCOMPARE(request.query, (QList<Field>{{u"access_token"_s, u"geheim"_s, true, true}}));
    QCOMPARE(request.headers, (QList<Field>{{u"accept"_s, u"*/*"_s},
                                            {u"cookie"_s, u"s=geheim"_s, true, true},
                                            {u"x-csrf-token"_s, u"geheim"_s, true, true},
                                            {u"Origin"_s, u"https://example.org"_s, false}}));
    QCOMPARE(request.auth, (Auth{.kind = Auth::Kind::Bearer, .secret = Secret("geheim")}));
    QCOMPARE(read->remarks.size(), 2);
    QVERIFY2(read->remarks[0].startsWith(u"3 "_s) && read->remarks[1].startsWith(u"1 "_s), qPrintable(read->remarks.join(u'\n')));
}

void TestHar::bodies()
{
    const auto entry = [](const QByteArray &data, const QByteArray &headers = "") {
        return fromHar(R"({"log": {"entries": [{"request": {"method": "POST", "url": "https://x/", "headers": [)" + headers +
                       R"(], "postData": )" + data + "}}]}}");
    };
    const auto json = entry(R"({"mimeType": "application/json", "text": "{\"id\": 12345678901234567890}"})",
                            R"({"name": "content-type", "value": "application/json"})");
    QVERIFY(json && json->requests[0].headers.isEmpty());
    QCOMPARE(json->requests[0].body, (Body{.kind = Body::Kind::Json, .text = u"{\"id\": 12345678901234567890}"_s}));
    const auto form =
        entry(R"({"mimeType": "application/x-www-form-urlencoded", "text": "a=1+2&password=geheim", "params": []})");
    QVERIFY(form);
    QCOMPARE(form->requests[0].body.fields, (QList<Field>{{u"a"_s, u"1 2"_s}, {u"password"_s, u"geheim"_s, true, true}}));
    const auto params = entry(
        R"({"mimeType": "multipart/form-data; boundary=x", "params": [{"name": "a", "value": "1+2"}, {"name": "f", "fileName": "/x/a.png", "contentType": "image/png"}]})",
        R"({"name": "Content-Type", "value": "multipart/form-data; boundary=x"})");
    QVERIFY(params && params->requests[0].headers.isEmpty());
    QCOMPARE(params->requests[0].body.fields,
             (QList<Field>{{u"a"_s, u"1+2"_s}, {u"f"_s, {}, true, false, u"a.png"_s, u"image/png"_s}}));
    QCOMPARE(params->remarks.size(), 1);
    const auto encoded = entry(R"({"mimeType": "text/plain", "encoding": "base64", "text": "w6k="})");
    QVERIFY(encoded);
    QCOMPARE(encoded->requests[0].body, (Body{.kind = Body::Kind::Raw, .text = u"é"_s, .type = u"text/plain"_s}));
}

void TestHar::flaws()
{
    QVERIFY(fromHar("{\"log\": {}}").error().message.contains(u"no HAR"_s));
    QVERIFY(fromHar("{\"log\": {\"entries\": [\n{}]}}").error().message.startsWith(u"Line 2: "_s));
}

void TestHar::anything_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("fileName");
    QTest::addColumn<QString>("name"); // of the first request, or a part of the error
    const QByteArray curl = "curl https://x/curl", http = "### Named\nGET https://x/\n";
    QTest::newRow("curl") << curl << QString() << u"GET /curl"_s;
    QTest::newRow("curl behind a prompt") << "\n$ " + curl << QString() << u"GET /curl"_s;
    QTest::newRow("curl for Windows") << QByteArray("curl.exe \"https://x/curl\"\r\n") << QString() << u"GET /curl"_s;
    QTest::newRow("curl in UTF-16") << QByteArray("\xff\xfe") + QByteArray(reinterpret_cast<const char *>(u"curl x/curl"), 22)
                                    << QString() << u"GET /curl"_s;
    QTest::newRow("http") << http << QString() << u"Named"_s;
    QTest::newRow("http by its name") << QByteArray("example.org/x") << u"a.http"_s << u"GET example.org/x"_s;
    QTest::newRow("http with curl behind") << http + "\n###\n" + curl << QString() << u"Named"_s;
    QTest::newRow("an address") << QByteArray("https://x/only") << QString() << u"GET /only"_s;
    QTest::newRow("a variable first") << QByteArray("@a = b\n\nGET {{a}}/x") << QString() << u"GET /x"_s;
    QTest::newRow("postman") << QByteArray("\xef\xbb\xbf{\"item\": [{\"name\": \"P\", \"request\": \"https://x/\"}]}")
                             << u"x.json"_s << u"P"_s;
    QTest::newRow("postman's API") << QByteArray("{\"collection\": {\"item\": [{\"name\": \"P\", \"request\": \"https://x/\"}]}}")
                                   << QString() << u"P"_s;
    QTest::newRow("har") << QByteArray("{\"log\": {\"entries\": [{\"request\": {\"url\": \"https://x/har\"}}]}}") << QString()
                         << u"GET /har"_s;
    QTest::newRow("openapi") << QByteArray("{\"openapi\": \"3.0.0\", \"paths\": {\"/o\": {\"get\": {}}}}") << QString()
                             << u"GET /o"_s;
    QTest::newRow("yaml") << QByteArray("# c\nopenapi: 3.0.0\npaths:\n  /o:\n    get: {}\n") << u"a.yaml"_s << u"GET /o"_s;
    QTest::newRow("other JSON") << QByteArray("{\"a\": 1}") << QString() << u"no OpenAPI and no HAR"_s;
    QTest::newRow("nothing") << QByteArray("hello world\n") << QString() << u"Nothing here"_s;
    QTest::newRow("empty") << QByteArray() << QString() << u"Nothing here"_s;
}

void TestHar::anything()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, fileName);
    QFETCH(QString, name);
    const auto read = fromAnything(text, fileName);
    if (!read)
        QVERIFY2(read.error().message.contains(name), qPrintable(read.error().message));
    else
        QCOMPARE(read->requests.value(0).name, name);
}

QTEST_GUILESS_MAIN(TestHar)
#include "tst_har.moc"
