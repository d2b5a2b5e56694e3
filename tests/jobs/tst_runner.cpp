// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/runner.h"
#include "support/server.h"

#include <QSignalSpy>
#include <QtTest>

#include <csignal>

using namespace oriel;
using namespace Qt::StringLiterals;

// What a console would see of a run, in order.
struct Watch
{
    explicit Watch(Runner *watched) : runner(watched)
    {
        QObject::connect(watched, &Runner::gated, &context, [this](const Gate &gate) {
            gates << gate;
            if (gate.verdict == Gate::Verdict::Free || isAnsweredYes)
                runner->go();
        });
        QObject::connect(watched, &Runner::stepFinished, &context, [this](int, const Result<pg::Outcome> &outcome) {
            said << (!outcome ? outcome.error().code : outcome->error ? outcome->error->code : outcome->isCancelled ? u"cancelled"_s : outcome->tag);
        });
        QObject::connect(watched, &Runner::runFinished, &context, [this](const QString &text) { ends << text; });
        QObject::connect(watched, &Runner::waiting, &context, [this](const QString &text) { waits << text; });
        QObject::connect(watched, &Runner::noticeArrived, &context, [this](const pg::Notice &notice) { notices << notice.message; });
        QObject::connect(watched, &Runner::lost, &context, [this](const Error &, const QStringList &what) { gone << what; });
    }
    bool run(const QString &text)
    {
        const qsizetype before = ends.size();
        runner->prepare(text, 0);
        return QTest::qWaitFor([&] { return ends.size() > before; }, 20'000);
    }

    QObject context;
    Runner *runner;
    bool isAnsweredYes = false;
    QList<Gate> gates;
    QStringList said, ends, waits, notices;
    QList<QStringList> gone;
};

class TestRunner : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;
    std::unique_ptr<Connection> m_connection;

