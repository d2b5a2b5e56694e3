// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QStringList>

namespace oriel {

// Words of a shell line by bash's quoting, up to the first operator (; | & < > outside quotes, or the command's line end). A
// variable or a command substitution is an Error (code "conninfo") that names it: nothing is ever expanded. Pure; any thread.
struct ShellLine
{
    QStringList words;
    QString rest;
};
Result<ShellLine> shellWords(const QString &text);
QString shellQuoted(const QString &word); // one word of any POSIX shell: as it is where nothing in it means something
bool isShellPrefix(const QString &word);  // NAME=value, export, env: what may stand before a command

} // namespace oriel
