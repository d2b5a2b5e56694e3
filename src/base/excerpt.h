// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace oriel {

struct RowRange
{
    qint64 first = 0, count = 0;
};

// Ranges of a source, and some of its columns in any order, as a source without gaps.
class Excerpt final : public RowSource
{
public:
    Excerpt(std::shared_ptr<RowSource> source, const QList<RowRange> &ranges, QList<int> columns)
        : m_source(std::move(source)), m_columns(std::move(columns))
    {
        for (const RowRange &range : ranges) {
            m_parts.push_back({m_count, range.first});
            m_count += range.count;
        }
    }
    QList<Column> columns() const override
    {
        const QList<Column> all = m_source->columns();
        QList<Column> some;
        for (const int column : m_columns)
            some << all[column];
        return some;
    }
    qint64 rowCount() const override { return m_count; }
    Cell cell(qint64 row, int column) const override
    {
        const auto next = std::upper_bound(m_parts.begin(), m_parts.end(), row,
                                           [](qint64 wanted, const Part &part) { return wanted < part.at; });
        const Part &part = *std::prev(next);
        return m_source->cell(part.first + row - part.at, m_columns[column]);
    }

private:
    struct Part
    {
        qint64 at, first;
    };
    std::shared_ptr<RowSource> m_source;
    QList<int> m_columns;
    QList<Part> m_parts;
    qint64 m_count = 0;
};

} // namespace oriel
