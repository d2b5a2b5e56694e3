// SPDX-License-Identifier: GPL-3.0-or-later
// The grid's columns and areas: inserted, deleted, erased, copied, changed.
#include "engines/vt/screen.h"

#include <algorithm>
#include <cstdlib>

namespace oriel::vt {

namespace {

Style changed(Style style, const StyleChange &change)
{
    style.attributes = std::uint16_t(((style.attributes & ~change.clear) | change.set) ^ change.toggle);
    const bool isLined = style.underline != Underline::None;
    using enum StyleChange::Line;
    if (change.underline == Clear || (change.underline == Toggle && isLined))
        style.underline = Underline::None;
    else if ((change.underline == Set || change.underline == Toggle) && !isLined)
        style.underline = Underline::Single;
    return style;
}

Area clipped(Area area, int rows, int columns)
{
    return {std::max(area.top, 0), std::max(area.left, 0), std::min(area.bottom, rows - 1), std::min(area.right, columns - 1)};
}

} // namespace

// The cells from..to of a row to the right (by > 0) or left; what comes in is blank.
void Screen::shift(int r, int from, int to, int by)
{
    const int width = to - from;
    by = std::clamp(by, -width, width);
    Row &at = row(r);
    split(at, from);
    split(at, to);
    split(at, by > 0 ? to - by : from - by);
    const Cell blank{.style = blankStyle()};
    if (from >= at.length && at.fill == blank.style)
        return;
    fillUp(at, to);
    Cell *cells = open(r, from, to);
    if (by > 0) {
        std::move_backward(cells, cells + width - by, cells + width);
        std::fill(cells, cells + by, blank);
    } else {
        std::move(cells - by, cells + width, cells);
        std::fill(cells + width + by, cells + width, blank);
    }
}

void Screen::insertCharacters(int n)
{
    place();
    cursor.isWrapPending = false;
    if (n < 1 || cursor.column < m_margins.left || cursor.column > m_margins.right)
        return;
    if (const int end = limit(); cursor.column < end)
        shift(cursor.row, cursor.column, end, n);
}

void Screen::deleteCharacters(int n)
{
    place();
    cursor.isWrapPending = false;
    if (n < 1 || cursor.column < m_margins.left || cursor.column > m_margins.right)
        return;
    if (const int end = limit(); cursor.column < end)
        shift(cursor.row, cursor.column, end, -std::min(n, m_columns));
}

void Screen::eraseCharacters(int n)
{
    place();
    cursor.isWrapPending = false;
    if (n > 0)
        blank(cursor.row, cursor.column, cursor.column + std::min(n, m_columns - cursor.column));
}

void Screen::scrollSideways(Area area, int n)
{
    for (int r = area.top; r <= area.bottom; ++r)
        shift(r, area.left, area.right + 1, n);
}

void Screen::scrollLeft(int n)
{
    if (n > 0)
        scrollSideways({m_margins.top, m_margins.left, m_margins.bottom, m_margins.right}, -std::min(n, m_columns));
}

void Screen::scrollRight(int n)
{
    if (n > 0)
        scrollSideways({m_margins.top, m_margins.left, m_margins.bottom, m_margins.right}, n);
}

void Screen::insertColumns(int n)
{
    place();
    if (n > 0 && isInMargins())
        scrollSideways({m_margins.top, cursor.column, m_margins.bottom, m_margins.right}, n);
}

void Screen::deleteColumns(int n)
{
    place();
    if (n > 0 && isInMargins())
        scrollSideways({m_margins.top, cursor.column, m_margins.bottom, m_margins.right}, -std::min(n, m_columns));
}

void Screen::erase(Area wanted, bool isSelective)
{
    const Area area = clipped(wanted, m_rowCount, m_columns);
    for (int r = area.top; r <= area.bottom && area.left <= area.right; ++r) {
        if (!isSelective) {
            blank(r, area.left, area.right + 1);
            if (area.top < area.bottom && area.left == 0 && area.right == m_columns - 1)
                row(r).size = RowSize::Single;
            continue;
        }
        Row &at = row(r);
        for (int column = area.left; column <= area.right && column < at.length; ++column) {
            if (at.cells[column].isProtected || (at.cells[column].text == 0 && at.cells[column].width == 1))
                continue;
            Cell *erased = open(r, column, column + 1);
            *erased = {.style = erased->style};
        }
    }
}

void Screen::fill(Area wanted, char32_t character)
{
    const Area area = clipped(wanted, m_rowCount, m_columns);
    for (int r = area.top; r <= area.bottom && area.left <= area.right; ++r)
        std::fill_n(open(r, area.left, area.right + 1), area.right - area.left + 1, printed(character, 1));
}

void Screen::copy(Area wanted, int toRow, int toColumn)
{
    const Area area = clipped(wanted, m_rowCount, m_columns);
    toRow = std::clamp(toRow, 0, m_rowCount);
    toColumn = std::clamp(toColumn, 0, m_columns);
    const int height = std::min(area.bottom - area.top + 1, m_rowCount - toRow);
    const int width = std::min(area.right - area.left + 1, m_columns - toColumn);
    if (height < 1 || width < 1)
        return;
    std::vector<Cell> cells;
    cells.reserve(std::size_t(height) * std::size_t(width));
    for (int r = area.top; r < area.top + height; ++r)
        for (int column = area.left; column < area.left + width; ++column)
            cells.push_back(cell(r, column));
    for (int r = 0; r < height; ++r) {
        const auto source = cells.begin() + std::ptrdiff_t(r) * width;
        if (source->width == 0)
            *source = {.style = source->style};
        if (auto &last = source[width - 1]; last.width == 2)
            last = {.style = last.style};
        std::copy_n(source, width, open(toRow + r, toColumn, toColumn + width));
        row(toRow + r).hasWide |= row(area.top + r).hasWide;
    }
}

void Screen::change(Area wanted, bool isStream, const StyleChange &change)
{
    const Area area = clipped(wanted, m_rowCount, m_columns);
    std::optional<std::uint32_t> last;
    std::uint32_t now = 0;
    for (int r = area.top; r <= area.bottom; ++r) {
        const int from = isStream && r > area.top ? 0 : area.left;
        const int to = isStream && r < area.bottom ? m_columns : area.right + 1;
        Row &at = row(r);
        fillUp(at, to);
        for (int column = from; column < to; ++column) {
            Cell &cell = at.cells[column];
            if (last != std::uint32_t(cell.style)) {
                last = std::uint32_t(cell.style);
                now = m_tables.style(changed(m_tables.style(*last), change));
            }
            cell.style = now;
        }
    }
}

std::uint16_t Screen::checksum(Area wanted) const
{
    const Area area = clipped(wanted, m_rowCount, m_columns);
    std::uint32_t sum = 0;
    std::u32string text;
    for (int r = area.top; r <= area.bottom; ++r) {
        for (int column = area.left; column <= area.right; ++column) {
            const Cell at = cell(r, column);
            text.clear();
            if (at.width != 0)
                m_tables.append(at.text, text);
            for (const char32_t character : text)
                sum += character;
            const Style &style = m_tables.style(at.style);
            sum += (style.attributes & Bold ? 0x80u : 0u) + (style.attributes & Blink ? 0x40u : 0u) +
                   (style.attributes & Inverse ? 0x20u : 0u) + (style.underline != Underline::None ? 0x10u : 0u) +
                   (style.attributes & Conceal ? 0x08u : 0u);
        }
    }
    return std::uint16_t(sum);
}

// What of a row cannot be shown any more is gone.
void Screen::setRowSize(int r, RowSize size)
{
    if (r < 0 || r >= m_rowCount || row(r).size == size)
        return;
    if (size != RowSize::Single) {
        cut(r);
        cut(r - 1);
        Row &at = row(r);
        const int columns = std::max(m_columns / 2, 1);
        split(at, columns);
        if (at.length > columns) {
            touch(r, r, columns, m_columns - 1);
            at.length = columns;
            at.fill = 0;
        }
    }
    row(r).size = size;
}

void Screen::setRowSizes(RowSize size)
{
    for (int r = 0; r < m_rowCount; ++r)
        setRowSize(r, size);
}

} // namespace oriel::vt
