// SPDX-License-Identifier: GPL-3.0-or-later
// What the user does to files in the tree. Paths are bytes below `root`; nothing is done through a symbolic link, so nothing
// leaves the root (SAFETY 6); nothing is ever replaced. Blocks; any thread but the GUI's. Error code "outside", "exists",
// "no-trash", else errno's name.
#pragma once

#include "base/result.h"

#include <QByteArray>

namespace oriel::project {

Result<> createFile(const QByteArray &root, const QByteArray &path); // empty; folders on the way are made
Result<> createFolder(const QByteArray &root, const QByteArray &path);
Result<> rename(const QByteArray &root, const QByteArray &from, const QByteArray &to); // folders on the way are made

struct Trashed // where it is now, to bring it back
{
    QByteArray file, info; // absolute
};
// The desktop's trash (freedesktop.org's specification 1.0): the home's where it is on the same file system, else that of the
// file system's own top. "no-trash": there is none, nothing was done.
Result<Trashed> moveToTrash(const QByteArray &root, const QByteArray &path);
Result<> restore(const QByteArray &root, const QByteArray &path, const Trashed &trashed);

} // namespace oriel::project
