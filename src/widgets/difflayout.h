// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of one file in a DiffView and where they stand. Pure; belongs to one thread at a time.
#pragma once

#include "widgets/difffile.h"

#include <QBitArray>
#include <QSet>

#include <memory>

namespace oriel {

struct DiffRow
{
    enum Kind : quint8 { Header, Remark, Pictures, Hunk, Line, Context, Rest };

    Kind kind = Header;
    int hunk = -1;             // Context: of the gap before that hunk
    int left = -1, right = -1; // lines of the hunk; unified: only left. Context: place in the gap. Remark: which
};

struct DiffLook
{
    bool isSideBySide = false, isWrapped = false, areBlanksShown = false;
    int tabWidth = 4, columns = 80;                              // of one side's text
    int lineHeight = 18, headerHeight = 34, pictureHeight = 260; // px
};

struct DiffPictures
{
    QImage before, after;
    QString beforeWords, afterWords; // "PNG, 640 × 480, 12 kB", or why there is none
};

// A file with what the view knows of it.
struct DiffEntry
{
    DiffFile file;
    bool isFolded = false, isWholeAsked = false, isDressAsked = false, arePicturesAsked = false;
    QSet<int> openGaps;                          // by the hunk behind them
    std::shared_ptr<const QByteArrayList> whole; // all lines after the change; null: not known
    std::shared_ptr<const DiffDresses> dresses;
    std::shared_ptr<const DiffPictures> pictures;
    QBitArray chosen; // lines of all hunks, for staging; empty: none

    QList<DiffRow> rows;
    QList<int> tops;     // px from the file's top, and the height behind the last
    int mostColumns = 0; // of its lines

    void layOut(const DiffLook &look);
    int height() const { return tops.last(); }
    int rowAt(int y) const;         // y: px from the file's top
    int rowOfHunk(int hunk) const;  // −1: it is folded
    int gapBefore(int hunk) const;  // lines between it and the one before; hunks.size(): the rest, −1: not known how many
    int firstOfGap(int hunk) const; // its first line after the change
    DiffLine gapLine(int hunk, int place) const;
    int placeOf(int hunk, int line) const;                                           // of a line among all lines
    const DiffLine *line(const DiffRow &row, bool isRight, bool isSideBySide) const; // null: nothing stands there
private:
    void add(DiffRow row, int height);
    void addLines(int hunk, const DiffLook &look);
    int heightOf(const DiffLook &look, const QByteArray &left, const QByteArray &right = {}) const;
};

} // namespace oriel
