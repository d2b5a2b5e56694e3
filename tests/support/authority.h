// SPDX-License-Identifier: GPL-3.0-or-later
// A public-key infrastructure with every fault a test can ask for. Any thread; keys of a slow kind are made once per program.
#pragma once

#include <QByteArray>
#include <QList>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

namespace oriel::test {

struct Issued // a certificate with its key
{
    std::shared_ptr<X509> certificate;
    std::shared_ptr<EVP_PKEY> key;
    QByteArray der() const;
    QByteArray pem() const;
    QByteArray keyPem() const;
};

struct NamePart // of a subject: {"CN", "db.test"}; `type`: any ASN.1 string, MBSTRING_UTF8 where the library shall choose
{
    QByteArray field, value;
    int type = 0; // 0: UTF8String
};

struct Order // what a certificate shall be
{
    QList<NamePart> subject;
    QByteArrayList extensions;      // as in openssl.cnf: "basicConstraints=critical,CA:TRUE", "1.2.3.4=critical,DER:0500"
    QByteArray key = "P-256";       // "P-384", "RSA-1024", "RSA-2048", "RSA-PSS", "Ed25519"; a fresh one for P-256
    QByteArray digest = "SHA256";   // ignored by Ed25519
    bool signsPss = false;          // RSA issuer: RSASSA-PSS
    double from = -30, until = 365; // days from now
    int version = 3;
    std::shared_ptr<EVP_PKEY> ownKey; // instead of `key`: cross-signed, renewed
};

// Signed by `issuer`, or by itself. qFatal on what OpenSSL refuses. No extension is added unasked.
Issued issue(const Order &order, const Issued *issuer = nullptr);

// An authority and a server's certificate as they usually are; `name` is "DNS:a.test" or a list of such.
Order authority(const QByteArray &commonName);
Order server(const QByteArray &commonName, const QByteArray &names);

struct ListOrder // a certificate revocation list
{
    QList<Issued> revoked;
    double from = -1, until = 30; // days from now
    QByteArrayList extensions;
    QByteArray digest = "SHA256";
};
QByteArray revocationList(const Issued &issuer, const ListOrder &order = {}); // PEM

} // namespace oriel::test
