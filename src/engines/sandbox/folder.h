// SPDX-License-Identifier: GPL-3.0-or-later
// A cluster's folder: who may remove it, and whether its owner is alive. A folder of ours holds two files of that purpose:
// `lock`, whose flock is kept by the owner and inherited by the server, and `oriel-sandbox`, the marker that names its kind.
#pragma once

#include "engines/sandbox/account.h"
#include "engines/sandbox/cluster.h"

#include <memory>

namespace oriel::sandbox {

class Lock final
{
public:
    static std::shared_ptr<Lock> take(const QString &folder); // null while any process holds it
    ~Lock();
    Q_DISABLE_COPY_MOVE(Lock)
    int descriptor() const { return m_fd; }

private:
    explicit Lock(int fd) : m_fd(fd) {}
    int m_fd;
};

enum class Kind { None, Unfinished, ThrowAway, Users }; // what the marker says; Unfinished: the user's, not yet in its place

Kind kindOf(const QString &folder, const Account &account); // None where it is no real folder of the account
QString usersFolder();                                      // where the user's own sandbox belongs
QStringList throwAwayBases();                               // folders in which throw-away clusters live, the preferred one first

struct Made
{
    QString folder;
    std::shared_ptr<Lock> lock;
};
// A new folder, 0700 and the account's, locked and marked.
Result<Made> makeFolder(Kind kind, const Account &account);
Result<> mark(const QString &folder, Kind kind, const Account &account);
// A new file, 0600 (or `mode`) and the account's; never follows a link, replaces by renaming. Not flushed:
// on a busy disk each flush takes seconds, and a throw-away cluster needs none.
Result<> writeFile(const QString &file, const QByteArray &text, const Account &account, mode_t mode = 0600);

// Removes a folder whose marker says ThrowAway or Unfinished. Anything else stays, and false is returned.
bool removeFolder(const QString &folder, const Account &account);
// Removes what dead owners left behind.
void sweep(const Account &account);

} // namespace oriel::sandbox
