// SPDX-License-Identifier: GPL-3.0-or-later
// Nobody waits behind a question or an export of ours (SAFETY 3): a reader, an ALTER TABLE that waits for it, the application's
// SELECT behind that.
#include "exported.h"
#include "support/server.h"

using namespace oriel;
using namespace Qt::StringLiterals;

class TestWaiters : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    std::unique_ptr<Connection> m_connection;
    QString m_database;

    int running(const QByteArray &like) const
    {
        return m_server
            ->psql(m_database, "select count(*) from pg_stat_activity where state = 'active' and query like '%" + like +
                                   "%' and pid <> pg_backend_pid()")
            .toInt();
    }
    // The two others get through; who waited, as the error has to name it.
    QString othersGetThrough()
    {
        const auto other = m_connection->lend(), application = m_connection->lend();
        const auto alter = other->run(u"alter table t alter a set default 1"_s);
        if (!QTest::qWaitFor([&] { return running("alter table t") == 1; }, 20'000))
            return {};
        const auto select = application->run(u"select * from t limit 1"_s);
        if (!QTest::qWaitFor([&] { return alter->isFinished() && select->isFinished(); }, 20'000))
            return {};
        return select->rows()->rowCount() == 1 ? u"PID %1 "_s.arg(other->facts().processId) : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::Server>();
        m_database = m_server->newDatabase();
        m_server->psql(m_database, "create table t as select g as a from generate_series(1, 1000) g; alter table t owner to " +
                                       m_server->info().user.toUtf8());
        Profile profile;
        profile.id = u"one"_s;
        profile.info = pg::ConnInfo::read(m_server->url(m_database))->info;
        m_connection = test::linked(profile);
    }
    void cleanupTestCase()
    {
        m_connection.reset();
        m_server.reset();
    }

    void behindAQuestion_data()
    {
        QTest::addColumn<int>("others"); // long questions besides
        QTest::newRow("a session is free to look") << 0;
        QTest::newRow("both are busy") << 1;
    }
    void behindAQuestion()
    {
        QFETCH(int, others);
        QObject owner;
        Error error;
        for (int i = 0; i < others; ++i)
            m_connection->ask(&owner, {"select pg_catalog.pg_sleep(59)", {}, std::chrono::minutes(5)},
                              [](const Result<Connection::Rows> &) {});
        m_connection->ask(&owner, {"select pg_catalog.pg_sleep(0.1) from public.t", {}, std::chrono::seconds(60)},
                          [&error](const Result<Connection::Rows> &rows) { error = rows ? Error{} : rows.error(); });
        QTRY_COMPARE(running("from public.t"), 1);
        const QString who = othersGetThrough();
        QVERIFY(!who.isEmpty());
        QTRY_COMPARE(error.code, u"waited"_s);
        QVERIFY2(error.message.contains(who), qPrintable(error.message));
        QCOMPARE(m_connection->state(), LinkState::Connected);
        QCOMPARE(running("pg_sleep(59)"), others); // nobody waits for that one
    }
    void behindAnExport()
    {
        const QString folder = QDir::homePath();
        ExportPlan plan;
        plan.sql = u"select a, pg_catalog.pg_sleep(0.1) from public.t"_s;
        plan.path = folder + u"/t.csv"_s;
        test::Exported exported(*m_connection, plan);
        QTRY_COMPARE(running("from public.t"), 1);
        const QString who = othersGetThrough();
        QVERIFY(!who.isEmpty());
        const Error error = exported.error();
        QCOMPARE(error.code, u"waited"_s);
        QVERIFY2(error.message.contains(who), qPrintable(error.message));
        QVERIFY(!QFile::exists(plan.path));
    }
};

QTEST_GUILESS_MAIN(TestWaiters)
#include "tst_waiters.moc"
