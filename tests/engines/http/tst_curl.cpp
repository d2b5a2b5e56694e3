// SPDX-License-Identifier: GPL-3.0-or-later
// Command lines of curl: bash says how they split, curl itself what they send.
#include "engines/http/curloptions.h"
#include "engines/http/curlwords.h"
#include "engines/http/requesttext.h"
#include "sent.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace oriel;
using namespace oriel::http;
using namespace Qt::StringLiterals;

class TestCurl final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void splitsAsBash_data();
    void splitsAsBash();
    void documents();
    void knowsCurlsOptions();
    void sendsAsCurl_data();
    void sendsAsCurl();
    void severalAtOnce();
    void windows();
    void twoHalves();
    void windowsAsBash_data();
    void windowsAsBash();
    void secrets();
    void options();
    void remarks_data();
    void remarks();
    void flaws_data();
    void flaws();
    void large();

private:
    QTemporaryDir m_folder;
    Listener m_server;
};

void TestCurl::initTestCase()
{
    for (const auto &[name, text] : {std::pair{u"body.json"_s, "{\"a\": 1}"}, {u"note.txt"_s, "hello"}}) {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) > 0);
    }
}

void TestCurl::splitsAsBash_data()
{
    QTest::addColumn<QByteArray>("line");
    int number = 0;
    for (const char *line : {
             R"(a b  c)",
             R"('a b' "c d" e\ f)",
             R"("a\"b\\c\$d\`e\n\x" 'it'\''s' "")",
             R"($'a\nb\t\x41\101\u00e9\U0001F600\'\"\\\?\e[0m' x)",
             R"($'\a\b\f\r\v\E' $'\cA\c?' $'\z\8\q')",
             R"($'\xZ\x4' $'\1234' $'\u4g')",
             R"(a$'b'"c"'d'e)",
             R"($'stops\0here'and x)",
             R"($'stops\x00here'and x)",
             R"("price $ 5" $ a$ "b$" 'c$HOME')",
             "a \\\n  b\\\nc 'd\ne' \"f\\\ng\"",
             R"(a#b c # comment)",
             R"(-H 'a: b' --data-raw $'{"q":"it\'s"}' --compressed)",
             R"(https://x/?a=1\&b=2 'http://y/[1-2]')",
             R"(a\
b ~x %s {a} [b] ^c =d !e)",
             "\xc3\xa9 '\xe2\x82\xac' $'\xc3\xa9'",
             R"($"text" a"$"b)",
             R"(\a\b\\ 'a\b' "a\b")",
         })
        QTest::addRow("%d", ++number) << QByteArray(line);
}

void TestCurl::splitsAsBash()
{
    QFETCH(QByteArray, line);
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    const Ran bash = ran(u"bash"_s, {u"-c"_s, u"printf '%s\\0' "_s + QString::fromUtf8(line)}, {}, environment);
    QCOMPARE(bash.error, QByteArray());
    const auto text = bashCommands(line);
    QVERIFY(text);
    QCOMPARE(text->commands.size(), 1);
    QCOMPARE(text->commands[0].words.join('\0') + '\0', bash.out);
}

void TestCurl::documents()
{
    const QByteArray text = "cat <<'A'\n$x \\$ \"q\"\nA\ncat <<-B; cat <<<'three'\n\t\tone \\\\ \\$ \"q\" \\\ntwo\n\tB\n";
    const Ran bash = ran(u"bash"_s, {u"-c"_s, QString::fromUtf8(text)});
    const auto read = bashCommands(text);
    QVERIFY(read);
    QCOMPARE(read->commands.size(), 3);
    QByteArray all;
    for (const ShellCommand &command : read->commands)
        all += command.input.value_or(QByteArray());
    QCOMPARE(all, bash.out);
}

void TestCurl::knowsCurlsOptions()
{
    const Ran help = ran(u"curl"_s, {u"--help"_s, u"all"_s});
    static const QRegularExpression shape(u"^ *(?:-(.), *)?--(\\S+)( [<\\[])?"_s);
    int count = 0;
    for (const QByteArray &line : help.out.split('\n')) {
        const auto match = shape.match(QString::fromUtf8(line));
        if (!match.hasMatch())
            continue;
        ++count;
        const auto option = longCurlOption(match.captured(2));
        QVERIFY2(option, line);
        QVERIFY2(option->hasValue == !match.captured(3).isEmpty(), line);
        if (!match.captured(1).isEmpty()) {
            const auto letter = shortCurlOption(match.captured(1)[0]);
            QVERIFY2(letter && letter->hasValue == option->hasValue, line);
        }
    }
    QVERIFY(count > 200);
    QCOMPARE(longCurlOption(u"loc"_s), std::nullopt); // location and location-trusted… and local-port
    QCOMPARE(longCurlOption(u"header"_s)->name, u"header"_s);
    QCOMPARE(longCurlOption(u"insec"_s)->name, u"insecure"_s);
    QCOMPARE(longCurlOption(u"no-location"_s)->name, u"no-location"_s);
    QCOMPARE(longCurlOption(u"no-header"_s), std::nullopt);
}

