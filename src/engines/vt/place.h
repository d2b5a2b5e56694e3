// SPDX-License-Identifier: GPL-3.0-or-later
// Where text stands in a terminal, whatever its width: in logical lines, which scroll from the screen into the history unchanged.
#pragma once

#ifndef Q_MOC_RUN // moc 6.4 does not understand the library's concepts
#include <compare>
#endif
#include <cstdint>
#include <optional>

namespace oriel::vt {

// A logical line: all rows that were wrapped and not ended by the program. Counted from the terminal's start; what the history
// has dropped keeps its numbers. Lines of the screen continue the numbers of the history's.
using LineId = std::int64_t;

struct Anchor
{
    LineId line = 0;
    int cell = 0; // from the logical line's begin

    auto operator<=>(const Anchor &) const = default;
};

// Half open: `to` is behind the last cell. Rectangular: the columns between the two, in the rows between the two.
struct Span
{
    Anchor from, to;
    bool isRectangular = false;

    bool operator==(const Span &) const = default;
};

struct Size
{
    int rows = 24, columns = 80;
    int cellWidth = 0, cellHeight = 0; // pixels; 0: unknown

    bool operator==(const Size &) const = default;
};

// What of the text is looked at: nothing given, the screen; else the row that holds `top` comes first.
struct View
{
    std::optional<Anchor> top;

    bool operator==(const View &) const = default;
};

// In rows at the present width. `total` is an estimate while a resized history has not been counted (isExact false).
struct Extent
{
    std::int64_t top = 0, total = 0;
    bool isExact = true;
};

} // namespace oriel::vt
