// SPDX-License-Identifier: GPL-3.0-or-later
// What the connection doctor knows about one connection. Plain data; any thread.
#pragma once

#include "engines/pg/confirm.h"
#include "engines/tls/cause.h"

#include <QJsonObject>

namespace oriel {

// What the server itself said, after a log-in that the user asked for.
struct ServerWord
{
    bool isKnown = false;
    QString versionText, psqlLine;        // "SSL connection (protocol: …)", as psql 15 prints it
    bool isEncrypted = false;             // pg_stat_ssl: of the server's own leg
    QString protocol, cipher;             // pg_stat_ssl
    QString ssl, forceSsl;                // settings; forceSsl empty: there is no rds.force_ssl
    std::optional<bool> refusesPlaintext; // from pg_hba_file_rules where readable
    QStringList hostRules;                // those that matter for this user, database and address, as lines
    bool isPooled = false;                // BackendKeyData's pid is not pg_backend_pid()
    double authenticationMs = 0, firstQueryMs = 0;
    std::optional<Error> failure;
};

struct Diagnosis
{
    pg::ConnInfo info; // with the password where the user gave one; never written out
    tls::Evidence evidence;
    std::optional<tls::Bundle> bundle;    // the root file, where it can be read
    Error bundleProblem;                  // where it cannot
    std::array<tls::Verdict, 6> verdicts; // predicted
    QList<pg::Leg> legs;                  // confirmed so far
    QList<tls::Mode> disagreements;       // predicted and confirmed differ: our bug, shown as one
    std::array<tls::Verdict, 6> after;    // predicted with the remedies applied
    bool hasAfter = false;
    tls::Cause cause;
    tls::Mode mode = tls::Mode::Prefer; // in force: as libpq takes it
    pg::ConnInfo corrected;             // with the remedies applied (a bundle yet to be downloaded under its future path)
    ServerWord server;
    QStringList changes;     // since the last report about this server: "new leaf certificate", "11 days fewer"
    QDateTime lastAt;        // of that report; invalid: none
    bool isComplete = false; // false: on its way
};

// The stable form, documented in README: stages[], sent[], built[], anchor, cause, verdicts, negotiated, server, changes. No
// secret.
QJsonObject toJson(const Diagnosis &diagnosis);

} // namespace oriel

Q_DECLARE_METATYPE(oriel::Diagnosis)
