// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/requesttext.h"

#include <QTest>

using namespace oriel;
using namespace oriel::http;
using namespace Qt::StringLiterals;

namespace {

// What a request says, as lines.
QString told(const Request &request)
{
    const auto row = [](const Field &field) {
        return (field.isOn ? QString() : u"(off) "_s) + field.name + u'=' + field.value +
               (field.file.isEmpty() ? QString() : u" <"_s + field.file) + (field.isUnnamed ? u" unnamed"_s : QString()) +
               (field.type.isEmpty() ? QString() : u" "_s + field.type) + (field.isSecret ? u" secret"_s : QString());
    };
    QString text = request.name + u'|' + request.method + u' ' + request.url;
    for (const Field &field : request.query)
        text += u"\n?"_s + row(field);
    for (const Field &field : request.headers)
        text += u"\n:"_s + row(field);
    if (request.auth.kind != Auth::Kind::None)
        text += u"\n"_s +
                u"auth %1 %2 %3 %4 %5 %6"_s.arg(int(request.auth.kind))
                    .arg(request.auth.user, QString::fromUtf8(request.auth.secret.reveal()), request.auth.region,
                         request.auth.service, QString::fromUtf8(request.auth.sessionToken.reveal()))
                    .trimmed() +
                u' ' + request.auth.tokenUrl + request.auth.scope;
    if (request.body.kind != Body::Kind::None)
        text += u"\nbody %1 %2 %3\n%4"_s.arg(int(request.body.kind)).arg(request.body.type, request.body.file, request.body.text);
    for (const Field &field : request.body.fields)
        text += u"\n-"_s + row(field);
    for (const Capture &capture : request.captures)
        text += u"\n>"_s + capture.variable + u' ' + capture.from;
    return text + (request.options.isFollowing ? QString() : u"\nno redirect"_s) +
           u"\n%1 %2"_s.arg(request.options.timeout).arg(request.note);
}

// One of everything.
const QString everything = uR"RE(@host = https://example.org
@base = {{host}}/api
@password = hidden

### List
# What the list is for.
# @no-redirect
# @timeout 5
GET {{base}}/posts?fixed=1 HTTP/1.1
    ?limit=10
    &q=a%20b&tag={{tag}}
Accept: application/json
# X-Off: later
// X-Also: off
X-Api-Key: {{key}}

###
# @name login
POST https://example.org/login
Content-Type: application/x-www-form-urlencoded

name=J%C3%B6
&password={{password}}

> {% client.global.set("token", response.body.data[0].token); %}

### JSON
PUT {{base}}/x/{{id}}
Authorization: Bearer {{token}}
Content-Type: application/json

{
  "a": 12345678901234567890,

  "b": "{{name}}"
}

### A file
PATCH {{base}}/file
Authorization: Basic user pass word
Content-Type: text/csv

< ./data/rows.csv

### Parts
POST {{base}}/parts
Content-Type: multipart/form-data; boundary=XX

--XX
Content-Disposition: form-data; name="text"

two
lines
--XX
Content-Disposition: form-data; name="f"; filename="a b.png"
Content-Type: image/png

< ./pics/a b.png
--XX--

### Raw
REPORT example.org/dav
Depth: 1
Content-Type: application/xml; charset=utf-8
Authorization: Digest user secret

<a>
 # no comment
</a>

###

https://example.org/only?x=1

### AWS
GET https://s3.example.org/
Authorization: AWS id key token:tok region:eu-1 service:s3
)RE"_s;

} // namespace

class TestHttpFile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEverything();
    void roundTrip();
    void anyRequest_data();
    void anyRequest();
    void switchedOffByHand();
    void secretsStay();
    void leavesOut_data();
    void leavesOut();
    void flaws_data();
    void flaws();
    void curlInside();
    void large();
};

