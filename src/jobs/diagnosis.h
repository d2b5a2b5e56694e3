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
    tls::Trust trust;                     // the files that libpq reads, absolute, whether they exist or not
    std::optional<tls::Report> direct;    // the second probe by direct TLS, where it was wanted
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

// libpq's word where it has been asked, else what was predicted.
bool isConnecting(const Diagnosis &diagnosis, tls::Mode mode);
// Of the certificate that verification ends with first: of the chain built, else of the one sent; nothing without certificates.
std::optional<qint64> daysLeft(const Diagnosis &diagnosis, const QDateTime &now = QDateTime::currentDateTimeUtc());
// One line for a strip or an error: the cause and the first thing to do about it. Plain text; no secret.
QString doctorLine(const Diagnosis &diagnosis);
QString titleOf(const Diagnosis &diagnosis); // "db.example:5432", the server that was looked at

// The stable form: fields are added, never renamed or removed. Times are ISO 8601 in UTC, durations milliseconds, fingerprints
// SHA-256 as "7D:3F:…"; what is unknown is null. No secret.
//
// format: 1 · oriel, libpq: versions · at · complete: bool
// target {host, hostaddr, address, port, user, database, sslmode, mode, rootcert, crl, crldir}  sslmode: as set; mode: in force
// stages[] {name, ms, ok, message}  dns, tcp, ssl-request, handshake, chain, host-name, authentication, first-query; ok null: not
//   tried · total_ms: their sum
// attempts[] {address, ms, connected, outcome} · reply: the answer to SSLRequest ("S", "N", "E" or what came)
// failure {code, message} or null: why the handshake was not reached
// negotiated {protocol, cipher, bits, group, offered_group, retried, alpn, peer_signature} or null
// greeting {tls, plaintext}, each {kind, method, mechanisms[], sqlstate, message} or null
// sent[], built[]: certificates from the leaf on {subject, issuer, common_name, names[], not_before, not_after, days_left, key,
//   signature, usages[], authority, serial, sha256, pem}; anchor: one of them or null; days_left: the least of built (else sent)
// chain {root_file, problem, errors[] {depth, code, name, text, subject}, missing_issuer, out_of_order, extra[] (sha256),
//   revocation} · name {outcome, matched, seen[], message}
// bundle {path, kind, region, certificates, expired, remarks[]} or null · bundle_problem {code, message} or null
// cause {code, depth, subject, message, remedy, remedies[] {action, text, keyword, value, region, path}, warning}
// verdicts {MODE: {connects, encrypted, verified, name_verified, fell_back, code, reason, known}}: predicted
// confirmed {MODE: {connects, let_in, encrypted, method, message, ms}}: by libpq itself · disagreements[]: MODEs
// after: as verdicts, with the remedies applied, or null · corrected: URL without password, or null
// direct {ok, protocol, alpn, message} or null · client_certificate_wanted: bool
// server {version, psql_line, encrypted, protocol, cipher, ssl, force_ssl, refuses_plaintext, rules[], pooled, failure} or null
// changes[]: since last_at
QJsonObject toJson(const Diagnosis &diagnosis);
QJsonObject toJson(const tls::Certificate &certificate, const QDateTime &now);

} // namespace oriel

Q_DECLARE_METATYPE(oriel::Diagnosis)
