// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/windowleaf.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace oriel::pg {

namespace {

namespace type { // pg_type.dat
constexpr quint32 bytea = 17, text = 25, float4 = 700, float8 = 701, varchar = 1043, date = 1082, timestamp = 1114,
                  timestamptz = 1184;
}

// How many blocks one question looks at, at most: 32 MB. Before version 14 each of their rows is named.
constexpr qint64 mostBlocks = 4096, mostNamedBlocks = 64;
const QByteArray edge = "\"+edge\"";               // a CTE; user's text in its reach names another
constexpr int versionWithRanges = 140000;          // TID Range Scan
constexpr int versionWithIncrementalSort = 130000; // before it an index on the column alone does not order duplicates
constexpr int versionWithUnsureNotNull = 180000;   // NOT NULL … NOT VALID

QByteArray filled(const QByteArray &pattern, const QByteArray &column) { return pattern.split('@').join(column); }

QByteArray tid(qint64 block, qint64 offset)
{
    return "CAST('(" + QByteArray::number(block) + "," + QByteArray::number(offset) + ")' AS pg_catalog.tid)";
}

// On lines of its own: a comment at its end must not swallow what follows.
QByteArray wrapped(const QString &text) { return "(\n" + text.toUtf8() + "\n)"; }

QByteArray joined(QByteArrayList parts)
{
    parts.removeAll({});
    return parts.join(", ");
}

QByteArray expressions(const QList<TableColumn> &shown)
{
    QByteArrayList list;
    for (const TableColumn &column : shown)
        list << shownExpression(column);
    return list.join(", ");
}

const TableColumn *find(const Relation &relation, const QString &name)
{
    const auto found = std::ranges::find(relation.columns, name, &TableColumn::name);
    return found == relation.columns.end() ? nullptr : &*found;
}

// A row comparison names one operator for all its columns.
bool isWalkable(const Relation &relation, const TableKey &key)
{
    const auto isUsable = [&](const KeyStep &step) {
        const TableColumn *column = find(relation, step.column);
        return column && column->isReadable && !step.less.isEmpty() && !step.equal.isEmpty() &&
               step.less == key.steps.first().less && step.greater == key.steps.first().greater;
    };
    return !key.steps.isEmpty() && std::ranges::all_of(key.steps, isUsable);
}

} // namespace

QByteArray quotedName(const QString &name) { return quotedIdentifierAlways(name).toUtf8(); }

QByteArray parameter(int number, const TableColumn &column)
{
    return "CAST($" + QByteArray::number(number) + " AS " + column.baseType.toUtf8() + ")";
}

QByteArray keyText(const TableColumn &column)
{
    const QByteArray name = "w." + quotedName(column.name);
    switch (column.baseOid) {
    case type::date:
    case type::timestamp:
    case type::timestamptz:
        return "pg_catalog.to_json(" + name + ") OPERATOR(pg_catalog.#>>) CAST('{}' AS pg_catalog.text[])"; // ISO
    case type::float4:
    case type::float8: // extra_float_digits would round it
        return "pg_catalog.encode(pg_catalog.float8send(CAST(" + name + " AS pg_catalog.float8)), 'hex')";
    default:
        return "pg_catalog.format('%s', " + name + ")";
    }
}

QByteArray readKey(const TableColumn &column, const QByteArray &text)
{
    if (column.baseOid != type::float4 && column.baseOid != type::float8)
        return text;
    const double value = std::bit_cast<double>(text.toULongLong(nullptr, 16));
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "Infinity" : "-Infinity";
    return QByteArray::number(value, 'g', 17);
}

