// SPDX-License-Identifier: GPL-3.0-or-later
// A connection through a tunnel: one ssh for all its sessions, the server's own name in the certificate, and nothing left behind.
#include "jobs/connection.h"
#include "support/server.h"
#include "support/sshd.h"

#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

class TestWays final : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    std::unique_ptr<test::Sshd> m_sshd;
    QList<qint64> m_servers;

    Profile profile(const QString &host = u"bastion"_s) const
    {
        Profile profile{.id = u"one"_s, .info = pg::ConnInfo::read(m_server->url(u"postgres"_s))->info};
        profile.way = {.kind = tunnel::Way::Kind::Ssh, .sshHost = host};
        return profile;
    }
    qsizetype running() const { return test::descendantsOf(QCoreApplication::applicationPid(), m_servers).size() - 1; }
    static QString asked(Connection &connection, const QByteArray &sql)
    {
        QString answer;
        connection.ask(&connection, {sql, {}}, [&answer](Result<Connection::Rows> rows) {
            answer = rows ? QString::fromUtf8((*rows)->cell(0, 0).text) : u"! "_s + rows.error().message;
        });
        return QTest::qWaitFor([&answer] { return !answer.isEmpty(); }, 30'000) ? answer : u"no answer"_s;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (test::Sshd::program().isEmpty())
            QSKIP("no sshd: installer/debian/unpack-peer openssh-server");
        m_server = std::make_unique<test::Server>();
    }
    void init()
    {
        m_sshd = std::make_unique<test::Sshd>(*m_server);
        m_servers = test::descendantsOf(QCoreApplication::applicationPid()).mid(1);
    }
    void cleanup() { m_sshd.reset(); }

    void oneTunnelForAll()
    {
        Profile tunnelled = profile();
        tunnelled.info.set(u"sslmode"_s, {}); // localhost, and yet not local: verify-full
        Connection connection(tunnelled);
        QSignalSpy progressed(&connection, &Connection::progressed);
        connection.connectNow();
        QCOMPARE(connection.progress(), u"Starting ssh bastion…"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(connection.state() != LinkState::Connecting, "still connecting", 30'000);
        QVERIFY2(connection.state() == LinkState::Connected, qPrintable(connection.error().message));
        QVERIFY(connection.progress().isEmpty());
        QVERIFY(connection.facts().isEncrypted);
        QCOMPARE(connection.openInfo().value(u"sslmode"_s), u"verify-full"_s);
        QCOMPARE(connection.openInfo().value(u"host"_s), u"localhost"_s);
        QCOMPARE(connection.openInfo().value(u"hostaddr"_s), u"127.0.0.1"_s);
        QVERIFY(connection.openInfo().value(u"port"_s).toInt() != m_server->info().port);

        auto first = connection.lend(), second = connection.lend();
        const auto one = first->run(u"select 1"_s), two = second->run(u"select 2"_s);
        QSignalSpy oneDone(one.get(), &pg::Query::finished), twoDone(two.get(), &pg::Query::finished);
        QTRY_VERIFY(oneDone.size() == 1 && twoDone.size() == 1);
        QCOMPARE(running(), 1);

        connection.disconnectNow(); // a console's session may hold a transaction: the tunnel stays for it
        QCOMPARE(running(), 1);
        const auto three = first->run(u"select 3"_s);
        QSignalSpy threeDone(three.get(), &pg::Query::finished);
        QTRY_COMPARE(threeDone.size(), 1);
        QVERIFY(threeDone.at(0).at(0).value<Result<pg::Outcome>>());
        first.reset();
        second->close();
        QTRY_COMPARE(running(), 0);
    }
    void aLentSessionStartsIt()
    {
        Connection connection(profile());
        const auto session = connection.lend();
        QCOMPARE(session->state(), pg::SessionState::Connecting);
        const auto query = session->run(u"select 1"_s); // waits for the tunnel
        QSignalSpy done(query.get(), &pg::Query::finished);
        QTRY_COMPARE_WITH_TIMEOUT(done.size(), 1, 30'000);
        QVERIFY(done.at(0).at(0).value<Result<pg::Outcome>>());
    }
    void saysWhatSshSaid()
    {
        Connection connection(profile(u"locked"_s));
        const auto session = connection.lend();
        QSignalSpy failed(session.get(), &pg::Session::openFailed);
        connection.connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(connection.state(), LinkState::Failed, 30'000);
        QCOMPARE(connection.error().code, u"auth"_s);
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.at(0).at(0).value<Error>().code, u"auth"_s);
        QTRY_COMPARE(running(), 0);
        Profile mended = profile();
        connection.setProfile(mended);
        connection.connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(connection.state(), LinkState::Connected, 30'000);
    }
    void aDeadTunnelIsALostConnection()
    {
        Connection connection(profile());
        connection.connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(connection.state(), LinkState::Connected, 30'000);
        const auto session = connection.lend();
        QTRY_VERIFY(session->isOpen());
        m_sshd->kill();
        QTRY_COMPARE(connection.state(), LinkState::Lost);
        QTRY_COMPARE(session->state(), pg::SessionState::Lost);
        QTRY_VERIFY2(connection.error().message.contains(u"ssh bastion"_s) || connection.error().code == u"refused"_s,
                     qPrintable(connection.error().message));
        cleanup();
        init(); // the SSH host is back: the next question starts the tunnel again
        QCOMPARE(asked(connection, "select 'again'"), u"again"_s);
        QCOMPARE(connection.state(), LinkState::Connected);
    }
    void disconnectedInTheMiddle()
    {
        Connection connection(profile());
        connection.connectNow();
        QTRY_COMPARE(running(), 1);
        connection.disconnectNow();
        QCOMPARE(connection.state(), LinkState::Disconnected);
        QTRY_COMPARE(running(), 0);
        connection.connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(connection.state(), LinkState::Connected, 30'000);
    }
    void removedInTheMiddle()
    {
        std::unique_ptr<pg::Session> session;
        {
            Connection connection(profile());
            connection.connectNow();
            session = connection.lend();
        }
        QTRY_COMPARE(session->state(), pg::SessionState::Closed);
        QTRY_COMPARE(running(), 0);
    }
    void severalHostsAreRefused()
    {
        Profile many = profile();
        many.info.set(u"host"_s, u"a,b"_s);
        Connection connection(many);
        const auto session = connection.lend();
        QSignalSpy failed(session.get(), &pg::Session::openFailed);
        QTRY_COMPARE(failed.size(), 1);
        connection.connectNow();
        QTRY_COMPARE(connection.state(), LinkState::Failed);
        QCOMPARE(connection.error().code, u"guard"_s);
        QCOMPARE(running(), 0);
    }
    // SAFETY 2: localhost at the far end is not this machine.
    void aStoredPasswordNeedsVerifiedTls_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("unset") << QString() << true;
        QTest::newRow("require") << u"require"_s << false;
        QTest::newRow("prefer") << u"prefer"_s << false;
        QTest::newRow("verify-ca") << u"verify-ca"_s << true;
    }
    void aStoredPasswordNeedsVerifiedTls()
    {
        QFETCH(QString, mode);
        QFETCH(bool, isTaken);
        Profile stored = profile();
        const Secret right = stored.info.password();
        stored.info.setPassword({});
        stored.info.set(u"sslmode"_s, mode);
        Connection connection(stored);
        QSignalSpy wanted(&connection, &Connection::secretWanted);
        connection.connectNow();
        connection.giveStoredSecret(right);
        QTRY_VERIFY_WITH_TIMEOUT(connection.state() == LinkState::Connected || !wanted.isEmpty(), 30'000);
        QCOMPARE(wanted.isEmpty(), isTaken);
        QCOMPARE(wayin::canKeepPassword(stored.info, stored.way), isTaken);
    }
    void theKeychainsEntryIsBoundToTheWay()
    {
        Profile straight = profile();
        straight.way = {};
        const QString here = Connection(straight).keychainKey(), there = Connection(profile()).keychainKey();
        QVERIFY(here != there);
        QVERIFY(there != Connection(profile(u"other"_s)).keychainKey());
    }
    void textsAndBack()
    {
        for (const tunnel::Way &way : {tunnel::Way{}, tunnel::Way{.kind = tunnel::Way::Kind::Ssh, .sshHost = u"me@bastion"_s},
                                       tunnel::Way{.kind = tunnel::Way::Kind::Command, .command = u"kubectl  x {port}:1"_s}})
            QCOMPARE(wayin::wayFromText(wayin::toText(way)), way);
        for (const PasswordSource &source : {PasswordSource{}, PasswordSource{PasswordSource::Kind::Ask, {}},
                                             PasswordSource{PasswordSource::Kind::Command, u"pass show ask"_s}})
            QCOMPARE(wayin::sourceFromText(wayin::toText(source)), source);
        QCOMPARE(wayin::wayFromText(u"something newer"_s), tunnel::Way());
    }
};

QTEST_GUILESS_MAIN(TestWays)
#include "tst_ways.moc"
