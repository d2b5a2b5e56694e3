// SPDX-License-Identifier: GPL-3.0-or-later
// The shell a terminal of Oriel's starts: the user's own, with marks around its commands and the project's environment.
#pragma once

#include "engines/vt/pty.h"

#include <QList>
#include <QPair>
#include <QString>

namespace oriel {

struct ShellSetup
{
    QString shell;                               // a path; empty: the user's (SHELL, the user database, /bin/sh)
    QString folder;                              // where it starts
    QString virtualEnvironment;                  // the folder that holds bin/activate; empty: none
    QByteArray environmentHash;                  // as agreed to: another environment than that is left out
    QList<QPair<QString, QByteArray>> variables; // the project's own and those of an exported .env; the last of a name counts
    QByteArray nonce;                            // what the marks carry: vt::Options::nonce
};

// bash, zsh and fish read the user's own start files first, then activate the environment, then mark; another shell gets the
// environment's PATH and VIRTUAL_ENV only. Nothing is written anywhere. Blocks on the disk for a moment.
vt::Launch shellLaunch(const ShellSetup &setup);

QString userShell();
bool marksCommands(const QString &shell); // those of bash, zsh and fish are to be seen in its terminal

// What of the project's folder is offered: folders with a pyvenv.cfg, at most two levels deep, the nearest name to `venv` first.
QStringList virtualEnvironments(const QString &folder);

// Of the scripts that a shell of ours runs to activate it; empty: none is there. Blocks on the disk.
QByteArray environmentHash(const QString &environment);
QByteArray activationLine(const QString &environment, const QString &shell); // what the user would type

// Lines for bash, zsh, fish and sh that set the variables, or unset those whose value is null; quoted so that nothing of a value
// is run. Names that no shell can hold are left out.
QByteArray exportLines(const QList<QPair<QString, QByteArray>> &variables, const QString &shell);

} // namespace oriel
