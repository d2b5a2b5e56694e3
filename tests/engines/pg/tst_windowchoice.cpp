// SPDX-License-Identifier: GPL-3.0-or-later
// Windows over what the user chose: filters, columns of his own SQL, both with any order.
#include "engines/pg/traps.h"
#include "engines/pg/windows.h"

#include <QtTest>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

namespace {

Extra extra(const QString &name, const QString &expression) { return {name, expression, u"text"_s, 25, Look::Text}; }

} // namespace

class TestWindowChoice : public QObject, private test::Windows
{
    Q_OBJECT

    void makeTables()
    {
        psql(R"(
            create table k (id int primary key, v int, note text, doc jsonb); create index on k (v);
            insert into k select g, nullif(g % 13, 7), case when g % 5 > 0 then 'n' || g % 9 end, jsonb_build_object('a', g % 4, 'b', repeat('x', g)) from generate_series(1, 600) g;
            create table b as select id, v, note, doc from k order by id;
            create table p (id int not null, v int, note text, doc jsonb) partition by range (id);
            create table p_1 (doc jsonb, note text, id int primary key, v int); alter table p attach partition p_1 for values from (0) to (300);
            create table p_2 partition of p for values from (300) to (1000); insert into p select id, v, note, doc from k;
            create materialized view m as select * from k order by id; create view s as select * from k;
            analyze
        )");
    }

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void init() { newDatabase(); }
    void cleanup() { m_asker.reset(); }

