// SPDX-License-Identifier: GPL-3.0-or-later
// The marks a merge leaves in a file (git-merge(1), "How conflicts are presented"), and what stands without them. Pure; any
// thread.
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace oriel::git {

// Byte ranges of the text it was found in. The sides end with their last line end.
struct Conflict
{
    struct Range
    {
        qsizetype begin = 0, length = 0;

        bool operator==(const Range &) const = default;
    };

    Range whole; // from "<<<<<<<" to the line end after ">>>>>>>"
    Range ours, theirs;
    std::optional<Range> base;                 // of the styles diff3 and zdiff3
    QByteArray oursName, baseName, theirsName; // what stands behind the marks: "HEAD", a branch, a commit's subject

    bool operator==(const Conflict &) const = default;
};

// In the order of the text. Marks that do not form a whole conflict are text. markSize: the attribute conflict-marker-size.
QList<Conflict> conflictsIn(QByteArrayView text, int markSize = 7);

enum class Side { Ours, Theirs, Base, OursThenTheirs, TheirsThenOurs };

QByteArray chosen(QByteArrayView text, const Conflict &conflict, Side side);   // what takes the place of conflict.whole
QByteArray resolved(QByteArrayView text, const Conflict &conflict, Side side); // the whole text; nothing else of it changes

} // namespace oriel::git
