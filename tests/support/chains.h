// SPDX-License-Identifier: GPL-3.0-or-later
// Chains of every kind, each with the files of one who connects: good ones, faulty ones, odd ones.
#pragma once

#include "support/authority.h"

#include <QTemporaryDir>

namespace oriel::test {

struct ChainCase
{
    const char *what;
    QList<Issued> sent; // the leaf first
    QByteArray roots;   // content of the root file
    QByteArray lists;   // of sslcrl; null: none given
    enum { NoFolder, ListsInFolder, MissingFolder, MissingFile } folder = NoFolder;
};
QList<ChainCase> chainCases(); // all name the host db.test; some cases hold other hosts

struct TrustFiles // a case's files on disk; empty where the case has none
{
    QByteArray roots, lists, folder;
};
TrustFiles writeFiles(const ChainCase &one, const QTemporaryDir &where); // overwrites those of the case before

} // namespace oriel::test
