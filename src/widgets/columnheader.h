// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QHeaderView>
#include <QTimer>

namespace oriel {

class Grid;
class GridLook;

// The two-line header of a grid: name, and the type with its key mark beneath. It knows where each column stands: the pinned ones
// come first and stay at the left while the others scroll beneath them (where they would leave no room, they scroll too), so
// QHeaderView's own places of sections are not those on screen. A drag moves a column; with Shift or Ctrl it selects. Owned by
// its grid.
class ColumnHeader final : public QHeaderView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ColumnHeader)
public:
    ColumnHeader(Grid *grid, const GridLook *look);
    QSize sizeHint() const override;

    int pinnedCount() const { return m_pinned; }
    int stuckCount() const { return stuckWidth() > 0 ? m_pinned : 0; } // of the first columns, those that do not scroll
    int stuckWidth() const;                                            // px
    int leftOf(int column) const;                                      // px in the viewport
    int visualAt(int x) const;                                         // −1: right of the last column
    int widthOf(int column) const;                                     // px, also of a hidden one
    void setWidth(int column, int width);                              // px, also of a hidden one
    void setColumnHidden(int column, bool isHidden);
    void place(int column, int gap, bool isPinned);      // before the column that stands at `gap` now, in visual order
    void arrange(const QList<int> &columns, int pinned); // all columns in their order, the first ones pinned
    void flash(int column);                              // drawn as chosen for a moment
    int flashed() const { return m_flashed; }
    bool endMove(); // without moving; false: there was none

Q_SIGNALS:
    void placedByHand();                          // a column was moved, or its width changed
    void menuAsked(int column, const QPoint &at); // global
    void flashChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    bool viewportEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Gap
    {
        int at = 0; // before the column that stands there
        bool isPinned = false;
    };
    Gap gapAt(int x) const;
    int xOf(Gap gap) const;
    int handleAt(int x) const;
    int shiftAt(int x) const { return x < stuckWidth() ? -offset() : 0; } // from the viewport to where QHeaderView has it
    void paintPart(QPainter *painter, const QRect &part) const;
    void paintMove(QPainter *painter) const;
    void dragTo(int x);
    void drop();
    void scrollAtEdge();

    Grid *m_grid;
    const GridLook *m_look;
    QHash<int, int> m_hiddenWidths;
    int m_pinned = 0, m_flashed = -1;
    int m_pressed = -1, m_entered = -1, m_resized = -1; // columns, while the button is down
    int m_pressedAt = 0, m_draggedTo = 0;               // x
    int m_widthBefore = 0;
    bool m_isMove = false, m_isMoving = false; // pressed without Shift or Ctrl; moved far enough
    QTimer m_scroll, m_flash;
};

} // namespace oriel
