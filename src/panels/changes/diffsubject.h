// SPDX-License-Identifier: GPL-3.0-or-later
// What is compared with what, and how that becomes files of a DiffView. Pure but for load(); any thread but the GUI's.
#pragma once

#include "engines/git/patch.h"
#include "widgets/difffile.h"

#include <QJsonObject>

#include <functional>

namespace oriel {

struct DiffSubject
{
    enum class Kind {
        Changes,   // staged and not staged and untracked
        Unstaged,  // the working tree against the index, with untracked files
        Staged,    // the index against the last commit
        SinceHead, // the working tree against the last commit
        Commit,    // `to` against its first parent
        Revisions, // `from` and `to`
        Files,     // two files of this computer: `from` and `to` are absolute paths
        Text,      // `text`, that nobody has saved, against the last commit's: one path
    };

    Kind kind = Kind::Changes;
    QByteArrayList paths = {}; // literally, from the top; empty: all
    QByteArray from = {}, to = {};
    QByteArray text = {};

    // Changes when the working tree does.
    bool isLive() const { return kind <= Kind::SinceHead || kind == Kind::Text || to == git::DiffWish::workTree; }
    bool isOfRepository() const { return kind != Kind::Files; }
    QString key() const; // the same subject, the same tab
    QString title() const;
    QJsonObject state() const; // without the text
    static DiffSubject restored(const QJsonObject &state);
    bool operator==(const DiffSubject &) const = default;
};

struct DiffOptions
{
    git::Whitespace whitespace = git::Whitespace::Exact;
    int context = 3; // lines

    bool operator==(const DiffOptions &) const = default;
};

// One file, as git says it and in what comparison, so that it can be staged or thrown away.
struct ComparedFile
{
    enum class Group { Untracked, Unstaged, Staged, Other };

    Group group = Group::Other;
    git::FilePatch patch;
    QByteArray before, after; // for Files and Text, which are in no repository: the texts

    QByteArray path() const { return patch.after.isEmpty() ? patch.before : patch.after; }
};

using GiveFile = std::function<void(ComparedFile)>;
// Blocks; each file as soon as it is known.
Result<> load(const git::Place &place, const DiffSubject &subject, const DiffOptions &options, const GiveFile &give,
              std::stop_token stop);
// The hunks between two texts, as `git diff` would make them.
Result<QList<git::Hunk>> hunksOf(const QByteArray &before, const QByteArray &after, const DiffOptions &options);
// A file's whole bytes before or after the change; at most 64 MB.
Result<QByteArray> textOf(const git::Place &place, const ComparedFile &file, bool isAfter, std::stop_token stop);

DiffFile shownFile(const ComparedFile &file, const DiffSubject &subject, const DiffOptions &options);
QString shortRevision(const QByteArray &revision); // "1234abcd", "main", "working tree"
DiffDresses dressed(const DiffFile &file);         // colours by the look of its language, and words that differ

} // namespace oriel
