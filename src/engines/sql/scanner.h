// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace oriel::sql {

enum class LexemeKind : quint8 {
    End,
    Space,
    Comment,
    Word,
    QuotedWord,
    String,
    Number,
    Operator,
    Parameter,
    Punctuation,
    Command,
    CopyData
};

// How a lexeme ends the statement before it. Drop: psql's \r throws away what was typed.
enum class Ends : quint8 { Nothing, Statement, Drop };

struct Lexeme
{
    qsizetype begin = 0, end = 0;
    LexemeKind kind = LexemeKind::End;
    Ends ends = Ends::Nothing;
};

// The lexical rules of psql (its psqlscan.l and psqlscanslash.l, PostgreSQL 15): walks over a text once and knows where its
// statements end. Pure; any thread. The text must outlive the scanner.
class Scanner final
{
public:
    explicit Scanner(QStringView text, bool standardStrings = true);
    Lexeme next();

private:
    Lexeme space();
    Lexeme copyData();
    Lexeme word();
    Lexeme quoted(char16_t quote, bool hasEscapes, LexemeKind kind, qsizetype openingAt);
    Lexeme dollar();
    Lexeme colon();
    Lexeme operators();
    Lexeme number();
    Lexeme punctuation(char16_t c);
    Lexeme command();
    Lexeme comment();
    Lexeme made(LexemeKind kind, qsizetype end);
    void endStatement();
    void follow(QStringView identifier);
    void followRoutine(QStringView identifier);
    bool continuesString(qsizetype &at) const;
    qsizetype argumentsEnd(qsizetype at, bool isWholeLine) const;
    qsizetype digitsEnd(qsizetype from) const;
    qsizetype wordEnd(qsizetype from) const; // `from` itself where no word begins there
    char16_t at(qsizetype index) const { return index < m_size ? m_text[index] : u'\0'; }

    const char16_t *m_text;
    qsizetype m_size, m_at = 0;
    bool m_hasStandardStrings;
    int m_parentheses = 0;
    int m_blocks = 0;         // BEGIN … END inside CREATE FUNCTION or PROCEDURE
    int m_words = 0;          // unquoted identifiers since the statement began
    char16_t m_first[4] = {}; // initials of those that matter: create or replace function
    enum class Copy : quint8 { No, Begun, From, FromStdin } m_copy = Copy::No;
    int m_dataBlocks = 0;       // COPY … FROM STDIN ended on this line: as many blocks of data follow it
    bool m_isLineStart = false; // a line break was just passed while blocks are due
};

inline bool isBlank(char16_t c) { return c == u' ' || c == u'\t' || c == u'\n' || c == u'\r' || c == u'\f' || c == u'\v'; }

} // namespace oriel::sql
