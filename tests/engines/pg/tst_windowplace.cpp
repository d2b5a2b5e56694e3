// SPDX-License-Identifier: GPL-3.0-or-later
// Places nobody has read up to: at a key or the first columns of one, at a share of the rows and back.
#include "engines/pg/traps.h"
#include "engines/pg/windows.h"

#include <QtTest>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

class TestWindowPlace : public QObject, private test::Windows
{
    Q_OBJECT

    // The first `count` rows from a place on, their first columns.
    QByteArrayList rowsFrom(const TableWindow &of, const Place &place, Way way, int count)
    {
        QByteArrayList firsts;
        for (std::optional<Place> from = place; from && firsts.size() < count;) {
            const auto rows = m_asker->ask(of.ask(*from, way, count));
            if (!rows)
                return {m_asker->error.toUtf8()};
            for (qint64 row = 0; row < of.rowsIn(*rows) && firsts.size() < count; ++row)
                firsts << of.cell(*rows, row, 0).text;
            from = of.next(*rows, *from, way, count);
        }
        return firsts;
    }
    std::shared_ptr<ResultStore> answer(const Ask &question) // null where nothing is asked
    {
        if (question.sql.isEmpty())
            return {};
        const auto rows = m_asker->ask(question);
        if (!rows)
            qFatal("%s\n%s", qPrintable(m_asker->error), question.sql.constData());
        return rows;
    }
    std::optional<Place> placeAt(const TableWindow &of, double fraction)
    {
        const auto rows = answer(of.placeAt(fraction));
        return rows ? of.readPlaceAt(*rows, fraction) : std::nullopt;
    }
    std::optional<double> fractionOf(const TableWindow &of, const Place &place)
    {
        const auto rows = answer(of.fractionOf(place));
        return rows ? of.readFraction(*rows, place) : std::nullopt;
    }
    // Jumps to shares of the rows land near them, and every place knows its share: within `error` of the truth.
    void compareShares(const TableWindow &of, double error)
    {
        const test::Walk all = walk(of, Way::Forward, of.start(Way::Forward), [] { return 1000; });
        QVERIFY2(all.error.isEmpty(), qPrintable(all.error));
        const double rows = double(all.rows.size());
        QByteArrayList firsts;
        for (const QByteArrayList &row : all.rows)
            firsts << row.first();
        for (const double wanted : {0.0, 0.03, 0.25, 0.5, 0.63, 0.9, 0.99, 1.0}) {
            const auto place = placeAt(of, wanted);
            QVERIFY(place);
            const QByteArrayList first = rowsFrom(of, *place, Way::Forward, 1);
            const qsizetype at = first.isEmpty() ? all.rows.size() : firsts.indexOf(first.first());
            QVERIFY2(at >= 0, first.join(' '));
            const double truth = double(at) / rows;
            QVERIFY2(std::abs(truth - wanted) < error, qPrintable(u"wanted %1, is at %2"_s.arg(wanted).arg(truth)));
            const auto told = fractionOf(of, *place);
            QVERIFY(told);
            QVERIFY2(std::abs(*told - wanted) < error, qPrintable(u"wanted %1, told %2"_s.arg(wanted).arg(*told)));
        }
        for (int i = 0; i < 6; ++i) {
            const int at = m_random.bounded(int(all.rows.size()));
            const auto told = fractionOf(of, all.places[at]);
            QVERIFY(told);
            QVERIFY2(std::abs(*told - at / rows) < error, qPrintable(u"row %1 of %2, told %3"_s.arg(at).arg(rows).arg(*told)));
        }
    }

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void init() { newDatabase(); }
    void cleanup() { m_asker.reset(); }

