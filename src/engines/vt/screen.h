// SPDX-License-Identifier: GPL-3.0-or-later
// The grid of a terminal with its cursor, margins and history: what control functions do to text, without their bytes. The
// Terminal owns two (the alternate one has no history and is clipped, not reflowed) and one Tables for both. Rows and columns are
// from 0, relative to the screen; everything out of it is clipped.
#pragma once

#include "engines/vt/picture.h"
#include "engines/vt/place.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oriel::vt {

// The numbers cells use for styles and clusters. A number stays until a sweep finds it in no cell; then `epoch` grows.
class Tables
{
public:
    std::uint32_t style(const Style &);         // its number
    std::uint32_t cluster(std::u32string_view); // Cell::text; at most 32 code points are kept of one
    const Style &style(std::uint32_t number) const;
    std::u32string_view cluster(std::uint32_t text) const;
    std::uint64_t epoch() const;
    // … sweep, owned by who implements it
};

struct Margins
{
    int top = 0, bottom = 0, left = 0, right = 0; // inclusive
};

struct Cursor
{
    int row = 0, column = 0;
    bool isWrapPending = false; // the last column was written (DEC's last column flag)
    std::uint32_t style = 0;
    bool isProtected = false;
};

struct Area
{
    int top = 0, left = 0, bottom = 0, right = 0; // inclusive
};

// The contract both sides build on; the Screen's author may add to it.
//
//  printing      print(std::string_view ascii)         a run of 0x20–0x7e at the cursor, the fast path
//                print(char32_t, int width)            one character; width 1 or 2
//                extend(std::u32string_view cluster, int width)   the cell before the cursor becomes this cluster
//                autowrap, insert (IRM) and the cursor are members that Terminal sets
//  moving        lineFeed(), reverseLineFeed()  scroll at the margins; the cursor keeps its column
//                carriage return and cursor motion are Terminal's, by `cursor`
//  scrolling     scrollUp(n), scrollDown(n), scrollLeft(n), scrollRight(n)  inside the margins; only a whole-width scrollUp from
//                row 0 of the primary screen feeds the history
//  editing       insertLines(n), deleteLines(n), insertCharacters(n), deleteCharacters(n), eraseCharacters(n),
//                insertColumns(n), deleteColumns(n)
//  areas         erase(Area, bool isSelective), fill(Area, char32_t), copy(Area, row, column),
//                change(Area, bool isStream, set/clear/toggle of attributes), checksum(Area)
//                erasing uses the cursor's background (BCE)
//  lines         setRowSize(row, RowSize)
//  history       clearHistory(), limits
//  resize        reflows (primary) or clips (alternate); the cursor stays on its character
//  text          look, scrolled, extent, anchors, selection, lineText as Terminal declares them

} // namespace oriel::vt