WindowShown WindowShown::of(const Relation &relation, const Choice &choice)
{
    WindowShown shown{quotedName(relation.name), {}, {}, {}, {}};
    std::ranges::copy_if(relation.columns, std::back_inserter(shown.columns), &TableColumn::isReadable);
    for (const TableColumn &column : std::as_const(shown.columns))
        shown.values << shown.table + '.' + quotedName(column.name);
    for (const QString &condition : choice.conditions)
        shown.conditions << wrapped(condition);
    if (choice.extras.isEmpty())
        return shown;

    QString prefix = QStringLiteral("+"); // of names that the user's text cannot mean
    const auto isTaken = [&](const QString &name) { return name.startsWith(prefix); };
    while (isTaken(relation.name) || std::ranges::any_of(relation.columns, isTaken, &TableColumn::name))
        prefix += u'+';
    QByteArrayList expressions, names;
    for (const Extra &extra : choice.extras) {
        TableColumn column;
        column.name = prefix + QString::number(expressions.size() + 1);
        column.type = extra.type;
        column.typeOid = column.baseOid = extra.oid;
        column.look = extra.look;
        shown.columns << column;
        expressions << wrapped(extra.expression);
        names << quotedName(column.name);
        shown.values << quotedName(prefix) + '.' + names.last();
    }
    // In VALUES the server refuses what is not one value of its row: aggregates, window functions, functions that return sets.
    // Behind a comma: JOIN would hide ctid and tableoid from the user's text.
    shown.lateral = ", LATERAL (VALUES (" + expressions.join(", ") + ")) AS " + quotedName(prefix) + '(' + names.join(", ") + ')';
    return shown;
}

QByteArray shownExpression(const TableColumn &column)
{
    const QByteArray name = "w." + quotedName(column.name);
    if (!column.isUnbounded)
        return name;
    if (column.baseOid == type::text || column.baseOid == type::varchar) // neither function unpacks more than it needs
        return filled("CAST(pg_catalog.octet_length(CAST(@ AS pg_catalog.text)) AS pg_catalog.text) OPERATOR(pg_catalog.||) ':' "
                      "OPERATOR(pg_catalog.||) pg_catalog.\"left\"(CAST(@ AS pg_catalog.text), 256)",
                      name);
    if (column.baseOid == type::bytea)
        return filled("CAST(2 OPERATOR(pg_catalog.+) (2 OPERATOR(pg_catalog.*) pg_catalog.octet_length(CAST(@ AS "
                      "pg_catalog.bytea))) AS pg_catalog.text) "
                      "OPERATOR(pg_catalog.||) E':\\\\x' OPERATOR(pg_catalog.||) "
                      "pg_catalog.encode(pg_catalog.substr(CAST(@ AS pg_catalog.bytea), 1, 127), 'hex')",
                      name);
    // format() writes what psql shows, by the type's own output function; once, therefore OFFSET 0. Not IS NULL: a row of NULLs
    // is no NULL. What is larger than 1 MB where it is stored, compressed, is not rendered for its first line.
    return filled(
        "CASE WHEN pg_catalog.pg_column_size(@) OPERATOR(pg_catalog.>) 1048576 THEN "
        "CAST(pg_catalog.pg_column_size(@) AS pg_catalog.text) OPERATOR(pg_catalog.||) ':' ELSE ("
        "SELECT CAST(pg_catalog.octet_length(x.f) AS pg_catalog.text) OPERATOR(pg_catalog.||) ':' OPERATOR(pg_catalog.||) "
        "pg_catalog.\"left\"(x.f, 256) FROM (SELECT pg_catalog.format('%s', @) AS f "
        "WHERE pg_catalog.pg_column_size(@) OPERATOR(pg_catalog.>=) 0 OFFSET 0) AS x) END",
        name);
}

WindowLeaf WindowLeaf::of(const Relation &relation, bool isOnly, int version)
{
    WindowLeaf leaf{relation, isOnly, WindowBy::Stream, {}, {}, {}, version};
    const auto key =
        std::ranges::find_if(relation.keys, [&](const TableKey &candidate) { return isWalkable(relation, candidate); });
    const bool isStored =
        relation.kind == Kind::Table || relation.kind == Kind::Partition || relation.kind == Kind::MaterializedView;
    if (key != relation.keys.end() && (isStored || relation.kind == Kind::PartitionedTable)) {
        leaf.by = WindowBy::Key;
        leaf.keyName = key->name;
        leaf.steps = key->steps;
        for (const KeyStep &step : key->steps)
            leaf.stepColumns << *find(relation, step.column);
    } else if (isStored && relation.isHeap && relation.isReadable && isOnly) {
        leaf.by = WindowBy::Block;
    }
    return leaf;
}

