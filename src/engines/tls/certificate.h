// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace oriel::tls {

// An X.509 certificate as a value. Texts come from outside: shown through plain(). Any thread.
struct Certificate
{
    QByteArray der;
    QString subject, issuer;         // one line, "CN=Amazon RDS us-east-1 Root CA RSA2048 G1, OU=Amazon RDS, …"
    QString commonName;              // the first CN, as libpq takes it; empty where there is none
    QString organization;            // the first O
    QStringList names;               // subject alternative names: "DNS:db.example", "IP:10.0.0.1", "email:…"
    QDateTime notBefore, notAfter;   // UTC; invalid where the certificate's own text is
    QString key;                     // "RSA 2048", "EC P-384", "Ed25519"
    int securityBits = 0;            // of the key, as OpenSSL counts them
    QString signature;               // "sha256WithRSAEncryption"
    QStringList usages;              // "digitalSignature", "keyCertSign", "TLS server"…
    bool isAuthority = false;        // basicConstraints CA:TRUE
    int pathLength = -1;             // -1: no limit
    bool isSelfIssued = false;       // subject and issuer are the same name
    bool namesIssuerAddress = false; // where its issuer's certificate is kept (AIA caIssuers), as public authorities' do
    QString serial;                  // "0A:1F:…"
    QByteArray sha256;               // 32 bytes, of `der`

    static std::optional<Certificate> fromDer(const QByteArray &der);
    QString name() const;                        // what people call it: commonName, else organization, else subject
    QString fingerprint() const;                 // "7D:3F:…"
    QByteArray toPem() const;                    // with a final newline
    qint64 daysLeft(const QDateTime &now) const; // whole days until notAfter; negative: expired so many days ago
    bool operator==(const Certificate &other) const { return der == other.der; }
};

} // namespace oriel::tls
