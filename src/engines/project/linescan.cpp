// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/linescan.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace oriel::project {

namespace {

using Clock = std::chrono::steady_clock;
constexpr qsizetype leastBlock = 1 << 10, mostBlock = 4 << 20; // bytes
constexpr auto longBlock = std::chrono::milliseconds(10), shortBlock = std::chrono::milliseconds(2);

qsizetype find(QByteArrayView text, qsizetype from, qsizetype end, QByteArrayView wanted)
{
    const void *at = ::memmem(text.data() + from, std::size_t(end - from), wanted.data(), std::size_t(wanted.size()));
    return at ? static_cast<const char *>(at) - text.data() : -1;
}

qsizetype afterCharacter(QByteArrayView text, qsizetype at)
{
    do
        ++at;
    while (at < text.size() && (quint8(text[at]) & 0xC0) == 0x80);
    return at;
}

} // namespace

bool LineScan::mayContain(QByteArrayView text) const
{
    const QByteArray &wanted = m_pattern.literal();
    if (wanted.isEmpty() || !std::ranges::all_of(wanted, [](char c) { return quint8(c) < 0x80; })) // of another encoding, perhaps
        return true;
    for (qsizetype at = 0; at < text.size(); at += mostBlock) {
        if (find(text, at, std::min(text.size(), at + mostBlock + wanted.size() - 1), wanted) >= 0)
            return true;
        if (m_stop.stop_requested())
            return false;
    }
    return false;
}

qsizetype LineScan::lineBeginOf(qsizetype at, qsizetype least) const
{
    const void *before = ::memrchr(m_text.data() + least, m_break, std::size_t(at - least));
    return before ? static_cast<const char *>(before) - m_text.data() + 1 : least;
}

qsizetype LineScan::lineEndOf(qsizetype at) const
{
    const void *end = at < m_text.size() ? ::memchr(m_text.data() + at, m_break, std::size_t(m_text.size() - at)) : nullptr;
    return end ? static_cast<const char *>(end) - m_text.data() : m_text.size();
}

bool LineScan::tell(Match match, qsizetype lineBegin, qsizetype lineEnd, QByteArrayView subject)
{
    m_lines += std::count(m_text.begin() + m_counted, m_text.begin() + lineBegin, m_break);
    m_counted = lineBegin;
    const FoundMatch found{.match = match, .lineBegin = lineBegin, .lineEnd = lineEnd, .line = m_lines, .subject = subject};
    m_isEnough = m_stop.stop_requested() || !(*m_each)(found);
    return !m_isEnough;
}

Result<> LineScan::run(QByteArrayView utf8, const Each &each)
{
    m_text = utf8;
    m_each = &each;
    m_counted = m_lines = 0;
    m_isEnough = false;
    m_break = utf8.contains('\n') || !utf8.contains('\r') ? '\n' : '\r';
    if (m_pattern.isAcrossLines())
        return across();
    for (qsizetype begin = 0; begin < utf8.size() && !m_isEnough && !m_stop.stop_requested();) {
        const qsizetype end = lineEndOf(std::min(utf8.size(), begin + m_block));
        const auto started = Clock::now();
        if (const Result<> done = block(begin, end); !done)
            return done;
        if (const auto took = Clock::now() - started; took > longBlock)
            m_block = std::max(leastBlock, m_block / 8);
        else if (took < shortBlock)
            m_block = std::min(mostBlock, m_block * 2);
        begin = end + 1;
    }
    return {};
}

// Where in these whole lines the next one with a match begins to show itself.
Result<std::optional<qsizetype>> LineScan::candidate(qsizetype from, qsizetype end)
{
    if (const QByteArray &wanted = m_pattern.literal(); !wanted.isEmpty()) {
        const qsizetype at = find(m_text, from, end, wanted);
        return at < 0 ? std::nullopt : std::optional(at);
    }
    if (!m_pattern.isSureInBlocks())
        return from;
    const auto match = m_matcher.next(m_text.first(end), from);
    if (!match)
        return std::unexpected(match.error());
    return *match ? std::optional((*match)->begin) : std::nullopt;
}

Result<> LineScan::block(qsizetype begin, qsizetype end)
{
    for (qsizetype from = begin; from <= end && !m_isEnough;) {
        const auto at = candidate(from, end);
        if (!at)
            return std::unexpected(at.error());
        if (!*at)
            break;
        const qsizetype lineBegin = lineBeginOf(**at, from), lineEnd = lineEndOf(**at);
        if (lineBegin == m_text.size() && lineBegin > 0) // behind the last line's end is no line
            break;
        const auto goesOn = line(lineBegin, lineEnd);
        if (!goesOn)
            return std::unexpected(goesOn.error());
        from = lineEnd + 1;
        if (!m_pattern.isSureInBlocks() && m_stop.stop_requested())
            break;
    }
    return {};
}

Result<bool> LineScan::line(qsizetype begin, qsizetype end)
{
    const qsizetype last = end > begin && m_break == '\n' && m_text[end - 1] == '\r' ? end - 1 : end;
    const QByteArrayView text = m_text.sliced(begin, last - begin);
    for (qsizetype from = 0; from <= text.size();) {
        Match match;
        if (m_pattern.isLiteral()) {
            const qsizetype at = find(text, from, text.size(), m_pattern.literal());
            if (at < 0)
                break;
            match = {at, at + m_pattern.literal().size()};
        } else {
            const auto found = m_matcher.next(text, from);
            if (!found)
                return std::unexpected(found.error());
            if (!*found)
                break;
            match = **found;
        }
        if (!tell({begin + match.begin, begin + match.end}, begin, last, text))
            return false;
        from = match.end > match.begin ? match.end : afterCharacter(text, match.end);
    }
    return true;
}

Result<> LineScan::across()
{
    for (qsizetype from = 0; from <= m_text.size() && !m_stop.stop_requested();) {
        const auto match = m_matcher.next(m_text, from);
        if (!match)
            return std::unexpected(match.error());
        if (!*match)
            break;
        const auto [begin, end] = **match;
        const qsizetype lineBegin = lineBeginOf(begin, m_counted), lineEnd = lineEndOf(begin);
        const bool hasReturn = lineEnd > begin && m_break == '\n' && m_text[lineEnd - 1] == '\r';
        if (!tell({begin, end}, lineBegin, hasReturn ? lineEnd - 1 : lineEnd, m_text))
            break;
        from = end > begin ? end : afterCharacter(m_text, end);
    }
    return {};
}

} // namespace oriel::project
