// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/pattern.h"

#include <functional>
#include <stop_token>

namespace oriel::project {

struct FoundMatch
{
    Match match;                          // bytes of the text
    qsizetype lineBegin = 0, lineEnd = 0; // of the line in which it begins, without its end
    qint64 line = 0;                      // from 0
    QByteArrayView subject;               // what the matcher was given
};

// Finds a pattern in a text line by line, in one thread; lines end with LF, in a text without any with CR. Looks at `stop` every
// few milliseconds.
class LineScan final
{
public:
    using Each = std::function<bool(const FoundMatch &)>; // whether to go on

    LineScan(const Pattern &pattern, std::stop_token stop) : m_pattern(pattern), m_matcher(pattern), m_stop(std::move(stop)) {}
    // Whether the pattern can stand in it at all: the quick answer for nearly every file.
    bool mayContain(QByteArrayView text) const;
    // Error "too-complex"; a scan that was stopped ends early without one.
    Result<> run(QByteArrayView utf8, const Each &each);
    Matcher &matcher() { return m_matcher; }

private:
    Result<> across();
    Result<> block(qsizetype begin, qsizetype end);
    Result<bool> line(qsizetype begin, qsizetype end); // whether to go on
    Result<std::optional<qsizetype>> candidate(qsizetype from, qsizetype end);
    bool tell(Match match, qsizetype lineBegin, qsizetype lineEnd, QByteArrayView subject);
    qsizetype lineBeginOf(qsizetype at, qsizetype least) const;
    qsizetype lineEndOf(qsizetype at) const;

    const Pattern m_pattern;
    Matcher m_matcher;
    const std::stop_token m_stop;
    QByteArrayView m_text;
    const Each *m_each = nullptr;
    char m_break = '\n';
    qsizetype m_counted = 0; // up to where lines were counted
    qint64 m_lines = 0;
    qsizetype m_block = 256 << 10; // bytes between two looks at m_stop; shrinks where the pattern is slow
    bool m_isEnough = false;
};

} // namespace oriel::project
