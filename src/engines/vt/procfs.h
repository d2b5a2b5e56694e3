// SPDX-License-Identifier: GPL-3.0-or-later
// What /proc says of the processes on a terminal. Any thread.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

#include <sys/types.h>

namespace oriel::vt {

struct SessionMember
{
    pid_t id = 0, group = 0;
    QByteArray name; // comm: at most 15 bytes
    bool ignoresHangUp = false;
};
std::vector<SessionMember> sessionMembers(pid_t session); // by id; without those that have ended (zombies). Reads all of /proc
std::optional<SessionMember> sessionMember(pid_t process, pid_t session); // reads one file

QString workingFolder(pid_t process); // empty: gone, or another user's

} // namespace oriel::vt