qint64 WindowLeaf::stride(const Place &from, int count) const
{
    const qint64 most = version >= versionWithRanges ? mostBlocks : mostNamedBlocks;
    if (from.stride > 0)
        return std::min(from.stride, most);
    const double perBlock = relation.rows > 0 && relation.pages > 0 ? relation.rows / double(relation.pages) : 40;
    return std::clamp(qint64(std::ceil(count / perBlock)), qint64(1), most);
}

QList<WindowLeaf> WindowLeaf::sortedBy(const KeyStep &step) const
{
    const TableColumn *column = find(relation, step.column);
    const bool isOrdered = version >= versionWithIncrementalSort || (!steps.isEmpty() && steps.first().column == step.column);
    if (by != WindowBy::Key || !column || !column->isReadable || !isOrdered || step.less.isEmpty() ||
        step.less != steps.first().less || step.greater != steps.first().greater)
        return {};
    WindowLeaf values = *this;
    values.part = Part::Values;
    values.sortStep = step;
    values.sortColumn = *column;
    WindowLeaf nulls = values;
    nulls.part = Part::Nulls;
    if (column->isNotNull && version < versionWithUnsureNotNull)
        return {values};
    return {values, nulls};
}

QList<WindowLeaf::Step> WindowLeaf::order() const
{
    QList<Step> order;
    if (part == Part::Values)
        order << Step{sortStep, sortColumn};
    for (int i = 0; i < steps.size(); ++i)
        if (part != Part::Values || steps[i].column != sortColumn.name || !steps[i].collation.isEmpty())
            order << Step{steps[i], stepColumns[i], i};
    return order;
}

QList<std::optional<QByteArray>> WindowLeaf::parameters(const Place &from) const { return {from.key.cbegin(), from.key.cend()}; }

QList<QByteArray> WindowLeaf::keyOf(const RowSource &answer, qint64 row, int hidden) const
{
    QList<QByteArray> key;
    for (const Step &step : order()) {
        const int column = hidden + (step.key < 0 ? int(steps.size()) : step.key);
        key << readKey(step.column, answer.cell(row, column).text);
    }
    return key;
}

QByteArray WindowLeaf::collated(const WindowShown &shown, const KeyStep &step) const
{
    const QByteArray name = shown.table + '.' + quotedName(step.column);
    return step.collation.isEmpty() ? name : name + " COLLATE " + step.collation.toUtf8();
}

QByteArray WindowLeaf::name(const WindowShown &shown) const
{
    const QByteArray own = quotedName(relation.name);
    return (isOnly ? "ONLY " : "") + quotedName(relation.schema) + '.' + own + (own == shown.table ? "" : " AS " + shown.table) +
           shown.lateral;
}

QByteArray WindowLeaf::where(const WindowShown &shown, QByteArrayList conditions) const
{
    if (isPart) // no more once it is detached
        conditions << "EXISTS (SELECT FROM pg_catalog.pg_inherits AS h WHERE h.inhrelid OPERATOR(pg_catalog.=) CAST(" +
                          QByteArray::number(relation.oid) + " AS pg_catalog.oid))";
    conditions += shown.conditions;
    return conditions.isEmpty() ? QByteArray() : " WHERE " + conditions.join(" AND ");
}

