// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/shellsetup.h"

#include <optional>

namespace oriel {

// What terminals know of the project; set by app.
struct TerminalProject
{
    QString folder;                   // where shells start
    bool isTrusted = true;            // else they start nowhere but there
    QString virtualEnvironment;       // activated in every shell; empty: none, or not agreed to
    QByteArray environmentHash;       // as agreed to
    QString envFile;                  // what "Export .env" exports; it need not be there
    std::optional<QByteArray> envNow; // EnvWatch's hash of it; none: not known yet
    QList<QByteArray> environment;    // the one Oriel was started in; empty: this process's
    Variables variables;              // the project's own, set in Oriel
    QString shell;                    // empty: the user's
    std::optional<mode_t> fileMask;   // the user's, which Oriel's own files do not follow
    bool isComplete = true;           // else more is being found out, and shells wait for it

    QByteArray valueWithoutEnv(const QString &name) const // null: not set
    {
        for (const auto &[own, value] : variables)
            if (own == name)
                return value;
        return environment.isEmpty() ? qgetenv(name.toUtf8().constData()) : valueOf(environment, name.toUtf8());
    }
};

} // namespace oriel
