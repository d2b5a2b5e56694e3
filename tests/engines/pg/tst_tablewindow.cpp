// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/traps.h"
#include "engines/pg/windows.h"

#include <QtTest>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

class TestTableWindow : public QObject, private test::Windows
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void init() { newDatabase(); }
    void cleanup() { m_asker.reset(); }

    void byKey_data()
    {
        QTest::addColumn<QByteArray>("columns"); // of the key, k1, k2…
        QTest::addColumn<QByteArray>("values");  // from generate_series(…) g
        QTest::addColumn<QByteArray>("order");
        const auto add = [](const char *name, const char *columns, const char *values, const char *order = "k1") {
            QTest::newRow(name) << QByteArray(columns) << QByteArray(values) << QByteArray(order);
        };
        add("int", "k1 int", "(g * 7919) % 1000003 - 500000");
        add("bigint", "k1 bigint", "g * 9000000000 * (case when g % 2 = 0 then -1 else 1 end)");
        add("text in C", "k1 text collate \"C\"", "chr(65 + g % 58) || md5(g::text)");
        add("text by ICU", "k1 text collate \"und-x-icu\"",
            "(array['Zebra','apple','Éclair','ähnlich','ZEBRA','a b','a''b','\"','\\'])[1 + g % 9] || g % 37 || '.' || g");
        add("varchar", "k1 varchar(40)", "md5(g::text)");
        add("char", "k1 char(12)", "left(md5(g::text), 3 + g % 8) || g % 10", "k1");
        add("uuid", "k1 uuid", "md5(g::text)::uuid");
        add("timestamptz", "k1 timestamptz", "'2026-03-29 00:30+00'::timestamptz + g * interval '11 minutes 7.123456 seconds'");
        add("date", "k1 date", "case g when 1 then 'infinity' when 2 then '0044-03-15 BC' else '2024-01-01'::date + g end");
        add("interval", "k1 interval", "g * interval '1 hour' - interval '3 days'");
        add("numeric", "k1 numeric", "case g when 1 then 'NaN' else g * 1.1 / 3 end");
        add("float", "k1 float8", "case g when 1 then 'Infinity'::float8 when 2 then 'NaN' else g / 3.0::float8 end");
        add("enum", "k1 mood", "('m' || (g - 1) % 300)::mood");
        add("domain", "k1 mail", "'m' || g");
        add("citext", "k1 citext", "(case when g % 2 = 0 then 'A' else 'b' end) || md5(g::text)");
        add("bytea", "k1 bytea", "decode(md5(g::text), 'hex')");
        add("inet", "k1 inet", "'10.0.0.0'::inet + g");
        add("array", "k1 int[]", "array[g % 5, g]");
        add("two", "k1 int, k2 text", "g % 7, md5(g::text)", "k1, k2");
        add("three", "k1 date, k2 smallint, k3 uuid", "'2024-01-01'::date + g % 3, (g % 11)::smallint, md5(g::text)::uuid",
            "k1, k2, k3");
        add("bool first", "k1 boolean, k2 int", "g % 2 = 0, g", "k1, k2");
    }
    void byKey()
    {
        QFETCH(QByteArray, columns);
        QFETCH(QByteArray, values);
        QFETCH(QByteArray, order);
        m_server->psql(
            m_database, "create type mood as enum ("_qba + [] {
                QByteArrayList moods;
                for (int i = 0; i < 300; ++i)
                    moods << "'m" + QByteArray::number((i * 7) % 300) + "'";
                return moods.join(',');
            }() + "); create domain mail as text check (value <> '')");
        m_server->psql(m_database, "set timezone = 'Europe/Berlin'; create table t (note text, " + columns +
                                       ", n int, primary key (" + order +
                                       "));"
                                       "insert into t select case when g % 3 = 0 then null else repeat('x', g % 5) end, " +
                                       values + ", g from generate_series(1, 300) g; analyze t");
        m_server->psql(m_database, "alter database " + m_database.toLatin1() +
                                       " set timezone = 'Europe/Berlin'; alter database " + m_database.toLatin1() +
                                       " set datestyle = 'Postgres, DMY'; alter database " + m_database.toLatin1() +
                                       " set intervalstyle = 'sql_standard'");
        connectAgain();
        const TableWindow of = window(u"t"_s);
        QCOMPARE(of.by(), WindowBy::Key);
        QCOMPARE(of.key(), u"t_pkey"_s);
        compare(of, "select * from t order by " + order);
    }
    void byAnotherKey()
    {
        m_server->psql(m_database, R"(
            create table t (a int, b text not null, c citext not null, d int not null);
            create unique index on t (b collate "C" desc); create unique index mixed on t (d, c);
            insert into t select g, case when g % 2 = 0 then 'a' else 'B' end || g, 'x' || g, g % 5 from generate_series(1, 200) g;
            create table nulls (a int unique, b int); insert into nulls select g, g from generate_series(1, 50) g; insert into nulls values (null, 0), (null, 1);
            create table mixed_only (d int not null, c citext not null, primary key (d, c)); insert into mixed_only select g % 5, g from generate_series(1, 50) g;
        )");
        const TableWindow of = window(u"t"_s);
        QCOMPARE(of.key(), u"t_b_idx"_s);
        compare(of, "select * from t order by b collate \"C\"");
        QCOMPARE(window(u"nulls"_s).by(), WindowBy::Block);
        compare(window(u"nulls"_s), "select * from nulls order by ctid");
        // A row comparison names one operator; citext's is another than int's.
        QCOMPARE(window(u"mixed_only"_s).by(), WindowBy::Block);
        compare(window(u"mixed_only"_s), "select * from mixed_only order by ctid");
    }
    void byBlock_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<QByteArray>("sql");
        for (const int version : {150000, 130000}) {
            const auto add = [version](const char *name, const char *sql) {
                QTest::addRow("%s, %d", name, version) << version << QByteArray(sql);
            };
            add("plain", "insert into t select g, md5(g::text) from generate_series(1, 4000) g; analyze t");
            add("never analysed", "alter table t set (autovacuum_enabled = off); insert into t select g, md5(g::text) from "
                                  "generate_series(1, 3000) g");
            add("empty", "select 1");
            add("one row", "insert into t values (1, 'x')");
            add("deleted in the middle", "alter table t set (autovacuum_enabled = off); insert into t select g, md5(g::text) "
                                         "from generate_series(1, 30000) g; "
                                         "analyze t; delete from t where a between 500 and 29500");
            add("deleted at the end", "alter table t set (autovacuum_enabled = off); insert into t select g, md5(g::text) from "
                                      "generate_series(1, 20000) g; "
                                      "analyze t; delete from t where a > 300");
            add("all deleted", "alter table t set (autovacuum_enabled = off); insert into t select g, 'x' from "
                               "generate_series(1, 20000) g; delete from t");
            add("holes", "insert into t select g, md5(g::text) from generate_series(1, 9000) g; delete from t where a % 97 > 5; "
                         "vacuum analyze t; "
                         "update t set b = b || 'y' where a % 7 = 0");
            add("wide", "insert into t select g, repeat(md5(g::text), 60) from generate_series(1, 600) g; analyze t");
            add("grown since", "insert into t select g, 'x' from generate_series(1, 100) g; analyze t; alter table t set "
                               "(autovacuum_enabled = off); "
                               "insert into t select g, 'x' from generate_series(101, 9000) g");
        }
    }
    void byBlock()
    {
        QFETCH(int, version);
        QFETCH(QByteArray, sql);
        m_server->psql(m_database, "create table t (a int, b varchar(3000)); " + sql);
        const TableWindow of = window(u"t"_s, {}, version);
        QCOMPARE(of.by(), WindowBy::Block);
        compare(of,
                "select a, case when octet_length(b) > 256 then left(b, 256) || '…' || octet_length(b) else b end from t order "
                "by ctid",
                400);
    }
    void emptyRangesAreStridenOver()
    {
        m_server->psql(m_database, "create table t (a int) with (fillfactor = 10, autovacuum_enabled = off); insert into t "
                                   "select g from generate_series(1, 100000) g; analyze t;"
                                   "delete from t where a between 100 and 99900");
        const TableWindow of = window(u"t"_s);
        const test::Walk forward = walk(of, Way::Forward, of.start(Way::Forward), [] { return 50; });
        QCOMPARE(forward.rows.size(), 199);
        QVERIFY2(forward.questions < 25, QByteArray::number(forward.questions)); // of about 4,500 blocks
        const test::Walk backward = walk(of, Way::Backward, of.start(Way::Backward), [] { return 50; });
        QCOMPARE(test::reversed(backward.rows), forward.rows);
        QVERIFY2(backward.questions < 25, QByteArray::number(backward.questions));
    }
    void leafByLeaf()
    {
        m_server->psql(m_database, R"(
            create table t (b text, a int not null, d date) partition by range (a);
            create table t_2 partition of t for values from (1000) to (2000);
            create table t_1 (d date, a int not null, junk int, b text); alter table t_1 drop column junk; alter table t attach partition t_1 for values from (0) to (1000);
            create table t_3 partition of t for values from (2000) to (3000) partition by list (d);
            create table t_3_b partition of t_3 for values in ('2024-02-01'); create table t_3_a partition of t_3 for values in ('2024-01-01');
            create table t_none partition of t for values from (4000) to (5000);
            alter table t_2 add primary key (a);
            insert into t select md5(g::text), g, '2024-01-01'::date + (g % 2) * 31 from generate_series(1, 2999) g; analyze t;
        )");
        const TableWindow of = window(u"t"_s);
        QCOMPARE(of.by(), WindowBy::Block);
        QCOMPARE(of.rows(), 2999.0);
        compare(of,
                "(select b, a, d from t_1 order by ctid) union all (select b, a, d from t_2 order by a) union all (select b, a, "
                "d from t_3_a order by ctid)"
                " union all (select b, a, d from t_3_b order by ctid)",
                500);

        // With a key on the parent only where a partition must not be read itself.
        m_server->psql(m_database, "create table p (id int primary key, x text) partition by range (id); create table p_1 "
                                   "partition of p for values from (0) to (100);"
                                   "create table p_2 partition of p for values from (100) to (200); insert into p select g, g "
                                   "from generate_series(0, 199) g; analyze p");
        QCOMPARE(window(u"p"_s).key(), QString());
        QCOMPARE(window(u"p"_s).by(), WindowBy::Key);
        compare(window(u"p"_s), "select * from p order by id");
        m_server->psql(m_database, "revoke all on p_2 from public, " + m_server->info().user.toLatin1());
        QCOMPARE(window(u"p"_s).key(), u"p_pkey"_s);
        compare(window(u"p"_s), "select * from p order by id");
        m_server->psql(m_database, "revoke all on t_1 from public, " + m_server->info().user.toLatin1());
        QCOMPARE(window(u"t"_s).by(), WindowBy::Stream);
        m_server->psql(
            m_database,
            "grant select on p_2 to public; alter table p enable row level security; create policy odd on p using (id % 2 = 1)");
        QCOMPARE(window(u"p"_s).key(), u"p_pkey"_s);
        compare(window(u"p"_s), "select * from p where id % 2 = 1 order by id");
    }
    void inherited()
    {
        m_server->psql(m_database, "create table i (a int primary key, b text); create table j (c int) inherits (i); insert into "
                                   "i select g, 'i' from generate_series(1, 90) g;"
                                   "insert into j select g, 'j', g from generate_series(1, 700) g; analyze i; analyze j");
        const TableWindow of = window(u"i"_s);
        compare(of, "(select a, b from only i order by a) union all (select a, b from j order by ctid)");
    }
    void streams()
    {
        m_server->psql(m_database, "create table t (a int primary key, secret text); create view v as select a from t; create "
                                   "sequence s; create materialized view m as select 1 one;"
                                   "revoke all on t from public; grant select (a) on t to public");
        for (const QString &name : {u"v"_s, u"s"_s})
            QCOMPARE(window(name).by(), WindowBy::Stream);
        QCOMPARE(window(u"v"_s).selectText(), u"SELECT * FROM public.v"_s);
        QVERIFY(window(u"v"_s).ask({}, Way::Forward, 10).sql.isEmpty());
        QCOMPARE(window(u"m"_s).by(), WindowBy::Block);
        // What this role may not read is left out.
        QCOMPARE(window(u"t"_s).columns().size(), 1);
        QCOMPARE(window(u"t"_s).selectText(), u"SELECT a FROM public.t"_s);
        m_server->psql(m_database, "insert into t select g, 'hidden' from generate_series(1, 30) g");
        compare(window(u"t"_s), "select a from t order by a");
    }
    void valuesAreCutAndFetchedWhole_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("by key") << QByteArray(", primary key (id)");
        QTest::newRow("by block") << QByteArray();
    }
    void valuesAreCutAndFetchedWhole()
    {
        QFETCH(QByteArray, key);
        m_server->psql(
            m_database,
            "create domain note as text; create type pair as (a int, b text);"
            "create table t (id int, \"te%s@~xt\" text, v varchar, n note, c char(300), j json, jb jsonb, raw bytea, list "
            "text[], p pair, ts tsvector, x xml, num numeric,"
            " r int4range, ci citext, b bit(400), d numeric(9,2), v20 varchar(20), ok boolean" +
                key +
                ");"
                "insert into t values (1, repeat('ä🙂', 400), repeat('v', 257), repeat('n', 300), 'c', '{\"a\" :  1}', "
                "jsonb_build_object('k', repeat('j', 9999)), decode(repeat('00ff', 500), 'hex'),"
                " array_fill('long'::text, array[200]), row(7, repeat('p', 300)), to_tsvector(repeat('word ', 5) || md5('1')), "
                "'<a/>', 3.140, '[1,5)', repeat('C', 300), repeat('1', 400)::bit(400), 2.50, 'twenty', true);"
                "insert into t (id, p) values (2, row(null, null)); insert into t (id, \"te%s@~xt\", raw, list) values (3, '', "
                "'', '{}');"
                "insert into t (id, \"te%s@~xt\", v, raw) values (4, repeat('ä', 256), repeat('v', 256), decode(repeat('ab', "
                "127), 'hex'));"
                "alter table t alter jb set storage external; insert into t (id, jb) values (5, jsonb_build_object('k', "
                "repeat('j', 2000000)))");
        const TableWindow of = window(u"t"_s);
        const auto answer = m_asker->ask(of.ask(of.start(Way::Forward), Way::Forward, 10));
        QVERIFY2(answer, qPrintable(m_asker->error));
        QCOMPARE(of.rowsIn(*answer), qint64(5));
        const QList<Column> columns = of.columns();
        int cut = 0;
        for (qint64 row = 0; row < 5; ++row) {
            for (int column = 0; column < columns.size(); ++column) {
                const Cell shown = of.cell(*answer, row, column);
                const auto rows = m_asker->ask(of.wholeValue(*answer, row, column));
                QVERIFY2(rows && rows->rowCount() == 1, qPrintable(m_asker->error));
                const Cell whole = rows->cell(0, 0);
                const QByteArray at = columns[column].name.toUtf8() + " of " + QByteArray::number(row + 1) + ": " + shown.text;
                QVERIFY2(shown.isNull == whole.isNull, at);
                QVERIFY2(whole.text.startsWith(shown.text), at);
                QVERIFY2(shown.isCut() == (shown.text.size() < whole.text.size()), at);
                if (shown.isCut()) {
                    ++cut;
                    QVERIFY2(shown.size == whole.size || (row == 4 && shown.size > 2'000'000 && shown.text.isEmpty()), at);
                    QVERIFY2(QString::fromUtf8(shown.text).toUcs4().size() == 256 || row == 4, at);
                }
            }
        }
        QCOMPARE(cut, 11); // text, v, n, c, jb, raw, list, p, ci, b; jb of 5
        QCOMPARE(of.cell(*answer, 1, 9).text, "(,)");
        QVERIFY(!of.cell(*answer, 2, 1).isNull);
        QVERIFY(of.cell(*answer, 1, 1).isNull);
        // A row that changed has no ctid of before.
        m_server->psql(m_database, "update t set n = 'new' where id = 1");
        const auto rows = m_asker->ask(of.wholeValue(*answer, 0, 3));
        QCOMPARE(rows->rowCount(), key.isEmpty() ? 0 : 1);
    }
    void veryWideAndVeryNarrow()
    {
        QByteArrayList columns, jsons;
        for (int i = 1; i <= 1600; ++i) {
            columns << "c" + QByteArray::number(i) + (i % 2 ? " text" : " int");
            jsons << "c" + QByteArray::number(i) + " jsonb";
        }
        m_server->psql(m_database,
                       "create table wide (" + columns.join(',') +
                           "); insert into wide (c1, c2, c1600) select repeat('x', g), g, g from generate_series(1, 300) g;"
                           "create table docs (" +
                           jsons.join(',') +
                           "); insert into docs (c1600) values ('[1]');"
                           "create table none (); insert into none select from generate_series(1, 3000)");
        for (const int version : {150000, 130000}) {
            TableWindow of = window(u"wide"_s, {}, version);
            test::Walk all = walk(of, Way::Forward, of.start(Way::Forward), randomCount(100));
            QVERIFY2(all.error.isEmpty(), qPrintable(all.error));
            QCOMPARE(all.rows.size(), 300);
            QCOMPARE(all.rows[299][0], QByteArray(256, 'x') + "…300");
            QCOMPARE(all.rows[299][1599], "300");
            of = window(u"none"_s, {}, version);
            QCOMPARE(of.columns().size(), 0);
            QCOMPARE(walk(of, Way::Forward, of.start(Way::Forward), randomCount(1000)).rows.size(), 3000);
            QCOMPARE(walk(of, Way::Backward, of.start(Way::Backward), randomCount(1000)).rows.size(), 3000);
        }
        const TableWindow of = window(u"docs"_s);
        const test::Walk all = walk(of, Way::Forward, of.start(Way::Forward), randomCount(100));
        QVERIFY2(all.error.isEmpty(), qPrintable(all.error));
        QCOMPARE(all.rows[0][1599], "[1]");
    }
    void oddNames()
    {
        m_server->psql(
            m_database,
            R"(create table "Ta""b.le 🙂" ("select" int, "a.b" text, "x""y" text, "@1%s" int, primary key ("select", "x""y"));
            insert into "Ta""b.le 🙂" select g % 3, g, g, g from generate_series(1, 30) g)");
        compare(window(u"Ta\"b.le 🙂"_s), R"(select * from "Ta""b.le 🙂" order by "select", "x""y")");
    }
    void nothingOfTheUsersIsCalled_data()
    {
        QTest::addColumn<bool>("isTemporary");
        QTest::newRow("public first") << false;
        QTest::newRow("temporary") << true;
    }
    void nothingOfTheUsersIsCalled()
    {
        QFETCH(bool, isTemporary);
        m_server->psql(m_database,
                       R"(create table k (id bigint primary key, note text, doc jsonb, raw bytea, at timestamptz, list int[]);
            create table b (id bigint, note text, doc jsonb, raw bytea); create table c (x int, at timestamptz, note text, primary key (at, x)); create table d (id int[] primary key, note text, n int);
            insert into k select g, repeat('n', 300), '{}', 'x', now(), '{1}' from generate_series(1, 30) g; insert into b select id, note, doc, raw from k;
            insert into d select array[g], 'x', g from generate_series(1, 30) g;
            insert into c select 1, '2024-01-01'::date + g, 'x' from generate_series(1, 30) g)");
        const QList<TableWindow> windows{window(u"k"_s), window(u"b"_s), window(u"b"_s, {}, 130000), window(u"c"_s),
                                         window(u"d"_s)};
        if (isTemporary)
            QVERIFY2(m_asker->tell(test::temporaryTraps), qPrintable(m_asker->error));
        else
            m_server->psql(m_database, test::traps);
        const QByteArray path = isTemporary ? "''" : "public, pg_catalog";
        for (const TableWindow &of : windows) {
            for (const Way way : {Way::Forward, Way::Backward}) {
                const test::Walk all = walk(of, way, of.start(way), [] { return 10; }, path);
                QVERIFY2(all.error.isEmpty(), qPrintable(all.error));
                QCOMPARE(all.rows.size(), 30);
                const auto on = m_asker->ask(of.ask(all.places[12], way, 10), path);
                QVERIFY2(on, qPrintable(m_asker->error));
                QVERIFY(of.rowsIn(*on) > 3);
                const auto whole = m_asker->ask(of.wholeValue(*on, 3, 1), path);
                QVERIFY2(whole && whole->rowCount() == 1, qPrintable(m_asker->error));
            }
        }
    }
    void keysAreWalkedByTheirIndex()
    {
        m_server->psql(m_database, "create table t (a int, b int, doc text, primary key (a, b)); insert into t select g % 100, "
                                   "g, repeat('x', 100) from generate_series(1, 50000) g; analyze t");
        const TableWindow of = window(u"t"_s);
        for (const Way way : {Way::Forward, Way::Backward}) {
            Place place;
            place.key = {"50", "25050"};
            const QByteArray all = planOf(of.ask(place, way, 100));
            QVERIFY2(all.contains("Index Cond: (ROW(a, b)") && !all.contains("Sort"), all);
        }
    }
};

QTEST_GUILESS_MAIN(TestTableWindow)
#include "tst_tablewindow.moc"
