// SPDX-License-Identifier: GPL-3.0-or-later
#include "asker.h"
#include "engines/pg/statistics.h"
#include "support/server.h"
#include "traps.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;
using namespace oriel::pg;

class TestStatistics final : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::Server> m_server;
    QString m_database;
    std::unique_ptr<test::Asker> m_asker;

    Relation relation(const QString &name) { return *catalog::readRelation(*m_asker->ask(catalog::relation(u"public"_s, name))); }
    static const TableColumn &column(const Relation &of, const QString &name)
    {
        return *std::ranges::find(of.columns, name, &TableColumn::name);
    }
    ColumnEstimates estimates(const QString &table, const QString &name)
    {
        const Relation of = relation(table);
        const auto rows = m_asker->ask(columnEstimates(of.oid, column(of, name).number));
        if (!rows)
            qFatal("%s", qPrintable(m_asker->error));
        return *readColumnEstimates(*rows);
    }
    ColumnCounts counts(const QString &table, const QString &name, const QStringList &conditions = {})
    {
        const Relation of = relation(table);
        const auto rows = m_asker->ask(columnCounts(of, column(of, name), estimates(table, name).canGroup, conditions));
        if (!rows)
            qFatal("%s", qPrintable(m_asker->error));
        return *readColumnCounts(*rows);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::Server>();
        m_database = m_server->newDatabase();
        m_server->psql(m_database, R"(alter default privileges grant select on tables to public;
            create type colour as enum ('red', 'blue'); create domain posint as int check (value > 0); create type pair as (a int, b text);
            create table t (id int, n posint, v varchar(20), day date, at timestamptz, f float8, kind colour, doc json, docb jsonb, ids int[], docs json[],
                            whole pair, span int4range, b bool, u uuid, x xml, "A ""b" numeric, c cidr, places point);
            insert into t select g, case when g % 10 > 0 then g end, case g % 4 when 0 then 'it''s, "x"' when 1 then '' when 2 then 'b' end, date '2024-01-01' + g / 10,
                   '2024-01-01'::timestamptz + g * interval '1 hour', case g % 3 when 0 then 'NaN'::float8 when 1 then 'infinity' else g end, case when g % 3 > 0 then 'blue'::colour else 'red' end,
                   '{"a": 1}', jsonb_build_object('g', g % 5), array[g % 3, 2], array['1'::json], row(g, 'x'::text)::pair, int4range(g, g + 2), g % 2 = 0, md5((g % 7)::text)::uuid,
                   '<a/>', g / 4.0, '10.0.0.0/8', '(1,2)' from generate_series(1, 1000) g;
            create table never (a int); create table empty (a int, j json); create table hidden (a int, b int); insert into hidden select g, g from generate_series(1, 100) g;
            revoke all on hidden from public; grant select (b) on hidden to public;
            create table secured (a int); alter table secured enable row level security; insert into secured values (1); create policy p on secured using (true);
            create table p (id int, at date) partition by range (at); create table p_1 partition of p for values from ('2024-01-01') to ('2025-01-01');
            create table p_2 partition of p for values from ('2025-01-01') to ('2026-01-01'); insert into p select g, date '2024-01-01' + g % 700 from generate_series(1, 7000) g;
            analyze t; analyze empty; analyze hidden; analyze secured; analyze p;)");
        m_server->psql(m_database, "analyze t"); // by a session of its own: the one above counts its rows as changed when it ends
        m_asker = std::make_unique<test::Asker>(m_server->url(m_database));
    }
    void cleanupTestCase()
    {
        m_asker.reset();
        m_server.reset();
    }

    void whatAnalyzeFound()
    {
        const auto id = estimates(u"t"_s, u"id"_s);
        QVERIFY(id.isThere && id.isReadable && id.canGroup && !id.hasRowSecurity);
        QCOMPARE(id.rows, 1000.0);
        QCOMPARE(id.distinct, 1000.0); // kept as −1
        QCOMPARE(id.nulls, 0.0);
        QCOMPARE(id.width, 4);
        QCOMPARE(id.correlation.value_or(0), 1.0);
        QCOMPARE(id.bounds.size(), 101);
        QCOMPARE(id.figures.size(), 101);
        QCOMPARE(id.figures.first(), 1.0);
        QCOMPARE(id.bounds.last(), u"1000"_s);
        QVERIFY(id.common.isEmpty());
        QVERIFY(id.age && id.age->count() >= 0 && id.age->count() < 600);
        QCOMPARE(id.changed, 0);

        QCOMPARE(estimates(u"t"_s, u"n"_s).nulls, 0.1);
        const auto v = estimates(u"t"_s, u"v"_s);
        QCOMPARE(v.distinct, 3.0);
        QCOMPARE(v.common.size(), 3);
        for (const auto &common : v.common)
            QCOMPARE(common.share, 0.25);
        QVERIFY(std::ranges::find(v.common, u"it's, \"x\""_s, &CommonValue::text) != v.common.end());
        QVERIFY(std::ranges::find(v.common, QString(), &CommonValue::text) != v.common.end());
        QVERIFY(v.bounds.isEmpty() && v.figures.isEmpty());
        QCOMPARE(estimates(u"t"_s, u"kind"_s).common.value(0).text, u"blue"_s);
        QCOMPARE(estimates(u"t"_s, u"ids"_s).common.value(0).text.right(3), u",2}"_s);
        QCOMPARE(estimates(u"t"_s, u"A \"b"_s).figures.first(), 0.25);
    }
    void datesAreFiguresToo()
    {
        const auto day = estimates(u"t"_s, u"day"_s), at = estimates(u"t"_s, u"at"_s);
        QCOMPARE(at.figures.first(), double(m_server->psql(m_database, "select extract(epoch from min(at)) from t").toDouble()));
        QCOMPARE(at.figures.size(), at.bounds.size());
        QVERIFY(day.figures.isEmpty() == day.bounds.isEmpty());
        m_server->psql(
            m_database,
            "create table ends (a date); insert into ends select date '2024-01-01' + g from generate_series(1, 300) g; "
            "insert into ends values ('infinity'), ('-infinity'); analyze ends; grant select on ends to public");
        const auto ends = estimates(u"ends"_s, u"a"_s);
        QCOMPARE(ends.bounds.last(), u"infinity"_s);
        QVERIFY(ends.figures.isEmpty());
    }
    void whyThereIsNothing()
    {
        const auto never = estimates(u"never"_s, u"a"_s);
        QVERIFY(!never.isThere && never.isReadable && !never.age);
        const auto hidden = estimates(u"hidden"_s, u"a"_s);
        QVERIFY(!hidden.isThere && !hidden.isReadable && hidden.age);
        QVERIFY(estimates(u"hidden"_s, u"b"_s).isThere);
        const auto secured = estimates(u"secured"_s, u"a"_s);
        QVERIFY(!secured.isThere && secured.hasRowSecurity);
        const auto gone = m_asker->ask(columnEstimates(4'000'000'000, 1));
        QVERIFY(gone);
        QCOMPARE(readColumnEstimates(*gone).error().code, u"missing"_s);
        QCOMPARE(readColumnEstimates(*m_asker->ask({"select 1", {}})).error().code, u"form"_s);
        QCOMPARE(readColumnCounts(*m_asker->ask({"select 1", {}})).error().code, u"form"_s);
    }
    void ofAllPartitions()
    {
        const auto at = estimates(u"p"_s, u"at"_s);
        QCOMPARE(at.rows, 7000.0);
        QCOMPARE(at.distinct, 700.0);
        QCOMPARE(counts(u"p"_s, u"at"_s).distinct, 700);
    }
    void everyTypeIsCounted()
    {
        for (const TableColumn &each : relation(u"t"_s).columns) {
            const ColumnCounts found = counts(u"t"_s, each.name);
            const QByteArray name = quotedIdentifierAlways(each.name).toUtf8();
            QCOMPARE(found.rows, 1000);
            QCOMPARE(found.values, m_server->psql(m_database, "select count(" + name + ") from t").toLongLong());
            const bool isPlain = !QStringList{u"doc"_s, u"docs"_s, u"whole"_s, u"x"_s, u"places"_s}.contains(each.name);
            QVERIFY2(found.distinct.has_value() == isPlain, name);
            if (!isPlain)
                continue;
            const QByteArray ends =
                m_server->psql(m_database, "select count(distinct " + name + "), (select " + name + " from t where " + name +
                                               " is not null order by 1 limit 1), (select " + name + " from t where " + name +
                                               " is not null order by 1 desc limit 1) from t");
            QCOMPARE(QByteArray::number(*found.distinct) + '|' + found.least->toUtf8() + '|' + found.most->toUtf8(), ends);
            QCOMPARE(found.common.size(), std::min<qint64>(10, *found.distinct));
        }
    }
    void theMostCommonAreCounted()
    {
        const ColumnCounts v = counts(u"t"_s, u"v"_s);
        QCOMPARE(v.values, 750);
        QStringList common;
        for (const auto &value : v.common)
            common << u"%1=%2 %3"_s.arg(value.text).arg(value.rows).arg(value.share);
        QCOMPARE(common.join(u"; "_s), u"=250 0.25; b=250 0.25; it's, \"x\"=250 0.25"_s);
    }
    void onlyWhatAFilterSelects()
    {
        const ColumnCounts some =
            counts(u"t"_s, u"id"_s, {u"id > 10 -- not the first"_s, u"v = 'b' OR v = ''"_s, u"t.id < 1000"_s});
        QCOMPARE(some.rows,
                 m_server->psql(m_database, "select count(*) from t where id > 10 and (v = 'b' or v = '') and id < 1000")
                     .toLongLong());
        QCOMPARE(some.least, u"13"_s);
        QCOMPARE(counts(u"t"_s, u"doc"_s, {u"id <= 7"_s}).rows, 7);
        const ColumnCounts none = counts(u"empty"_s, u"a"_s);
        QVERIFY(none.rows == 0 && none.distinct == 0 && !none.least && !none.most && none.common.isEmpty());
        const Relation t = relation(u"t"_s);
        QVERIFY(!m_asker->ask(columnCounts(t, t.columns[0], true, {u"id > "_s})));
        QVERIFY2(m_asker->error.startsWith(u"42601"_s), qPrintable(m_asker->error));
    }
    void longValuesAreCut()
    {
        m_server->psql(
            m_database,
            "create table long (a text); insert into long select repeat('ä', 300); analyze long; grant select on long to public");
        const ColumnCounts found = counts(u"long"_s, u"a"_s);
        QCOMPARE(found.least->size(), 256);
        QVERIFY(found.common.value(0).isCut);
        QCOMPARE(found.common.value(0).text, QString(256, u'ä'));
    }
    void nothingOfTheUsersIsCalled()
    {
        const QString database = m_server->newDatabase();
        m_server->psql(database, test::traps);
        m_server->psql(database, "create schema shop; grant usage on schema shop to public; set search_path = ''; create table "
                                 "shop.t (v pg_catalog.int4, at pg_catalog.date); "
                                 "insert into shop.t select g, '2024-01-01' from pg_catalog.generate_series(1, 500) g; analyze "
                                 "shop.t; grant select on shop.t to public");
        test::Asker asker(m_server->url(database));
        const auto found = asker.ask(catalog::relation(u"shop"_s, u"t"_s));
        QVERIFY2(found, qPrintable(asker.error));
        const Relation t = *catalog::readRelation(*found);
        for (const TableColumn &column : t.columns) {
            const auto rows = asker.ask(columnEstimates(t.oid, column.number), "public, pg_catalog");
            QVERIFY2(rows && readColumnEstimates(*rows)->isThere, qPrintable(asker.error));
            for (const bool canGroup : {true, false})
                QVERIFY2(asker.ask(columnCounts(t, column, canGroup), "public, pg_catalog"), qPrintable(asker.error));
        }
    }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
