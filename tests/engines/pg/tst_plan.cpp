// SPDX-License-Identifier: GPL-3.0-or-later
// What the server's plan says of a question, and foreign keys: the questions that a table document asks before it acts.
#include "asker.h"
#include "engines/pg/plan.h"
#include "engines/pg/reference.h"
#include "support/server.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace oriel;
using namespace Qt::StringLiterals;

class TestPlan : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QString m_database;
    std::unique_ptr<test::Asker> m_asker;

    double read(const QByteArray &sql)
    {
        const auto answer = m_asker->ask(pg::explain({sql, {}}));
        const auto plan = answer ? pg::readPlan(*answer) : std::unexpected(Error{m_asker->error, {}, {}});
        if (!plan)
            return -2;
        const pg::Ask tuples = pg::tuplesOf(*plan);
        const auto counts = tuples.sql.isEmpty() ? std::make_shared<pg::ResultStore>() : m_asker->ask(tuples);
        return counts ? pg::rowsRead(*plan, *counts) : -3;
    }
    pg::References referencesOf(const QString &schema, const QString &name)
    {
        const auto oid =
            m_server->psql(m_database, "select '" + pg::qualified(schema, name).toUtf8() + "'::regclass::oid").trimmed();
        const auto answer = m_asker->ask(pg::references(oid.toUInt()));
        const auto found = answer ? pg::readReferences(*answer, schema, name) : pg::References();
        return found.value_or(pg::References());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::Server>();
        m_database = m_server->newDatabase();
        m_server->psql(m_database, R"(
            create table big (id int primary key, kind int, note text) with (autovacuum_enabled = off);
            insert into big select g, g % 10, 'note ' || g from generate_series(1, 20000) g; create index on big (kind);
            create view seen as select kind, count(*) from big group by kind;
            create table fresh (id int) with (autovacuum_enabled = off);
            create table parts (id int, at int) partition by range (id);
            create table parts1 partition of parts for values from (0) to (1000);
            create table parts2 partition of parts for values from (1000) to (2000);
            insert into parts select g, g from generate_series(0, 1999) g;
            analyze big; analyze parts1; analyze parts2;
            create schema "Odd ""one""";
            create table "Odd ""one"""."a\b" (id int);
            insert into "Odd ""one"""."a\b" select generate_series(1, 500); analyze "Odd ""one"""."a\b";
            create table customer (id int primary key, boss int references customer);
            create table region (a int, b text, primary key (a, b));
            create table orders (id int primary key, customer_id int not null references customer, x text, y int,
                                 foreign key (y, x) references region (a, b));
            create index on orders (x, y);
            create table moves (id int, customer_id int references customer) partition by list (id);
            create table moves1 partition of moves for values in (1);
            create table target (id int primary key) partition by range (id);
            create table target1 partition of target for values from (0) to (10);
            create table points (id int references target);
            grant all on all tables in schema public to public;
            grant usage on schema "Odd ""one""" to public; grant all on "Odd ""one"""."a\b" to public)");
        m_asker = std::make_unique<test::Asker>(m_server->url(m_database));
    }

    void aWholeTableIsRead()
    {
        QCOMPARE(read("select * from public.big where note operator(pg_catalog.=) 'x'"), 20000);
        QCOMPARE(read("select * from public.big order by note limit 10"), 20000); // sorted first
        QCOMPARE(read("select * from public.seen"), 20000);
        QCOMPARE(read("select * from public.parts where at operator(pg_catalog.=) 5"), 2000); // leaf by leaf
        QCOMPARE(read(R"(select * from "Odd ""one"""."a\b")"), 500);
    }
    void anIndexReadsLittle()
    {
        QVERIFY(read("select * from public.big where id operator(pg_catalog.=) 7") <= 10);
        QVERIFY(read("select * from public.big order by id limit 100") <= 110);
        const double some = read("select * from public.big where kind operator(pg_catalog.=) 3");
        QVERIFY2(some > 1500 && some < 2500, QByteArray::number(some).constData());
    }
    void aLimitEndsAScan()
    {
        const double half = read("select * from public.big where kind operator(pg_catalog.<) 5 limit 1000");
        QVERIFY2(half > 500 && half < 4000, QByteArray::number(half).constData());
        // walked along the key until enough are found: few match, so nearly all are looked at
        m_asker->tell("set enable_sort = off");
        const double rare = read("select * from public.big where note operator(pg_catalog.=) 'note 7' order by id limit 100");
        QCOMPARE(rare, 20000);
    }
    void whatWasNeverAnalysedIsNotKnown() { QVERIFY(read("select * from public.fresh") < 0); }
    void aMistakeIsTheServers()
    {
        QVERIFY(!m_asker->ask(pg::explain({"select * from public.big where nothing", {}})));
        QVERIFY2(m_asker->error.startsWith(u"42703"), qPrintable(m_asker->error));
    }

    void foreignKeysBothWays()
    {
        const pg::References orders = referencesOf(u"public"_s, u"orders"_s);
        QCOMPARE(orders.out.size(), 2);
        QVERIFY(orders.in.isEmpty());
        const auto pair = std::ranges::find(orders.out, u"region"_s, &pg::ForeignKey::toTable);
        QVERIFY(pair != orders.out.end());
        QCOMPARE(pair->columns, (QStringList{u"y"_s, u"x"_s}));
        QCOMPARE(pair->toColumns, (QStringList{u"a"_s, u"b"_s}));
        QVERIFY(pair->isIndexed); // in another order

        const pg::References customer = referencesOf(u"public"_s, u"customer"_s);
        QCOMPARE(customer.out.size(), 1); // itself
        QStringList tables;
        for (const pg::ForeignKey &key : customer.in)
            tables << key.table;
        QCOMPARE(tables, (QStringList{u"customer"_s, u"moves"_s, u"orders"_s})); // a partition's copy counts once
        const auto byOrders = std::ranges::find(customer.in, u"orders"_s, &pg::ForeignKey::table);
        QVERIFY(!byOrders->isIndexed);
    }
    void partitionsHaveTheirParentsKeys()
    {
        const pg::References moves = referencesOf(u"public"_s, u"moves1"_s);
        QCOMPARE(moves.out.size(), 1);
        QCOMPARE(moves.out.first().toTable, u"customer"_s);
        const pg::References target = referencesOf(u"public"_s, u"target"_s);
        QCOMPARE(target.in.size(), 1);
        QCOMPARE(target.in.first().table, u"points"_s);
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
