// SPDX-License-Identifier: GPL-3.0-or-later
// The grid's and its history's text.
#include "engines/vt/screen.h"
#include "engines/vt/utf8.h"

#include <unicode/uchar.h>

#include <algorithm>

namespace oriel::vt {

namespace {

bool isBlank(Cell cell) { return (cell.text == 0 || cell.text == U' ') && cell.width != 0; }

std::span<const Cell> trimmed(std::span<const Cell> cells)
{
    while (!cells.empty() && isBlank(cells.back()))
        cells = cells.first(cells.size() - 1);
    return cells;
}

} // namespace

LineId Screen::firstLine() const { return std::min(m_history.first(), screenTop().begin.line); }

LineId Screen::lastLine() const { return placeOfRow(m_rowCount - 1).begin.line; }

// A row's cells behind those of its line.
void Screen::gather(int r, std::vector<Cell> &to) const
{
    const Row &at = row(r);
    if (m_columns == 1 && at.length > 0 && at.cells[0].isSqueezed) {
        Cell head = at.cells[0], tail = head;
        head.isSqueezed = 0;
        head.width = 2;
        tail.isSqueezed = tail.text = tail.width = 0;
        to.insert(to.end(), {head, tail});
        return;
    }
    to.insert(to.end(), at.cells, at.cells + textLength(r));
    if (!to.empty())
        to.back().isSpacer = 0; // nothing wide follows it
}

Line Screen::line(LineId id, std::vector<Cell> &storage) const
{
    Place at = screenTop();
    if (id < at.begin.line)
        return id < m_history.first() ? Line{} : m_history.at(id);
    storage.clear();
    while (at.begin.line < id && at.row + 1 < m_rowCount)
        at = next(at);
    if (at.begin.line != id)
        return {};
    if (at.begin.cell > 0) {
        const std::span<const Cell> before = m_history.at(id).cells;
        storage.assign(before.begin(), before.end());
    }
    int r = at.row;
    for (gather(r, storage); row(r).isWrapped && r + 1 < m_rowCount; gather(r, storage))
        ++r;
    LineShape shape = shapeOf(row(r));
    shape.hasWide = 1; // perhaps further up
    return {storage, shape};
}

void Screen::appendText(std::span<const Cell> cells, bool isTrimmed, std::string &to) const
{
    std::u32string text;
    for (const Cell cell : isTrimmed ? trimmed(cells) : cells)
        if (cell.width != 0)
            m_tables.append(cell.text, text);
    for (const char32_t character : text)
        appendUtf8(to, character);
}

std::string Screen::text(const Span &wanted) const
{
    if (wanted.isRectangular)
        return rectangle(wanted);
    std::string text;
    std::vector<Cell> storage;
    const LineId last = std::min(wanted.to.line, lastLine());
    for (LineId id = std::max(wanted.from.line, firstLine()); id <= last; ++id) {
        const Line here = line(id, storage);
        const int size = int(here.cells.size());
        int from = id == wanted.from.line ? std::clamp(wanted.from.cell, 0, size) : 0;
        const int to = id == wanted.to.line ? std::clamp(wanted.to.cell, from, size) : size;
        if (from < to && from > 0 && here.cells[std::size_t(from)].width == 0)
            --from;
        appendText(here.cells.subspan(std::size_t(from), std::size_t(to - from)), to == size && !here.shape.isContinued, text);
        if (id < wanted.to.line && id < last && !here.shape.isContinued)
            text += '\n';
    }
    return text;
}

std::pair<int, int> Screen::columnsOf(const Span &span) const
{
    const Anchor last{span.to.line, std::max(span.to.cell, 1) - 1};
    const int from = columnOf(span.from, locate(span.from));
    const int to = std::min(columnOf(last, locate(last)) + (span.to.cell > 0 ? 1 : 0), m_columns);
    return std::minmax(from, to);
}

std::string Screen::rectangle(const Span &span) const
{
    const auto [from, to] = columnsOf(span);
    std::string text;
    std::vector<Cell> cells(std::size_t(m_columns), Cell{});
    PictureRow shown;
    bool isFirst = true;
    for (Place at = locate(span.from); at.begin < span.to; at = next(at)) {
        if (!std::exchange(isFirst, false))
            text += '\n';
        show(at, cells, shown);
        appendText(std::span<const Cell>(cells).subspan(std::size_t(from), std::size_t(to - from)), true, text);
        if (at.isOnScreen && at.row + 1 == m_rowCount)
            break;
    }
    return text;
}

LineText Screen::lineText(LineId id) const
{
    LineText result;
    std::vector<Cell> storage;
    const Line here = line(id, storage);
    const std::span<const Cell> cells = trimmed(here.cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].width == 0)
            continue;
        m_tables.append(cells[i].text, result.text);
        result.cells.resize(result.text.size(), int(i));
    }
    return result;
}

Span Screen::lineAt(Anchor anchor) const
{
    std::vector<Cell> storage;
    return {{anchor.line, 0}, {anchor.line, int(trimmed(line(anchor.line, storage).cells).size())}};
}

Span Screen::wordAt(Anchor anchor, std::u32string_view extraCharacters) const
{
    std::vector<Cell> storage;
    const std::span<const Cell> cells = line(anchor.line, storage).cells;
    const int size = int(cells.size());
    if (anchor.cell < 0 || anchor.cell >= size)
        return {anchor, anchor};
    enum class Sort { Blank, Word, Other };
    const auto sortOf = [&](int cell) {
        cell -= cell > 0 && cells[std::size_t(cell)].width == 0 ? 1 : 0;
        std::u32string text;
        m_tables.append(cells[std::size_t(cell)].text, text);
        const char32_t character = text.empty() ? U' ' : text.front();
        if (character == U' ')
            return Sort::Blank;
        return u_isalnum(UChar32(character)) || extraCharacters.contains(character) ? Sort::Word : Sort::Other;
    };
    const Sort sort = sortOf(anchor.cell);
    int from = anchor.cell, to = anchor.cell + 1;
    while (from > 0 && (cells[std::size_t(from)].width == 0 || (sort != Sort::Other && sortOf(from - 1) == sort)))
        --from;
    while (to < size && (cells[std::size_t(to)].width == 0 || (sort != Sort::Other && sortOf(to) == sort)))
        ++to;
    return {{anchor.line, from}, {anchor.line, to}};
}

} // namespace oriel::vt
