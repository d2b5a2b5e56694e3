// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/rowdiff.h"

#include <QHashFunctions>

#include <algorithm>
#include <compare>
#include <numeric>
#include <span>

namespace oriel::pg {

namespace {

using Order = std::partial_ordering; // unordered: not known here

Order compareBytes(const QByteArray &one, const QByteArray &other) { return one.compare(other) <=> 0; }

// Of numeric and the integers, exactly: the server writes neither leading zeros nor exponents.
Order compareMagnitudes(QByteArrayView one, QByteArrayView other)
{
    const auto split = [](QByteArrayView text, QByteArrayView *fraction) {
        const qsizetype point = text.indexOf('.');
        *fraction = point < 0 ? QByteArrayView() : text.sliced(point + 1);
        while (fraction->endsWith('0'))
            fraction->chop(1);
        return point < 0 ? text : text.first(point);
    };
    QByteArrayView oneRest, otherRest;
    const QByteArrayView oneWhole = split(one, &oneRest), otherWhole = split(other, &otherRest);
    if (oneWhole.size() != otherWhole.size())
        return oneWhole.size() <=> otherWhole.size();
    const int wholes = oneWhole.compare(otherWhole);
    return wholes != 0 ? wholes <=> 0 : oneRest.compare(otherRest) <=> 0;
}

int rankOf(const QByteArray &number) // -Infinity, numbers, Infinity, NaN
{
    return number == "NaN" ? 2 : number == "Infinity" ? 1 : number == "-Infinity" ? -1 : 0;
}

Order compareNumbers(const QByteArray &one, const QByteArray &other)
{
    if (const int a = rankOf(one), b = rankOf(other); a != 0 || b != 0)
        return a <=> b;
    const bool isOneMinus = one.startsWith('-'), isOtherMinus = other.startsWith('-');
    if (isOneMinus != isOtherMinus)
        return isOneMinus ? Order::less : Order::greater;
    return isOneMinus ? compareMagnitudes(QByteArrayView(other).sliced(1), QByteArrayView(one).sliced(1))
                      : compareMagnitudes(one, other);
}

Order compareFloats(const QByteArray &one, const QByteArray &other)
{
    if (const int a = rankOf(one), b = rankOf(other); a != 0 || b != 0)
        return a <=> b;
    return one.toDouble() <=> other.toDouble();
}

// ISO, of four-digit years after Christ and one offset from UTC.
Order compareTimes(const QByteArray &one, const QByteArray &other)
{
    const auto isPlain = [](const QByteArray &text) {
        return text.size() >= 10 && text[4] == '-' && text[7] == '-' && !text.endsWith("BC");
    };
    const auto offset = [](const QByteArray &text) {
        const qsizetype at = std::max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        return at > 10 ? text.sliced(at) : QByteArray();
    };
    const bool isKnown = isPlain(one) && isPlain(other) && offset(one) == offset(other);
    return isKnown ? compareBytes(one, other) : Order::unordered;
}

Order compareTids(const QByteArray &one, const QByteArray &other) // (17,3)
{
    const auto part = [](const QByteArray &text, bool isSecond) {
        const qsizetype comma = text.indexOf(',');
        return comma < 0 ? -1 : (isSecond ? text.sliced(comma + 1).chopped(1) : text.sliced(1, comma - 1)).toLongLong();
    };
    const auto blocks = part(one, false) <=> part(other, false);
    return blocks != 0 ? blocks : part(one, true) <=> part(other, true);
}

Order compareCells(const Cell &one, const Cell &other, Ordering ordering)
{
    if (one.isNull || other.isNull)
        return int(one.isNull) <=> int(other.isNull); // last, as ORDER BY has it
    if (one.text == other.text)
        return Order::equivalent;
    switch (ordering) {
    case Ordering::Number:
        return compareNumbers(one.text, other.text);
    case Ordering::Float:
        return compareFloats(one.text, other.text);
    case Ordering::Bytes:
        return compareBytes(one.text, other.text);
    case Ordering::Time:
        return compareTimes(one.text, other.text);
    case Ordering::Tid:
        return compareTids(one.text, other.text);
    case Ordering::Unknown:
        break;
    }
    return Order::unordered;
}

// One comparison on its way.
class Comparison final
{
public:
    Comparison(const RowSet &baseline, const RowSet &now, const Matching &matching)
        : m_before(baseline),
          m_now(now),
          m_matching(matching),
          m_all(matching.columns),
          m_nowOf(size_t(baseline.count), -1),
          m_beforeOf(size_t(now.count), -1)
    {
        std::iota(m_all.begin(), m_all.end(), 0);
    }
    RowDiff run()
    {
        match();
        findAnchors();
        lay();
        return std::move(m_diff);
    }

private:
    struct Hashed
    {
        size_t hash;
        int row;
        auto operator<=>(const Hashed &) const = default;
    };
    using Run = std::vector<Hashed>;

