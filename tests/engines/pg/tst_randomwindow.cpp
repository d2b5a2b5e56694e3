// SPDX-License-Identifier: GPL-3.0-or-later
// Random tables, seeded: keys and orders of every type that a btree takes, under settings of the role that change how values
// look, window by window as one ORDER BY of the server has them.
#include "engines/pg/windows.h"

#include <QtTest>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

namespace {

struct Sample
{
    const char *type, *value; // of a row number g and a random r
    const char *other = "";   // another operator than pg_catalog's: no part of a mixed key
};

constexpr Sample kinds[] = {
    {"int2", "r % 50 - 25"},
    {"int4", "case r % 20 when 0 then -2147483648 when 1 then 2147483647 else r end"},
    {"int8", "case r % 20 when 0 then -9223372036854775808 when 1 then 9223372036854775807 else r * 9000000000 end"},
    {"numeric", "case r % 20 when 0 then 'NaN' when 1 then 'Infinity' when 2 then '-Infinity' when 3 then '-0.00' when 4 then "
                "'1e-40' else r / 7.0 end"},
    {"numeric(30,10)", "r / 7.0"},
    {"float4", "case r % 20 when 0 then 'NaN'::float4 when 1 then 'Infinity' when 2 then '-Infinity' when 3 then '-0' when 4 "
               "then '1.4e-45' else r / 7.0::float4 end"},
    {"float8", "case r % 20 when 0 then 'NaN'::float8 when 1 then 'Infinity' when 2 then '-Infinity' when 3 then '-0' when 4 "
               "then '5e-324' else r / 7.0::float8 end"},
    {"text", "(array['Zebra','apple','Éclair','ähnlich','','a b','a''b','\"','\\','(,)','{}','%s','$1',E'\\n\\t','🙂','NULL'])[1 "
             "+ r % 16]"},
    {"text collate \"C\"", "(array['Zebra','apple','Éclair','ähnlich','','a b','Ä','a''b'])[1 + r % 8] || r % 3"},
    {"text collate \"und-x-icu\"", "(array['Zebra','apple','Éclair','ähnlich','','a b','Ä','a''b'])[1 + r % 8] || r % 3"},
    {"text collate nocase", "(array['b','A','a','B','Ä','ä','','C'])[1 + r % 8] || r % 3"},
    {"citext", "(array['b','A','a','B','Ä','ä','','C'])[1 + r % 8] || r % 3", "citext"},
    {"varchar(9)", "left(md5(r::text), 1 + r % 3)"},
    {"char(9)", "left(md5(r::text), 1 + r % 3) || repeat(' ', r % 3)"},
    {"\"char\"", "chr(33 + r % 90)::\"char\""},
    {"name", "md5((r % 40)::text)"},
    {"uuid", "md5((r % 40)::text)::uuid"},
    {"bool", "r % 3 = 0"},
    {"date", "case r % 20 when 0 then 'infinity'::date when 1 then '-infinity' when 2 then '0044-03-15 BC' when 3 then "
             "'12024-01-31' else '2024-01-01'::date + r % 60 end"},
    {"timestamp", "case r % 20 when 0 then 'infinity'::timestamp when 1 then '-infinity' when 2 then '0044-03-15 01:02:03.000001 "
                  "BC' else '2026-10-25'::timestamp + r % 60 * interval '20 min 0.123456 s' end"},
    {"timestamptz", "case r % 20 when 0 then 'infinity'::timestamptz when 1 then '-infinity' when 2 then '0044-03-15 "
                    "01:02:03.000001+00 BC' else '2026-10-25 00:00+00'::timestamptz + r % 60 * interval '20 min 0.123456 s' end"},
    {"timestamptz(0)", "'1850-04-01 00:00+00'::timestamptz + r % 60 * interval '20 min'"},
    {"time", "case r % 20 when 0 then '24:00' else '00:00'::time + r % 60 * interval '20 min 0.123456 s' end"},
    {"timetz", "('00:00'::time + r % 60 * interval '20 min') at time zone make_interval(hours => r % 7 - 3)"},
    {"interval", "case r % 9 when 0 then '-1 mon +2 days -03:00:00.000001'::interval when 1 then '1 year -2 mons' when 2 then "
                 "'-1 day +1 sec' else (r % 60 - 30) * interval '13:14:15.6' end"},
    {"inet", "case r % 5 when 0 then 'fe80::1/64' else '10.0.0.0/24'::inet + r % 60 end"},
    {"cidr", "case r % 5 when 0 then '2001:db8::/32'::cidr else network(set_masklen('10.0.0.0'::inet + r, 8 + r % 20)) end"},
    {"macaddr", "('08:00:2b:01:02:' || lpad(to_hex(r % 60), 2, '0'))::macaddr"},
    {"macaddr8", "('08:00:2b:01:02:03:04:' || lpad(to_hex(r % 60), 2, '0'))::macaddr8"},
    {"bytea", "case r % 9 when 0 then ''::bytea when 1 then '\\x00ff5c27' else decode(md5((r % 60)::text), 'hex') end"},
    {"bit(6)", "(r % 60)::bit(6)"},
    {"varbit", "(r % 60)::bit(6) << r % 3"},
    {"mood", "(array['sad', 'ok', 'it''s, \"glad\"', 'So']::mood[])[1 + r % 4]"},
    {"mail", "'m' || r % 60"},
    {"pairs", "array[row(r % 5, 'x')::pair, row(null, E'\"a,b\\\\')::pair]"},
    {"small", "r % 60"},
    {"int4range", "case r % 9 when 0 then 'empty' when 1 then '(,)' else int4range(r % 30, r % 30 + r % 5) end"},
    {"tstzrange", "tstzrange('2026-10-25'::timestamptz + r % 60 * interval '20 min', null)"},
    {"int4multirange", "int4multirange(int4range(r % 9, 10), int4range(20, 20 + r % 30))"},
    {"int4[]", "case r % 9 when 0 then '{}' when 1 then array[[1, 2], [r % 3, null]] else array[r % 5, r % 60] end"},
    {"text[]", "array[(array['a b', '', 'NULL', E'\"\\\\{', null])[1 + r % 5], (r % 9)::text]"},
    {"date[]", "array['2024-01-01'::date + r % 60, '0044-03-15 BC', 'infinity']"},
    {"pair", "row(case when r % 4 > 0 then r % 20 end, case when r % 5 > 0 then E'a, \"b\\\\)' || r % 3 end)::pair"},
    {"float8[]", "array[r / 7.0::float8, 1e-300]"},
    {"floats", "row(r / 7.0::float4, '1850-04-01 00:00+00'::timestamptz + r % 60 * interval '20 min')::floats"},
    {"oid", "r"},
    {"money", "(r - 300)::numeric / 7 * 100"},
    {"tsvector", "to_tsvector('simple', 'a b ' || r % 60 || ' don''t')"},
    {"tsquery", "to_tsquery('simple', 'a & !b | ' || r % 60)"},
    {"pg_lsn", "'0/0'::pg_lsn + r % 60"},
    {"jsonb", "case r % 5 when 0 then '[1, \"a\"]' when 1 then 'null' else jsonb_build_object('a', r % 20) end"},
    {"oidvector", "((r % 9) || ' ' || (r % 5))::oidvector"},
};

// Of a random number of its own.
QByteArray filled(const Sample &sample)
{
    return "(select (" + QByteArray(sample.value) + ")::" + QByteArray(sample.type).split(' ').first() +
           " from (select (random() * 1000)::int as r, g offset 0) as x)";
}

const QByteArray settings[] = {
    "datestyle = 'SQL, DMY'; @ intervalstyle = 'sql_standard'; @ extra_float_digits = -15; @ bytea_output = escape; @ timezone = "
    "'America/St_Johns'",
    "datestyle = 'German'; @ intervalstyle = 'iso_8601'; @ extra_float_digits = 0; @ bytea_output = hex; @ timezone = "
    "'Asia/Kolkata'",
    "datestyle = 'Postgres, MDY'; @ intervalstyle = 'postgres_verbose'; @ extra_float_digits = 1; @ lc_monetary = 'POSIX'; @ "
    "timezone = 'Europe/Berlin'",
    "datestyle = 'ISO, YMD'; @ intervalstyle = 'postgres'; @ extra_float_digits = 3; @ bytea_output = escape; @ timezone = 'UTC'",
};

const QByteArray names[] = {"\"select\"", "\"a\"\"b\"",  "\"🙂 ä\"", "\"new\nline\"", "\"it's\"", "\"x.y\"",
                            "\"$1\"",     "\"%s @ \\\"", "\"n \"",   "\"Ctid\"",      "plain",    "\"user\""};

} // namespace