void TestCurl::sendsAsCurl_data()
{
    QTest::addColumn<QString>("line");
    int number = 0;
    for (const char *line : {
             "curl @/posts",
             "curl @",
             "curl -X PATCH @/x -H 'Accept: text/plain' -H 'X-Two:  spaced ' -H 'X-Empty;' -H 'User-Agent:'",
             "curl -XDELETE @/x",
             "curl -d a=1 -d 'b=x y&c=%26' @/form",
             "curl --data-raw '@notafile' @/x",
             "curl -d plain @/x",
             "curl -d '{\"a\": 1}' @/x",
             "curl -d '{\"a\": 12345678901234567890}' -H 'Content-Type: application/json' @/x",
             "curl -H 'content-type: application/json; charset=utf-8' -d '[1,\n2]' @/x",
             "curl --json '{\"a\":' --json '1}' @/x",
             "curl --json '{}' -H 'Accept: text/csv' @/x",
             "curl --data-urlencode 'q=a b&c/é' --data-urlencode '=x=y' --data-urlencode 'a+b' @/x",
             "curl -G --data-urlencode 'q=a b&c/é' -d n=1 @/x?y=2",
             "curl -G -d 'plain' @/x#frag",
             "curl -I @/head",
             "curl -sSLkXPOST @/x -d a=b",
             "curl -F a=1 -F 'b=two words;type=text/plain' --form-string 'c=@x;y' @/x",
             "curl -F 'f=@note.txt' -F 'g=@\"note.txt\";type=image/png' @/x",
             "curl -F 'f=<note.txt' -F 'g=<body.json;type=application/json' -F 'h=<\"note.txt\"' @/x",
             "curl --data-binary @body.json -H 'Content-Type: application/json' @/x",
             "curl -T note.txt @/up/",
             "curl -T note.txt @/up/other.txt",
             "curl -u user:pa:ss @/x",
             "curl 'http://u%40x:p%2Fw@%/x'",
             "curl -u me:pw http://other:one@%/x",
             "curl -u me:pw -H 'Authorization: Bearer abc' @/x",
             "curl --oauth2-bearer tok @/x",
             "curl -b 'a=1; b=2' -b c=3 @/x",
             "curl -A 'Me 1' -e 'http://ref/;auto' -r 0-99 @/x",
             "curl --compressed -H 'Accept-Encoding: gzip, br' @/x",
             "curl --url-query 'a=b c' --url-query +d=e @/x",
             "curl @/x'?a=[1]&b={x}' -g",
             R"(curl '@/x?a=\[1\]&b=\{x\}')",
             "curl --request PUT --data 'a=b' --header 'Content-Type:' @/x",
             "curl --refer http://r/ --no-verbose --data a=b @/x",
             "curl -d @- @/x <<'E'\n{\"a\":\n 1}\nE\n",
             "echo '{\"a\": 1}' | curl --json @- @/x",
             "curl -d a -d b=c -d d @/x",
             "curl -d 'a=1&a=2&&b=' @/x",
             "curl -d '' @/x",
             "curl -X POST @/x",
             "curl --no-location --get @/x?q=ä",
             // Chrome's "Copy as cURL (bash)"
             "curl '@/api/items?sort=a%20b' \\\n  -H 'accept: application/json, text/plain, */*' \\\n  -H 'accept-language: de' "
             "\\\n"
             "  -b 'session=abc; theme=dark' \\\n  -H 'origin: http://localhost:3000' \\\n"
             "  -H 'sec-ch-ua: \"Chromium\";v=\"130\", \"Not?A_Brand\";v=\"99\"' \\\n  -H 'user-agent: Mozilla/5.0 (X11)' \\\n"
             "  -H 'content-type: application/json' \\\n  --data-raw $'{\"text\":\"it\\'s \\\\u0021 fine\\u0021\"}' \\\n  "
             "--insecure",
             // Firefox's
             "curl '@/login' --compressed -X POST -H 'User-Agent: Mozilla/5.0' -H 'Accept: */*' -H 'Accept-Encoding: gzip, "
             "deflate' "
             "-H 'Content-Type: application/x-www-form-urlencoded' -H 'X-CSRF-Token: zz' --data-raw "
             "'name=J%C3%B6+B&password=p%26q'",
             // Chrome's multipart
             "curl '@/form' -H 'content-type: multipart/form-data; boundary=----WebKitFormBoundaryabc' "
             "--data-raw $'------WebKitFormBoundaryabc\\r\\nContent-Disposition: form-data; name=\"a\"\\r\\n\\r\\n1\\r\\n"
             "------WebKitFormBoundaryabc--\\r\\n'",
             // Chrome's with text beyond ASCII and line ends
             "curl '@/api/notes' -X 'PUT' -H 'content-type: text/plain;charset=UTF-8' -b 'a=1; b=x%20y' "
             "--data-raw $'caf\\u00e9 \\u20ac\\r\\nsecond \\\\n line\\t\\x41 \\\'q\\\''",
             // Chrome's of an upload: what was in the file is not copied
             "curl '@/upload' -H 'content-type: multipart/form-data; boundary=----WebKitFormBoundaryX1' --data-raw "
             "$'------WebKitFormBoundaryX1\\r\\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\\r\\n"
             "Content-Type: text/csv\\r\\n\\r\\n\\r\\n------WebKitFormBoundaryX1--\\r\\n' --compressed",
             // Safari's
             "curl '@/api/items?x=1' \\\n-X 'POST' \\\n-H 'Content-Type: application/json' \\\n-H 'Accept: */*' \\\n"
             "-H 'Accept-Language: de-DE,de;q=0.9' \\\n-H 'Sec-Fetch-Mode: cors' \\\n-H 'Cookie: sid=abc; t=1' \\\n"
             "-H 'Priority: u=3, i' \\\n--data-binary '{\"name\":\"Zo\xc3\xab\",\"n\":9007199254740993}'",
             "curl '@/' \\\n-H 'Accept: text/html,application/xhtml+xml' \\\n-H 'User-Agent: Mozilla/5.0 (Macintosh) "
             "Safari/605.1.15'",
             // Firefox's of a PATCH, of a form and of a multipart body
             "curl '@/api/items/7' --compressed -X PATCH -H 'Accept-Encoding: gzip, deflate, br, zstd' -H 'Content-Type: "
             "application/merge-patch+json' -H 'DNT: 1' -H 'Connection: keep-alive' --data-raw '{\"a\":null}'",
             "curl '@/x' -X POST -H 'Content-Type: multipart/form-data; "
             "boundary=---------------------------735323031399963166993862150' "
             "--data-binary $'-----------------------------735323031399963166993862150\\r\\nContent-Disposition: form-data; "
             "name=\"text\"\\r\\n\\r\\nb\\u00f6se\\r\\n-----------------------------735323031399963166993862150--\\r\\n'",
             "curl '@/empty' -X POST -H 'Content-Type: application/json' -H 'Content-Length: 0'",
             "curl '@/x' -X DELETE -H 'authorization: Bearer eyJhbGciOiJub25lIn0.e30.'",
             "curl -X OPTIONS '@/x' -H 'Access-Control-Request-Method: POST' -H 'Origin: http://localhost:3000'",
         })
        QTest::addRow("%d %.30s", ++number, line) << QString::fromUtf8(line);
}

