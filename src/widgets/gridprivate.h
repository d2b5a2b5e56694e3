// SPDX-License-Identifier: GPL-3.0-or-later
// What grid.cpp (copying, keys), gridcolumns.cpp (columns) and gridgeometry.cpp (rows, painting, cursor) share.
#pragma once

#include "base/excerpt.h"
#include "base/text.h"
#include "widgets/columnheader.h"
#include "widgets/grid.h"
#include "widgets/gridcopy.h"
#include "widgets/gridlook.h"
#include "widgets/rownumbers.h"

#include <QAction>
#include <QTimer>

namespace oriel {

struct Grid::Private
{
    explicit Private(Grid *grid);

    int rowCount() const { return q->model() ? q->model()->rowCount() : 0; }
    int widthOf(int column, int first, int last) const; // px: header and the rows from first to last
    void rowsChanged();                                 // scroll range, gutter and edges anew
    void tellEdges();
    QStringList names() const;                 // of the columns, in the source's order
    void columnsChanged();                     // in places of their own where they are others
    void replaced();                           // columns stand elsewhere
    int nextShown(int visual, int step) const; // −1: none
    void leaveHidden();
    void scrollToColumn(int column);
    void showHeaderMenu(int column, const QPoint &at);
    QItemSelection block(int row, int otherRow, int visual, int otherVisual) const;
    void pickColumn(int column, bool isDragged);
    void pressColumn(int column);
    void clickColumn(int column);
    void paintPart(QPainter *painter, const QRect &part) const;
    void paintRow(QPainter *painter, int row, int firstVisual, int lastVisual, const QItemSelection &selection) const;
    void paintLines(QPainter *painter, int firstRow, int lastRow, int firstVisual, int lastVisual) const;
    void repaintRow(int row);
    void addActions();
    QList<int> chosenColumns() const;
    QList<RowRange> chosenRows() const;
    QList<RowRange> selectedRows() const;
    void offerChanges();

    Grid *q;
    GridLook look;
    GridMatch match;
    ColumnHeader *columns;
    RowNumbers *numbers;
    GridCopy *copier;
    QTimer check;  // edges are told after the turn in which rows or the scroll value changed
    QTimer placed; // columnPlacesChanged() waits for it
    QList<QMetaObject::Connection> connections;
    QList<QAction *> actions;
    QAction *copyAsInsert = nullptr, *copyChanges = nullptr;
    QString insertTable;
    QStringList knownNames;
    QPersistentModelIndex anchor; // where a selection began that Shift or a drag extends
    int columnAnchor = 0;
    bool hasGoneBack = false;                     // scrolled back since the last look at the edges
    bool isSortable = false, isSortPress = false; // the header is pressed for a sort, not to select
    bool isEverything = false, isEndTold = false, isStartTold = false;
};

} // namespace oriel
