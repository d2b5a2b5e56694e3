// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/status.h"

#include <QHash>

namespace oriel {

// How a path stands against the last commit, for trees and tabs; later ones are more telling of a folder.
enum class FileState { Clean, Ignored, Untracked, Added, Deleted, Renamed, Modified, Conflicted };

// A status, looked up by path: every file it names, and every folder above one. A value; any thread.
class WorktreeStates final
{
public:
    explicit WorktreeStates(const git::Status &status = {});
    FileState state(const QByteArray &path) const; // from the top; never Ignored
    bool hasChangesBelow(const QByteArray &path) const;
    const git::Entry *entry(const QByteArray &path) const; // of the status it was made from, while that lives
    bool isUntracked(const QByteArray &path) const;        // it, or a folder above it as a whole

private:
    void put(const QByteArray &path, FileState state);

    struct Known
    {
        FileState state = FileState::Clean;
        bool isFolder = false; // something below it is not clean
        const git::Entry *entry = nullptr;
    };
    QHash<QByteArray, Known> m_known;
};

} // namespace oriel
