// SPDX-License-Identifier: GPL-3.0-or-later
// Servers, networks and resolvers that misbehave: each probe ends in time, at the right stage, with words.
#include "engines/tls/probe.h"
#include "support/netns.h"
#include "support/oddserver.h"
#include "support/protocol.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QScopeGuard>
#include <QTest>

#include <openssl/ssl.h>

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>

#include <atomic>
#include <cstring>
#include <thread>

using namespace oriel;
using namespace oriel::tls;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using State = Stage::State;
using Kind = Greeting::Kind;

namespace {

const QByteArray asksForPassword = message('R', number32(3));
const QByteArray tooMany = message('E', text("SFATAL") + text("C53300") + text("Msorry, too many clients already") + '\0');

QString words(const Report &report)
{
    QString all;
    for (const Stage &each : report.stages)
        all += u"%1 %2 %3 ms: %4\n"_s.arg(each.name).arg(int(each.state)).arg(each.ms).arg(each.message);
    return all + (report.failure ? report.failure->code + u": "_s + report.failure->message + u" | "_s + report.failure->detail
                                 : QString());
}

const Stage *failedStage(const Report &report)
{
    const auto found = std::ranges::find(report.stages, State::Failed, &Stage::state);
    return found == report.stages.end() ? nullptr : &*found;
}

Target to(int port, std::chrono::milliseconds limit = 10s)
{
    Target target;
    target.host = u"127.0.0.1"_s;
    target.port = port;
    target.user = u"someone"_s;
    target.triesPlaintext = false;
    target.limit = limit;
    return target;
}

qint64 peakKilobytes()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

#define FAILS_AT(report, stageName, errorCode)                                                                                   \
    do {                                                                                                                         \
        const Stage *const failedOne = failedStage(report);                                                                      \
        QVERIFY2(failedOne, qPrintable(words(report)));                                                                          \
        QCOMPARE(failedOne->name, QString(stageName));                                                                           \
        QVERIFY2(!failedOne->message.isEmpty(), qPrintable(words(report)));                                                      \
        QVERIFY(report.failure);                                                                                                 \
        QVERIFY2(report.failure->code == QString(errorCode), qPrintable(words(report)));                                         \
        QVERIFY(!report.failure->message.isEmpty());                                                                             \
    } while (false)

} // namespace

class TestBadServers final : public QObject
{
    Q_OBJECT

public:
    explicit TestBadServers(Network &network) : m_network(network) {}

private Q_SLOTS:
    void initTestCase() { m_identity = makeIdentity("localhost"); }
    void init() { m_watch.start(); }

