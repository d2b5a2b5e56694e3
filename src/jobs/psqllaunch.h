// SPDX-License-Identifier: GPL-3.0-or-later
// psql with a connection's exact parameters, in a terminal.
#pragma once

#include "base/result.h"
#include "engines/pg/conninfo.h"

#include <QProcessEnvironment>
#include <QStringList>

namespace oriel {

// A program for a terminal, whichever that is.
struct Launch
{
    QString program;
    QStringList arguments;
    QProcessEnvironment environment; // without PG*: the parameters are complete
    QString passFile;                // removed by the program when it ends; empty where no password is known
};

// What Oriel itself would connect with, defaults like verify-full included (pg::guarded), so that psql and Oriel cannot disagree.
// The password is in a file of the runtime folder, 0600, that only this host, port and user match: a command line is there for
// every user of the machine to read, and PGPASSWORD in the environment would be handed on to all that psql starts (\!, the pager,
// an editor). Blocking (files, DNS), off the GUI thread.
Result<Launch> psqlLaunch(const pg::ConnInfo &withPassword);

Result<Launch> inTerminal(const Launch &launch);     // in the user's terminal emulator; Error "not-found" where there is none
Result<> openPsql(const pg::ConnInfo &withPassword); // the two, started. Blocking, off the GUI thread

} // namespace oriel
