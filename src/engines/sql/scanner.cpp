// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sql/scanner.h"

#include <QString>

#include <algorithm>

namespace oriel::sql {
namespace {

using namespace Qt::StringLiterals;

bool isDigit(char16_t c) { return c >= u'0' && c <= u'9'; }
bool isLetter(char16_t c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z'); }
bool isWordStart(char16_t c) { return isLetter(c) || c == u'_' || c >= 0x80; }
bool isTagPart(char16_t c) { return isWordStart(c) || isDigit(c); }
bool isWordPart(char16_t c) { return isTagPart(c) || c == u'$'; }

bool isOperator(char16_t c)
{
    switch (c) {
    case u'~':
    case u'!':
    case u'@':
    case u'#':
    case u'^':
    case u'&':
    case u'|':
    case u'`':
    case u'?':
    case u'+':
    case u'-':
    case u'*':
    case u'/':
    case u'%':
    case u'<':
    case u'>':
    case u'=':
        return true;
    default:
        return false;
    }
}

bool same(QStringView text, QLatin1StringView lower) { return text.compare(lower, Qt::CaseInsensitive) == 0; }

// The commands of psql that take the rest of their line as it is.
bool takesWholeLine(QStringView name)
{
    static constexpr QLatin1StringView names[] = {"!"_L1,  "copy"_L1, "h"_L1,  "help"_L1, "ef"_L1,
                                                  "ev"_L1, "sf"_L1,   "sv"_L1, "sf+"_L1,  "sv+"_L1};
    return std::ranges::any_of(names, [name](QLatin1StringView known) { return name == known; });
}

bool sendsStatement(QStringView name)
{
    static constexpr QLatin1StringView names[] = {"g"_L1,     "gx"_L1,           "gset"_L1, "gexec"_L1,
                                                  "gdesc"_L1, "crosstabview"_L1, "watch"_L1};
    return std::ranges::any_of(names, [name](QLatin1StringView known) { return name == known; });
}

} // namespace

Scanner::Scanner(QStringView text, bool standardStrings)
    : m_text(text.utf16()), m_size(text.size()), m_hasStandardStrings(standardStrings)
{
    if (at(0) == 0xFEFF) // psql skips the mark some editors put in front
        m_at = 1;
}

Lexeme Scanner::next()
{
    if (m_at >= m_size)
        return {m_at, m_at, LexemeKind::End, Ends::Nothing};
    if (m_isLineStart)
        if (const Lexeme data = copyData(); data.kind == LexemeKind::CopyData)
            return data;
    const char16_t c = m_text[m_at];
    if (isBlank(c))
        return space();
    if (isWordStart(c))
        return word();
    if (isDigit(c) || (c == u'.' && isDigit(at(m_at + 1))))
        return number();
    if ((c == u'-' && at(m_at + 1) == u'-') || (c == u'/' && at(m_at + 1) == u'*'))
        return comment();
    switch (c) {
    case u'\'':
        return quoted(c, !m_hasStandardStrings, LexemeKind::String, m_at);
    case u'"':
        return quoted(c, false, LexemeKind::QuotedWord, m_at);
    case u'$':
        return dollar();
    case u':':
        return colon();
    case u'\\':
        return command();
    default:
        return isOperator(c) ? operators() : punctuation(c);
    }
}

Lexeme Scanner::made(LexemeKind kind, qsizetype end)
{
    const Lexeme lexeme{m_at, end, kind, Ends::Nothing};
    m_at = end;
    return lexeme;
}

Lexeme Scanner::space()
{
    qsizetype end = m_at;
    while (end < m_size && isBlank(m_text[end])) {
        if (m_text[end++] == u'\n' && m_dataBlocks > 0) {
            m_isLineStart = true;
            break;
        }
    }
    return made(LexemeKind::Space, end);
}

// Data of COPY … FROM STDIN ends with a line "\."; psql would take everything to the end of the file where there is none, but
// in an editor that is a statement whose data nobody gave.
Lexeme Scanner::copyData()
{
    m_isLineStart = false;
    --m_dataBlocks;
    for (qsizetype line = m_at; line < m_size;) {
        qsizetype end = line;
        while (end < m_size && m_text[end] != u'\n')
            ++end;
        const QStringView content = QStringView(m_text + line, end - line);
        line = std::min(end + 1, m_size);
        if (content == "\\."_L1 || content == "\\.\r"_L1) {
            m_isLineStart = m_dataBlocks > 0;
            return made(LexemeKind::CopyData, line);
        }
    }
    m_dataBlocks = 0;
    return {};
}

Lexeme Scanner::word()
{
    const char16_t c = m_text[m_at], following = at(m_at + 1);
    const bool isUnicode = (c == u'u' || c == u'U') && following == u'&';
    if (following == u'\'') {
        if (c == u'e' || c == u'E')
            return quoted(u'\'', true, LexemeKind::String, m_at + 1);
        if (c == u'b' || c == u'B' || c == u'x' || c == u'X')
            return quoted(u'\'', false, LexemeKind::String, m_at + 1);
        if (c == u'n' || c == u'N')
            return quoted(u'\'', !m_hasStandardStrings, LexemeKind::String, m_at + 1);
    }
    if (isUnicode && at(m_at + 2) == u'\'')
        return quoted(u'\'', false, LexemeKind::String, m_at + 2);
    if (isUnicode && at(m_at + 2) == u'"')
        return quoted(u'"', false, LexemeKind::QuotedWord, m_at + 2);
    const qsizetype end = wordEnd(m_at);
    follow(QStringView(m_text + m_at, end - m_at));
    return made(LexemeKind::Word, end);
}

void Scanner::follow(QStringView identifier)
{
    if (m_words == 0) {
        std::ranges::fill(m_first, u'\0');
        m_copy = same(identifier, "copy"_L1) ? Copy::Begun : Copy::No;
    } else if (m_copy != Copy::No && m_copy != Copy::FromStdin && m_parentheses == 0) {
        const bool isStdin = m_copy == Copy::From && same(identifier, "stdin"_L1);
        m_copy = isStdin ? Copy::FromStdin : same(identifier, "from"_L1) ? Copy::From : Copy::Begun;
    }
    followRoutine(identifier);
}

// psql's own heuristic (psqlscan.l, {identifier}): inside CREATE [OR REPLACE] FUNCTION or PROCEDURE, BEGIN … END holds
// semicolons.
void Scanner::followRoutine(QStringView identifier)
{
    static constexpr QLatin1StringView opening[] = {"create"_L1, "function"_L1, "procedure"_L1, "or"_L1, "replace"_L1};
    if (m_words < 4) {
        for (const QLatin1StringView word : opening)
            if (same(identifier, word))
                m_first[m_words] = word.front().unicode();
    }
    ++m_words;
    const auto isRoutine = [](char16_t c) { return c == u'f' || c == u'p'; };
    if (m_first[0] != u'c' || m_parentheses > 0)
        return;
    if (!isRoutine(m_first[1]) && !(m_first[1] == u'o' && m_first[2] == u'r' && isRoutine(m_first[3])))
        return;
    if (same(identifier, "begin"_L1) || (m_blocks > 0 && same(identifier, "case"_L1)))
        ++m_blocks;
    else if (m_blocks > 0 && same(identifier, "end"_L1))
        --m_blocks;
}

Lexeme Scanner::quoted(char16_t quote, bool hasEscapes, LexemeKind kind, qsizetype openingAt)
{
    qsizetype end = openingAt + 1;
    while (end < m_size) {
        const char16_t c = m_text[end++];
        if (c == u'\\' && hasEscapes) {
            ++end;
        } else if (c == quote) {
            if (at(end) == quote)
                ++end;
            else if (kind != LexemeKind::String || !continuesString(end))
                return made(kind, end);
        }
    }
    return made(kind, m_size);
}

// 'a' <line break> 'b' is one string: the part after the break keeps the escapes of the first.
bool Scanner::continuesString(qsizetype &from) const
{
    bool hasBreak = false;
    qsizetype i = from;
    while (i < m_size) {
        const char16_t c = m_text[i];
        if (isBlank(c)) {
            hasBreak = hasBreak || c == u'\n' || c == u'\r';
            ++i;
        } else if (c == u'-' && at(i + 1) == u'-') {
            while (i < m_size && m_text[i] != u'\n' && m_text[i] != u'\r')
                ++i;
        } else {
            if (c != u'\'' || !hasBreak)
                return false;
            from = i + 1;
            return true;
        }
    }
    return false;
}

qsizetype Scanner::digitsEnd(qsizetype from) const
{
    while (isDigit(at(from)))
        ++from;
    return from;
}

qsizetype Scanner::wordEnd(qsizetype from) const
{
    if (!isWordStart(at(from)))
        return from;
    while (from < m_size && isWordPart(m_text[from]))
        ++from;
    return from;
}

Lexeme Scanner::dollar()
{
    qsizetype tag = m_at + 1;
    if (isDigit(at(tag))) {
        return made(LexemeKind::Parameter, wordEnd(digitsEnd(tag)));
    }
    if (isWordStart(at(tag)))
        while (isTagPart(at(tag)))
            ++tag;
    if (at(tag) != u'$')
        return made(LexemeKind::Punctuation, m_at + 1);
    const QStringView delimiter(m_text + m_at, tag + 1 - m_at);
    const qsizetype closing = QStringView(m_text, m_size).indexOf(delimiter, tag + 1);
    return made(LexemeKind::String, closing < 0 ? m_size : closing + delimiter.size());
}

// :name, :'name', :"name" and :{?name} are variables of psql.
Lexeme Scanner::colon()
{
    const char16_t following = at(m_at + 1);
    if (following == u':' || following == u'=')
        return made(LexemeKind::Operator, m_at + 2);
    if (isTagPart(following)) {
        qsizetype end = m_at + 2;
        while (isTagPart(at(end)))
            ++end;
        return made(LexemeKind::Parameter, end);
    }
    if (following == u'\'' || following == u'"' || (following == u'{' && at(m_at + 2) == u'?')) {
        const char16_t closing = following == u'{' ? u'}' : following;
        const qsizetype name = m_at + (following == u'{' ? 3 : 2);
        qsizetype end = name;
        while (isTagPart(at(end)))
            ++end;
        if (end > name && at(end) == closing)
            return made(LexemeKind::Parameter, end + 1);
    }
    return made(LexemeKind::Punctuation, m_at + 1);
}

Lexeme Scanner::operators()
{
    qsizetype end = m_at + 1;
    while (end < m_size && isOperator(m_text[end])) {
        if ((m_text[end] == u'-' && at(end + 1) == u'-') || (m_text[end] == u'/' && at(end + 1) == u'*'))
            break;
        ++end;
    }
    return made(LexemeKind::Operator, end);
}

// A name that touches a number is part of one wrong token, for psql as for the server; 0x1F and 1_000 pass that way, too.
Lexeme Scanner::number()
{
    qsizetype end = digitsEnd(m_at);
    if (at(end) == u'.' && at(end + 1) != u'.')
        end = digitsEnd(end + 1);
    if ((at(end) == u'e' || at(end) == u'E') && (at(end + 1) == u'+' || at(end + 1) == u'-')) {
        if (!isDigit(at(end + 2)))
            return made(LexemeKind::Number, end + 2); // one wrong token, its sign begins no comment: 1e--
        end = digitsEnd(end + 2);                     // without a sign the exponent is a name, and a longer one wins: 1e1$a$
    }
    return made(LexemeKind::Number, wordEnd(end));
}

Lexeme Scanner::punctuation(char16_t c)
{
    Lexeme lexeme = made(LexemeKind::Punctuation, m_at + 1);
    if (c == u'(') {
        ++m_parentheses;
    } else if (c == u')') {
        m_parentheses = std::max(0, m_parentheses - 1);
    } else if (c == u';' && m_parentheses == 0 && m_blocks == 0) {
        lexeme.ends = Ends::Statement;
        endStatement();
    }
    return lexeme;
}

void Scanner::endStatement()
{
    if (m_copy == Copy::FromStdin)
        ++m_dataBlocks;
    m_copy = Copy::No;
    m_words = m_parentheses = m_blocks = 0;
}

Lexeme Scanner::comment()
{
    qsizetype end = m_at + 2;
    if (m_text[m_at] == u'-') {
        while (end < m_size && m_text[end] != u'\n' && m_text[end] != u'\r')
            ++end;
        return made(LexemeKind::Comment, end);
    }
    for (int depth = 1; end < m_size && depth > 0;) {
        const char16_t c = m_text[end], following = at(end + 1);
        const bool isMark = (c == u'*' && following == u'/') || (c == u'/' && following == u'*');
        depth += !isMark ? 0 : c == u'/' ? 1 : -1;
        end += isMark ? 2 : 1;
    }
    return made(LexemeKind::Comment, end);
}

// A command of psql. \; and \: are its way to write these two characters without their meaning.
Lexeme Scanner::command()
{
    if (at(m_at + 1) == u';') {
        Lexeme lexeme = made(LexemeKind::Command, m_at + 2);
        m_words = 0;
        if (m_parentheses == 0 && m_blocks == 0)
            lexeme.ends = Ends::Statement;
        return lexeme;
    }
    if (at(m_at + 1) == u':')
        return made(LexemeKind::Command, m_at + 1);
    qsizetype nameEnd = m_at + 1;
    while (nameEnd < m_size && !isBlank(m_text[nameEnd]) && m_text[nameEnd] != u'\\')
        ++nameEnd;
    const QStringView name(m_text + m_at + 1, nameEnd - m_at - 1);
    qsizetype end = argumentsEnd(nameEnd, takesWholeLine(name));
    if (name == "copy"_L1) {
        const QStringView line = QStringView(m_text + nameEnd, end - nameEnd);
        if (line.contains("from stdin"_L1, Qt::CaseInsensitive))
            ++m_dataBlocks;
    }
    while (end > nameEnd && isBlank(m_text[end - 1]))
        --end;
    Lexeme lexeme = made(LexemeKind::Command, end);
    if (sendsStatement(name))
        lexeme.ends = Ends::Statement;
    else if (name == "r"_L1 || name == "reset"_L1)
        lexeme.ends = Ends::Drop;
    if (lexeme.ends != Ends::Nothing)
        endStatement();
    return lexeme;
}

// To the end of the line, or to the next backslash outside of quotes; "\\" only parts commands.
qsizetype Scanner::argumentsEnd(qsizetype from, bool isWholeLine) const
{
    char16_t quote = u'\0';
    qsizetype i = from;
    for (; i < m_size && m_text[i] != u'\n' && m_text[i] != u'\r'; ++i) {
        const char16_t c = m_text[i];
        if (isWholeLine)
            continue;
        if (quote) {
            if (c == u'\\' && quote == u'\'' && at(i + 1) != u'\n')
                ++i;
            else if (c == quote)
                quote = u'\0';
        } else if (c == u'\\') {
            return at(i + 1) == u'\\' ? i + 2 : i;
        } else if (c == u'\'' || c == u'"' || c == u'`') {
            quote = c;
        }
    }
    return std::min(i, m_size);
}

} // namespace oriel::sql
