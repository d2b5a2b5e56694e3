// SPDX-License-Identifier: GPL-3.0-or-later
// SQL text without a connection. Pure; any thread. Offsets are in UTF-16 code units of the text given.
#pragma once

#include <QList>
#include <QString>
#include <QStringView>

namespace oriel::sql {

enum class TokenKind : quint8 {
    Keyword,
    Identifier,
    QuotedIdentifier,
    Function,
    Type,
    String,
    Number,
    Operator,
    Parameter,
    Comment,
    BackslashCommand,
    Punctuation
};
const char *roleOf(TokenKind kind); // the theme role that colours it: "keyword"; null for plain text
struct Token
{
    qsizetype begin = 0, end = 0;
    TokenKind kind = TokenKind::Identifier;
};
struct Piece
{
    qsizetype begin = 0, end = 0;
}; // a statement without its semicolon, and without blanks and comments around it

// psql's rules: quotes, E'', dollar tags, nested comments, parentheses, BEGIN ATOMIC … END. Commands (\d, \timing…) are no
// statements; \g and its like end one, \r drops it; "\;" ends one too (psql sends both in one message). Lines of data after
// COPY … FROM STDIN, up to their "\.", belong to no statement. standardStrings: the session's standard_conforming_strings.
QList<Piece> split(QStringView text, bool standardStrings = true);
// What is sent for a piece: its text with psql's commands inside it blanked, so that offsets stay.
QString statementText(QStringView text, const Piece &piece, bool standardStrings = true);
QList<Token> tokens(QStringView text, bool standardStrings = true);
// The statement at a caret: the one it stands in, else the one before it on the same line, else the next. −1 where there is none.
int pieceAt(const QList<Piece> &pieces, QStringView text, qsizetype caret);

} // namespace oriel::sql