void TestCurl::sendsAsCurl()
{
    QFETCH(QString, line);
    static const QRegularExpression server(u"(?<=[ '])@(?=[/ ?]|$)"_s);
    line.replace(server, QString::fromUtf8(m_server.origin()));
    line.replace(u"@%/"_s, u'@' + QString::fromUtf8(m_server.origin().sliced(7)) + u'/');
    m_server.got.clear();
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s); // else bash leaves \\u as it is
    const Ran curl = ran(u"bash"_s, {u"-c"_s, line}, m_folder.path(), environment);
    QVERIFY2(m_server.got.size() == 1, curl.error);
    const auto imported = fromCurl(line);
    QVERIFY2(imported, imported ? "" : qPrintable(imported.error().message));
    QCOMPARE(imported->requests.size(), 1);
    const auto out = resolve(imported->requests[0], {}, m_folder.path());
    QVERIFY2(out, out ? "" : qPrintable(out.error().message));
    const Got sent = sentBy(*out), &theirs = m_server.got[0];
    QCOMPARE(normal(sent, theirs), normal(theirs, sent));
}

void TestCurl::severalAtOnce()
{
    const auto imported =
        fromCurl(u"$ curl -o x http://a/1 http://a/2 --next -d b=1 http://a/3 && \\\n"
                 "API=1 /usr/bin/curl http://a/4 | jq .\n# note\ncurl -H \"Authorization: Bearer $TOKEN\" \"${BASE}/5\""_s);
    QVERIFY(imported);
    QStringList names;
    for (const Request &request : imported->requests)
        names.append(request.name);
    QCOMPARE(names, QStringList({u"GET /1"_s, u"GET /2"_s, u"POST /3"_s, u"GET /4"_s, u"GET /5"_s}));
    QCOMPARE(imported->requests[4].url, u"{{BASE}}/5"_s);
    QCOMPARE(imported->requests[4].auth.secret.reveal(), "{{TOKEN}}");
    const QString remarks = imported->remarks.join(u'\n');
    for (const QString &part : {u"$TOKEN"_s, u"$BASE"_s, u"“jq”"_s, u"-o:"_s})
        QVERIFY2(remarks.contains(part), qPrintable(remarks));
}

