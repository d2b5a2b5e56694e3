// SPDX-License-Identifier: GPL-3.0-or-later
// Against what a real server writes.
#include "base/pgtext.h"
#include "base/timetext.h"
#include "support/server.h"

#include <QDateTime>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

QByteArray shown(const pgtext::Item &item)
{
    if (!item.isList)
        return item.isNull ? "·" : '<' + item.text + '>';
    QByteArray out = "[";
    for (const pgtext::Item &part : item.items)
        out += shown(part);
    return out + ']';
}

QByteArray shown(const std::optional<QList<pgtext::Item>> &items)
{
    return items ? shown(pgtext::Item{{}, false, true, *items}) : QByteArray("refused");
}

QByteArray shown(const std::optional<QList<pgtext::Pair>> &pairs)
{
    QByteArray out;
    for (const pgtext::Pair &pair : pairs.value_or(QList<pgtext::Pair>{{"refused", {}, false}}))
        out += '<' + pair.key + '=' + (pair.isNull ? "·" : pair.value) + '>';
    return out;
}

QByteArray shown(const pgtext::Range &range)
{
    if (range.isEmpty)
        return "empty";
    return (range.hasLower ? "[" : "(") + range.lower.value_or("∞") + '|' + range.upper.value_or("∞") +
           (range.hasUpper ? "]" : ")");
}

} // namespace

class TestPgText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void arrays_data();
    void arrays();
    void arrayBounds();
    void elementsComeBack();
    void composites_data();
    void composites();
    void ranges_data();
    void ranges();
    void multiranges();
    void hstores();
    void tsvectors();
    void whatIsUnsoundIsRefused_data();
    void whatIsUnsoundIsRefused();
    void longArraysAreCut();
    void instants();
    void farAndOddInstants();

private:
    QByteArray ask(const QByteArray &expression) const // as the server sends it
    {
        return m_server->psql(m_database, "SELECT " + expression);
    }
    std::unique_ptr<test::Server> m_server;
    QString m_database;
};

void TestPgText::initTestCase()
{
    m_server = std::make_unique<test::Server>();
    m_database = m_server->newDatabase();
    m_server->psql(m_database, "CREATE EXTENSION hstore; CREATE TYPE place AS (street text, number int, tags text[])");
}

