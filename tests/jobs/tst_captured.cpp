// SPDX-License-Identifier: GPL-3.0-or-later
// A database that overloads all of pg_catalog, and whose search_path puts that first: whatever Oriel asks of it by itself, none
// of it is called. The server's own log says so.
#include "jobs/watch.h"

#include "engines/pg/deafproxy.h"
#include "engines/pg/opened.h"
#include "engines/pg/traps.h"
#include "engines/pg/window.h"

#include <QFile>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestCaptured final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    QString m_database;
    std::unique_ptr<Connection> m_connection;

    qsizetype captured() const
    {
        QFile log(m_server->info().folder + u"/server.log"_s);
        return log.open(QIODevice::ReadOnly) ? log.readAll().count("captured: ") : -1;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase();
        m_server->psql(m_database,
                       "create schema shop; grant usage on schema shop to public; create type shop.mood as enum ('calm');"
                       "create table shop.t(id int primary key, note text, mood shop.mood);"
                       "insert into shop.t select g, repeat('x', 300), 'calm' from generate_series(1, 60000) g;"
                       "grant all on shop.t to public; analyze shop.t");
        m_server->psql(m_database, traps);
        m_server->psql(u"postgres"_s, "alter database " + m_database.toUtf8() + " set search_path = public, pg_catalog");
        m_connection = linked({.id = u"trapped"_s, .info = infoOf(m_server->url(m_database))});
    }
    void init() { QCOMPARE(captured(), 0); }
    void cleanupTestCase()
    {
        m_connection.reset();
        m_server.reset();
    }

    void whatASessionAsks()
    {
        pg::Session session;
        mustOpen(session, m_server->url(m_database));
        QVERIFY(!session.facts().isPooled); // the question was answered
        Ran ran(session, u"select id, mood from shop.t limit 1"_s);
        QVERIFY(!ran.outcome().error);
        QCOMPARE(ran.query->rows()->columns()[1].type, u"shop.mood"_s);
        pg::RunOptions options;
        options.mayPause = true;
        options.pauseRows = 100;
        Ran paused(session, u"table shop.t"_s, options);
        QTRY_VERIFY(paused.query->isPaused());
        paused.query->release();
        QVERIFY(paused.outcome().isReleased);
        QCOMPARE(captured(), 0);
    }

    void whatInsistsOnAStop()
    {
        DeafProxy proxy(quint16(m_server->info().port));
        pg::ConnInfo info = infoOf(m_server->url(m_database));
        info.set(u"hostaddr"_s, u"127.0.0.1"_s);
        info.set(u"port"_s, QString::number(proxy.port()));
        pg::Session session;
        QVERIFY(!openError(session, info));
        Ran ran(session, u"select pg_catalog.pg_sleep(60)"_s);
        QTRY_COMPARE(session.state(), pg::SessionState::Running);
        ran.query->cancel();
        QVERIFY(ran.outcome().isCancelled);
        QCOMPARE(captured(), 0);
    }

    void whatTreeAndTableAsk()
    {
        QVERIFY(answerOf(*m_connection, pg::catalog::databases()));
        const auto objects = answerOf(*m_connection, pg::catalog::relations());
        QVERIFY(objects);
        for (const pg::Ask &question :
             {pg::catalog::schemas(), pg::catalog::routines(), pg::catalog::types(), pg::catalog::holders(1)}) {
            const auto rows = answerOf(*m_connection, question);
            QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
        }
        const auto found = answerOf(*m_connection, pg::catalog::relation(u"shop"_s, u"t"_s));
        QVERIFY(found);
        const auto relation = pg::catalog::readRelation(**found);
        QVERIFY(relation);
        for (const int version : {m_connection->facts().serverVersion, 130000}) {
            const pg::TableWindow window(*relation, version);
            for (const pg::Way way : {pg::Way::Forward, pg::Way::Backward}) {
                const auto rows = answerOf(*m_connection, window.ask(window.start(way), way, 50));
                QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
                QCOMPARE(window.rowsIn(**rows), 50);
                QVERIFY(answerOf(*m_connection, window.wholeValue(**rows, 0, 1)));
            }
        }
        QCOMPARE(captured(), 0);
    }

    void whatAConsoleAsks()
    {
        Runner runner(m_connection.get()), holder(m_connection.get());
        Watch watch(&runner), held(&holder);
        runner.prepare(u"table shop.t"_s, 0);
        QTRY_COMPARE(runner.state(), pg::SessionState::Paused);
        const auto migration = m_connection->lend();
        Ran waiter(*migration, u"begin; lock table shop.t in access exclusive mode; commit"_s);
        QTRY_COMPARE(watch.ends.size(), 1);
        QVERIFY2(watch.notices.join(u' ').contains(u"waited for this query"_s), qPrintable(watch.notices.join(u' ')));
        QVERIFY(held.run(u"begin; lock table shop.t in access exclusive mode"_s));
        runner.prepare(u"table shop.t"_s, 0);
        QTRY_VERIFY(!watch.waits.isEmpty());
        runner.stop();
        QTRY_COMPARE(watch.ends.size(), 2);
        QCOMPARE(captured(), 0);
    }

    void theTrapsSnap() // last: else all of the above would prove nothing
    {
        pg::Session session;
        mustOpen(session, m_server->url(m_database));
        for (const QString &sql :
             {u"select count(*) from shop.t"_s, u"select lower('A')"_s, u"select 1 + 1"_s, u"select - id from shop.t"_s,
              u"select quote_ident('a')"_s, u"select current_setting('work_mem')"_s, u"select unnest(array[1])"_s,
              u"select id from shop.t where id = 1"_s}) {
            const auto before = captured();
            Ran ran(session, sql);
            QVERIFY2(ran.outcome().error, qPrintable(sql));
            QVERIFY2(ran.outcome().error->message.startsWith(u"captured: "_s), qPrintable(sql + ran.outcome().error->message));
            QTRY_VERIFY(captured() > before);
        }
    }
};

QTEST_GUILESS_MAIN(TestCaptured)
#include "tst_captured.moc"
