// SPDX-License-Identifier: GPL-3.0-or-later
// Starting a program as the leader of a session on a terminal; Pty's own.
#pragma once

#include "engines/vt/pty.h"

namespace oriel::vt {

// `terminal` is the path of the pseudo terminal's program side. With a fileMask the calling thread must be one of its own: it
// leaves the process's umask and working directory for good.
Result<pid_t> spawn(const Launch &, const char *terminal);

// What a resource that ran out means for who wants a terminal: EMFILE, ENFILE, ENOSPC, EAGAIN, ENOMEM …
Error startError(int number);

} // namespace oriel::vt
