// SPDX-License-Identifier: GPL-3.0-or-later
// One look at a working tree, off the GUI thread. Values.
#pragma once

#include "jobs/worktreestates.h"
#include "jobs/worktreesurvey.h"

#include <memory>

namespace oriel {

struct WorktreeKnown // a status and what is looked up in it
{
    git::Status status;
    WorktreeStates states; // of `status`, which stays where it is
};

struct WorktreeWants
{
    bool walk = false;         // folders and ignore rules again
    bool tracked = false;      // what git tracks again
    bool all = false;          // the whole status
    bool isLocked = false;     // may rewrite the index
    bool isRepository = false; // something in it differs
    QSet<QByteArray> paths;    // from the root: differ
    QSet<QByteArray> placed;   // folders that are watched only now

    bool any() const { return walk || tracked || all || isLocked || isRepository || !paths.isEmpty() || !placed.isEmpty(); }
    void add(const WorktreeWants &more);
};

struct WorktreeTask
{
    QByteArray root;
    std::optional<git::Place> place;
    QByteArray fingerprint; // what was agreed to
    bool isTrusted = false;
    WorktreeWants wants;
    std::shared_ptr<const WorktreeSurvey> survey; // null: none yet
    std::shared_ptr<const WorktreeKnown> known;   // null: none yet
};

struct WorktreeLook
{
    QByteArray fingerprint;
    std::shared_ptr<const WorktreeSurvey> survey;
    std::optional<QByteArrayList> folders;      // to watch from now on; nothing: as they were
    std::shared_ptr<const WorktreeKnown> known; // null: git was not asked
    bool isWhole = false;                       // known: was asked for everything
    bool isPostponed = false;                   // new folders first have to be watched
    std::optional<Error> error;
};

// Blocks. git runs only where the task is trusted and the fingerprint is still what was agreed to.
WorktreeLook lookAt(const WorktreeTask &task, std::stop_token stop);

} // namespace oriel
