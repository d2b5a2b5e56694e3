// SPDX-License-Identifier: GPL-3.0-or-later
// A real hot standby: it is browsed, holds nothing paused, refuses writes clearly, and its promotion is told.
#include "jobs/watch.h"

#include "engines/pg/opened.h"
#include "engines/pg/window.h"
#include "support/standby.h"

#include <csignal>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestStandby final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    std::unique_ptr<Standby> m_standby;
    QString m_database;

    Profile profile(bool isReadOnly = false) const
    {
        return {.id = u"standby"_s, .info = infoOf(m_standby->url(m_database)), .isReadOnly = isReadOnly};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase();
        m_server->psql(m_database, "create table t(a int primary key, note text); grant all on t to public; create table "
                                   "empty(); grant select on empty to public;"
                                   "insert into t select g, repeat('x', 500) from generate_series(1, 60000) g; analyze t");
        m_standby = std::make_unique<Standby>(*m_server);
        m_standby->psql(u"postgres"_s, "alter system set max_standby_streaming_delay = '100ms'");
        m_standby->psql(u"postgres"_s, "select pg_reload_conf()");
        m_standby->catchUp();
    }
    void cleanupTestCase()
    {
        m_standby.reset();
        m_server.reset();
    }

    void itIsBrowsed()
    {
        const auto connection = linked(profile());
        QVERIFY(connection->facts().inRecovery);
        QVERIFY(!connection->facts().isPooled);
        for (const pg::Ask &question : {pg::catalog::databases(), pg::catalog::schemas(), pg::catalog::relations(),
                                        pg::catalog::routines(), pg::catalog::types(), pg::catalog::blockers(1)}) {
            const auto rows = answerOf(*connection, question);
            QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
        }
        const auto found = answerOf(*connection, pg::catalog::relation(u"public"_s, u"t"_s));
        QVERIFY(found);
        const pg::TableWindow window(*pg::catalog::readRelation(**found), connection->facts().serverVersion);
        const auto rows = answerOf(*connection, window.ask(window.start(pg::Way::Backward), pg::Way::Backward, 50));
        QVERIFY(rows);
        QCOMPARE(window.cell(**rows, 0, 0).text, "60000"_ba);
    }

    // A paused snapshot there holds up the replay, or is ended by it.
    void nothingStaysPaused()
    {
        const auto connection = linked(profile());
        const auto session = connection->lend();
        pg::RunOptions options;
        options.mayPause = true;
        Ran ran(*session, u"select * from t"_s, options);
        QVERIFY(ran.outcome().isReleased && !ran.outcome().isComplete);
        QCOMPARE(ran.outcome().rows, 10'000);

        Runner runner(connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"select * from t"_s));
        QCOMPARE(runner.state(), pg::SessionState::Idle);
        QVERIFY(runner.query()->rows()->rowCount() < 60'000);
    }

    void aWriteIsRefusedClearly_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("insert") << u"insert into t values (0, '')"_s;
        QTest::newRow("ddl") << u"create table u(a int)"_s;
        QTest::newRow("in a transaction") << u"begin; delete from t"_s;
    }
    void aWriteIsRefusedClearly()
    {
        QFETCH(QString, sql);
        const auto connection = linked(profile());
        Runner runner(connection.get());
        Watch watch(&runner);
        QString words;
        connect(&runner, &Runner::stepFinished, this, [&](int, const Result<pg::Outcome> &outcome) {
            if (outcome && outcome->error)
                words = outcome->error->message;
        });
        QVERIFY(watch.run(sql));
        QCOMPARE(watch.said.last(), u"25006"_s);
        QVERIFY2(words.contains(u"read-only transaction"_s), qPrintable(words));
        QVERIFY(watch.run(u"rollback"_s));
        QVERIFY(watch.run(u"select count(*) from t"_s));
        QCOMPARE(watch.said.last(), u"SELECT 1"_s);
    }

    void aReadOnlyConnectionWorksThereToo()
    {
        const auto connection = linked(profile(true));
        Runner runner(connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"select count(*) from t; show transaction_read_only"_s));
        QCOMPARE(watch.said, (QStringList{u"SELECT 1"_s, u"SHOW"_s}));
    }

    void aReadEndedByTheReplayIsSaid()
    {
        const auto connection = linked(profile());
        Runner runner(connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"begin; select * from \"empty\""_s)); // its lock is in the way of the replay
        QCOMPARE(watch.said.last(), u"SELECT 0"_s);
        m_server->psql(m_database, "drop table \"empty\"");
        QTRY_COMPARE(watch.gone.size(), 1);
        QVERIFY2(watch.gone[0].join(u' ').contains(u"transaction"_s), qPrintable(watch.gone[0].join(u' ')));
        QVERIFY(watch.run(u"select 1"_s));
    }

    void promotedWhileConnected()
    {
        const auto connection = linked(profile());
        QSignalSpy changed(connection.get(), &Connection::serverChanged);
        Runner runner(connection.get());
        Watch watch(&runner);
        QVERIFY(watch.run(u"select 1"_s));
        m_standby->promote();
        QVERIFY(watch.run(u"insert into t values (0, 'written')"_s)); // the session lived on
        QCOMPARE(watch.said.last(), u"INSERT 0 1"_s);
        if (runner.facts().serverVersion >= 140000)
            QVERIFY(!runner.facts().inRecovery); // told by the server itself
        const auto gone = watch.gone.size();
        m_server->signalBackend(runner.facts().processId, SIGTERM);
        QTRY_COMPARE(watch.gone.size(), gone + 1);
        QVERIFY(watch.notices.isEmpty());
        QVERIFY(watch.run(u"select 2"_s));
        QVERIFY2(watch.notices.join(u' ').contains(u"no standby any more"_s), qPrintable(watch.notices.join(u' ')));

        m_server->signalBackend(connection->facts().processId, SIGTERM);
        QTRY_COMPARE(connection->state(), LinkState::Lost);
        QVERIFY(answerOf(*connection, pg::catalog::schemas()));
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(changed[0][0].toStringList().join(u' ').contains(u"no standby any more"_s));
        QVERIFY(!connection->facts().inRecovery);
    }
};

QTEST_GUILESS_MAIN(TestStandby)
#include "tst_standby.moc"
