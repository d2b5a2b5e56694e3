// SPDX-License-Identifier: GPL-3.0-or-later
// What a DiffView shows, as values: its owner makes them from whatever compares. Any thread.
#pragma once

#include "widgets/codeeditor.h"

#include <QByteArrayList>
#include <QImage>
#include <QList>
#include <QStringList>

namespace oriel {

struct DiffLine
{
    char sign = ' ';           // ' ', '+', '-'
    QByteArray text;           // with its line end, without the sign
    int before = 0, after = 0; // line numbers from 1; 0: not on that side
    bool hasNewline = true;    // false: the file ends here without one

    bool operator==(const DiffLine &) const = default;
};
struct DiffHunk
{
    int before = 0, beforeCount = 0, after = 0, afterCount = 0; // as in @@ -before,beforeCount +after,afterCount @@
    QString heading;                                            // the function it stands in
    QList<DiffLine> lines;

    int firstBefore() const { return beforeCount > 0 ? before : before + 1; }
    int firstAfter() const { return afterCount > 0 ? after : after + 1; }
    bool operator==(const DiffHunk &) const = default;
};
struct DiffFile
{
    QByteArray key;      // the same file after a refresh has the same
    QString path, group; // as shown; group: "Staged", may be empty
    char state = 'M';    // git's letter, '?' untracked
    QStringList remarks; // "Renamed from a.txt, 98 % alike": each a line below the header
    QByteArray language; // of its colours
    QList<DiffHunk> hunks;
    int added = 0, removed = 0; // lines
    bool canStage = false, canUnstage = false, canDiscard = false, canOpen = false;
    bool canUnfold = false; // its whole text can be asked for
    bool isPicture = false; // its pictures can be asked for
    bool isFolded = false;  // at first

    bool operator==(const DiffFile &) const = default;
};

struct DiffSpan
{
    qsizetype begin = 0, length = 0; // UTF-16 units of a line without its end
};
struct DiffDress // of one line
{
    QList<Stretch> colours;
    QList<DiffSpan> words; // what differs from the line it was
};
using DiffDresses = QList<QList<DiffDress>>; // by hunk and line

QStringView withoutEnd(QStringView line);
QByteArrayView withoutEnd(QByteArrayView line); // LF or CRLF

} // namespace oriel
