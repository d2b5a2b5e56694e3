// SPDX-License-Identifier: GPL-3.0-or-later
// PostgreSQL's own programs, and psql.
#pragma once

#include "base/result.h"

#include <QString>

#include <stop_token>

namespace oriel::sandbox {

// The programs of one major version ("15"): a cluster is only ever started by the version that made it. Blocking.
Result<QString> programsOf(const QString &major, std::stop_token stop);
Result<QString> majorOf(const QString &programs, std::stop_token stop); // blocking
QString psqlOf(const QString &programs); // beside the server's, else the newest, else the one in PATH

} // namespace oriel::sandbox
