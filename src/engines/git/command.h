// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/place.h"

#include <QByteArrayList>

#include <chrono>
#include <functional>
#include <stop_token>
#include <utility>

namespace oriel::git {

// One run of `git`, in a session without a terminal, at the top of the tree, in English. Every run names --git-dir and
// --work-tree, reads no pager, prompts for nothing, runs no fsmonitor and no external diff (SAFETY 6, facts A2); one that only
// reads takes no lock, does not rewrite the index and fetches nothing. Filters (filter.*.clean) do run where the configuration
// names them: only the user's consent stands before those. Paths are literal.
struct Command
{
    QByteArrayList arguments; // bytes: names need not be UTF-8
    QByteArray input = {};
    bool isWriting = false;                                    // the user's own action: may lock, fetch objects, run hooks
    qint64 outputLimit = 256 * 1024 * 1024;                    // bytes
    std::chrono::milliseconds limit{60'000};                   // 0: none
    QList<std::pair<QByteArray, QByteArray>> environment = {}; // after ours: may replace it
    std::function<bool(QByteArrayView)> each = {};             // gets the text as it comes instead of Output; false: enough
    bool isLiteral = true;                              // paths mean themselves; false for `git stash`, which says ":/" to itself
    std::function<void(QByteArrayView)> eachError = {}; // gets the errors as they come; Output holds their end
};
struct Output
{
    int exitCode = 0;
    QByteArray text, errors;
    bool isEnough = false; // Command::each wanted no more and git was ended
};

// Blocks; any thread but the GUI's. Error: git is missing ("not-found"), the tree is ("no-folder"), it did not end in time
// ("timeout"), was stopped
// ("cancelled"), said too much ("too-much"); `answer` also where it ended with another status than 0: code is the status, detail
// what it said, message a sentence for the user where the words are known (index.lock, unknown revision, corrupt object…).
Result<Output> run(const Place &place, const Command &command, std::stop_token stop = {});
Result<QByteArray> answer(const Place &place, const Command &command, std::stop_token stop = {});

// What `answer` makes of another exit status than 0.
Error failure(const Place &place, const Command &command, const Output &output);

// The whole command line and environment of a run, for those that talk with a git that stays (Blobs).
QByteArrayList commandLine(const Place &place, const Command &command);
QByteArrayList environmentOf(const Command &command);

} // namespace oriel::git
