// SPDX-License-Identifier: GPL-3.0-or-later
// Values that sessions and queries hand to their users. Plain data; any thread.
#pragma once

#include "base/rows.h"

#include <QByteArray>
#include <QMetaType>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>

namespace oriel::pg {

// One state per session feeds every label.
enum class SessionState { Closed, Connecting, Idle, Running, Paused, InTransaction, Failed, Lost };

// The server's certificate, to be told from another one.
struct Certificate
{
    QByteArray sha256; // of its DER form; empty without TLS
    QString subject, issuer;
    bool operator==(const Certificate &) const = default;
};

// What is known of the server and the way to it once a session is open.
struct SessionFacts
{
    int serverVersion = 0; // 150020
    int processId = 0;
    QString versionText, host, address, port, database, user;
    bool isSuperuser = false, inRecovery = false, isEncrypted = false,
         isPooled = false; // pooled: PgBouncer and the like in between
    QString tlsLine;       // psql's (15): "SSL connection (protocol: TLSv1.3, cipher: …, compression: off)"
    QString sslMode;       // in force: "verify-full"
    Certificate certificate;
    QString timeZone, encoding;
    bool standardStrings = true;
    std::chrono::milliseconds statementTimeout{0};                 // of the session as it began; 0: none
    std::chrono::microseconds authentication{0}, firstQuestion{0}; // log-in after TLS until ready; one question and its answer
};

struct Notice
{
    QString severity, message, code, detail, hint;
};

// A server's error with all that it said. `position` is the 1-based offset in the statement sent, counted as
// QString counts (UTF-16 units), 0 where unknown.
struct ServerError
{
    QString severity, message, code, detail, hint, where, schema, table, column, constraint;
    int position = 0;
    bool operator==(const ServerError &) const = default;
};

struct Outcome
{
    QString tag;                // "SELECT 5", "UPDATE 3"; empty where no statement ended
    qint64 rows = 0, bytes = 0; // received; bytes as values' sizes
    qint64 largestRow = 0;      // bytes; libpq holds it twice while it arrives
    std::chrono::microseconds firstRow{0}, total{0};
    bool isCancelled = false, isReleased = false; // released: the pause ended, the rows read are kept
    bool isComplete = true;                       // false: more rows were on the server
    std::optional<ServerError> error;             // the statement failed on the server; the session lives

    bool operator==(const Outcome &) const = default; // moc's metatype of Result<Outcome> asks for it
};

class Sink;

// How one statement runs.
struct RunOptions
{
    bool mayPause = false; // only for what Statement::isPlainRead() proved (SAFETY 3)
    qint64 pauseRows = 10'000, pauseBytes = 64 << 20;
    qint64 memoryBudget = 256 << 20; // bytes in memory before chunks go to disk
    std::chrono::milliseconds pauseLimit{60'000};
    QByteArrayList before, after; // sent around it in the same session; `after` also when it failed (then ROLLBACK)
    bool isExtended = false;      // one statement only, refused by the server otherwise
    QList<std::optional<QByteArray>> parameters; // $1…, text; implies extended
    std::shared_ptr<Sink> sink; // sink.h; for statements that only read, without a pause: the Query has no rows() then
};

} // namespace oriel::pg

Q_DECLARE_METATYPE(oriel::pg::SessionFacts)
Q_DECLARE_METATYPE(oriel::pg::Outcome)
