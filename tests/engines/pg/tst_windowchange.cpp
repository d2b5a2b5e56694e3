// SPDX-License-Identifier: GPL-3.0-or-later
// Tables that change while they are scrolled, and what a role may not see of them.
#include "engines/pg/windows.h"

#include <QSet>
#include <QtTest>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

class TestWindowChange : public QObject, private test::Windows
{
    Q_OBJECT

    // The first column of all rows, in their order; `meanwhile` runs between the windows.
    QByteArrayList scrolled(const TableWindow &of, Way way, int count, const std::function<void()> &meanwhile)
    {
        QByteArrayList rows;
        for (std::optional<Place> from = of.start(way); from;) {
            const auto answer = m_asker->ask(of.ask(*from, way, count));
            if (!answer)
                return {m_asker->error.toUtf8()};
            for (qint64 row = 0; row < of.rowsIn(*answer); ++row)
                rows << of.cell(*answer, row, 0).text;
            from = of.next(*answer, *from, way, count);
            meanwhile();
        }
        return rows;
    }
    QByteArray role() const { return m_server->info().user.toLatin1(); }

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void init() { newDatabase(); }
    void cleanup() { m_asker.reset(); }

    // Every row that was there all the time is shown once, none is shown twice.
    void neitherSkippedNorDoubled_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<std::optional<Sort>>("sort");
        QTest::addColumn<QStringList>("conditions");
        using Order = std::optional<Sort>;
        QTest::newRow("by key") << "primary key (id)"_qba << Order() << QStringList();
        QTest::newRow("by key, filtered") << "primary key (id)"_qba << Order() << QStringList{u"id % 3 > 0"_s};
        QTest::newRow("by two") << "primary key (v, id)"_qba << Order() << QStringList();
        QTest::newRow("by block") << "check (true)"_qba << Order() << QStringList();
        QTest::newRow("by block, filtered") << "check (true)"_qba << Order() << QStringList{u"id % 50 = 0"_s};
        for (const bool isDescending : {false, true})
            QTest::addRow("sorted %d", isDescending) << "primary key (id)"_qba << Order({u"w"_s, isDescending}) << QStringList();
    }
    void neitherSkippedNorDoubled()
    {
        QFETCH(QByteArray, key);
        QFETCH(std::optional<Sort>, sort);
        QFETCH(QStringList, conditions);
        psql("create table t (id int, v int, w int, note text, " + key +
             "); create index on t (w); insert into t select g * 10, g % 7, nullif(g % 11, 3), repeat('x', 150) from "
             "generate_series(1, 900) "
             "g; analyze t; alter table t set (autovacuum_enabled = off)");
        const TableWindow of = window(u"t"_s, {sort, conditions, {}});
        const QByteArray where = conditions.isEmpty() ? "" : " where " + conditions.first().toUtf8();
        const auto idsOf = [&] {
            QSet<QByteArray> ids;
            for (const QByteArrayList &row : oracle("select id from t" + where))
                ids << row.first();
            return ids;
        };
        for (const Way way : {Way::Forward, Way::Backward}) {
            QSet<QByteArray> always = idsOf();
            const auto change = [&] {
                const QByteArray some = QByteArray::number(m_random.bounded(12));
                psql("delete from t where id % 120 = 10 * " + some +
                     "; insert into t select id + 1 + g, v, w, note from t, generate_series(0, 1) g where id % 130 = 10 * " +
                     some + " and not exists (select from t as o where o.id = t.id + 1 + g)" +
                     (m_random.bounded(6) ? "" : "; vacuum t"));
                always &= idsOf();
            };
            const QByteArrayList rows = scrolled(of, way, 70, change);
            QVERIFY2(rows.size() > 5, rows.value(0));
            const QSet<QByteArray> shown(rows.cbegin(), rows.cend());
            QCOMPARE(shown.size(), rows.size());
            QVERIFY2(shown.contains(always), QByteArray::number((always - shown).size()));
        }
    }
    void whatHappensToTheTable_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("error"); // begins with; empty: it ends
        QTest::newRow("dropped") << "drop table t"_qba << u"42P01 relation \"public.t\" does not exist"_s;
        QTest::newRow("renamed") << "alter table t rename to u"_qba << u"42P01 relation \"public.t\" does not exist"_s;
        QTest::newRow("moved") << "create schema other; alter table t set schema other"_qba << u"42P01"_s;
        QTest::newRow("column dropped") << "alter table t drop note"_qba << u"42703 column t.note does not exist"_s;
        QTest::newRow("column renamed") << "alter table t rename note to other"_qba << u"42703"_s;
        QTest::newRow("type changed") << "alter table t alter v type text"_qba << u""_s;
        QTest::newRow("truncated") << "truncate t"_qba << u""_s;
        QTest::newRow("emptied") << "delete from t; vacuum t"_qba << u""_s;
        QTest::newRow("rewritten") << "vacuum full t"_qba << u""_s;
        QTest::newRow("revoked") << "revoke all on t from public"_qba << u"42501 permission denied"_s;
        QTest::newRow("column added") << "alter table t add more int default 7"_qba << u""_s;
        QTest::newRow("locked") << "locked"_qba << u"55P03"_s;
    }
    void whatHappensToTheTable()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QString, error);
        for (const QByteArray &key : {", primary key (id)"_qba, ""_qba}) {
            psql("drop schema if exists other cascade; drop table if exists t, u; "
                 "create table t (id int, v int, note text" +
                 key + "); insert into t select g, g, repeat('x', 90) from generate_series(1, 500) g; analyze t");
            const TableWindow of = window(u"t"_s);
            const auto first = m_asker->ask(of.ask(of.start(Way::Forward), Way::Forward, 20));
            QVERIFY2(first, qPrintable(m_asker->error));
            auto from = of.next(*first, of.start(Way::Forward), Way::Forward, 20);
            const auto readOn = [&] {
                for (int i = 0; from && i < 200; ++i) {
                    const auto more = m_asker->ask(of.ask(*from, Way::Forward, 20));
                    if (!more)
                        return m_asker->error;
                    from = of.next(*more, *from, Way::Forward, 20);
                }
                return from ? u"no end"_s : QString();
            };
            QString said;
            if (sql == "locked") {
                test::Asker holder(m_server->url(m_database));
                QVERIFY2(holder.tell("begin"), qPrintable(holder.error));
                psql("grant all on t to public");
                QVERIFY2(holder.tell("lock table t in access exclusive mode"), qPrintable(holder.error));
                said = readOn();
                QVERIFY(holder.tell("rollback"));
            } else {
                psql(sql);
                said = readOn();
            }
            QVERIFY2(error.isEmpty() ? said.isEmpty() : said.startsWith(error), qPrintable(said));
        }
    }
    void partitionsComeAndGo()
    {
        psql(
            R"(create table p (id int not null, x text) partition by range (id); create table p_1 partition of p for values from (0) to (100);
            create table p_2 (junk int, x text, id int primary key); alter table p_2 drop junk; alter table p attach partition p_2 for values from (100) to (200);
            create table p_3 partition of p for values from (200) to (300); insert into p select g, g from generate_series(0, 299) g; analyze)");
        const TableWindow of = window(u"p"_s);
        QCOMPARE(scrolled(of, Way::Forward, 40, [] {}).size(), 300);
        bool isDone = false;
        const auto once = [&](const QByteArray &sql) {
            return [&isDone, sql, this] {
                if (!isDone)
                    psql(sql);
                isDone = true;
            };
        };
        // What is no part any more is not shown; what is gone is said.
        for (const Way way : {Way::Forward, Way::Backward}) {
            isDone = false;
            QCOMPARE(scrolled(of, way, 40, once("alter table p detach partition p_2")).size(), 200);
            psql("alter table p attach partition p_2 for values from (100) to (200)");
        }
        isDone = false;
        QCOMPARE(scrolled(of, Way::Forward, 40, once("alter table p detach partition p_3")).size(), 200);
        psql("alter table p attach partition p_3 for values from (200) to (300)");
        isDone = false;
        const QByteArrayList rows = scrolled(of, Way::Forward, 40, once("drop table p_3"));
        QCOMPARE(rows.size(), 1);
        QVERIFY2(rows.first().startsWith("42P01 relation \"public.p_3\" does not exist"), rows.first());
    }
    void heirs()
    {
        psql(
            R"(create table i (a int primary key, b text); create table j (c int) inherits (i); create table k (d int) inherits (i, j);
            insert into i select g, 'i' from generate_series(1, 90) g; insert into j select g, 'j', g from generate_series(1, 90) g; insert into k select g, 'k', g from generate_series(1, 90) g; analyze)");
        const TableWindow of = window(
            u"i"_s, {{}, {u"i.a % 2 = 0"_s}, {Extra{u"x"_s, u"i.b || tableoid::regclass::text"_s, u"text"_s, 25, Look::Text}}});
        const test::Walk all = walk(of, Way::Forward, of.start(Way::Forward), randomCount(30));
        QVERIFY2(all.error.isEmpty(), qPrintable(all.error));
        QCOMPARE(all.rows.size(), 135);
        QCOMPARE(all.rows.first().last(), "ii");
        const auto count = m_asker->ask(of.count());
        QCOMPARE(count->cell(0, 0).text, "135");
    }
    void rowSecurityAndPrivileges()
    {
        psql(
            R"(create table s (id int primary key, v int, secret text, twice int generated always as (v * 2) stored); create index on s (v);
            insert into s select g, g % 9, 'hidden' || g from generate_series(1, 300) g; analyze s; alter table s enable row level security; create policy odd on s using (id % 2 = 1);
            revoke all on s from public; grant select (id, v, twice) on s to )" +
            role());
        for (const std::optional<Sort> &sort : {std::optional<Sort>(), std::optional<Sort>({u"v"_s, true})}) {
            const QByteArray order = sort ? " order by v desc, id desc" : " order by id";
            compare(window(u"s"_s, {sort, {}, {}}), "select id, v, twice from s" + order);
            compare(window(u"s"_s, {sort, {u"twice > 5"_s}, {}}), "select id, v, twice from s where twice > 5" + order);
        }
        for (const QString &condition : {u"secret <> ''"_s, u"s is not null"_s}) {
            const TableWindow of = window(u"s"_s, {{}, {condition}, {}});
            QVERIFY(!m_asker->ask(of.ask(of.start(Way::Forward), Way::Forward, 5)));
            QVERIFY2(m_asker->error.startsWith(u"42501"_s), qPrintable(m_asker->error));
        }
        const TableWindow of = window(u"s"_s);
        QCOMPARE(m_asker->ask(of.count())->cell(0, 0).text, "150");
        const auto rows = m_asker->ask(of.ask(of.start(Way::Forward), Way::Forward, 5));
        QCOMPARE(m_asker->ask(of.wholeRow(*rows, 1))->columns().size(), 3);
        QVERIFY(of.selectText().startsWith(u"SELECT id, v, twice FROM"_s));
        // No key that may be read: by blocks.
        psql("revoke all on s from " + role() + "; grant select (v) on s to " + role());
        QCOMPARE(window(u"s"_s).by(), WindowBy::Stream); // ctid asks for the whole table
        QCOMPARE(oracle(window(u"s"_s, {{}, {u"v = 1"_s}, {}}).selectText().toUtf8()).size(), 17);
    }
    void wide()
    {
        QByteArrayList columns;
        for (int i = 1; i <= 1600; ++i)
            columns << "c" + QByteArray::number(i) + (i % 2 ? " text" : " int");
        psql("create table wide (" + columns.join(',') +
             ", primary key (c2)); insert into wide (c1, c2, c1600) select repeat('x', g), g, g from generate_series(1, 300) g");
        const TableWindow of =
            window(u"wide"_s, {{}, {u"c1600 > 290"_s}, {Extra{u"x"_s, u"length(c1)"_s, u"integer"_s, 23, Look::Number}}});
        const auto rows = m_asker->ask(of.ask(of.start(Way::Forward), Way::Forward, 50));
        QVERIFY2(rows, qPrintable(m_asker->error));
        QCOMPARE(of.rowsIn(*rows), 10);
        QCOMPARE(of.cell(*rows, 9, 1600).text, "300");
        QCOMPARE(of.cell(*rows, 9, 1599).text, "300");
        const auto row = m_asker->ask(of.wholeRow(*rows, 9));
        QVERIFY2(row, qPrintable(m_asker->error));
        QCOMPARE(row->cell(0, 0).text.size(), 300);
        QCOMPARE(row->cell(0, 1600).text, "300");
    }
};

QTEST_GUILESS_MAIN(TestWindowChange)
#include "tst_windowchange.moc"
