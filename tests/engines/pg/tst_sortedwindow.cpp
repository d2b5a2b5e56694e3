// SPDX-License-Identifier: GPL-3.0-or-later
// A table sorted by a column, window by window: row for row what one ORDER BY of the server answers.
#include "engines/pg/traps.h"
#include "engines/pg/windows.h"

#include <QtTest>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

class TestSortedWindow : public QObject, private test::Windows
{
    Q_OBJECT

    TableWindow window(const QString &name, const Sort &sort, int version = 150000)
    {
        return Windows::window(name, {sort, {}, {}}, version);
    }
    void compare(const TableWindow &of, const QByteArray &sql)
    {
        for (const int most : {4, 8, 90}) {
            Windows::compare(of, sql, most);
            if (QTest::currentTestFailed())
                return;
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        startServer();
        m_compared = 1;
    }
    void init()
    {
        newDatabase();
        psql("alter database " + m_database.toLatin1() + " set timezone = 'Europe/Berlin'; alter database " +
             m_database.toLatin1() + " set datestyle = 'Postgres, DMY'");
        connectAgain();
    }
    void cleanup() { m_asker.reset(); }

    void rowForRow_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("value"); // from generate_series(1, 60) g and a random r
        const auto add = [](const char *name, const char *type, const char *value) {
            QTest::newRow(name) << QByteArray(type) << QByteArray(value);
        };
        add("int", "int", "r % 20 - 10");
        add("unique", "bigint", "g * 7919 % 1009");
        add("text by the database", "text", "(array['Zebra','apple','Éclair','ähnlich','','a b','a''b','\"','\\'])[1 + r % 9]");
        add("long text", "text", "repeat('x', 400) || r % 9");
        add("text in C", "text collate \"C\"", "(array['Zebra','apple','Éclair','ähnlich','','a b'])[1 + r % 6]");
        add("text by ICU", "text collate \"und-x-icu\"", "(array['Zebra','apple','Éclair','ähnlich','','a b'])[1 + r % 6]");
        add("text without case", "text collate nocase", "(array['b','A','a','B','Ä','ä'])[1 + r % 6]");
        add("char", "char(8)", "left(md5(r::text), 1 + r % 2)");
        add("varchar", "varchar(9)", "left(md5(r::text), 1)");
        add("numeric", "numeric", "case r % 9 when 1 then 'NaN' when 2 then '-0.10' else (r % 5) * 1.10 end");
        add("float", "float8",
            "case r % 9 when 1 then 'NaN' when 2 then 'Infinity' when 3 then '-Infinity' else r % 7 / 3.0::float8 end");
        add("timestamptz", "timestamptz",
            "case when r % 9 = 1 then 'infinity' else '2026-10-25 00:00:00.123456+00'::timestamptz + r % 9 * interval '20 min' "
            "end");
        add("date", "date",
            "case r % 9 when 1 then '-infinity'::date when 2 then '0044-03-15 BC' else '2024-01-01'::date + r % 6 end");
        add("bool", "bool", "r % 2 = 0");
        add("enum", "mood", "(array['sad','ok','glad']::mood[])[1 + r % 3]");
        add("uuid", "uuid", "md5((r % 12)::text)::uuid");
        add("domain", "mail", "'m' || r % 9");
        add("interval", "interval", "r % 9 * interval '1 hour'");
        add("array", "int[]", "case r % 4 when 0 then '{}' else array[r % 3, null] end");
        add("row of nulls", "pair", "case r % 3 when 0 then row(null, null)::pair else row(r % 4, 'x')::pair end");
        add("jsonb", "jsonb", "to_jsonb(r % 9)");
        add("inet", "inet", "'10.0.0.0'::inet + r % 9");
    }
    void rowForRow()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, value);
        psql("create type mood as enum ('sad', 'ok', 'glad'); create domain mail as text; create type pair as (a int, b text);"
             "create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        psql("create table t (id int primary key, v " + type +
             "); create index on t (v);"
             "create table two (name text, n int not null, day date not null, v " +
             type +
             ", primary key (day, n)); create index on two (v desc);"
             "select setseed(0.4); insert into t select g, case when r % 5 > 0 then " +
             value +
             " end from (select g, (random() * 1000)::int as r from generate_series(1, 60) g offset 0) as s;"
             "insert into two select id::text, id % 20, '2024-01-01'::date + id / 20, v from t; analyze");
        for (const bool isDescending : {false, true}) {
            const QByteArray way = isDescending ? " desc" : "";
            const Sort sort{u"v"_s, isDescending};
            TableWindow of = window(u"t"_s, sort);
            QCOMPARE(of.sort(), std::optional(sort));
            QCOMPARE(of.key(), u"t_pkey"_s);
            QCOMPARE(of.by(), WindowBy::Key);
            compare(of, "select id from t order by v" + way + ", id" + way);
            if (QTest::currentTestFailed())
                return;
            compare(window(u"two"_s, sort), "select name from two order by v" + way + ", day" + way + ", n" + way);
            if (QTest::currentTestFailed())
                return;
        }
    }
    void whatRunsInWindows()
    {
        psql(R"(create table t (id int primary key, a int, b int, c text, d citext, e int, f int, g json);
            create index on t (a, b); create index on t (b nulls first); create index on t (c text_pattern_ops); create index on t (d);
            create index on t (e) where e > 0; create index on t (f) include (c); create index on t (lower(c), a); create index on t using hash (b);
            create table heap (a int); create index on heap (a); create view v as select * from t; create materialized view m as select * from t; create unique index on m (id); create index on m (a);
            create table parent (id int primary key, a int) partition by range (id); create table child partition of parent for values from (0) to (100); create index on parent (a);
            create table heir () inherits (heap);
            insert into t select g, g % 7, g, g, g, g, g, '1' from generate_series(1, 30) g; insert into parent select g, -g from generate_series(1, 30) g)");
        const auto by = [this](const QString &table, const QString &column, int version = 150000) {
            return window(table, {column, false}, version).by();
        };
        for (const QString &column : {u"id"_s, u"a"_s, u"f"_s})
            QCOMPARE(by(u"t"_s, column), WindowBy::Key);
        // No index in that order; for d another operator than the key's.
        for (const QString &column : {u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"g"_s})
            QCOMPARE(by(u"t"_s, column), WindowBy::Stream);
        for (const QString &name : {u"heap"_s, u"v"_s, u"m"_s, u"parent"_s})
            QCOMPARE(by(name, u"a"_s), WindowBy::Stream);
        QCOMPARE(by(u"child"_s, u"a"_s), WindowBy::Key);
        QCOMPARE(by(u"t"_s, u"a"_s, 120000), WindowBy::Stream); // which would sort all of it for each window
        QCOMPARE(by(u"t"_s, u"id"_s, 120000), WindowBy::Key);
        QCOMPARE(window(u"t"_s, {u"a"_s, false, true}).by(), WindowBy::Stream);
        QVERIFY(window(u"t"_s, {u"a"_s}).hasIndexToSort() && !window(u"t"_s, {u"b"_s}).hasIndexToSort());
        const TableWindow gone = window(u"t"_s, {u"no such"_s});
        QVERIFY(!gone.sort());
        QCOMPARE(gone.by(), WindowBy::Key);
        compare(window(u"t"_s, {u"id"_s, true}), "select id from t order by id desc");
        QCOMPARE(window(u"t"_s, {u"a"_s, true}).selectText(), u"SELECT * FROM public.t ORDER BY a DESC, id DESC"_s);
        QCOMPARE(window(u"v"_s, {u"a"_s}).selectText(), u"SELECT * FROM public.v ORDER BY a"_s);
        QCOMPARE(window(u"parent"_s, {u"a"_s}).rows(), -1);
        psql("analyze parent");
        QCOMPARE(window(u"parent"_s, {u"a"_s}).rows(), 30);
    }
    void onlyNullsAndNone()
    {
        psql(
            R"(create table nulls (id int primary key, v int); create index on nulls (v); insert into nulls select g from generate_series(1, 20) g;
            create table full_ (id int primary key, v int not null); create index on full_ (v); insert into full_ select g, -g from generate_series(1, 20) g;
            create table "Od""d" (id int, "Sel.ect" int, "@1%s" int, primary key ("@1%s")); create index on "Od""d" ("Sel.ect"); insert into "Od""d" select g, g % 3, -g from generate_series(1, 20) g)");
        for (const bool isDescending : {false, true}) {
            const QByteArray way = isDescending ? " desc" : "";
            compare(window(u"nulls"_s, {u"v"_s, isDescending}), "select id from nulls order by v" + way + ", id" + way);
            compare(window(u"full_"_s, {u"v"_s, isDescending}), "select id from full_ order by v" + way + ", id" + way);
            compare(window(u"full_"_s, {u"v"_s, isDescending}, 180000), "select id from full_ order by v" + way + ", id" + way);
            compare(window(u"Od\"d"_s, {u"Sel.ect"_s, isDescending}),
                    R"(select id from "Od""d" order by "Sel.ect")" + way + R"(, "@1%s")" + way);
        }
    }
    void itsIndexIsWalked()
    {
        psql("create table t (id int primary key, v int, w int); create index on t (v, id); create index on t (w); insert into t "
             "select g, nullif(g % 100, 7), g from generate_series(1, 50000) g; analyze t");
        for (const QString &column : {u"v"_s, u"w"_s}) {
            for (const Way way : {Way::Forward, Way::Backward}) {
                const TableWindow of = window(u"t"_s, {column, false});
                const Place place{.key = {column == u"v" ? "50" : "25050", "25050"}};
                for (const Place &from : {way == Way::Forward ? of.start(way) : place, place}) {
                    const QByteArray all = planOf(of.ask(from, way, 100));
                    QVERIFY2(all.contains("Index Scan") && !all.contains("->  Sort"), all);
                }
            }
        }
    }
    void valuesAreFetchedByTheKey()
    {
        psql("create table t (id int primary key, note text, v int); create index on t (v); insert into t select g, repeat('n', "
             "300), "
             "nullif(g % 3, 0) from generate_series(1, 30) g");
        const TableWindow of = window(u"t"_s, {u"v"_s, true});
        const QList<QByteArray> publicTraps{{}, test::traps};
        for (const QByteArray &traps : publicTraps) { // and nothing of the user's is called
            if (!traps.isEmpty())
                psql(traps);
            const QByteArray path = traps.isEmpty() ? "''" : "public, pg_catalog";
            for (const Way way : {Way::Forward, Way::Backward}) {
                const test::Walk all = walk(of, way, of.start(way), [] { return 4; }, path);
                QVERIFY2(all.error.isEmpty(), qPrintable(all.error));
                QCOMPARE(all.rows.size(), 30);
                const auto on = m_asker->ask(of.ask(of.start(way), way, 4), path);
                QVERIFY2(on, qPrintable(m_asker->error));
                QCOMPARE(of.placeOf(*on, 2).key.last(), of.cell(*on, 2, 0).text);
                const auto whole = m_asker->ask(of.wholeValue(*on, 2, 1), path);
                QVERIFY2(whole && whole->rowCount() == 1, qPrintable(m_asker->error));
                QCOMPARE(whole->cell(0, 0).text.size(), 300);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSortedWindow)
#include "tst_sortedwindow.moc"
