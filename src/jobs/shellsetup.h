// SPDX-License-Identifier: GPL-3.0-or-later
// The shell a terminal of Oriel's starts: the user's own, with marks around its commands and the project's environment.
#pragma once

#include "engines/vt/pty.h"

#include <QList>
#include <QPair>
#include <QString>

#include <memory>

class QTemporaryFile;

namespace oriel {

using Variables = QList<QPair<QString, QByteArray>>;

struct ShellSetup
{
    QString shell;                 // a path; empty: the user's (SHELL, the user database, /bin/sh)
    QString folder;                // where it starts
    QString virtualEnvironment;    // the folder that holds bin/activate; empty: none
    QByteArray environmentHash;    // as agreed to: another environment than that is left out
    Variables variables;           // the project's own and those of an exported .env; the last of a name counts
    QByteArray nonce;              // what the marks carry: vt::Options::nonce
    QList<QByteArray> environment; // what it inherits, NAME=value; empty: vt::ownEnvironment()
};

// bash, zsh and fish read the user's own start files first, then activate the environment, then mark; another shell gets the
// environment's PATH and VIRTUAL_ENV only. Nothing is written anywhere. Blocks on the disk for a moment.
vt::Launch shellLaunch(const ShellSetup &setup);

QString userShell();
QStringList loginShells();                // of /etc/shells, those that are there; blocks on the disk
QString shellFlaw(const QString &path);   // why it cannot be a terminal's shell; empty: it can, as an empty path. Blocks likewise
bool marksCommands(const QString &shell); // those of bash, zsh and fish are to be seen in its terminal

// What of the project's folder is offered: folders with a pyvenv.cfg, at most two levels deep, the nearest name to `venv` first.
QStringList virtualEnvironments(const QString &folder);

// Of the scripts that a shell of ours runs to activate it; empty: none is there. Blocks on the disk.
QByteArray environmentHash(const QString &environment);
QByteArray activationLine(const QString &environment, const QString &shell); // what the user would type

// Lines for bash, zsh, fish and sh that set the variables, or unset those whose value is null; quoted so that nothing of a value
// is run. Names that no shell can hold are left out.
QByteArray exportLines(const Variables &variables, const QString &shell);

// A file of the runtime folder (0600) that holds these lines and removes itself when a shell reads it, and the line, with its
// Return, that has the shell do so: the values are on no command line and in no history. It goes with the last who holds it.
// Blocks on the disk.
struct HandedVariables
{
    std::shared_ptr<QTemporaryFile> file;
    QByteArray line;
};
Result<HandedVariables> handVariables(const Variables &variables, const QString &shell);

bool isVariableName(const QString &name); // that every shell can hold: [A-Za-z_][A-Za-z0-9_]*
QByteArray valueOf(const QList<QByteArray> &environment, const QByteArray &name); // null: not set

} // namespace oriel
