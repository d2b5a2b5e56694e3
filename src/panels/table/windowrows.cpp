// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/windowrows.h"

#include <algorithm>

namespace oriel {

WindowRows::At WindowRows::at(qint64 row) const
{
    const qint64 number = m_first + row;
    const auto behind = std::ranges::upper_bound(m_parts, number, {}, &Part::first);
    if (row < 0 || row >= m_count || behind == m_parts.begin())
        return {};
    const Part &part = *std::prev(behind);
    const qint64 inside = number - part.first;
    return {part.rows.get(), part.isReversed ? part.count - 1 - inside : inside};
}

Cell WindowRows::cell(qint64 row, int column) const
{
    const At found = at(row);
    return found.rows ? m_window.cell(*found.rows, found.row, column) : Cell();
}

void WindowRows::append(Rows rows, pg::Way way)
{
    const qint64 count = m_window.rowsIn(*rows);
    if (count == 0)
        return;
    if (way == pg::Way::Forward) {
        m_parts.push_back({std::move(rows), false, m_first + m_count, count});
    } else {
        m_first -= count;
        m_parts.push_front({std::move(rows), true, m_first, count});
    }
    m_count += count;
}

qint64 WindowRows::surplus(pg::Way end, qint64 limit) const
{
    qint64 surplus = 0;
    for (size_t i = 0; i + 1 < m_parts.size(); ++i) {
        const qint64 count = (end == pg::Way::Forward ? m_parts[m_parts.size() - 1 - i] : m_parts[i]).count;
        if (m_count - surplus - count < limit)
            break;
        surplus += count;
    }
    return surplus;
}

void WindowRows::drop(pg::Way end, qint64 count)
{
    m_count -= count;
    while (count > 0 && !m_parts.empty()) {
        count -= (end == pg::Way::Forward ? m_parts.back() : m_parts.front()).count;
        if (end == pg::Way::Forward)
            m_parts.pop_back();
        else
            m_parts.pop_front();
    }
    m_first = m_parts.empty() ? 0 : m_parts.front().first;
}

pg::Place WindowRows::placeOf(qint64 row) const
{
    const At found = at(row);
    return found.rows ? m_window.placeOf(*found.rows, found.row) : pg::Place();
}

pg::Ask WindowRows::wholeValue(qint64 row, int column) const
{
    const At found = at(row);
    return found.rows ? m_window.wholeValue(*found.rows, found.row, column) : pg::Ask();
}

pg::Ask WindowRows::wholeRow(qint64 row) const
{
    const At found = at(row);
    return found.rows ? m_window.wholeRow(*found.rows, found.row) : pg::Ask();
}

} // namespace oriel
