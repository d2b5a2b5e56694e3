// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArrayList>
#include <QStringList>

#include <optional>

namespace oriel::http {

// One simple command of a shell text.
struct ShellCommand
{
    QByteArrayList words;
    std::optional<QByteArray> input; // of <<END, <<<word
    int line = 1;                    // its first word's
    bool isPiped = false;            // it reads what the one before it writes
    QByteArrayList written;          // files behind >
    bool readsFile = false;          // < file
};

struct ShellText
{
    QList<ShellCommand> commands;
    QByteArrayList variables; // taken from the shell: each stands in the words as {{NAME}}
};

// Splits as bash does: '…', "…", $'…', \, line ends, comments, here-documents. Nothing is run or expanded: $NAME becomes
// {{NAME}}, and what would run a command is an Error with its line (code "curl"). Pure; any thread.
Result<ShellText> bashCommands(const QByteArray &text);
// As cmd.exe and then Microsoft's C library split: ^ escapes, \" is a quote.
Result<ShellText> cmdCommands(const QByteArray &text);
bool looksLikeCmd(const QByteArray &text); // its first line ends with ^, or has ^"

} // namespace oriel::http
