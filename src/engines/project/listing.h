// SPDX-License-Identifier: GPL-3.0-or-later
// What is in folders. Blocks; any thread but the GUI's. Names are the file system's bytes.
#pragma once

#include "base/result.h"
#include "engines/project/ignore.h"

#include <QList>

#include <functional>
#include <stop_token>

namespace oriel::project {

struct FolderEntry
{
    QByteArray name;
    bool isFolder = false; // or a link to one
    bool isLink = false;
    qint64 size = 0;  // bytes; of a link's own
    qint64 mtime = 0; // ms since 1970; of a link's own

    bool isHidden() const { return name.startsWith('.'); }
    bool operator==(const FolderEntry &) const = default;
};

// One level, sorted. Error: errno's name, or "cancelled".
Result<QList<FolderEntry>> listFolder(const QByteArray &path, std::stop_token stop = {});
// Folders first, then by name as people count (file2 before file10, capitals as small letters).
void sortEntries(QList<FolderEntry> &entries);

// Every regular file below `root`/`below`, as its path from `root`, folder by folder, in the order of bytes. No symbolic link is
// followed. `ignore`: the rules that hold for all, to which each folder's .gitignore is added; null: ignored files too. What is
// called .git is left out; a repository or submodule inside is entered, for the user sees its files in the tree (git grep would
// not). Folders that cannot be read are left out, and those more than 256 deep. Ends early where `each` answers false.
Result<> walk(const QByteArray &root, const IgnoreRules *ignore, const std::function<bool(const QByteArray &path)> &each,
              std::stop_token stop = {}, const QByteArray &below = {});

// The folders such a walk enters, `below` itself first.
Result<> walkFolders(const QByteArray &root, const IgnoreRules *ignore, const std::function<bool(const QByteArray &path)> &each,
                     std::stop_token stop = {}, const QByteArray &below = {});

// The rules that hold for what is in `top`/`folder`: the common files, then each .gitignore from the top down.
IgnoreRules rulesAt(const QByteArray &top, const QByteArrayList &common, const QByteArray &folder = {});

} // namespace oriel::project
