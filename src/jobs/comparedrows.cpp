// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparedrows.h"

namespace oriel {

ComparedRows::ComparedRows(std::shared_ptr<const Baseline::Compared> compared, QList<Column> columns, bool isOnlyChanges)
    : m_compared(std::move(compared)), m_columns(std::move(columns))
{
    const auto &lines = m_compared->diff.lines;
    for (int i = 0; i < int(lines.size()); ++i)
        if (!isOnlyChanges || lines[size_t(i)].sign != RowSign::None)
            m_lines.push_back(i);
}

Cell ComparedRows::cell(qint64 row, int column) const
{
    const pg::RowDiff::Line &at = line(row);
    return at.now >= 0 ? m_compared->now.rows->cell(at.now, column) : m_compared->before.rows->cell(at.before, column);
}

std::optional<Cell> ComparedRows::before(qint64 row, int column) const
{
    const pg::RowDiff::Line &at = line(row);
    if (at.sign != RowSign::Changed)
        return {};
    const Cell was = m_compared->before.rows->cell(at.before, column);
    return pg::isSameCell(was, m_compared->now.rows->cell(at.now, column)) ? std::nullopt : std::optional(was);
}

} // namespace oriel
