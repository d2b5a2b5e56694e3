// SPDX-License-Identifier: GPL-3.0-or-later
// Where rows stand in lines, and what of them is looked at.
#include "engines/vt/screen.h"

#include <algorithm>
#include <tuple>

namespace oriel::vt {

// Cells the row gives to its line: a spacer is none as long as a wide character follows it.
int Screen::textLength(int r) const
{
    const Row &at = row(r);
    if (m_columns == 1 && at.length > 0 && at.cells[0].isSqueezed)
        return 2;
    if (!at.isWrapped)
        return at.length;
    const bool isSpaced =
        at.cells[at.length - 1].isSpacer && r + 1 < m_rowCount && row(r + 1).length > 0 && row(r + 1).cells[0].width == 2;
    return at.length - (isSpaced ? 1 : 0);
}

Screen::Place Screen::screenTop() const
{
    if (!m_history.isOpen())
        return {.begin = {m_history.end(), 0}};
    const LineId line = m_history.end() - 1;
    return {.begin = {line, int(m_history.at(line).cells.size())}};
}

Screen::Place Screen::next(Place at) const
{
    if (at.isOnScreen) {
        const Row &here = row(at.row);
        at.begin = here.isWrapped ? Anchor{at.begin.line, at.begin.cell + textLength(at.row)} : Anchor{at.begin.line + 1, 0};
        ++at.row;
        return at;
    }
    const Line line = m_history.at(at.begin.line);
    const int end = line.rowEnd(at.begin.cell, m_columns);
    if (end < int(line.cells.size())) {
        at.begin.cell = end;
        return at;
    }
    if (at.begin.line + 1 < m_history.end())
        return {.isOnScreen = false, .begin = {at.begin.line + 1, 0}};
    return screenTop();
}

Screen::Place Screen::placeOfRow(int r) const
{
    Place at = screenTop();
    while (at.row < r)
        at = next(at);
    return at;
}

Screen::Place Screen::locate(Anchor anchor) const
{
    anchor = anchor.line < m_history.first() ? Anchor{m_history.first(), 0} : Anchor{anchor.line, std::max(anchor.cell, 0)};
    Place at = screenTop();
    if (anchor < at.begin && m_history.first() < m_history.end())
        return {.isOnScreen = false, .begin = {anchor.line, m_history.at(anchor.line).rowBegin(anchor.cell, m_columns)}};
    while (at.row < m_rowCount - 1) {
        const Place following = next(at);
        if (following.begin > anchor)
            break;
        at = following;
    }
    return at;
}

int Screen::columnOf(Anchor anchor, const Place &at) const
{
    if (anchor.line != at.begin.line)
        return anchor.line < at.begin.line ? 0 : m_columns;
    return int(std::clamp<std::int64_t>(std::int64_t{anchor.cell} - at.begin.cell, 0, m_columns));
}

Screen::Place Screen::resolve(const View &view) const
{
    const Place top = screenTop();
    const Place at = view.top ? locate(*view.top) : top;
    return at.isOnScreen ? top : at;
}

View Screen::scrolled(const View &view, std::int64_t rows) const
{
    const Place from = resolve(view);
    History::Position at{m_history.end(), 0};
    if (!from.isOnScreen)
        at = {from.begin.line, m_history.at(from.begin.line).rowIndex(from.begin.cell, m_columns)};
    std::int64_t beyond = 0;
    at = m_history.step(at, std::clamp<std::int64_t>(rows, -(1ll << 40), 1ll << 40), beyond);
    if (at.line >= m_history.end())
        return {};
    return {Anchor{at.line, m_history.at(at.line).nthRow(at.row, m_columns)}};
}

View Screen::scrolledTo(std::int64_t row) const
{
    const History::Position at = m_history.atRow(std::max<std::int64_t>(row, 0));
    if (at.line >= m_history.end())
        return {};
    return {Anchor{at.line, m_history.at(at.line).nthRow(at.row, m_columns)}};
}

Extent Screen::extent(const View &view) const
{
    const Place from = resolve(view);
    History::Position at{m_history.end(), 0};
    if (!from.isOnScreen)
        at = {from.begin.line, m_history.at(from.begin.line).rowIndex(from.begin.cell, m_columns)};
    return {m_history.rowsBefore(at), m_history.rowTotal() + m_rowCount, m_history.isCounted()};
}

bool Screen::countOn(std::chrono::microseconds atMost) { return m_history.countOn(atMost); }

// One row as it is seen.
void Screen::show(const Place &at, std::span<Cell> cells, PictureRow &shown) const
{
    std::size_t length = 0;
    std::uint32_t fill = 0;
    shown = {.begin = at.begin};
    if (at.isOnScreen) {
        const Row &here = row(at.row);
        length = std::size_t(here.length);
        fill = here.fill;
        std::copy_n(here.cells, length, cells.begin());
        shown.isWrapped = here.isWrapped;
        shown.size = here.size;
        shown.isPrompt = here.isPrompt;
    } else {
        const Line line = m_history.at(at.begin.line);
        const int end = line.rowEnd(at.begin.cell, m_columns);
        const bool isLast = end == int(line.cells.size()) && !(m_history.isOpen() && at.begin.line == m_history.end() - 1);
        length = std::min(std::size_t(end - at.begin.cell), cells.size());
        std::copy_n(line.cells.begin() + at.begin.cell, length, cells.begin());
        if (length > 0 && cells[length - 1].width == 2) { // its other half has no place
            cells[length - 1].width = 1;
            cells[length - 1].isSqueezed = 1;
        }
        if (!isLast && length + 1 == cells.size()) {
            const Cell wide = end < int(line.cells.size()) ? line.cells[std::size_t(end)] : cell(0, 0);
            cells[length++] = {.style = wide.style, .isSpacer = 1};
        }
        fill = isLast ? line.shape.fill : 0;
        shown.isWrapped = !isLast;
        shown.size = RowSize(line.shape.size);
        shown.isPrompt = line.shape.isPrompt && at.begin.cell == 0;
    }
    std::fill(cells.begin() + std::ptrdiff_t(length), cells.end(), Cell{.style = fill});
}

// What of a row at this place is selected. `length` cells of it are text, which the next row goes on with.
std::pair<int, int> Screen::selectedColumns(const Place &at, int length, bool goesOn, const Span &span, int fromColumn,
                                            int toColumn) const
{
    const Anchor end = goesOn ? Anchor{at.begin.line, at.begin.cell + length} : Anchor{at.begin.line + 1, 0};
    if (end <= span.from || at.begin >= span.to)
        return {};
    if (span.isRectangular)
        return {fromColumn, toColumn};
    return {span.from <= at.begin ? 0 : columnOf(span.from, at), span.to >= end ? m_columns : columnOf(span.to, at)};
}

void Screen::look(const View &view, Picture &picture) const
{
    picture.size.rows = m_rowCount;
    picture.size.columns = m_columns;
    picture.cells.resize(std::size_t(m_rowCount) * std::size_t(m_columns));
    picture.rows.resize(std::size_t(m_rowCount));
    m_tables.show(picture);
    picture.scrolled = m_scrolled;
    picture.cursorRow = m_rowCount;
    picture.cursorColumn = cursor.column;

    const std::optional<Span> selected = selection();
    const auto [fromColumn, toColumn] = selected && selected->isRectangular ? columnsOf(*selected) : std::pair{0, 0};
    Place at = resolve(view);
    for (int r = 0; r < m_rowCount; ++r) {
        PictureRow &shown = picture.rows[std::size_t(r)];
        show(at, {picture.cells.data() + std::ptrdiff_t(r) * m_columns, std::size_t(m_columns)}, shown);
        if (at.isOnScreen && at.row == cursor.row)
            picture.cursorRow = r;
        if (r + 1 == m_rowCount && !selected)
            break;
        const Place following = at.isOnScreen && at.row + 1 == m_rowCount ? Place{} : next(at);
        if (selected)
            std::tie(shown.selectedFrom, shown.selectedTo) =
                selectedColumns(at, following.begin.cell - at.begin.cell, shown.isWrapped, *selected, fromColumn, toColumn);
        at = following;
    }
}

Anchor Screen::anchorAt(const View &view, int r, int column) const
{
    Place at = resolve(view);
    for (int i = 0; i < std::clamp(r, 0, m_rowCount - 1); ++i)
        at = next(at);
    return {at.begin.line, at.begin.cell + std::clamp(column, 0, m_columns)};
}

Anchor Screen::anchorAtCursor() const
{
    const Place at = placeOfRow(std::clamp(cursor.row, 0, m_rowCount - 1));
    return {at.begin.line, at.begin.cell + std::clamp(cursor.column, 0, m_columns)};
}

} // namespace oriel::vt