// The part, behind the row read last. IS DISTINCT FROM: a row of NULLs sorts as a value.
QByteArrayList WindowLeaf::passed(const WindowShown &shown, const Place &from, Way way) const
{
    QByteArrayList conditions;
    if (part != Part::All)
        conditions << shown.table + '.' + quotedName(sortColumn.name) + (part == Part::Nulls ? " IS NOT" : " IS") +
                          " DISTINCT FROM NULL";
    if (!from.key.isEmpty()) {
        QByteArrayList columns, values;
        for (const Step &step : order().first(from.key.size())) {
            columns << collated(shown, step.step);
            values << parameter(int(values.size()) + 1, step.column);
        }
        const KeyStep &one = steps.first();
        const QString &ahead = from.isInclusive ? one.atLeast : one.greater, &back = from.isInclusive ? one.atMost : one.less;
        const QByteArray compare = ' ' + (way == Way::Forward ? ahead : back).toUtf8() + ' ';
        conditions << (columns.size() == 1 ? columns.first() + compare + values.first()
                                           : "ROW(" + columns.join(", ") + ")" + compare + "ROW(" + values.join(", ") + ")");
    }
    return conditions;
}

QByteArray WindowLeaf::byKey(const WindowShown &shown, const Place &from, Way way, int count, int number) const
{
    QByteArrayList ordered, inner{shown.values}, outer{expressions(shown.columns)};
    for (const Step &step : order())
        ordered << collated(shown, step.step) + " USING " + (way == Way::Forward ? step.step.less : step.step.greater).toUtf8();
    for (int i = 0; i < steps.size(); ++i) {
        if (std::ranges::find(shown.columns, steps[i].column, &TableColumn::name) == shown.columns.end())
            inner << shown.table + '.' + quotedName(steps[i].column);
        outer << keyText(stepColumns[i]);
    }
    if (part == Part::Values)
        outer << keyText(sortColumn);
    // Dates and floats inside of arrays, ranges and rows are written so that they can be read again, as keyText() does for
    // others; the subquery is run once, before any row.
    const bool isCompound = std::ranges::any_of(order(), &TableColumn::isCompound, &Step::column);
    const QByteArray exact = isCompound ? "\n WHERE (SELECT pg_catalog.concat(pg_catalog.set_config('DateStyle', 'ISO', true), "
                                          "pg_catalog.set_config('extra_float_digits', '3', true))) IS NOT NULL"
                                        : "";
    // The rows are chosen first and rendered after: where they are sorted, no value that is not shown gets unpacked.
    return "SELECT " + joined(outer) + ", " + QByteArray::number(number) + "\n  FROM (SELECT " + joined(inner) + " FROM " +
           name(shown) + where(shown, passed(shown, from, way)) + " ORDER BY " + ordered.join(", ") + " LIMIT " +
           QByteArray::number(count) + ") AS w" + exact;
}

