// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/sessionmemory.h"
#include "jobs/watch.h"
#include "support/server.h"

#include <QSignalSpy>
#include <QtTest>

#include <csignal>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestRunner : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;
    std::unique_ptr<Connection> m_connection;

    std::unique_ptr<Connection> connected(bool isProduction = false, bool isReadOnly = false)
    {
        auto connection = std::make_unique<Connection>(Profile{.id = u"one"_s,
                                                               .info = pg::ConnInfo::read(m_server->url(m_database))->info,
                                                               .isProduction = isProduction,
                                                               .isReadOnly = isReadOnly});
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
        m_server->psql(m_database,
                       "create table t(a int primary key); grant all on t to public; grant all on schema public to public");
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
        QVERIFY2(watch.ends.last().contains(u"Committed: statement 1."_s), qPrintable(watch.ends.last()));
        QCOMPARE(count(), "1");
    }
    void anErrorInsideATransactionCommitsNothing()
    {
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"begin; insert into t values (1); select 1/0; insert into t values (2)"_s));
        QCOMPARE(runner.state(), pg::SessionState::Failed);
        QVERIFY(runner.isInTransaction());
        QVERIFY2(watch.ends.last().contains(u"still open"_s) && !watch.ends.last().contains(u"Committed"_s),
                 qPrintable(watch.ends.last()));
        bool isDone = false;
        Result<> committed;
        runner.commit([&](Result<> result) {
            committed = result;
            isDone = true;
        });
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
        for (const char *sql : {"insert into t values (1)", "set transaction read write", "begin read write",
                                "with w as (insert into t values (1) returning a) select * from w",
                                "explain analyze delete from t", "do $$ begin perform 1; end $$", "not sql at all",
                                "select 1; delete from t", "copy t to stdout", "set default_transaction_read_only = off"})
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
        m_server->psql(m_database,
                       "create function w() returns int language sql volatile as 'insert into t values (9) returning a'");
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
        QVERIFY(watch.run(
            u"create temporary table scratch(a int); set work_mem = '8MB'; listen news; begin; insert into t values (1)"_s));
        m_server->signalBackend(runner.facts().processId, SIGTERM);
        QTRY_COMPARE(watch.gone.size(), 1);
        const QString gone = watch.gone.first().join(u'|');
        for (const QString &part : {u"transaction"_s, u"scratch"_s, u"work_mem"_s, u"news"_s})
            QVERIFY2(gone.contains(part), qPrintable(gone));
        QVERIFY(watch.run(u"select 1"_s)); // only the next run reconnects
        QCOMPARE(watch.said.last(), u"SELECT 1"_s);
        QCOMPARE(count(), "0");
    }
    void saysWhatIsKeptAndWhatIsRolledBack_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *sql, const char *said) {
            QTest::newRow(sql) << QString::fromUtf8(sql) << QString::fromUtf8(said);
        };
        row("", "There is no statement to run.");
        row("select 1", "");
        row("select 1/0", "");
        row("begin; insert into t values (1); rollback; insert into t values (2)",
            "4 statements ran. Committed: statement 4. Rolled back: statements 1 to 3.");
        row("begin; insert into t values (1); commit; begin; insert into t values (2)",
            "5 statements ran. The transaction is open.");
        row("begin; insert into t values (1); commit; begin; insert into t values (2); select 1/0; select 3",
            "5 of 7 statements ran; statement 6 did not, and nothing after it. Committed: statements 1 to 3. Not committed: "
            "statements 4 to 5. "
            "The transaction is still open: roll back to go on.");
        row("insert into t values (1); insert into t values (1)",
            "1 of 2 statements ran; statement 2 did not, and nothing after it. Committed: statement 1.");
        row("begin; insert into t values (1); insert into t values (1)",
            "2 of 3 statements ran; statement 3 did not, and nothing after it. Not committed: statements 1 to 2. The transaction "
            "is still open: roll back to go on.");
        row("insert into t values (1); begin; insert into t values (2); commit and chain; insert into t values (3); rollback",
            "6 statements ran. Committed: statements 1 to 4. Rolled back: statements 5 to 6.");
    }
    void saysWhatIsKeptAndWhatIsRolledBack()
    {
        QFETCH(QString, sql);
        QFETCH(QString, said);
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(sql));
        QCOMPARE(watch.ends.last(), said);
    }
    void productionAsksOnlyWhereItMust_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("reason"); // part of it; empty: free
        const auto row = [](const char *sql, const char *reason) {
            QTest::newRow(sql) << QString::fromUtf8(sql) << QString::fromUtf8(reason);
        };
        row("select count(*) from t; table t; values (1)", "");
        row("show timezone; explain select * from t; explain update t set a = 1", "");
        row("begin; select 1; commit", "");
        row("select random(), pg_table_size('t')", "");
        row("update t set a = 1", "UPDATE without WHERE");
        row("select nextval('s')", "SELECT calling nextval()");
        row("select public.f()", "SELECT calling public.f()");
        row("explain analyze delete from t where a = 1", "EXPLAIN");
        row("select 1; select * from t for update", "1 of 2");
        row("select from where", "cannot be parsed");
        row("set role postgres", "SET");
        row("prepare transaction 'x'", "PREPARE TRANSACTION");
        row("do $$ begin end $$", "DO");
        row("copy t to program 'cat'", "COPY");
    }
    void productionAsksOnlyWhereItMust()
    {
        QFETCH(QString, sql);
        QFETCH(QString, reason);
        m_connection->setProfile([&] {
            Profile profile = m_connection->profile();
            profile.isProduction = true;
            return profile;
        }());
        Runner runner(m_connection.get());
        QSignalSpy gated(&runner, &Runner::gated);
        runner.prepare(sql, 0);
        QTRY_COMPARE(gated.size(), 1);
        const Gate gate = gated.first().first().value<Gate>();
        QCOMPARE(gate.verdict, reason.isEmpty() ? Gate::Verdict::Free : Gate::Verdict::Ask);
        QVERIFY2(gate.reason.contains(reason), qPrintable(gate.reason));
    }
    void readOnlyNamesItsHole()
    {
        const auto connection = connected(false, true);
        Runner runner(connection.get());
        Watch watch(&runner);
        runner.prepare(u"select pg_terminate_backend(0)"_s, 0);
        QTRY_COMPARE(watch.gates.size(), 1);
        QCOMPARE(watch.gates.last().verdict, Gate::Verdict::Ask);
        QVERIFY2(watch.gates.last().reason.contains(u"pg_terminate_backend()"_s), qPrintable(watch.gates.last().reason));
    }
    void whatWasRefusedNeverRuns()
    {
        const auto connection = connected(false, true);
        Runner runner(connection.get());
        QSignalSpy started(&runner, &Runner::stepStarted), ended(&runner, &Runner::runFinished), gated(&runner, &Runner::gated);
        runner.go(); // nothing prepared
        QCOMPARE(ended.size(), 1);
        runner.prepare(u"delete from t"_s, 0);
        QTRY_COMPARE(gated.size(), 1);
        runner.go();
        QCOMPARE(ended.size(), 2);
        QVERIFY(ended.last().first().toString().contains(u"read-only"_s));
        QCOMPARE(started.size(), 0);
        QVERIFY(!runner.isBusy());
    }
    // Prepared inside a transaction, confirmed after that was lost: alone it would be another statement.
    void nothingRunsThatWasMeantForALostSession()
    {
        Runner runner(m_connection.get());
        QSignalSpy gated(&runner, &Runner::gated);
        {
            Watch watch(&runner);
            QVERIFY(watch.run(u"begin; insert into t values (1)"_s));
        }
        QSignalSpy lost(&runner, &Runner::lost), started(&runner, &Runner::stepStarted), ended(&runner, &Runner::runFinished);
        runner.prepare(u"insert into t values (2)"_s, 0);
        QTRY_COMPARE(gated.size(), 2);
        m_server->signalBackend(runner.facts().processId, SIGTERM);
        QTRY_COMPARE(lost.size(), 1);
        runner.go();
        QCOMPARE(ended.size(), 1);
        QVERIFY2(ended.last().first().toString().contains(u"lost"_s), qPrintable(ended.last().first().toString()));
        QCOMPARE(started.size(), 0);
        QCOMPARE(count(), "0");
    }
    void tellsTheTreeWhenTheSchemaChanged()
    {
        QSignalSpy changed(m_connection.get(), &Connection::schemaChanged);
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"insert into t values (1); select 1"_s));
        QCOMPARE(changed.size(), 0);
        QVERIFY(watch.run(u"create table u (a int); create table v (a int)"_s));
        QCOMPARE(changed.size(), 1);
        QVERIFY(watch.run(u"begin; create table w (a int)"_s)); // nobody else sees it yet
        QCOMPARE(changed.size(), 1);
        QVERIFY(watch.run(u"rollback"_s));
        QCOMPARE(changed.size(), 1);
        QVERIFY(watch.run(u"begin; create table w (a int)"_s));
        bool isDone = false;
        runner.commit([&](Result<> result) { isDone = result.has_value(); });
        QTRY_VERIFY(isDone);
        QCOMPARE(changed.size(), 2);
        QVERIFY(watch.run(u"create table x (a int); select 1/0"_s)); // what ran before the error is kept
        QCOMPARE(changed.size(), 3);
    }
    void aCommitWithoutAnswerIsUnknown()
    {
        m_server->psql(
            m_database,
            "create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(60); return null; end';"
            "create constraint trigger slow after insert on t deferrable initially deferred for each row execute function "
            "slow()");
        Runner runner(m_connection.get());
        Watch watch(&runner);
        runner.prepare(u"begin; insert into t values (1); commit; select 2"_s, 0);
        QTRY_VERIFY(watch.said.size() == 2 && runner.query() && runner.state() == pg::SessionState::Running);
        const QString waiting =
            u"select count(*) from pg_stat_activity where pid = %1 and wait_event = 'PgSleep'"_s.arg(runner.facts().processId);
        QTRY_COMPARE(m_server->psql(u"postgres"_s, waiting.toUtf8()).trimmed(), "1");
        m_server->signalBackend(runner.facts().processId, SIGTERM);
        QTRY_COMPARE(watch.ends.size(), 1);
        QCOMPARE(watch.said, (QStringList{u"BEGIN"_s, u"INSERT 0 1"_s, u"unknown"_s}));
        QVERIFY2(watch.ends.last().contains(u"outcome of statement 3 is unknown"_s), qPrintable(watch.ends.last()));
        QVERIFY(!watch.ends.last().contains(u"Committed"_s));
        QCOMPARE(watch.gone.size(), 1);
        QVERIFY(!runner.isBusy() && !runner.isInTransaction());
    }
    void aWriteWithoutAnswerIsUnknownAReadIsNot_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<bool>("isUnknown");
        QTest::newRow("a write") << u"insert into t select 1 from pg_sleep(60)"_s << true;
        QTest::newRow("nobody knows what") << u"select pg_sleep(60)"_s << true;
        QTest::newRow("inside a transaction it is gone") << u"begin; insert into t select 1 from pg_sleep(60)"_s << false;
        QTest::newRow("a read") << u"select count(*) from generate_series(1, 1000000000)"_s << false;
    }
    void aWriteWithoutAnswerIsUnknownAReadIsNot()
    {
        QFETCH(QString, sql);
        QFETCH(bool, isUnknown);
        Runner runner(m_connection.get());
        Watch watch(&runner);
        runner.prepare(sql, 0);
        const bool isInside = sql.startsWith(u"begin"_s);
        QTRY_VERIFY(runner.query() && watch.said.size() == (isInside ? 1 : 0) && runner.state() == pg::SessionState::Running);
        const QString active =
            u"select count(*) from pg_stat_activity where pid = %1 and state = 'active' and query ~ '60|1000000000'"_s.arg(
                runner.facts().processId);
        QTRY_COMPARE(m_server->psql(u"postgres"_s, active.toUtf8()).trimmed(), "1");
        m_server->signalBackend(runner.facts().processId, SIGTERM);
        QTRY_COMPARE(watch.ends.size(), 1);
        QCOMPARE(watch.said.last() == u"unknown"_s, isUnknown);
    }
    void productionKeepsNothingPaused()
    {
        m_server->psql(m_database, "insert into t select generate_series(1, 100000)");
        const auto connection = connected(true);
        Runner runner(connection.get());
        QList<pg::Outcome> outcomes;
        connect(&runner, &Runner::stepFinished, this,
                [&](int, const Result<pg::Outcome> &outcome) { outcomes << outcome.value_or(pg::Outcome()); });
        connect(&runner, &Runner::gated, &runner, &Runner::go);
        runner.prepare(u"select * from t"_s, 0);
        QTRY_COMPARE(outcomes.size(), 1);
        QVERIFY(outcomes.first().isReleased && !outcomes.first().isComplete);
        QVERIFY(runner.query()->rows()->rowCount() >= 10'000 && runner.query()->rows()->rowCount() < 100'000);
        QCOMPARE(runner.state(), pg::SessionState::Idle);
    }
    void onlyALonelyReadPauses()
    {
        m_server->psql(m_database, "insert into t select generate_series(1, 30000)");
        Runner runner(m_connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"select * from t; select * from t"_s));
        QCOMPARE(watch.said, (QStringList{u"SELECT 30000"_s, u"SELECT 30000"_s}));
        QVERIFY(watch.run(u"begin"_s));
        QVERIFY(watch.run(u"select * from t"_s));
        QVERIFY(watch.run(u"rollback"_s));
        QVERIFY(watch.run(u"update t set a = a + 100000 returning a"_s));
        QCOMPARE(watch.said.last(), u"UPDATE 30000"_s);
    }
    void errorsPointIntoTheText()
    {
        Runner runner(m_connection.get());
        const QString text = u"select 1;\nselect '😀', nope from t"_s;
        qsizetype at = -1;
        Step step;
        connect(&runner, &Runner::gated, &runner, &Runner::go);
        connect(&runner, &Runner::stepStarted, this, [&](int, const Step &started) { step = started; });
        connect(&runner, &Runner::stepFinished, this, [&](int, const Result<pg::Outcome> &outcome) {
            if (outcome && outcome->error)
                at = step.offset + outcome->error->position - 1;
        });
        runner.prepare(text, 0);
        QTRY_COMPARE(at, text.indexOf(u"nope"_s));
    }
    void oldStringsAreNotMisread()
    {
        m_server->psql(m_database, "alter database " + m_database.toUtf8() + " set standard_conforming_strings = off");
        Runner runner(m_connection.get());
        Watch watch(&runner);
        const QString text = u"select 'it\\'s; one string'"_s;
        QVERIFY(watch.run(text)); // split before the session could say so
        QVERIFY2(watch.said.isEmpty() && watch.ends.last().contains(u"standard_conforming_strings"_s),
                 qPrintable(watch.ends.last()));
        QVERIFY(watch.run(text));
        QCOMPARE(watch.said, QStringList{u"SELECT 1"_s});
    }
    void aLockThatIsFreedEndsTheWaiting()
    {
        Runner holder(m_connection.get()), runner(m_connection.get());
        Watch held(&holder), watch(&runner);
        QVERIFY(held.run(u"begin; lock table t in access exclusive mode"_s));
        runner.prepare(u"insert into t values (1)"_s, 0);
        QTRY_VERIFY(!watch.waits.isEmpty());
        holder.rollback([](const Result<> &) {});
        QTRY_COMPARE(watch.said, QStringList{u"INSERT 0 1"_s});
        QVERIFY(watch.waits.last().isEmpty());
        QCOMPARE(watch.ends.size(), 1);
    }
    void stopDropsTheRest()
    {
        Runner runner(m_connection.get());
        Watch watch(&runner);
        runner.prepare(u"insert into t values (1); select pg_sleep(60); insert into t values (2)"_s, 0);
        QTRY_VERIFY(watch.said.size() == 1 && runner.state() == pg::SessionState::Running);
        runner.stop();
        QTRY_COMPARE(watch.ends.size(), 1);
        QCOMPARE(watch.said.size(), 2);
        QCOMPARE(count(), "1");
        QVERIFY(watch.run(u"select 1"_s));
    }
    void remembersWhatASessionHolds()
    {
        SessionMemory memory;
        const auto ran = [&memory](const QString &sql, bool isOpen, const QString &tag = {}) {
            return memory.ran(sql::inspect(sql), tag, isOpen);
        };
        QCOMPARE(ran(u"set work_mem = '1MB'"_s, false), Fate::Kept);
        ran(u"create temp table kept (a int)"_s, false);
        ran(u"begin"_s, true);
        QCOMPARE(ran(u"listen undone"_s, true), Fate::Open);
        ran(u"create temp table undone (a int)"_s, true);
        ran(u"insert into kept values (1)"_s, true);
        ran(u"set local work_mem = '2MB'"_s, true);
        QCOMPARE(memory.uncommitted(), 2);
        QCOMPARE(memory.whatIsGone(), (QStringList{u"a transaction with 2 statements not committed"_s, u"SET work_mem"_s,
                                                   u"temporary table kept"_s, u"LISTEN undone"_s, u"temporary table undone"_s}));
        QCOMPARE(ran(u"commit"_s, false, u"ROLLBACK"_s), Fate::RolledBack); // it had failed
        QCOMPARE(memory.whatIsGone(), (QStringList{u"SET work_mem"_s, u"temporary table kept"_s}));
        ran(u"listen a"_s, false);
        ran(u"prepare p as select 1"_s, false);
        ran(u"set role r"_s, false);
        ran(u"select pg_advisory_lock(1), set_config('a.b', 'c', false)"_s, false);
        QCOMPARE(memory.whatIsGone().size(), 7);
        ran(u"reset all"_s, false);
        ran(u"unlisten *"_s, false);
        ran(u"set role none"_s, false);
        QCOMPARE(memory.whatIsGone(), (QStringList{u"temporary table kept"_s, u"prepared statement p"_s, u"advisory locks"_s}));
        ran(u"discard all"_s, false);
        QVERIFY(memory.whatIsGone().isEmpty());
    }
    // Whatever it says, whoever hears it may delete it.
    void mayBeDeletedInEverySignal_data()
    {
        QTest::addColumn<int>("which");
        const char *names[] = {"gated",         "stateChanged", "stepStarted", "stepFinished",  "runFinished",
                               "noticeArrived", "waiting",      "lost",        "schemaChanged", "commit"};
        for (int i = 0; i < 10; ++i)
            QTest::newRow(names[i]) << i;
    }
    void mayBeDeletedInEverySignal()
    {
        QFETCH(int, which);
        auto runner = std::make_unique<Runner>(m_connection.get());
        Runner *const raw = runner.get();
        bool isGone = false;
        QObject context; // the slots outlive the runner
        const auto drop = [&] {
            runner.reset();
            isGone = true;
        };
        connect(raw, &Runner::gated, &context, [&] { which == 0 ? drop() : raw->go(); });
        connect(raw, &Runner::stateChanged, &context, [&] {
            if (which == 1)
                drop();
        });
        connect(raw, &Runner::stepStarted, &context, [&] {
            if (which == 2)
                drop();
        });
        connect(raw, &Runner::stepFinished, &context, [&] {
            if (which == 3)
                drop();
        });
        connect(raw, &Runner::runFinished, &context, [&] {
            if (which == 4)
                drop();
        });
        connect(raw, &Runner::noticeArrived, &context, [&] {
            if (which == 5)
                drop();
        });
        connect(raw, &Runner::waiting, &context, [&] {
            if (which == 6)
                drop();
        });
        connect(raw, &Runner::lost, &context, [&] {
            if (which == 7)
                drop();
        });
        connect(m_connection.get(), &Connection::schemaChanged, &context, [&] {
            if (which == 8)
                drop();
        });
        Runner holder(m_connection.get());
        Watch held(&holder);
        if (which == 6)
            QVERIFY(held.run(u"begin; lock table t"_s));
        const QString text = which == 5   ? u"do $$ begin raise notice 'hello'; end $$"_s
                             : which == 6 ? u"select * from t"_s
                             : which == 9 ? u"begin; insert into t values (1)"_s
                                          : u"create table n (a int); insert into t values (1)"_s;
        QSignalSpy ended(raw, &Runner::runFinished);
        raw->prepare(text, 0);
        if (which == 7 || which == 9)
            QTRY_COMPARE(ended.size(), 1);
        if (which == 7)
            m_server->signalBackend(raw->facts().processId, SIGTERM);
        if (which == 9)
            raw->commit([&](const Result<> &) { drop(); });
        QTRY_VERIFY(isGone);
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
