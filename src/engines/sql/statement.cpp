// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sql/statement.h"

#include "engines/sql/keywords.h"
#include "engines/sql/parsetree.h"
#include "engines/sql/scanner.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QThread>

#include <pg_query.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace oriel::sql {
namespace {

using namespace Qt::StringLiterals;

constexpr uint stackBytes = 64u << 20;
constexpr qsizetype longText = 64 << 10; // above it the nesting is estimated first
constexpr qsizetype tooLong = 256 << 10; // a parse tree is some forty times its text
constexpr int deepest = 5'000;

// An upper bound of how deep the parse tree of a text can be: open brackets, and operators and keywords since the last comma of
// the same bracket (a list is flat). `1+1+…` nests to the left once per operator.
int nesting(QStringView text)
{
    struct Level
    {
        int sinceComma = 0, words = 0;
    };
    std::vector<Level> levels(1);
    int outer = 0, worst = 0;
    Scanner scanner(text);
    for (Lexeme lexeme = scanner.next(); lexeme.kind != LexemeKind::End; lexeme = scanner.next()) {
        Level &level = levels.back();
        const char16_t c = text[lexeme.begin].unicode();
        if (lexeme.kind == LexemeKind::Operator) {
            level.sinceComma += int(lexeme.end - lexeme.begin);
        } else if (lexeme.kind == LexemeKind::Word) {
            const WordClass kind = classOf(text.sliced(lexeme.begin, lexeme.end - lexeme.begin));
            level.words += kind == WordClass::Reserved || kind == WordClass::TypeOrFunction ? 1 : 0;
        } else if (c == u',' && lexeme.kind == LexemeKind::Punctuation) {
            level.sinceComma = 0;
        } else if (c == u'(' || c == u'[') {
            outer += 1 + level.sinceComma + level.words;
            levels.emplace_back();
        } else if ((c == u')' || c == u']') && levels.size() > 1) {
            levels.pop_back();
            outer -= 1 + levels.back().sinceComma + levels.back().words;
        }
        worst = std::max(worst, outer + levels.back().sinceComma + levels.back().words);
    }
    return worst;
}

Statement joined(const QList<Statement> &all) // several statements in one text: nothing better than the worst of them
{
    Statement facts = all.first();
    for (const Statement &other : all.sliced(1)) {
        facts.effect = std::max(facts.effect, other.effect, [](Effect a, Effect b) {
            const auto rank = [](Effect e) { return e == Effect::Read ? 0 : e == Effect::Unknown ? 1 : 2; };
            return rank(a) < rank(b);
        });
        facts.changesSchema |= other.changesSchema;
        facts.hasNoWhere |= other.hasNoWhere;
        facts.risk += facts.risk.isEmpty() || other.risk.isEmpty() ? other.risk : u", "_s + other.risk;
        facts.volatiles += other.volatiles;
    }
    facts.control = Control::None;
    facts.isPlainRead = facts.isReadOnlySafe = false;
    return facts;
}

// libpg_query has no word for "too long": what it cannot say is unproved, with the name of the kind for the tree's sake.
Statement unprovedKind(const QString &text, const QString &reason)
{
    Statement facts = unproved(reason);
    const QString first = kindFromWords(text.left(longText)).section(u' ', 0, 0);
    facts.changesSchema = first == u"CREATE" || first == u"ALTER" || first == u"DROP";
    return facts;
}

Statement inspectHere(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    if (bytes.contains('\0'))
        return unproved(u"a NUL character"_s);
    if (bytes.size() > tooLong)
        return unprovedKind(text, u"longer than 256 kB"_s);
    if (bytes.size() > longText && nesting(text) > deepest)
        return unprovedKind(text, u"long and deeply nested"_s);

    const std::unique_ptr<PgQueryParseResult, void (*)(PgQueryParseResult *)> parsed(
        new PgQueryParseResult(pg_query_parse(bytes.constData())), [](PgQueryParseResult *result) {
            pg_query_free_parse_result(*result);
            delete result;
        });
    if (parsed->error)
        return unprovedKind(text, QString::fromUtf8(parsed->error->message));
    QJsonParseError error;
    const QJsonDocument tree =
        QJsonDocument::fromJson(QByteArray::fromRawData(parsed->parse_tree, qstrlen(parsed->parse_tree)), &error);
    if (error.error != QJsonParseError::NoError) // Qt reads 1024 levels
        return unprovedKind(text, u"too deeply nested"_s);

    QList<Statement> all;
    const QJsonArray statements = tree[u"stmts"_s].toArray();
    for (const QJsonValue &statement : statements)
        all.append(judge(statement[u"stmt"_s].toObject(), text));
    if (all.isEmpty())
        return unproved(u"no statement"_s);
    return all.size() == 1 ? all.first() : joined(all);
}

} // namespace

Statement unproved(const QString &reason)
{
    Statement facts;
    facts.error = reason;
    return facts;
}

QList<Statement> inspect(const QStringList &statements)
{
    QList<Statement> all;
    const std::unique_ptr<QThread> thread(QThread::create([&all, &statements] {
        for (const QString &statement : statements)
            all.append(inspectHere(statement));
    }));
    thread->setStackSize(stackBytes);
    thread->start();
    thread->wait();
    while (all.size() < statements.size()) // no thread to be had
        all.append(unproved(u"not inspected"_s));
    return all;
}

Statement inspect(const QString &sql) { return inspect(QStringList{sql}).first(); }

QString grammarVersion() { return QStringLiteral("SQL grammar of PostgreSQL " PG_VERSION); }

} // namespace oriel::sql