    const QList<int> &key() const { return m_matching.key.isEmpty() ? m_all : m_matching.key; }
    static size_t hashOf(const RowSet &set, int row, const QList<int> &columns)
    {
        size_t hash = 0;
        for (const int column : columns) {
            const Cell cell = set.rows->cell(row, column);
            hash = cell.isNull ? qHashMulti(hash, false) : qHashMulti(hash, true, cell.text);
        }
        return hash;
    }
    static Run hashed(const RowSet &set, const QList<int> &columns)
    {
        Run rows(size_t(set.count));
        for (int row = 0; row < int(rows.size()); ++row)
            rows[size_t(row)] = {hashOf(set, row, columns), row};
        std::ranges::sort(rows);
        return rows;
    }
    bool isSame(int before, int now, const QList<int> &columns) const
    {
        return std::ranges::all_of(
            columns, [&](int column) { return isSameCell(m_before.rows->cell(before, column), m_now.rows->cell(now, column)); });
    }
    bool isSameOrder(int before, int now) const
    {
        return std::ranges::all_of(m_matching.order, [&](const OrderStep &step) {
            return isSameCell(m_before.rows->cell(before, step.column), m_now.rows->cell(now, step.column));
        });
    }
    void join(int before, int now)
    {
        m_nowOf[size_t(before)] = now;
        m_beforeOf[size_t(now)] = before;
    }

    void match();
    void matchRepeated(std::span<Hashed> before, std::span<Hashed> now);
    void findAnchors();
    bool isWithin(const RowSet &set, int row, int lastAnchor, const RowSet &other) const;
    void lay();

