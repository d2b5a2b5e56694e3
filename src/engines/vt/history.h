// SPDX-License-Identifier: GPL-3.0-or-later
// The lines that went up out of a screen.
#pragma once

#include "engines/vt/cell.h"
#include "engines/vt/picture.h"
#include "engines/vt/place.h"
#include "engines/vt/tables.h"

#include <chrono>
#include <deque>
#include <memory>
#include <span>
#include <vector>

namespace oriel::vt {

// What a line is besides its cells.
struct LineShape
{
    std::uint32_t fill : 24 = 0; // style of what is behind its end
    std::uint32_t size : 2 = 0;  // RowSize; other than Single: never wrapped
    std::uint32_t isPrompt : 1 = 0;
    std::uint32_t hasWide : 1 = 0;     // or may have
    std::uint32_t isContinued : 1 = 0; // longer than History::longestLine: the next line belongs to it
};

struct Line
{
    std::span<const Cell> cells; // valid until the history is changed
    LineShape shape;

    // How it stands in rows of so many columns. A row's end is the next row's begin.
    int rowEnd(int begin, int columns) const;
    int rowBegin(int cell, int columns) const; // of the row that holds the cell, the last one for what is behind the end
    int rowIndex(int cell, int columns) const;
    int nthRow(int index, int columns) const; // its begin
    int rowCount(int columns) const;
};

// Logical lines, in blocks that are filled once and dropped from the front. Rows are counted when someone asks: a change of width
// costs nothing.
class History final
{
public:
    struct Limits
    {
        std::int64_t lines = 100'000; // logical; 0: none
        std::size_t bytes = 64 << 20; // of cells and index, with what their pages waste; held to a line's length
    };
    static constexpr std::size_t longestLine = 1 << 15; // cells
    static constexpr std::size_t pageWaste = 8192;      // of a block at most: its two allocations begin and end within a page

    explicit History(Limits limits, int columns);

    void setLimits(Limits);
    void setColumns(int columns);
    void clear();

    LineId first() const { return m_first; }
    LineId end() const { return m_end; }
    bool isOpen() const { return m_isOpen; } // the last line goes on in the screen's first row
    Line at(LineId) const;                   // first() ≤ line < end()
    std::size_t bytes() const;

    // The next cells of the open line, or a new line; it stays open if so told. Returns where they begin.
    Anchor append(std::span<const Cell>, LineShape, bool isOpen);
    void close() { m_isOpen = false; }
    // The last line taken out again; false: there is none.
    bool takeLast(std::vector<Cell> &cells, LineShape &shape);

    struct Position // a row
    {
        LineId line = 0;
        int row = 0; // in the line
        auto operator<=>(const Position &) const = default;
    };
    // So many rows on or (negative) back; stops at the begin. `beyond` is how far it would be behind the end: then the position
    // is end(), 0.
    Position step(Position, std::int64_t rows, std::int64_t &beyond) const;
    Position atRow(std::int64_t row) const;          // counted from first(), as far as it has been counted
    std::int64_t rowsBefore(const Position &) const; // as far as …
    std::int64_t rowTotal() const;                   // as far as …
    bool isCounted() const;
    bool countOn(std::chrono::microseconds atMost); // false: all is counted

    void mark(Tables::Living &) const;

private:
    struct Entry
    {
        std::uint32_t begin = 0;
        LineShape shape;
    };
    struct Block
    {
        LineId first = 0;
        std::unique_ptr<Cell[]> cells;
        std::size_t used = 0, capacity = 0, accounted = 0;
        std::vector<Entry> lines;
        mutable std::int64_t rows = 0;
        mutable int countedAt = 0; // columns; 0: not counted

        LineId end() const { return first + std::int64_t(lines.size()); }
        Line line(std::size_t index) const;
        void grow(std::size_t more);
        std::size_t bytes() const { return capacity * sizeof(Cell) + lines.capacity() * sizeof(Entry) + pageWaste; }
    };
    using Blocks = std::deque<Block>;

    void beginLine();
    void beginBlock();
    void dropFront();
    void blocksChanged();
    void account(Block &);
    Blocks::const_iterator blockOf(LineId) const;
    std::int64_t count(const Block &) const;    // exact
    std::int64_t estimate(const Block &) const; // exact if counted
    std::int64_t countLines(const Block &, LineId from, LineId to) const;

    Limits m_limits;
    int m_columns;
    std::size_t m_blockCells = 0;
    Blocks m_blocks;
    Block *m_last = nullptr; // of m_blocks
    LineId m_frontEnd = 0;   // of the first block, once there is another
    Block m_spare;           // the storage of one that was dropped
    LineId m_first = 0, m_end = 0;
    std::size_t m_bytes = 0;
    bool m_isOpen = false;
};

} // namespace oriel::vt
