// SPDX-License-Identifier: GPL-3.0-or-later
// What grid.cpp (columns, copying, keys) and gridgeometry.cpp (rows, painting, cursor) share.
#pragma once

#include "base/excerpt.h"
#include "base/text.h"
#include "widgets/grid.h"
#include "widgets/gridcopy.h"
#include "widgets/gridheaders.h"
#include "widgets/gridlook.h"

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
    void pickColumn(int column, bool isDragged);
    void pressColumn(int column);
    void clickColumn(int column);
    void paintRow(QPainter *painter, int row, int firstVisual, int lastVisual, const QItemSelection &selection) const;
    void paintLines(QPainter *painter, int firstRow, int lastRow, int firstVisual, int lastVisual) const;
    void repaintRow(int row);
    void addActions();
    QList<int> chosenColumns() const;
    QList<RowRange> chosenRows() const;

    Grid *q;
    GridLook look;
    ColumnHeader *columns;
    RowNumbers *numbers;
    GridCopy *copier;
    QTimer check; // edges are told after the turn in which rows or the scroll value changed
    QList<QMetaObject::Connection> connections;
    QList<QAction *> actions;
    QAction *copyAsInsert = nullptr;
    QString insertTable;
    int columnAnchor = 0;
    bool hasGoneBack = false;                     // scrolled back since the last look at the edges
    bool isSortable = false, isSortPress = false; // the header is pressed for a sort, not to select
    bool isEverything = false, isEndTold = false, isStartTold = false;
};

} // namespace oriel
