// SPDX-License-Identifier: GPL-3.0-or-later
// Requests through real proxies: tinyproxy (HTTP and CONNECT), microsocks and `ssh -D` (SOCKS 5). curl goes the same way beside
// each: what it reaches, we reach, and what it does not, we do not.
#include "base/detach.h"
#include "engines/http/proxy.h"
#include "engines/sandbox/port.h"
#include "listener.h"
#include "sending.h"
#include "support/homefile.h"
#include "support/pki.h"
#include "support/scriptedweb.h"
#include "support/server.h"
#include "support/sshd.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace oriel;
using namespace oriel::http;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

bool isListening(int port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, quint16(port));
    return socket.waitForConnected(1000);
}

// A proxy program on a port of its own; ends with the object.
class ProxyProgram final
{
public:
    ProxyProgram(const QString &program, const std::function<QStringList(int port)> &arguments) : m_port(sandbox::freePort())
    {
        const QString found = QStandardPaths::findExecutable(program);
        if (found.isEmpty())
            qFatal("%s is not there: ./dev setup test", qPrintable(program));
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(found, arguments(m_port));
        if (!waitUntil([this] { return m_process.state() == QProcess::NotRunning || isListening(m_port); }) ||
            m_process.state() == QProcess::NotRunning)
            qFatal("%s: %s", qPrintable(program), m_process.readAll().constData());
    }
    ~ProxyProgram()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    int port() const { return m_port; }

private:
    const int m_port;
    QProcess m_process;
};

std::unique_ptr<ProxyProgram> tinyproxy(const QTemporaryDir &folder, const QByteArray &more)
{
    return std::make_unique<ProxyProgram>(u"tinyproxy"_s, [&](int port) {
        const QString path = folder.filePath(u"tinyproxy%1"_s.arg(port));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("%s cannot be written", qPrintable(path));
        file.write("Port " + QByteArray::number(port) + "\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nAllow 127.0.0.1\n" +
                   more);
        return QStringList{u"-d"_s, u"-c"_s, path};
    });
}

std::unique_ptr<ProxyProgram> microsocks(const QStringList &more)
{
    return std::make_unique<ProxyProgram>(
        u"microsocks"_s, [&](int port) { return QStringList{u"-i"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(port)} + more; });
}

} // namespace