void TestHttpFile::readsEverything()
{
    const auto read = fromHttpFile(everything);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QStringList all;
    for (const Request &request : read->requests)
        all.append(told(request));
    const QStringList expected = {
        u"List|GET {{base}}/posts?fixed=1\n?limit=10\n?q=a b\n?tag={{tag}}\n:Accept=application/json\n:(off) X-Off=later\n"
        ":(off) X-Also=off\n:X-Api-Key={{key}} secret\nno redirect\n5000 What the list is for."_s,
        u"login|POST https://example.org/login\nbody 2  \n\n-name=Jö\n-password={{password}} secret\n>token $.data[0].token\n30000 "_s,
        u"JSON|PUT {{base}}/x/{{id}}\nauth 2  {{token}} \nbody 1  \n{\n  \"a\": 12345678901234567890,\n\n  \"b\": \"{{name}}\"\n}\n30000 "_s,
        u"A file|PATCH {{base}}/file\nauth 1 user pass word \nbody 5 text/csv ./data/rows.csv\n\n30000 "_s,
        u"Parts|POST {{base}}/parts\nbody 3  \n\n-text=two\nlines\n-f= <./pics/a b.png image/png\n30000 "_s,
        u"Raw|REPORT example.org/dav\n:Depth=1\nauth 4 user secret \nbody 4 application/xml; charset=utf-8 \n<a>\n # no comment\n</a>\n30000 "_s,
        u"GET /only|GET https://example.org/only?x=1\n30000 "_s,
        u"AWS|GET https://s3.example.org/\nauth 6 id key eu-1 s3 tok \n30000 "_s,
    };
    for (qsizetype i = 0; i < std::min(all.size(), expected.size()); ++i)
        QCOMPARE(all[i], expected[i]);
    QCOMPARE(all.size(), expected.size());
    QCOMPARE(read->variables.size(), 3);
    QCOMPARE(read->variables[1].value, u"{{host}}/api"_s);
    QVERIFY(read->variables[2].isSecret);
    QCOMPARE(read->remarks, QStringList());
}

// Read, written, read again: the same requests but for secrets, which are names then; written again: the same text.
void TestHttpFile::roundTrip()
{
    const auto first = fromHttpFile(everything);
    QVERIFY(first);
    const Exported once = toHttpFile(first->requests, first->variables);
    const auto second = fromHttpFile(once.text);
    QVERIFY2(second, second ? "" : qPrintable(second.error().message + once.text));
    QCOMPARE(second->requests.size(), first->requests.size());
    for (qsizetype i = 0; i < first->requests.size(); ++i) {
        Request before = first->requests[i], after = second->requests[i];
        before.captures.clear();
        before.auth.secret = after.auth.secret;
        before.auth.sessionToken = after.auth.sessionToken;
        QCOMPARE(told(after), told(before));
    }
    QCOMPARE(toHttpFile(second->requests, second->variables).text, once.text);
    QCOMPARE(once.left, QStringList({u"password"_s, u"key"_s, u"token"_s, u"password_2"_s, u"password_3"_s,
                                     u"aws_secret_access_key"_s, u"aws_session_token"_s}));
}