void TestCurl::windows()
{
    const auto modern = fromCurl(
        u"curl ^\"https://x/a?b=1^&c=2^\" ^\r\n  -H ^\"accept: */*^\" ^\r\n  -H ^\"sec: ^\\^\"Q^\\^\";v=^\\^\"1^\\^\"^\" ^\r\n"
        "  --data-raw ^\"^{^\\^\"a^\\^\":^\\^\"100^%^ b^\\\\n^\\^\"^}^\"\r\ncurl ^\"https://x/2^\""_s);
    QVERIFY(modern);
    QCOMPARE(modern->requests.size(), 2);
    QCOMPARE(modern->requests[0].url, u"https://x/a?b=1&c=2"_s);
    QCOMPARE(modern->requests[0].headers[1].value, u"\"Q\";v=\"1\""_s);
    QCOMPARE(modern->requests[0].body.text, uR"({"a":"100% b\\n"})"_s);
    const auto old = fromCurl(
        u"curl \"https://x/a?b=1&c=2\" ^\n  -H \"accept: */*\" ^\n  --data-raw \"{\"\"a\"\":\\\"b\\\"}\" ^\n  --compressed"_s);
    QVERIFY(old);
    QCOMPARE(old->requests[0].url, u"https://x/a?b=1&c=2"_s);
    QCOMPARE(old->requests[0].body.text, uR"({"a":"b"})"_s);
}

// Chrome writes what lies beyond 16 bits in two halves; bash makes six bytes of them that are no UTF-8. Here it is what was
// meant.
void TestCurl::twoHalves()
{
    const auto imported = fromCurl(u"curl http://x/ --data-raw $'a \\ud83d\\ude00'"_s);
    QVERIFY(imported);
    QCOMPARE(imported->requests[0].body.text, u"a \U0001F600"_s);
}

// What Chrome and Firefox copy of one request for cmd.exe and for bash is one request; what bash's says is compared with curl.
void TestCurl::windowsAsBash_data()
{
    QTest::addColumn<QString>("cmd");
    QTest::addColumn<QString>("bash");
    QTest::newRow("Chrome, today") << u"curl --location ^\"https://x/a?q=1^&r=50^%^25^\" ^\r\n  -X ^\"PUT^\" ^\r\n"
                                      "  -H ^\"content-type: application/json^\" ^\r\n  -b ^\"sid=a^|b; t=^%^PATH^%^\" ^\r\n"
                                      "  --data-raw ^\"^{^\\^\"t^\\^\":^\\^\"a^<b^>^\\^\"^}^\""_s
                                   << u"curl --location 'https://x/a?q=1&r=50%25' -X 'PUT' -H 'content-type: application/json' "
                                      "-b 'sid=a|b; t=%PATH%' --data-raw '{\"t\":\"a<b>\"}'"_s;
    QTest::newRow("Chrome, lines in the data")
        << u"curl ^\"https://x/^\" ^\r\n  --data-raw ^\"one^\r\n\r\ntwo^\""_s << u"curl 'https://x/' --data-raw $'one\\ntwo'"_s;
    QTest::newRow("Chrome, before 2023")
        << u"curl \"https://x/a?b=1&c=2\" ^\r\n  -H \"accept: */*\" ^\r\n  --data-raw \"one\"^\r\n\r\n\"two \\\"q\\\"\" ^\r\n  --compressed"_s
        << u"curl 'https://x/a?b=1&c=2' -H 'accept: */*' --data-raw $'one\\ntwo \"q\"' --compressed"_s;
    QTest::newRow("Firefox")
        << u"curl ^\"https://x/login^\" -X POST -H ^\"User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64)^\" "
           "-H ^\"Accept: */*^\" --data-raw ^\"name=J^%^C3^%^B6^&password=p^%^26q^\""_s
        << u"curl 'https://x/login' -X POST -H 'User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64)' "
           "-H 'Accept: */*' --data-raw 'name=J%C3%B6&password=p%26q'"_s;
    QTest::newRow("typed, curl.exe") << u"curl.exe -X POST \"https://x/a\" ^\n -d \"{\\\"a\\\": 1}\""_s
                                     << u"curl -X POST 'https://x/a' -d '{\"a\": 1}'"_s;
}