class TestProxies final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name :
             {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"})
            qunsetenv(name);
        m_root = makeIdentity("Test Root");
        m_rootFile = homeFile(u"root.pem"_s, m_root.certificate);
        const Identity own = makeIdentity("127.0.0.1", &m_root);
        QSslConfiguration tls;
        tls.setLocalCertificate(QSslCertificate(own.certificate));
        tls.setPrivateKey(QSslKey(own.key, QSsl::Ec));
        const auto answer = [](const Asked &asked) {
            return okay(asked.line() + '\n' + asked.value("Host") + '\n' + asked.value("X-Own") + '\n' +
                        asked.value("Proxy-Authorization") + '\n' + asked.body);
        };
        m_open = std::make_unique<Script>(answer);
        m_secure = std::make_unique<Script>(answer, &tls);
        m_http = tinyproxy(m_folder, {});
        m_httpLogin = tinyproxy(m_folder, "BasicAuth me planted\n");
        m_httpOnly443 = tinyproxy(m_folder, "ConnectPort 443\n");
        m_socks = microsocks({});
        m_socksLogin = microsocks({u"-u"_s, u"me"_s, u"-P"_s, u"planted"_s});
    }
    void cleanup() { QVERIFY(awaitDetached(std::chrono::seconds(20))); }

    void ways_data()
    {
        QTest::addColumn<QString>("proxy");
        const auto row = [](const char *name, const QString &before, const ProxyProgram &program) {
            QTest::newRow(name) << before + u"127.0.0.1:"_s + QString::number(program.port());
        };
        row("HTTP", u"http://"_s, *m_http);
        row("HTTP, no scheme", {}, *m_http);
        row("HTTP with a login", u"http://me:pl%61nted@"_s, *m_httpLogin);
        row("SOCKS", u"socks5://"_s, *m_socks);
        row("SOCKS, the name looked up there", u"socks5h://"_s, *m_socks);
        row("SOCKS with a login", u"socks5://me:pl%61nted@"_s, *m_socksLogin);
    }
    void ways()
    {
        QFETCH(QString, proxy);
        goesAsCurl(proxy);
    }

    void throughSsh()
    {
        if (Sshd::program().isEmpty())
            QSKIP("sshd is not there: ./dev setup test");
        const Server server;
        const Sshd sshd(server);
        const ProxyProgram ssh(u"ssh"_s, [](int port) {
            return QStringList{u"-N"_s,     u"-o"_s, u"ExitOnForwardFailure=yes"_s, u"-D"_s, u"127.0.0.1:%1"_s.arg(port),
                               u"bastion"_s};
        });
        goesAsCurl(u"socks5://127.0.0.1:%1"_s.arg(ssh.port()));
    }

    // What the variables say counts where the request says nothing; "none" is none.
    void ofTheEnvironment()
    {
        qputenv("http_proxy", "http://127.0.0.1:" + QByteArray::number(m_http->port()));
        qputenv("https_proxy", "socks5://127.0.0.1:" + QByteArray::number(sandbox::freePort()));
        Outgoing what = outgoing(m_open->url());
        what.options.proxy.clear();
        const Sending open(what);
        qunsetenv("http_proxy");
        Outgoing secure = outgoing(m_secure->url());
        secure.options.proxy.clear();
        const Sending refused(secure);
        secure.options = {.proxy = u"none"_s, .caFile = m_rootFile};
        const Sending direct(secure);
        qunsetenv("https_proxy");
        QCOMPARE(open.code(), QString());
        QVERIFY2(m_open->asked.last().head.contains("tinyproxy"), m_open->asked.last().head); // its Via
        QCOMPARE(refused.code(), u"proxy"_s);
        QCOMPARE(direct.code(), QString());
    }

    void flaws_data()
    {
        QTest::addColumn<QString>("proxy");
        QTest::addColumn<QString>("openWords");
        QTest::addColumn<QString>("secureWords");
        const auto at = [](int port) { return u"127.0.0.1:%1"_s.arg(port); };
        const QString http = at(m_httpLogin->port()), socks = at(m_socksLogin->port()), dead = at(sandbox::freePort());
        const QString wants = u"The proxy %1 wants a user and a password"_s, takes = u"The proxy %1 does not take this user"_s,
                      nobody = u"The proxy cannot be reached. Nothing listens at %1."_s.arg(dead);
        QTest::newRow("HTTP, no login") << u"http://"_s + http << wants.arg(http) << wants.arg(http);
        QTest::newRow("HTTP, another login") << u"http://me:wrong@"_s + http << QString() // open: its 401 is any server's
                                             << u"The proxy %1 does not lead to %2"_s.arg(http, at(m_secure->serverPort()));
        QTest::newRow("SOCKS, no login") << u"socks5://"_s + socks << wants.arg(socks) << wants.arg(socks);
        QTest::newRow("SOCKS, another login") << u"socks5://me:wrong@"_s + socks << takes.arg(socks) << takes.arg(socks);
        QTest::newRow("HTTP, nobody there") << u"http://"_s + dead << nobody << nobody;
        QTest::newRow("SOCKS, nobody there") << u"socks5://"_s + dead << nobody << nobody;
        QTest::newRow("HTTP, no such host") << u"http://nosuch.invalid:1"_s << u"The proxy cannot be reached. The host"_s
                                            << u"The proxy cannot be reached. The host"_s;
        QTest::newRow("CONNECT is not allowed")
            << u"http://"_s + at(m_httpOnly443->port()) << QString()
            << u"The proxy %1 does not lead to %2"_s.arg(at(m_httpOnly443->port()), at(m_secure->serverPort()));
    }
    void flaws()
    {
        QFETCH(QString, proxy);
        QFETCH(QString, openWords);
        QFETCH(QString, secureWords);
        for (const auto &[server, words] : {std::pair(m_open.get(), openWords), {m_secure.get(), secureWords}}) {
            if (words.isEmpty())
                continue;
            const auto before = server->asked.size();
            Outgoing what = outgoing(server->url());
            what.options = {.proxy = proxy, .caFile = m_rootFile};
            const Sending sending(what);
            QCOMPARE(sending.code(), u"proxy"_s);
            const QString message = sending.exchange.error()->message;
            QVERIFY2(message.startsWith(words), qPrintable(message));
            QVERIFY2(!message.contains(u"wrong"_s), qPrintable(message));
            const Ran curl = ran(u"curl"_s, {u"-sSf"_s, u"--cacert"_s, m_rootFile, u"-x"_s, proxy, server->url()});
            QVERIFY2(curl.code != 0, curl.out);
            QCOMPARE(server->asked.size(), before);
        }
    }

    // Behind the proxy nobody listens: that is not the proxy's fault, as far as it says so.
    void nobodyBehindIt()
    {
        const int dead = sandbox::freePort();
        for (const auto &[proxy, code] : {std::pair(u"socks5://127.0.0.1:%1"_s.arg(m_socks->port()), u"refused"_s),
                                          {u"http://127.0.0.1:%1"_s.arg(m_http->port()), u"proxy"_s}}) {
            Outgoing what = outgoing(u"https://127.0.0.1:%1/"_s.arg(dead));
            what.options.proxy = proxy;
            const Sending sending(what);
            QCOMPARE(sending.code(), code);
            QVERIFY2(sending.exchange.error()->message.contains(QString::number(dead)),
                     qPrintable(sending.exchange.error()->message));
        }
    }

    // A variable names a dead proxy: whoever is exempt from it arrives.
    void exemptions_data()
    {
        QTest::addColumn<QByteArray>("exempt");
        for (const char *exempt : {"127.0.0.1", "localhost", "LOCALHOST", ".localhost", "host", "0.0.1", ".0.0.1", "127.0.0.0/8",
                                   "10.0.0.0/8", "127.0.0.1/32", "*", "a,*", "a, 127.0.0.1", "a 127.0.0.1", "a localhost b",
                                   "localhost.", "a,,localhost", "127.0.0", "ocalhost"})
            QTest::addRow("%s", exempt) << QByteArray(exempt);
    }
    void exemptions()
    {
        QFETCH(QByteArray, exempt);
        auto environment = QProcessEnvironment::systemEnvironment();
        const QString dead = u"http://127.0.0.1:%1"_s.arg(sandbox::freePort());
        environment.insert(u"http_proxy"_s, dead);
        environment.insert(u"no_proxy"_s, QString::fromUtf8(exempt));
        for (const QString &host : {u"127.0.0.1"_s, u"localhost"_s}) {
            const QString url = u"http://%1:%2/"_s.arg(host).arg(m_open->serverPort());
            const Ran curl = ran(u"curl"_s, {u"-sS"_s, u"-4"_s, url}, {}, environment);
            const auto ours = proxyFor(QUrl(url), {}, [&](const char *name) { return environment.value(QLatin1String(name)); });
            QVERIFY(ours);
            QVERIFY2((ours->type() == QNetworkProxy::NoProxy) == (curl.code == 0), qPrintable(host));
        }
    }

