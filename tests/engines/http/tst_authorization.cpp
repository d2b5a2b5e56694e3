// SPDX-License-Identifier: GPL-3.0-or-later
// Digest against curl and RFC 7616, AWS against its published example and python's hmac, OAuth 2 against a server that counts.
#include "base/detach.h"
#include "engines/http/authorization.h"
#include "sending.h"
#include "support/scriptedweb.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace oriel;
using namespace oriel::http;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(20'000) || process.exitCode() != 0)
        qFatal("%s: %s", qPrintable(program), process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

} // namespace

class TestAuthorization final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QVERIFY(awaitDetached(std::chrono::seconds(20))); }

    void theExampleOfTheRfc() // RFC 7616 3.9.1
    {
        const QByteArray start = "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=";
        const QByteArray rest =
            ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
        const Auth auth{Auth::Kind::Digest, u"Mufasa"_s, Secret("Circle of Life")};
        const auto md5 = digestChallenge({start + "MD5" + rest});
        const auto both = digestChallenge({start + "MD5" + rest, start + "SHA-256" + rest});
        QVERIFY(md5 && both);
        const QByteArray nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        const QByteArray plain = digestAnswer(*md5, auth, "GET", "/dir/index.html", nonce);
        QVERIFY2(plain.contains("response=\"8ca523f5e9506fed4657c9700eebdbec\""), plain.constData());
        const QByteArray strong = digestAnswer(*both, auth, "GET", "/dir/index.html", nonce);
        QVERIFY2(strong.contains("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""),
                 strong.constData());
        QVERIFY(strong.contains("opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"") &&
                strong.contains("qop=auth, nc=00000001"));
    }

    void challenges()
    {
        QVERIFY(!digestChallenge({}));
        QVERIFY(!digestChallenge({"Basic realm=\"Digest nonce=x\""}));
        QVERIFY(!digestChallenge({"Digest realm=\"x\""}));
        QVERIFY(!digestChallenge({"Digest realm=\"x\", nonce=\"y\", qop=\"auth-int\""}));
        QVERIFY(!digestChallenge({"Digest realm=\"x\", nonce=\"y\", algorithm=SHA-512"}));
        QVERIFY(!digestChallenge({"\"\"\"=,,, = \"", "Digest \"", "Digest =", "=", ",", "Digest nonce=\""}));
        const auto among = digestChallenge({"Basic realm=\"a, b\", Digest realm=\"x \\\"y\\\"\", nonce=abc, stale=TRUE, Bearer"});
        QVERIFY(among);
        QCOMPARE(among->realm, "x \"y\"");
        QCOMPARE(among->nonce, "abc");
        QVERIFY(among->isStale && !among->hasQop);
    }

    void digestAsCurl_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        QTest::addColumn<QByteArray>("qop");
        for (const char *algorithm : {"", "MD5", "MD5-sess", "SHA-256"})
            for (const char *qop : {"", "auth", "auth,auth-int"})
                if (*qop || !QByteArray(algorithm).endsWith("sess")) // which curl gives up
                    QTest::addRow("%s %s", algorithm, qop) << QByteArray(algorithm) << QByteArray(qop);
    }
    void digestAsCurl() // its own client nonce taken over, the answers are the same
    {
        QFETCH(QByteArray, algorithm);
        QFETCH(QByteArray, qop);
        QByteArray challenge = "Digest realm=\"r \\\"q\\\"\", nonce=\"n0nce\", opaque=\"\"";
        if (!algorithm.isEmpty())
            challenge += ", algorithm=" + algorithm;
        if (!qop.isEmpty())
            challenge += ", qop=\"" + qop + '"';
        Script server([&](const Asked &asked) {
            return asked.value("Authorization").isEmpty()
                       ? Said{"HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: 0\r\nWWW-Authenticate: " + challenge +
                              "\r\n\r\n"} // told, else curl tries the line again, and counts 2
                       : okay("in");
        });
        QProcess curl;
        curl.start(u"curl"_s,
                   {u"-sS"_s, u"--noproxy"_s, u"*"_s, u"--digest"_s, u"-u"_s, u"us\"er:geheim"_s, server.url(u"/a?b=c"_s)});
        QVERIFY(waitUntil([&] { return curl.state() == QProcess::NotRunning; }));
        QCOMPARE(server.asked.size(), 2);
        const QByteArray theirs = server.asked[1].value("Authorization");
        static const QRegularExpression nonce(u"cnonce=\"([^\"]*)\""_s), response(u"response=\"([^\"]*)\""_s);
        const auto of = [](const QRegularExpression &what, const QByteArray &text) {
            return what.match(QString::fromUtf8(text)).captured(1);
        };
        const Auth auth{Auth::Kind::Digest, u"us\"er"_s, Secret("geheim")};
        const QByteArray ours = digestAnswer(*digestChallenge({challenge}), auth, "GET", "/a?b=c", of(nonce, theirs).toUtf8());
        QCOMPARE(of(response, ours), of(response, theirs));

        Outgoing what = outgoing(server.url(u"/a?b=c"_s), "POST", "body");
        what.auth = auth;
        const Sending sending(what);
        QCOMPARE(sending.body(), "in");
        QCOMPARE(sending.exchange.answers().size(), 1);
        QCOMPARE(server.asked.last().body, "body");
    }

    void aWrongPasswordIsNotTriedForever()
    {
        int count = 0;
        bool isStale = true;
        Script server([&](const Asked &) {
            ++count;
            return Said{"HTTP/1.1 401 No\r\nContent-Length: 2\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"" +
                        QByteArray::number(count) + (isStale ? "\", stale=true" : "\"") + "\r\n\r\nno"};
        });
        Outgoing what = outgoing(server.url());
        what.auth = {Auth::Kind::Digest, u"u"_s, Secret("wrong")};
        const Sending stale(what);
        QCOMPARE(stale.last().status, 401);
        QCOMPARE(stale.body(), "no");
        QCOMPARE(count, 3); // asked, answered, answered with a fresh nonce
        isStale = false;
        const Sending wrong(what);
        QCOMPARE(wrong.last().status, 401);
        QCOMPARE(count, 5);
    }

    void awsGetVanilla() // the published test suite's first case
    {
        const Auth auth{
            Auth::Kind::AwsV4, u"AKIDEXAMPLE"_s, Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), false, {}, {}, false,
            u"us-east-1"_s,    u"service"_s};
        const QDateTime now(QDate(2015, 8, 30), QTime(12, 36), Qt::UTC);
        const auto headers = awsHeaders(auth, "GET", QUrl(u"https://example.amazonaws.com/"_s),
                                        {{"Host", "example.amazonaws.com"}}, *payloadHash({}), now);
        QCOMPARE(headers.size(), 2);
        QCOMPARE(headers[0], (Header{"X-Amz-Date", "20150830T123600Z"}));
        QCOMPARE(headers[1].value, "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                                   "SignedHeaders=host;x-amz-date, "
                                   "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        QVERIFY(headers[1].isSecret);
        const auto query = awsHeaders(auth, "GET", QUrl(u"https://example.amazonaws.com/?Param2=value2&Param1=value1"_s),
                                      {{"Host", "example.amazonaws.com"}}, *payloadHash({}), now);
        QVERIFY2(query[1].value.endsWith("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
                 query[1].value.constData()); // get-vanilla-query-order-key-case
    }

    // What curl's own --aws-sigv4 signs, for a service that signs the body too.
    void awsAsCurl()
    {
        Script server([](const Asked &) { return okay("x"); });
        QProcess curl;
        curl.start(u"curl"_s, {u"-sS"_s, u"--noproxy"_s, u"*"_s, u"--aws-sigv4"_s, u"aws:amz:eu-west-1:execute-api"_s, u"-u"_s,
                               u"AKID:geheim"_s, u"-H"_s, u"Content-Type: application/json"_s, u"--data-binary"_s, u"{\"a\":1}"_s,
                               server.url(u"/prod/items?b=2&a=1"_s)});
        QVERIFY(waitUntil([&] { return curl.state() == QProcess::NotRunning; }));
        QCOMPARE(server.asked.size(), 1);
        const Asked &theirs = server.asked[0];
        const auto at = QDateTime::fromString(QString::fromLatin1(theirs.value("X-Amz-Date")), u"yyyyMMdd'T'HHmmss'Z'"_s);
        const Auth auth{Auth::Kind::AwsV4, u"AKID"_s, Secret("geheim"), false, {}, {}, false, u"eu-west-1"_s, u"execute-api"_s};
        const auto ours = awsHeaders(auth, "POST", QUrl(server.url(u"/prod/items?a=1&b=2"_s)), // curl 7.88 does not sort them
                                     {{"Host", theirs.value("Host")}, {"Content-Type", "application/json"}},
                                     *payloadHash({{"{\"a\":1}", {}}}), QDateTime(at.date(), at.time(), Qt::UTC));
        const auto again =
            run(u"python3"_s, {u"-c"_s, uR"(
import hashlib,hmac,sys
host,date=sys.argv[1:]
h=lambda k,m: hmac.new(k,m.encode(),hashlib.sha256).digest()
sha=lambda t: hashlib.sha256(t.encode()).hexdigest()
names='content-type;host;x-amz-date'
request='\n'.join(['POST','/prod/items','a=1&b=2','content-type:application/json','host:'+host,'x-amz-date:'+date,'',names,sha('{"a":1}')])
scope=date[:8]+'/eu-west-1/execute-api/aws4_request'
key=b'AWS4geheim'
for part in (date[:8],'eu-west-1','execute-api','aws4_request'): key=h(key,part)
print(h(key,'\n'.join(['AWS4-HMAC-SHA256',date,scope,sha(request)])).hex(),end='')
)"_s,
                               QString::fromLatin1(theirs.value("Host")), QString::fromLatin1(theirs.value("X-Amz-Date"))});
        QVERIFY2(ours.last().value.endsWith("Signature=" + again), ours.last().value.constData());
        QVERIFY(ours.last().value.startsWith(
            theirs.value("Authorization").left(theirs.value("Authorization").indexOf("SignedHeaders"))));

        Outgoing what = outgoing(server.url(u"/x y/z"_s));
        what.auth = auth;
        what.auth.service = u"s3"_s;
        what.auth.sessionToken = Secret("session");
        const Sending sending(what);
        QCOMPARE(sending.code(), QString());
        QVERIFY(server.asked[1]
                    .value("Authorization")
                    .contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token"));
        QCOMPARE(server.asked[1].value("X-Amz-Security-Token"), "session");
    }

    void clientCredentials()
    {
        int tokens = 0;
        bool isSpent = false;
        Script server([&](const Asked &asked) {
            if (asked.line().startsWith("POST /token"))
                return okay("{\"access_token\": \"PLANTED" + QByteArray::number(++tokens) +
                            "\", \"token_type\": \"bearer\", \"expires_in\": 3600}");
            return isSpent && asked.value("Authorization").endsWith("1") ? Said{"HTTP/1.1 401 Spent\r\nContent-Length: 0\r\n\r\n"}
                                                                         : okay("in");
        });
        Outgoing what = outgoing(server.url(u"/api"_s));
        what.auth = {Auth::Kind::ClientCredentials, u"cl ient"_s,   Secret("ge:heim"), false,
                     server.url(u"/token"_s),       u"read write"_s};
        const auto jar = std::make_shared<CookieJar>();
        const Sending first(what, jar);
        QCOMPARE(first.body(), "in");
        QCOMPARE(server.asked[0].value("Authorization"), "Basic " + QByteArray("cl+ient:ge%3Aheim").toBase64());
        QCOMPARE(server.asked[0].body, "grant_type=client_credentials&scope=read+write");
        QCOMPARE(server.asked[1].value("Authorization"), "Bearer PLANTED1");
        QVERIFY(first.last().sent.last().isSecret);
        const Sending second(what, jar); // the token is kept
        QCOMPARE(tokens, 1);
        isSpent = true;
        const Sending third(what, jar); // and asked for again when it is refused
        QCOMPARE(third.body(), "in");
        QCOMPARE(tokens, 2);
        what.auth.isInBody = true;
        what.auth.scope.clear();
        const Sending fourth(what);
        QCOMPARE(tokens, 3);
        QCOMPARE(server.asked[server.asked.size() - 2].body,
                 "grant_type=client_credentials&client_id=cl+ient&client_secret=ge%3Aheim");
    }

    void noTokenIsSaidWithoutSecrets()
    {
        Script server([](const Asked &) {
            Said said = okay("{\"error\": \"invalid_client\", \"access_token\": \"PLANTED\"}");
            said.bytes.replace("200 OK", "401 No");
            return said;
        });
        Outgoing what = outgoing(server.url(u"/api"_s));
        what.auth = {Auth::Kind::ClientCredentials, u"c"_s, Secret("PLANTED"), false, server.url(u"/token"_s)};
        const Sending refused(what);
        QCOMPARE(refused.code(), u"token"_s);
        QVERIFY2(refused.exchange.error()->message.contains(u"401 (invalid_client)"_s),
                 qPrintable(refused.exchange.error()->message));
        QVERIFY(!refused.exchange.error()->message.contains(u"PLANTED"_s));
        QCOMPARE(server.asked.size(), 1); // the API was not asked
        what.auth.tokenUrl = u"file:///etc/passwd"_s;
        QCOMPARE(Sending(what).code(), u"token"_s);
    }
};

QTEST_GUILESS_MAIN(TestAuthorization)
#include "tst_authorization.moc"
