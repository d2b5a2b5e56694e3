// SPDX-License-Identifier: GPL-3.0-or-later
// Two answers to one question, compared: which rows came, went or are others. Values are compared byte for byte as the server
// sent them (1.0 is not 1.00), and NULL is no empty text. Pure; any thread.
#pragma once

#include "base/signedrows.h"

#include <memory>
#include <vector>

namespace oriel::pg {

// Rows in the order they were asked for, as far as a bound.
struct RowSet
{
    std::shared_ptr<const RowSource> rows;
    qint64 count = 0;       // the first ones; what stands behind is not looked at
    bool isBounded = false; // there are more on the server
};

// How values of one column of the order compare. Unknown: only the server knows (a collation).
enum class Ordering : quint8 { Unknown, Number, Float, Bytes, Time, Tid };

struct OrderStep
{
    int column = 0; // of the rows, hidden ones included
    Ordering ordering = Ordering::Unknown;
    bool isDescending = false;

    bool operator==(const OrderStep &) const = default;
};

// What makes two rows the same one, and the order they stand in.
struct Matching
{
    int columns = 0;        // the first ones are compared; what stands behind only orders
    QList<int> key;         // empty: all that are compared, so that nothing is ever changed
    QList<OrderStep> order; // empty: as the server has them

    bool operator==(const Matching &) const = default;
};

struct RowDiff
{
    struct Line
    {
        int now = -1, before = -1; // rows of the two sets
        RowSign sign = RowSign::None;
    };
    // The rows of now in their order; those removed stand before the next row of the baseline that is still there.
    std::vector<Line> lines;
    qint64 added = 0, changed = 0, removed = 0;
    qint64 crossed = 0;  // rows that came in over the bound, or fell beyond it, only because it moved: no changes
    qint64 repeated = 0; // rows whose key another one has too: matched as a multiset, equal ones first

    bool isEmpty() const { return added + changed + removed == 0; }
};

// A row that only one set has has changed unless it may lie beyond the other's bound. Whether it does is told by the rows that
// both have, or by comparing its key with that of the other's last row; where neither can tell, it is no change.
RowDiff compare(const RowSet &baseline, const RowSet &now, const Matching &matching);

bool isSameCell(const Cell &one, const Cell &other);

} // namespace oriel::pg
