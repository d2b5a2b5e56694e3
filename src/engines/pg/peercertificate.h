// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg.
#pragma once

#include "engines/pg/types.h"

struct pg_conn;

namespace oriel::pg::wire {

// What the server showed for itself in this connection's handshake; empty without TLS. Worker thread.
Certificate certificateOf(pg_conn *connection);

// Frees what libpq's OpenSSL keeps for the calling thread: the last thing on one that nobody joins, for main may end before it.
void endThread();

} // namespace oriel::pg::wire