    void atAKey()
    {
        psql(
            R"(create table one (id int primary key, v int); create index on one (v); insert into one select g * 10, g % 5 from generate_series(1, 100) g; insert into one values (5, null), (995, null);
            create table two (b text, a int, n int, primary key (a, b)); insert into two select chr(97 + g % 26), g / 26, g from generate_series(0, 259) g;
            create table heap (a int); create table parts (id int primary key) partition by range (id); create table part_1 partition of parts for values from (0) to (100);
            create table part_2 partition of parts for values from (100) to (200))");
        TableWindow of = window(u"one"_s);
        QCOMPARE(of.keyColumns(), QStringList{u"id"_s});
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"500"_s}), Way::Forward, 3), (QByteArrayList{"500", "510", "520"}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"501"_s}), Way::Forward, 2), (QByteArrayList{"510", "520"}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"500"_s}), Way::Backward, 2), (QByteArrayList{"500", "490"}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"5000"_s}), Way::Forward, 2), QByteArrayList());
        QVERIFY(!of.placeAtKey({}) && !of.placeAtKey({u"1"_s, u"2"_s}));
        QVERIFY(!m_asker->ask(of.ask(*of.placeAtKey({u"four"_s}), Way::Forward, 5)));
        QVERIFY2(m_asker->error.startsWith(u"22P02"_s), qPrintable(m_asker->error));
        // Sorted: that column first, then the key.
        of = window(u"one"_s, {Sort{u"v"_s}});
        QCOMPARE(of.keyColumns(), (QStringList{u"v"_s, u"id"_s}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"3"_s}), Way::Forward, 2), (QByteArrayList{"30", "80"}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"3"_s, u"900"_s}), Way::Forward, 4), (QByteArrayList{"930", "980", "40", "90"}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"7"_s}), Way::Forward, 4), (QByteArrayList{"5", "995"}));
        of = window(u"one"_s, {Sort{u"v"_s, true}});
        QCOMPARE(of.keyColumns(), (QStringList{u"v"_s, u"id"_s}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"3"_s}), Way::Forward, 2), (QByteArrayList{"980", "930"}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"4"_s, u"90"_s}), Way::Forward, 3), (QByteArrayList{"90", "40", "980"}));
        // The first columns of a key.
        of = window(u"two"_s);
        QCOMPARE(of.keyColumns(), (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"4"_s}), Way::Forward, 2), (QByteArrayList{"a", "b"}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"4"_s}), Way::Backward, 2), (QByteArrayList{"z", "y"}));
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"4"_s, u"y"_s}), Way::Forward, 3), (QByteArrayList{"y", "z", "a"}));
        Place behind = *of.placeAtKey({u"4"_s});
        behind.isInclusive = false;
        QCOMPARE(m_asker->ask(of.ask(behind, Way::Forward, 1))->cell(0, 1).text, "5");
        // With a filter: the first of what is shown.
        of = window(u"one"_s, {{}, {u"id % 40 = 0"_s}, {}});
        QCOMPARE(rowsFrom(of, *of.placeAtKey({u"500"_s}), Way::Forward, 2), (QByteArrayList{"520", "560"}));
        QVERIFY(window(u"heap"_s).keyColumns().isEmpty() && window(u"parts"_s).keyColumns().isEmpty());
        QVERIFY(!window(u"heap"_s).placeAtKey({u"1"_s}));
    }
    void atAShare_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("value"); // of 4,000 rows g
        const auto add = [](const char *type, const char *value) {
            QTest::newRow(type) << QByteArray(type) << QByteArray(value);
        };
        add("int", "g * 3 - 7000");
        add("bigint", "9200000000000000000 + g");
        add("smallint", "g - 10000");
        add("numeric", "case g when 1 then 'NaN' else g * 1e20 end");
        add("float8", "case g when 1 then 'Infinity'::float8 when 2 then '-Infinity' when 3 then 'NaN' else exp(g / 1000.0) end");
        add("date", "case g when 1 then 'infinity'::date else '2000-01-01'::date + g end");
        add("timestamp", "'2020-01-01'::timestamp + g * interval '7 min'");
        add("timestamptz", "'2020-01-01'::timestamptz + g * interval '7 min'");
        add("uuid", "md5(g::text)::uuid");
        add("text collate \"und-x-icu\"", "chr(65 + g % 58) || md5(g::text)");
        add("char(9)", "to_char(g, 'FM000000')");
        add("\"char\"", "chr(33 + g % 90)::\"char\"");
        add("name", "md5(g::text)");
        add("mail", "'m' || md5(g::text)");
        add("bytea", "decode(md5(g::text), 'hex')");
        add("inet", "'10.0.0.0'::inet + g");
        add("interval", "g * interval '1 hour'");
        add("pair", "row(g, 'x')::pair");
        add("bool", "g % 3 = 0");
        add("mood", "(array['sad', 'ok', 'glad']::mood[])[1 + g % 3]");
        add("money", "(g * 1.07)::numeric::money");
    }
    void atAShare()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, value);
        psql("create type mood as enum ('sad', 'ok', 'glad'); create domain mail as text collate \"C\"; create type pair as (a "
             "int, b text)");
        psql("create table t (id int, v " + type + " not null, primary key (v, id)); insert into t select g, " + value +
             " from generate_series(1, 4000) g; create table s (id int primary key, v " + type +
             "); create index on s (v); insert into s select id, case when id % 10 < 7 then v end from t; analyze t; analyze s;"
             "alter database " +
             m_database.toLatin1() + " set datestyle = 'SQL, DMY'; alter database " + m_database.toLatin1() +
             " set timezone = 'Asia/Kolkata'");
        connectAgain();
        const TableWindow of = window(u"t"_s);
        QCOMPARE(of.by(), WindowBy::Key);
        compareShares(of, 0.03);
        for (const bool isDescending : {false, true}) {
            if (QTest::currentTestFailed())
                return;
            const TableWindow sorted = window(u"s"_s, {Sort{u"v"_s, isDescending}});
            QCOMPARE(sorted.by(), WindowBy::Key);
            compareShares(sorted, 0.03);
        }
    }
    void withoutStatistics()
    {
        psql(
            R"(create table i (id bigint primary key); alter table i set (autovacuum_enabled = off); insert into i select g * 100 from generate_series(1, 5000) g;
            create table x (id text primary key); alter table x set (autovacuum_enabled = off); insert into x select g from generate_series(1, 50) g;
            create table a (id int[] primary key); insert into a select array[g] from generate_series(1, 50) g; create table r (id int4range primary key); insert into r select int4range(g, g + 5) from generate_series(1, 50) g; create table nothing (id int primary key); analyze a; analyze r; create view v as select * from i)");
        compareShares(window(u"i"_s), 0.03);
        QVERIFY(!placeAt(window(u"x"_s), 0.5));
        QVERIFY(!fractionOf(window(u"x"_s), {.key = {"7"}}));
        QVERIFY(!placeAt(window(u"nothing"_s), 0.5));
        QVERIFY(!placeAt(window(u"r"_s), 0.5)); // ranges have statistics of another kind
        QVERIFY(window(u"a"_s).placeAt(0.5).sql.isEmpty() && window(u"v"_s).placeAt(0.5).sql.isEmpty());
        QVERIFY(window(u"a"_s).fractionOf({.key = {"{1}"}}).sql.isEmpty());
    }
    void byBlocksAndLeaves()
    {
        psql(R"(create table heap (a int, b text); insert into heap select g, md5(g::text) from generate_series(1, 20000) g;
            create table p (id int not null, x text) partition by list (id); create table p_0 partition of p for values in (0);
            create table q (id int, x text) partition by range (id); create table q_1 (x text, id int primary key); alter table q attach partition q_1 for values from (0) to (15000);
            create table q_2 partition of q for values from (15000) to (18000); create table q_3 partition of q for values from (18000) to (30000);
            alter table q_3 alter id set not null; alter table q_3 add primary key (id); create table q_4 partition of q default;
            insert into q select g, g from generate_series(0, 19999) g; analyze)");
        for (const int version : {150000, 130000})
            compareShares(window(u"heap"_s, {}, version), 0.02);
        compareShares(window(u"q"_s), 0.03);
        QVERIFY(window(u"q"_s).keyColumns().isEmpty());
        const TableWindow empty = window(u"p"_s);
        QCOMPARE(rowsFrom(empty, *placeAt(empty, 0.5), Way::Forward, 5), QByteArrayList());
        QCOMPARE(*fractionOf(empty, *placeAt(empty, 0.5)), 0);
        // A filter does not change it.
        const TableWindow few = window(u"heap"_s, {{}, {u"a > 15000"_s}, {}});
        QVERIFY(!few.placeAt(0.3).hasUserText);
        QCOMPARE(placeAt(few, 0.3), placeAt(window(u"heap"_s), 0.3));
        // A key over all of a partitioned table.
        psql(
            "create table w (id int primary key) partition by range (id); create table w_1 partition of w for values from (0) to "
            "(100); create table w_2 partition of w for values from (100) to (20000); insert into w select g from "
            "generate_series(0, 4999) g; analyze w; revoke all on w_2 from public, " +
            m_server->info().user.toLatin1());
        QCOMPARE(window(u"w"_s).key(), u"w_pkey"_s);
        compareShares(window(u"w"_s), 0.03);
        psql("alter table w enable row level security; create policy few on w using (id < 2000)"); // pg_stats shows nothing now
        compareShares(window(u"w"_s), 0.03);
    }
    void nothingOfTheUsersIsCalled()
    {
        psql("create table k (id int primary key, at timestamptz, v text); create index on k (v); create index on k (at); insert "
             "into k select g, "
             "now() + g * interval '1 min', case when g % 3 > 0 then g end from generate_series(1, 3000) g; create table b as "
             "select * from k; analyze");
        psql(test::traps);
        const QList<TableWindow> windows{window(u"k"_s), window(u"b"_s), window(u"k"_s, {Sort{u"v"_s}}),
                                         window(u"k"_s, {Sort{u"at"_s, true}})};
        for (const TableWindow &of : windows) {
            const auto rows = m_asker->ask(of.placeAt(0.4), "public, pg_catalog");
            QVERIFY2(rows, qPrintable(m_asker->error));
            const auto place = of.readPlaceAt(*rows, 0.4);
            QVERIFY(place);
            const auto back = m_asker->ask(of.fractionOf(*place), "public, pg_catalog");
            QVERIFY2(back, qPrintable(m_asker->error));
            QVERIFY(std::abs(*of.readFraction(*back, *place) - 0.4) < 0.1); // of few blocks
            QVERIFY2(m_asker->ask(of.ask(*place, Way::Forward, 5), "public, pg_catalog"), qPrintable(m_asker->error));
        }
    }
};

QTEST_GUILESS_MAIN(TestWindowPlace)
#include "tst_windowplace.moc"
