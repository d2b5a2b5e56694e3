// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace oriel::tls {

// Frees what OpenSSL keeps for the calling thread. The last thing before a thread that nobody joins hands over its result: main
// may end before the thread itself does, and then OpenSSL no longer frees it. Any thread; it may use OpenSSL again.
void endThread();

} // namespace oriel::tls
