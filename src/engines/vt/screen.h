// SPDX-License-Identifier: GPL-3.0-or-later
// The grid of a terminal with its cursor, margins and history: what control functions do to text, without their bytes.
#pragma once

#include "engines/vt/history.h"
#include "engines/vt/picture.h"
#include "engines/vt/place.h"
#include "engines/vt/tables.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oriel::vt {

struct Margins
{
    int top = 0, bottom = 0, left = 0, right = 0; // inclusive

    bool operator==(const Margins &) const = default;
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

struct StyleChange // DECCARA, DECRARA
{
    std::uint16_t set = 0, clear = 0, toggle = 0; // of Attribute; cleared first, then set, then toggled
    enum class Line : std::uint8_t { Keep, Set, Clear, Toggle } underline = Line::Keep;
};

struct LineText
{
    std::u32string text;    // trailing blanks off
    std::vector<int> cells; // of each character
};

// The Terminal owns two (the alternate one has no history and is clipped, not reflowed) and one Tables for both. Rows and columns
// are from 0, relative to the screen; everything out of it is clipped, a count below 1 does nothing. One thread at a time. No
// operation takes longer than the screen is large, or, where it is told, than the text it reads.
class Screen final
{
public:
    enum class Kind : std::uint8_t { Primary, Alternate };
    Screen(Tables &, Size, Kind, History::Limits = {});

    int rows() const { return m_rowCount; }
    int columns() const { return m_columns; }

    // State that Terminal sets as control functions say. A cursor out of the screen is moved into it by the next operation.
    Cursor cursor;
    bool isAutowrapping = true; // DECAWM
    bool isInserting = false;   // IRM
    const Margins &margins() const { return m_margins; }
    void setMargins(Margins); // clipped; what is empty or upside down: the whole screen
    // The last column of a row that can be written: half as far in a double-width row.
    int lastColumn(int row) const;
    Cell cell(int row, int column) const; // out of the screen: a blank
    RowSize rowSize(int row) const;
    bool isWrapped(int row) const;

    // Printing, at the cursor, in its style. Wraps at the right margin (where the cursor is not beyond it) into the left one.
    void print(std::string_view ascii);     // 0x20–0x7e only
    void print(std::u32string_view narrow); // width 1 only
    void print(char32_t, int width);        // width 1 or 2; may be a cluster's Cell::text
    // The character that was printed last, just before the cursor, becomes this one; its style stays, its width may change.
    // False: there is none.
    bool extend(std::u32string_view cluster, int width);
    Cell cellBefore() const; // the one extend() would change; text 0: none

    // Index: down, or scrolls at the bottom margin (if within the side margins). The column stays.
    void lineFeed();
    void reverseLineFeed();
    void setPrompt(bool); // OSC 133;A stands in the cursor's row

    // Within the margins, wherever the cursor is. What comes in is blank in the cursor's background. Only a whole-width
    // scrollUp() from row 0 feeds the history, as lineFeed() does.
    void scrollUp(int);
    void scrollDown(int);
    void scrollLeft(int);
    void scrollRight(int);

    // At the cursor; nothing where it is out of the margins. The cursor stays where it is.
    void insertLines(int);
    void deleteLines(int);
    void insertCharacters(int);
    void deleteCharacters(int);
    void eraseCharacters(int); // margins do not count
    void insertColumns(int);
    void deleteColumns(int);

    // Areas are clipped to the screen; margins do not count. A wide character cut in two loses both halves.
    // To the cursor's background; several whole rows become single-width. Selective: unprotected text only, styles stay.
    void erase(Area, bool isSelective = false);
    void fill(Area, char32_t); // in the cursor's style
    void copy(Area, int row, int column);
    void change(Area, bool isStream, const StyleChange &); // as a stream: from its first cell to its last, in whole rows
    std::uint16_t checksum(Area) const;                    // sum of characters (a blank: 0x20) and attributes, as DECRQCRA has it
    void setRowSize(int row, RowSize);
    void setRowSizes(RowSize);

