// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace oriel::cli {

// `oriel-cli request`: a request of an .http file. Blocking; writes to standard output and error. The answer is the exit code: 0
// an answer below 400, 1 none or not the whole, 2 wrong usage, 3 an answer of 400 or above.
int runRequest(const QStringList &arguments);

} // namespace oriel::cli
