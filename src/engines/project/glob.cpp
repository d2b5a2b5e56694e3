// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/glob.h"

#include "engines/project/regextext.h"

#include <algorithm>

namespace oriel::project {

namespace {

constexpr qsizetype longestGlob = 4096; // bytes; the specification asks for at least 1024

// Rewrites a glob as a regular expression.
class Rewriter
{
public:
    explicit Rewriter(QByteArrayView glob) : m_glob(glob) {}

    QByteArray run()
    {
        const bool isFromTop = m_glob.contains('/');
        if (m_glob.startsWith('/'))
            ++m_at;
        const bool isAnywhere = m_glob.sliced(m_at).startsWith("**/");
        if (isAnywhere)
            m_at += 3;
        QByteArray regex = isFromTop && !isAnywhere ? "\\A" : "\\A(?:.*/)?";
        while (m_at < m_glob.size())
            regex += next();
        return "(?s)" + regex + "\\z";
    }
    QList<std::pair<qint64, qint64>> ranges;

private:
    char peek(qsizetype ahead = 0) const { return m_at + ahead < m_glob.size() ? m_glob[m_at + ahead] : '\0'; }

    QByteArray next()
    {
        const char c = m_glob[m_at++];
        switch (c) {
        case '\\':
            return m_at < m_glob.size() ? escapedForRegex(m_glob.sliced(m_at++, 1)) : "\\\\";
        case '*':
            return stars();
        case '?':
            return "[^/]";
        case '/':
            if (!m_glob.sliced(m_at).startsWith("**/"))
                return "/";
            while (m_glob.sliced(m_at).startsWith("**/"))
                m_at += 3;
            return "(?:/|/.*/)"; // no folder at all, too
        case '[':
            return bracket();
        case '{':
            return brace();
        case ',':
            return m_depth > 0 ? "|" : ",";
        case '}':
            if (m_depth == 0)
                return "\\}";
            --m_depth;
            return ")";
        default:
            return escapedForRegex(QByteArrayView(&c, 1));
        }
    }

    QByteArray stars()
    {
        if (peek() != '*')
            return "[^/]*";
        while (peek() == '*')
            ++m_at;
        return ".*";
    }

    QByteArray bracket()
    {
        qsizetype end = m_at + (peek() == '!' || peek() == '^');
        end += end < m_glob.size() && m_glob[end] == ']';
        for (; end < m_glob.size() && m_glob[end] != ']'; ++end)
            end += m_glob[end] == '\\';
        if (end >= m_glob.size() || m_glob.sliced(m_at, end - m_at).contains('/')) // no class
            return "\\[";
        QByteArray set = "[";
        if (peek() == '!' || peek() == '^') {
            set += "^/";
            ++m_at;
        }
        for (; m_at < end; ++m_at) {
            const bool isEscaped = peek() == '\\' && m_at + 1 < end;
            if (isEscaped)
                ++m_at;
            if (peek() == '-' && !isEscaped)
                set += '-';
            else
                set += escapedForRegex(m_glob.sliced(m_at, 1));
        }
        m_at = end + 1;
        return set + ']';
    }

    // The brace that closes what begins here; -1: none. `hasComma`: one that is not inside another pair.
    qsizetype closing(bool *hasComma) const
    {
        int depth = 1;
        for (qsizetype at = m_at; at < m_glob.size(); ++at) {
            const char c = m_glob[at];
            if (c == '\\')
                ++at;
            else if (c == ',' && depth == 1)
                *hasComma = true;
            else if (c == '{')
                ++depth;
            else if (c == '}' && --depth == 0)
                return at;
        }
        return -1;
    }

    QByteArray brace()
    {
        bool hasComma = false;
        const qsizetype end = closing(&hasComma);
        if (end >= 0 && hasComma) {
            ++m_depth;
            return "(?:";
        }
        const QByteArrayView inside = end < 0 ? QByteArrayView() : m_glob.sliced(m_at, end - m_at);
        const qsizetype dots = inside.indexOf("..");
        bool isFirst = false, isLast = false;
        const qint64 first = dots < 0 ? 0 : inside.first(dots).toByteArray().toLongLong(&isFirst);
        const qint64 last = dots < 0 ? 0 : inside.sliced(dots + 2).toByteArray().toLongLong(&isLast);
        if (isFirst && isLast) {
            m_at = end + 1;
            ranges.append({std::min(first, last), std::max(first, last)});
            return "([+-]?[0-9]+)";
        }
        if (end < 0)
            return "\\{";
        m_at = end + 1; // {single} is itself
        return "\\{" + Rewriter(inside).inner() + "\\}";
    }
    QByteArray inner()
    {
        QByteArray regex;
        while (m_at < m_glob.size())
            regex += next();
        return regex;
    }

    const QByteArrayView m_glob;
    qsizetype m_at = 0;
    int m_depth = 0;
};

} // namespace

Glob::Glob(QByteArrayView pattern)
{
    if (pattern.isEmpty() || pattern.size() > longestGlob)
        return;
    Rewriter rewriter(pattern);
    const QString regex = QString::fromUtf8(rewriter.run());
    if (auto made = Pattern::make({.pattern = regex, .isRegex = true, .isCaseSensitive = true})) {
        m_pattern = std::move(*made);
        m_ranges = rewriter.ranges;
    }
}

bool Glob::matches(QByteArrayView path) const
{
    if (!m_pattern)
        return false;
    Matcher matcher(*m_pattern);
    const auto match = matcher.next(path, 0);
    if (!match || !*match)
        return false;
    for (int at = 0; at < m_ranges.size(); ++at) {
        const auto group = matcher.group(at + 1);
        if (!group) // in an alternative that was not taken
            continue;
        const QByteArrayView text = path.sliced(group->begin, group->end - group->begin);
        bool isNumber = false;
        const qint64 number = text.toByteArray().toLongLong(&isNumber);
        const qsizetype digits = text.startsWith('+') || text.startsWith('-') ? 1 : 0;
        const bool isPadded = text.size() > digits + 1 && text[digits] == '0'; // 05 is not in 1..10
        if (!isNumber || isPadded || number < m_ranges[at].first || number > m_ranges[at].second)
            return false;
    }
    return true;
}

Globs::Globs(const QByteArrayList &patterns)
{
    for (QByteArray pattern : patterns) {
        pattern = pattern.trimmed();
        if (pattern.isEmpty())
            continue;
        const bool isFolder = pattern.endsWith('/');
        if (isFolder)
            pattern.chop(1);
        else
            m_globs << Glob(pattern);
        m_globs << Glob(pattern.contains('/') ? pattern + "/**" : "**/" + pattern + "/**");
    }
}

bool Globs::matches(QByteArrayView path) const
{
    return std::ranges::any_of(m_globs, [path](const Glob &glob) { return glob.matches(path); });
}

} // namespace oriel::project
