// SPDX-License-Identifier: GPL-3.0-or-later
// Two texts compared in this process: for bars beside text that nobody has saved. No repository, no git; any thread.
#pragma once

#include "engines/git/patch.h"

#include <QStringView>

namespace oriel::git {

// Lines count from 0; a count of 0: nothing on that side, and the line is the one before which the other side's stand.
struct LineChange
{
    int before = 0, beforeCount = 0, after = 0, afterCount = 0;

    bool operator==(const LineChange &) const = default;
};

// As `git diff -U0` would say it of the same two texts. Error code "too-large" above 64 MB.
Result<QList<LineChange>> compareLines(QByteArrayView before, QByteArrayView after, Whitespace whitespace = Whitespace::Exact);

struct Span
{
    qsizetype begin = 0, length = 0;

    bool operator==(const Span &) const = default;
};
struct WordChanges
{
    QList<Span> before, after; // what differs, in UTF-16 units, in order and apart; both empty: equal, or too different to help
    bool isCut = false;        // too long to be compared by words: nothing is marked
};
WordChanges compareWords(QStringView before, QStringView after);

} // namespace oriel::git