private:
    // Both schemes, with a body; what arrives is what arrives of curl.
    void goesAsCurl(const QString &proxy)
    {
        for (Script *server : {m_open.get(), m_secure.get()}) {
            Outgoing what = outgoing(server->url(u"/a%20b?c=1"_s), "POST", "said");
            what.headers = {{"X-Own", "1"}, {"Content-Type", "text/plain"}};
            what.options = {.proxy = proxy, .caFile = m_rootFile};
            const Sending sending(what);
            QVERIFY2(sending.code().isEmpty(),
                     qPrintable(sending.exchange.error() ? sending.exchange.error()->message : QString()));
            QCOMPARE(sending.last().status, 200);
            const Ran curl = ran(u"curl"_s, {u"-sS"_s, u"--cacert"_s, m_rootFile, u"-x"_s, proxy, u"-H"_s, u"X-Own: 1"_s, u"-H"_s,
                                             u"Content-Type: text/plain"_s, u"-d"_s, u"said"_s, server->url(u"/a%20b?c=1"_s)});
            QVERIFY2(curl.code == 0, curl.error);
            QCOMPARE(sending.body(), curl.out);
            QVERIFY2(!sending.body().contains("Basic"), sending.body()); // the login is the proxy's alone
            for (const Header &header : sending.last().sent)
                QVERIFY2(header.isSecret || !header.name.startsWith("Proxy-"), header.name);
            what.options.proxy.replace(QRegularExpression(u":\\d+$"_s), u":%1"_s.arg(sandbox::freePort()));
            QCOMPARE(Sending(what).code(), u"proxy"_s); // it did go that way
        }
    }

    QTemporaryDir m_folder;
    Identity m_root;
    QString m_rootFile;
    std::unique_ptr<Script> m_open, m_secure;
    std::unique_ptr<ProxyProgram> m_http, m_httpLogin, m_httpOnly443, m_socks, m_socksLogin;
};

QTEST_GUILESS_MAIN(TestProxies)
#include "tst_proxies.moc"
