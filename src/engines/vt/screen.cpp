// SPDX-License-Identifier: GPL-3.0-or-later
// The grid: its rows, printing and scrolling.
#include "engines/vt/screen.h"

#include <algorithm>
#include <bit>

namespace oriel::vt {

namespace {

constexpr int largest = 1000; // rows, columns

bool isBlank(Cell cell, std::uint32_t style) { return cell.text == 0 && cell.style == style && cell.width == 1; }

} // namespace

Screen::Screen(Tables &tables, Size size, Kind kind, History::Limits limits)
    : m_tables(tables),
      m_kind(kind),
      m_history(kind == Kind::Primary ? limits : History::Limits{.lines = 0}, std::clamp(size.columns, 1, largest))
{
    allocate(size);
    watch();
}

// A blank grid of this size.
void Screen::allocate(Size size)
{
    m_rowCount = std::clamp(size.rows, 1, largest);
    m_columns = std::clamp(size.columns, 1, largest);
    m_cells.assign(std::size_t(m_rowCount) * std::size_t(m_columns), {});
    m_ring.assign(std::size_t(m_rowCount), {});
    for (int r = 0; r < m_rowCount; ++r)
        m_ring[std::size_t(r)].cells = m_cells.data() + std::ptrdiff_t(r) * m_columns;
    m_top = 0;
    setMargins({0, m_rowCount - 1, 0, m_columns - 1});
    m_history.setColumns(m_columns);
}

void Screen::clear()
{
    forget(true);
    m_history.close();
    allocate({m_rowCount, m_columns});
    cursor = {};
}

void Screen::setMargins(Margins wanted)
{
    const Margins whole{0, m_rowCount - 1, 0, m_columns - 1};
    const Margins clipped{std::max(wanted.top, 0), std::min(wanted.bottom, whole.bottom), std::max(wanted.left, 0),
                          std::min(wanted.right, whole.right)};
    m_margins = clipped.top < clipped.bottom && clipped.left < clipped.right ? clipped : whole;
    m_isWholeWidth = m_margins.left == 0 && m_margins.right == whole.right;
}

int Screen::lastColumn(int r) const { return rowSize(r) == RowSize::Single ? m_columns - 1 : std::max(m_columns / 2, 1) - 1; }

Cell Screen::cell(int r, int column) const
{
    if (r < 0 || r >= m_rowCount || column < 0 || column >= m_columns)
        return {};
    const Row &at = row(r);
    return column < at.length ? at.cells[column] : Cell{.style = at.fill};
}

RowSize Screen::rowSize(int r) const { return r < 0 || r >= m_rowCount ? RowSize::Single : row(r).size; }

bool Screen::isWrapped(int r) const { return r >= 0 && r < m_rowCount && row(r).isWrapped; }

void Screen::setPrompt(bool isPrompt)
{
    place();
    row(cursor.row).isPrompt = isPrompt;
}

void Screen::split(Row &row, int column)
{
    if (column > 0 && column < row.length && row.cells[column].width == 0)
        for (Cell *half : {&row.cells[column - 1], &row.cells[column]})
            *half = {.style = half->style, .isProtected = half->isProtected};
}

void Screen::blank(int r, int from, int to)
{
    if (from >= to)
        return;
    Row &at = row(r);
    const std::uint32_t style = blankStyle();
    if (to < m_columns || from > 0) {
        Cell *cells = open(r, from, to);
        if (to < m_columns) {
            std::fill(cells, cells + (to - from), Cell{.style = style});
            return;
        }
        at.length = from;
        at.fill = style;
        return;
    }
    touch(r, r, 0, m_columns - 1);
    cut(r);
    cut(r - 1);
    const RowSize size = at.size;
    reset(at, style);
    at.size = size;
}

// To the next row's begin; false: there is none, the last column is written again.
bool Screen::wrap()
{
    Row &at = row(cursor.row);
    const bool isAtBottom = cursor.row == m_margins.bottom;
    const bool goesOn =
        isAtBottom ? cursor.column >= m_margins.left && cursor.column <= m_margins.right : cursor.row < m_rowCount - 1;
    const bool isBeyond = cursor.column > m_margins.right;
    at.isWrapped = goesOn && at.length == m_columns && m_isWholeWidth && at.size == RowSize::Single;
    index(true);
    cursor.column = isBeyond ? 0 : m_margins.left;
    return goesOn;
}

// A run of characters of width 1.
template<typename Character>
void Screen::printRun(std::basic_string_view<Character> text)
{
    place();
    while (!text.empty()) {
        if (cursor.isWrapPending && isAutowrapping)
            wrap();
        const int end = limit();
        int column = std::min(cursor.column, end - 1), count = int(std::min(text.size(), std::size_t(end - column)));
        if (isInserting) {
            if (column < m_margins.left) // nothing is moved before it
                count = std::min(count, m_margins.left - column);
            cursor.column = column;
            insertCharacters(count);
        }
        Cell *const cells = open(cursor.row, column, column + count);
        const std::uint64_t style = std::bit_cast<std::uint64_t>(printed(0, 1));
        const Character *const characters = text.data();
        for (int i = 0; i < count; ++i)
            cells[i] = std::bit_cast<Cell>(style | std::uint32_t(characters[i]));
        column += count;
        cursor.isWrapPending = column == end;
        cursor.column = column - (cursor.isWrapPending ? 1 : 0);
        text.remove_prefix(std::size_t(count));
        if (!isAutowrapping && cursor.isWrapPending && text.size() > 1)
            text.remove_prefix(text.size() - 1);
    }
}

void Screen::print(std::string_view ascii) { printRun(ascii); }

void Screen::print(std::u32string_view narrow) { printRun(narrow); }

void Screen::print(char32_t text, int width)
{
    place();
    if (cursor.isWrapPending && isAutowrapping)
        wrap();
    int end = limit();
    cursor.column = std::min(cursor.column, end - 1);
    bool isSqueezed = false;
    if (width > 1 && cursor.column + 1 >= end) { // no place for its second half
        const bool isOneColumn = end - (cursor.column <= m_margins.right ? m_margins.left : 0) < 2;
        if (isOneColumn) {
            isSqueezed = true;
        } else if (isAutowrapping) {
            Cell *spacer = open(cursor.row, cursor.column, end);
            *spacer = {.style = cursor.style, .isSpacer = end == m_columns};
            row(cursor.row).hasWide = true;
            wrap();
            end = limit();
        } else {
            --cursor.column;
        }
    }
    const int count = width > 1 && !isSqueezed && cursor.column + 1 < end ? 2 : 1;
    if (isInserting)
        insertCharacters(count);
    Cell *cells = open(cursor.row, cursor.column, cursor.column + count);
    cells[0] = printed(text, count);
    if (count == 2)
        cells[1] = printed(0, 0);
    if (width > 1) {
        cells[0].isSqueezed = count == 1;
        row(cursor.row).hasWide = true;
    }
    cursor.column += count;
    cursor.isWrapPending = cursor.column == end;
    cursor.column -= cursor.isWrapPending ? 1 : 0;
}

int Screen::columnBefore() const
{
    const int column = std::clamp(cursor.column, 0, m_columns - 1) - (cursor.isWrapPending ? 0 : 1);
    return column > 0 && cell(cursor.row, column).width == 0 ? column - 1 : column;
}

Cell Screen::cellBefore() const { return cell(cursor.row, columnBefore()); }

bool Screen::extend(std::u32string_view cluster, int width)
{
    place();
    const int column = columnBefore();
    if (cell(cursor.row, column).text == 0)
        return false;
    Cell &before = row(cursor.row).cells[column];
    const std::uint32_t text = m_tables.cluster(cluster);
    if (int(before.width) == width || before.isSqueezed) {
        touch(cursor.row, cursor.row, column, column);
        before.text = text;
        return true;
    }
    const Cursor kept = cursor;
    const bool wasInserting = std::exchange(isInserting, false);
    cursor.column = column;
    cursor.isWrapPending = false;
    cursor.style = before.style;
    cursor.isProtected = before.isProtected;
    print(char32_t(text), width);
    cursor.style = kept.style;
    cursor.isProtected = kept.isProtected;
    isInserting = wasInserting;
    return true;
}

bool Screen::isInMargins() const
{
    return cursor.row >= m_margins.top && cursor.row <= m_margins.bottom && cursor.column >= m_margins.left &&
           cursor.column <= m_margins.right;
}

void Screen::index(bool isWrapping)
{
    cursor.isWrapPending = false;
    if (cursor.row != m_margins.bottom) {
        cursor.row += cursor.row < m_rowCount - 1 ? 1 : 0;
        return;
    }
    if (m_isWholeWidth) {
        if (!isWrapping)
            cut(m_margins.bottom);
        if (m_margins.bottom - m_margins.top + 1 == m_rowCount && m_firstMark > m_scrolled)
            return scrollOne();
        scroll(m_margins.top, m_margins.bottom, 1, true);
    } else if (cursor.column >= m_margins.left && cursor.column <= m_margins.right) {
        scrollUp(1);
    }
}

void Screen::lineFeed()
{
    place();
    index(false);
}

void Screen::reverseLineFeed()
{
    place();
    cursor.isWrapPending = false;
    if (cursor.row != m_margins.top)
        cursor.row -= cursor.row > 0 ? 1 : 0;
    else if (cursor.column >= m_margins.left && cursor.column <= m_margins.right)
        scrollDown(1);
}

// A row's cells and shape into the history.
void Screen::push(int r)
{
    Row &at = row(r);
    const std::size_t least = m_history.isOpen() ? 1 : 0; // a line's last row is one, blank or not
    fillUp(at, int(least));
    const LineShape shape = shapeOf(at);
    std::span<const Cell> cells{at.cells, std::size_t(at.length)};
    if (at.hasWide && m_columns == 1) {
        m_gathered.clear();
        gather(r, m_gathered);
        cells = m_gathered;
    } else if (at.hasWide) {
        cells = cells.first(std::size_t(textLength(r)));
        if (!cells.empty())
            at.cells[cells.size() - 1].isSpacer = 0; // nothing wide follows it
    }
    if (!at.isWrapped)
        while (cells.size() > least && isBlank(cells.back(), at.fill))
            cells = cells.first(cells.size() - 1);
    m_history.append(cells, shape, at.isWrapped);
}

// The whole screen, up: what output mostly does.
void Screen::scrollOne()
{
    push(0);
    ++m_scrolled;
    reset(row(0), blankStyle());
    m_top = m_top + 1 == m_rowCount ? 0 : m_top + 1;
}

// Rows of a whole width, up (n > 0) or down. What goes up out of row 0 is history, if it feeds it.
void Screen::scroll(int top, int bottom, int n, bool feeds)
{
    const int height = bottom - top + 1;
    n = std::clamp(n, -height, height);
    feeds = feeds && top == 0 && n > 0;
    if (m_firstMark < m_scrolled + m_rowCount)
        moveMarks(top, bottom, n, feeds);
    if (feeds) {
        for (int r = 0; r < n; ++r)
            push(r);
        m_scrolled += n;
    } else {
        cut(top - 1);
    }
    const std::uint32_t fill = blankStyle();
    if (n > 0 && height == m_rowCount) {
        for (int r = 0; r < n; ++r)
            reset(row(r), fill);
        m_top = (m_top + n) % m_rowCount;
        return;
    }
    m_moved.clear();
    for (int r = 0; r < height; ++r)
        m_moved.push_back(row(top + r));
    const int kept = height - std::abs(n), from = std::max(n, 0), to = std::max(-n, 0);
    for (int i = 0; i < height; ++i) {
        Row &target = row(top + (to + i) % height);
        target = m_moved[std::size_t((from + i) % height)];
        if (i >= kept)
            reset(target, fill);
    }
    if (n < 0 && kept > 0)
        cut(bottom);
}

// The same between side margins, cell by cell.
void Screen::scrollPart(Area area, int n)
{
    const int height = area.bottom - area.top + 1;
    n = std::clamp(n, -height, height);
    const int step = n > 0 ? 1 : -1, first = n > 0 ? area.top : area.bottom, count = height - std::abs(n);
    for (int i = 0, r = first; i < height; ++i, r += step) {
        if (i >= count) {
            blank(r, area.left, area.right + 1);
            continue;
        }
        Row &source = row(r + n);
        split(source, area.left);
        split(source, area.right + 1);
        fillUp(source, area.right + 1);
        Cell *cells = open(r, area.left, area.right + 1);
        std::copy(source.cells + area.left, source.cells + area.right + 1, cells);
        row(r).hasWide |= source.hasWide;
    }
}

void Screen::scrollUp(int n)
{
    if (n < 1)
        return;
    if (!m_isWholeWidth)
        return scrollPart({m_margins.top, m_margins.left, m_margins.bottom, m_margins.right}, n);
    cut(m_margins.bottom);
    scroll(m_margins.top, m_margins.bottom, n, true);
}

void Screen::scrollDown(int n)
{
    if (n < 1)
        return;
    if (!m_isWholeWidth)
        return scrollPart({m_margins.top, m_margins.left, m_margins.bottom, m_margins.right}, -std::min(n, m_rowCount));
    scroll(m_margins.top, m_margins.bottom, -std::min(n, m_rowCount), false);
}

void Screen::insertLines(int n)
{
    place();
    if (n < 1 || !isInMargins())
        return;
    n = std::min(n, m_rowCount);
    if (m_isWholeWidth)
        scroll(cursor.row, m_margins.bottom, -n, false);
    else
        scrollPart({cursor.row, m_margins.left, m_margins.bottom, m_margins.right}, -n);
}

void Screen::deleteLines(int n)
{
    place();
    if (n < 1 || !isInMargins())
        return;
    if (!m_isWholeWidth)
        return scrollPart({cursor.row, m_margins.left, m_margins.bottom, m_margins.right}, n);
    cut(m_margins.bottom);
    scroll(cursor.row, m_margins.bottom, n, false);
}

void Screen::mark(Tables::Living &living) const
{
    for (const Row &row : m_ring) {
        living.mark({row.cells, std::size_t(row.length)});
        living.mark(row.fill);
    }
    for (const std::uint32_t style : {cursor.style, m_blankFor, m_blank})
        living.mark(style);
    m_history.mark(living);
}

} // namespace oriel::vt
