// SPDX-License-Identifier: GPL-3.0-or-later
// psql with a connection's exact parameters, for a terminal.
#pragma once

#include "base/result.h"
#include "engines/pg/conninfo.h"
#include "engines/vt/pty.h"

namespace oriel {

struct PsqlLaunch
{
    vt::Launch program; // its environment is without PG*: the parameters are complete
    QString passFile;   // removed by the program when it ends; empty where no password is known
};

// What Oriel itself would connect with, defaults like verify-full included (pg::guarded), so that psql and Oriel cannot disagree.
// The password is in a file of the runtime folder, 0600, that only this host, port and user match: a command line is there for
// every user of the machine to read, and PGPASSWORD in the environment would be handed on to all that psql starts (\!, the pager,
// an editor). Blocking (files, DNS), off the GUI thread.
Result<PsqlLaunch> psqlLaunch(const pg::ConnInfo &withPassword);

} // namespace oriel
