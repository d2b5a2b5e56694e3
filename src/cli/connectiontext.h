// SPDX-License-Identifier: GPL-3.0-or-later
// Where the command line takes a connection from.
#pragma once

#include "engines/pg/conninfo.h"

namespace oriel::cli {

// At most one of these.
struct Source
{
    QString argument;    // a connection text or HOST[:PORT]; "-": standard input
    QString environment; // the name of a variable that holds one
    QString saved;       // a connection of the window's, by name
};

// Blocks on standard input or the disk. Error.code "password": one in an argument is refused (every user of the machine sees it);
// the message says how else.
Result<pg::ConnInfo::Reading> connectionFrom(const Source &source);

} // namespace oriel::cli
