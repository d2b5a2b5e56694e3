// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this room.
#pragma once

#include "engines/json/columntree.h"
#include "engines/json/shape.h"

namespace oriel::json {

// Reads rows into the columns of a shape. One thread.
class TableScan final
{
public:
    explicit TableScan(const Shape &shape);
    void read(Held &held, const Value &row, std::vector<std::optional<Value>> &cells); // one for each column

private:
    void put(std::uint32_t node, const std::optional<Value> &value, std::vector<std::optional<Value>> &cells) const;

    ColumnTree m_tree;
    std::vector<int> m_columns; // of each node; -1: it is none
};

} // namespace oriel::json