    void clear();        // all blank in the default style, cursor at home, margins reset; the history stays
    void clearHistory(); // ED 3
    void setLimits(History::Limits);
    // Reflows (primary) or clips (alternate); the cursors stay on their characters, the margins are reset. `saved`: others that
    // are to be kept, as DECSC's.
    void resize(Size, std::span<Cursor *const> saved = {});

    // Looking, as Terminal declares it; of a picture: size, cells, rows, tables, scrolled and the cursor's place.
    void look(const View &, Picture &) const;
    View scrolled(const View &, std::int64_t rows) const;
    View scrolledTo(std::int64_t row) const;
    Extent extent(const View &) const;
    bool countOn(std::chrono::microseconds atMost);

    // Text, as Terminal declares it.
    Anchor anchorAt(const View &, int row, int column) const;
    Anchor anchorAtCursor() const;
    void select(std::optional<Span>);
    std::optional<Span> selection() const;
    std::string text(const Span &) const;
    Span wordAt(Anchor, std::u32string_view extraCharacters) const;
    Span lineAt(Anchor) const;
    LineId firstLine() const;
    LineId lastLine() const;
    LineText lineText(LineId) const;

    // Places that stay on their text as the selection does; gone with their line, not with their text. An id is somebody else's
    // once it has been released, which is done once.
    int track(Anchor);
    std::optional<Anchor> tracked(int id) const;
    void release(int id);

    void mark(Tables::Living &) const; // every style and cluster it holds

private:
    struct Row
    {
        Cell *cells = nullptr;  // m_columns of them; those from length on mean nothing
        int length = 0;         // of what was written
        std::uint32_t fill = 0; // style of the rest, which is blank
        RowSize size = RowSize::Single;
        bool isWrapped = false; // the next row goes on; then it is full
        bool isPrompt = false;
        bool isContinued = false; // as LineShape has it, of the line that ends here
        bool hasWide = false;     // or had
    };
    Row &row(int r) { return m_ring[std::size_t(m_top + r < m_rowCount ? m_top + r : m_top + r - m_rowCount)]; }
    const Row &row(int r) const { return const_cast<Screen *>(this)->row(r); }
    void allocate(Size);
    template<typename Character>
    void printRun(std::basic_string_view<Character>);
    void place() // the cursor is Terminal's to set; whatever it says, it is on the screen
    {
        if (unsigned(cursor.row) < unsigned(m_rowCount) && unsigned(cursor.column) < unsigned(m_columns)) [[likely]]
            return;
        cursor.row = std::clamp(cursor.row, 0, m_rowCount - 1);
        cursor.column = std::clamp(cursor.column, 0, m_columns - 1);
    }
    std::uint32_t blankStyle()
    {
        if (cursor.style != m_blankFor) {
            m_blankFor = cursor.style;
            m_blank = m_tables.style({.background = m_tables.style(cursor.style).background});
        }
        return m_blank;
    }
    static void reset(Row &row, std::uint32_t fill) { row = {.cells = row.cells, .fill = fill}; }

    // A row's cells
    Cell printed(std::uint32_t text, int width) const
    {
        return {.text = text, .style = cursor.style, .width = std::uint32_t(width), .isProtected = cursor.isProtected};
    }
    int limit() const // behind the last column that is printed in before it wraps
    {
        const int end = row(cursor.row).size == RowSize::Single ? m_columns : std::max(m_columns / 2, 1);
        return cursor.column <= m_margins.right ? std::min(m_margins.right + 1, end) : end;
    }
    void fillUp(Row &at, int length) // what was blank becomes cells
    {
        if (length > at.length) {
            std::fill(at.cells + at.length, at.cells + length, Cell{.style = at.fill});
            at.length = length;
        }
    }
    void split(Row &, int column);       // a wide character across this column's left edge is gone
    void blank(int r, int from, int to); // columns, `to` not included
    Cell *open(int r, int from, int to)  // made ready to be overwritten
    {
        touch(r, r, from, to - 1);
        Row &at = row(r);
        if (at.hasWide) {
            split(at, from);
            split(at, to);
        }
        fillUp(at, from);
        at.length = std::max(at.length, to);
        at.isWrapped &= to != m_columns;
        return at.cells + from;
    }
    void shift(int r, int from, int to, int by);
    bool wrap();
    int columnBefore() const; // of the character that was printed last; -1: none
    void cut(int r)           // what follows it is another line
    {
        if (r >= 0)
            row(r).isWrapped = row(r).isContinued = false;
        else
            m_history.close();
    }
    void index(bool isWrapping);

