// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/resultstore.h"
#include "engines/pg/window.h"

#include <deque>

namespace oriel {

// The windows of a table one after another as rows in table order: at most 20,000, the far end is dropped as one goes on. GUI thread.
class WindowRows final : public RowSource
{
public:
    using Rows = std::shared_ptr<pg::ResultStore>;
    static constexpr qint64 mostRows = 20'000;

    explicit WindowRows(pg::TableWindow window) : m_window(std::move(window)) {}

    QList<Column> columns() const override { return m_window.columns(); }
    qint64 rowCount() const override { return m_count; }
    Cell cell(qint64 row, int column) const override;

    const pg::TableWindow &window() const { return m_window; }
    // Puts an answer at its end: behind (Forward) or before the rows; the count of rows dropped at the other end.
    qint64 add(Rows rows, pg::Way way);
    pg::Place edge(pg::Way way) const; // behind the last row, or before the first
    pg::Ask wholeValue(qint64 row, int column) const;

private:
    struct Part { Rows rows; bool isReversed; qint64 count; };
    struct At { const pg::ResultStore *rows; qint64 row; };
    At at(qint64 row) const;

    pg::TableWindow m_window;
    std::deque<Part> m_parts;
    qint64 m_count = 0;
};

} // namespace oriel
