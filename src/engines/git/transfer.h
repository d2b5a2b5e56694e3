// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/command.h"

#include <QString>

#include <functional>

namespace oriel::git {

// A line of what git says while it works: a phase with its progress, or words (a server's hook, what was updated).
struct Progress
{
    QString phase;    // "Receiving objects"; empty: words
    QString text;     // the line as it was said, without "remote: "
    int percent = -1; // -1: git does not know yet
    qint64 done = 0, total = 0;
    bool isRemote = false; // the other side says it

    bool operator==(const Progress &) const = default;
};

// Bytes of standard error in any pieces to lines; a line that is written over (CR) is a line. One thread.
class ProgressReader final
{
public:
    explicit ProgressReader(std::function<void(const Progress &)> each) : m_each(std::move(each)) {}
    void add(QByteArrayView piece);
    void finish(); // a last line without an end

private:
    void flush();

    std::function<void(const Progress &)> m_each;
    QByteArray m_line;
};

struct TransferWish
{
    enum class Kind { Fetch, Pull, Push };
    enum class Join { AsConfigured, FastForwardOnly, Merge, Rebase }; // of a pull

    Kind kind = Kind::Fetch;
    QByteArray remote = {}; // empty: git's own choice
    QByteArrayList refs = {};
    Join join = Join::AsConfigured;
    bool isPruning = false, isWithTags = false; // fetch; tags: push too
    bool isForcedWithLease = false;             // push: replaces what we have seen there, nothing newer
    bool isSettingUpstream = false;             // push
};
QByteArrayList wordsOf(const TransferWish &wish);
QString terminalLine(const TransferWish &wish); // the same in a terminal: "git push origin main"

// Blocks as long as it takes; any thread but the GUI's. Credentials come from the user's own helpers and agents; nothing is
// asked. Error codes: "asks" (it would have to: the message names the line for the terminal), "rejected" (the other side has what
// we have not: fetch first), "hook" (declined by one, here or there), "no-upstream", "diverged" (say how to join), "conflict",
// "overwrites", "offline", "cancelled", else as command.h has it.
Result<> transfer(const Place &place, const TransferWish &wish, const std::function<void(const Progress &)> &each = {},
                  std::stop_token stop = {});

} // namespace oriel::git
