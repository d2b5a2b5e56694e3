// SPDX-License-Identifier: GPL-3.0-or-later
// Places that nobody has read up to: at a key, at a share of the rows.
#include "engines/pg/windowplan.h"
#include "engines/pg/windowspread.h"

namespace oriel::pg {

namespace {

// The first two steps of the leaf's order whose spread pg_stats can tell: inside the rows of one value it goes by the next
// column.
QList<WindowLeaf::Step> spreadSteps(const WindowLeaf &leaf)
{
    QList<WindowLeaf::Step> steps;
    for (const WindowLeaf::Step &step : leaf.order()) {
        if (steps.size() == 2 || step.column.isArray)
            break;
        steps << step;
    }
    return steps;
}

// Which leaf of all, and which share of it.
struct Share
{
    int leaf = 0;
    double inside = 0, before = 0, own = 1; // of all rows: those before the leaf, its own
};

double weight(const WindowLeaf &leaf)
{
    return std::max(0.0, leaf.relation.rows > 0 ? leaf.relation.rows : double(leaf.relation.pages));
}

QList<Share> shares(const QList<WindowLeaf> &leaves)
{
    double sum = 0;
    for (const WindowLeaf &leaf : leaves)
        sum += weight(leaf);
    QList<Share> list;
    double before = 0;
    for (int i = 0; i < leaves.size(); ++i) {
        const double own = sum > 0 ? weight(leaves[i]) / sum : 1.0 / double(leaves.size());
        list << Share{i, 0, before, own};
        before += own;
    }
    return list;
}

Share shareAt(const QList<WindowLeaf> &leaves, double fraction)
{
    Share found;
    for (const Share &share : shares(leaves))
        if (share.own > 0 && share.before <= fraction)
            found = share;
    found.inside = std::clamp((fraction - found.before) / found.own, 0.0, 1.0);
    return found;
}

QList<WindowSpread> spreadsIn(const RowSource &answer, const QList<WindowLeaf::Step> &steps)
{
    QList<WindowSpread> spreads;
    for (int i = 0; i < steps.size(); ++i)
        spreads << WindowSpread::read(answer, i, steps[i].column);
    return spreads;
}

QList<QByteArray> keyAt(const WindowSpread &spread, const WindowSpread &next, double fraction)
{
    const WindowSpread::Hit hit = spread.at(fraction);
    QList<QByteArray> key{hit.value};
    if (hit.inside && !next.points.isEmpty())
        key << next.at(*hit.inside).value;
    return key;
}

// Without a key at the leaf's edge.
double fractionOfKey(const WindowSpread &spread, const WindowSpread &next, const QList<QByteArray> &key)
{
    if (key.isEmpty())
        return 0;
    const double inside = key.size() > 1 && !next.points.isEmpty() ? next.fraction(key[1], 0) : 0;
    return spread.fraction(key.first(), inside);
}

} // namespace

// Of a sort its values: their order begins with that of the whole.
const WindowLeaf &TableWindow::Plan::ordered(int leaf) const
{
    const auto values = std::ranges::find(leaves, WindowLeaf::Part::Values, &WindowLeaf::part);
    return values == leaves.end() ? leaves[std::clamp(leaf, 0, int(leaves.size()) - 1)] : *values;
}

QStringList TableWindow::keyColumns() const
{
    const WindowLeaf &leaf = m_plan->ordered(0);
    QStringList names;
    if (leaf.part != WindowLeaf::Part::All || m_plan->leaves.size() == 1)
        for (const WindowLeaf::Step &step : leaf.order())
            names << step.column.name;
    return names;
}

std::optional<Place> TableWindow::placeAtKey(const QStringList &values) const
{
    if (values.isEmpty() || values.size() > keyColumns().size())
        return {};
    Place place;
    place.leaf = int(&m_plan->ordered(0) - m_plan->leaves.constData());
    place.isInclusive = true;
    for (const QString &value : values)
        place.key << value.toUtf8();
    return place;
}

Ask TableWindow::Plan::spreadOf(int number, const QList<std::optional<QByteArray>> &values) const
{
    const WindowLeaf &leaf = ordered(number);
    if (leaf.by == WindowBy::Block)
        return {.sql = "SELECT " + leaf.blocks()};
    const QList<WindowLeaf::Step> steps = spreadSteps(leaf);
    return steps.isEmpty() ? Ask() : WindowSpread::ask(leaf, steps, values);
}

Ask TableWindow::placeAt(double fraction) const { return m_plan->spreadOf(shareAt(m_plan->leaves, fraction).leaf, {}); }

std::optional<Place> TableWindow::readPlaceAt(const RowSource &answer, double fraction) const
{
    fraction = std::clamp(fraction, 0.0, 1.0);
    const bool isSorted = m_plan->ordered(0).part == WindowLeaf::Part::Values;
    const Share share = isSorted ? Share{.inside = fraction} : shareAt(m_plan->leaves, fraction);
    const WindowLeaf &leaf = m_plan->ordered(share.leaf);
    Place place;
    place.leaf = share.leaf;
    if (leaf.by == WindowBy::Block) {
        const qint64 blocks = answer.rowCount() > 0 ? answer.cell(0, 0).text.toLongLong() : 0;
        place.block = std::clamp(qint64(double(blocks) * share.inside), qint64(0), std::max(qint64(0), blocks - 1));
        return place;
    }
    place.isInclusive = true;
    QList<WindowSpread> spreads = spreadsIn(answer, spreadSteps(leaf));
    spreads.resize(2);
    if (isSorted) {
        double inside = m_plan->choice.sort->isDescending ? 1 - fraction : fraction;
        const double filled = 1 - spreads[0].empty;
        const bool isNull = inside >= filled && spreads[0].empty > 0;
        place.leaf = m_plan->number(isNull ? WindowLeaf::Part::Nulls : WindowLeaf::Part::Values);
        inside = isNull ? (inside - filled) / spreads[0].empty : inside / filled;
        if (isNull)
            spreads.removeFirst();
        if (!spreads[0].points.isEmpty())
            place.key = keyAt(spreads[0], spreads.value(1), std::clamp(inside, 0.0, 1.0));
        else if (!isNull)
            return {};
    } else if (!spreads[0].points.isEmpty()) {
        place.key = keyAt(spreads[0], spreads[1], share.inside);
    } else if (m_plan->leaves.size() == 1) {
        return {};
    }
    return place;
}

Ask TableWindow::fractionOf(const Place &place) const
{
    QList<std::optional<QByteArray>> values{place.key.cbegin(), place.key.cend()};
    if (m_plan->isNulls(place.leaf))
        values.prepend(std::nullopt);
    return m_plan->spreadOf(place.leaf, values);
}

std::optional<double> TableWindow::readFraction(const RowSource &answer, const Place &place) const
{
    const WindowLeaf &leaf = m_plan->ordered(place.leaf);
    const Share share = leaf.part == WindowLeaf::Part::All ? shares(m_plan->leaves).value(place.leaf) : Share();
    if (leaf.by == WindowBy::Block) {
        const double blocks = answer.rowCount() > 0 ? answer.cell(0, 0).text.toDouble() : 0;
        const double inside = place.block < 0 ? 1 : blocks > 0 ? std::min(1.0, double(place.block) / blocks) : 0;
        return share.before + inside * share.own;
    }
    QList<WindowSpread> spreads = spreadsIn(answer, spreadSteps(leaf));
    spreads.resize(2);
    const bool isNull = m_plan->isNulls(place.leaf);
    if (spreads[0].points.isEmpty() && !isNull)
        return m_plan->leaves.size() > 1 && leaf.part == WindowLeaf::Part::All ? std::optional(share.before) : std::nullopt;
    if (leaf.part == WindowLeaf::Part::All)
        return share.before + share.own * fractionOfKey(spreads[0], spreads[1], place.key);
    const double filled = 1 - spreads[0].empty;
    const double ascending = isNull ? filled + spreads[0].empty * fractionOfKey(spreads[1], {}, place.key)
                                    : filled * fractionOfKey(spreads[0], spreads[1], place.key);
    return m_plan->choice.sort->isDescending ? 1 - ascending : ascending;
}

} // namespace oriel::pg