class TestRandomWindow : public QObject, private test::Windows
{
    Q_OBJECT

    const Sample &anyKind()
    {
        for (;;)
            if (const Sample &kind = kinds[m_random.bounded(int(std::size(kinds)))]; !*kind.other)
                return kind;
    }
    // n first; k1… of a key, s sorted by; as declared and as filled.
    QByteArray makeTable(const QByteArray &table, const QList<const Sample *> &key, const Sample &sorted,
                         const QByteArrayList &called)
    {
        QByteArrayList columns{"n int not null"}, values, order;
        for (int i = 0; i < key.size(); ++i) {
            columns << called[i] + ' ' + key[i]->type;
            values << filled(*key[i]);
            order << called[i];
        }
        columns << called.last() + ' ' + sorted.type << "g int";
        if (key.size() != 1 || m_random.bounded(2)) // it makes most of them differ
            order << "g";
        psql("select setseed(0.3); create table " + table + " (" + columns.join(", ") + ", primary key (" + order.join(", ") +
             ")); create index on " + table + " (" + called.last() + (m_random.bounded(2) ? " desc" : "") + "); insert into " +
             table + " select row_number() over (), " + values.join(", ") + ", case when random() > 0.2 then " + filled(sorted) +
             " end, case when g % 3 = 0 then g / 3 else g end from generate_series(1, 150) g on conflict do nothing; analyze " +
             table);
        return order.join(", ");
    }

private Q_SLOTS:
    void initTestCase()
    {
        startServer();
        newDatabase();
        psql("create type mood as enum ('sad', 'ok', 'it''s, \"glad\"', 'So'); create domain mail as text collate \"C\"; create "
             "domain small as int8 check (value >= 0);"
             "create type pair as (a int, b text); create domain pairs as pair[]; create type floats as (a float4, b "
             "timestamptz); create collation nocase (provider = icu, "
             "locale = 'und-u-ks-level2', deterministic = false)");
        m_compared = 1;
    }
    void rowForRow_data()
    {
        QTest::addColumn<int>("kind");
        for (int i = 0; i < int(std::size(kinds)); ++i)
            QTest::newRow(kinds[i].type) << i;
    }
    void rowForRow()
    {
        QFETCH(int, kind);
        const QByteArray role = "; alter role " + m_server->info().user.toLatin1() + " set ";
        const QByteArray table = "t" + QByteArray::number(kind);
        const Sample &own = kinds[kind];
        for (int round = 0; round < 2; ++round) {
            psql(QByteArray("select 1; @ " + settings[(kind + 2 * round) % 4]).replace("; @ ", role));
            connectAgain();
            QByteArrayList called(std::begin(names), std::end(names));
            std::shuffle(called.begin(), called.end(), m_random);
            QList<const Sample *> key{&own};
            while (round > 0 && !*own.other && key.size() < 1 + m_random.bounded(1, 3))
                key.insert(m_random.bounded(int(key.size()) + 1), &anyKind());
            called = called.first(key.size() + 1);
            const Sample &sorted = round == 0 ? anyKind() : *own.other ? anyKind() : own;
            const QByteArray of = table + "_" + QByteArray::number(round);
            QByteArray order = makeTable(of, key, sorted, called);
            const QString name = QString::fromLatin1(of),
                          s = QString::fromUtf8(called.last().sliced(1).chopped(1).replace("\"\"", "\"")),
                          column = called.last().startsWith('"') ? s : u"plain"_s;
            Choice choice;
            QByteArray where;
            if (m_random.bounded(2)) {
                choice.conditions << u"n % 3 <> 1 -- not 1"_s
                                  << name + u'.' + QString::fromUtf8(called.last()) + u" is not null or g % 2 = 0"_s;
                where = " where n % 3 <> 1 and (" + called.last() + " is not null or g % 2 = 0)";
            }
            if (m_random.bounded(2))
                choice.extras << Extra{u"x"_s, QString::fromUtf8(called.first()), {}, 0, Look::Text};
            const TableWindow plain = window(name, choice);
            const bool isMixed = *own.other && order.contains(',');
            QCOMPARE(plain.by(), isMixed ? WindowBy::Block : WindowBy::Key);
            compare(plain, "select n from " + of + where + " order by " + (isMixed ? "ctid" : order), 40);
            if (QTest::currentTestFailed())
                return;
            for (const bool isDescending : {false, true}) {
                const TableWindow by = plain.sorted(Sort{column, isDescending});
                QVERIFY2(by.sort(), qPrintable(column));
                if (*own.other)
                    continue;
                QCOMPARE(by.by(), WindowBy::Key);
                QByteArrayList columns{called.last()};
                columns << order;
                QByteArray all = columns.join(", ");
                if (isDescending)
                    all = called.last() + " desc, " + QByteArray(order).replace(", ", " desc, ") + " desc";
                compare(by, "select n from " + of + where + " order by " + all, 40);
                if (QTest::currentTestFailed())
                    return;
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestRandomWindow)
#include "tst_randomwindow.moc"
