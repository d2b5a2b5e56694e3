// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "engines/tls/certificate.h"

namespace oriel::tls {

// A file of certificates: PEM (one or thousands), DER or PKCS#12. A value; any thread; opening blocks on the disk.
struct Bundle
{
    enum class Format { Pem, Der, Pkcs12 };
    enum class Kind { // told by content, never by the file's name
        Other,
        RdsRetired, // the 2019 rds-combined-ca-bundle.pem: the retired RDS roots only
        RdsGlobal,  // roots of many regions
        RdsRegion,  // those of one
        AmazonTrust // Amazon Root CA 1–4, Starfield G2: what RDS Proxy needs
    };

    QString path; // absolute; empty for read()
    Format format = Format::Pem;
    QList<Certificate> certificates;
    int revocationLists = 0, privateKeys = 0; // privateKeys: said as a warning, never shown
    QStringList
        remarks; // for the user: "text between the certificates", "Windows line ends", "block 7 (line 210) cannot be read"
    bool isReadByLibpq = true; // DER and PKCS#12 are not, nor is PEM that holds a broken block; `remarks` says why

    // Error.code: "not-found", "permission", "directory", "irregular", "too-large" (64 MB), "empty", "html", "no-certificates",
    // "passphrase" (PKCS#12: wrong or missing), "damaged". The message says what to do.
    static Result<Bundle> open(const QString &path, const Secret &passphrase = {});
    static Result<Bundle> read(const QByteArray &content, const Secret &passphrase = {});

    Kind kind() const;
    QString region() const;                                     // of RdsRegion: "us-east-1"
    int expired(const QDateTime &now) const;                    // how many
    const Certificate *issuerOf(const Certificate &leaf) const; // by name and signature; null: none
    const Certificate *find(const QByteArray &sha256) const;
};

// What an RDS certificate's names tell: "us-east-1" and "RSA2048 G1"; nothing for others.
struct RdsName
{
    QString region, generation; // generation: "RSA2048 G1", "ECC384 G1", "2019"
};
std::optional<RdsName> rdsName(const Certificate &certificate);
bool isAmazonTrust(const Certificate &certificate); // issued by, or itself, one of Amazon's public authorities (ACM; RDS Proxy)

// Two bundles side by side, by fingerprint; order: added, removed, common.
struct BundleComparison
{
    QList<Certificate> onlyFirst, onlySecond, both;
};
BundleComparison compare(const Bundle &first, const Bundle &second);

} // namespace oriel::tls
