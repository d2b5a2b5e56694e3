// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QRect>
#include <QWidget>

namespace oriel {

class Pane;

// Where a dragged tab would fall. GUI thread.
struct DropPlace
{
    enum class Zone { None, Tabs, Centre, Left, Right, Top, Bottom };
    Pane *pane = nullptr;
    Zone zone = Zone::None;
    int gap = 0; // Tabs: between which tabs
    QRect shown; // in coordinates of the split area

    bool isSplit() const { return zone >= Zone::Left; }
    Qt::Orientation orientation() const { return zone == Zone::Left || zone == Zone::Right ? Qt::Horizontal : Qt::Vertical; }
    bool isBefore() const { return zone == Zone::Left || zone == Zone::Top; }
};

// A quarter of the room at each edge splits there, what remains joins the pane.
DropPlace::Zone zoneAt(const QRect &room, const QPoint &position);
QRect halfOf(const QRect &room, DropPlace::Zone zone);

// The translucent mark that shows where it would fall.
class DropMark final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DropMark)
public:
    explicit DropMark(QWidget *parent);
    void showAt(const DropPlace &place);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace oriel