QByteArray WindowLeaf::blockRange(const QByteArray &ctid, const Place &from, Way way, qint64 blocks) const
{
    const bool isEnd = from.block < 0, hasRanges = version >= versionWithRanges;
    const qint64 lower = way == Way::Forward ? from.block : std::max(qint64(0), from.block + (from.offset > 0) - blocks);
    const qint64 upper = way == Way::Forward ? from.block + blocks : from.block + (from.offset > 0); // exclusive
    if (hasRanges && isEnd)
        return ctid + " OPERATOR(pg_catalog.>=) (SELECT CAST(pg_catalog.format('(%s,0)', e.lower) AS pg_catalog.tid) FROM " +
               edge + " AS e)";
    if (hasRanges && way == Way::Forward)
        return ctid + " OPERATOR(pg_catalog.>) " + tid(from.block, from.offset) + " AND " + ctid + " OPERATOR(pg_catalog.<) " +
               tid(upper, 0);
    if (hasRanges)
        return ctid + " OPERATOR(pg_catalog.<) " + tid(from.block, from.offset) + " AND " + ctid + " OPERATOR(pg_catalog.>=) " +
               tid(lower, 0);

    // A block holds at most (size - 24) / 28 rows: page header, and a line pointer with a tuple header for each.
    const QByteArray first =
        isEnd ? "(SELECT e.lower FROM " + edge + " AS e)" : "CAST(" + QByteArray::number(lower) + " AS pg_catalog.int8)";
    const QByteArray last = isEnd ? "(SELECT e.blocks OPERATOR(pg_catalog.-) 1 FROM " + edge + " AS e)"
                                  : "CAST(" + QByteArray::number(upper - 1) + " AS pg_catalog.int8)";
    const QByteArray named = ctid +
                             " OPERATOR(pg_catalog.=) ANY (ARRAY(SELECT CAST(pg_catalog.format('(%s,%s)', b.n, o.n) AS "
                             "pg_catalog.tid) FROM pg_catalog.generate_series(" +
                             first + ", " + last +
                             ") AS b(n) CROSS JOIN pg_catalog.generate_series(1,"
                             " (CAST(pg_catalog.current_setting('block_size') AS pg_catalog.int4) OPERATOR(pg_catalog.-) 24) "
                             "OPERATOR(pg_catalog./) 28) AS o(n)))";
    if (from.offset == 0)
        return named;
    return named + " AND " + ctid + (way == Way::Forward ? " OPERATOR(pg_catalog.>) " : " OPERATOR(pg_catalog.<) ") +
           tid(from.block, from.offset);
}

QByteArray WindowLeaf::blocks() const
{
    return "pg_catalog.pg_relation_size(CAST(" + QByteArray::number(relation.oid) +
           " AS pg_catalog.regclass)) OPERATOR(pg_catalog./) CAST(pg_catalog.current_setting('block_size') AS pg_catalog.int8)";
}

// One row more than none: where the range is empty, a row without ctid tells how many blocks there are.
QByteArray WindowLeaf::byBlock(const WindowShown &shown, const Place &from, Way way, int count, int number) const
{
    const qint64 range = stride(from, count);
    const QByteArray lower = from.block < 0 ? "GREATEST(0, s.blocks OPERATOR(pg_catalog.-) " + QByteArray::number(range) + ")"
                                            : QByteArray::number(std::max(qint64(0), from.block + (from.offset > 0) - range));
    const QByteArray ctid = shown.table + ".ctid";
    return "WITH " + edge + " AS MATERIALIZED (SELECT s.blocks, CAST(" + lower + " AS pg_catalog.int8) AS lower FROM (SELECT " +
           blocks() +
           " AS blocks OFFSET 0) AS s)\n"
           "SELECT " +
           joined({expressions(shown.columns), "w.ctid", "w.xmin", "e.lower", "e.blocks", QByteArray::number(number)}) +
           "\n  FROM " + edge + " AS e LEFT JOIN (SELECT " + joined(shown.values + QByteArrayList{ctid, shown.table + ".xmin"}) +
           " FROM " + name(shown) + where(shown, {blockRange(ctid, from, way, range)}) + " ORDER BY " + ctid +
           (way == Way::Forward ? "" : " DESC") + " LIMIT " + QByteArray::number(count) + ") AS w ON true";
}

QByteArray WindowLeaf::wholeValues(const WindowShown &shown, const QByteArrayList &values) const
{
    const QByteArray select = "SELECT " + values.join(", ") + "\n  FROM " + name(shown) + " WHERE ";
    if (by == WindowBy::Block)
        return select + shown.table + ".ctid OPERATOR(pg_catalog.=) CAST($1 AS pg_catalog.tid) AND CAST(" + shown.table +
               ".xmin AS pg_catalog.text) OPERATOR(pg_catalog.=) CAST($2 AS pg_catalog.text)";
    QByteArrayList conditions;
    for (int i = 0; i < steps.size(); ++i)
        conditions << collated(shown, steps[i]) + ' ' + steps[i].equal.toUtf8() + ' ' + parameter(i + 1, stepColumns[i]);
    return select + conditions.join(" AND ");
}

} // namespace oriel::pg
