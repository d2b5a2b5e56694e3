// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/window.h"

#include "engines/pg/windowleaf.h"

#include <algorithm>

namespace oriel::pg {

using namespace std::chrono_literals;

namespace {

constexpr auto wholeValueLimit = 120s; // 1 GB over a slow line

// Partition by partition only where each may be read itself and row security does not tell the parent's reader from the
// partition's.
bool canGoLeafByLeaf(const Relation &relation, const QList<Relation> &leaves, int version)
{
    const auto isGood = [&](const Relation &leaf) {
        return leaf.isReadable && !leaf.hasRowSecurity && WindowLeaf::of(leaf, true, version).by != WindowBy::Stream;
    };
    return !leaves.isEmpty() && leaves.size() == relation.leaves.size() && !relation.hasRowSecurity &&
           std::ranges::all_of(leaves, isGood);
}

QList<WindowLeaf> unsorted(const Relation &relation, const QList<Relation> &leaves, int version)
{
    QList<WindowLeaf> list;
    if (canGoLeafByLeaf(relation, leaves, version)) {
        for (const Relation &leaf : leaves)
            list << WindowLeaf::of(leaf, true, version);
    } else if (relation.leaves.isEmpty() || relation.kind == Kind::PartitionedTable) {
        list << WindowLeaf::of(relation, relation.kind != Kind::PartitionedTable, version);
    } else {
        list << WindowLeaf{relation, false, WindowBy::Stream, {}, {}, {}, version}; // a key says nothing of heirs
    }
    return list;
}

const KeyStep *orderOf(const Relation &relation, const QString &column)
{
    const auto found = std::ranges::find(relation.orders, column, &KeyStep::column);
    return found == relation.orders.end() ? nullptr : &*found;
}

QList<WindowLeaf> sortedLeaves(const Relation &relation, const Sort &sort, int version)
{
    const KeyStep *order = orderOf(relation, sort.column);
    QList<WindowLeaf> parts;
    if (order && !sort.isOneQuery && relation.leaves.isEmpty() &&
        (relation.kind == Kind::Table || relation.kind == Kind::Partition))
        parts = WindowLeaf::of(relation, true, version).sortedBy(*order);
    if (sort.isDescending)
        std::ranges::reverse(parts);
    if (parts.isEmpty())
        parts << WindowLeaf{relation, false, WindowBy::Stream, {}, {}, {}, version};
    return parts;
}

Way opposite(Way way) { return way == Way::Forward ? Way::Backward : Way::Forward; }

} // namespace

struct TableWindow::Plan
{
    Relation relation;
    QList<Relation> parts; // its leaves, as given
    int version = 0;
    std::optional<Sort> sort;
    QList<TableColumn> shown;
    QList<WindowLeaf> leaves; // one where the relation is read as a whole; sorted: values and NULLs

