// SPDX-License-Identifier: GPL-3.0-or-later
// Stopping, pausing, letting go and losing: every way a query ends before its last row.
#include "deafproxy.h"
#include "opened.h"

#include <csignal>

using namespace oriel;
using namespace oriel::pg;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Rows as they are made: generate_series in FROM would be gathered first.
const QString endless = u"select g, md5(g::text) from (select generate_series(1, 100000000) as g) s"_s;

RunOptions pausing(qint64 rows, std::chrono::milliseconds limit = 60s)
{
    RunOptions options;
    options.mayPause = true;
    options.pauseRows = rows;
    options.pauseLimit = limit;
    return options;
}

} // namespace

class TestCancel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_url = m_server->url(m_server->newDatabase());
    }
    void init()
    {
        m_session = std::make_unique<Session>();
        mustOpen(*m_session, m_url);
    }
    void cleanup()
    {
        m_session.reset();
        QVERIFY(Session::awaitWorkers(10s));
    }
    void cleanupTestCase() { m_server.reset(); }

    void stopEndsAStreamAtOnce()
    {
        Ran ran(*m_session, endless);
        QTRY_VERIFY(ran.query->rows() && ran.query->rows()->rowCount() > 50'000);
        QElapsedTimer timer;
        timer.start();
        ran.query->cancel();
        QVERIFY(timer.elapsed() < 500); // the window has its answer
        const Outcome outcome = ran.outcome();
        QVERIFY2(timer.elapsed() < 10'000,
                 qPrintable(QString::number(timer.elapsed()))); // how quick it is without sanitizers: bench stream
        QVERIFY(outcome.isCancelled && !outcome.isComplete && !outcome.error && !outcome.isReleased);
        QCOMPARE(outcome.rows, ran.query->rows()->rowCount());
        QCOMPARE(ran.value(outcome.rows - 1), QByteArray::number(outcome.rows));
        QCOMPARE(m_session->state(), SessionState::Idle);
        QCOMPARE(valueOf(*m_session, u"select 'reusable'"_s), "reusable"_ba);
    }

    void stopEndsAWait()
    {
        Ran ran(*m_session, u"select pg_sleep(60)"_s);
        QTRY_COMPARE(m_session->state(), SessionState::Running);
        QTest::qWait(30);
        ran.query->cancel();
        QVERIFY(ran.wait(3000));
        QVERIFY(ran.outcome().isCancelled);
    }

    void whatHasNotStartedNeverDoes()
    {
        Ran running(*m_session, u"select pg_sleep(0.3)"_s), waiting(*m_session, u"create table never(x int)"_s);
        waiting.query->cancel();
        QVERIFY(waiting.outcome().isCancelled);
        QVERIFY(!running.end);
        QVERIFY(!running.outcome().isCancelled);
        QCOMPARE(valueOf(*m_session, u"select to_regclass('never') is null"_s), "t"_ba);
    }

    void aCancelNeverHitsTheNextStatement()
    {
        for (int i = 0; i < 60; ++i) {
            Ran ran(*m_session, u"select pg_sleep(0.002)"_s);
            QTest::qWait(i % 5);
            ran.query->cancel();
            Ran next(*m_session, u"select pg_sleep(0.003), 'mine'"_s);
            QVERIFY(!next.outcome().error);
            QVERIFY(!next.outcome().isCancelled);
        }
    }

    void aWriteThatIsStoppedInATransactionLeavesItFailed()
    {
        valueOf(*m_session, u"begin"_s);
        valueOf(*m_session, u"create table half(x int)"_s);
        Ran ran(*m_session, u"insert into half select g from (select generate_series(1, 100000000) as g) s returning x"_s);
        QTRY_COMPARE(m_session->state(), SessionState::Running);
        QTest::qWait(50);
        ran.query->cancel();
        QVERIFY(ran.outcome().isCancelled);
        QCOMPARE(m_session->state(), SessionState::Failed);
        valueOf(*m_session, u"rollback"_s);
        QCOMPARE(valueOf(*m_session, u"select to_regclass('half') is null"_s), "t"_ba);
    }

    void aStopBetweenOursRollsBack()
    {
        RunOptions options;
        options.before = {"begin"};
        options.after = {"commit"};
        Ran ran(*m_session, u"create table between_ours as select 1 as x from pg_sleep(20)"_s, options);
        QTRY_COMPARE(m_session->state(), SessionState::Running);
        QTest::qWait(50);
        ran.query->cancel();
        QVERIFY(ran.outcome().isCancelled);
        QCOMPARE(m_session->state(), SessionState::Idle);
        QCOMPARE(valueOf(*m_session, u"select to_regclass('between_ours') is null"_s), "t"_ba);
    }

    void copyOutStopsToo()
    {
        Ran ran(*m_session, u"copy (select g from (select generate_series(1, 100000000) as g) s) to stdout"_s);
        QTRY_VERIFY(ran.query->rows() && ran.query->rows()->rowCount() > 1000);
        ran.query->cancel();
        QVERIFY(ran.wait(3000));
        QVERIFY(ran.outcome().isCancelled && !ran.outcome().isComplete);
        QCOMPARE(valueOf(*m_session, u"select 'reusable'"_s), "reusable"_ba);
    }

    void aPauseHoldsTheServerAndGoesOn()
    {
        Ran ran(*m_session, u"select g, md5(g::text) from generate_series(1, 2500) g"_s, pausing(1000));
        QList<qint64> pausedAt;
        QList<SessionState> states;
        connect(ran.query.get(), &Query::paused, this, [&](std::chrono::milliseconds limit) {
            QCOMPARE(limit, 60s);
            pausedAt.append(ran.query->rows()->rowCount());
            states.append(m_session->state());
        });
        QTRY_COMPARE(pausedAt, QList<qint64>({1000}));
        QVERIFY(ran.query->isPaused());
        QVERIFY(!ran.end);
        ran.query->resume();
        QVERIFY(!ran.query->isPaused());
        QTRY_COMPARE(pausedAt, QList<qint64>({1000, 2000}));
        ran.query->resume();
        QVERIFY(ran.outcome().isComplete && !ran.outcome().isReleased);
        QCOMPARE(ran.query->rows()->rowCount(), 2500);
        QCOMPARE(ran.value(1000), "1001"_ba);
        QCOMPARE(states, QList<SessionState>({SessionState::Paused, SessionState::Paused}));
    }

    void aResultThatJustFitsDoesNotPause()
    {
        Ran ran(*m_session, u"select generate_series(1, 1000)"_s, pausing(1000));
        QSignalSpy paused(ran.query.get(), &Query::paused);
        QVERIFY(ran.outcome().isComplete);
        QVERIFY(paused.isEmpty());
    }

    void bytesPauseToo()
    {
        RunOptions options = pausing(1'000'000);
        options.pauseBytes = 100'000;
        Ran ran(*m_session, u"select repeat('x', 1000) from generate_series(1, 5000)"_s, options);
        QTRY_VERIFY(ran.query->isPaused());
        QCOMPARE(ran.query->rows()->rowCount(), 100);
    }

    void fetchAllPausesNoMore()
    {
        Ran ran(*m_session, u"select g from generate_series(1, 50000) g"_s, pausing(100));
        QSignalSpy paused(ran.query.get(), &Query::paused);
        QTRY_VERIFY(ran.query->isPaused());
        ran.query->fetchAll();
        QVERIFY(ran.outcome().isComplete);
        QCOMPARE(ran.query->rows()->rowCount(), 50'000);
        QCOMPARE(paused.size(), 1);
        Ran early(*m_session, u"select g from generate_series(1, 50000) g"_s, pausing(100));
        QSignalSpy pausedEarly(early.query.get(), &Query::paused);
        early.query->fetchAll();
        early.outcome();
        QVERIFY(pausedEarly.isEmpty());
    }

    void releaseKeepsTheRowsRead()
    {
        Ran ran(*m_session, endless, pausing(1000));
        QTRY_VERIFY(ran.query->isPaused());
        ran.query->release();
        QVERIFY(ran.wait(3000));
        const Outcome outcome = ran.outcome();
        QVERIFY(outcome.isReleased && !outcome.isCancelled && !outcome.isComplete && !outcome.error);
        QCOMPARE(outcome.rows, 1000);
        QCOMPARE(ran.value(999), "1000"_ba);
        QCOMPARE(valueOf(*m_session, u"select 'reusable'"_s), "reusable"_ba);
    }

    void aPauseEndsByItself()
    {
        Ran ran(*m_session, endless, pausing(1000, 300ms));
        QElapsedTimer timer;
        timer.start();
        const Outcome outcome = ran.outcome();
        QVERIFY(outcome.isReleased);
        QCOMPARE(outcome.rows, 1000);
        QVERIFY(timer.elapsed() >= 300);
    }

    // The server would end the statement with an error; the pause ends before, and says so in its countdown.
    void aPauseIsShorterThanTheServersOwnLimit_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QByteArray>("before");
        QTest::newRow("session") << u"set statement_timeout = '1s'"_s << ""_ba;
        QTest::newRow("function") << u"select set_config('statement_timeout', '1000', false)"_s << ""_ba;
        QTest::newRow("before") << u"set statement_timeout = '3h'"_s << "begin; set local statement_timeout = 1000"_ba;
    }
    void aPauseIsShorterThanTheServersOwnLimit()
    {
        QFETCH(QString, sql);
        QFETCH(QByteArray, before);
        valueOf(*m_session, sql);
        RunOptions options = pausing(1000);
        if (!before.isEmpty())
            options.before = {before};
        for (int i = 0; i < 2; ++i) {
            Ran ran(*m_session, endless, options);
            QSignalSpy paused(ran.query.get(), &Query::paused);
            const Outcome &outcome = ran.outcome();
            QVERIFY2(!outcome.error, outcome.error ? qPrintable(outcome.error->message) : "");
            QVERIFY(outcome.isReleased);
            QCOMPARE(outcome.rows, 1000);
            const auto limit = paused.first().first().value<std::chrono::milliseconds>();
            QVERIFY2(limit > 0ms && limit <= 900ms, qPrintable(QString::number(limit.count())));
        }
        valueOf(*m_session, u"set statement_timeout = 0"_s);
        Ran ran(*m_session, endless, pausing(1000));
        QSignalSpy paused(ran.query.get(), &Query::paused);
        QTRY_VERIFY(!paused.isEmpty());
        QCOMPARE(paused.first().first().value<std::chrono::milliseconds>(), 60s);
    }

    void stopEndsAPause()
    {
        Ran ran(*m_session, endless, pausing(1000));
        QTRY_VERIFY(ran.query->isPaused());
        ran.query->cancel();
        QVERIFY(ran.wait(3000));
        QVERIFY(ran.outcome().isCancelled && !ran.outcome().isReleased);
        QCOMPARE(ran.outcome().rows, 1000);
    }

    void aReleasedPauseLetsAMigrationPass()
    {
        valueOf(*m_session, u"create table wanted as select g from generate_series(1, 3000000) g"_s);
        Ran ran(*m_session, u"select * from wanted"_s, pausing(1000));
        QTRY_VERIFY(ran.query->isPaused());
        Session other;
        mustOpen(other, m_url);
        Ran alter(other, u"alter table wanted add column more int"_s);
        QVERIFY(!alter.wait(200)); // the pause really holds the table
        ran.query->release();
        QVERIFY(!alter.outcome().error);
    }

    void deletingTheQueryFreesTheSession()
    {
        for (int i = 0; i < 6; ++i) {
            auto query = m_session->run(endless, i % 2 ? pausing(1000) : RunOptions());
            bool isEnough = false;
            connect(query.get(), &Query::rowsArrived, this, [&isEnough] { isEnough = true; });
            if (i > 1)
                QTRY_VERIFY(isEnough);
            query.reset();
            QCOMPARE(valueOf(*m_session, u"select 'free'"_s), "free"_ba);
        }
    }

    void deletingItInItsOwnSignals()
    {
        for (const int when : {0, 1, 2}) {
            auto query = m_session->run(u"select generate_series(1, 20000)"_s);
            bool isGone = false;
            const auto drop = [&query, &isGone] {
                query.reset();
                isGone = true;
            };
            if (when == 0)
                connect(query.get(), &Query::columnsArrived, this, drop);
            else if (when == 1)
                connect(query.get(), &Query::rowsArrived, this, drop);
            else
                connect(query.get(), &Query::finished, this, drop);
            QTRY_VERIFY(isGone);
        }
        QCOMPARE(valueOf(*m_session, u"select 'free'"_s), "free"_ba);
    }

    void deletingTheSessionInTheMiddle()
    {
        for (const bool isPaused : {false, true}) {
            mustOpen(*m_session, m_url);
            Ran ran(*m_session, endless, isPaused ? pausing(1000) : RunOptions());
            QTRY_VERIFY(ran.query->rows() && ran.query->rows()->rowCount() >= 1000);
            if (isPaused)
                QTRY_VERIFY(ran.query->isPaused());
            m_session = std::make_unique<Session>();
            QCOMPARE(ran.error().code, u"closed"_s);
            QCOMPARE(ran.ends, 1);
            QCOMPARE(ran.value(999), "1000"_ba); // the rows outlive it
        }
        QTRY_COMPARE(m_server->psql(u"postgres"_s, "select count(*) from pg_stat_activity where query like '%100000000%' and "
                                                   "state = 'active' and pid <> pg_backend_pid()"),
                     "0"_ba);
    }

    void aBackendKilledInTheMiddle()
    {
        valueOf(*m_session, u"create table survivors(x int)"_s);
        Ran ran(*m_session, endless);
        Ran after(*m_session, u"select 1"_s);
        QTRY_VERIFY(ran.query->rows() && ran.query->rows()->rowCount() > 1000);
        QSignalSpy lost(m_session.get(), &Session::lost);
        m_server->signalBackend(m_session->facts().processId, SIGKILL);
        const Error error = ran.error();
        QVERIFY2(error.code == "lost"_L1 || error.code == "57P02"_L1, qPrintable(error.code));
        QVERIFY2(error.message.contains(u"took effect is unknown"_s), qPrintable(error.message));
        QCOMPARE(m_session->state(), SessionState::Lost);
        QTRY_COMPARE(lost.size(), 1);
        QVERIFY(!after.error().message.isEmpty());
        const qint64 kept = ran.query->rows()->rowCount();
        QCOMPARE(ran.value(kept - 1), QByteArray::number(kept));
        QTRY_VERIFY_WITH_TIMEOUT(!openError(*m_session, infoOf(m_url)), 60'000); // the server recovers first
        QCOMPARE(valueOf(*m_session, u"select count(*) from survivors"_s), "0"_ba);
    }

    void aServerKilledAndStartedAgain()
    {
        Ran ran(*m_session, endless, pausing(1'000'000'000));
        QTRY_VERIFY(ran.query->rows() && ran.query->rows()->rowCount() > 1000);
        m_server->killServer();
        const Error error = ran.error();
        QVERIFY2(error.message.contains(u"are kept"_s), qPrintable(error.message));
        const auto refused = openError(*m_session, infoOf(m_url));
        QCOMPARE(refused->code, u"refused"_s);
        m_server->startAgain();
        mustOpen(*m_session, m_url);
        QCOMPARE(valueOf(*m_session, u"select 'again'"_s), "again"_ba);
    }

    void whereTheRequestIsSwallowedASecondConnectionStopsIt()
    {
        DeafProxy proxy(quint16(m_server->info().port));
        ConnInfo info = infoOf(m_url);
        info.set(u"hostaddr"_s, u"127.0.0.1"_s);
        info.set(u"port"_s, QString::number(proxy.port()));
        QVERIFY(!openError(*m_session, info));
        Ran ran(*m_session, u"select pg_sleep(30)"_s);
        QTRY_COMPARE(m_session->state(), SessionState::Running);
        QElapsedTimer timer;
        timer.start();
        ran.query->cancel();
        QVERIFY(ran.outcome().isCancelled);
        QVERIFY2(timer.elapsed() > 900 && timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(proxy.cancelRequests(), 1);
        QCOMPARE(valueOf(*m_session, u"select 'kept'"_s), "kept"_ba);

        Ran stream(*m_session, endless);
        QTRY_VERIFY(stream.query->rows() && stream.query->rows()->rowCount() > 1000);
        stream.query->cancel();
        QVERIFY(stream.outcome().isCancelled);
        QCOMPARE(valueOf(*m_session, u"select 'kept'"_s), "kept"_ba);
    }

    void aServerThatDoesNotReactIsLeft()
    {
        Ran ran(*m_session, u"select pg_sleep(60)"_s);
        QTRY_COMPARE(m_session->state(), SessionState::Running);
        QTest::qWait(50);
        const int backend = m_session->facts().processId;
        m_server->signalBackend(backend, SIGSTOP);
        QElapsedTimer timer;
        timer.start();
        ran.query->cancel();
        const Error error = ran.error();
        m_server->signalBackend(backend, SIGCONT);
        QCOMPARE(error.code, u"cancel"_s);
        QVERIFY2(error.message.contains(QString::number(backend)), qPrintable(error.message));
        QVERIFY2(timer.elapsed() >= 3900 && timer.elapsed() < 15'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(m_session->state(), SessionState::Lost);
    }

    void theNetworkGone()
    {
        DeafProxy proxy(quint16(m_server->info().port));
        ConnInfo info = infoOf(m_url);
        info.set(u"hostaddr"_s, u"127.0.0.1"_s);
        info.set(u"port"_s, QString::number(proxy.port()));
        QVERIFY(!openError(*m_session, info));
        Ran ran(*m_session, u"select pg_sleep(30)"_s);
        QTRY_COMPARE(m_session->state(), SessionState::Running);
        QTest::qWait(50);
        proxy.cut();
        QCOMPARE(ran.error().code, u"lost"_s);
        QCOMPARE(m_session->state(), SessionState::Lost);
    }

private:
    std::unique_ptr<Server> m_server;
    QString m_url;
    std::unique_ptr<Session> m_session;
};

QTEST_GUILESS_MAIN(TestCancel)
#include "tst_cancel.moc"
