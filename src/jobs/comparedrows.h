// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/baseline.h"

namespace oriel {

// The rows of a table as they are now among those removed since a baseline, with the sign of each and the values before. GUI
// thread.
class ComparedRows final : public SignedRows
{
public:
    ComparedRows(std::shared_ptr<const Baseline::Compared> compared, QList<Column> columns, bool isOnlyChanges);

    QList<Column> columns() const override { return m_columns; }
    qint64 rowCount() const override { return qint64(m_lines.size()); }
    Cell cell(qint64 row, int column) const override;
    RowSign sign(qint64 row) const override { return line(row).sign; }
    std::optional<Cell> before(qint64 row, int column) const override;

private:
    const pg::RowDiff::Line &line(qint64 row) const { return m_compared->diff.lines[size_t(m_lines[size_t(row)])]; }

    std::shared_ptr<const Baseline::Compared> m_compared;
    QList<Column> m_columns;
    std::vector<int> m_lines; // those shown
};

} // namespace oriel
