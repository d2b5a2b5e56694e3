// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/environment.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace oriel;
using namespace oriel::http;
using namespace Qt::StringLiterals;

namespace {

const QHash<QString, Meaning> meanings{
    {u"base_url"_s, {u"http://127.0.0.1:5000"_s, u"environment local"_s}},
    {u"host"_s, {u"example.org"_s, u"environment local"_s}},
    {u"token"_s, {u"s3cret"_s, u"keychain"_s, true}},
    {u"bearer"_s, {u"Bearer {{ token }}"_s, u"environment local"_s}},
    {u"self"_s, {u"<{{self}}>"_s, u"environment local"_s}},
    {u"two"_s, {u"{{two}}{{two}}{{two}}{{two}}{{two}}{{two}}{{two}}{{two}}{{two}}{{two}}"_s, u"environment local"_s}},
    {u"blank"_s, {u"a b/ä&c=d"_s, u"environment local"_s}},
    {u"evil"_s, {u"x\r\nInjected: yes"_s, u".env"_s}},
};

std::optional<Meaning> known(const QString &name)
{
    return meanings.contains(name) ? std::optional(meanings[name]) : std::nullopt;
}

Request get(const QString &url)
{
    Request request;
    request.url = url;
    return request;
}

QByteArray urlOf(const Request &request)
{
    const auto out = resolve(request, known, {});
    return out ? out->url.toEncoded() : out.error().code.toUtf8();
}

QByteArray headersOf(const Outgoing &out)
{
    QByteArray text;
    for (const Header &header : out.headers)
        text += header.name + ": " + header.value + (header.isSecret ? " (secret)\n" : "\n");
    return text;
}

QByteArray bodyOf(const Outgoing &out)
{
    QByteArray text;
    for (const BodyPart &part : out.body)
        text += part.file.isEmpty() ? part.bytes : "<" + part.file.toUtf8() + ">";
    return text;
}

} // namespace

