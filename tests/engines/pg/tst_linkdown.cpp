// SPDX-License-Identifier: GPL-3.0-or-later
// The network goes away without a word. A stopped proxy would prove nothing: its kernel goes on answering keepalives.
#include "opened.h"

#include "support/netns.h"

#include <QCoreApplication>

using namespace oriel;
using namespace oriel::pg;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString endless = u"select g, md5(g::text) from (select generate_series(1, 100000000) as g) s"_s;

} // namespace

class TestLinkDown final : public QObject
{
    Q_OBJECT

public:
    explicit TestLinkDown(Network &network) : m_network(network) {}

private Q_SLOTS:
    void initTestCase()
    {
        if (!m_network.problem().isEmpty())
            QSKIP(qPrintable(m_network.problem()));
        m_network.onServer([this] {
            m_server = std::make_unique<Server>();
            m_server->append(u"postgresql.conf"_s, "listen_addresses = '*'");
            m_server->append(u"pg_hba.conf"_s, "hostssl all all 10.77.0.0/24 scram-sha-256");
            m_server->killServer();
            m_server->startAgain();
        });
        m_url = m_server->url(m_server->newDatabase()) + u"&hostaddr="_s + QString::fromLatin1(Network::serverAddress);
    }
    void cleanup()
    {
        m_network.plug();
        Session session; // neighbours find each other again in their time
        if (m_server)
            QTRY_VERIFY_WITH_TIMEOUT(!openError(session, infoOf(m_url), 2s), 20'000);
        session.close();
        QVERIFY(Session::awaitWorkers(30s));
    }
    void cleanupTestCase() { m_server.reset(); }

    // With the limits that are ours but shorter (tst_guard has the figures).
    void theKernelNotices_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("idle") << QString();
        QTest::newRow("waiting for an answer") << u"select pg_sleep(600)"_s;
        QTest::newRow("in the middle of rows") << endless;
    }
    void theKernelNotices()
    {
        QFETCH(QString, sql);
        Session session;
        mustOpen(session, m_url + u"&keepalives_idle=1&keepalives_interval=1&keepalives_count=2&tcp_user_timeout=3000"_s);
        QSignalSpy lost(&session, &Session::lost);
        RunOptions options;
        options.memoryBudget = 64 << 20;
        auto ran = sql.isEmpty() ? nullptr : std::make_unique<Ran>(session, sql, options);
        if (sql == endless)
            QTRY_VERIFY(ran->query->rows() && ran->query->rows()->rowCount() > 1000);
        else if (ran)
            QTRY_COMPARE(session.state(), SessionState::Running);
        m_network.pull();
        QTRY_COMPARE_WITH_TIMEOUT(lost.size(), 1, 30'000);
        const Error error = lost[0][0].value<Error>();
        QCOMPARE(error.code, u"lost"_s);
        QVERIFY2(error.message.contains(u"was lost"_s), qPrintable(error.message));
        QCOMPARE(session.state(), SessionState::Lost);
        if (ran)
            QCOMPARE(ran->error().code, u"lost"_s);
        if (sql == endless)
            QVERIFY(ran->query->rows()->rowCount() > 1000); // what came is kept
        m_network.plug();
        QTRY_VERIFY_WITH_TIMEOUT(!openError(session, infoOf(m_url)), 20'000);
        QCOMPARE(valueOf(session, u"select 'again'"_s), "again"_ba);
    }

    // A statement that is being sent: the server's side has stopped to confirm.
    void anUnconfirmedWrite()
    {
        Session session;
        mustOpen(session, m_url + u"&keepalives_idle=100&tcp_user_timeout=3000"_s);
        m_network.pull();
        Ran ran(session, u"create table half_sent(x int)"_s);
        QVERIFY(ran.wait(30'000));
        QCOMPARE(ran.error().code, u"lost"_s);
        QVERIFY2(ran.error().message.contains(u"took effect is unknown"_s), qPrintable(ran.error().message));
    }

    void stopAnswersAtOnce_data()
    {
        QTest::addColumn<bool>("isPaused");
        QTest::newRow("waiting") << false;
        QTest::newRow("paused") << true;
    }
    void stopAnswersAtOnce()
    {
        QFETCH(bool, isPaused);
        Session session;
        mustOpen(session, m_url);
        RunOptions options;
        options.mayPause = isPaused;
        options.pauseRows = 1000;
        Ran ran(session, isPaused ? endless : u"select pg_sleep(600)"_s, options);
        if (isPaused)
            QTRY_VERIFY(ran.query->isPaused());
        else
            QTRY_COMPARE(session.state(), SessionState::Running);
        m_network.pull();
        QElapsedTimer timer;
        timer.start();
        ran.query->cancel();
        QVERIFY(timer.elapsed() < 1000); // the window goes on
        QVERIFY(ran.wait(15'000));       // and our own deadlines end it, not the kernel's minute
        QCOMPARE(ran.error().code, u"cancel"_s);
        QVERIFY2(ran.error().message.contains(u"may still run"_s), qPrintable(ran.error().message));
        QCOMPARE(session.state(), SessionState::Lost);
    }

    void closingDoesNotWaitForTheNetwork()
    {
        auto session = std::make_unique<Session>();
        mustOpen(*session, m_url);
        Ran ran(*session, u"select pg_sleep(600)"_s);
        QTRY_COMPARE(session->state(), SessionState::Running);
        m_network.pull();
        QElapsedTimer timer;
        timer.start();
        session.reset();
        QVERIFY(timer.elapsed() < 1000);
        QCOMPARE(ran.error().code, u"closed"_s);
        Session::awaitWorkers(100ms); // as main() does; whether they are done or not, it goes on
    }

    void connectingEndsAtItsDeadlineOrAtOnce_data()
    {
        QTest::addColumn<QString>("host");
        QTest::newRow("cable") << QString();
        QTest::newRow("resolver") << u"db.example.test"_s;
    }
    void connectingEndsAtItsDeadlineOrAtOnce()
    {
        QFETCH(QString, host);
        ConnInfo info = infoOf(m_url);
        if (host.isEmpty()) {
            m_network.pull();
        } else {
            QVERIFY(m_network.useSilentResolver());
            info.set(u"host"_s, host);
            info.set(u"hostaddr"_s, {});
        }
        Session session;
        QElapsedTimer timer;
        timer.start();
        const auto error = openError(session, info, 1s);
        QVERIFY(error);
        QCOMPARE(error->code, u"timeout"_s);
        QVERIFY2(error->message.contains(host.isEmpty() ? u"did not answer in time"_s : u"resolver"_s),
                 qPrintable(error->message));
        QVERIFY(timer.elapsed() < 15'000);

        info.set(u"connect_timeout"_s, u"2"_s); // libpq's own wish counts where it is shorter than ours
        timer.start();
        const auto sooner = openError(session, info, 25s);
        QCOMPARE(sooner->code, u"timeout"_s);
        QVERIFY2(timer.elapsed() < 15'000, qPrintable(QString::number(timer.elapsed())));

        session.open(info);
        QSignalSpy failed(&session, &Session::openFailed);
        timer.start();
        session.cancelOpen();
        QVERIFY(timer.elapsed() < 1000);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].value<Error>().code, u"cancelled"_s);
    }

private:
    Network &m_network;
    std::unique_ptr<Server> m_server;
    QString m_url;
};

int main(int count, char **arguments)
{
    Network network; // before the application starts a thread
    QCoreApplication application(count, arguments);
    TestLinkDown test(network);
    return QTest::qExec(&test, count, arguments);
}

#include "tst_linkdown.moc"