void TestHttpFile::anyRequest_data()
{
    QTest::addColumn<Request>("request");
    const auto row = [](const char *name, Request request) {
        request.name = QString::fromLatin1(name);
        QTest::newRow(name) << request;
    };
    row("oauth", {.url = u"https://x/"_s,
                  .auth = {.kind = Auth::Kind::ClientCredentials,
                           .user = u"the client"_s,
                           .secret = Secret("{{s}}"),
                           .tokenUrl = u"https://x/token"_s,
                           .scope = u"read write"_s}});
    row("method of marks", {.method = u"X-+-"_s, .url = u"https://x/"_s});
    row("method of the environment", {.method = u"{{way}}"_s, .url = u"{{base}}/x"_s});
    row("headers named by the environment", {.url = u"https://x/"_s, .headers = {{u"X-{{h}}"_s, u"1"_s}, {u"{{h}}"_s, u"2"_s}}});
    row("header off", {.url = u"https://x/"_s, .headers = {{.name = u"x_trace"_s, .value = u"1"_s, .isOn = false}}});
    row("no user", {.url = u"https://x/"_s, .auth = {.kind = Auth::Kind::Basic, .secret = Secret("{{p}}")}});
    row("odd query", {.url = u"https://x/"_s, .query = {{u"a&b"_s, u"c=d#e\nf+g %41"_s}, {u"empty"_s, {}}}});
    row("form", {.method = u"POST"_s,
                 .url = u"https://x/"_s,
                 .body = {.kind = Body::Kind::Form, .fields = {{u"ü="_s, u"a\n### b&c"_s}, {u"n"_s, u"{{v}}!"_s}}}});
    row("boundary", {.method = u"POST"_s,
                     .url = u"https://x/"_s,
                     .body = {.kind = Body::Kind::Multipart, .fields = {{u"a\"b"_s, u"--Boundary--\n--Boundary"_s}}}});
    row("text of a file", {.method = u"POST"_s,
                           .url = u"https://x/"_s,
                           .body = {.kind = Body::Kind::Multipart,
                                    .fields = {{.name = u"a"_s, .file = u"./a b.txt"_s, .isUnnamed = true},
                                               {.name = u"b"_s, .file = u"b.csv"_s, .type = u"text/csv"_s, .isUnnamed = true},
                                               {.name = u"c"_s, .file = u"c.png"_s, .type = u"image/png"_s}}}});
    row("switched off",
        {.url = u"https://x/?a=1"_s,
         .query = {{u"b"_s, u"2"_s}, {u"c d"_s, u"é&=#"_s, false}, {u"e"_s, {}, false}, {u"f"_s, u"{{f}}"_s, false}},
         .headers = {{u"X-On"_s, u"1"_s}, {u"X-Off"_s, u"2"_s, false}}});
    row("only switched off", {.url = u"{{base}}/x"_s, .query = {{u"token"_s, u"{{t}}"_s, false, true}}});
    row("user with blanks",
        {.url = u"https://x/"_s, .auth = {.kind = Auth::Kind::Basic, .user = u"my own user"_s, .secret = Secret("{{p}}")}});
    row("digest user with a blank",
        {.url = u"https://x/"_s, .auth = {.kind = Auth::Kind::Digest, .user = u"my user"_s, .secret = Secret("{{p}}")}});
    row("note", {.method = u"PURGE"_s, .url = u"https://x/"_s, .note = u"one\n\n  two\n### three"_s});
    row("timeout", {.url = u"https://x/"_s, .options = {.isFollowing = false, .timeout = 1234}});
    row("raw without type",
        {.method = u"POST"_s, .url = u"https://x/"_s, .body = {.kind = Body::Kind::Raw, .text = u"a\n\n\nb"_s}});
    row("json with a type", {.method = u"POST"_s,
                             .url = u"https://x/"_s,
                             .headers = {{u"Content-Type"_s, u"application/json; charset=utf-8"_s}},
                             .body = {.kind = Body::Kind::Json, .text = u"[1]"_s}});
}

void TestHttpFile::anyRequest()
{
    QFETCH(Request, request);
    const Exported text = toHttpFile({request, request}, {});
    const auto read = fromHttpFile(text.text);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message + text.text));
    QCOMPARE(read->requests.size(), 2);
    QCOMPARE(told(read->requests[0]), told(request));
    QCOMPARE(told(read->requests[1]), told(request));
}

// As it is written by hand in the REST Client: a line of the query put behind a comment mark, in the middle.
void TestHttpFile::switchedOffByHand()
{
    const auto read = fromHttpFile(u"GET https://x/list\n    ?page=1\n    # &size=20\n    &sort=a\n// &debug=1\n# a note & more\n"
                                   "Accept: */*\n"_s);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(told(read->requests[0]),
             u"GET /list|GET https://x/list\n?page=1\n?sort=a\n?(off) size=20\n?(off) debug=1\n:Accept=*/*\n30000 "_s);
}

void TestHttpFile::secretsStay()
{
    Request one{.name = u"a"_s,
                .url = u"https://me:geheim@x/?api_key=geheim&b=1"_s,
                .query = {{u"token"_s, u"geheim"_s, true, true}},
                .headers = {{u"X-Api-Key"_s, u"geheim"_s, true, true}, {u"Cookie"_s, u"geheim"_s, false, true}}};
    Request two{.url = u"https://x/"_s,
                .auth = {.kind = Auth::Kind::ApiKey, .user = u"X-Api-Key"_s, .secret = Secret("geheim other")}};
    const Exported text = toHttpFile({one, two}, {{u"base"_s, u"1"_s}, {u"pass"_s, u"geheim"_s, true, true}});
    QVERIFY2(!text.text.contains(u"geheim"_s), qPrintable(text.text));
    QCOMPARE(text.left,
             QStringList({u"pass"_s, u"token"_s, u"api_key"_s, u"password"_s, u"x_api_key"_s, u"cookie"_s, u"x_api_key_2"_s}));
    for (const QString &name : text.left.sliced(1))
        QVERIFY2(text.text.contains(u"{{"_s + name + u"}}"_s), qPrintable(text.text));
}

