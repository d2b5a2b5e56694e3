// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/windowplan.h"

#include <array>

namespace oriel::pg {

using namespace std::chrono_literals;

namespace {

constexpr auto newestLimit = 60s;

namespace type { // pg_type.dat
constexpr quint32 boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, oid = 26, float4 = 700, float8 = 701, date = 1082,
                  timestamp = 1114, timestamptz = 1184, numeric = 1700, uuid = 2950;
// json, xml, xid, cid, point, lseg, path, box, polygon, line, circle, jsonpath: ORDER BY refuses them
constexpr std::array<quint32, 12> unordered{114, 142, 28, 29, 600, 601, 602, 603, 604, 628, 718, 4072};
} // namespace type

Ordering orderingOf(const TableColumn &column)
{
    switch (column.isArray ? 0 : column.baseOid) {
    case type::int2:
    case type::int4:
    case type::int8:
    case type::oid:
    case type::numeric:
        return Ordering::Number;
    case type::float4:
    case type::float8:
        return Ordering::Float;
    case type::boolean:
    case type::bytea:
    case type::uuid:
        return Ordering::Bytes;
    case type::date:
    case type::timestamp:
    case type::timestamptz:
        return Ordering::Time;
    default:
        return Ordering::Unknown;
    }
}

} // namespace

TableWindow::Newest TableWindow::newest(const QStringList &by, qint64 mostRows) const
{
    const Plan &plan = *m_plan;
    const Relation &relation = plan.relation;
    Newest newest{.by = by};
    if (by.isEmpty() && !relation.keys.isEmpty() && relation.leaves.isEmpty() == (relation.kind != Kind::PartitionedTable)) {
        newest.by = relation.keys.first().columns;
        newest.isByKey = std::ranges::all_of(newest.by, [&](const QString &name) { return plan.hasOwn(name); });
        if (!newest.isByKey)
            newest.by.clear();
    }
    Matching &matching = newest.matching;
    matching.columns = plan.shownCount();
    QByteArrayList order;
    const bool isReversed = plan.choice.sort ? plan.choice.sort->isDescending : true;
    const auto orderBy = [&](int column) {
        if (std::ranges::find(type::unordered, plan.shown.columns[column].baseOid) != type::unordered.end())
            return;
        order << plan.shown.values[column] + (isReversed ? " DESC" : "");
        matching.order << OrderStep{column, orderingOf(plan.shown.columns[column]), isReversed};
    };
    const QList<Column> shown = columns();
    const auto place = [&shown](const QString &name) {
        return int(std::ranges::find(shown, name, &Column::name) - shown.begin());
    };
    if (plan.choice.sort)
        orderBy(place(plan.choice.sort->column));
    for (const QString &name : std::as_const(newest.by)) {
        if (const int column = place(name); column < shown.size()) {
            matching.key << column;
            if (!plan.choice.sort || plan.choice.sort->column != name)
                orderBy(column);
        }
    }
    QByteArrayList values = plan.shown.values;
    const bool isStored =
        relation.isHeap && relation.leaves.isEmpty() &&
        (relation.kind == Kind::Table || relation.kind == Kind::Partition || relation.kind == Kind::MaterializedView);
    if (order.isEmpty() && isStored && relation.isReadable) {
        newest.isByPlace = true;
        values << plan.shown.table + ".ctid";
        order << values.last() + " DESC";
        matching.order << OrderStep{plan.shownCount(), Ordering::Tid, true};
    }
    const WindowLeaf whole{relation, false, WindowBy::Stream, {}, {}, {}, plan.version};
    newest.ask = {.sql = "SELECT " + values.join(", ") + "\n  FROM " + whole.name(plan.shown) + whole.where(plan.shown, {}) +
                         (order.isEmpty() ? QByteArray() : " ORDER BY " + order.join(", ")) + " LIMIT " +
                         QByteArray::number(mostRows + 1),
                  .limit = newestLimit,
                  .hasUserText = hasUserText()};
    return newest;
}

} // namespace oriel::pg
