// SPDX-License-Identifier: GPL-3.0-or-later
// Oriel behind a real PgBouncer: nothing of ours reaches another client of its pool, nothing stays paused, all of it works.
#include "jobs/watch.h"

#include "engines/pg/opened.h"
#include "engines/pg/window.h"
#include "support/bouncer.h"

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// What a setting of ours would be seen in by the next client of the same server connection.
const QString settings =
    u"select current_setting('search_path') || '|' || current_setting('statement_timeout') || '|' || "
    "current_setting('lock_timeout') || '|' || current_setting('transaction_read_only') || '|' || "
    "current_setting('default_transaction_read_only') || '|' || current_setting('client_encoding') || '|' || "
    "current_setting('extra_float_digits') || '|' || current_setting('DateStyle')"_s;

} // namespace

class TestPooler final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    std::unique_ptr<Bouncer> m_bouncer;
    QString m_database;

    Profile profile(bool isReadOnly = false) const
    {
        return {.id = u"pooled"_s, .info = infoOf(m_bouncer->url(m_database)), .isReadOnly = isReadOnly};
    }
    QByteArray count(const QByteArray &of) const { return m_server->psql(m_database, "select count(*) from " + of); }

private Q_SLOTS:
    void initTestCase()
    {
        if (Bouncer::program().isEmpty())
            QSKIP("no pgbouncer: installer/debian/unpack-peer pgbouncer");
        m_server = std::make_unique<Server>();
    }
    void init()
    {
        m_database = m_server->newDatabase();
        m_server->psql(m_database,
                       "create table t(a int primary key, note text); create table log(a int); grant all on t, log to public;"
                       "insert into t select g, repeat('x', 500) from generate_series(1, 60000) g; analyze t;"
                       "create function w() returns int language sql volatile as 'insert into log values (9) returning a'");
    }
    void cleanup() { m_bouncer.reset(); }
    void cleanupTestCase() { m_server.reset(); }

    void aWritingClientNeverNoticesUs()
    {
        m_bouncer = std::make_unique<Bouncer>(*m_server, BouncerOptions{.isTransactionPooling = true, .poolSize = 1});
        pg::Session writer; // another program: the only server connection is shared with it
        mustOpen(writer, m_bouncer->url(m_database));
        const QByteArray before = valueOf(writer, settings);
        const QByteArray backend = valueOf(writer, u"select pg_backend_pid()"_s);
        const auto connection = linked(profile(true));
        QVERIFY(connection->facts().isPooled);
        QVERIFY(connection->facts().isEncrypted);
        Runner runner(connection.get());
        Watch watch(&runner);
        watch.isAnsweredYes = true;
        for (int i = 0; i < 12; ++i) {
            std::vector<std::unique_ptr<Ran>> writes;
            for (int k = 0; k < 5; ++k) {
                writes.push_back(std::make_unique<Ran>(writer, u"insert into log values (1)"_s));
                writes.push_back(std::make_unique<Ran>(writer, settings));
            }
            QVERIFY(watch.run(i % 3 == 0   ? u"select count(*) from t"_s
                              : i % 3 == 1 ? u"select public.w()"_s
                                           : u"show search_path"_s));
            QVERIFY(answerOf(*connection, pg::catalog::relations()));
            for (const auto &write : writes) {
                QVERIFY2(!write->outcome().error, write->outcome().error ? qPrintable(write->outcome().error->message) : "");
                if (write->query->rows())
                    QCOMPARE(write->value(), before);
            }
        }
        QCOMPARE(watch.said.count(u"25006"_s), 4); // what is no read gets nothing through
        QCOMPARE(count("log where a = 9"), "0"_ba);
        QCOMPARE(count("log"), "60"_ba);
        QCOMPARE(valueOf(writer, u"select pg_backend_pid()"_s), backend); // it was the same server connection all along
    }

    void nothingStaysPaused_data() { modes(); }
    void nothingStaysPaused()
    {
        QFETCH(bool, isTransactionPooling);
        m_bouncer = std::make_unique<Bouncer>(*m_server, BouncerOptions{isTransactionPooling, 3});
        const auto connection = linked(profile());
        Runner runner(connection.get());
        QList<pg::Outcome> outcomes;
        connect(&runner, &Runner::stepFinished, this,
                [&](int, const Result<pg::Outcome> &outcome) { outcomes << outcome.value_or(pg::Outcome()); });
        connect(&runner, &Runner::gated, &runner, &Runner::go);
        runner.prepare(u"select * from t"_s, 0);
        QTRY_COMPARE(outcomes.size(), 1);
        QVERIFY(outcomes[0].isReleased && !outcomes[0].isComplete);
        QVERIFY(outcomes[0].rows >= 10'000 && outcomes[0].rows < 60'000);
        QTRY_COMPARE(m_server->psql(u"postgres"_s, "select count(*) from pg_stat_activity where query = 'select * from t' and "
                                                   "state <> 'idle'"),
                     "0"_ba);
        // and by the engine's own judgement, whoever asks for a pause
        const auto session = connection->lend();
        pg::RunOptions options;
        options.mayPause = true;
        Ran ran(*session, u"select * from t"_s, options);
        QVERIFY(ran.outcome().isReleased);
    }

    void allOfItWorks_data() { modes(); }
    void allOfItWorks()
    {
        QFETCH(bool, isTransactionPooling);
        m_bouncer = std::make_unique<Bouncer>(*m_server, BouncerOptions{isTransactionPooling, 3});
        const auto connection = linked(profile());
        const QString other = m_server->newDatabase();
        for (const pg::Ask &question : {pg::catalog::databases(), pg::catalog::schemas(), pg::catalog::relations(),
                                        pg::catalog::routines(), pg::catalog::types()}) {
            QVERIFY(answerOf(*connection, question));
            QVERIFY(answerOf(*connection, question, other));
        }
        const auto found = answerOf(*connection, pg::catalog::relation(u"public"_s, u"t"_s));
        QVERIFY(found);
        const auto relation = pg::catalog::readRelation(**found);
        QVERIFY(relation);
        const pg::TableWindow window(*relation, connection->facts().serverVersion);
        auto place = std::optional(window.start(pg::Way::Forward));
        for (int i = 0; i < 3; ++i) {
            const auto rows = answerOf(*connection, window.ask(*place, pg::Way::Forward, 100));
            QVERIFY(rows);
            QCOMPARE(window.rowsIn(**rows), 100);
            QCOMPARE(window.cell(**rows, 0, 0).text, QByteArray::number(i * 100 + 1));
            const auto whole = answerOf(*connection, window.wholeValue(**rows, 0, 1));
            QVERIFY(whole);
            QCOMPARE((*whole)->cell(0, 0).text.size(), 500);
            place = window.next(**rows, *place, pg::Way::Forward, 100);
        }
        Runner runner(connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"begin; insert into log values (1); savepoint s; insert into log values (2); commit"_s));
        QCOMPARE(count("log"), "2"_ba);
        QVERIFY(watch.run(u"select 'calm'::text, 1/0"_s));
        QCOMPARE(watch.said.last(), u"22012"_s);
        runner.prepare(u"select pg_sleep(60)"_s, 0);
        QTRY_COMPARE(runner.state(), pg::SessionState::Running);
        const auto ends = watch.ends.size();
        runner.stop();
        QTRY_COMPARE(watch.ends.size(), ends + 1);
        QCOMPARE(watch.said.last(), u"cancelled"_s);
        QVERIFY(watch.run(u"copy log from stdin"_s));
        QVERIFY(watch.run(u"copy log to stdout"_s));
        QCOMPARE(watch.said.last(), u"COPY 2"_s);
    }

    void itsOwnConsoleAnswers()
    {
        m_bouncer = std::make_unique<Bouncer>(*m_server);
        pg::Session session;
        mustOpen(session, m_bouncer->url(u"pgbouncer"_s));
        Ran ran(session, u"SHOW POOLS"_s);
        QVERIFY(!ran.outcome().error);
        QVERIFY(ran.query->rows()->columns().size() > 5);
    }

    void aPoolerThatIsKilled()
    {
        m_bouncer = std::make_unique<Bouncer>(*m_server);
        const auto connection = linked(profile());
        Runner runner(connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"begin; insert into log values (1)"_s));
        runner.prepare(u"insert into log select 2 from pg_sleep(60)"_s, 0);
        QTRY_COMPARE(runner.state(), pg::SessionState::Running);
        m_bouncer->kill();
        QTRY_COMPARE(watch.gone.size(), 1);
        QVERIFY(watch.said.last() != u"unknown"_s); // inside a transaction it is gone, and that is said
        QVERIFY2(watch.gone[0].join(u' ').contains(u"transaction"_s), qPrintable(watch.gone[0].join(u' ')));
        QTRY_COMPARE(connection->state(), LinkState::Lost);
        QCOMPARE(count("log"), "0"_ba);
    }

private:
    static void modes()
    {
        QTest::addColumn<bool>("isTransactionPooling");
        QTest::newRow("transaction") << true;
        QTest::newRow("session") << false;
    }
};

QTEST_GUILESS_MAIN(TestPooler)
#include "tst_pooler.moc"
