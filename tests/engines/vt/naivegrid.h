// SPDX-License-Identifier: GPL-3.0-or-later
// What control functions do to a grid, said in the simplest words: the Screen is held against it.
#pragma once

#include "engines/vt/screen.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace oriel::vt {

class NaiveGrid
{
public:
    using Rows = std::vector<std::vector<Cell>>;

    NaiveGrid(int rowCount, int columnCount)
        : rows(std::size_t(rowCount), std::vector<Cell>(std::size_t(columnCount))),
          margins{0, rowCount - 1, 0, columnCount - 1},
          m_rows(rowCount),
          m_columns(columnCount)
    {}

    Rows rows, history;
    Cursor cursor;
    Margins margins;
    std::uint32_t blankStyle = 0;
    bool isAutowrapping = true, isInserting = false;

    void print(char32_t character, int width)
    {
        if (cursor.isWrapPending && isAutowrapping)
            wrap();
        int end = cursor.column <= margins.right ? margins.right + 1 : m_columns;
        if (width == 2 && cursor.column + 1 >= end) {
            if (end - (cursor.column <= margins.right ? margins.left : 0) < 2) {
                width = 1;
            } else if (isAutowrapping) {
                at(cursor.row, cursor.column) = {.style = cursor.style, .isSpacer = 1};
                wrap();
                end = cursor.column <= margins.right ? margins.right + 1 : m_columns;
            } else {
                --cursor.column;
            }
        }
        if (isInserting)
            insertCharacters(width);
        at(cursor.row, cursor.column) = cellOf(character, width);
        if (width == 2)
            at(cursor.row, cursor.column + 1) = cellOf(0, 0);
        cursor.column += width;
        cursor.isWrapPending = cursor.column == end;
        cursor.column -= cursor.isWrapPending ? 1 : 0;
        mend();
    }

    void lineFeed()
    {
        cursor.isWrapPending = false;
        if (cursor.row != margins.bottom)
            cursor.row = std::min(cursor.row + 1, m_rows - 1);
        else if (isInSideMargins())
            scrollUp(1);
    }
    void reverseLineFeed()
    {
        cursor.isWrapPending = false;
        if (cursor.row != margins.top)
            cursor.row = std::max(cursor.row - 1, 0);
        else if (isInSideMargins())
            scroll(margins.top, -1);
    }
    void scrollUp(int n)
    {
        for (int i = 0; i < std::min(n, margins.bottom - margins.top + 1); ++i) {
            if (margins.top == 0 && margins.left == 0 && margins.right == m_columns - 1)
                history.push_back(rows.front());
            scroll(margins.top, 1);
        }
    }
    void scrollDown(int n) { scroll(margins.top, -n); }
    void scrollSideways(int n) { shiftRows(margins.left, n); }
    void insertLines(int n)
    {
        if (isInMargins())
            scroll(cursor.row, -n);
    }
    void deleteLines(int n)
    {
        if (isInMargins())
            scroll(cursor.row, n);
    }
    void shiftColumns(int n)
    {
        if (isInMargins())
            shiftRows(cursor.column, n);
    }
    void insertCharacters(int n)
    {
        cursor.isWrapPending = false;
        if (isInSideMargins())
            shift(cursor.row, cursor.column, n);
    }
    void eraseCharacters(int n)
    {
        cursor.isWrapPending = false;
        erase({cursor.row, cursor.column, cursor.row, std::min(cursor.column + n, m_columns) - 1}, false);
    }
    void erase(Area area, bool isSelective)
    {
        each(area, [&](Cell &cell) {
            if (!isSelective)
                cell = {.style = blankStyle};
            else if (!cell.isProtected && (cell.text != 0 || cell.width != 1))
                cell = {.style = cell.style};
        });
    }
    void fill(Area area, char32_t character)
    {
        each(area, [&](Cell &cell) { cell = cellOf(character, 1); });
    }
    void copy(Area area, int row, int column)
    {
        const Rows before = rows;
        for (int r = area.top; r <= area.bottom; ++r) {
            for (int c = area.left; c <= area.right; ++c) {
                const int toRow = row + r - area.top, toColumn = column + c - area.left;
                if (toRow >= m_rows || toColumn >= m_columns)
                    continue;
                Cell cell = before[std::size_t(r)][std::size_t(c)];
                const bool isCut =
                    (cell.width == 0 && c == area.left) || (cell.width == 2 && (c == area.right || toColumn == m_columns - 1));
                at(toRow, toColumn) = isCut ? Cell{.style = cell.style} : cell;
            }
        }
        mend();
    }

private:
    Cell &at(int row, int column) { return rows[std::size_t(row)][std::size_t(column)]; }
    Cell cellOf(char32_t character, int width) const
    {
        return {.text = character, .style = cursor.style, .width = std::uint32_t(width), .isProtected = cursor.isProtected};
    }
    bool isInSideMargins() const { return cursor.column >= margins.left && cursor.column <= margins.right; }
    bool isInMargins() const { return isInSideMargins() && cursor.row >= margins.top && cursor.row <= margins.bottom; }

    void wrap()
    {
        const bool isBeyond = cursor.column > margins.right;
        lineFeed();
        cursor.column = isBeyond ? 0 : margins.left;
    }
    template<typename F>
    void each(Area area, F change)
    {
        for (int r = area.top; r <= area.bottom; ++r)
            for (int c = area.left; c <= area.right; ++c)
                change(at(r, c));
        mend();
    }
    void scroll(int top, int n)
    {
        for (int r = top; r <= margins.bottom; ++r)
            for (const int edge : {margins.left, margins.right + 1})
                cut(r, edge);
        const Rows before = rows;
        for (int r = top; r <= margins.bottom; ++r)
            for (int c = margins.left; c <= margins.right; ++c)
                at(r, c) = r + n >= top && r + n <= margins.bottom ? before[std::size_t(r + n)][std::size_t(c)]
                                                                   : Cell{.style = blankStyle};
    }
    void shift(int row, int from, int n)
    {
        n = std::clamp(n, from - margins.right - 1, margins.right + 1 - from);
        for (const int edge : {from, margins.right + 1, n > 0 ? margins.right + 1 - n : from - n})
            cut(row, edge);
        const std::vector<Cell> before = rows[std::size_t(row)];
        for (int c = from; c <= margins.right; ++c)
            at(row, c) = c - n >= from && c - n <= margins.right ? before[std::size_t(c - n)] : Cell{.style = blankStyle};
    }
    void cut(int row, int column) // a wide character across this column's left edge loses both halves
    {
        if (column > 0 && column < m_columns && at(row, column).width == 0)
            for (const int half : {column - 1, column})
                at(row, half) = {.style = at(row, half).style, .isProtected = at(row, half).isProtected};
    }
    void shiftRows(int from, int n)
    {
        for (int r = margins.top; r <= margins.bottom; ++r)
            shift(r, from, n);
    }
    void mend() // halves of wide characters are blank
    {
        for (std::vector<Cell> &row : rows) {
            for (std::size_t c = 0; c < row.size(); ++c) {
                const bool isHead = row[c].width == 2 && (c + 1 == row.size() || row[c + 1].width != 0);
                const bool isTail = row[c].width == 0 && (c == 0 || row[c - 1].width != 2);
                if (isHead || isTail)
                    row[c] = {.style = row[c].style, .isProtected = row[c].isProtected};
            }
        }
    }

    int m_rows, m_columns;
};

} // namespace oriel::vt
