// SPDX-License-Identifier: GPL-3.0-or-later
// Each blocks: any thread but the GUI's. Error code "overwrites": git would lose changes, detail names the files, one a line;
// "asks": git would ask at a terminal, the message names the line to run there; else as command.h has it.
#pragma once

#include "engines/git/keep.h"
#include "engines/git/status.h"

#include <optional>

namespace oriel::git {

struct Branch
{
    QByteArray ref;      // "refs/heads/main", "refs/remotes/origin/main"
    QByteArray id;       // of its last commit
    QByteArray upstream; // a ref; empty: none
    QByteArray target;   // of a symbolic ref as origin/HEAD; else empty
    QByteArray workTree; // where it is checked out; empty: nowhere
    QByteArray subject;
    QDateTime when; // its last commit was committed
    int ahead = 0, behind = 0;
    bool isCurrent = false;
    bool isGone = false; // the upstream is no longer there

    bool isRemote() const { return ref.startsWith("refs/remotes/"); }
    QByteArray name() const; // "main", "origin/main"
    bool operator==(const Branch &) const = default;
};
Result<QList<Branch>> branches(const Place &place, std::stop_token stop = {}); // local ones first, each by name

// git-check-ref-format(1) and what `git branch` adds to it. The error says what is wrong with the name. Pure.
Result<> checkBranchName(QByteArrayView name);

// From a revision; empty: HEAD. A remote branch becomes its upstream, as git's own configuration has it.
Result<> createBranch(const Place &place, const QByteArray &name, const QByteArray &from = {}, std::stop_token stop = {});
Result<> renameBranch(const Place &place, const QByteArray &from, const QByteArray &to, std::stop_token stop = {});
// Error code "unmerged" where its commits are in no upstream and not in HEAD; isForced takes it all the same. The answer is the
// id of its last commit: createBranch(name, id) brings it back.
Result<QByteArray> deleteBranch(const Place &place, const QByteArray &name, bool isForced = false, std::stop_token stop = {});
// A local branch; a remote one's short name makes the local one that follows it; isDetached: any revision. Nothing of the user's
// is lost: see "overwrites".
Result<> switchTo(const Place &place, const QByteArray &name, bool isDetached = false, std::stop_token stop = {});
Result<> merge(const Place &place, const QByteArray &revision, std::stop_token stop = {}); // code "conflict": resolve and proceed

enum class Step { Continue, Skip, Abort };
// Goes on with what status() says is under way (Merge, Rebase, CherryPick, Revert, Mailbox). Before Abort and Skip, what differs
// from HEAD in the working tree is kept (ids). Error code "conflict": there are (more) paths to resolve.
Result<QByteArrayList> proceed(const Place &place, const Shelf &shelf, Operation operation, Step step, std::stop_token stop = {});

struct Stash
{
    QByteArray id, subject;
    QDateTime when;

    bool operator==(const Stash &) const = default;
};
struct StashWish
{
    QByteArray message = {};
    QByteArrayList paths = {}; // empty: everything
    bool isWithUntracked = false, isKeepingIndex = false;
};
Result<QList<Stash>> stashes(const Place &place, std::stop_token stop = {}); // the newest first
Result<> stashPush(const Place &place, const StashWish &wish,
                   std::stop_token stop = {}); // code "nothing": there is nothing to put away
// By id, because numbers shift when somebody else puts away. Code "conflict": applied with conflicts, and not dropped.
Result<> stashApply(const Place &place, const QByteArray &id, bool isDropping, std::stop_token stop = {});
Result<> stashDrop(const Place &place, const QByteArray &id, std::stop_token stop = {});
Result<> stashStore(const Place &place, const Stash &stash, std::stop_token stop = {}); // brings a dropped one back

} // namespace oriel::git
