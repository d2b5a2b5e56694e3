// SPDX-License-Identifier: GPL-3.0-or-later
// A screen written to and read as text.
#pragma once

#include "engines/vt/screen.h"

#include <string>
#include <string_view>
#include <vector>

namespace oriel::vt {

// Prints; LF goes to the next row's begin, what stands in U+1100…U+FFFF is wide.
inline void write(Screen &screen, std::u32string_view text)
{
    for (const char32_t character : text) {
        if (character == U'\n') {
            screen.cursor.column = 0;
            screen.lineFeed();
        } else if (character < 0x7f) {
            const char ascii = char(character);
            screen.print(std::string_view(&ascii, 1));
        } else {
            screen.print(character, character >= 0x1100 ? 2 : 1);
        }
    }
}

// A row's characters: '.' stands for a blank, '_' for a spacer, '<' for a wide character's second half.
inline std::u32string rowText(std::span<const Cell> cells)
{
    std::u32string text;
    for (const Cell cell : cells)
        text += cell.isSpacer ? U'_' : cell.width == 0 ? U'<' : cell.text == 0 ? U'.' : char32_t(cell.text);
    return text;
}

inline std::u32string rowText(const Screen &screen, int row)
{
    std::vector<Cell> cells;
    for (int column = 0; column < screen.columns(); ++column)
        cells.push_back(screen.cell(row, column));
    return rowText(cells);
}

// All rows, each ended by '|'.
inline std::u32string shown(const Screen &screen)
{
    std::u32string text;
    for (int row = 0; row < screen.rows(); ++row)
        text += rowText(screen, row) + U'|';
    return text;
}

// Every row of history and screen, as they are looked at.
inline std::vector<std::vector<Cell>> allRows(const Screen &screen)
{
    std::vector<std::vector<Cell>> rows;
    Picture picture;
    View view{Anchor{screen.firstLine(), 0}};
    for (;;) {
        screen.look(view, picture);
        const bool isLast = !screen.scrolled(view, 0).top;
        for (int row = 0; row < (isLast ? screen.rows() : 1); ++row) {
            const auto begin = picture.cells.begin() + std::ptrdiff_t(row) * screen.columns();
            rows.emplace_back(begin, begin + screen.columns());
        }
        if (isLast)
            return rows;
        view = screen.scrolled(view, 1);
    }
}

inline std::string allText(const Screen &screen) { return screen.text({{screen.firstLine(), 0}, {screen.lastLine() + 1, 0}}); }

} // namespace oriel::vt
