// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <sys/types.h>

namespace oriel::cli {

// `oriel-cli vt`: a command in Oriel's terminal, without a display. Blocking; writes to standard output and error. fileMask: the
// umask the command gets. The answer is the exit code.
int runVt(const QStringList &arguments, mode_t fileMask);

} // namespace oriel::cli