void TestHttpFile::leavesOut_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("script") << u"GET https://x/\n\n> {%\nclient.test('a', () => {})\n%}"_s << u"Line 3: a script"_s;
    QTest::newRow("file of a script") << u"GET https://x/\n\n> ./a.js"_s << u"Line 3: a script"_s;
    QTest::newRow("before") << u"< {%\n  request.variables.set('a', 1)\n%}\nGET https://x/"_s << u"script before"_s;
    QTest::newRow("compared") << u"GET https://x/\n\n<> ./200.json"_s << u"<> ./200.json"_s;
    QTest::newRow("saved") << u"GET https://x/\n\n>>! out.json"_s << u">>! out.json"_s;
    QTest::newRow("prompt") << u"# @prompt user\nGET https://x/"_s << u"@prompt"_s;
    QTest::newRow("socket") << u"GET https://x/\n###\nWEBSOCKET ws://x/\n"_s << u"only HTTP"_s;
    QTest::newRow("mixed") << u"POST https://x/\n\na\n< ./b\n"_s << u"file within the body"_s;
    QTest::newRow("file outside (body)") << u"POST https://x/\n\n< ~/.ssh/id\n"_s << u"~/.ssh/id lies outside"_s;
    QTest::newRow("import") << u"import a.http\nGET https://x/\n"_s << u"import a.http"_s;
}

void TestHttpFile::leavesOut()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto read = fromHttpFile(text);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->requests.size(), 1);
    QCOMPARE(read->requests[0].url, u"https://x/"_s);
    QVERIFY(read->requests[0].body.kind == Body::Kind::None || part.contains(u"body"_s) ||
            read->requests[0].body.file == u"id"_s);
    QCOMPARE(read->remarks.size(), 1);
    QVERIFY2(read->remarks[0].contains(part), qPrintable(read->remarks[0]));
}

void TestHttpFile::flaws_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("empty") << u"\n# nothing\n"_s << u"No request"_s;
    QTest::newRow("header") << u"GET https://x/\nAccept */*\n"_s << u"Line 2: A header"_s;
    QTest::newRow("line") << u"\n\nthis is no request\n"_s << u"Line 3: A request"_s;
    QTest::newRow("variable") << u"@base\nGET https://x/"_s << u"Line 1: A variable"_s;
}

void TestHttpFile::flaws()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto read = fromHttpFile(text);
    QVERIFY(!read);
    QVERIFY2(read.error().message.contains(part), qPrintable(read.error().message));
}

void TestHttpFile::curlInside()
{
    const auto read = fromHttpFile(
        u"### one\ncurl https://x/ \\\n  -d a=b\n\n###\nGRAPHQL https://x/graphql\n\nquery { a }\n\n{\n \"id\": 12345678901234567890\n}\n"_s);
    QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    QCOMPARE(read->requests.size(), 2);
    QCOMPARE(read->requests[0].name, u"one"_s);
    QCOMPARE(read->requests[0].body.kind, Body::Kind::Form);
    QCOMPARE(read->requests[1].method, u"POST"_s);
    QCOMPARE(read->requests[1].body.text,
             u"{\n  \"query\": \"query { a }\",\n  \"variables\": {\n \"id\": 12345678901234567890\n}\n}"_s);
}

void TestHttpFile::large()
{
    QVERIFY(fromHttpFile(u"POST https://x/\n\n"_s + QString(8 << 20, u'x')));
    QVERIFY(fromHttpFile(u"POST https://x/\n\n"_s + u"x\n"_s.repeated(1 << 20)));
    QCOMPARE(fromHttpFile(QString((64 << 20) + 1, u' ')).error().code, u"size"_s);
    QVERIFY(!fromHttpFile(u"###\nGET https://x/\n"_s.repeated(50'002)));
}

QTEST_GUILESS_MAIN(TestHttpFile)
#include "tst_httpfile.moc"
