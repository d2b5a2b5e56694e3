// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace oriel::cli {

// `oriel-cli json`: a JSON file checked, what a JSONPath selects in it, or the columns of its rows. Blocking; writes to
// standard output and error. The answer is the exit code.
int runJson(const QStringList &arguments);

} // namespace oriel::cli
