// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/bundle.h"
#include "engines/tls/verdict.h"

namespace oriel::tls {

// What the user can do about it; a button where `action` is not None.
struct Remedy
{
    enum class Action { None, ChooseBundle, DownloadBundle, SetParameter, UnsetParameter, EncodePassword, ClientKeyMode };
    Action action = Action::None;
    QString text;           // "bundle for us-east-1, from Amazon, fingerprint known"
    QString keyword, value; // SetParameter: "sslmode" = "verify-full"; UnsetParameter: keyword
    QString region;         // DownloadBundle: "us-east-1", "global", "proxy" (Amazon's public roots)
    QString path;           // ChooseBundle: a file known to hold the right root, may be empty
    bool operator==(const Remedy &) const = default;
};

// Why verify-full fails (or what else is wrong where it does not), in one sentence.
struct Cause
{
    // Stable, lower case with hyphens; documented in the JSON: "ok", "bundle-retired", "bundle-wrong-region", "bundle-stale",
    // "bundle-for-rds-proxy", "proxy-needs-amazon-roots", "self-signed", "unknown-authority", "intermediate-missing",
    // "only-intermediate-in-bundle", "expired", "not-yet-valid", "clock-wrong", "revoked", "crl-missing", "crl-expired",
    // "wrong-usage", "weak-key", "weak-signature", "name-differs", "name-tunnel", "name-missing", "name-malformed",
    // "root-file-missing", "root-file-unreadable", "root-file-der", "root-file-html", "root-file-empty", "no-tls",
    // "plaintext-only-pooler", "tls-version", "client-certificate-wanted", "not-postgresql", "injected-bytes", "dns", "refused",
    // "timeout", "unreachable", "closed", …
    QString code = QStringLiteral("ok");
    int depth = -1;         // of the certificate meant; -1: none
    QString subject;        // its name
    QString message;        // one sentence, plain text; `strong` parts are named in `emphasis`
    QStringList emphasis;   // parts of `message` drawn bold
    QList<Remedy> remedies; // steps in order; together they make verify-full succeed where that is possible
    bool isWarning = false; // verify-full works, but: few days left, sslmode weaker than the server allows…
};

// `bundle`: the root file as read, null where it could not be. `currentMode`: in force now. Pure; any thread.
Cause findCause(const Evidence &evidence, const std::array<Verdict, 6> &verdicts, const Bundle *bundle, Mode currentMode,
                const QDateTime &now = QDateTime::currentDateTimeUtc());
// `evidence`: how it was recognised, one sentence.
Cause plaintextOnlyPooler(const QString &evidence);

} // namespace oriel::tls
