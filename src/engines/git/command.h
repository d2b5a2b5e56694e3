// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/place.h"

#include <QByteArrayList>

#include <chrono>
#include <stop_token>
#include <utility>

namespace oriel::git {

// One run of `git`. Every run names --git-dir and --work-tree, reads no pager, prompts for nothing, runs no fsmonitor and no
// external diff (SAFETY 6, facts A2); one that only reads takes no lock and does not rewrite the index.
struct Command
{
    QByteArrayList arguments; // bytes: names need not be UTF-8
    QByteArray input = {};
    bool isWriting = false;                  // the user's own action: may lock, fetch objects, run hooks
    qint64 outputLimit = 256 * 1024 * 1024;  // bytes
    std::chrono::milliseconds limit{60'000}; // 0: none
    QList<std::pair<QByteArray, QByteArray>> environment = {};
};
struct Output
{
    int exitCode = 0;
    QByteArray text, errors;
};

// Blocks; any thread but the GUI's. Error: git is missing ("not-found"), did not end in time ("timeout"), was stopped
// ("cancelled"), said too much ("too-much"); `answer` also where it ended with another status than 0: code is the status, detail
// what it said, message a sentence for the user where the words are known (index.lock, unknown revision, corrupt object…).
Result<Output> run(const Place &place, const Command &command, std::stop_token stop = {});
Result<QByteArray> answer(const Place &place, const Command &command, std::stop_token stop = {});

} // namespace oriel::git