    std::unique_ptr<Connection> connected(bool isProduction = false, bool isReadOnly = false)
    {
        auto connection = std::make_unique<Connection>(
            Profile{.id = u"one"_s, .info = pg::ConnInfo::read(m_server->url(m_database))->info, .isProduction = isProduction, .isReadOnly = isReadOnly});
        connection->connectNow();
        [&] { QTRY_COMPARE(connection->state(), LinkState::Connected); }();
        return connection;
    }
    QByteArray count() const { return m_server->psql(m_database, "select count(*) from t").trimmed(); }

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<test::Server>(); }
    void init()
    {
        m_database = m_server->newDatabase();
        m_server->psql(m_database, "create table t(a int primary key); grant all on t to public; grant all on schema public to public");
        m_connection = connected();
    }
    void cleanup() { m_connection.reset(); }

    void runsAScriptStatementByStatement()
    {
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"insert into t values (1); insert into t values (2);\nselect * from t"_s));
        QCOMPARE(watch.said, (QStringList{u"INSERT 0 1"_s, u"INSERT 0 1"_s, u"SELECT 2"_s}));
        QCOMPARE(watch.ends, QStringList{u"3 statements ran."_s});
    }
    void stopsAtTheFirstErrorAndSaysWhatIsCommitted()
    {
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"insert into t values (1); insert into t values (1); insert into t values (3)"_s));
        QCOMPARE(watch.said, (QStringList{u"INSERT 0 1"_s, u"23505"_s}));
        QVERIFY2(watch.ends.last().contains(u"Committed: the first 1."_s), qPrintable(watch.ends.last()));
        QCOMPARE(count(), "1");
    }
    void anErrorInsideATransactionCommitsNothing()
    {
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"begin; insert into t values (1); select 1/0; insert into t values (2)"_s));
        QCOMPARE(runner.state(), pg::SessionState::Failed);
        QVERIFY(runner.isInTransaction());
        QVERIFY2(watch.ends.last().contains(u"still open"_s) && !watch.ends.last().contains(u"Committed"_s), qPrintable(watch.ends.last()));
        bool isDone = false;
        Result<> committed;
        runner.commit([&](Result<> result) { committed = result; isDone = true; });
        QTRY_VERIFY(isDone);
        QVERIFY(!committed); // a COMMIT answered by ROLLBACK is no commit
        QCOMPARE(count(), "0");
    }
    void countsWhatIsNotCommitted()
    {
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"begin; insert into t values (1); select * from t; update t set a = 2"_s));
        QCOMPARE(runner.uncommitted(), 2);
        QCOMPARE(runner.state(), pg::SessionState::InTransaction);
        bool isDone = false;
        runner.commit([&](Result<> result) { isDone = result.has_value(); });
        QTRY_VERIFY(isDone);
        QVERIFY(!runner.isInTransaction());
        QCOMPARE(count(), "1");
    }
    void readOnlyRefusesWhatIsNotProvedARead_data()
    {
        QTest::addColumn<QString>("sql");
        for (const char *sql : {"insert into t values (1)", "set transaction read write", "begin read write", "with w as (insert into t values (1) returning a) select * from w",
                                "explain analyze delete from t", "do $$ begin perform 1; end $$", "not sql at all", "select 1; delete from t", "copy t to stdout",
                                "set default_transaction_read_only = off"})
            QTest::newRow(sql) << QString::fromLatin1(sql);
    }
    void readOnlyRefusesWhatIsNotProvedARead()
    {
        QFETCH(QString, sql);
        const auto connection = connected(false, true);
        Runner runner(connection.get());
        Watch watch(&runner);
        runner.prepare(sql, 0);
        QTRY_COMPARE(watch.gates.size(), 1);
        QCOMPARE(watch.gates.last().verdict, Gate::Verdict::Refuse);
    }
    void readOnlyReadsAndTheServerRefusesTheRest()
    {
        m_server->psql(m_database, "create function w() returns int language sql volatile as 'insert into t values (9) returning a'");
        const auto connection = connected(false, true);
        Runner runner(connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"select 1; show timezone"_s));
        QCOMPARE(watch.said, (QStringList{u"SELECT 1"_s, u"SHOW"_s}));
        QVERIFY(watch.run(u"select public.w()"_s)); // parsed as a SELECT: the transaction is what holds
        QCOMPARE(watch.said.last(), u"25006"_s);
        QCOMPARE(runner.state(), pg::SessionState::Idle);
        QCOMPARE(count(), "0");
    }
    void productionAsksBeforeAWrite()
    {
        const auto connection = connected(true);
        Runner runner(connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"select * from t"_s));
        QCOMPARE(watch.gates.last().verdict, Gate::Verdict::Free);
        runner.prepare(u"select 1; delete from t; vacuum nonsense("_s, 0);
        QTRY_COMPARE(watch.gates.size(), 2);
        QCOMPARE(watch.gates.last().verdict, Gate::Verdict::Ask);
        QVERIFY2(watch.gates.last().reason.contains(u"DELETE"_s), qPrintable(watch.gates.last().reason));
    }
    void aPlainReadPausesAndAWaiterEndsThePause()
    {
        m_server->psql(m_database, "insert into t select generate_series(1, 300000)");
        Runner runner(m_connection.get());
        Watch watch(&runner);
        runner.prepare(u"select a, repeat('x', 300) from t"_s, 0);
        QTRY_VERIFY(runner.query() && runner.query()->isPaused());
        QCOMPARE(runner.state(), pg::SessionState::Paused);
        // The three-session case: a migration must not wait for a pause.
        const auto other = m_connection->lend();
        const auto migration = other->run(u"begin; lock table t in access exclusive mode; commit"_s);
        QSignalSpy migrated(migration.get(), &pg::Query::finished);
        QTRY_COMPARE_WITH_TIMEOUT(migrated.size(), 1, 20'000);
        QTRY_COMPARE(watch.ends.size(), 1);
        QVERIFY2(watch.notices.join(u' ').contains(u"waited for this query"_s), qPrintable(watch.notices.join(u' ')));
        QVERIFY(runner.query()->rows()->rowCount() >= 10'000);
    }
    void saysWhoseLockItWaitsFor()
    {
        Runner holder(m_connection.get()), runner(m_connection.get());
        Watch held(&holder), watch(&runner);
        QVERIFY(held.run(u"begin; lock table t in access exclusive mode"_s));
        runner.prepare(u"select * from t"_s, 0);
        QTRY_VERIFY(!watch.waits.isEmpty());
        QVERIFY2(watch.waits.first().contains(QString::number(holder.facts().processId)), qPrintable(watch.waits.first()));
        runner.stop();
        QTRY_COMPARE(watch.said, QStringList{u"cancelled"_s});
        QVERIFY(watch.waits.last().isEmpty());
    }
    void namesWhatIsGoneWithALostSession()
    {
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"create temporary table scratch(a int); set work_mem = '8MB'; listen news; begin; insert into t values (1)"_s));
        m_server->signalBackend(runner.facts().processId, SIGTERM);
        QTRY_COMPARE(watch.gone.size(), 1);
        const QString gone = watch.gone.first().join(u'|');
        for (const QString &part : {u"transaction"_s, u"scratch"_s, u"work_mem"_s, u"news"_s})
            QVERIFY2(gone.contains(part), qPrintable(gone));
        QVERIFY(watch.run(u"select 1"_s)); // only the next run reconnects
        QCOMPARE(watch.said.last(), u"SELECT 1"_s);
        QCOMPARE(count(), "0");
    }
    void goesAwayInTheMiddle()
    {
        for (int i = 0; i < 6; ++i) {
            auto runner = std::make_unique<Runner>(m_connection.get());
            Watch watch(runner.get());
            runner->prepare(u"select generate_series(1, 10000000); select 2"_s, 0);
            if (i % 2)
                QTRY_VERIFY(runner->query());
            if (i % 3 == 2)
                runner->stop();
            runner.reset();
        }
    }
};

QTEST_GUILESS_MAIN(TestRunner)
#include "tst_runner.moc"
