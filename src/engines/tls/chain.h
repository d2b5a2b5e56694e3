// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/certificate.h"

namespace oriel::tls {

// The files that libpq would read for this connection, resolved to absolute paths by the caller.
struct Trust
{
    QString rootCert;    // sslrootcert, else ~/.postgresql/root.crt; "system" for libpq 16's word
    QString crl, crlDir; // sslcrl (else ~/.postgresql/root.crl), sslcrldir
};

enum class RootFile { Missing, Unreadable, NoCertificates, Loaded, System };

struct ChainError
{
    int code = 0;                           // X509_V_ERR_…
    int depth = 0;                          // 0: the server's own certificate
    QString name;                           // "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN"
    QString text;                           // OpenSSL's words
    std::optional<Certificate> certificate; // the one it was about
    bool operator==(const ChainError &) const = default;
};

enum class Revocation { NotAsked, Good, Revoked, ListMissing, ListExpired }; // NotAsked: no CRL file, libpq looks at none

// One chain checked against one set of files, as libpq's OpenSSL would: purpose TLS server, this machine's security level, no
// partial chains, CRLs of every level where a CRL file loads.
struct ChainCheck
{
    RootFile rootFile = RootFile::Missing;
    QString rootFileProblem;           // libpq's words for Unreadable and NoCertificates
    QString rootFileTrouble;           // what the file is then: "directory", "irregular", "too-large", "permission", "empty",
                                       // "html", "der", "private-key", "no-certificates", "damaged"
    QList<ChainError> errors;          // in the order found; libpq stops at the first
    QList<Certificate> built;          // from the leaf to the last one found
    std::optional<Certificate> anchor; // the root of the user's file that ended it
    QList<Certificate> extra;          // sent, but no part of `built`
    bool isOutOfOrder = false;         // sent ones do not follow each other
    QString missingIssuer;             // the name of the certificate that neither the server sent nor the file holds
    Revocation revocation = Revocation::NotAsked;
    bool isTrusted() const { return rootFile >= RootFile::Loaded && errors.isEmpty(); }
};

// Blocks on the files. `at`: the time the validity is judged at.
ChainCheck checkChain(const QList<Certificate> &sent, const Trust &trust, const QDateTime &at = QDateTime::currentDateTimeUtc());

} // namespace oriel::tls
