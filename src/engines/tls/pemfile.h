// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of a PEM file, read by OpenSSL's own reader with its own idea of lines, one after another, so that one broken block
// does not hide the rest from the user, as it does from libpq. Private to this room; any thread.
#pragma once

#include "engines/tls/certificate.h"

namespace oriel::tls {

struct PemFile
{
    QList<Certificate> certificates;
    int revocationLists = 0, privateKeys = 0;
    int unseen = 0;          // certificates whose BEGIN is not at the start of a line: no program sees them
    QStringList problems;    // of blocks that cannot be read: "block 7 (line 210): bad base64 decode"; at most 5
    int broken = 0;          // all of those
    bool hasText = false;    // between the blocks
    bool isCutShort = false; // so much is broken that the rest was not looked at
};
PemFile readPem(const QByteArray &content);

// Certificates in text that is PEM no more: line ends lost or written as \n, blocks indented, BEGIN and END missing.
QList<Certificate> recoverPem(const QByteArray &content);

} // namespace oriel::tls