class TestEnvironment final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void references_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("found"); // name@begin-end
        QTest::newRow("none") << u"{a} {{}} {{ }} {"_s << u""_s;
        QTest::newRow("one") << u"x{{a}}y"_s << u"a@1-6"_s;
        QTest::newRow("blanks") << u"{{ base url }}/{{b}}"_s << u"base url@0-14 b@15-20"_s;
        QTest::newRow("braces around") << u"{\"a\":{{a}}}"_s << u"a@5-10"_s;
        QTest::newRow("three") << u"{{{a}}}"_s << u"a@1-6"_s;
        QTest::newRow("JSON is none") << u"[{{\"a\": 1}}]"_s << u""_s;
        QTest::newRow("no line break inside") << u"{{a\nb}}"_s << u""_s;
        QTest::newRow("unclosed") << u"{{a"_s << u""_s;
        QTest::newRow("one letter each") << u"{{a}}{{b}}"_s << u"a@0-5 b@5-10"_s;
    }
    void references()
    {
        QFETCH(QString, text);
        QStringList found;
        for (const Reference &reference : referencesIn(text))
            found.append(u"%1@%2-%3"_s.arg(reference.name).arg(reference.begin).arg(reference.end));
        QTEST(found.join(u' '), "found");
    }

    void values()
    {
        const Replaced done = replaced(u"{{ base_url }}/{{nothing}}/{{nothing}}?{{$odd}}"_s, known);
        QCOMPARE(done.text, u"http://127.0.0.1:5000/{{nothing}}/{{nothing}}?{{$odd}}"_s);
        QCOMPARE(done.missing, QStringList({u"nothing"_s, u"$odd"_s}));
        QVERIFY(!done.holdsSecret);
        const Replaced nested = replaced(u"{{bearer}}"_s, known);
        QCOMPARE(nested.text, u"Bearer s3cret"_s);
        QVERIFY(nested.holdsSecret); // through two steps
    }

    void aVariableOfItselfEnds()
    {
        QCOMPARE(replaced(u"{{self}}"_s, known).text, u"<<<<<<<<{{self}}>>>>>>>>"_s);
        QCOMPARE(replaced(u"{{self}}"_s, known).missing, QStringList(u"self"_s));
        QVERIFY(replaced(u"{{two}}"_s, known).text.size() < 10'000'000); // 10^8 without a limit
    }

    void madeByOriel()
    {
        static const QRegularExpression guid(u"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"_s);
        QVERIFY(guid.match(replaced(u"{{$guid}}"_s, known).text).hasMatch());
        QVERIFY(replaced(u"{{$guid}}"_s, known).text != replaced(u"{{$guid}}"_s, known).text);
        QVERIFY(qAbs(replaced(u"{{$timestamp}}"_s, known).text.toLongLong() - QDateTime::currentSecsSinceEpoch()) < 60);
        for (int i = 0; i < 100; ++i) {
            const int number = replaced(u"{{$randomInt 5 7}}"_s, known).text.toInt();
            QVERIFY(number == 5 || number == 6);
        }
        QVERIFY(replaced(u"{{$randomInt}}"_s, known).missing.isEmpty());
    }

    void urls_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QByteArray>("resolved"); // or the error's code
        QTest::newRow("variable") << u"{{base_url}}/posts"_s << QByteArray("http://127.0.0.1:5000/posts");
        QTest::newRow("bare") << u" {{host}}/a "_s << QByteArray("https://example.org/a");
        QTest::newRow("bare with port") << u"example.org:8443/a"_s << QByteArray("https://example.org:8443/a");
        QTest::newRow("localhost") << u"localhost:5000"_s << QByteArray("http://localhost:5000");
        QTest::newRow("below localhost") << u"api.localhost/x"_s << QByteArray("http://api.localhost/x");
        QTest::newRow("127") << u"127.0.0.2/x"_s << QByteArray("http://127.0.0.2/x");
        QTest::newRow("::1") << u"[::1]:80/x"_s << QByteArray("http://[::1]:80/x");
        QTest::newRow("no localhost") << u"localhost.example.org/x"_s << QByteArray("https://localhost.example.org/x");
        QTest::newRow("as typed") << u"http://h/a%2Fb+c%20d?x=%26&y=+%2B"_s << QByteArray("http://h/a%2Fb+c%20d?x=%26&y=+%2B");
        QTest::newRow("lone percent") << u"http://h/100%/50%25?a=%zz"_s << QByteArray("http://h/100%25/50%25?a=%25zz");
        QTest::newRow("needs encoding") << u"http://h/a b/ä?x=<\">"_s << QByteArray("http://h/a%20b/%C3%A4?x=%3C%22%3E");
        QTest::newRow("brackets stay") << u"http://h/?a[]=1&b=[2]"_s << QByteArray("http://h/?a[]=1&b=[2]");
        QTest::newRow("fragment") << u"http://h/a#b"_s << QByteArray("http://h/a");
        QTest::newRow("international") << u"http://bücher.example/"_s << QByteArray("http://xn--bcher-kva.example/");
        QTest::newRow("file") << u"file:///etc/passwd"_s << QByteArray("url");
        QTest::newRow("file:") << u"file:/etc/passwd"_s << QByteArray("url");
        QTest::newRow("ftp") << u"FTP://h/"_s << QByteArray("url");
        QTest::newRow("data") << u"data:text/plain,x"_s << QByteArray("url");
        QTest::newRow("no host") << u"http:///x"_s << QByteArray("url");
        QTest::newRow("empty") << u""_s << QByteArray("url");
        QTest::newRow("blank host") << u"http://a b/"_s << QByteArray("url");
        QTest::newRow("bad port") << u"http://h:99999/"_s << QByteArray("url");
        QTest::newRow("missing") << u"{{nothing}}/x"_s << QByteArray("missing");
    }
    void urls()
    {
        QFETCH(QString, url);
        QTEST(urlOf(get(url)), "resolved");
    }

    void queryRowsAreEncodedAsTyped()
    {
        Request request = get(u"http://h/p?a=1%202#frag"_s);
        request.query = {
            {u"b c"_s, u"50%&=+ä/?"_s}, {u"off"_s, u"1"_s, false}, {u"v"_s, u"{{blank}}"_s}, {u"pre"_s, u"%20"_s}, {}};
        QCOMPARE(urlOf(request),
                 QByteArray("http://h/p?a=1%202&b%20c=50%25%26%3D%2B%C3%A4%2F%3F&v=a%20b%2F%C3%A4%26c%3Dd&pre=%2520"));
        request.url = u"http://h"_s;
        request.query = {{u"a"_s, u""_s}};
        QCOMPARE(urlOf(request), QByteArray("http://h?a="));
    }

    void missingOnesAreNamedTogether()
    {
        Request request = get(u"http://h/{{a}}"_s);
        request.headers = {{u"X"_s, u"{{b}} {{a}}"_s}, {u"Y"_s, u"{{unused}}"_s, false}};
        request.body = {Body::Kind::None, u"{{unused}}"_s};
        const auto out = resolve(request, known, {});
        QVERIFY(!out);
        QCOMPARE(out.error().code, u"missing"_s);
        QCOMPARE(out.error().detail, u"b\na"_s);
        QVERIFY(out.error().message.contains(u"{{b}}, {{a}}"_s));
    }

    void headers()
    {
        Request request = get(u"http://h/"_s);
        request.headers = {{u"Accept"_s, u" text/*"_s}, {u"X-Token"_s, u"{{token}}"_s},   {u"X-Mine"_s, u"ä"_s, true, true},
                           {u"Cookie"_s, u"a=b"_s},     {u"Content-Length"_s, u"9999"_s}, {u"Off"_s, u"1"_s, false}};
        const auto out = resolve(request, known, {});
        QVERIFY(out);
        QCOMPARE(headersOf(*out),
                 QByteArray("Accept: text/*\nX-Token: s3cret (secret)\nX-Mine: ä (secret)\nCookie: a=b (secret)\n"));
    }

    void noHeaderIsInjected()
    {
        for (const Field &field : {Field{u"X"_s, u"{{evil}}"_s}, Field{u"X"_s, u"a\nb"_s}, Field{u"A: b\r\nX"_s, u"c"_s},
                                   Field{u"a b"_s, u"c"_s}, Field{u""_s, u"c"_s}, Field{u"X"_s, QString(QChar(0))}}) {
            Request request = get(u"http://h/"_s);
            request.headers = {field};
            const auto out = resolve(request, known, {});
            QVERIFY(!out);
            QCOMPARE(out.error().code, u"header"_s);
        }
        Request request = get(u"http://h/"_s);
        request.auth = {Auth::Kind::Bearer, {}, Secret("a\r\nX: y")};
        QVERIFY(!resolve(request, known, {}));
        request.auth = {Auth::Kind::ApiKey, u"X\r\nY"_s, Secret("a")};
        QVERIFY(!resolve(request, known, {}));
        request.auth = {};
        request.method = u"GET / HTTP/1.1\r\nX: y"_s;
        QCOMPARE(resolve(request, known, {}).error().code, u"method"_s);
    }

    void methods()
    {
        Request request = get(u"http://h/"_s);
        for (const auto &[typed, sent] :
             {std::pair("get", "GET"), {" Post ", "POST"}, {"PURGE", "PURGE"}, {"m-search", "m-search"}}) {
            request.method = QString::fromLatin1(typed);
            QCOMPARE(resolve(request, known, {})->method, sent);
        }
    }

    void authentication()
    {
        Request request = get(u"http://h/"_s);
        request.auth = {Auth::Kind::Basic, u"änn"_s, Secret("{{token}}")};
        QCOMPARE(headersOf(*resolve(request, known, {})),
                 "Authorization: Basic " + QByteArray("änn:s3cret").toBase64() + " (secret)\n");
        request.auth = {Auth::Kind::Bearer, {}, Secret("{{token}}")};
        QCOMPARE(headersOf(*resolve(request, known, {})), "Authorization: Bearer s3cret (secret)\n");
        request.headers = {{u"authorization"_s, u"mine"_s}}; // what is written out goes before
        QCOMPARE(headersOf(*resolve(request, known, {})), "authorization: mine (secret)\n");
        request.headers.clear();
        request.auth = {Auth::Kind::ApiKey, u"X-Api-Key"_s, Secret("k")};
        QCOMPARE(headersOf(*resolve(request, known, {})), "X-Api-Key: k (secret)\n");
        request.auth.isInQuery = true;
        QCOMPARE(urlOf(request), "http://h/?X-Api-Key=k");
        QCOMPARE(headersOf(*resolve(request, known, {})), "");
        QVERIFY(resolve(request, known, {})->auth.kind == Auth::Kind::None);

        request.auth = {
            Auth::Kind::ClientCredentials, u"{{host}}"_s, Secret("{{token}}"), false, u"{{base_url}}/token"_s, u"a"_s, true};
        const auto out = resolve(request, known, {});
        QVERIFY((out->auth == Auth{Auth::Kind::ClientCredentials, u"example.org"_s, Secret("s3cret"), false,
                                   u"http://127.0.0.1:5000/token"_s, u"a"_s, true}));

        request = get(u"https://ann:p%40ss@h/x"_s);
        QCOMPARE(urlOf(request), "https://h/x");
        QCOMPARE(headersOf(*resolve(request, known, {})),
                 "Authorization: Basic " + QByteArray("ann:p@ss").toBase64() + " (secret)\n");
    }

    void textBodies()
    {
        Request request = get(u"http://h/"_s);
        request.body = {Body::Kind::Json, u"{\"a\": {\"b\":{{token}}}}"_s};
        auto out = resolve(request, known, {});
        QCOMPARE(bodyOf(*out), "{\"a\": {\"b\":s3cret}}");
        QCOMPARE(headersOf(*out), "Content-Type: application/json\n");
        request.headers = {{u"content-type"_s, u"application/vnd.api+json"_s}};
        QCOMPARE(headersOf(*resolve(request, known, {})), "content-type: application/vnd.api+json\n");
        request.headers.clear();
        request.body = {Body::Kind::Raw, u"ä"_s, {}};
        QCOMPARE(bodyOf(*resolve(request, known, {})), "ä");
        QCOMPARE(headersOf(*resolve(request, known, {})), "");
        request.body.type = u"text/plain\r\nX: y"_s;
        QVERIFY(!resolve(request, known, {}));
        request.body = {
            Body::Kind::Form, {}, {}, {{u"a b"_s, u"1+1=2&ä~*"_s}, {u"t"_s, u"{{token}}"_s}, {u"n"_s, u"o"_s, false}}};
        out = resolve(request, known, {});
        QCOMPARE(bodyOf(*out), "a+b=1%2B1%3D2%26%C3%A4~%2A&t=s3cret");
        QCOMPARE(headersOf(*out), "Content-Type: application/x-www-form-urlencoded\n");
    }

    void multipart()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"a \"b\".png"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        Request request = get(u"http://h/"_s);
        request.body = {Body::Kind::Multipart, {}, {}, {{u"n\"\r\n"_s, u"v"_s}, {u"f"_s, {}, true, false, u"a \"b\".png"_s}}};
        request.headers = {{u"Content-Type"_s, u"multipart/form-data; boundary=\"xx\""_s}};
        auto out = resolve(request, known, folder.path());
        QVERIFY(out);
        QCOMPARE(bodyOf(*out), "--xx\r\nContent-Disposition: form-data; name=\"n%22%0D%0A\"\r\n\r\nv\r\n"
                               "--xx\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a %22b%22.png\"\r\n"
                               "Content-Type: image/png\r\n\r\n<" +
                                   file.fileName().toUtf8() + ">\r\n--xx--\r\n");
        request.headers.clear();
        out = resolve(request, known, folder.path());
        const QByteArray type = out->headers[0].value;
        QVERIFY(type.startsWith("multipart/form-data; boundary=----"));
        QVERIFY(bodyOf(*out).startsWith("--" + type.sliced(type.indexOf('=') + 1) + "\r\n"));
    }

    void files()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"sub"_s));
        QFile file(folder.filePath(u"sub/x"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        Request request = get(u"http://h/"_s);
        request.body = {Body::Kind::File, {}, u"a/b"_s, {}, u"sub/x"_s};
        auto out = resolve(request, known, folder.path());
        QCOMPARE(bodyOf(*out), "<" + file.fileName().toUtf8() + ">");
        QCOMPARE(headersOf(*out), "Content-Type: a/b\n");
        request.body.file = file.fileName(); // absolute
        QCOMPARE(bodyOf(*resolve(request, known, u"/nowhere"_s)), "<" + file.fileName().toUtf8() + ">");

        QVERIFY(mkfifo(QFile::encodeName(folder.filePath(u"fifo"_s)).constData(), 0600) == 0);
        for (const QString &bad : {u"none"_s, u"sub"_s, u"fifo"_s}) {
            request.body.file = bad;
            out = resolve(request, known, folder.path());
            QVERIFY(!out);
            QCOMPARE(out.error().code, u"file"_s);
        }
    }

    void shown_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << u"{{host}}/a"_s << u"https://example.org/a?k=••••&t=••••&m={{nothing}}"_s;
        QTest::newRow("secret inside") << u"http://h/{{bearer}}"_s << u"http://h/Bearer ••••?k=••••&t=••••&m={{nothing}}"_s;
        QTest::newRow("password") << u"http://ann:geheim@h/"_s << u"http://ann:••••@h/?k=••••&t=••••&m={{nothing}}"_s;
        QTest::newRow("missing") << u"{{nothing}}/a"_s << u"{{nothing}}/a?k=••••&t=••••&m={{nothing}}"_s;
    }
    void shown()
    {
        QFETCH(QString, url);
        Request request = get(url);
        request.query = {{u"k"_s, u"mine"_s, true, true}, {u"t"_s, u"{{token}}"_s}, {u"m"_s, u"{{nothing}}"_s}};
        QTEST(shownUrl(request, known), "shown");
        request.query.clear();
        request.auth = {Auth::Kind::ApiKey, u"key"_s, Secret("geheim"), true};
        QVERIFY(shownUrl(request, known).endsWith(u"?key=••••"_s));
    }
};

QTEST_GUILESS_MAIN(TestEnvironment)
#include "tst_environment.moc"
