// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/condition.h"
#include "support/server.h"

#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;
using pg::Compare;

namespace {

Cell cell(const QByteArray &text) { return {text, false, text.size()}; }
Column column(const char *name, quint32 oid, Look look = Look::Text)
{
    return {.name = QString::fromUtf8(name), .type = {}, .look = look, .oid = oid, .mark = {}, .detail = {}};
}

} // namespace

class TestCondition : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAsAPersonWouldWriteIt()
    {
        const Column status = column("status", 25), total = column("Total", 1700, Look::Number),
                     paid = column("paid", 16, Look::Boolean);
        QCOMPARE(pg::condition(status, Compare::Equal, cell("open")), u"status = 'open'"_s);
        QCOMPARE(pg::condition(status, Compare::Other, cell("it's")), u"status IS DISTINCT FROM 'it''s'"_s);
        QCOMPARE(pg::condition(status, Compare::Equal, {}), u"status IS NULL"_s);
        QCOMPARE(pg::condition(status, Compare::Other, {}), u"status IS NOT NULL"_s);
        QCOMPARE(pg::condition(status, Compare::Contains, cell("50%")), u"status ILIKE E'%50\\\\%%'"_s);
        QCOMPARE(pg::condition(total, Compare::Less, cell("-12.50")), u"\"Total\" <= -12.50"_s);
        QCOMPARE(pg::condition(total, Compare::Equal, cell("NaN")), u"\"Total\" = 'NaN'"_s);
        QCOMPARE(pg::condition(total, Compare::Contains, cell("2")), u"CAST(\"Total\" AS text) ILIKE '%2%'"_s);
        QCOMPARE(pg::condition(paid, Compare::Equal, cell("t")), u"paid = true"_s);
        QCOMPARE(pg::condition(column("when", 1184, Look::Time), Compare::Greater, cell("2026-01-01 00:00:00+00")),
                 u"\"when\" >= '2026-01-01 00:00:00+00'"_s);
        QCOMPARE(pg::containsAnywhere({status, column("note", 1043)}, u"a_b"_s),
                 u"status ILIKE E'%a\\\\_b%' OR note ILIKE E'%a\\\\_b%'"_s);
        const Column payload = column("payload", 3802, Look::Json);
        QCOMPARE(pg::jsonExpression(payload, {u"city"_s}), u"payload ->> 'city'"_s);
        QCOMPARE(pg::jsonExpression(payload, {u"a"_s, u"0"_s, u"b c"_s}), u"payload #>> '{a,0,\"b c\"}'"_s);
        QCOMPARE(pg::jsonCondition(payload, {u"city"_s}, "\"Bonn\""), u"payload ->> 'city' = 'Bonn'"_s);
        QCOMPARE(pg::jsonCondition(payload, {u"n"_s}, "12345678901234567890.10"),
                 u"payload -> 'n' = '12345678901234567890.10'"_s);
    }

    // Every value that the server shows finds its own row again, and excluding it leaves the others.
    void findsItsRow()
    {
        test::Server server;
        const QString database = server.newDatabase();
        server.psql(database, "create type mood as enum ('sad', 'o''k\\ay'); create domain code as text;");
        struct Case
        {
            const char *type, *one, *other;
        };
        static const Case cases[] = {{"integer", "7", "8"},
                                     {"bigint", "-9223372036854775808", "0"},
                                     {"numeric", "'NaN'", "1.10"},
                                     {"real", "0.1", "0.2"},
                                     {"double precision", "'-Infinity'", "1e-300"},
                                     {"text", "E'it''s \\\\ 50%_\\n'", "''"},
                                     {"varchar(9)", "'(a)'", "'b'"},
                                     {"char(5)", "'ab'", "'c'"},
                                     {"boolean", "true", "false"},
                                     {"date", "'infinity'", "'2026-11-22'"},
                                     {"timestamptz", "'0044-03-15 BC'", "'now'"},
                                     {"time", "'24:00'", "'00:00'"},
                                     {"interval", "'-1 mon +2 days'", "'0'"},
                                     {"uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12'"},
                                     {"json", "'{\"a\": [1, \"x''\"]}'", "'[]'"},
                                     {"jsonb", "'{\"a\": 1.10}'", "'null'"},
                                     {"xml", "'<a>b</a>'", "'<c/>'"},
                                     {"point", "'(1,2)'", "'(2,1)'"},
                                     {"polygon", "'((0,0),(1,1),(1,0))'", "'((0,0),(2,2),(2,0))'"},
                                     {"bytea", "'\\x00ff27'", "'\\x'"},
                                     {"inet", "'::1/128'", "'10.0.0.1/8'"},
                                     {"int4range", "'[1,5)'", "'empty'"},
                                     {"text[]", "'{a,\"b,c\",NULL,\"d\\\"e\"}'", "'{}'"},
                                     {"mood", "'o''k\\ay'", "'sad'"},
                                     {"code", "'x\\y'", "'z'"},
                                     {"money", "'-5.25'", "'0'"},
                                     {"tsvector", "'a:1 b''c:2'", "''"},
                                     {"bit varying", "'1010'", "''"},
                                     {"oid", "7", "8"},
                                     {"\"char\"", "'a'", "'b'"},
                                     {"pg_lsn", "'0/16B3748'", "'0/0'"},
                                     {"macaddr", "'08:00:2b:01:02:03'", "'08:00:2b:01:02:04'"}};
        int number = 0;
        for (const Case &c : cases) {
            const QByteArray table = "t" + QByteArray::number(++number);
            server.psql(database, "create table " + table + " (id int, \"the V\" " + c.type + "); insert into " + table +
                                      " values (1, " + c.one + "), (2, " + c.other + "), (3, null)");
            const QByteArray facts =
                server.psql(database, "select atttypid::int8, typcategory from pg_attribute a join pg_type t on t.oid = "
                                      "atttypid where attrelid = '" +
                                          table + "'::regclass and attname = 'the V'");
            const quint32 oid = facts.split('|').value(0).trimmed().toUInt();
            const char category = facts.split('|').value(1).trimmed().at(0);
            const Look look = category == 'N' ? Look::Number : category == 'B' ? Look::Boolean : Look::Text;
            const Column shown = column("the V", oid, look);
            const QByteArray text = QByteArray::fromHex(
                server
                    .psql(database,
                          "select encode(convert_to(format('%s', \"the V\"), 'UTF8'), 'hex') from " + table + " where id = 1")
                    .trimmed());
            const auto ids = [&](const QString &where) {
                return server
                    .psql(database,
                          "select string_agg(id::text, ',' order by id) from " + table + " where (" + where.toUtf8() + ")")
                    .trimmed();
            };
            QCOMPARE(ids(pg::condition(shown, Compare::Equal, cell(text))), "1");
            QCOMPARE(ids(pg::condition(shown, Compare::Other, cell(text))), "2,3");
            QCOMPARE(ids(pg::condition(shown, Compare::Contains, cell(text))), "1");
            QCOMPARE(ids(pg::condition(shown, Compare::Equal, {})), "3");
        }
    }

    void insideJson()
    {
        test::Server server;
        const QString database = server.newDatabase();
        server.psql(database, R"(create table j (id int, b jsonb, j json);
            insert into j select i, v::jsonb, v::json from (values (1, '{"a": {"b c": "x''y"}, "n": 1.10, "t": true, "l": [5, {"k": null}]}'),
                                                                   (2, '{"a": {"b c": "z"}, "n": 2, "t": false, "l": []}')) w(i, v))");
        for (const Column &shown : {column("b", 3802, Look::Json), column("j", 114, Look::Json)}) {
            const auto ids = [&](const QStringList &path, const QByteArray &value) {
                return server
                    .psql(database, "select string_agg(id::text, ',' order by id) from j where (" +
                                        pg::jsonCondition(shown, path, value).toUtf8() + ")")
                    .trimmed();
            };
            QCOMPARE(ids({u"a"_s, u"b c"_s}, "\"x'y\""), "1");
            QCOMPARE(ids({u"n"_s}, "1.10"), "1");
            QCOMPARE(ids({u"t"_s}, "true"), "1");
            QCOMPARE(ids({u"l"_s, u"0"_s}, "5"), "1");
            QCOMPARE(ids({u"l"_s, u"1"_s, u"k"_s}, "null"), "1,2");
        }
    }
};

QTEST_GUILESS_MAIN(TestCondition)
#include "tst_condition.moc"
