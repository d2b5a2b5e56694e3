// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of ConnInfo that its .cpp files share; nobody else includes this. Pure; any thread.
#pragma once

#include "base/shellwords.h"
#include "engines/pg/conninfo.h"

#include <QCoreApplication>

namespace oriel::pg::conntext {

using Pairs = QList<QPair<QString, QString>>;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::pg::ConnInfo)
};

const QList<Option> &knownOptions();
const Option *optionFor(const QString &keyword);             // null where this libpq does not know it
const Option *optionForVariable(const QString &environment); // "PGHOST" → host
bool isFileOption(const QString &keyword);                   // a parameter that names a file to be read
QString withHome(const QString &path);                       // "~/x" → "/home/me/x"
QString percentEncoded(const QString &text);                 // all but RFC 3986's unreserved characters
QString quotedValue(const QString &value);                   // as libpq reads it in a keyword string

// A URL taken apart, everything percent-encoded again so that libpq and RFC 3986 read it alike.
struct UrlParts
{
    QString user, password, hosts, database; // encoded
    Pairs query;                             // decoded
    bool hasPassword = false;
    qsizetype placeAt = 0; // in the given text: what stands before it is the user's part with its @
    QStringList rewrites, warnings;
};
bool hasStrayPercent(const QString &text); // a % that encodes nothing: libpq refuses it
// `rest` is what follows "://". An `@` that can be read in two ways is an Error, never a guess.
Result<UrlParts> splitUrl(const QString &rest, bool plusIsBlank);

// Only those of a service that the text itself does not set count, as in libpq (fe-connect.c, parseServiceInfo).
Result<Pairs> serviceValues(const QString &service, const QString &file = {});

// What must hold before libpq is given a text as it stands (SAFETY 1): no OpenSSL engine, no file that would block. Missing files
// are libpq's to complain about. Asks the disk.
Result<> checkAsGiven(const ConnInfo &info);

} // namespace oriel::pg::conntext
