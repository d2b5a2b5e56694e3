// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/tunnel: who listens on a port of this machine (Linux: /proc).
#pragma once

#include <QtGlobal>

#include <sys/types.h>

namespace oriel::tunnel {

int unusedPort(); // of 127.0.0.1, chosen by the kernel; 0 where there is none

enum class Listener {
    Nobody,
    Ours,    // every socket that takes connections to 127.0.0.1:port belongs to the group or a descendant of its leader
    Foreign, // at least one does not
};
Listener listenerOn(int port, pid_t leader);

} // namespace oriel::tunnel
