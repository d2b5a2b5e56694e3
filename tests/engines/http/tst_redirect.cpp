// SPDX-License-Identifier: GPL-3.0-or-later
// Redirects between two servers, what must not travel along (SAFETY 8), and proxies.
#include "base/detach.h"
#include "engines/http/proxy.h"
#include "sending.h"
#include "support/scriptedweb.h"

using namespace oriel;
using namespace oriel::http;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestRedirect final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QVERIFY(awaitDetached(std::chrono::seconds(20))); }

    void methods_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("then");
        const auto row = [](int status, const char *method, const char *then) {
            QTest::addRow("%d %s", status, method) << status << QByteArray(method) << QByteArray(then);
        };
        for (const int status : {301, 302, 303, 307, 308}) {
            row(status, "GET", "GET");
            row(status, "HEAD", "HEAD");
            row(status, "POST", status > 303 ? "POST" : "GET");
            row(status, "PUT", status == 303 ? "GET" : "PUT");
        }
    }
    void methods()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, then);
        Script server([&](const Asked &asked) {
            return asked.line().contains("/end") ? okay(asked.line().startsWith("HEAD") ? "" : "x")
                                                 : redirect("../end?a=%2F#f", status);
        });
        Outgoing what = outgoing(server.url(u"/a/b"_s), method, method == "PUT" || method == "POST" ? "body" : "");
        what.headers = {{"Content-Type", "text/plain"}, {"X-Mine", "1"}, {"X-Secret", "PLANTED", true}};
        const Sending sending(what);
        QCOMPARE(sending.code(), QString());
        QCOMPARE(sending.exchange.answers().size(), 2);
        QCOMPARE(sending.exchange.answers()[0].status, status);
        QCOMPARE(server.asked[1].line(), then + " /end?a=%2F HTTP/1.1");
        const bool isSame = then == method;
        QCOMPARE(server.asked[1].body, isSame ? server.asked[0].body : "");
        QCOMPARE(server.asked[1].value("Content-Type"), isSame ? "text/plain" : "");
        QCOMPARE(server.asked[1].value("X-Mine"), "1");
        QCOMPARE(server.asked[1].value("X-Secret"), "PLANTED"); // the same origin
        QVERIFY(sending.last().dropped.isEmpty());
    }

    void nothingSecretReachesAnotherOrigin_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {301, 302, 303, 307, 308})
            QTest::addRow("%d", status) << status;
    }
    void nothingSecretReachesAnotherOrigin()
    {
        QFETCH(int, status);
        Script other([](const Asked &) { return okay("x"); });
        Script first([&](const Asked &) { return redirect(other.url().toUtf8(), status, "Set-Cookie: c=PLANTED; Path=/\r\n"); });
        const auto jar = std::make_shared<CookieJar>();
        jar->take(QUrl(u"http://other.example/"_s), {QNetworkCookie("x", "PLANTED")});
        for (const Auth::Kind kind : {Auth::Kind::None, Auth::Kind::Digest, Auth::Kind::AwsV4}) {
            Outgoing what = outgoing(first.url(), "POST", "body");
            what.auth = {kind, u"user"_s, Secret("PLANTED")};
            what.headers = {
                {"X-Key", "PLANTED", true}, {"Cookie", "a=PLANTED"}, {"Proxy-Authorization", "PLANTED"}, {"X-Open", "1"}};
            if (kind != Auth::Kind::AwsV4)
                what.headers.append(Header{"authorization", "PLANTED"});
            const Sending sending(what);
            QCOMPARE(sending.code(), QString());
            QVERIFY(first.asked.last().head.contains("PLANTED"));
            QCOMPARE(other.asked.last().value("X-Open"), "1");
            QVERIFY2(!other.asked.last().value("X-Key").contains("P"), other.asked.last().head.constData());
            QVERIFY(other.asked.last().value("Authorization").isEmpty());
            QVERIFY(other.asked.last().value("Proxy-Authorization").isEmpty());
            const QString dropped = sending.last().dropped.join(u'\n');
            QVERIFY2(dropped.contains(u"X-Key (it belongs to http://127.0.0.1:"_s), qPrintable(dropped));
            QVERIFY(!dropped.contains(u"PLANTED"_s));
        }
    }

    // A port is an origin of its own, though cookies do not know ports: what the user wrote is dropped all the same.
    void cookiesOfTheUserAreDropped()
    {
        Script other([](const Asked &) { return okay("x"); });
        Script first([&](const Asked &) { return redirect(other.url().toUtf8()); });
        Outgoing what = outgoing(first.url());
        what.headers = {{"Cookie", "a=PLANTED"}};
        const Sending sending(what);
        QVERIFY(!other.asked[0].head.contains("PLANTED"));
        QCOMPARE(sending.last().dropped.size(), 1);
    }

    void circlesAreNamed()
    {
        Script server([](const Asked &asked) { return redirect(asked.line().contains("/a") ? "/b" : "/a"); });
        const Sending sending(outgoing(server.url(u"/a"_s)));
        QCOMPARE(sending.code(), u"redirects"_s);
        QVERIFY2(sending.exchange.error()->message.contains(server.url(u"/a"_s) + u" → "_s + server.url(u"/b"_s) + u" → "_s +
                                                            server.url(u"/a"_s)),
                 qPrintable(sending.exchange.error()->message));
        QCOMPARE(server.asked.size(), 2);
        QCOMPARE(sending.last().status, 302);
        QCOMPARE(sending.body(), "body"); // of the last one, to look at
    }

    void aCookieWallIsNoCircle() // the same URL again, with the cookie it set
    {
        Script server([](const Asked &asked) {
            return asked.value("Cookie").isEmpty() ? redirect("/a", 302, "Set-Cookie: ok=1\r\n") : okay("in");
        });
        const Sending sending(outgoing(server.url(u"/a"_s)), std::make_shared<CookieJar>());
        QCOMPARE(sending.code(), QString());
        QCOMPARE(sending.body(), "in");
    }

    void twentyAtMost()
    {
        int number = 0;
        Script server([&](const Asked &) { return redirect("/" + QByteArray::number(++number)); });
        QCOMPARE(Sending(outgoing(server.url())).code(), u"redirects"_s);
        QCOMPARE(server.asked.size(), 21);
    }

    void onlyHttp_data()
    {
        QTest::addColumn<QByteArray>("to");
        for (const char *to : {"file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "http://", "data:,x"})
            QTest::newRow(to) << QByteArray(to);
    }
    void onlyHttp()
    {
        QFETCH(QByteArray, to);
        Script server([&](const Asked &) { return redirect(to); });
        const Sending sending(outgoing(server.url()));
        QCOMPARE(sending.code(), u"redirects"_s);
        QCOMPARE(sending.body(), "body");
    }

    void stepByStep()
    {
        Script server([](const Asked &asked) { return asked.line().contains("/end") ? okay("x") : redirect("/end", 307); });
        Outgoing what = outgoing(server.url(u"/a"_s), "POST", "sent");
        what.options.isFollowing = false;
        Sending sending(what);
        QVERIFY(sending.exchange.isRedirect());
        QCOMPARE(sending.code(), QString());
        QCOMPARE(sending.body(), "body");
        QCOMPARE(server.asked.size(), 1);
        sending.exchange.followRedirect();
        QVERIFY(!sending.exchange.isFinished());
        sending.wait();
        QVERIFY(!sending.exchange.isRedirect());
        QCOMPARE(sending.exchange.answers().size(), 2);
        QCOMPARE(sending.body(), "x");
        QCOMPARE(server.asked[1].body, "sent");
        sending.exchange.followRedirect(); // nowhere to go
        QVERIFY(sending.exchange.isFinished());
    }

    void proxies_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("chosen");
        QTest::addColumn<QString>("environment"); // NAME=VALUE …
        QTest::addColumn<QString>("used");        // kind host:port user
        const auto row = [](const char *name, const char *url, const char *chosen, const char *environment, const char *used) {
            QTest::newRow(name) << QString::fromLatin1(url) << QString::fromLatin1(chosen) << QString::fromLatin1(environment)
                                << QString::fromLatin1(used);
        };
        row("nothing", "http://h/", "", "", "2 :0 ");
        row("chosen", "http://h/", "http://u:p@p:8080", "HTTP_PROXY=other", "3 p:8080 u");
        row("bare", "http://h/", "p", "", "3 p:3128 ");
        row("socks", "https://h/", "socks5://p", "", "1 p:1080 ");
        row("none", "http://h/", "none", "HTTP_PROXY=p", "2 :0 ");
        row("environment", "http://h/", "", "HTTP_PROXY=p:1 HTTPS_PROXY=q:2", "3 p:1 ");
        row("for https", "https://h/", "", "HTTP_PROXY=p:1 HTTPS_PROXY=q:2", "3 q:2 ");
        row("lower case first", "http://h/", "", "HTTP_PROXY=p:1 http_proxy=q:2", "3 q:2 ");
        row("for all", "https://h/", "", "ALL_PROXY=socks5h://p:1", "1 p:1 ");
        row("not for", "http://a.example.org/", "", "HTTP_PROXY=p NO_PROXY=localhost,.example.org", "2 :0 ");
        row("not for itself", "http://example.org:80/", "", "HTTP_PROXY=p NO_PROXY=.example.org:80", "2 :0 ");
        row("for another", "http://notexample.org/", "", "HTTP_PROXY=p:1 NO_PROXY=example.org", "3 p:1 ");
        row("for none", "http://h/", "", "HTTP_PROXY=p NO_PROXY=*", "2 :0 ");
        row("odd", "http://h/", "gopher://p", "", "proxy");
        row("hostless", "http://h/", "http://", "", "proxy");
    }
    void proxies()
    {
        QFETCH(QString, url);
        QFETCH(QString, chosen);
        QFETCH(QString, environment);
        const auto proxy = proxyFor(QUrl(url), chosen, [&](const char *name) {
            for (const QStringList all = environment.split(u' '); const QString &one : all)
                if (one.startsWith(QString::fromLatin1(name) + u'='))
                    return one.section(u'=', 1);
            return QString();
        });
        QTEST(proxy ? u"%1 %2:%3 %4"_s.arg(proxy->type()).arg(proxy->hostName()).arg(proxy->port()).arg(proxy->user())
                    : proxy.error().code,
              "used");
    }

    void aProxyIsAskedWithTheWholeUrl()
    {
        Script proxy([](const Asked &asked) {
            return asked.line().startsWith("GET") ? okay("from afar") : Said{"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"};
        });
        Outgoing what = outgoing(u"http://no-such-host.invalid/a?b=c"_s);
        what.options.proxy = u"http://user:pass@127.0.0.1:%1"_s.arg(proxy.serverPort());
        const Sending sending(what);
        QCOMPARE(sending.code(), QString());
        QCOMPARE(sending.body(), "from afar");
        QCOMPARE(proxy.asked[0].line(), "GET http://no-such-host.invalid/a?b=c HTTP/1.1");
        QCOMPARE(proxy.asked[0].value("Host"), "no-such-host.invalid");
        QCOMPARE(proxy.asked[0].value("Proxy-Authorization"), "Basic " + QByteArray("user:pass").toBase64());

        what.url = QUrl(u"https://no-such-host.invalid/"_s); // a tunnel, which this one does not give
        QCOMPARE(Sending(what).code(), u"proxy"_s);
        QCOMPARE(proxy.asked[1].line(), "CONNECT no-such-host.invalid:443 HTTP/1.1");
    }
};

QTEST_GUILESS_MAIN(TestRedirect)
#include "tst_redirect.moc"
