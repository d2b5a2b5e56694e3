// SPDX-License-Identifier: GPL-3.0-or-later
// The output of a command as a password: `aws rds generate-db-auth-token …`, `pass show db/shop`, `op read op://…`.
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QStringList>

#include <stop_token>

namespace oriel {

// The line's words, split like a shell line without expansion; Error (code "guard" or "conninfo") where it needs a shell. Pure.
Result<QStringList> passwordWords(const QString &line);

// Runs it in the home folder: 30 s, 64 KB, one line, its line end left out; never stored. Error.code as runHost()'s, or "empty",
// "lines"; the detail is the end of its standard error, redacted. Blocking, off the GUI thread.
Result<Secret> passwordFromCommand(const QString &line, std::stop_token stop = {});

} // namespace oriel
