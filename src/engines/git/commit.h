// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/command.h"

#include <QList>

#include <functional>

namespace oriel::git {

// What a message lacks; none of it hinders a commit but Empty. Pure.
struct MessageRemark
{
    enum class Kind {
        Empty,
        OnlyComments,  // nothing but lines that begin with the comment sign
        LongSubject,   // more than `longSubject` characters
        NoBlankSecond, // the body begins on the second line: git takes both for the subject
        TrailingBlanks
    };
    static constexpr int longSubject = 72;

    Kind kind;
    int line = 0; // from 0

    bool operator==(const MessageRemark &) const = default;
};
QList<MessageRemark> remarksOn(const QByteArray &message, char commentSign = '#');

struct CommitWish
{
    QByteArray message; // as it will stand, "#" lines too; amending with an empty one keeps the old one's
    bool isAmend = false, isSignOff = false;
    bool isNoVerify = false; // the hooks pre-commit and commit-msg do not run
    bool isAllowEmpty = false;
    QByteArray author = {};     // "Name <mail>"; empty: the user
    QByteArray authorDate = {}; // as git reads dates; empty: now, amending: as it was
};
// What stands in the index becomes a commit; the answer is its id. `said` gets what the hooks print as they print it, on the
// calling thread. Blocks as long as the hooks do: any thread but the GUI's. Error codes: "nothing" (git's reason in the message),
// "hook" (one has refused; detail is the end of what it said), "asks" (signing would need a terminal), "author" (git does not
// know who the user is), else as command.h has it.
Result<QByteArray> commit(const Place &place, const CommitWish &wish, const std::function<void(QByteArrayView)> &said = {},
                          std::stop_token stop = {});

// What git proposes: MERGE_MSG, SQUASH_MSG or the last commit's message (isAmend), else commit.template; empty: nothing.
Result<QByteArray> proposedMessage(const Place &place, bool isAmend, std::stop_token stop = {});

} // namespace oriel::git