    void answersToSslRequest_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("says");
        QTest::addColumn<bool>("staysOpen");
        const auto row = [](const char *name, const QByteArray &answer, const QString &code, const QString &says,
                            bool staysOpen = true) { QTest::newRow(name) << answer << code << says << staysOpen; };
        row("N", "N", u"no-tls"_s, u"ssl=on"_s);
        row("E", tooMany, u"no-tls"_s, u"sorry, too many clients"_s);
        row("E of protocol 2", text("Ecould not fork new process"), u"no-tls"_s, u"could not fork"_s);
        row("E, half of it", tooMany.first(20), u"no-tls"_s, u"an error"_s, false);
        row("E and rubbish", "ERR unknown command\r\n", u"no-tls"_s, u"an error"_s, false);
        row("HTTP", "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html>", u"not-postgresql"_s, u"web server"_s);
        row("HTTP, closed", "HTTP/1.0 502 Bad Gateway\r\n\r\n", u"not-postgresql"_s, u"502 Bad Gateway"_s, false);
        row("SSH", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", u"not-postgresql"_s, u"SSH"_s);
        row("MySQL", QByteArray::fromHex("4a0000000a") + text("8.0.36") + "caching mysql_native_password", u"not-postgresql"_s,
            u"MySQL"_s);
        row("mail", "220 mail.example ESMTP\r\n", u"not-postgresql"_s, u"220 mail"_s);
        row("garbage", QByteArray::fromHex("00ff1b5d07e280ae"), u"not-postgresql"_s, u"not PostgreSQL"_s);
        row("garbage without end", QByteArray(1 << 20, 'o'), u"not-postgresql"_s, u"oooo"_s);
        row("nothing, closed", {}, u"closed"_s, u"closed"_s, false);
        row("S and plain bytes", "Shello", u"injected"_s, u"unencrypted"_s);
        row("S and TLS-like bytes", "S" + QByteArray::fromHex("160303007a0200"), u"injected"_s, u"unencrypted"_s);
    }
    void answersToSslRequest()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, code);
        QFETCH(QString, says);
        QFETCH(bool, staysOpen);
        OddServer server([&](Caller &caller) {
            caller.readPacket();
            caller.write(answer);
            if (staysOpen)
                caller.hold();
            else
                caller.close();
        });
        const Report report = probe(to(server.port()));
        FAILS_AT(report, u"ssl-request"_s, code);
        QVERIFY2(report.failure->message.contains(says), qPrintable(words(report)));
        QVERIFY(!report.failure->message.contains(QChar(0x1b)) && !report.failure->message.contains(QChar(0x202e)));
        QVERIFY(report.reply.size() <= 512);
        QVERIFY(answer.startsWith(report.reply));
        QCOMPARE(report.reply.isEmpty(), answer.isEmpty());
        QVERIFY(!report.isEncrypted);
        QVERIFY(m_watch.elapsed() < 4 * report.target.limit.count());
    }

    void handshakes_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("code");
        QTest::newRow("not TLS") << "hello, this is not TLS"_ba << u"injected"_s;
        QTest::newRow("half a record") << QByteArray::fromHex("160303007a02000076") << u"timeout"_s;
        QTest::newRow("an alert") << QByteArray::fromHex("15030300020228") << u"tls"_s;
        QTest::newRow("a damaged record") << QByteArray::fromHex("1603030004ffffffff") << u"tls"_s;
        QTest::newRow("nothing") << QByteArray() << u"timeout"_s;
        QTest::newRow("a message of 10 MB") << QByteArray::fromHex("1603034000") + QByteArray::fromHex("02989680") +
                                                   QByteArray(16380, 'x')
                                            << u"tls"_s;
        QTest::newRow("records without end") << QByteArray::fromHex("1403030001").repeated(1) + QByteArray(1, 1) +
                                                    QByteArray::fromHex("140303000101").repeated(200'000)
                                             << u"tls"_s;
    }
    void handshakes()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, code);
        OddServer server([&](Caller &caller) {
            caller.readPacket();
            caller.write("S");
            caller.read(5); // the ClientHello has begun
            caller.write(answer);
            caller.hold();
        });
        const Report report = probe(to(server.port(), code == u"timeout"_s ? 600ms : 10s));
        FAILS_AT(report, u"handshake"_s, code);
        QVERIFY(m_watch.elapsed() < 4 * 10'000);
        QCOMPARE(report.isAlertFromServer, answer.startsWith('\x15'));
    }

    // 10 MB in one certificate, and 400 certificates: OpenSSL takes 100 KB, so libpq fails too.
    void tooManyCertificates_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("150") << 150 << true;
        QTest::newRow("400") << 400 << false;
    }
    void tooManyCertificates()
    {
        QFETCH(int, count);
        QFETCH(bool, isTaken);
        OddTls tls(m_identity);
        const QByteArray another = makeIdentity("another").certificate;
        tls.chain += another.repeated(count);
        OddServer server([&](Caller &caller) {
            caller.readPacket();
            caller.write("S");
            if (caller.secure(tls))
                caller.hold();
        });
        Target target = to(server.port());
        target.user.clear();
        const Report report = probe(target);
        if (isTaken) {
            QVERIFY2(!report.failure, qPrintable(words(report)));
            QCOMPARE(report.sent.size(), count + 1);
            return;
        }
        FAILS_AT(report, u"handshake"_s, u"tls"_s);
        QVERIFY2(report.failure->message.contains(u"100 KB"_s), qPrintable(words(report)));
    }

    void aServerThatNeverEnds()
    {
        const qint64 before = peakKilobytes();
        OddServer server([&](Caller &caller) {
            caller.readPacket();
            caller.write("S");
            if (!caller.secure(m_identity))
                return;
            caller.readPacket();
            const QByteArray notice = message('N', text("SNOTICE") + text("Mgo on") + '\0');
            while (caller.write(notice.repeated(500))) {
            }
        });
        const Report report = probe(to(server.port()));
        QCOMPARE(report.encrypted.kind, Kind::Silent);
        QVERIFY2(report.encrypted.message.contains(u"without end"_s), qPrintable(report.encrypted.message));
        QVERIFY(report.isEncrypted);
        QVERIFY2(peakKilobytes() - before < 100'000, qPrintable(QString::number(peakKilobytes() - before)));
    }

    // The bytes that the server sends are cut after each of them in turn.
    void closedAfterEveryByte()
    {
        std::atomic<qint64> limit = -1, whole = 0;
        OddServer server([&](Caller &caller) {
            caller.cutAfter(limit);
            caller.readPacket();
            if (!caller.write("S") || !caller.secure(m_identity))
                return caller.hold();
            caller.readPacket();
            caller.write(asksForPassword);
            whole = caller.sent();
            caller.hold();
        });
        QCOMPARE(probe(to(server.port())).encrypted.method, u"password"_s);
        QVERIFY(whole > 500);
        int encrypted = 0;
        for (limit = 0; limit < whole - 16; ++limit) { // the length of the signature varies
            const Report report = probe(to(server.port()));
            const QByteArray where = "after " + QByteArray::number(limit) + '\n' + words(report).toUtf8();
            const Stage *const failed = failedStage(report);
            QVERIFY2(failed && !failed->message.isEmpty(), where.constData());
            QVERIFY2(report.encrypted.kind == Kind::NotTried || report.encrypted.kind == Kind::Silent, where.constData());
            encrypted += report.isEncrypted;
            if (report.isEncrypted) {
                QCOMPARE(failed->name, u"authentication"_s);
                QVERIFY2(!report.encrypted.message.isEmpty(), where.constData());
            } else {
                QVERIFY2(failed->name == (limit == 0 ? u"ssl-request"_s : u"handshake"_s), where.constData());
                QVERIFY2(report.failure && report.failure->code == u"closed"_s, where.constData());
            }
        }
        QVERIFY(encrypted > 10);
        QVERIFY(encrypted < limit - 300);
    }

    void oneByteASecond_data()
    {
        QTest::addColumn<bool>("isGreeting");
        QTest::newRow("handshake") << false;
        QTest::newRow("greeting") << true;
    }
    void oneByteASecond()
    {
        QFETCH(bool, isGreeting);
        OddServer server([&](Caller &caller) {
            caller.readPacket();
            if (isGreeting) {
                caller.write("S");
                caller.secure(m_identity);
                caller.readPacket();
                for (const char byte : asksForPassword) {
                    if (!caller.write(QByteArray(1, byte)) || caller.isGoneWithin(300))
                        return;
                }
            } else {
                caller.write("S");
                caller.read(5); // the ClientHello has begun
                caller.trickle(QByteArray::fromHex("160303007a02000076") + QByteArray(200, 'x'), 100);
            }
        });
        const Report report = probe(to(server.port(), 900ms));
        const Stage *const failed = failedStage(report);
        QVERIFY2(failed, qPrintable(words(report)));
        QCOMPARE(failed->name, isGreeting ? u"authentication"_s : u"handshake"_s);
        QVERIFY2(failed->message.contains(u"slow"_s), qPrintable(words(report)));
        QVERIFY(m_watch.elapsed() < 4 * 5'000);
    }

    void greetings_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QString>("method"); // or the message's beginning
        const auto row = [](const char *name, const QByteArray &answer, Kind kind, const QString &text) {
            QTest::newRow(name) << answer << kind << text;
        };
        row("password", asksForPassword, Kind::Asks, u"password"_s);
        row("md5", message('R', number32(5) + "salt"), Kind::Asks, u"md5"_s);
        row("gss", message('R', number32(7)), Kind::Asks, u"gss"_s);
        row("sspi", message('R', number32(9)), Kind::Asks, u"sspi"_s);
        row("scram", message('R', number32(10) + text("SCRAM-SHA-256") + '\0'), Kind::Asks, u"scram-sha-256"_s);
        row("scram-plus", message('R', number32(10) + text("SCRAM-SHA-256-PLUS") + text("SCRAM-SHA-256") + '\0'), Kind::Asks,
            u"scram-sha-256-plus"_s);
        row("oauth", message('R', number32(10) + text("OAUTHBEARER") + '\0'), Kind::Asks, u"oauthbearer"_s);
        row("one of the future", message('R', number32(77)), Kind::Asks, u"unknown (77)"_s);
        row("notice first", message('N', text("SNOTICE") + text("Mhello") + '\0') + asksForPassword, Kind::Asks, u"password"_s);
        row("negotiates", message('v', number32(0) + number32(0)) + asksForPassword, Kind::Asks, u"password"_s);
        row("refuses", tooMany, Kind::Refuses, u"sorry, too many"_s);
        row("refuses with marks", message('E', text("SFATAL") + text("M\x1b[31mred\xff") + '\0'), Kind::Refuses, {});
        row("refuses without a word", message('E', "\0"_ba), Kind::Refuses, u"The server refused"_s);
        row("bare text", text("Eout of memory\n"), Kind::Refuses, u"out of memory"_s);
        row("lets in", message('R', number32(0)) + message('S', text("a") + text("b")) + message('K', number32(7) + number32(1)),
            Kind::LetsIn, {});
        row("lets in, no key", message('R', number32(0)) + message('Z', "I"), Kind::LetsIn, {});
        row("garbage", "HTTP/1.1 400 Bad Request\r\n\r\n", Kind::Silent, u"The server answered the start-up"_s);
        row("impossible length", "R" + number32(3), Kind::Silent, u"The server sent a message of impossible"_s);
        row("2 GB", "R" + number32(0x7fffffff), Kind::Silent, u"The server sent a message of impossible"_s);
        row("no method", message('R', "ab"), Kind::Silent, u"The server sent a damaged"_s);
        row("ready before it asked", message('Z', "I"), Kind::Silent, u"The server answered the start-up"_s);
        row("closed", {}, Kind::Silent, u"The server closed"_s);
    }
    void greetings()
    {
        QFETCH(QByteArray, answer);
        QFETCH(Kind, kind);
        QFETCH(QString, method);
        for (const bool isPlain : {false, true}) {
            OddServer server([&](Caller &caller) {
                if (caller.readPacket().size() == 8) {
                    caller.write(isPlain ? "N" : "S");
                    if (isPlain || !caller.secure(m_identity))
                        return caller.hold();
                    caller.readPacket();
                }
                caller.write(answer);
                caller.close();
            });
            Target target = to(server.port());
            target.triesPlaintext = isPlain;
            const Report report = probe(target);
            const Greeting &greeting = isPlain ? report.plaintext : report.encrypted;
            QVERIFY2(greeting.kind == kind, qPrintable(greeting.message + words(report)));
            if (kind == Kind::Asks)
                QCOMPARE(greeting.method, method);
            else
                QVERIFY2(greeting.message.startsWith(method), qPrintable(greeting.message));
            QCOMPARE(greeting.message.isEmpty(), kind == Kind::Asks || kind == Kind::LetsIn);
            QVERIFY(!greeting.message.contains(QChar(0x1b)));
            QCOMPARE(greeting.processId, answer.contains('K') && kind == Kind::LetsIn ? 7 : 0);
            QVERIFY(greeting.ms > 0);
        }
    }

    void cancelled_data()
    {
        QTest::addColumn<int>(
            "stall"); // before: 0 its answer to SSLRequest, 1 its handshake, 2 its greeting, 3 the plaintext one
        QTest::addColumn<QString>("stage");
        QTest::newRow("ssl-request") << 0 << u"ssl-request"_s;
        QTest::newRow("handshake") << 1 << u"handshake"_s;
        QTest::newRow("greeting") << 2 << u"authentication"_s;
        QTest::newRow("plaintext") << 3 << QString();
    }
    void cancelled()
    {
        QFETCH(int, stall);
        QFETCH(QString, stage);
        std::stop_source stop;
        OddServer server([&](Caller &caller) {
            const bool isPlain = caller.readPacket().size() != 8;
            const auto stopHere = [&] {
                stop.request_stop();
                caller.hold();
            };
            if (isPlain)
                return stall == 3 ? stopHere() : caller.hold();
            if (stall == 0)
                return stopHere();
            caller.write("S");
            if (stall == 1) {
                caller.read(5); // the ClientHello has begun
                return stopHere();
            }
            caller.secure(m_identity);
            caller.readPacket();
            if (stall == 2)
                return stopHere();
            caller.write(asksForPassword);
            caller.hold();
        });
        Target target = to(server.port(), 60s);
        target.triesPlaintext = stall == 3;
        const Report report = probe(target, stop.get_token());
        QVERIFY(report.failure);
        QCOMPARE(report.failure->code, u"cancelled"_s);
        QVERIFY2(m_watch.elapsed() < 30'000, qPrintable(words(report)));
        if (stall < 3) {
            QVERIFY(failedStage(report));
            QCOMPARE(failedStage(report)->name, stage);
        }
    }
    void cancelledBeforeItBegan()
    {
        std::stop_source stop;
        stop.request_stop();
        const Report report = probe(to(1), stop.get_token());
        QVERIFY(report.failure);
        QCOMPARE(report.failure->code, u"cancelled"_s);
    }

    void refusedPort()
    {
        int port = 0;
        {
            OddServer gone([](Caller &) {});
            port = gone.port();
        }
        const Report report = probe(to(port));
        FAILS_AT(report, u"tcp"_s, u"refused"_s);
        QCOMPARE(report.attempts.size(), 1);
        QCOMPARE(report.attempts[0].outcome, u"Connection refused"_s);
        QVERIFY(!report.attempts[0].isConnected);
    }

    void fullBacklog()
    {
        const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{.sin_family = AF_INET};
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *const where = reinterpret_cast<sockaddr *>(&address);
        QVERIFY(::bind(listening, where, size) == 0 && ::listen(listening, 0) == 0 &&
                ::getsockname(listening, where, &size) == 0);
        QList<int> fillers{listening};
        for (int i = 0; i < 4; ++i) {
            fillers += ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            ::connect(fillers.last(), where, size);
        }
        const Report report = probe(to(ntohs(address.sin_port), 500ms));
        std::stop_source stop;
        std::thread canceller;
        const Report cut = probe(to(ntohs(address.sin_port), 60s), stop.get_token(), [&](const Report &soFar) {
            if (soFar.stages[0].state != State::NotTried && !canceller.joinable()) // the address is known: on to TCP
                canceller = std::thread([&] { stop.request_stop(); });
        });
        canceller.join();
        std::ranges::for_each(fillers, ::close);
        FAILS_AT(report, u"tcp"_s, u"timeout"_s);
        QVERIFY(report.failure->message.contains(u"not TLS"_s));
        FAILS_AT(cut, u"tcp"_s, u"cancelled"_s);
    }

    void aNetworkOfItsOwn_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isPulled");
        QTest::addColumn<QString>("code");
        QTest::newRow("no route") << u"10.99.0.1"_s << false << u"unreachable"_s;
        QTest::newRow("no route, IPv6") << u"2001:db8::1"_s << false << u"unreachable"_s;
        QTest::newRow("refused there") << QString::fromLatin1(Network::serverAddress) << false << u"refused"_s;
        QTest::newRow("the cable is pulled") << QString::fromLatin1(Network::serverAddress) << true << u"timeout"_s;
    }
    void aNetworkOfItsOwn()
    {
        if (!m_network.problem().isEmpty())
            QSKIP(qPrintable(m_network.problem()));
        QFETCH(QString, address);
        QFETCH(bool, isPulled);
        QFETCH(QString, code);
        if (isPulled)
            m_network.pull();
        Target target = to(5432, 700ms);
        target.host = address;
        const Report report = probe(target);
        m_network.plug();
        FAILS_AT(report, u"tcp"_s, code);
    }

    void everyAddressIsTried()
    {
        if (!m_network.problem().isEmpty())
            QSKIP(qPrintable(m_network.problem()));
        QFile hosts(QDir::homePath() + u"/hosts"_s);
        QVERIFY(hosts.open(QIODevice::WriteOnly));
        hosts.write("::1 two.test\n127.0.0.7 two.test\n127.0.0.8 two.test\n");
        hosts.close();
        QCOMPARE(::mount(QFile::encodeName(hosts.fileName()).constData(), "/etc/hosts", nullptr, MS_BIND, nullptr), 0);
        const auto restore = qScopeGuard([] { ::umount("/etc/hosts"); });
        OddServer server([](Caller &caller) { caller.write("N"); }, "127.0.0.8");
        Target target = to(server.port());
        target.host = u"two.test"_s;
        const Report report = probe(target);
        QStringList tried;
        for (const Attempt &each : report.attempts)
            tried += each.address;
        QVERIFY2(tried.size() >= 1 && tried.last() == u"127.0.0.8"_s, qPrintable(tried.join(u' ')));
        QCOMPARE(report.address, u"127.0.0.8"_s);
        QCOMPARE(report.stages[0].message, u"3 addresses"_s);
        QCOMPARE(report.stages[1].state, tried.size() == 1 ? State::Ok : State::Warning);
        target.port = 1;
        const Report none = probe(target);
        FAILS_AT(none, u"tcp"_s, u"refused"_s);
        QCOMPARE(none.attempts.size(), 3);
    }

    void zSilentResolver() // last: it stays
    {
        if (!m_network.problem().isEmpty())
            QSKIP(qPrintable(m_network.problem()));
        QVERIFY(m_network.useSilentResolver());
        Target target = to(5432, 500ms);
        target.host = u"db.example"_s;
        const Report late = probe(target);
        FAILS_AT(late, u"dns"_s, u"timeout"_s);
        target.limit = 60s;
        std::stop_source stop;
        std::thread canceller([&] { stop.request_stop(); });
        const Report cut = probe(target, stop.get_token());
        canceller.join();
        FAILS_AT(cut, u"dns"_s, u"cancelled"_s);
        QVERIFY(m_watch.elapsed() < 30'000);
    }

private:
    Network &m_network;
    Identity m_identity;
    QElapsedTimer m_watch;
};

int main(int count, char **arguments)
{
    Network network; // before any other thread
    QCoreApplication application(count, arguments);
    TestBadServers test(network);
    return QTest::qExec(&test, count, arguments);
}

#include "tst_badservers.moc"
