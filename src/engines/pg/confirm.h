// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/pg/conninfo.h"

#include <chrono>
#include <functional>
#include <stop_token>

namespace oriel::pg {

// What the real libpq did in one sslmode, with no credential (SAFETY 2: empty password, no passfile, no GSS, no client key unless
// asked, PG* unset): reaching the authentication request is as far as it goes.
struct Leg
{
    SslMode mode = SslMode::Prefer;
    bool connects = false;    // the server asked for a password, or let us in
    bool isLetIn = false;     // trust, or a client certificate
    bool isEncrypted = false; // of the leg that got there
    QString method;           // what was asked for as far as libpq tells: "password" (of any kind), "gss", "sspi"
    QString message;          // libpq's own text, redacted; empty where it connects
    double ms = 0;
};

// One leg for each of `modes`, in their order, up to six at once. `info` completed and with its files as libpq would read them.
// libpq gets addresses only: hostaddr as given, else the name is resolved once; of a list of hosts the first is tried.
// withClientKey: sslcert and sslkey are used too, else none, not even the home folder's. `limit`: of the resolver and of each
// leg. `progress` comes from the leg's own thread, one at a time. Blocking, off the GUI thread.
QList<Leg> confirm(const ConnInfo &info, const QList<SslMode> &modes, std::chrono::milliseconds limit, bool withClientKey = false,
                   std::stop_token stop = {}, const std::function<void(const Leg &)> &progress = {});

// libpq's answer to the parameters alone, before any network: empty, or "invalid sslmode value: …".
QString parameterProblem(const ConnInfo &info);

} // namespace oriel::pg
