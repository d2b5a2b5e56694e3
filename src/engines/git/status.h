// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/command.h"

#include <QList>

#include <array>

namespace oriel::git {

// One path of `git status --porcelain=v2 -z`; letters and ids are git's own.
struct Entry
{
    enum class Kind { Tracked, Unmerged, Untracked, Ignored };

    QByteArray path;      // from the top; a folder that is untracked or ignored as a whole ends with '/'
    QByteArray from = {}; // renamed or copied: its old path
    Kind kind = Kind::Tracked;
    char index = '.', work = '.';                      // X and Y: . M T A D R C U, ? and !
    int score = 0;                                     // of a rename or copy, percent
    quint32 headMode = 0, indexMode = 0, workMode = 0; // octal as git has them; 0: not there
    QByteArray headId = {}, indexId = {};              // hex; empty: not there
    std::array<QByteArray, 3> stages = {};             // Unmerged: base, ours, theirs; empty: not there (modes: base, ours, tree)
    QByteArray submodule = {};                         // "S<c><m><u>"; empty: no submodule

    bool isStaged() const { return kind == Kind::Tracked && index != '.'; }
    bool isChanged() const { return kind == Kind::Tracked && work != '.'; } // in the working tree, against the index
    bool operator==(const Entry &) const = default;
};

enum class Operation { None, Merge, Rebase, CherryPick, Revert, Bisect, Mailbox };

struct Status
{
    QByteArray head;     // commit id; empty: no commit yet
    QByteArray branch;   // empty: detached
    QByteArray upstream; // empty: none
    int ahead = 0, behind = 0, stashes = 0;
    Operation operation = Operation::None;
    int step = 0, steps = 0; // of a rebase
    QByteArray onto = {};    // what a merge, pick or rebase brings in: a short name or id
    QByteArray moving = {};  // the branch a rebase moves (HEAD is detached meanwhile)
    QList<Entry> entries;    // by path
    bool isCut = false;      // there is more than StatusWish::most
    std::chrono::microseconds took{};
};

struct StatusWish
{
    enum class Untracked { None, Folders, All };

    QByteArrayList paths = {}; // from the top, literally; empty: everything
    Untracked untracked = Untracked::Folders;
    bool isWithIgnored = false; // ignored folders as a whole
    bool isRefreshing = false;  // may lock and rewrite the index: the user's own action only
    int most = 100'000;         // entries; then git is ended and Status::isCut set
};

// Blocks; any thread but the GUI's. Works without a commit, detached, in the middle of a merge or rebase.
Result<Status> status(const Place &place, const StatusWish &wish = {}, std::stop_token stop = {});

// `part` was asked for `paths` only: what it says of them, and of what lies below them, replaces what was known. False: asked for
// everything, git may now pair renames or fold untracked folders in another way, which a part cannot tell; ask for the whole.
bool replace(Status &whole, const Status &part, const QByteArrayList &paths);

} // namespace oriel::git
