// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/windowrows.h"

namespace oriel {

WindowRows::At WindowRows::at(qint64 row) const
{
    for (const Part &part : m_parts) {
        if (row < part.count)
            return {part.rows.get(), part.isReversed ? part.count - 1 - row : row};
        row -= part.count;
    }
    return {nullptr, 0};
}

Cell WindowRows::cell(qint64 row, int column) const
{
    const At found = at(row);
    return found.rows ? m_window.cell(*found.rows, found.row, column) : Cell();
}

qint64 WindowRows::add(Rows rows, pg::Way way)
{
    const qint64 count = m_window.rowsIn(*rows);
    const bool isForward = way == pg::Way::Forward;
    const Part part{std::move(rows), !isForward, count};
    isForward ? m_parts.push_back(part) : m_parts.push_front(part);
    m_count += count;
    qint64 dropped = 0;
    while (m_parts.size() > 1) {
        const qint64 far = isForward ? m_parts.front().count : m_parts.back().count;
        if (m_count - far < mostRows)
            break;
        isForward ? m_parts.pop_front() : m_parts.pop_back();
        m_count -= far;
        dropped += far;
    }
    return dropped;
}

pg::Place WindowRows::edge(pg::Way way) const
{
    const At row = at(way == pg::Way::Forward ? m_count - 1 : 0);
    return row.rows ? m_window.placeOf(*row.rows, row.row) : m_window.start(way);
}

pg::Ask WindowRows::wholeValue(qint64 row, int column) const
{
    const At found = at(row);
    return found.rows ? m_window.wholeValue(*found.rows, found.row, column) : pg::Ask();
}

} // namespace oriel
