// SPDX-License-Identifier: GPL-3.0-or-later
// Another size: the primary screen's lines are laid out anew, the alternate one is clipped.
#include "engines/vt/screen.h"

#include <algorithm>

namespace oriel::vt {

void Screen::resize(Size size, std::span<Cursor *const> saved)
{
    size.rows = std::clamp(size.rows, 1, 1000);
    size.columns = std::clamp(size.columns, 1, 1000);
    if (size.rows == m_rowCount && size.columns == m_columns)
        return;
    place();
    std::vector<Cursor *> cursors(saved.begin(), saved.end());
    cursors.push_back(&cursor);
    if (m_kind == Kind::Primary)
        reflow(size, cursors);
    else
        clip(size, cursors);
}

std::int64_t Screen::Flow::rows(int columns) const
{
    std::int64_t rows = 0;
    for (const Piece &piece : pieces)
        rows += piece.line().rowCount(columns);
    return rows;
}

// The screen's lines, with the beginning that the first one may have in the history; blank rows at the end are none.
Screen::Flow Screen::takeLines()
{
    Flow flow;
    int last = m_rowCount - 1;
    while (last > cursor.row && row(last).length == 0 && row(last).fill == 0 && !row(last).isPrompt)
        --last;
    flow.isFull = last == m_rowCount - 1;
    Flow::Piece piece;
    if (m_history.isOpen())
        m_history.takeLast(piece.cells, piece.shape);
    for (int r = 0; r <= last; ++r) {
        const Row &here = row(r);
        gather(r, piece.cells);
        const LineShape before = std::exchange(piece.shape, shapeOf(here));
        piece.shape.hasWide |= before.hasWide;
        piece.shape.isPrompt |= before.isPrompt;
        if (here.isWrapped && r < last)
            continue;
        const auto isBlank = [&](Cell cell) { return cell.text == 0 && cell.width == 1 && cell.style == piece.shape.fill; };
        while (!piece.cells.empty() && isBlank(piece.cells.back()))
            piece.cells.pop_back();
        flow.pieces.push_back(std::exchange(piece, {}));
    }
    return flow;
}

// The first rows go into the history.
void Screen::leave(Flow &flow, std::int64_t rows)
{
    while (rows > 0) {
        Flow::Piece &piece = flow.pieces.front();
        const int count = piece.line().rowCount(m_columns);
        if (rows < count) {
            piece.begin = piece.line().nthRow(int(rows), m_columns);
            m_history.append({piece.cells.data(), std::size_t(piece.begin)}, piece.shape, true);
            return;
        }
        m_history.append(piece.cells, piece.shape, false);
        flow.pieces.pop_front();
        rows -= count;
    }
}

void Screen::layOut(const Flow &flow)
{
    int r = 0;
    for (const Flow::Piece &piece : flow.pieces) {
        const Line line = piece.line();
        const int size = int(line.cells.size());
        int begin = piece.begin;
        do {
            if (r == m_rowCount)
                return;
            Row &here = row(r++);
            const int end = line.rowEnd(begin, m_columns);
            here.length = std::min(end - begin, m_columns);
            std::copy_n(line.cells.begin() + begin, here.length, here.cells);
            if (here.length > 0 && here.cells[here.length - 1].width == 2) {
                here.cells[here.length - 1].width = 1;
                here.cells[here.length - 1].isSqueezed = 1;
            }
            here.isWrapped = end < size;
            here.isPrompt = piece.shape.isPrompt && begin == 0;
            here.hasWide = piece.shape.hasWide;
            here.size = RowSize(piece.shape.size);
            here.fill = here.isWrapped ? 0 : piece.shape.fill;
            here.isContinued = !here.isWrapped && piece.shape.isContinued;
            if (here.isWrapped && here.length < m_columns)
                here.cells[here.length++] = {.style = line.cells[std::size_t(end)].style, .isSpacer = 1};
            begin = end;
        } while (begin < size);
    }
}

void Screen::put(Cursor &target, Anchor anchor) const
{
    const Place at = locate(anchor);
    target.row = at.isOnScreen ? at.row : 0;
    const int cell = !at.isOnScreen || anchor.line != at.begin.line ? 0 : anchor.cell - at.begin.cell;
    target.column = std::clamp(cell, 0, m_columns - 1);
    target.isWrapPending = cell == m_columns && row(target.row).length == m_columns;
}

void Screen::reflow(Size size, std::span<Cursor *const> cursors)
{
    std::vector<Anchor> anchors;
    for (const Cursor *each : cursors) {
        const Place at = placeOfRow(std::clamp(each->row, 0, m_rowCount - 1));
        anchors.push_back(
            {at.begin.line, at.begin.cell + std::clamp(each->column, 0, m_columns - 1) + (each->isWrapPending ? 1 : 0)});
    }
    for (const int id : m_seenMarks) {
        Mark &mark = m_marks[std::size_t(id)];
        mark = {.isUsed = true, .anchor = *anchorOf(mark)};
    }
    m_seenMarks.clear();

    Flow flow = takeLines();
    std::int64_t rows = flow.rows(size.columns);
    Flow::Piece older;
    while (flow.isFull && rows < size.rows && m_history.takeLast(older.cells, older.shape)) {
        rows += older.line().rowCount(size.columns);
        flow.pieces.push_front(std::exchange(older, {}));
    }
    const LineId first = m_history.end();
    allocate(size);

    // What does not fit goes up, but never the cursor: then it is lost below.
    std::int64_t above = 0;
    for (LineId id = first; id < anchors.back().line; ++id)
        above += flow.pieces[std::size_t(id - first)].line().rowCount(m_columns);
    above += flow.pieces[std::size_t(anchors.back().line - first)].line().rowIndex(anchors.back().cell, m_columns);
    leave(flow, std::min(std::max<std::int64_t>(rows - m_rowCount, 0), above));
    layOut(flow);

    for (std::size_t i = 0; i < cursors.size(); ++i)
        put(*cursors[i], anchors[i]);
    for (int id = 0; id < int(m_marks.size()); ++id)
        if (m_marks[std::size_t(id)].isUsed)
            setMark(id, markAt(m_marks[std::size_t(id)].anchor));
    watch();
}

void Screen::clip(Size size, std::span<Cursor *const> cursors)
{
    const int above = std::max(cursor.row - (std::clamp(size.rows, 1, 1000) - 1), 0);
    std::vector<Cell> cells = std::move(m_cells);
    const std::vector<Row> ring = m_ring;
    const int top = m_top + above, oldRows = m_rowCount, oldColumns = m_columns;
    std::fill(m_marks.begin(), m_marks.end(), Mark{});
    watch();
    allocate(size);
    for (int r = 0; r < m_rowCount && above + r < oldRows; ++r) {
        const Row &from = ring[std::size_t((top + r) % oldRows)];
        Row &to = row(r);
        Cell *const target = to.cells;
        to = from;
        to.cells = target;
        to.length = std::min(from.length, m_columns);
        to.isWrapped = from.isWrapped && m_columns == oldColumns;
        std::copy_n(from.cells, to.length, target);
        if (to.length > 0 && target[to.length - 1].width == 2)
            target[to.length - 1] = {.style = target[to.length - 1].style};
    }
    for (Cursor *each : cursors) {
        each->row = std::clamp(std::clamp(each->row, 0, oldRows - 1) - above, 0, m_rowCount - 1);
        each->isWrapPending = each->isWrapPending && m_columns == oldColumns;
        each->column = std::clamp(each->column, 0, m_columns - 1);
    }
}

} // namespace oriel::vt