void TestCurl::windowsAsBash()
{
    QFETCH(QString, cmd);
    QFETCH(QString, bash);
    const auto theirs = fromCurl(cmd), ours = fromCurl(bash);
    QVERIFY2(theirs, theirs ? "" : qPrintable(theirs.error().message));
    QVERIFY2(ours, ours ? "" : qPrintable(ours.error().message));
    QCOMPARE(theirs->requests.size(), 1);
    const auto text = [](const Request &request) {
        return QJsonDocument(toJson(request)).toJson() + secretsOf(request).reveal();
    };
    QCOMPARE(text(theirs->requests[0]), text(ours->requests[0]));
    QCOMPARE(theirs->remarks, ours->remarks);
}

void TestCurl::secrets()
{
    const auto imported =
        fromCurl(u"curl -u me:geheim1 -H 'X-Api-Key: geheim2' -H 'Cookie: s=geheim3' -H 'X-Auth-Token: geheim4' "
                 "-H 'Proxy-Authorization: geheim5' -H 'X-Plain: p' -d 'login=me&password=geheim6' "
                 "'http://x/?access_token=geheim7&page_token=7&a=b'"_s);
    QVERIFY(imported);
    const Request &request = imported->requests[0];
    QCOMPARE(request.auth.kind, Auth::Kind::Basic);
    QCOMPARE(request.auth.user, u"me"_s);
    QCOMPARE(request.auth.secret.reveal(), "geheim1");
    QCOMPARE(request.url, u"http://x/?page_token=7&a=b"_s);
    const QByteArray kept = QJsonDocument(toJson(request)).toJson();
    QVERIFY2(!kept.contains("geheim"), kept);
    QVERIFY(kept.contains("\"p\""));

    const auto basic = fromCurl(u"curl http://a:geheim@x/ --next -H 'authorization: basic bWU6Z2U6aGVpbQ==' http://x/"_s);
    QVERIFY(basic);
    QCOMPARE(basic->requests[0].url, u"http://x/"_s);
    QCOMPARE(basic->requests[0].auth.secret.reveal(), "geheim");
    QCOMPARE(basic->requests[1].auth.user, u"me"_s);
    QCOMPARE(basic->requests[1].auth.secret.reveal(), "ge:heim");
    const auto odd = fromCurl(u"curl -H 'Authorization: Weird x=y' http://x/"_s);
    QVERIFY(odd && odd->requests[0].headers[0].isSecret);
}

void TestCurl::options()
{
    const auto imported =
        fromCurl(u"curl -L --cacert ca.pem --cert 'c\\:1.pem:pw' --key k.pem -m 2.5 -x proxy:8080 --digest -u a:b x/y"_s);
    QVERIFY(imported);
    const Request &request = imported->requests[0];
    QCOMPARE(request.url, u"http://x/y"_s);
    QVERIFY(request.options.isFollowing);
    QCOMPARE(request.options.caFile, u"ca.pem"_s);
    QCOMPARE(request.options.certificateFile, u"c:1.pem"_s);
    QCOMPARE(request.options.keyPassphrase.reveal(), "pw");
    QCOMPARE(request.options.keyFile, u"k.pem"_s);
    QCOMPARE(request.options.timeout, 2500);
    QCOMPARE(request.options.proxy, u"http://proxy:8080"_s);
    QCOMPARE(request.auth.kind, Auth::Kind::Digest);
    QVERIFY(imported->remarks.isEmpty());

    const auto aws =
        fromCurl(u"curl --aws-sigv4 aws:amz -u id:key -H 'x-amz-security-token: st' --socks5-hostname h --noproxy '*' "
                 "https://s3.eu-west-1.amazonaws.com/b"_s);
    QVERIFY(aws);
    QCOMPARE(aws->requests[0].auth.kind, Auth::Kind::AwsV4);
    QCOMPARE(aws->requests[0].auth.region, u"eu-west-1"_s);
    QCOMPARE(aws->requests[0].auth.service, u"s3"_s);
    QCOMPARE(aws->requests[0].auth.sessionToken.reveal(), "st");
    QVERIFY(aws->requests[0].headers.isEmpty());
    QVERIFY(!aws->requests[0].options.isFollowing);
}

