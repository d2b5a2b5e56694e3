// SPDX-License-Identifier: GPL-3.0-or-later
// What the user does to the index and the working tree. Each blocks: any thread but the GUI's. Paths are bytes from the top and
// mean themselves, never a pattern; a rename is both of its paths. Error: as command.h has it, and the codes named below.
#pragma once

#include "engines/git/command.h"
#include "engines/git/keep.h"

namespace oriel::git {

Result<> stage(const Place &place, const QByteArrayList &paths,
               std::stop_token stop = {}); // also deletions and untracked folders
Result<> unstage(const Place &place, const QByteArrayList &paths, std::stop_token stop = {}); // also before the first commit
Result<> intentToAdd(const Place &place, const QByteArrayList &paths, std::stop_token stop = {});

// `part`: of diff index → worktree (stage, discard) or HEAD → index (unstage), chosen with partOf().
Result<> stagePatch(const Place &place, const QByteArray &part, std::stop_token stop = {});
Result<> unstagePatch(const Place &place, const QByteArray &part, std::stop_token stop = {});

// These remove what is in no commit, and so keep it first; the answer is what undo() takes. Where it cannot be kept nothing is
// done.
Result<QByteArrayList> discardPatch(const Place &place, const Shelf &shelf, const QByteArray &part, std::stop_token stop = {});
// Tracked: as the index has it; untracked: removed, of a folder what is not ignored. Error code "unmerged" (resolve it first),
// "submodule", "repository" (a repository of its own inside an untracked folder).
Result<QByteArrayList> discard(const Place &place, const Shelf &shelf, const QByteArrayList &paths, std::stop_token stop = {});

enum class Resolution { Ours, Theirs, AsItStands };
// Ends a path's conflict: with one side (that may be "deleted"), or with what stands in the working tree.
Result<QByteArrayList> resolve(const Place &place, const Shelf &shelf, const QByteArray &path, Resolution resolution,
                               std::stop_token stop = {});

} // namespace oriel::git
