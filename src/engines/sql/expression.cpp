// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sql/expression.h"

#include "engines/sql/scanner.h"

#include <QCoreApplication>

#include <algorithm>

namespace oriel::sql {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::sql::Expression)
};

} // namespace

std::optional<Flaw> flawOf(const QString &expression, bool standardStrings)
{
    const QString text = u"(\n"_s + expression + u"\n)"_s; // as it will stand
    const qsizetype last = text.size() - 1, before = 2;
    const auto flaw = [before, &expression](const QString &message, qsizetype at) {
        return Flaw{message, std::clamp<qsizetype>(at - before, 0, expression.size())};
    };
    Scanner scanner(text, standardStrings);
    int depth = 0;
    qsizetype opened = 0, begun = 0; // the last parenthesis, the lexeme that swallowed the end
    bool isEmpty = true;
    for (Lexeme lexeme = scanner.next(); lexeme.kind != LexemeKind::End; lexeme = scanner.next()) {
        const char16_t first = text[lexeme.begin].unicode();
        if (lexeme.kind == LexemeKind::Command)
            return flaw(Words::tr("A filter is SQL: commands of psql have no meaning in it."), lexeme.begin);
        if (lexeme.kind == LexemeKind::Parameter)
            return flaw(Words::tr("Write the value instead of a parameter."), lexeme.begin);
        if (first == u';' && lexeme.kind == LexemeKind::Punctuation)
            return flaw(Words::tr("A filter is one condition: leave out the semicolon."), lexeme.begin);
        if (lexeme.begin < last && lexeme.end > last)
            begun = lexeme.begin;
        if (lexeme.kind == LexemeKind::Punctuation && first == u'(') {
            ++depth;
            opened = lexeme.begin;
        } else if (lexeme.kind == LexemeKind::Punctuation && first == u')') {
            if (--depth == 0 && lexeme.begin != last)
                return flaw(Words::tr("This closing parenthesis has no opening one."), lexeme.begin);
        } else if (lexeme.kind != LexemeKind::Space && lexeme.kind != LexemeKind::Comment) {
            isEmpty = false;
        }
    }
    if (begun > 0)
        return flaw(Words::tr("This text or comment is not closed."), begun);
    if (depth != 0)
        return flaw(Words::tr("This parenthesis is not closed."), opened);
    if (isEmpty)
        return flaw(Words::tr("There is no condition in it."), before);
    return {};
}

} // namespace oriel::sql
