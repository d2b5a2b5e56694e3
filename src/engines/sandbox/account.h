// SPDX-License-Identifier: GPL-3.0-or-later
// Under which user a server runs: ours, or an unprivileged one when we are root (PostgreSQL refuses to run as root).
#pragma once

#include "base/result.h"

#include <QProcessEnvironment>
#include <QString>

#include <functional>

#include <sys/types.h>

namespace oriel::sandbox {

struct Account
{
    QString name;
    uid_t uid = 0;
    gid_t gid = 0;
    bool isOther = false; // we are root and become this user in the child
};

Result<Account> serverAccount();
QString ownAccountName(); // the user Oriel runs as; may be empty in a container without a passwd entry

bool canReach(const Account &account, const QString &file); // every folder above may be entered by the account

// For the child between fork and exec: becomes the account, is ended by `deathSignal` when the thread that started it ends, keeps
// `lockFd` open (-1: none) and appends its output to `log` (empty: as it is).
std::function<void()> inChild(const Account &account, int deathSignal, int lockFd = -1, const QString &log = {});

// Nothing of ours: PATH, C.UTF-8, HOME in the cluster's folder, and the libraries beside unpacked programs.
QProcessEnvironment serverEnvironment(const QString &programs, const QString &home);

} // namespace oriel::sandbox
