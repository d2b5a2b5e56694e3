// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/tunnel: what goes onto a command line, and what its end means. Pure.
#pragma once

#include "engines/tunnel/tunnel.h"

#include <QCoreApplication>

namespace oriel::tunnel {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::tunnel::Tunnel)
};

Result<QStringList> commandWords(const Way &way, int port); // checked
// Why the program ended, from the last lines it said.
Error endedError(const Way &way, const QStringList &lines, int exitCode);
Error notStartedError(const Way &way);
// What ssh says while it lives when the far end does not let it through to the database; nothing where `line` is of another kind.
std::optional<Error> forwardError(const Way &way, const QString &line);

} // namespace oriel::tunnel
