// SPDX-License-Identifier: GPL-3.0-or-later
// What of a terminal is seen, copied out of it so that it can be painted while the terminal goes on.
#pragma once

#include "engines/vt/cell.h"
#include "engines/vt/place.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace oriel::vt {

enum class CursorShape : std::uint8_t { Block, Underline, Bar };
enum class RowSize : std::uint8_t { Single, DoubleWidth, DoubleHeightTop, DoubleHeightBottom }; // DECDWL, DECDHL

struct PictureRow
{
    Anchor begin;           // of its first cell
    bool isWrapped = false; // the next row continues this line
    RowSize size = RowSize::Single;
    bool isPrompt = false;                // OSC 133;A stands in this row
    int selectedFrom = 0, selectedTo = 0; // columns, half open
};

// A command whose prompt is seen, as trusted marks told of it (OSC 133): it runs or has ended.
struct PictureCommand
{
    int row = 0;                    // of its prompt
    std::int64_t number = 0;        // Terminal::command()
    std::optional<int> exitCode;    // none: it runs
    std::chrono::milliseconds took; // until it ended

    bool operator==(const PictureCommand &) const = default;
};

// Filled again and again by Terminal::look(): the tables only grow between two epochs, so a picture that is kept is cheap to
// fill.
struct Picture
{
    Size size;
    std::vector<Cell> cells; // rows × columns
    std::vector<PictureRow> rows;

    std::uint64_t epoch = 0;              // the tables' numbers were given out anew: compare no cell with an older picture's
    std::vector<Style> styles;            // by Cell::style
    std::vector<std::u32string> clusters; // by Cell::text & ~clusterBit

    std::int64_t scrolled = 0; // rows that went up out of the screen since the terminal's start: two pictures' difference moves
    int cursorRow = 0, cursorColumn = 0; // cursorRow < 0 or ≥ rows: out of the view
    bool isCursorVisible = true, isCursorBlinking = true;
    CursorShape cursorShape = CursorShape::Block;
    bool isReversed = false; // DECSCNM

    std::vector<PictureCommand> commands; // the lowest first; none on the alternate screen
};

} // namespace oriel::vt
