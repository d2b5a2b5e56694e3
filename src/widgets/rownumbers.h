// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace oriel {

class Grid;
class GridLook;

// The row numbers of a grid. It stands where a QTableView has its vertical header but holds no section for a row: five million
// rows would cost 40 MB and 20 ms at each growth. It takes no model; the grid tells it where rows stand. Owned by its grid.
class RowNumbers final : public QHeaderView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RowNumbers)
public:
    RowNumbers(Grid *grid, const GridLook *look);
    void setModel(QAbstractItemModel *) override {}
    void setSelectionModel(QItemSelectionModel *) override {}
    QSize sizeHint() const override;

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *) override { m_pressed = -1; }
    void mouseDoubleClickEvent(QMouseEvent *event) override { mousePressEvent(event); }

private:
    Grid *m_grid;
    const GridLook *m_look;
    int m_pressed = -1; // the row last reported while the button is down
};

} // namespace oriel
