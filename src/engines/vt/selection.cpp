// SPDX-License-Identifier: GPL-3.0-or-later
// Places that stay on their text: tracked ones and the selection's ends. On the screen they are rows, counted from the terminal's
// start, so that scrolling moves none; with their row they go into the history, where lines have numbers.
#include "engines/vt/screen.h"

#include <algorithm>
#include <limits>

namespace oriel::vt {

namespace {
constexpr std::int64_t farthest = std::numeric_limits<std::int64_t>::max();
}

Screen::Mark Screen::markAt(Anchor anchor) const
{
    const Place at = locate(anchor);
    if (!at.isOnScreen)
        return {.isUsed = true, .anchor = anchor};
    return {.isUsed = true, .isOnScreen = true, .row = m_scrolled + at.row, .column = columnOf(anchor, at)};
}

std::optional<Anchor> Screen::anchorOf(const Mark &mark) const
{
    if (!mark.isUsed || (!mark.isOnScreen && mark.anchor.line < m_history.first()))
        return {};
    if (!mark.isOnScreen)
        return mark.anchor;
    const Anchor begin = placeOfRow(int(mark.row - m_scrolled)).begin;
    return Anchor{begin.line, begin.cell + mark.column};
}

int Screen::track(Anchor anchor)
{
    int id = int(m_marks.size());
    if (m_freeMarks.empty()) {
        m_marks.emplace_back();
    } else {
        id = m_freeMarks.back();
        m_freeMarks.pop_back();
    }
    setMark(id, markAt(anchor));
    watch();
    return id;
}

std::optional<Anchor> Screen::tracked(int id) const
{
    return id < 2 || id >= int(m_marks.size()) ? std::nullopt : anchorOf(m_marks[std::size_t(id)]);
}

void Screen::release(int id)
{
    if (id < 2 || id >= int(m_marks.size()))
        return;
    m_marks[std::size_t(id)] = {};
    m_freeMarks.push_back(id);
    watch();
}

void Screen::select(std::optional<Span> wanted)
{
    unselect();
    if (!wanted || wanted->from == wanted->to)
        return;
    std::vector<Cell> storage;
    const auto besideWide = [&](Anchor anchor, int by) { // never between a wide character's halves
        const std::span<const Cell> cells = line(anchor.line, storage).cells;
        const bool isWithin = anchor.cell > 0 && anchor.cell < int(cells.size()) && cells[std::size_t(anchor.cell)].width == 0;
        return Anchor{anchor.line, anchor.cell + (isWithin ? by : 0)};
    };
    const auto [from, to] = std::minmax(wanted->from, wanted->to);
    setMark(0, markAt(besideWide(from, -1)));
    setMark(1, markAt(besideWide(to, 1)));
    m_isRectangular = wanted->isRectangular;
    watch();
}

void Screen::unselect()
{
    m_marks[0] = m_marks[1] = {};
    watch();
}

std::optional<Span> Screen::selection() const
{
    const std::optional<Anchor> to = anchorOf(m_marks[1]);
    const Anchor from = anchorOf(m_marks[0]).value_or(Anchor{m_history.first(), 0});
    if (!to || *to <= from)
        return {};
    return Span{from, *to, m_isRectangular};
}

void Screen::setMark(int id, const Mark &mark)
{
    m_marks[std::size_t(id)] = mark;
    if (mark.isOnScreen && std::ranges::find(m_seenMarks, id) == m_seenMarks.end())
        m_seenMarks.push_back(id);
}

void Screen::watch()
{
    if (!m_marks[0].isUsed || !m_marks[1].isUsed)
        m_marks[0] = m_marks[1] = {};
    m_firstMark = farthest;
    std::erase_if(m_seenMarks, [this](int id) {
        const Mark &mark = m_marks[std::size_t(id)];
        if (mark.isUsed && mark.isOnScreen)
            m_firstMark = std::min(m_firstMark, mark.row);
        return !mark.isUsed || !mark.isOnScreen;
    });
    const bool isSeen = m_marks[1].isUsed && m_marks[1].isOnScreen;
    m_selectedBottom = isSeen ? m_marks[1].row : -1;
    m_selectedTop = !isSeen ? farthest : m_marks[0].isOnScreen ? m_marks[0].row : 0;
}

void Screen::touchSelection(int top, int bottom, int left, int right)
{
    const auto [first, last] = std::minmax(m_marks[0].column, m_marks[1].column);
    for (std::int64_t r = std::max(m_scrolled + top, m_selectedTop); r <= std::min(m_scrolled + bottom, m_selectedBottom); ++r) {
        int from = m_marks[0].isOnScreen && r == m_selectedTop ? m_marks[0].column : 0;
        int to = r == m_selectedBottom ? m_marks[1].column : m_columns;
        if (m_isRectangular) {
            from = first;
            to = last;
        }
        if (left < to && right >= from)
            return unselect();
    }
}

// Rows top..bottom are about to be scrolled: up (n > 0) or down.
void Screen::moveMarks(int top, int bottom, int n, bool feeds)
{
    if (feeds && bottom == m_rowCount - 1 && m_firstMark >= m_scrolled + n)
        return; // all stay on their rows
    const std::int64_t first = m_scrolled + top, last = m_scrolled + bottom;
    if (m_selectedTop <= last && m_selectedBottom > last)
        unselect();
    if (!feeds && m_selectedTop < first && m_selectedBottom >= first)
        unselect();
    for (const int id : m_seenMarks) {
        Mark &mark = m_marks[std::size_t(id)];
        if (!mark.isUsed || mark.row < first)
            continue;
        if (mark.row > last) {
            mark.row += feeds ? n : 0;
        } else if (!feeds) {
            mark.row -= n;
            mark.isUsed = mark.row >= first && mark.row <= last;
        } else if (mark.row < first + n) {
            mark.anchor = *anchorOf(mark);
            mark.isOnScreen = false;
            mark.isUsed = m_kind == Kind::Primary;
        }
    }
    watch();
}

// What stands on the screen, or in the history, is gone.
void Screen::forget(bool isOnScreen)
{
    for (Mark &mark : m_marks)
        mark.isUsed = mark.isUsed && mark.isOnScreen != isOnScreen;
    watch();
}

void Screen::clearHistory()
{
    forget(false);
    m_history.clear();
}

void Screen::setLimits(History::Limits limits)
{
    if (m_kind == Kind::Primary)
        m_history.setLimits(limits);
}

} // namespace oriel::vt