    // Rows
    static LineShape shapeOf(const Row &row) // as the last of its line
    {
        return {row.fill, std::uint32_t(row.size), row.isPrompt, row.hasWide, row.isContinued};
    }
    void push(int r);
    void scrollOne();
    void scroll(int top, int bottom, int n, bool feeds);
    void scrollPart(Area, int n);
    void scrollSideways(Area, int n);
    bool isInMargins() const;

    // Where rows stand in lines
    struct Place
    {
        bool isOnScreen = true;
        int row = 0;  // of the screen
        Anchor begin; // of the row
    };
    int textLength(int r) const; // cells it gives to its line
    Place screenTop() const;
    Place placeOfRow(int r) const;
    Place locate(Anchor) const; // the row that holds it; beyond a line's end: the line's last
    Place next(Place) const;    // not of the last row
    Place resolve(const View &) const;
    int columnOf(Anchor, const Place &) const;
    void show(const Place &, std::span<Cell>, PictureRow &) const;
    void gather(int r, std::vector<Cell> &) const;
    Line line(LineId, std::vector<Cell> &storage) const;
    std::pair<int, int> selectedColumns(const Place &, int length, bool goesOn, const Span &, int fromColumn, int toColumn) const;
    void appendText(std::span<const Cell>, bool isTrimmed, std::string &) const;
    std::pair<int, int> columnsOf(const Span &) const; // of a rectangular one
    std::string rectangle(const Span &) const;

    // Marks: 0 and 1 are the selection's ends.
    struct Mark
    {
        bool isUsed = false, isOnScreen = false;
        Anchor anchor;        // in the history
        std::int64_t row = 0; // on the screen: m_scrolled + row
        int column = 0;
    };
    std::optional<Anchor> anchorOf(const Mark &) const;
    Mark markAt(Anchor) const;
    void setMark(int id, const Mark &);
    void watch(); // after marks have moved
    void touch(int top, int bottom, int left, int right)
    {
        if (m_scrolled + bottom >= m_selectedTop && m_scrolled + top <= m_selectedBottom) [[unlikely]]
            touchSelection(top, bottom, left, right);
    }
    void touchSelection(int top, int bottom, int left, int right);
    void moveMarks(int top, int bottom, int n, bool feeds);
    void unselect();
    void forget(bool isOnScreen);

    // Resize
    struct Flow // the lines that are laid out anew, oldest first
    {
        struct Piece
        {
            std::vector<Cell> cells;
            LineShape shape;
            int begin = 0; // of what is still to be laid out
            Line line() const { return {cells, shape}; }
        };
        std::deque<Piece> pieces;
        bool isFull = false; // the screen was, down to its last row
        std::int64_t rows(int columns) const;
    };
    Flow takeLines();
    void leave(Flow &, std::int64_t rows);
    void layOut(const Flow &);
    void put(Cursor &target, Anchor) const;
    void reflow(Size, std::span<Cursor *const> cursors);
    void clip(Size, std::span<Cursor *const> cursors);

    Tables &m_tables;
    const Kind m_kind;
    int m_rowCount = 0, m_columns = 0;
    Margins m_margins;
    bool m_isWholeWidth = true; // the margins
    std::vector<Cell> m_cells, m_gathered;
    std::vector<Row> m_ring, m_moved;
    int m_top = 0; // the screen's first row in the ring
    std::uint32_t m_blankFor = 0, m_blank = 0;
    History m_history;
    std::int64_t m_scrolled = 0;
    std::vector<Mark> m_marks{2};
    std::vector<int> m_freeMarks;                                          // released
    std::vector<int> m_seenMarks;                                          // those on the screen
    std::int64_t m_firstMark = 0, m_selectedTop = 0, m_selectedBottom = 0; // m_scrolled + row
    bool m_isRectangular = false;
};

} // namespace oriel::vt
