// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/hitmaker.h"

#include <algorithm>

namespace oriel::project {

namespace {

constexpr qsizetype longestLine = 500, before = 150; // bytes of a cut line, of them at least these before the match

bool isInside(char c) // of a character
{
    return (quint8(c) & 0xC0) == 0x80;
}

} // namespace

qint64 utf16Length(QByteArrayView utf8)
{
    return std::ranges::count_if(utf8, [](char c) { return !isInside(c); }) +
           std::ranges::count_if(utf8, [](char c) { return quint8(c) >= 0xF0; });
}

void HitMaker::openWindow(const FoundMatch &found)
{
    const bool isNewLine = m_lines.isEmpty() || m_lines.last().line != found.line + 1;
    if (isNewLine) {
        m_counted = found.lineBegin;
        m_units = 0;
    }
    m_begin = found.lineBegin;
    m_end = found.lineEnd;
    if (m_end - m_begin > longestLine) {
        m_begin = std::max(m_begin, std::min(found.match.begin - before, m_end - longestLine));
        while (isInside(m_text[m_begin]))
            ++m_begin;
        m_end = std::min(m_end, m_begin + longestLine);
        while (m_end < found.lineEnd && isInside(m_text[m_end]))
            --m_end;
        if (m_begin < m_counted) { // it overlaps the one before
            m_counted = found.lineBegin;
            m_units = 0;
        }
    }
    m_units += utf16Length(m_text.sliced(m_counted, m_begin - m_counted));
    m_counted = m_begin;
    m_lines.append(
        {.line = found.line + 1, .column = m_units, .text = *decoded(m_text.sliced(m_begin, m_end - m_begin), Encoding::Utf8)});
}

void HitMaker::add(const FoundMatch &found)
{
    const bool isShown = !m_lines.isEmpty() && m_lines.last().line == found.line + 1 && found.match.begin >= m_begin &&
                         std::min(found.match.end, found.lineEnd) <= m_end;
    if (!isShown)
        openWindow(found);
    const qsizetype begin = std::clamp(found.match.begin, m_begin, m_end), end = std::clamp(found.match.end, begin, m_end);
    m_lines.last().spans.append({.begin = int(utf16Length(m_text.sliced(m_begin, begin - m_begin))),
                                 .length = int(utf16Length(m_text.sliced(begin, end - begin)))});
}

} // namespace oriel::project
