// SPDX-License-Identifier: GPL-3.0-or-later
// The grid of a terminal with its cursor, margins and history: what control functions do to text, without their bytes.
#pragma once

#include "engines/vt/history.h"
#include "engines/vt/picture.h"
#include "engines/vt/place.h"
#include "engines/vt/tables.h"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
    void print(std::string_view ascii); // 0x20–0x7e only
    void print(char32_t, int width);    // width 1 or 2; may be a cluster's Cell::text
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
    void erase(Area, bool isSelective = false); // to the cursor's background; selective: unprotected text only, styles stay
    void fill(Area, char32_t);                  // in the cursor's style
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

    // Places that stay on their text as the selection does; gone with their line, not with their text. Ids are small and reused.
    int track(Anchor);
    std::optional<Anchor> tracked(int id) const;
    void release(int id);

    void mark(Tables::Living &) const; // every style and cluster it holds

private:
    int m_rowCount = 0, m_columns = 0;
    Margins m_margins;
};

} // namespace oriel::vt
