// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace oriel::cli {

inline constexpr int verified = 0, notVerified = 1, usageError = 2, expiresSoon = 3; // exit codes of `oriel-cli tls`

// Blocking; writes to standard output and error. The answer is the exit code.
int runTls(const QStringList &arguments);

} // namespace oriel::cli
