// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg: from parameters to a connection.
#pragma once

#include "engines/pg/conninfo.h"
#include "engines/pg/wire.h"

namespace oriel::pg::wire {

struct Dialled
{
    Link link;
    Keywords keywords; // of the one server reached, address included: what a second connection to it is opened with
    SessionFacts facts;
};

// Guards the parameters, resolves the names, tries each address and asks the server what it is, all before `deadline`;
// connect_timeout, which PQconnectPoll ignores, limits the resolver and each address. On the worker thread; name resolution
// happens on a thread of its own, for getaddrinfo cannot be interrupted.
Result<Dialled> dial(const ConnInfo &info, Time deadline, const Ear &ear);

// The addresses of a name, each once, in the resolver's order. Blocks in getaddrinfo. Error.code "dns".
Result<QList<QByteArray>> resolve(const QByteArray &host);
bool isSocketPath(const QByteArray &host); // empty, "/folder" or "@abstract"

// connect_timeout as libpq reads it: 1 is 2; nothing where unset, 0 or less.
std::optional<std::chrono::seconds> connectTimeout(QByteArrayView value);

// Where a connection was tried, for the words of an error.
struct Target
{
    QString host, address, port, user, database, rootCert, sslMode;
    bool wasAnswered = false, hasPassword = false, isStoredWithheld = false; // withheld: .pgpass was not looked at
};

// libpq's text for a connection that failed (English: the worker's locale) as an Error that says what to do. Pure.
Error connectError(const QString &text, bool needsPassword, const Target &target);

} // namespace oriel::pg::wire
