// SPDX-License-Identifier: GPL-3.0-or-later
// What git remembers. Each blocks: any thread but the GUI's. Bytes of names and texts are as git has them, in UTF-8 where it
// knows better. Error: as command.h has it.
#pragma once

#include "engines/git/patch.h"

#include <QDateTime>

#include <functional>
#include <optional>

namespace oriel::git {

struct Signature
{
    QByteArray name, mail;
    QDateTime when; // with the offset from UTC where it was made

    bool operator==(const Signature &) const = default;
};
struct Commit
{
    QByteArray id;
    QByteArrayList parents; // of a graph of some paths only: the nearest that are shown
    Signature author, committer;
    QByteArray subject;
    QByteArrayList refs = {}; // that point here: "HEAD", "refs/heads/main", "refs/tags/v1"
    QByteArray path = {};     // LogWish::isFollowing: what the file was called in it

    bool operator==(const Commit &) const = default;
};

struct LogWish
{
    QByteArrayList revisions = {};        // as git reads them: "main..side"; empty: HEAD
    bool isAll = false;                   // every branch, tag and HEAD
    QByteArrayList paths = {};            // literally
    bool isFollowing = false;             // the one path's earlier names too
    bool isGraph = false;                 // each commit before its parents, and parents that are shown: for Lanes
    QByteArray message = {}, author = {}; // text in them, in any case
    QByteArray changed = {},
               changedLike = {};       // text whose number of places changes (-S); a regular expression in changed lines (-G)
    QByteArray since = {}, until = {}; // dates as git reads them
    int skip = 0, most = 0;            // commits; 0: all
    int batch = 200;                   // commits that `each` gets at once; the first ones come alone
};
// `each` is called on the calling thread; false: enough. A repository without a commit has an empty history.
Result<> log(const Place &place, const LogWish &wish, const std::function<bool(QList<Commit>)> &each, std::stop_token stop = {});
Result<QList<Commit>> log(const Place &place, const LogWish &wish, std::stop_token stop = {});

Result<QByteArray> messageOf(const Place &place, const QByteArray &id, std::stop_token stop = {}); // subject and body
// What it changed against its parent of this number (from 0), the root against nothing.
Result<> patchOf(const Place &place, const Commit &commit, int parent, const std::function<void(FilePatch)> &each,
                 std::stop_token stop = {});
Result<QByteArray> mergeBase(const Place &place, const QByteArray &a, const QByteArray &b,
                             std::stop_token stop = {}); // empty: none

struct BlameCommit
{
    QByteArray id; // zeros: not committed yet
    Signature author;
    QByteArray subject;
    QByteArray previous, previousPath; // where the blame goes on before it; empty: nowhere
    bool isBoundary = false;           // the history begins here

    bool isUncommitted() const { return id.count('0') == id.size(); }
    bool operator==(const BlameCommit &) const = default;
};
struct BlamePart
{
    int line = 0, count = 0; // in the text that was asked about, from 0
    int originalLine = 0;    // in the commit's
    int commit = 0;          // in Blame::commits
    QByteArray path;         // what the file was called there

    bool operator==(const BlamePart &) const = default;
};
struct Blame
{
    QList<BlameCommit> commits;
    QList<BlamePart> parts; // in the order git finds them, not of the lines

    bool operator==(const Blame &) const = default;
};
struct BlameWish
{
    QByteArray path;
    QByteArray revision = {};                              // empty: the working tree
    std::optional<QByteArray> text = {};                   // the editor's, instead of the working tree's
    bool isIgnoringBlanks = false, isFindingMoves = false; // -w; -M -C
};
// `each` is called on the calling thread whenever git has found more, with all that is known; false: enough.
Result<Blame> blame(const Place &place, const BlameWish &wish, const std::function<bool(const Blame &)> &each = {},
                    std::stop_token stop = {});

} // namespace oriel::git
