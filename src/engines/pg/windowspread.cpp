// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/windowspread.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace oriel::pg {

namespace {

namespace type { // pg_type.dat
constexpr quint32 int8 = 20, int2 = 21, int4 = 23, oid = 26, float4 = 700, float8 = 701, date = 1082, timestamp = 1114,
                  timestamptz = 1184, numeric = 1700, uuid = 2950;
}

bool isInteger(quint32 oid) { return oid == type::int2 || oid == type::int4 || oid == type::int8; }

bool isTime(quint32 oid) { return oid == type::date || oid == type::timestamp || oid == type::timestamptz; }

// What lies between two values of some types is worked out on numbers; exact for the 64 bits of an integer (x87).
std::optional<long double> numberOf(quint32 oid, const QByteArray &text)
{
    bool isNumber = false;
    long double number = 0;
    if (isInteger(oid) || oid == type::oid) {
        number = text.toLongLong(&isNumber);
    } else if (oid == type::numeric || oid == type::float4 || oid == type::float8) {
        number = text.toDouble(&isNumber);
    } else if (oid == type::uuid) {
        number = QByteArray(text).replace('-', "").first(std::min(qsizetype(16), text.size())).toULongLong(&isNumber, 16);
    } else if (isTime(oid)) {
        QDateTime time = QDateTime::fromString(QString::fromLatin1(text), Qt::ISODateWithMs);
        if (time.timeSpec() == Qt::LocalTime)
            time.setTimeSpec(Qt::UTC);
        isNumber = time.isValid();
        number = isNumber ? time.toMSecsSinceEpoch() : 0;
    }
    return isNumber && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

QByteArray textOf(quint32 oid, long double number)
{
    if (isInteger(oid) || oid == type::oid)
        return QByteArray::number(qint64(number));
    if (oid == type::uuid)
        return QByteArray::number(quint64(number), 16).rightJustified(16, '0') + QByteArray(16, '0');
    if (!isTime(oid))
        return QByteArray::number(double(number), 'g', 17);
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(qint64(number), Qt::UTC);
    return oid == type::date ? time.date().toString(Qt::ISODate).toLatin1() : time.toString(Qt::ISODateWithMs).toLatin1();
}

// pg_stats has arrays of any type; their text depends on DateStyle, their JSON does not.
QByteArray valuesOf(const QByteArray &column, const TableColumn &of)
{
    const QByteArray one = of.baseType.toUtf8();
    if (isTime(of.baseOid))
        return "ARRAY(SELECT CAST(j.v AS " + one + ") FROM pg_catalog.json_array_elements_text(pg_catalog.to_json(" + column +
               ")) AS j(v))";
    return "CAST(CAST(" + column + " AS pg_catalog.text) AS " + one + "[])";
}

QByteArray name(const QString &text) { return "CAST(" + quotedLiteral(text).toUtf8() + " AS pg_catalog.name)"; }

QByteArray statistics(const WindowLeaf &leaf, const TableColumn &column)
{
    return "SELECT p.null_frac AS empty, p.most_common_freqs AS often, " + valuesOf("p.most_common_vals", column) +
           " AS common, " + valuesOf("p.histogram_bounds", column) +
           " AS bounds FROM pg_catalog.pg_stats AS p"
           " WHERE p.schemaname OPERATOR(pg_catalog.=) " +
           name(leaf.relation.schema) + " AND p.tablename OPERATOR(pg_catalog.=) " + name(leaf.relation.name) +
           " AND p.attname OPERATOR(pg_catalog.=) " + name(column.name) + " AND p.inherited OPERATOR(pg_catalog.=) " +
           (leaf.isOnly ? "false" : "true");
}

// The values, in the collation of the column: an empty part of it lends theirs to the rest.
QByteArray candidates(const WindowLeaf &leaf, const TableColumn &column, const QByteArray &with, bool isFirst)
{
    const WindowShown plain{.table = quotedName(leaf.relation.name)};
    const QByteArray own = plain.table + '.' + quotedName(column.name), from = " FROM " + leaf.name(plain);
    QByteArray sql = "SELECT " + own + ", 1 AS step, CAST(0 AS pg_catalog.float4) AS often" + from + " WHERE false" +
                     " UNION ALL SELECT pg_catalog.unnest(s.bounds), 1, 0 FROM " + with + " AS s" +
                     " UNION ALL SELECT pg_catalog.unnest(s.common), 0, pg_catalog.unnest(s.often) FROM " + with + " AS s";
    if (isFirst && isInteger(column.baseOid)) // its ends, by an index
        sql += " UNION ALL SELECT v.end, 1, 0 FROM (SELECT pg_catalog.min(" + own + ")" + from +
               " UNION ALL SELECT pg_catalog.max(" + own + ")" + from +
               ") AS v(\"end\") WHERE v.\"end\" IS NOT NULL AND NOT EXISTS (SELECT FROM " + with +
               " AS s WHERE s.bounds IS NOT NULL OR s.common IS NOT NULL)";
    return sql;
}

} // namespace

// Rows: number of the step, of the row; value; 1 where it is a bound; share of the rows that equal it; whether the value compared
// with reaches and equals it. The first of each step has the share of NULLs instead.
Ask WindowSpread::ask(const WindowLeaf &leaf, const QList<WindowLeaf::Step> &steps,
                      const QList<std::optional<QByteArray>> &values)
{
    Ask question;
    QByteArrayList with, parts;
    for (int i = 0; i < steps.size(); ++i) {
        const auto &[step, column, key] = steps[i];
        const QByteArray number = QByteArray::number(i), statistic = "s" + number;
        QByteArray value = "w." + quotedName(column.name), reached = "CAST(NULL AS pg_catalog.bool)", equal = reached;
        if (!step.collation.isEmpty())
            value += " COLLATE " + step.collation.toUtf8();
        if (const auto other = values.value(i)) {
            question.parameters << *other;
            const QByteArray to = ' ' + parameter(int(question.parameters.size()), column);
            reached = value + ' ' + step.atMost.toUtf8() + to;
            equal = value + ' ' + step.equal.toUtf8() + to;
        }
        with << statistic + " AS MATERIALIZED (" + statistics(leaf, column) + ")";
        parts << "SELECT " + number + ", 0, NULL, 0, s.empty, NULL, NULL FROM " + statistic + " AS s"
              << "SELECT " + number + ", pg_catalog.row_number() OVER (ORDER BY " + value + " USING " + step.less.toUtf8() +
                     "), " + keyText(column) + ", w.step, w.often, " + reached + ", " + equal + " FROM (" +
                     candidates(leaf, column, statistic, i == 0) + ") AS w";
    }
    question.sql = "WITH " + with.join(",\n") + "\n" + parts.join("\nUNION ALL\n") + "\nORDER BY 1, 2";
    return question;
}

WindowSpread WindowSpread::read(const RowSource &answer, int number, const TableColumn &column)
{
    WindowSpread spread{column.baseOid, 0, {}};
    const auto text = [&](qint64 row, int cell) { return answer.cell(row, cell).text; };
    QList<double> bounds; // of each point: how many are below it
    double common = 0, steps = 0;
    for (qint64 row = 0; row < answer.rowCount(); ++row) {
        if (text(row, 0).toInt() != number)
            continue;
        if (answer.cell(row, 2).isNull) {
            spread.empty = text(row, 4).toDouble();
            continue;
        }
        const bool isBound = text(row, 3) == "1";
        Point point{readKey(column, text(row, 2)), common, text(row, 4).toDouble(), text(row, 5) == "t", text(row, 6) == "t"};
        bounds << (isBound ? steps : std::max(0.0, steps - 0.5));
        common += point.own;
        steps += isBound;
        spread.points << point;
    }
    const double filled = 1 - spread.empty, rest = std::max(0.0, filled - common);
    for (int i = 0; i < spread.points.size(); ++i) {
        Point &point = spread.points[i];
        point.before = (point.before + (steps > 1 ? rest * std::min(1.0, bounds[i] / (steps - 1)) : 0)) / std::max(filled, 1e-9);
        point.own /= std::max(filled, 1e-9);
    }
    return spread;
}

WindowSpread::Hit WindowSpread::at(double fraction) const
{
    const auto behind = std::ranges::upper_bound(points, fraction, {}, &Point::before);
    const Point &low = behind == points.begin() ? points.first() : *std::prev(behind);
    if (low.own > 0 && fraction < low.before + low.own)
        return {low.value, std::clamp((fraction - low.before) / low.own, 0.0, 1.0)};
    const Hit end{low.value, low.own > 0 ? std::optional(1.0) : std::nullopt};
    if (behind == points.end() || behind == points.begin())
        return end;
    const double from = low.before + low.own, part = (fraction - from) / std::max(behind->before - from, 1e-9);
    const auto first = numberOf(baseOid, low.value), last = numberOf(baseOid, behind->value);
    if (first && last)
        return {textOf(baseOid, *first + (*last - *first) * (long double)(part)), {}};
    return part < 0.5 ? end : Hit{behind->value, {}};
}

double WindowSpread::fraction(const QByteArray &value, double inside) const
{
    const auto behind = std::ranges::find(points, false, &Point::isReached);
    if (behind == points.begin())
        return 0;
    const Point &low = *std::prev(behind);
    if (low.isEqual)
        return low.before + low.own * inside;
    if (behind == points.end())
        return 1;
    const auto first = numberOf(baseOid, low.value), last = numberOf(baseOid, behind->value), at = numberOf(baseOid, value);
    const double part = first && last && at && *last > *first ? double((*at - *first) / (*last - *first)) : 0.5;
    const double from = low.before + low.own;
    return from + std::clamp(part, 0.0, 1.0) * (behind->before - from);
}

} // namespace oriel::pg
