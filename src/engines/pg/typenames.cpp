// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/typenames.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>

namespace oriel::pg {
namespace {

using namespace Qt::StringLiterals;

// pg_type.dat of PostgreSQL 12 to 18: these numbers never change.
struct BuiltIn
{
    quint32 oid, array;
    const char *name;
    Look look = Look::Text;
};
constexpr auto builtIns = std::to_array<BuiltIn>({
    {16, 1000, "boolean", Look::Boolean},
    {17, 1001, "bytea", Look::Binary},
    {18, 1002, "\"char\""},
    {19, 1003, "name"},
    {20, 1016, "bigint", Look::Number},
    {21, 1005, "smallint", Look::Number},
    {22, 1006, "int2vector"},
    {23, 1007, "integer", Look::Number},
    {24, 1008, "regproc"},
    {25, 1009, "text"},
    {26, 1028, "oid", Look::Number},
    {27, 1010, "tid"},
    {28, 1011, "xid", Look::Number},
    {29, 1012, "cid", Look::Number},
    {30, 1013, "oidvector"},
    {114, 199, "json", Look::Json},
    {142, 143, "xml"},
    {194, 0, "pg_node_tree"},
    {600, 1017, "point"},
    {601, 1018, "lseg"},
    {602, 1019, "path"},
    {603, 1020, "box"},
    {604, 1027, "polygon"},
    {628, 629, "line"},
    {650, 651, "cidr"},
    {700, 1021, "real", Look::Number},
    {701, 1022, "double precision", Look::Number},
    {705, 0, "unknown"},
    {718, 719, "circle"},
    {774, 775, "macaddr8"},
    {790, 791, "money"},
    {829, 1040, "macaddr"},
    {869, 1041, "inet"},
    {1033, 1034, "aclitem"},
    {1042, 1014, "bpchar"},
    {1043, 1015, "character varying"},
    {1082, 1182, "date", Look::Time},
    {1083, 1183, "time without time zone", Look::Time},
    {1114, 1115, "timestamp without time zone", Look::Time},
    {1184, 1185, "timestamp with time zone", Look::Time},
    {1186, 1187, "interval"},
    {1266, 1270, "time with time zone", Look::Time},
    {1560, 1561, "\"bit\""},
    {1562, 1563, "bit varying"},
    {1700, 1231, "numeric", Look::Number},
    {1790, 2201, "refcursor"},
    {2202, 2207, "regprocedure"},
    {2203, 2208, "regoper"},
    {2204, 2209, "regoperator"},
    {2205, 2210, "regclass"},
    {2206, 2211, "regtype"},
    {2249, 2287, "record"},
    {2275, 1263, "cstring"},
    {2278, 0, "void"},
    {2279, 0, "trigger"},
    {2950, 2951, "uuid"},
    {2970, 2949, "txid_snapshot"},
    {3220, 3221, "pg_lsn"},
    {3614, 3643, "tsvector"},
    {3615, 3645, "tsquery"},
    {3642, 3644, "gtsvector"},
    {3734, 3735, "regconfig"},
    {3769, 3770, "regdictionary"},
    {3802, 3807, "jsonb", Look::Json},
    {3904, 3905, "int4range"},
    {3906, 3907, "numrange"},
    {3908, 3909, "tsrange"},
    {3910, 3911, "tstzrange"},
    {3912, 3913, "daterange"},
    {3926, 3927, "int8range"},
    {4072, 4073, "jsonpath"},
    {4089, 4090, "regnamespace"},
    {4096, 4097, "regrole"},
    {4191, 4192, "regcollation"},
    {4451, 6150, "int4multirange"},
    {4532, 6151, "nummultirange"},
    {4533, 6152, "tsmultirange"},
    {4534, 6153, "tstzmultirange"},
    {4535, 6155, "datemultirange"},
    {4536, 6157, "int8multirange"},
    {5038, 5039, "pg_snapshot"},
    {5069, 271, "xid8", Look::Number},
});

const BuiltIn *findElement(quint32 oid)
{
    const auto found = std::ranges::find(builtIns, oid, &BuiltIn::oid);
    return found == builtIns.end() ? nullptr : &*found;
}

const BuiltIn *findArray(quint32 oid)
{
    const auto found = std::ranges::find(builtIns, oid, &BuiltIn::array);
    return oid == 0 || found == builtIns.end() ? nullptr : &*found;
}

// intervaltypmodout: which fields are kept, and the precision of the seconds.
QString intervalName(int modifier)
{
    enum { Month = 1 << 1, Year = 1 << 2, Day = 1 << 3, Hour = 1 << 10, Minute = 1 << 11, Second = 1 << 12, All = 0x7FFF };
    static const QHash<int, QString> names{{All, {}},
                                           {Year, u" year"_s},
                                           {Month, u" month"_s},
                                           {Day, u" day"_s},
                                           {Hour, u" hour"_s},
                                           {Minute, u" minute"_s},
                                           {Second, u" second"_s},
                                           {Year | Month, u" year to month"_s},
                                           {Day | Hour, u" day to hour"_s},
                                           {Day | Hour | Minute, u" day to minute"_s},
                                           {Day | Hour | Minute | Second, u" day to second"_s},
                                           {Hour | Minute, u" hour to minute"_s},
                                           {Hour | Minute | Second, u" hour to second"_s},
                                           {Minute | Second, u" minute to second"_s}};
    const int precision = modifier & 0xFFFF;
    const QString fields = names.value(modifier >> 16 & 0x7FFF);
    return precision == 0xFFFF ? u"interval"_s + fields : u"interval%1(%2)"_s.arg(fields).arg(precision);
}

// What format_type does with a type modifier (format_type.c and each type's typmodout).
QString modified(const BuiltIn &type, int modifier)
{
    const QString name = QString::fromLatin1(type.name);
    switch (type.oid) {
    case 1042:
        return u"character(%1)"_s.arg(modifier - 4);
    case 1043:
        return u"%1(%2)"_s.arg(name).arg(modifier - 4);
    case 1560:
        return u"bit(%1)"_s.arg(modifier);
    case 1562:
        return u"%1(%2)"_s.arg(name).arg(modifier);
    case 1083:
    case 1114:
    case 1184:
    case 1266:
        return u"%1(%2)%3"_s.arg(name.section(u' ', 0, 0)).arg(modifier).arg(name.mid(name.indexOf(u' ')));
    case 1186:
        return intervalName(modifier);
    case 1700: { // since 15 the scale is 11 bits with a sign; before, it is never larger than 1000
        const int precision = (modifier - 4) >> 16 & 0xFFFF, scale = (((modifier - 4) & 0x7FF) ^ 1024) - 1024;
        return u"numeric(%1,%2)"_s.arg(precision).arg(scale);
    }
    default:
        return name;
    }
}

Look lookOf(const QByteArray &category)
{
    return category == "N" ? Look::Number : category == "B" ? Look::Boolean : category == "D" ? Look::Time : Look::Text;
}

} // namespace

QString TypeNames::builtIn(quint32 oid, int modifier)
{
    if (const BuiltIn *type = findElement(oid))
        return modifier >= 0 ? modified(*type, modifier) : QString::fromLatin1(type->name);
    if (const BuiltIn *type = findArray(oid))
        return (modifier >= 0 ? modified(*type, modifier) : QString::fromLatin1(type->name)) + u"[]"_s;
    return {};
}

Look TypeNames::builtInLook(quint32 oid)
{
    const BuiltIn *type = findElement(oid);
    return type ? type->look : Look::Text;
}

QList<int> TypeNames::modifiersOf(const pg_result *answer)
{
    QList<int> modifiers;
    for (int i = 0; i < PQnfields(answer); ++i)
        modifiers.append(PQfmod(answer, i));
    return modifiers;
}

Column TypeNames::named(Column column, int modifier) const
{
    if (const QString name = builtIn(column.oid, modifier); !name.isEmpty()) {
        column.type = name;
        column.look = builtInLook(column.oid);
    } else if (const auto known = m_known.constFind({column.oid, modifier}); known != m_known.constEnd()) {
        column.type = known->name;
        column.look = known->look;
    } else {
        column.type = u"…"_s;
    }
    return column;
}

QList<Column> TypeNames::columnsOf(const pg_result *answer)
{
    QList<Column> columns;
    for (int i = 0; i < PQnfields(answer); ++i) {
        Column column;
        column.name = wire::shown(PQfname(answer, i));
        column.oid = PQftype(answer, i);
        columns.append(named(column, PQfmod(answer, i)));
        if (columns.last().type == u"…"_s)
            m_unknown.insert({column.oid, PQfmod(answer, i)});
    }
    return columns;
}

QList<Column> TypeNames::named(QList<Column> columns, const QList<int> &modifiers) const
{
    for (qsizetype i = 0; i < columns.size(); ++i)
        columns[i] = named(columns[i], modifiers.value(i, -1));
    return columns;
}

QByteArray TypeNames::question() const
{
    QByteArrayList oids, modifiers;
    for (const auto &[oid, modifier] : m_unknown) {
        oids.append(QByteArray::number(oid));
        modifiers.append(QByteArray::number(modifier));
    }
    return "SELECT q.o, q.m, pg_catalog.format_type(q.o, q.m), t.typcategory "
           "FROM ROWS FROM (pg_catalog.unnest('{"_ba +
           oids.join(',') + "}'::pg_catalog.oid[]), pg_catalog.unnest('{" + modifiers.join(',') +
           "}'::pg_catalog.int4[])) AS q(o, m) "
           "LEFT JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) q.o";
}

void TypeNames::learn(const wire::Answer &answer)
{
    if (wire::hasRows(answer, 1) && PQnfields(answer.get()) == 4) {
        for (int row = 0; row < PQntuples(answer.get()); ++row) {
            const Key key{wire::text(answer, row, 0).toUInt(), wire::text(answer, row, 1).toInt()};
            m_known.insert(key, {wire::shown(wire::text(answer, row, 2)), lookOf(wire::text(answer, row, 3))});
            m_unknown.remove(key);
        }
    }
    for (const Key &key : std::exchange(m_unknown, {}))
        m_known.insert(key, {u"oid %1"_s.arg(key.first), Look::Text});
}

} // namespace oriel::pg