    const RowSet &m_before, &m_now;
    const Matching &m_matching;
    QList<int> m_all;
    std::vector<int> m_nowOf, m_beforeOf;
    int m_lastBefore = -1, m_lastNow = -1; // of the rows that both have at one place in the order
    RowDiff m_diff;
};

void Comparison::match()
{
    Run before = hashed(m_before, key()), now = hashed(m_now, key());
    size_t b = 0, n = 0;
    while (b < before.size() || n < now.size()) {
        const bool isBefore = n == now.size() || (b < before.size() && before[b].hash <= now[n].hash);
        const size_t hash = isBefore ? before[b].hash : now[n].hash;
        const size_t firstBefore = b, firstNow = n;
        while (b < before.size() && before[b].hash == hash)
            ++b;
        while (n < now.size() && now[n].hash == hash)
            ++n;
        const std::span ofBefore = std::span(before).subspan(firstBefore, b - firstBefore);
        const std::span ofNow = std::span(now).subspan(firstNow, n - firstNow);
        if (ofBefore.size() > 1 || ofNow.size() > 1)
            matchRepeated(ofBefore, ofNow);
        else if (ofBefore.size() == 1 && ofNow.size() == 1 && isSame(ofBefore[0].row, ofNow[0].row, key()))
            join(ofBefore[0].row, ofNow[0].row);
    }
}

// Equal rows first, the rest one after the other.
void Comparison::matchRepeated(std::span<Hashed> before, std::span<Hashed> now)
{
    m_diff.repeated += qint64(now.size() > 1 ? now.size() : 0);
    m_diff.repeated += qint64(before.size() > 1 && now.size() <= 1 ? before.size() : 0);
    for (Hashed &each : before)
        each.hash = hashOf(m_before, each.row, m_all);
    for (Hashed &each : now)
        each.hash = hashOf(m_now, each.row, m_all);
    std::ranges::sort(before);
    std::ranges::sort(now);
    std::vector<int> restBefore, restNow;
    size_t b = 0, n = 0;
    while (b < before.size() && n < now.size()) {
        if (before[b].hash == now[n].hash && isSame(before[b].row, now[n].row, m_all))
            join(before[b++].row, now[n++].row);
        else if (before[b].hash <= now[n].hash)
            restBefore.push_back(before[b++].row);
        else
            restNow.push_back(now[n++].row);
    }
    for (; b < before.size(); ++b)
        restBefore.push_back(before[b].row);
    for (; n < now.size(); ++n)
        restNow.push_back(now[n].row);
    std::ranges::sort(restBefore);
    std::ranges::sort(restNow);
    for (size_t i = 0; i < std::min(restBefore.size(), restNow.size()); ++i)
        if (isSame(restBefore[i], restNow[i], key()))
            join(restBefore[i], restNow[i]);
}

void Comparison::findAnchors()
{
    for (int row = 0; row < int(m_nowOf.size()); ++row) {
        const int now = m_nowOf[size_t(row)];
        if (now >= 0 && isSameOrder(row, now)) {
            m_lastBefore = row;
            m_lastNow = std::max(m_lastNow, now);
        }
    }
}

// Before the last row of the other set, in the order of both.
bool Comparison::isWithin(const RowSet &set, int row, int lastAnchor, const RowSet &other) const
{
    if (!other.isBounded || row < lastAnchor)
        return true;
    for (const OrderStep &step : m_matching.order) {
        if (other.count == 0)
            return false;
        const Order order =
            compareCells(set.rows->cell(row, step.column), other.rows->cell(other.count - 1, step.column), step.ordering);
        if (order != Order::equivalent)
            return order == (step.isDescending ? Order::greater : Order::less);
    }
    return false;
}

void Comparison::lay()
{
    std::vector<std::pair<int, int>> at; // the rows gone: which row of now they stand before, which row they were
    for (int row = int(m_nowOf.size()) - 1, next = int(m_beforeOf.size()); row >= 0; --row) {
        if (const int now = m_nowOf[size_t(row)]; now >= 0)
            next = now;
        else if (isWithin(m_before, row, m_lastBefore, m_now))
            at.emplace_back(next, row);
        else
            ++m_diff.crossed;
    }
    std::ranges::sort(at);
    m_diff.removed = qint64(at.size());
    m_diff.lines.reserve(m_beforeOf.size() + at.size());
    auto nextGone = at.begin();
    for (int row = 0; row <= int(m_beforeOf.size()); ++row) {
        for (; nextGone != at.end() && nextGone->first == row; ++nextGone)
            m_diff.lines.push_back({-1, nextGone->second, RowSign::Removed});
        if (row == int(m_beforeOf.size()))
            break;
        const int before = m_beforeOf[size_t(row)];
        RowSign sign = RowSign::None;
        if (before >= 0)
            sign = isSame(before, row, m_all) ? RowSign::None : RowSign::Changed;
        else if (isWithin(m_now, row, m_lastNow, m_before))
            sign = RowSign::Added;
        else
            ++m_diff.crossed;
        m_diff.added += sign == RowSign::Added;
        m_diff.changed += sign == RowSign::Changed;
        m_diff.lines.push_back({row, before, sign});
    }
}

} // namespace

bool isSameCell(const Cell &one, const Cell &other) { return one.isNull == other.isNull && one.text == other.text; }

RowDiff compare(const RowSet &baseline, const RowSet &now, const Matching &matching)
{
    return Comparison(baseline, now, matching).run();
}

} // namespace oriel::pg