    void rowForRow_data()
    {
        QTest::addColumn<QStringList>("conditions"); // @: the relation's name
        const auto add = [](const char *name, const QStringList &conditions) { QTest::newRow(name) << conditions; };
        add("none", {});
        add("one", {u"v > 5"_s});
        add("two, one with or", {u"v = 1 or v = 2"_s, u"note is not null"_s});
        add("nothing", {u"false"_s});
        add("rare", {u"id in (17, 401)"_s});
        add("qualified", {u"@.v = 3 and exists (select from k as other where other.id = @.v and other.note <> @.note)"_s});
        add("comment", {u"v = 1 -- not 2"_s, u"true /* and ( */"_s});
        add("texts", {u"note like 'n%' and note <> ') or ('"_s, u"doc @> $x$ {\"a\": 1} $x$"_s});
        add("the row", {u"@::text like '%n8%'"_s, u"tableoid <> 0 and ctid is not null"_s});
    }
    void rowForRow()
    {
        QFETCH(QStringList, conditions);
        makeTables();
        const QList<Extra> extras{extra(u"a"_s, u"doc->>'a' -- the JSON's"_s), extra(u"v"_s, u"@.doc->>'b'"_s),
                                  extra(u"dup"_s, u"(select count(*) from k as other where other.v = @.v)"_s)};
        QByteArray where = "true";
        for (const QString &condition : conditions)
            where += " and (\n" + condition.toUtf8() + "\n)";
        const auto compareWith = [&](const QString &table, const std::optional<Sort> &sort, const QByteArray &order,
                                     int version) {
            const auto of = [&](QString text) { return text.replace(u'@', table).replace(table + u">"_s, u"@>"_s); };
            Choice choice{sort, {}, extras};
            for (const QString &condition : conditions)
                choice.conditions << of(condition);
            for (Extra &one : choice.extras)
                one.expression = of(one.expression);
            const TableWindow chosen = window(table, choice, version);
            QCOMPARE(chosen.choice(), choice);
            QVERIFY(chosen.by() != WindowBy::Stream);
            const auto cut = [](const QByteArray &value) {
                return "case when octet_length(" + value + ") > 256 then left(" + value + ", 256) || '…' || octet_length(" +
                       value + ") else " + value + " end";
            };
            const QByteArray sql = "select id, v, note, " + cut("doc::text") + ", doc->>'a', " + cut("(doc->>'b')") +
                                   ", (select count(*) from k as other where other.v = @.v) from @ where " + where +
                                   " order by " + order;
            compare(chosen, of(QString::fromUtf8(sql)).toUtf8(), 200);
            const auto count = m_asker->ask(chosen.count());
            QVERIFY2(count, qPrintable(m_asker->error));
            QCOMPARE(chosen.count().hasUserText, !conditions.isEmpty());
            QCOMPARE(count->cell(0, 0).text, QByteArray::number(oracle(of(QString::fromUtf8(sql)).toUtf8()).size()));
            // The same rows in one query for a console.
            const QString text = chosen.selectText();
            QCOMPARE(oracle("select count(*) from (" + text.toUtf8() + ") as x").first().first(), count->cell(0, 0).text);
        };
        for (const int version : {150000, 130000}) {
            compareWith(u"b"_s, {}, "ctid", version);
            if (QTest::currentTestFailed())
                return;
        }
        compareWith(u"k"_s, {}, "id", 150000);
        for (const bool isDescending : {false, true})
            compareWith(u"k"_s, Sort{u"v"_s, isDescending}, isDescending ? "v desc, id desc" : "v, id", 150000);
        compareWith(u"m"_s, {}, "ctid", 150000);
        compareWith(u"p"_s, {}, "(id >= 300), case when id < 300 then id end, p.ctid", 150000);
    }
    void columnsAndTheirTypes()
    {
        makeTables();
        const TableWindow plain = window(u"k"_s);
        struct Case
        {
            QString expression, type;
            Look look;
        };
        for (const Case &one : QList<Case>{{u"doc->>'a'"_s, u"text"_s, Look::Text},
                                           {u"v * 1.5 -- half"_s, u"numeric"_s, Look::Number},
                                           {u"k.doc"_s, u"jsonb"_s, Look::Json},
                                           {u"'x'"_s, u"text"_s, Look::Text},
                                           {u"array[v]"_s, u"integer[]"_s, Look::Text},
                                           {u"id = 1"_s, u"boolean"_s, Look::Boolean},
                                           {u"now()"_s, u"timestamp with time zone"_s, Look::Time}}) {
            const auto rows = m_asker->ask(plain.describe(one.expression));
            QVERIFY2(rows, qPrintable(m_asker->error));
            QCOMPARE(rows->rowCount(), 0);
            QCOMPARE(rows->columns().size(), 1);
            QCOMPARE(rows->columns().first().type, one.type);
            QCOMPARE(rows->columns().first().look, one.look);
        }
        for (const QString &table : {u"k"_s, u"s"_s, u"p"_s})
            QVERIFY2(m_asker->ask(window(table).describe(table + u".v"_s)), qPrintable(m_asker->error));
        // What is no value of its row is refused, with the server's words.
        for (const QString &wrong :
             {u"count(*)"_s, u"max(v)"_s, u"row_number() over (order by id)"_s, u"jsonb_object_keys(doc)"_s, u"nosuch"_s}) {
            QVERIFY2(!m_asker->ask(plain.describe(wrong)), qPrintable(wrong));
            QVERIFY2(m_asker->error.startsWith(u"42"_s) || m_asker->error.startsWith(u"0A000"_s), qPrintable(m_asker->error));
        }
        QVERIFY(plain.describe(u"v"_s).hasUserText && !plain.hasUserText() && !plain.count().hasUserText);

        const TableWindow of = plain.chosen({.extras = {Extra{u"a"_s, u"doc->>'a'"_s, u"text"_s, 25, Look::Text}}});
        QVERIFY(of.hasUserText() && of.ask(of.start(Way::Forward), Way::Forward, 5).hasUserText);
        QCOMPARE(of.columns().size(), 5);
        QCOMPARE(of.columns().last(), (Column{u"a"_s, u"text"_s, Look::Text, 25, {}, u"doc->>'a'"_s}));
        QVERIFY(!of.chosen({}).hasUserText());
        const TableWindow filtered = plain.chosen({{}, {u"v = 1"_s}, {}}); // rare rows take their time
        QVERIFY(filtered.ask({}, Way::Forward, 5).limit > plain.ask({}, Way::Forward, 5).limit);
        QCOMPARE(of.sorted(Sort{u"v"_s}).choice().extras.size(), 1);
    }
    void wholeRows_data()
    {
        QTest::addColumn<QString>("table");
        QTest::newRow("by key") << u"k"_s;
        QTest::newRow("by block") << u"b"_s;
        QTest::newRow("partitioned") << u"p"_s;
    }
    void wholeRows()
    {
        QFETCH(QString, table);
        makeTables();
        psql("create function public.twice(text) returns text language sql immutable as 'select $1 || $1'");
        const TableWindow of =
            window(table, {{}, {u"id between 400 and 420"_s}, {extra(u"long"_s, u"twice("_s + table + u".doc->>'b')"_s)}});
        std::optional<Place> from = of.start(Way::Forward);
        std::shared_ptr<ResultStore> rows;
        for (; from && (!rows || of.rowsIn(*rows) == 0);) {
            rows = m_asker->ask(of.ask(*from, Way::Forward, 50));
            QVERIFY2(rows, qPrintable(m_asker->error));
            from = of.next(*rows, *from, Way::Forward, 50);
        }
        QCOMPARE(of.cell(*rows, 0, 4).size, 800);
        QVERIFY(of.wholeValue(*rows, 3, 4).hasUserText && !of.wholeValue(*rows, 3, 3).hasUserText);
        const auto value = m_asker->ask(of.wholeValue(*rows, 3, 4));
        QVERIFY2(value, qPrintable(m_asker->error));
        QCOMPARE(value->cell(0, 0).text, QByteArray(806, 'x'));
        const auto own = m_asker->ask(of.wholeValue(*rows, 3, 3));
        QVERIFY2(own, qPrintable(m_asker->error));
        const auto row = m_asker->ask(of.wholeRow(*rows, 3));
        QVERIFY2(row, qPrintable(m_asker->error));
        QCOMPARE(row->rowCount(), 1);
        QCOMPARE(row->columns().size(), 5);
        QCOMPARE(row->cell(0, 0).text, "403");
        QCOMPARE(row->cell(0, 3).text, own->cell(0, 0).text);
        QCOMPARE(row->cell(0, 4).text, value->cell(0, 0).text);
        psql("delete from " + table.toUtf8() + " where id = 403");
        QCOMPARE(m_asker->ask(of.wholeRow(*rows, 3))->rowCount(), 0);
    }
    void namesOfOursAreNotInTheWay()
    {
        // Names that our own SQL uses, and a column named as its table.
        for (const QByteArray &name :
             {"e"_qba, "w"_qba, "t"_qba, "h"_qba, "+"_qba, "+edge"_qba, "select"_qba, "Ä \"\"x 🙂"_qba}) {
            const QByteArray table = '"' + name + '"';
            psql("create table " + table + " (" + table + " int, \"+1\" int, lower int); insert into " + table +
                 " select g, -g, g % 3 from generate_series(1, 40) g; create table " + (name == "e" ? "e2" : "e") + " (n int); ");
            const QString plain = QString::fromUtf8(name).replace(u"\"\""_s, u"\""_s), quoted = QString::fromUtf8(table);
            const QString other = name == "e" ? u"e2"_s : u"e"_s;
            const Choice choice{{},
                                {u"not exists (select from "_s + other + u" where n = "_s + quoted + u".lower)"_s,
                                 u"\"+1\" < -3"_s, quoted + u'.' + quoted + u" > 4"_s, quoted + u" > 5"_s},
                                {extra(u"sum"_s, u"\"+1\" + lower"_s)}};
            const QByteArray sql =
                "select " + table + ", \"+1\", lower, \"+1\" + lower from " + table + " where " + table + " > 5 order by 1";
            for (const int version : {150000, 130000})
                compare(window(plain, choice, version), sql);
            if (QTest::currentTestFailed())
                return;
            psql("alter table " + table + " add primary key (" + table + ")");
            compare(window(plain, choice), sql);
            if (QTest::currentTestFailed())
                return;
            psql("drop table " + table + ", " + other.toUtf8());
        }
    }
    void consoleText()
    {
        makeTables();
        const QList<Extra> extras{extra(u"A b"_s, u"doc->>'a'"_s), extra(u"id"_s, u"v -- v"_s)};
        QCOMPARE(window(u"k"_s, {Sort{u"v"_s, true}, {u"v > 5"_s, u"note = 'x'\nor id = 1"_s}, extras}).selectText(),
                 u"SELECT *,\n       (doc->>'a') AS \"A b\",\n       (\nv -- v\n) AS id\nFROM public.k\nWHERE (v > 5)\n  AND "
                 u"(\nnote = "
                 "'x'\nor id = 1\n)\nORDER BY v DESC, k.id DESC"_s);
        QCOMPARE(window(u"s"_s, {{}, {u"v > 5"_s}, {}}).selectText(), u"SELECT *\nFROM public.s\nWHERE (v > 5)"_s);
        // Sorted by an extra column: one query.
        const TableWindow by = window(u"k"_s, {Sort{u"A b"_s, true}, {}, extras});
        QCOMPARE(by.by(), WindowBy::Stream);
        QVERIFY(by.selectText().endsWith(u"ORDER BY (doc->>'a') DESC, k.id DESC"_s));
        QCOMPARE(oracle(by.selectText().toUtf8()).first().first(), "599");
        QVERIFY(!window(u"k"_s, {Sort{u"gone"_s, true}, {}, extras}).sort());
    }
    void rareRowsWithoutAKeyTakeFewQuestions()
    {
        psql(
            "create table t (a int) with (fillfactor = 10); insert into t select g from generate_series(1, 100000) g; analyze t");
        const TableWindow of = window(u"t"_s, {{}, {u"a % 1000 = 0"_s}, {}});
        const test::Walk forward = walk(of, Way::Forward, of.start(Way::Forward), [] { return 10; });
        QVERIFY2(forward.error.isEmpty(), qPrintable(forward.error));
        QCOMPARE(forward.rows.size(), 100);
        QVERIFY2(forward.questions < 45, QByteArray::number(forward.questions)); // of about 4,500 blocks
    }
    void indexesAreStillWalked()
    {
        psql("create table t (id int primary key, a int, doc jsonb); insert into t select g, g % 100, '{\"a\": 1}' from "
             "generate_series(1, 50000) g; analyze t");
        const TableWindow of = window(u"t"_s, {{}, {u"a <> 7"_s}, {extra(u"x"_s, u"doc->>'a'"_s), extra(u"r"_s, u"random()"_s)}});
        for (const Way way : {Way::Forward, Way::Backward}) {
            const QByteArray all = planOf(of.ask({.key = {"25050"}}, way, 100));
            QVERIFY2(all.contains("Index Cond: (id ") && !all.contains("Sort"), all);
        }
    }
    // Their own text may call it; ours runs beside it under the same search_path and does not.
    void nothingOfOursIsCaptured()
    {
        makeTables();
        const Choice choice{{}, {u"pg_catalog.now() is not null"_s}, {extra(u"x"_s, u"note"_s), extra(u"d"_s, u"doc"_s)}};
        QList<TableWindow> windows{window(u"k"_s, choice), window(u"b"_s, choice), window(u"b"_s, choice, 130000),
                                   window(u"p"_s, choice)};
        windows << windows.first().sorted(Sort{u"v"_s});
        psql(test::traps);
        psql("alter database " + m_database.toLatin1() + " set search_path = public, pg_catalog");
        connectAgain();
        for (const TableWindow &of : windows) {
            for (const Way way : {Way::Forward, Way::Backward}) {
                const test::Walk all = walk(of, way, of.start(way), [] { return 200; });
                QVERIFY2(all.error.isEmpty(), qPrintable(all.error));
                QCOMPARE(all.rows.size(), 600);
                const auto on = m_asker->ask(of.ask(all.places[120], way, 10));
                QVERIFY2(on, qPrintable(m_asker->error));
                if (of.rowsIn(*on) == 0)
                    continue;
                for (const Ask &question : {of.wholeRow(*on, 0), of.wholeValue(*on, 0, 4), of.wholeValue(*on, 0, 5), of.count()})
                    QVERIFY2(m_asker->ask(question), qPrintable(m_asker->error));
            }
        }
        QVERIFY(!m_asker->ask({.sql = "select note || note from k", .hasUserText = true})); // the traps are set
    }
};

QTEST_GUILESS_MAIN(TestWindowChoice)
#include "tst_windowchoice.moc"
