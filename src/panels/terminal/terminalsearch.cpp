// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalsearch.h"

#include "panels/terminal/links.h"

#include <QElapsedTimer>

#include <algorithm>

namespace oriel {

namespace {

constexpr int sliceLines = 256, turn = 50; // lines read at a time; ms until what was found is shown

void findIn(const QRegularExpression &expression, vt::LineId number, const vt::Terminal::LineText &text,
            std::vector<TerminalHit> *hits)
{
    if (text.text.empty())
        return;
    const TerminalLine line(text);
    const std::size_t begin = hits->size();
    for (auto matches = expression.globalMatch(line.text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        if (match.capturedLength() > 0)
            hits->push_back(
                {number, line.cells[std::size_t(match.capturedStart())], line.cells[std::size_t(match.capturedEnd())]});
    }
    std::reverse(hits->begin() + std::ptrdiff_t(begin), hits->end());
}

} // namespace

TerminalSearch::TerminalSearch(QObject *parent) : QObject(parent) {}

void TerminalSearch::find(const QRegularExpression &expression, Source source, vt::LineId first, vt::LineId last)
{
    m_expression = expression;
    m_source = std::move(source);
    m_first = first;
    m_hits.clear();
    m_current.reset();
    run(last);
}

void TerminalSearch::findAgain(vt::LineId oldest, vt::LineId first, vt::LineId last)
{
    if (!isActive() || m_isSearching)
        return;
    const auto changedFrom = std::lower_bound(m_hits.begin(), m_hits.end(), TerminalHit{first, 0, 0});
    m_hits.erase(changedFrom, m_hits.end());
    m_hits.erase(m_hits.begin(), std::lower_bound(m_hits.begin(), m_hits.end(), TerminalHit{oldest, 0, 0}));
    m_first = first;
    run(last);
}

void TerminalSearch::run(vt::LineId last)
{
    m_isSearching = isActive() && m_expression.isValid() && last >= m_first && !isMore();
    if (!m_isSearching) {
        m_job.cancel();
        Q_EMIT changed();
        return;
    }
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [expression = m_expression, source = m_source, first = m_first, last](const std::stop_token &stop) {
            Slice slice{.next = last};
            QElapsedTimer passed;
            passed.start();
            while (slice.next >= first && slice.hits.size() < mostHits && passed.elapsed() < turn && !stop.stop_requested()) {
                const vt::LineId from = std::max(first, slice.next - sliceLines + 1);
                const auto lines = source(from, int(slice.next - from + 1));
                for (std::size_t i = lines.size(); i-- > 0 && !stop.stop_requested();)
                    findIn(expression, from + vt::LineId(i), lines[i], &slice.hits);
                slice.next = from - 1;
            }
            return slice;
        },
        [this](Slice slice) { take(std::move(slice)); });
}

void TerminalSearch::take(Slice slice)
{
    std::reverse(slice.hits.begin(), slice.hits.end());
    m_hits.insert(m_hits.end(), slice.hits.begin(), slice.hits.end());
    std::sort(m_hits.begin(), m_hits.end());
    run(slice.next);
    if (m_isSearching)
        Q_EMIT changed();
}

std::optional<std::size_t> TerminalSearch::current() const
{
    if (!m_current)
        return {};
    const auto found = std::lower_bound(m_hits.begin(), m_hits.end(), *m_current);
    return found != m_hits.end() && *found == *m_current ? std::optional(std::size_t(found - m_hits.begin())) : std::nullopt;
}

bool TerminalSearch::step(bool isForward, const vt::Anchor &from)
{
    if (m_hits.empty())
        return false;
    const auto begin = m_hits.begin(), end = m_hits.end();
    auto at = std::lower_bound(begin, end, m_current.value_or(TerminalHit{from.line, from.cell, 0}));
    if (m_current && isForward) {
        if (at != end && *at == *m_current)
            ++at;
        m_current = at == end ? *begin : *at;
    } else {
        m_current = at == begin ? m_hits.back() : *std::prev(at);
    }
    Q_EMIT changed();
    return true;
}

} // namespace oriel
