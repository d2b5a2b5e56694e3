// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/window.h"

#include "engines/pg/windowplan.h"

#include <algorithm>

namespace oriel::pg {

using namespace std::chrono_literals;

namespace {

constexpr auto wholeValueLimit = 120s; // 1 GB over a slow line
constexpr auto countLimit = 300s;
constexpr auto filterLimit = 30s; // a window of rare rows may read much of the table

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

WindowLeaf wholeOf(const Relation &relation, int version) { return {relation, false, WindowBy::Stream, {}, {}, {}, version}; }

QList<WindowLeaf> unsorted(const Relation &relation, const QList<Relation> &leaves, int version)
{
    QList<WindowLeaf> list;
    if (canGoLeafByLeaf(relation, leaves, version)) {
        for (const Relation &leaf : leaves) {
            list << WindowLeaf::of(leaf, true, version);
            list.last().isPart = leaf.oid != relation.oid;
        }
    } else if (relation.leaves.isEmpty() || relation.kind == Kind::PartitionedTable) {
        list << WindowLeaf::of(relation, relation.kind != Kind::PartitionedTable, version);
    } else {
        list << wholeOf(relation, version); // a key says nothing of heirs
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
        parts << wholeOf(relation, version);
    return parts;
}

// The user's text between parentheses that a comment in it cannot swallow.
QString laid(const QString &text)
{
    const bool isPlain = !text.contains(u'\n') && !text.contains(QStringLiteral("--"));
    return isPlain ? u'(' + text + u')' : QStringLiteral("(\n") + text + QStringLiteral("\n)");
}

Way opposite(Way way) { return way == Way::Forward ? Way::Backward : Way::Forward; }

} // namespace

const Extra *TableWindow::Plan::extra(const QString &name) const
{
    const auto found = std::ranges::find(choice.extras, name, &Extra::name);
    return found == choice.extras.end() ? nullptr : &*found;
}

Ask TableWindow::Plan::whole(const RowSource &answer, qint64 row, const WindowShown &from, const QByteArrayList &values) const
{
    const WindowLeaf &leaf = leafOf(answer, row);
    Ask question{leaf.wholeValues(from, values), {}, wholeValueLimit, !from.lateral.isEmpty()};
    const int hidden = shownCount();
    for (int i = 0; i < leaf.steps.size(); ++i)
        question.parameters << readKey(leaf.stepColumns[i], answer.cell(row, hidden + i).text);
    if (leaf.by == WindowBy::Block)
        question.parameters = {answer.cell(row, hidden).text, answer.cell(row, hidden + 1).text};
    return question;
}

TableWindow::TableWindow(Relation relation, int serverVersion, QList<Relation> leaves, Choice choice)
{
    auto plan = std::make_shared<Plan>();
    plan->shown = WindowShown::of(relation, choice);
    plan->choice = std::move(choice);
    std::optional<Sort> &sort = plan->choice.sort;
    if (sort && !plan->hasOwn(sort->column) && !plan->extra(sort->column))
        sort.reset();
    plan->leaves = sort ? sortedLeaves(relation, *sort, serverVersion) : unsorted(relation, leaves, serverVersion);
    plan->relation = std::move(relation);
    plan->parts = std::move(leaves);
    plan->version = serverVersion;
    m_plan = std::move(plan);
}

TableWindow TableWindow::chosen(Choice choice) const
{
    return TableWindow(m_plan->relation, m_plan->version, m_plan->parts, std::move(choice));
}

TableWindow TableWindow::sorted(std::optional<Sort> sort) const
{
    Choice choice = m_plan->choice;
    choice.sort = std::move(sort);
    return chosen(std::move(choice));
}

const Choice &TableWindow::choice() const { return m_plan->choice; }

std::optional<Sort> TableWindow::sort() const { return m_plan->choice.sort; }

bool TableWindow::hasUserText() const { return m_plan->choice.hasText(); }

bool TableWindow::hasIndexToSort() const { return m_plan->choice.sort && orderOf(m_plan->relation, m_plan->choice.sort->column); }

WindowBy TableWindow::by() const
{
    const auto isBlock = [](const WindowLeaf &leaf) { return leaf.by == WindowBy::Block; };
    return std::ranges::any_of(m_plan->leaves, isBlock) ? WindowBy::Block : m_plan->leaves.first().by;
}

QString TableWindow::key() const
{
    return m_plan->choice.sort || m_plan->leaves.size() == 1 ? m_plan->leaves.first().keyName : QString();
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
    for (const TableColumn &from : m_plan->own()) {
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
    for (const Extra &extra : m_plan->choice.extras)
        list << Column{extra.name, extra.type, extra.look, extra.oid, {}, extra.expression};
    return list;
}

Ask TableWindow::describe(const QString &expression) const
{
    const Relation &relation = m_plan->relation;
    const WindowShown shown = WindowShown::of(relation, {.extras = {Extra{.expression = expression}}});
    const QByteArray from = wholeOf(relation, m_plan->version).name(shown);
    return {.sql = "SELECT " + shown.values.last() + "\n  FROM " + from + " LIMIT 0", .hasUserText = true};
}

Ask TableWindow::count() const
{
    const WindowShown shown = WindowShown::of(m_plan->relation, {.conditions = m_plan->choice.conditions});
    const WindowLeaf whole = wholeOf(m_plan->relation, m_plan->version);
    return {"SELECT pg_catalog.count(*)\n  FROM " + whole.name(shown) + whole.where(shown, {}),
            {},
            countLimit,
            !shown.conditions.isEmpty()};
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
    Ask question{.hasUserText = hasUserText()};
    if (!m_plan->shown.conditions.isEmpty())
        question.limit = filterLimit;
    const bool isReversed = m_plan->choice.sort && m_plan->choice.sort->isDescending;
    if (leaf.by == WindowBy::Block) {
        question.sql = leaf.byBlock(m_plan->shown, from, way, count, from.leaf);
    } else if (leaf.by == WindowBy::Key) {
        question.sql = leaf.byKey(m_plan->shown, from, isReversed ? opposite(way) : way, count, from.leaf);
        question.parameters = leaf.parameters(from);
    }
    return question;
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
    if (cell.isNull || !m_plan->shown.columns[column].isUnbounded)
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
        place.key = leaf.keyOf(answer, row, hidden);
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
    const WindowLeaf &leaf = m_plan->leaves[from.leaf];
    if (rows >= count) {
        Place place = placeOf(answer, rows - 1);
        if (leaf.by == WindowBy::Block && from.stride / 2 > leaf.stride({}, count))
            place.stride = from.stride / 2; // a filter that left few rows of the last ranges will of the next
        return place;
    }
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
    WindowShown from = m_plan->shown;
    if (column < int(m_plan->own().size()))
        from.lateral.clear();
    return m_plan->whole(answer, row, from, {from.values[column]});
}

Ask TableWindow::wholeRow(const RowSource &answer, qint64 row) const
{
    return m_plan->whole(answer, row, m_plan->shown, m_plan->shown.values);
}

// The columns sorted by, then those of the key, as a console takes them.
QStringList TableWindow::Plan::consoleOrder() const
{
    const auto named = [this](const QString &column) {
        const QString name = quotedIdentifier(column);
        return extra(column) ? quotedIdentifier(relation.name) + u'.' + name : name;
    };
    QStringList order{hasOwn(choice.sort->column) ? named(choice.sort->column) : laid(extra(choice.sort->column)->expression)};
    for (const KeyStep &step : WindowLeaf::of(relation, true, version).steps)
        if (step.column != choice.sort->column)
            order << named(step.column);
    if (choice.sort->isDescending)
        for (QString &column : order)
            column += QStringLiteral(" DESC");
    return order;
}

Ask TableWindow::selectAll() const { return {.sql = selectText().toUtf8(), .hasUserText = hasUserText()}; }

QString TableWindow::selectText() const
{
    const Relation &relation = m_plan->relation;
    const Choice &choice = m_plan->choice;
    QStringList names;
    if (m_plan->own().size() == size_t(relation.columns.size()))
        names << QStringLiteral("*");
    else
        for (const TableColumn &column : m_plan->own())
            names << quotedIdentifier(column.name);
    QString columns = names.join(QStringLiteral(", "));
    for (const Extra &extra : choice.extras)
        columns += (columns.isEmpty() ? QString() : QStringLiteral(",\n       ")) + laid(extra.expression) +
                   QStringLiteral(" AS ") + quotedIdentifier(extra.name);
    QStringList clauses{QStringLiteral("SELECT ") + columns, QStringLiteral("FROM ") + qualified(relation.schema, relation.name)};
    QStringList conditions;
    std::ranges::transform(choice.conditions, std::back_inserter(conditions), laid);
    if (!conditions.isEmpty())
        clauses << QStringLiteral("WHERE ") + conditions.join(QStringLiteral("\n  AND "));
    if (choice.sort)
        clauses << QStringLiteral("ORDER BY ") + m_plan->consoleOrder().join(QStringLiteral(", "));
    return clauses.join(choice.hasText() ? u'\n' : u' ');
}

} // namespace oriel::pg
