// SPDX-License-Identifier: GPL-3.0-or-later
// Which folders of a working tree are watched, and what in them is git's business. Values; any thread.
#pragma once

#include "engines/git/place.h"
#include "engines/project/ignore.h"

#include <QSet>

#include <optional>
#include <stop_token>
#include <vector>

namespace oriel {

// Watched are all folders that are not ignored (an untracked one may hold the next new file, an empty one too) and all that hold
// tracked files. Paths are bytes from the root.
class WorktreeSurvey final
{
public:
    explicit WorktreeSurvey(QByteArray root, std::optional<git::Place> place = std::nullopt);

    // Each blocks. Without the user's trust git is not asked: nothing is known to be tracked then.
    Result<> readAll(bool isTrusted, std::stop_token stop = {});
    Result<> readTracked(std::stop_token stop = {}); // again, after the index was written
    bool isNew(const QByteArray &path) const;        // a folder that is there and should be watched, and is not
    void extend(const QByteArray &path);             // by it and the folders below it
    void readGitFolders();                           // again: references come and go with their folders

    const QSet<QByteArray> &folders() const { return m_folders; }
    QByteArrayList watched() const;                              // absolute: the folders, and those of the repository
    bool isIgnored(const QByteArray &path, bool isFolder) const; // and not tracked
    bool isSubmodule(const QByteArray &absolute) const;          // HEAD or index of a submodule

    static constexpr qsizetype most = 30'000; // folders found by walking; those git names are not counted

private:
    void take(QByteArrayView record);
    void walk(const QByteArray &below, std::stop_token stop);

    QByteArray m_root;
    std::optional<git::Place> m_place;
    project::IgnoreRules m_common, m_rules; // what holds for all; with each folder's own
    QSet<QByteArray> m_folders;
    std::vector<std::size_t> m_tracked; // hashes, sorted: one that collides only makes git run once more
    QByteArray m_last;                  // the folder of the last tracked file
    QByteArrayList m_gitFolders, m_submodules;
};

} // namespace oriel
