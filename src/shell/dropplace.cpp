// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/dropplace.h"

#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

DropPlace::Zone zoneAt(const QRect &room, const QPoint &position)
{
    using enum DropPlace::Zone;
    if (!room.contains(position))
        return None;
    const double x = double(position.x() - room.left()) / std::max(1, room.width());
    const double y = double(position.y() - room.top()) / std::max(1, room.height());
    const std::pair<double, DropPlace::Zone> edges[] = {{x, Left}, {1 - x, Right}, {y, Top}, {1 - y, Bottom}};
    const auto nearest = *std::min_element(std::begin(edges), std::end(edges));
    return nearest.first < 0.25 ? nearest.second : Centre;
}

QRect halfOf(const QRect &room, DropPlace::Zone zone)
{
    using enum DropPlace::Zone;
    const int width = room.width() / 2, height = room.height() / 2;
    switch (zone) {
    case Left:
        return room.adjusted(0, 0, -width, 0);
    case Right:
        return room.adjusted(width, 0, 0, 0);
    case Top:
        return room.adjusted(0, 0, 0, -height);
    case Bottom:
        return room.adjusted(0, height, 0, 0);
    default:
        return room;
    }
}

DropMark::DropMark(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"dropMark"_s);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void DropMark::showAt(const DropPlace &place)
{
    setVisible(place.zone != DropPlace::Zone::None);
    setGeometry(place.shown);
    raise();
}

void DropMark::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor accent = Theme::current().colour(u"accent"_s);
    QColor veil = accent;
    veil.setAlpha(40);
    painter.fillRect(rect(), veil);
    painter.setPen(QPen(accent, 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

} // namespace oriel
