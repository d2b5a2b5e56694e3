// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/baseline.h"
#include "support/server.h"

#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000; // ms

}

class TestBaseline : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<Baseline> m_baseline;

    QByteArray psql(const QByteArray &sql) const { return m_server->psql(m_database, sql).trimmed(); }
    std::shared_ptr<pg::ResultStore> ask(const pg::Ask &question)
    {
        Result<Connection::Rows> answer;
        bool isDone = false;
        m_connection->ask(this, question, [&](Result<Connection::Rows> rows) {
            answer = std::move(rows);
            isDone = true;
        });
        return QTest::qWaitFor([&] { return isDone; }, patience) ? answer.value_or(nullptr) : nullptr;
    }
    pg::TableWindow window(const QString &name, const pg::Choice &choice = {})
    {
        const auto rows = ask(pg::catalog::relation(u"public"_s, name));
        return pg::TableWindow(pg::catalog::readRelation(*rows).value(), m_connection->facts().serverVersion, {}, choice);
    }
    bool mark(const QString &name, const QStringList &by = {}, const pg::Choice &choice = {})
    {
        QSignalSpy marked(m_baseline.get(), &Baseline::wasMarked);
        m_baseline->mark(m_connection.get(), {}, window(name, choice), by, {});
        return marked.wait(patience);
    }
    // "+1 ~2 -3", and the rows changed as the grid would have them; what failed otherwise
    QString compared()
    {
        QString failure;
        const auto failed = connect(m_baseline.get(), &Baseline::failed, this,
                                    [&](const Error &error) { failure = error.code + u' ' + error.message; });
        const auto outdated =
            connect(m_baseline.get(), &Baseline::outdated, this, [&](const QString &why) { failure = u"outdated: "_s + why; });
        QSignalSpy done(m_baseline.get(), &Baseline::wasCompared);
        m_baseline->compare();
        const bool isOver = QTest::qWaitFor([&] { return !done.isEmpty() || !failure.isEmpty(); }, patience);
        disconnect(failed);
        disconnect(outdated);
        if (!isOver || !failure.isEmpty())
            return isOver ? failure : u"no answer"_s;
        const pg::RowDiff &diff = m_baseline->compared()->diff;
        return u"+%1 ~%2 -%3"_s.arg(diff.added).arg(diff.changed).arg(diff.removed);
    }

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<test::Server>(); }
    void init()
    {
        m_database = m_server->newDatabase();
        psql("alter default privileges grant all on tables to public");
        m_connection =
            std::make_unique<Connection>(Profile{.id = u"c1"_s, .info = pg::ConnInfo::read(m_server->url(m_database))->info});
        m_connection->connectNow();
        m_baseline = std::make_unique<Baseline>();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), LinkState::Connected, patience);
    }
    void cleanup()
    {
        m_baseline.reset();
        m_connection.reset();
    }

    void writesOfAnotherSession()
    {
        psql("create table t (id int primary key, total numeric, note text, doc jsonb); insert into t select g, 1.0, 'n' || g, "
             "'{\"a\": 1}' from generate_series(1, 100) g");
        QVERIFY(mark(u"t"_s));
        QCOMPARE(m_baseline->marked()->rows.count, 100);
        QVERIFY(!m_baseline->marked()->rows.isBounded);
        QCOMPARE(m_baseline->marked()->rows.rows->cell(0, 0).text, "100"); // the newest first
        QCOMPARE(compared(), u"+0 ~0 -0"_s);
        psql(
            "insert into t values (101); delete from t where id = 7; update t set note = null where id = 50; update t set note = "
            "'' where id = 51");
        QCOMPARE(compared(), u"+1 ~2 -1"_s);
        psql("update t set total = 1.00 where id = 60"); // other bytes
        QCOMPARE(compared(), u"+1 ~3 -1"_s);
        psql("update t set doc = '{ \"a\" : 1 }' where id = 61; update t set note = note where id = 62"); // the same bytes
        QCOMPARE(compared(), u"+1 ~3 -1"_s);
        psql("update t set doc = '{\"a\": 2}' where id = 61");
        QCOMPARE(compared(), u"+1 ~4 -1"_s);
        const auto &before = m_baseline->compared()->before;
        const auto &lines = m_baseline->compared()->diff.lines;
        QCOMPARE(lines.front().sign, RowSign::Added);
        const auto changed = std::ranges::find(lines, RowSign::Changed, &pg::RowDiff::Line::sign);
        QCOMPARE(before.rows->cell(changed->before, 3).text, "{\"a\": 1}");
    }
    void rolledBackWritesAreEqual()
    {
        psql("create table t (id int primary key, v int); insert into t select g, g from generate_series(1, 50) g");
        QVERIFY(mark(u"t"_s));
        psql("begin; update t set v = 0; insert into t values (99, 1); truncate t; rollback");
        QCOMPARE(compared(), u"+0 ~0 -0"_s);
    }
    void deleteAndReload()
    {
        psql("create table t (id serial primary key, name text, price int); insert into t (name, price) select 'p' || g, g from "
             "generate_series(1, 40) g");
        QVERIFY(mark(u"t"_s));
        const QByteArray reload =
            "truncate t; insert into t (name, price) select 'p' || g, g + (g = 5)::int from generate_series(1, 41) g";
        psql(reload);
        QCOMPARE(compared(), u"+41 ~0 -40"_s);
        QVERIFY(mark(u"t"_s, {u"name"_s}));
        psql("delete from t where name = 'p41'; truncate t; insert into t (name, price) select 'p' || g, g from "
             "generate_series(1, 40) g");
        QCOMPARE(compared(), u"+0 ~40 -1"_s); // the ids are others
        QCOMPARE(m_baseline->compared()->diff.repeated, 0);
    }
    void pickedColumnsMayRepeat()
    {
        psql("create table t (name text, v int); insert into t values ('a', 1), ('a', 1), ('a', 2), ('b', 1)");
        QVERIFY(mark(u"t"_s, {u"name"_s}));
        psql("update t set v = 3 where v = 2; insert into t values ('a', 1)");
        QCOMPARE(compared(), u"+1 ~1 -0"_s);
        QCOMPARE(m_baseline->compared()->diff.repeated, 4);
    }
    void withoutAKeyByWholeRows()
    {
        psql(
            "create table t (name text, doc json); insert into t values ('a', '{}'), ('a', '{}'), (null, '{}'); create view w as "
            "select * from t where name is not null");
        QVERIFY(mark(u"t"_s));
        QVERIFY(m_baseline->marked()->how.isByPlace);
        psql("update t set name = 'b' where ctid = '(0,1)'");
        QCOMPARE(compared(), u"+1 ~0 -1"_s);
        QVERIFY(mark(u"w"_s));
        QVERIFY(m_baseline->marked()->how.by.isEmpty());
        psql("insert into t values ('c', null)");
        QCOMPARE(compared(), u"+1 ~0 -0"_s);
    }
    void filterAndSort()
    {
        psql("create table t (id int primary key, v int); insert into t select g, g % 10 from generate_series(1, 100) g");
        QVERIFY(mark(u"t"_s, {}, {.sort = pg::Sort{u"v"_s, false}, .conditions = {u"v < 3"_s}}));
        QCOMPARE(m_baseline->marked()->rows.count, 30);
        QCOMPARE(m_baseline->marked()->rows.rows->cell(0, 1).text, "0");
        psql("update t set v = 5 where id = 1; update t set v = 2 where id = 10; insert into t values (200, 9), (201, 1)");
        QCOMPARE(compared(), u"+1 ~1 -1"_s);
    }
    void theBoundMoves()
    {
        psql("create table t (id int primary key, v text); insert into t select g, 'x' from generate_series(1, 100500) g; "
             "analyze t");
        QVERIFY(mark(u"t"_s));
        QCOMPARE(m_baseline->marked()->rows.count, Baseline::mostRows);
        QVERIFY(m_baseline->marked()->rows.isBounded);
        psql("insert into t select g, 'y' from generate_series(100501, 100600) g");
        QCOMPARE(compared(), u"+100 ~0 -0"_s);
        QCOMPARE(m_baseline->compared()->diff.crossed, 100);
        psql("delete from t where id > 100300; update t set v = 'z' where id in (400, 502, 90000)"); // 400: came in, 502: was
                                                                                                     // within
        QCOMPARE(compared(), u"+0 ~2 -200"_s);
        QCOMPARE(m_baseline->compared()->diff.crossed, 200);
    }
    void atMostSoManyBytes()
    {
        psql("create table t (id int primary key, v text); alter table t alter v set storage external; insert into t select g, "
             "repeat('x', 1 << 20) from generate_series(1, 80) g");
        QVERIFY(mark(u"t"_s));
        QVERIFY(m_baseline->marked()->rows.isBounded);
        QVERIFY(m_baseline->marked()->rows.count < 70);
        psql("delete from t where id = 75; update t set v = '' where id = 74; update t set v = '' where id = 1");
        QCOMPARE(compared(), u"+0 ~1 -1"_s);
    }
    // What the server itself says of two states of a table.
    void againstExcept()
    {
        psql(
            "create table t (id int primary key, a text, b numeric, c timestamptz); insert into t select g, md5(g::text), g / "
            "7.0, "
            "'2026-01-01'::timestamptz + g * interval '1 h' from generate_series(1, 3000) g; create table was as table t; create "
            "table n as table t; create table nwas as table n");
        for (const QString &by : {QString(), u"a"_s}) {
            psql("truncate was; insert into was table t");
            QVERIFY(mark(u"t"_s, by.isEmpty() ? QStringList() : QStringList{by}));
            psql("select setseed(0.3); delete from t where random() < 0.05; update t set b = b + 1 where random() < 0.1; update "
                 "t set "
                 "c = null where random() < 0.02; insert into t select 4000 + g + (select count(*) from t), 'new' || g, null, "
                 "now() "
                 "from generate_series(1, 77) g on conflict do nothing");
            const QByteArray key = by.isEmpty() ? "id" : "a";
            const QByteArray expected =
                psql("select format('+%s ~%s -%s', (select count(*) from (select " + key + " from t except select " + key +
                     " from was) x), (select count(*) from (select * from t except select * from was) x where " + key +
                     " in (select " + key + " from was)), (select count(*) from (select " + key + " from was except select " +
                     key + " from t) x))");
            QCOMPARE(compared(), QString::fromUtf8(expected));
            psql("update t set a = a || id where a like 'new%'");
        }
        psql("alter table n drop column id");
        psql("truncate nwas; alter table nwas drop column id; insert into nwas table n");
        QVERIFY(mark(u"n"_s));
        psql("delete from n where random() < 0.05; insert into n select * from n limit 20; update n set b = 0 where random() < "
             "0.01");
        QCOMPARE(compared(), QString::fromUtf8(psql("select format('+%s ~0 -%s', (select count(*) from (table n except all table "
                                                    "nwas) x), (select count(*) from (table nwas except all table n) x))")));
    }
    void anotherTableIsSaid()
    {
        psql("create table t (id int primary key, v int); insert into t values (1, 1)");
        QVERIFY(mark(u"t"_s));
        psql("alter table t add note text, alter v type bigint");
        QCOMPARE(compared(), u"outdated: v is bigint now, note was added"_s);
        QVERIFY(!m_baseline->marked());
        QVERIFY(mark(u"t"_s));
        psql("drop table t");
        QVERIFY(compared().startsWith("missing"_L1));
        QVERIFY(m_baseline->marked()); // it may come back
        psql("create table t (id int primary key, v bigint, note text); insert into t values (1, 1), (2, 2)");
        QCOMPARE(compared(), u"+1 ~0 -0"_s);
    }
    void readsOnlyAndShortly()
    {
        psql("create table t (id int primary key, v int); insert into t values (1, 1)");
        psql("create function public.trap() returns text language sql as $$ select current_setting('transaction_read_only') $$; "
             "create view w as select public.trap() as how");
        QVERIFY(mark(u"w"_s));
        QCOMPARE(m_baseline->marked()->rows.rows->cell(0, 0).text, "on");
        QTRY_COMPARE(
            psql("select count(*) from pg_stat_activity where datname = current_database() and state like '%in transaction%'"),
            "0");
    }
    void lostAndCancelled()
    {
        psql("create table t (id int primary key, v int); insert into t values (1, 1); create view slow as select id, "
             "pg_sleep(case when exists (select from t where v = 2) then 30 else 0 end)::text as s from t");
        QVERIFY(mark(u"slow"_s));
        psql("update t set v = 2");
        m_baseline->compare();
        const QByteArray asleep = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'";
        QTRY_COMPARE_WITH_TIMEOUT(psql(asleep), "1", patience);
        m_baseline->stop();
        QVERIFY(!m_baseline->isBusy());
        QTRY_COMPARE_WITH_TIMEOUT(psql(asleep), "0", patience);

        QSignalSpy failed(m_baseline.get(), &Baseline::failed);
        m_baseline->compare();
        QTRY_COMPARE_WITH_TIMEOUT(psql(asleep), "1", patience);
        psql("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'");
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patience);
        QVERIFY(m_baseline->marked());
        psql("update t set v = 3");
        QCOMPARE(compared(), u"+0 ~0 -0"_s); // reconnected: it only reads
        psql("update t set v = 2");
        m_baseline->compare();
        m_baseline.reset(); // in the middle
    }
};

QTEST_GUILESS_MAIN(TestBaseline)
#include "tst_baseline.moc"
