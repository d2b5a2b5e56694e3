// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sql/splitter.h"

#include "engines/sql/keywords.h"
#include "engines/sql/scanner.h"

#include <algorithm>

namespace oriel::sql {
namespace {

bool isPartOfStatement(LexemeKind kind)
{
    return kind != LexemeKind::Space && kind != LexemeKind::Comment && kind != LexemeKind::Command &&
           kind != LexemeKind::CopyData;
}

// A word as a colour: unreserved keywords are often names of columns, so where they stand like one they are shown as one.
TokenKind kindOfWord(QStringView text, const Lexeme &word, char16_t before)
{
    const auto at = [text](qsizetype i) { return i < text.size() ? text[i].unicode() : u'\0'; };
    const char16_t touching = at(word.end);
    if (before == u'.' || touching == u'.')
        return touching == u'(' ? TokenKind::Function : TokenKind::Identifier;
    const WordClass wordClass = classOf(text.sliced(word.begin, word.end - word.begin));
    switch (wordClass) {
    case WordClass::Type:
        return TokenKind::Type;
    case WordClass::Reserved:
        return TokenKind::Keyword;
    case WordClass::TypeOrFunction:
    case WordClass::ColumnName:
        return touching == u'(' && wordClass == WordClass::ColumnName ? TokenKind::Function : TokenKind::Keyword;
    case WordClass::None:
        return touching == u'(' ? TokenKind::Function : TokenKind::Identifier;
    case WordClass::Unreserved:
        break;
    }
    if (touching == u'(')
        return TokenKind::Function;
    qsizetype i = word.end;
    while (isBlank(at(i)))
        ++i;
    const char16_t after = at(i);
    const bool isLikeName =
        before == u',' || after == u',' || after == u')' || after == u'=' || after == u'<' || after == u'>' || after == u':';
    return isLikeName ? TokenKind::Identifier : TokenKind::Keyword;
}

TokenKind kindOf(QStringView text, const Lexeme &lexeme, char16_t before)
{
    switch (lexeme.kind) {
    case LexemeKind::Word:
        return kindOfWord(text, lexeme, before);
    case LexemeKind::QuotedWord:
        return TokenKind::QuotedIdentifier;
    case LexemeKind::String:
    case LexemeKind::CopyData:
        return TokenKind::String;
    case LexemeKind::Number:
        return TokenKind::Number;
    case LexemeKind::Operator:
        return TokenKind::Operator;
    case LexemeKind::Parameter:
        return TokenKind::Parameter;
    case LexemeKind::Comment:
        return TokenKind::Comment;
    case LexemeKind::Command:
        return TokenKind::BackslashCommand;
    case LexemeKind::Punctuation:
    case LexemeKind::Space:
    case LexemeKind::End:
        break;
    }
    return TokenKind::Punctuation;
}

} // namespace

const char *roleOf(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Keyword:
        return "keyword";
    case TokenKind::Function:
        return "function";
    case TokenKind::Type:
        return "type";
    case TokenKind::String:
        return "string";
    case TokenKind::Number:
    case TokenKind::Parameter:
        return "number";
    case TokenKind::Comment:
        return "comment";
    case TokenKind::BackslashCommand:
        return "function";
    case TokenKind::Identifier:
    case TokenKind::QuotedIdentifier:
    case TokenKind::Operator:
    case TokenKind::Punctuation:
        break;
    }
    return nullptr;
}

QList<Piece> split(QStringView text, bool standardStrings)
{
    QList<Piece> pieces;
    Piece piece{-1, -1};
    Scanner scanner(text, standardStrings);
    while (true) {
        const Lexeme lexeme = scanner.next();
        const bool isEnd = lexeme.kind == LexemeKind::End;
        if (isEnd || lexeme.ends != Ends::Nothing) {
            if (piece.begin >= 0 && lexeme.ends != Ends::Drop)
                pieces.append(piece);
            piece = {-1, -1};
            if (isEnd)
                return pieces;
        } else if (isPartOfStatement(lexeme.kind)) {
            if (piece.begin < 0)
                piece.begin = lexeme.begin;
            piece.end = lexeme.end;
        }
    }
}

QString statementText(QStringView text, const Piece &piece, bool standardStrings)
{
    const QStringView part = text.sliced(piece.begin, piece.end - piece.begin);
    QString sent = part.toString();
    if (!sent.contains(u'\\'))
        return sent;
    Scanner scanner(part, standardStrings);
    for (Lexeme lexeme = scanner.next(); lexeme.kind != LexemeKind::End; lexeme = scanner.next())
        if (lexeme.kind == LexemeKind::Command)
            std::fill(sent.begin() + lexeme.begin, sent.begin() + lexeme.end, u' ');
    return sent;
}

QList<Token> tokens(QStringView text, bool standardStrings)
{
    QList<Token> found;
    found.reserve(text.size() / 6);
    Scanner scanner(text, standardStrings);
    char16_t before = u'\0'; // the last character that is neither blank nor comment
    for (Lexeme lexeme = scanner.next(); lexeme.kind != LexemeKind::End; lexeme = scanner.next()) {
        if (lexeme.kind == LexemeKind::Space)
            continue;
        found.append({lexeme.begin, lexeme.end, kindOf(text, lexeme, before)});
        if (lexeme.kind != LexemeKind::Comment)
            before = text[lexeme.end - 1].unicode();
    }
    return found;
}

int pieceAt(const QList<Piece> &pieces, QStringView text, qsizetype caret)
{
    const auto after = std::ranges::upper_bound(pieces, caret, {}, &Piece::begin); // the first that begins behind the caret
    if (after != pieces.begin()) {
        const Piece &before = *(after - 1);
        const qsizetype from = std::min(before.end, text.size()), to = std::clamp(caret, from, text.size());
        if (caret <= before.end || !text.sliced(from, to - from).contains(u'\n'))
            return int(after - 1 - pieces.begin());
    }
    return after == pieces.end() ? -1 : int(after - pieces.begin());
}

} // namespace oriel::sql