void TestCurl::remarks_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("part");
    QTest::newRow("insecure") << u"curl -k https://x/"_s << u"stays verified"_s;
    QTest::newRow("unknown") << u"curl --frobnicate https://x/"_s << u"--frobnicate"_s;
    QTest::newRow("target") << u"curl --request-target /y https://x/"_s << u"--request-target"_s;
    QTest::newRow("glob") << u"curl 'https://x/[1-9]'"_s << u"several addresses"_s;
    QTest::newRow("netrc") << u"curl -n https://x/"_s << u"-n was"_s;
    QTest::newRow("version") << u"curl --http1.1 https://x/"_s << u"--http1.1"_s;
    QTest::newRow("proxy's password") << u"curl -x http://u:geheim@p:1 https://x/"_s << u"The proxy's user"_s;
    QTest::newRow("file outside") << u"curl --data-binary @in/../../x https://x/"_s << u"lies outside"_s;
    QTest::newRow("absolute file") << u"curl -F f=@/etc/passwd https://x/"_s << u"/etc/passwd lies outside"_s;
    QTest::newRow("no method") << u"curl -X 'DEL ETE' https://x/"_s << u"“DEL ETE” cannot be a method"_s;
    QTest::newRow("redirection") << u"curl https://x/ > out.json"_s << u"> out.json"_s;
    QTest::newRow("cookies of a file") << u"curl -b jar.txt https://x/"_s << u"jar.txt"_s;
}

void TestCurl::remarks()
{
    QFETCH(QString, line);
    QFETCH(QString, part);
    const auto imported = fromCurl(line);
    QVERIFY(imported);
    QCOMPARE(imported->requests.size(), 1);
    QCOMPARE(imported->remarks.size(), 1);
    QVERIFY(!imported->requests[0].body.file.contains(u'/'));
    QVERIFY2(imported->remarks[0].contains(part) && !imported->remarks[0].contains("geheim"_L1),
             qPrintable(imported->remarks[0]));
}

void TestCurl::flaws_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("part");
    QTest::newRow("quote") << u"curl \\\n 'http://x"_s << u"Line 2: A quote '"_s;
    QTest::newRow("double") << u"curl \"http://x"_s << u"Line 1: A quote \""_s;
    QTest::newRow("command") << u"ls\ncurl http://x/$(date)"_s << u"Line 2: The line holds a command"_s;
    QTest::newRow("no url") << u"\n\ncurl -v"_s << u"Line 3: This curl has no address"_s;
    QTest::newRow("no value") << u"curl http://x -H"_s << u"-H needs a value"_s;
    QTest::newRow("no curl") << u"wget http://x"_s << u"No curl command"_s;
    QTest::newRow("empty") << QString() << u"No curl command"_s;
    QTest::newRow("document") << u"curl -d @- x <<E\nabc"_s << u"“E”"_s;
}

void TestCurl::flaws()
{
    QFETCH(QString, line);
    QFETCH(QString, part);
    const auto imported = fromCurl(line);
    QVERIFY(!imported);
    QVERIFY2(imported.error().message.contains(part), qPrintable(imported.error().message));
}

void TestCurl::large()
{
    QVERIFY(fromCurl(u"curl http://x -d '"_s + QString(8 << 20, u'x') + u'\''));
    QVERIFY(fromCurl(u"a\n"_s.repeated(1 << 20) + u"curl x"_s));
    QCOMPARE(fromCurl(QString((64 << 20) + 1, u' ')).error().code, u"size"_s);
}

QTEST_GUILESS_MAIN(TestCurl)
#include "tst_curl.moc"
