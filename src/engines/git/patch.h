// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/command.h"

#include <QBitArray>
#include <QList>

#include <functional>

namespace oriel::git {

struct PatchLine
{
    char sign = ' ';           // ' ', '+', '-'
    QByteArray text;           // with its line end as the file has it, without the sign
    int before = 0, after = 0; // line numbers from 1; 0: not on that side
    bool hasNewline = true;    // false: "\ No newline at end of file" follows
};
struct Hunk
{
    int before = 0, beforeCount = 0, after = 0, afterCount = 0; // as in @@ -before,beforeCount +after,afterCount @@
    QByteArray heading;
    QList<PatchLine> lines;
};
struct FilePatch
{
    QByteArray before, after; // paths from the top; before empty: added, after empty: deleted
    char change = 'M';        // M A D R C T U
    int similarity = 0;       // percent, R and C
    quint32 beforeMode = 0, afterMode = 0;
    QByteArray beforeId, afterId; // as git shortens them; empty: unknown
    bool isBinary = false, isSubmodule = false;
    bool isCut = false; // too large: its lines are left out
    QList<Hunk> hunks;
    int added = 0, removed = 0; // lines
};
using Patch = QList<FilePatch>;

// Reads what `git diff -p --raw`-less patch text says. Total: bytes that are no patch give an error with their line.
Result<Patch> readPatch(QByteArrayView text);

enum class Whitespace { Exact, IgnoreChange, IgnoreAll, IgnoreAtEnd };

struct DiffWish
{
    // Ends of the comparison: a revision, or these.
    static constexpr const char *index = ":index", *workTree = ":worktree", *empty = ":empty"; // empty: the empty tree

    QByteArray from = index, to = workTree;
    QByteArrayList paths = {}; // literally; empty: all
    int context = 3;           // lines
    Whitespace whitespace = Whitespace::Exact;
    bool isFunctionContext = false;
    qint64 mostOfFile = 4 * 1024 * 1024; // bytes of one file's patch; FilePatch::isCut beyond
};

// `each` is called for every file as soon as git has said it, on the calling thread. Blocks; any thread but the GUI's.
Result<> diff(const Place &place, const DiffWish &wish, const std::function<void(FilePatch)> &each, std::stop_token stop = {});
Result<Patch> diff(const Place &place, const DiffWish &wish, std::stop_token stop = {});

// The part of a file's patch that holds only the chosen lines (one bit per line of all its hunks, in order; context counts and
// is ignored), as text for `git apply`. isReverse: it will be applied with --reverse (unstage, discard), so lines that are not
// chosen are kept as they stand after the change. Empty: nothing chosen.
QByteArray partOf(const FilePatch &file, const QBitArray &chosen, bool isReverse);
QByteArray textOf(const FilePatch &file);

} // namespace oriel::git
