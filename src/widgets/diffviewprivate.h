// SPDX-License-Identifier: GPL-3.0-or-later
// What the source files of DiffView share.
#pragma once

#include "base/background.h"
#include "widgets/difftext.h"
#include "widgets/diffview.h"

#include <QTextLayout>

#include <compare>
#include <vector>

class QPainter;

namespace oriel {

struct DiffView::Private
{
    struct Spot // in the text; side 0: left, or the only one
    {
        int file = -1, row = 0, unit = 0;

        auto operator<=>(const Spot &) const = default;
    };
    struct Button
    {
        enum What { Fold, Open, Stage, Unstage, Discard, Gap } what = Fold;
        QRect rect;
        QString text;
        int file = 0, hunk = -1; // −1: of the whole file
    };
    struct Column // of one side, px in the viewport
    {
        int left = 0, right = 0, sign = 0, text = 0;
        int numbers[2] = {-1, -1}; // right edges of the numbers before and after; −1: not shown
    };
    struct Anchor // what stands on top, whatever is laid out anew
    {
        QByteArray key;
        int hunk = -1, line = 0, above = 0; // px of it that are above the view
        DiffRow::Kind kind = DiffRow::Header;
    };

    explicit Private(DiffView *view) : q(view) {}
    void measure(); // fonts
    void layOutAll();
    void layOutFrom(int file); // that one, and where those behind it stand
    void placeFrom(int file);
    void fitBars();
    Anchor anchor() const;
    void restore(const Anchor &anchor);
    DiffEntry entryOf(const DiffFile &file) const;

    int scrolled() const;
    int fileAt(int y) const; // y: px from the top of all
    std::pair<int, int> rowAt(int viewY) const;
    std::pair<int, int> setCurrentAt(QPoint at);
    int topOf(int file, int row) const; // in the viewport
    QRect headerRect(int file) const;   // in the viewport, where it stays while its file is seen
    int stickyFile() const;
    QList<Column> columns() const;
    QList<Button> buttonsOf(int file, int row, const QRect &rect) const;
    QList<Button> buttonsAt(QPoint at) const;
    void addActs(QList<Button> *buttons, const DiffFile &file, const Button &made, int right, const QRect &rect) const;
    QString hunkText(const DiffEntry &entry, int hunk) const;

    void paintRow(QPainter &painter, int file, int row, const QRect &rect);
    void paintHeader(QPainter &painter, int file, const QRect &rect);
    void paintHunk(QPainter &painter, int file, int row, const QRect &rect);
    void paintRemark(QPainter &painter, int file, int row, const QRect &rect);
    void paintPictures(QPainter &painter, const DiffEntry &entry, const QRect &rect);
    void paintSide(QPainter &painter, int file, int row, int side, const Column &column, const QRect &rect);
    void paintText(QPainter &painter, const DiffLine &line, const DiffDress *dress, int file, int row, int side,
                   const Column &column, const QRect &rect);
    void paintButton(QPainter &painter, const Button &button);
    void askForSeen();
    void dressNext();

    std::optional<DiffLine> lineAt(int file, int row, int side) const;
    const DiffDress *dressAt(int file, int row, int side) const;
    Spot spotAt(QPoint at, int side) const;
    int sideAt(int x) const;
    std::pair<Spot, Spot> selection() const;
    void press(const Button &button);
    void toggleGap(int file, int hunk);
    void chooseTo(int file, int row);
    QBitArray hunkLines(int file, int hunk) const;
    bool hasChosen(int file, int hunk) const; // the hunk holds lines that are chosen
    void say();

    DiffView *const q;
    std::vector<DiffEntry> entries;
    QList<int> tops{0};  // px of each file, and behind the last
    int mostColumns = 0; // of a line
    DiffLook look;
    Dresser dresser;
    QString emptyText, wanted;        // wanted: what is looked for
    QList<std::pair<int, int>> found; // file, place of the line among all of its lines
    int foundIndex = -1;
    int file = -1, hunk = -1; // the current one
    int side = 0;
    Spot from, to; // selected
    bool isSelecting = false, isChoosing = false, choosesOn = true;
    int chosenFrom = 0;
    QPoint hover{-1, -1};
    int cell = 8, digits = 4; // px of a character; of line numbers
    Job dressing;
    bool isDressing = false;
};

} // namespace oriel
