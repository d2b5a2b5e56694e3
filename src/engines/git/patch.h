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
    char change = 'M';  // M A D R C, U: in conflict (ours against the tree); a change of type is a D and an A, as git says it
    int similarity = 0; // percent, R and C
    quint32 beforeMode = 0, afterMode = 0;
    QByteArray beforeId, afterId; // whole where diff() asked; empty: not there, or not in the repository yet
    bool isBinary = false, isSubmodule = false;
    bool isCut = false; // too large: its lines are left out, but counted
    QList<Hunk> hunks;
    int added = 0, removed = 0; // lines
};
using Patch = QList<FilePatch>;

// Reads the text of `git diff -p` with its prefixes a/ and b/. Total: bytes that are no patch give an error "malformed" whose
// position is their line. Of a combined diff (--cc) only the path is taken.
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
// chosen are kept as they stand after the change. In a block the first removed line gives way to the first added one, and so on.
// A line without a newline gets one where another follows it. Modes and renames go only with the whole. Empty: nothing chosen.
// Apply with --whitespace=nowarn (and --unidiff-zero where DiffWish::context was 0); a file read with another Whitespace than
// Exact does not apply.
QByteArray partOf(const FilePatch &file, const QBitArray &chosen, bool isReverse);
QByteArray textOf(const FilePatch &file); // empty: it is cut

} // namespace oriel::git
