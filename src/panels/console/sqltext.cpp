// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/console/sqltext.h"

#include "base/text.h"
#include "engines/sql/splitter.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel::console {

namespace {

constexpr qint64 largeRow = 64 << 20; // bytes from which the memory it took is worth a word

QString tr(const char *text) { return QCoreApplication::translate("oriel::console", text); }

QString countedRows(qint64 rows) { return rows == 1 ? tr("1 row") : tr("%1 rows").arg(exactCount(rows)); }

} // namespace

std::pair<qsizetype, qsizetype> markAt(const QString &statement, qsizetype offset)
{
    if (statement.isEmpty())
        return {0, 0};
    const auto found = sql::tokens(statement);
    const auto token =
        std::find_if(found.begin(), found.end(), [&](const auto &t) { return t.begin <= offset && offset < t.end; });
    if (token != found.end())
        return {token->begin, token->end};
    if (offset < statement.size())
        return {offset, offset + 1};
    if (!found.isEmpty()) // "syntax error at end of input": the last token is what can be seen
        return {found.last().begin, found.last().end};
    return {statement.size() - 1, statement.size()};
}

int lineOf(QStringView text, qsizetype offset)
{
    return 1 + int(std::count(text.begin(), text.begin() + std::clamp<qsizetype>(offset, 0, text.size()), u'\n'));
}

QString rowsText(qint64 rows, const pg::Outcome &outcome)
{
    const QString counted = countedRows(rows);
    if (outcome.error)
        return tr("%1, then an error").arg(counted);
    if (outcome.isReleased)
        return tr("%1, more on the server").arg(counted);
    if (outcome.isCancelled || !outcome.isComplete)
        return tr("%1, stopped").arg(counted);
    return tr("%1, all").arg(counted);
}

QString timesText(const pg::Outcome &outcome)
{
    QStringList parts;
    if (outcome.rows > 0)
        parts << tr("first row %1").arg(durationText(outcome.firstRow.count()));
    parts << tr("total %1").arg(durationText(outcome.total.count()));
    if (outcome.rows > 0)
        parts << sizeText(outcome.bytes);
    if (outcome.largestRow >= largeRow)
        parts << tr("one row of %1, which took twice that in memory while it arrived").arg(sizeText(outcome.largestRow));
    return parts.join(u", "_s);
}

QString messageText(const pg::Outcome &outcome)
{
    const QString time = durationText(outcome.total.count());
    if (outcome.error)
        return tr("failed · %1").arg(time);
    if (outcome.isCancelled)
        return tr("stopped · %1").arg(time);
    if (outcome.tag.isEmpty())
        return outcome.isReleased ? tr("%1 read, more on the server · %2").arg(countedRows(outcome.rows), time) : time;
    return outcome.tag + u" · "_s + time;
}

QString stateText(pg::SessionState state, int uncommitted)
{
    switch (state) {
    case pg::SessionState::Closed:
        return tr("not connected");
    case pg::SessionState::Connecting:
        return tr("connecting");
    case pg::SessionState::Idle:
        return tr("idle, no transaction");
    case pg::SessionState::Running:
        return tr("running");
    case pg::SessionState::Paused:
        return tr("paused");
    case pg::SessionState::InTransaction:
        if (uncommitted == 0)
            return tr("in transaction");
        return uncommitted == 1 ? tr("in transaction, 1 statement not committed")
                                : tr("in transaction, %1 statements not committed").arg(exactCount(uncommitted));
    case pg::SessionState::Failed:
        return tr("failed transaction: roll back");
    case pg::SessionState::Lost:
        return tr("connection lost");
    }
    return {};
}

Saying errorText(const pg::ServerError &error, int line)
{
    Saying saying;
    QStringList facts;
    if (line > 0)
        facts << tr("line %1").arg(line);
    if (!error.code.isEmpty())
        facts << u"SQLSTATE "_s + error.code;
    saying.message = error.message;
    if (!facts.isEmpty())
        saying.message += u" ("_s + facts.join(u", "_s) + u')';
    if (!error.detail.isEmpty())
        saying.message += u'\n' + error.detail;
    if (!error.hint.isEmpty())
        saying.message += u'\n' + tr("Hint: %1").arg(error.hint);
    QStringList rest;
    const std::pair<QString, QString> named[] = {{tr("Severity"), error.severity == "ERROR"_L1 ? QString() : error.severity},
                                                 {tr("Where"), error.where},
                                                 {tr("Schema"), error.schema},
                                                 {tr("Table"), error.table},
                                                 {tr("Column"), error.column},
                                                 {tr("Constraint"), error.constraint}};
    for (const auto &[name, text] : named) {
        if (!text.isEmpty())
            rest << name + u": "_s + text;
    }
    saying.detail = rest.join(u'\n');
    return saying;
}

} // namespace oriel::console
