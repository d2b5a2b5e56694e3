// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/regextext.h"

#include <algorithm>
#include <initializer_list>

namespace oriel::project {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isAlphanumeric(char c) { return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Walks over a regular expression and keeps the longest run of plain characters outside of groups.
class LiteralSeeker
{
public:
    explicit LiteralSeeker(QByteArrayView regex) : m_regex(regex) {}

    QByteArray seek()
    {
        while (m_at < m_regex.size())
            if (!step())
                return {};
        endRun();
        return m_best.size() < 2 ? QByteArray() : m_best;
    }

private:
    char peek(qsizetype ahead = 0) const { return m_at + ahead < m_regex.size() ? m_regex[m_at + ahead] : '\0'; }
    bool startsWith(const char *text) const { return m_regex.sliced(m_at).startsWith(text); }
    void endRun()
    {
        if (m_run.size() > m_best.size())
            m_best = m_run;
        m_run.clear();
    }

    bool step() // false: give up
    {
        switch (peek()) {
        case '\\':
            return escape();
        case '[':
            endRun();
            return skipClass();
        case '(':
            endRun();
            return skipGroup();
        case '|':
        case ')':
            return false;
        case '*':
        case '?':
            dropLast();
            return skipQuantifier();
        case '+':
            endRun();
            return skipQuantifier();
        case '{':
            if (!isDigit(peek(1)) && peek(1) != ',')
                break;
            dropLast();
            return skipQuantifier();
        case '.':
        case '^':
        case '$':
            endRun();
            ++m_at;
            return true;
        default:
            break;
        }
        m_run += peek();
        ++m_at;
        return true;
    }

    bool escape()
    {
        const char c = peek(1);
        m_at += 2;
        if (m_at > m_regex.size())
            return false;
        if (!isAlphanumeric(c)) {
            m_run += c;
            return true;
        }
        endRun();
        return std::string_view("wWdDsShHvVRXbBnrtfea").find(c) != std::string_view::npos;
    }

    void dropLast() // what may be missing is no part of the run
    {
        while (!m_run.isEmpty() && (quint8(m_run.back()) & 0xC0) == 0x80)
            m_run.chop(1);
        m_run.chop(std::min<qsizetype>(1, m_run.size()));
        endRun();
    }

    bool skipQuantifier()
    {
        if (peek() == '{') {
            const qsizetype end = m_regex.indexOf('}', m_at);
            if (end < 0)
                return false;
            m_at = end;
        }
        ++m_at;
        if (peek() == '?' || peek() == '+')
            ++m_at;
        return true;
    }

    bool skipClass()
    {
        ++m_at;
        if (peek() == '^')
            ++m_at;
        if (peek() == ']')
            ++m_at;
        for (; m_at < m_regex.size() && peek() != ']'; ++m_at) {
            if (startsWith("\\Q"))
                return false;
            if (peek() == '\\')
                ++m_at;
            else if (startsWith("[:"))
                m_at = std::max(m_at, m_regex.indexOf(":]", m_at) + 1);
        }
        return m_at++ < m_regex.size();
    }

    bool skipGroup()
    {
        const bool isPlain = peek(1) != '?' && peek(1) != '*';
        const auto isOne = [this](const char *text) { return startsWith(text); };
        if (!isPlain &&
            !std::ranges::any_of(std::initializer_list<const char *>{"(?:", "(?=", "(?!", "(?<", "(?>", "(?P<"}, isOne))
            return false; // options that reach beyond the group, conditions, verbs
        ++m_at;
        for (int depth = 1; depth > 0;) {
            if (m_at >= m_regex.size() || startsWith("\\Q") || startsWith("(*"))
                return false;
            if (peek() == '[') {
                if (!skipClass())
                    return false;
                continue;
            }
            depth += (peek() == '(') - (peek() == ')');
            m_at += peek() == '\\' ? 2 : 1;
        }
        return true;
    }

    const QByteArrayView m_regex;
    qsizetype m_at = 0;
    QByteArray m_run, m_best;
};

bool hasEscape(QByteArrayView regex, std::string_view letters)
{
    for (qsizetype at = 0; at + 1 < regex.size(); ++at) {
        if (regex[at] == '\\' && letters.find(regex[++at]) != std::string_view::npos)
            return true;
    }
    return false;
}

} // namespace

QByteArray escapedForRegex(QByteArrayView literal)
{
    QByteArray text;
    text.reserve(literal.size() * 2);
    for (const char c : literal) {
        if (quint8(c) < 0x80 && !isAlphanumeric(c) && c != '\n')
            text += '\\';
        text += c;
    }
    return text;
}

QByteArray requiredLiteral(QByteArrayView regex) { return LiteralSeeker(regex).seek(); }

bool namesLineBreak(QByteArrayView regex) { return hasEscape(regex, "nrR"); }

bool looksAround(QByteArrayView regex)
{
    const auto isIn = [regex](const char *text) { return regex.contains(text); };
    return hasEscape(regex, "AzZGRKX") ||
           std::ranges::any_of(std::initializer_list<const char *>{"(?!", "(?<!", "(?>", "*+", "++", "?+", "}+", "(*", "(?("},
                               isIn);
}

QByteArray pcreReplacement(QByteArrayView replacement)
{
    QByteArray text;
    for (qsizetype at = 0; at < replacement.size(); ++at) {
        const char c = replacement[at], next = at + 1 < replacement.size() ? replacement[at + 1] : '\0';
        if (c == '\\' && isDigit(next)) {
            text += "${" + QByteArray(1, next) + '}';
            ++at;
        } else if (c == '$' && next == '&') {
            text += "${0}";
            ++at;
        } else if ((c == '\\' || c == '$') && next != '\0') { // with what it is about
            text += c;
            text += next;
            ++at;
        } else {
            text += c;
        }
    }
    return text;
}

} // namespace oriel::project