void TestPgText::arrays_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QByteArray>("items");
    const auto row = [](const char *name, const char *expression, const char *items) {
        QTest::newRow(name) << QByteArray(expression) << QByteArray(items);
    };
    row("numbers", "array[1,NULL,3]", "[<1>·<3>]");
    row("none", "array[]::int[]", "[]");
    row("quotes", R"(array['a"b', 'c\d', '', 'NULL', 'null', '{x,y}', ' blank '])",
        R"([<a"b><c\d><><NULL><null><{x,y}>< blank >])");
    row("two dimensions", "array[[1,2],[3,NULL]]", "[[<1><2>][<3>·]]");
    row("line end", R"(array[E'a\nb'])", "[<a\nb>]");
    row("rows", R"(array[row('Elm "St"', 1, array['x','y'])::place, NULL])", R"([<("Elm ""St""",1,"{x,y}")>·])");
    row("not utf8 ascii", "array['ß😀']", "[<ß😀>]");
}

void TestPgText::arrays()
{
    QFETCH(QByteArray, expression);
    QFETCH(QByteArray, items);
    const auto array = pgtext::array(ask(expression));
    QVERIFY(array);
    QCOMPARE(shown(array->items), items);
}

void TestPgText::arrayBounds()
{
    const auto array = pgtext::array(ask("'[0:1][-2:-1]={{1,2},{3,4}}'::int[]"));
    QVERIFY(array);
    QCOMPARE(array->lower, (QList<qint64>{0, -2}));
    QCOMPARE(shown(array->items), "[[<1><2>][<3><4>]]");
    QCOMPARE(array->count, 4);
    const auto boxes = pgtext::array(ask("array['(1,1),(0,0)'::box, '(3,3),(2,2)']"), ';');
    QVERIFY(boxes);
    QCOMPARE(shown(boxes->items), "[<(1,1),(0,0)><(3,3),(2,2)>]");
}

// Every character there is below U+0180, alone and in company.
void TestPgText::elementsComeBack()
{
    const QByteArray list = ask("(SELECT array_agg(chr(n) || 'x' || chr(n) ORDER BY n) FROM generate_series(1, 383) n)");
    const auto array = pgtext::array(list);
    QVERIFY(array);
    QCOMPARE(array->items.size(), 383);
    for (char32_t n = 1; n <= 383; ++n)
        QCOMPARE(QString::fromUtf8(array->items[n - 1].text), QString::fromUcs4(&n, 1) + u'x' + QString::fromUcs4(&n, 1));
    const auto row = pgtext::composite(ask("(SELECT ROW(string_agg(chr(n), '' ORDER BY n), '') FROM generate_series(1, 127) n)"));
    QVERIFY(row);
    QCOMPARE(row->first().text.size(), 127);
    QCOMPARE(row->first().text.at(33), '"');
}

void TestPgText::composites_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QByteArray>("items");
    const auto row = [](const char *name, const char *expression, const char *items) {
        QTest::newRow(name) << QByteArray(expression) << QByteArray(items);
    };
    row("plain", "row(1,'a',NULL,'')", "[<1><a>·<>]");
    row("quotes", R"(row('a"b\c,d(e)', ' x '))", R"([<a"b\c,d(e)>< x >])");
    row("nested", R"(row('Elm', 1, array['x y','"'])::place)", R"([<Elm><1><{"x y","\""}>])");
    row("row in a row", "row(1, row('a b', NULL))", R"([<1><("a b",)>])");
    row("NULL alone", "row(NULL)", "[·]");
}

void TestPgText::composites()
{
    QFETCH(QByteArray, expression);
    QFETCH(QByteArray, items);
    QCOMPARE(shown(pgtext::composite(ask(expression))), items);
}

void TestPgText::ranges_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QByteArray>("range");
    const auto row = [](const char *expression, const char *range) {
        QTest::newRow(expression) << QByteArray(expression) << QByteArray(range);
    };
    row("int4range(1,10)", "[1|10)");
    row("'empty'::int8range", "empty");
    row("numrange(NULL, 5.50, '(]')", "(∞|5.50]");
    row("tsrange('2026-01-01', NULL)", "[2026-01-01 00:00:00|∞)");
    row("tstzrange('2026-01-01 00:00+00', 'infinity', '[]')", "[2026-01-01 00:00:00+00|infinity]");
    row("daterange('-infinity', '2026-02-03')", "[-infinity|2026-02-03)");
}

void TestPgText::ranges()
{
    QFETCH(QByteArray, expression);
    QFETCH(QByteArray, range);
    const auto found = pgtext::range(m_server->psql(m_database, "SET TimeZone = 'UTC'; SELECT " + expression));
    QVERIFY(found);
    QCOMPARE(shown(*found), range);
}

void TestPgText::multiranges()
{
    const auto found = pgtext::multirange(ask("'{[1,3),[5,9]}'::nummultirange"));
    QVERIFY(found);
    QCOMPARE(found->size(), 2);
    QCOMPARE(shown(found->at(1)), "[5|9]");
    QCOMPARE(pgtext::multirange(ask("'{}'::int4multirange"))->size(), 0);
}

void TestPgText::hstores()
{
    QCOMPARE(shown(pgtext::hstore(ask(R"(hstore(array['a','b"\','c','']::text[], array['1 2','"=>',NULL,'']::text[]))"))),
             R"(<=><a=1 2><c=·><b"\="=>>)");
    QCOMPARE(shown(pgtext::hstore("")), "");
}

void TestPgText::tsvectors()
{
    QCOMPARE(shown(pgtext::tsvector(ask(R"('cat:3A,5B dog ''it''''s'':1 ''a\\b'' '' x'':2'::tsvector)"))),
             R"(< x=2><a\b=><cat=3A,5B><dog=><it's=1>)");
}

void TestPgText::whatIsUnsoundIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"",         "{",      "}",        "{1",    "{1,",     "{1,}",     "{,1}", "{\"a}", "{\"a\\", "{{1},{2}",
          "[0:1]{1}", "[0=",    "(",        "(1",    "(\"a)",   "(1)x",     "[1",   "[1,2",  "[1,2)x", "x",
          "empty ",   "{[1,2)", "{[1,2),}", "\"a\"", "\"a\"=>", "\"a\"=>1", "'a",   "'a'x",  "{a{b}",  "{{}}"})
        QTest::addRow("%s", text) << QByteArray(text);
}

void TestPgText::whatIsUnsoundIsRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!pgtext::array(text));
    QVERIFY(!pgtext::composite(text));
    QVERIFY(!pgtext::range(text));
    QVERIFY(!pgtext::multirange(text));
    QVERIFY(text.isEmpty() || !pgtext::hstore(text));
    QVERIFY(text.isEmpty() || !pgtext::tsvector(text));
}

void TestPgText::longArraysAreCut()
{
    const auto array = pgtext::array('{' + QByteArray("1,").repeated(500) + "2}", ',', 100);
    QVERIFY(array);
    QCOMPARE(array->count, 501);
    QCOMPARE(array->items.size(), 100);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!pgtext::array("{1}", ',', 100, stop.get_token()));
}

// Read in six zones and written back in UTC, each as the server does.
void TestPgText::instants()
{
    m_server->psql(m_database,
                   "SET TimeZone = 'UTC'; CREATE TABLE moments AS SELECT n, '4713-01-01 00:00:00+00 BC'::timestamptz + n * "
                   "interval '17 years 11 days 13:07:01.01203' AS at FROM generate_series(0, 400) n");
    const auto lines = [&](const QByteArray &zone) {
        return m_server->psql(m_database, "SET TimeZone = '" + zone + "'; SELECT at FROM moments ORDER BY n").split('\n');
    };
    const QList<QByteArray> utc = lines("UTC");
    QCOMPARE(utc.size(), 401);
    for (const char *zone : {"UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Africa/Monrovia", "Pacific/Apia"}) {
        const QList<QByteArray> local = lines(zone);
        for (qsizetype i = 0; i < utc.size(); ++i) {
            const auto instant = instantOf(local[i]);
            QVERIFY2(instant, local[i].constData());
            QCOMPARE(isoText(*instant, 0).toLatin1(), utc[i]);
        }
    }
    QCOMPARE(isoText(*instantOf("2026-11-22 22:35:29.5+00"), -12'600), u"2026-11-22 19:05:29.5-03:30"_s);
}

void TestPgText::farAndOddInstants()
{
    const QByteArray last = ask("'294276-12-31 23:59:59.999999+00'::timestamptz AT TIME ZONE 'UTC'") + "+00";
    QCOMPARE(isoText(instantOf(last).value(), 0).toLatin1(), last);
    QVERIFY(!localOffset(instantOf(last).value()));
    QVERIFY(localOffset(instantOf("2026-11-22 22:35:29+00").value()));
    QVERIFY(!localOffset(instantOf("0044-03-15 12:00:00+00 BC").value()));
    QCOMPARE(instantOf("1970-01-01 00:00:00+00"), Instant{});
    for (const char *text : {"", "infinity", "-infinity", "2026-11-22 22:35:29", "2026-11-22", "11/22/2026 22:35:29 UTC", "x"})
        QVERIFY(!instantOf(text));
}

QTEST_GUILESS_MAIN(TestPgText)
#include "tst_pgtext.moc"