    int shownCount() const { return int(shown.size()); }
    const WindowLeaf &leafOf(const RowSource &answer, qint64 row) const
    {
        const int number = answer.cell(row, int(answer.columns().size()) - 1).text.toInt();
        return leaves[std::clamp(number, 0, int(leaves.size()) - 1)];
    }
};

TableWindow::TableWindow(Relation relation, int serverVersion, QList<Relation> leaves, std::optional<Sort> sort)
{
    auto plan = std::make_shared<Plan>();
    std::ranges::copy_if(relation.columns, std::back_inserter(plan->shown), &TableColumn::isReadable);
    if (sort && std::ranges::find(plan->shown, sort->column, &TableColumn::name) != plan->shown.end())
        plan->sort = std::move(sort);
    plan->leaves = plan->sort ? sortedLeaves(relation, *plan->sort, serverVersion) : unsorted(relation, leaves, serverVersion);
    plan->relation = std::move(relation);
    plan->parts = std::move(leaves);
    plan->version = serverVersion;
    m_plan = std::move(plan);
}

TableWindow TableWindow::sorted(std::optional<Sort> sort) const
{
    return TableWindow(m_plan->relation, m_plan->version, m_plan->parts, std::move(sort));
}

std::optional<Sort> TableWindow::sort() const { return m_plan->sort; }

bool TableWindow::hasIndexToSort() const { return m_plan->sort && orderOf(m_plan->relation, m_plan->sort->column); }

WindowBy TableWindow::by() const
{
    const auto isBlock = [](const WindowLeaf &leaf) { return leaf.by == WindowBy::Block; };
    return std::ranges::any_of(m_plan->leaves, isBlock) ? WindowBy::Block : m_plan->leaves.first().by;
}

QString TableWindow::key() const
{
    return m_plan->sort || m_plan->leaves.size() == 1 ? m_plan->leaves.first().keyName : QString();
}

const Relation &TableWindow::relation() const { return m_plan->relation; }

double TableWindow::rows() const
{
    if (m_plan->parts.isEmpty())
        return m_plan->relation.rows;
    double sum = -1;
    for (const Relation &leaf : m_plan->parts)
        if (leaf.rows >= 0)
            sum = std::max(sum, 0.0) + leaf.rows;
    return sum;
}

QList<Column> TableWindow::columns() const
{
    QList<Column> list;
    for (const TableColumn &from : m_plan->shown) {
        Column column{from.name, from.type, from.look, from.typeOid, {}, {}};
        column.mark = from.isPrimary ? QStringLiteral("PK") : from.isForeign ? QStringLiteral("FK") : QString();
        QStringList lines{from.isNotNull ? QStringLiteral("NOT NULL") : QStringLiteral("NULL")};
        if (!from.defaultText.isEmpty())
            lines << (from.isGenerated ? QStringLiteral("GENERATED ALWAYS AS ") : QStringLiteral("DEFAULT ")) + from.defaultText;
        if (from.isIdentity)
            lines << QStringLiteral("GENERATED AS IDENTITY");
        if (!from.comment.isEmpty())
            lines << from.comment;
        column.detail = lines.join(QLatin1Char('\n'));
        list << column;
    }
    return list;
}

Place TableWindow::start(Way way) const
{
    Place place;
    if (way == Way::Backward) {
        place.leaf = int(m_plan->leaves.size()) - 1;
        place.block = -1;
    }
    return place;
}

Ask TableWindow::ask(const Place &from, Way way, int count) const
{
    const WindowLeaf &leaf = m_plan->leaves[std::clamp(from.leaf, 0, int(m_plan->leaves.size()) - 1)];
    if (leaf.by == WindowBy::Block)
        return {leaf.byBlock(m_plan->shown, from, way, count, from.leaf), {}};
    if (leaf.by == WindowBy::Stream)
        return {};
    const bool isReversed = m_plan->sort && m_plan->sort->isDescending;
    return {leaf.byKey(m_plan->shown, from, isReversed ? opposite(way) : way, count, from.leaf), leaf.parameters(from)};
}

qint64 TableWindow::rowsIn(const RowSource &answer) const
{
    const qint64 rows = answer.rowCount();
    const bool isNone =
        rows == 1 && m_plan->leafOf(answer, 0).by == WindowBy::Block && answer.cell(0, m_plan->shownCount()).isNull;
    return isNone ? 0 : rows;
}

Cell TableWindow::cell(const RowSource &answer, qint64 row, int column) const
{
    Cell cell = answer.cell(row, column);
    if (cell.isNull || !m_plan->shown[column].isUnbounded)
        return cell;
    const qsizetype colon = cell.text.indexOf(':');
    cell.size = cell.text.first(std::max(colon, qsizetype(0))).toLongLong();
    cell.text = cell.text.sliced(colon + 1);
    return cell;
}

Place TableWindow::placeOf(const RowSource &answer, qint64 row) const
{
    const WindowLeaf &leaf = m_plan->leafOf(answer, row);
    const int hidden = m_plan->shownCount();
    Place place;
    place.leaf = answer.cell(row, hidden + leaf.hidden() - 1).text.toInt();
    if (leaf.by == WindowBy::Key) {
        for (int i = 0; i < leaf.steps.size(); ++i)
            place.key << answer.cell(row, hidden + i).text;
        if (leaf.part == WindowLeaf::Part::Values)
            place.sorted = answer.cell(row, hidden + int(leaf.steps.size())).text;
    } else {
        const QByteArray ctid = answer.cell(row, hidden).text; // (17,3)
        const qsizetype comma = ctid.indexOf(',');
        place.block = ctid.sliced(1, comma - 1).toLongLong();
        place.offset = ctid.sliced(comma + 1).chopped(1).toLongLong();
    }
    return place;
}

std::optional<Place> TableWindow::next(const RowSource &answer, const Place &from, Way way, int count) const
{
    const qint64 rows = rowsIn(answer);
    if (rows >= count)
        return placeOf(answer, rows - 1);
    const WindowLeaf &leaf = m_plan->leaves[from.leaf];
    if (leaf.by == WindowBy::Block && answer.rowCount() > 0) {
        const int hidden = m_plan->shownCount();
        const qint64 lower = answer.cell(0, hidden + 2).text.toLongLong(), blocks = answer.cell(0, hidden + 3).text.toLongLong();
        const qint64 stride = leaf.stride(from, count), upper = from.block + stride;
        if (way == Way::Forward ? upper < blocks : lower > 0) {
            Place place = from;
            place.block = way == Way::Forward ? upper : lower;
            place.offset = 0;
            place.stride = rows < count / 2 ? stride * 2 : stride;
            return place;
        }
    }
    const int number = from.leaf + (way == Way::Forward ? 1 : -1);
    if (number < 0 || number >= m_plan->leaves.size())
        return {};
    Place place = start(way);
    place.leaf = number;
    return place;
}

Ask TableWindow::wholeValue(const RowSource &answer, qint64 row, int column) const
{
    const WindowLeaf &leaf = m_plan->leafOf(answer, row);
    Ask question{leaf.wholeValue(m_plan->shown[column]), {}, wholeValueLimit};
    const int hidden = m_plan->shownCount();
    const int values = leaf.by == WindowBy::Key ? int(leaf.steps.size()) : 2;
    for (int i = 0; i < values; ++i)
        question.parameters << answer.cell(row, hidden + i).text;
    return question;
}

QString TableWindow::selectText() const
{
    const Relation &relation = m_plan->relation;
    QStringList names;
    for (const TableColumn &column : m_plan->shown)
        names << quotedIdentifier(column.name);
    const QString columns =
        m_plan->shown.size() == relation.columns.size() ? QStringLiteral("*") : names.join(QStringLiteral(", "));
    const QString select = QStringLiteral("SELECT %1 FROM %2").arg(columns, qualified(relation.schema, relation.name));
    if (!m_plan->sort)
        return select;
    QStringList order{quotedIdentifier(m_plan->sort->column)};
    for (const KeyStep &step : WindowLeaf::of(relation, true, m_plan->version).steps)
        if (step.column != m_plan->sort->column)
            order << quotedIdentifier(step.column);
    const QString descending = QStringLiteral(" DESC");
    return select + QStringLiteral(" ORDER BY ") +
           (m_plan->sort->isDescending ? order.join(descending + QStringLiteral(", ")) + descending
                                       : order.join(QStringLiteral(", ")));
}

} // namespace oriel::pg
