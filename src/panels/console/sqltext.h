// SPDX-License-Identifier: GPL-3.0-or-later
// What a console says and shows of SQL: places, summaries. Pure; any thread.
#pragma once

#include "base/result.h"
#include "engines/pg/types.h"
#include "jobs/runner.h"

namespace oriel::console {

// What to underline there: the token that begins at or around `offset`, never empty in a text that is not.
std::pair<qsizetype, qsizetype> markAt(const QString &statement, qsizetype offset);
int lineOf(QStringView text, qsizetype offset); // 1-based

QString rowsText(qint64 rows, const pg::Outcome &outcome);  // "9 rows, all", "10,000 rows, more on the server"
QString timesText(const pg::Outcome &outcome);              // "first row 3 ms, total 41 ms, 1.1 kB"
QString messageText(const pg::Outcome &outcome);            // "UPDATE 3 · 12 ms": a line of the messages
QString stateText(pg::SessionState state, int uncommitted); // "idle, no transaction"

struct Saying
{
    QString message, detail;
};
Saying errorText(const pg::ServerError &error, int line); // with SQLSTATE, hint and line in the message; the rest as detail

} // namespace oriel::console
