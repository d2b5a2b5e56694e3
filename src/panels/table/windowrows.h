// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/resultstore.h"
#include "engines/pg/window.h"

#include <deque>

namespace oriel {

// The windows of a table one after another as rows in table order; WindowModel slides them. GUI thread.
class WindowRows final : public RowSource
{
public:
    using Rows = std::shared_ptr<pg::ResultStore>;

    explicit WindowRows(pg::TableWindow window) : m_window(std::move(window)), m_columns(m_window.columns()) {}

    QList<Column> columns() const override { return m_columns; }
    qint64 rowCount() const override { return m_claimed < 0 ? m_count : m_claimed; }
    Cell cell(qint64 row, int column) const override;

    const pg::TableWindow &window() const { return m_window; }
    void append(Rows rows, pg::Way way);             // behind the rows (Forward) or before them
    qint64 surplus(pg::Way end, qint64 limit) const; // how many rows whole windows at that end hold beyond the limit
    void drop(pg::Way end, qint64 count);            // as surplus() said
    pg::Place placeOf(qint64 row) const;
    pg::Ask wholeValue(qint64 row, int column) const;
    pg::Ask wholeRow(qint64 row) const;
    void claim(qint64 rows) { m_claimed = rows; } // WindowModel's alone; −1: the truth

private:
    struct Part
    {
        Rows rows;
        bool isReversed;
        qint64 first, count;
    }; // first: in numbers that do not shift
    struct At
    {
        const pg::ResultStore *rows = nullptr;
        qint64 row = 0;
    };
    At at(qint64 row) const;

    pg::TableWindow m_window;
    QList<Column> m_columns;
    std::deque<Part> m_parts;
    qint64 m_first = 0, m_count = 0, m_claimed = -1;
};

} // namespace oriel
