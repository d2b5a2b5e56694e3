// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/closebutton.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace oriel {

CloseButton::CloseButton(QWidget *parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::NoFocus);
    setFixedSize(side, side);
    setCursor(Qt::ArrowCursor);
}

void CloseButton::setModified(bool isModified)
{
    m_isModified = isModified;
    update();
}

void CloseButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &theme = Theme::current();
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setPen(Qt::NoPen);
    if (m_isModified && !underMouse()) {
        painter.setBrush(theme.colour(u"muted"_s));
        painter.drawEllipse(box.center(), 4, 4);
        return;
    }
    if (underMouse()) {
        painter.setBrush(theme.colour(u"selection"_s));
        painter.drawRoundedRect(box, 3, 3);
    }
    painter.setPen(QPen(theme.colour(underMouse() ? u"text"_s : u"muted"_s), 1.3));
    const QRectF cross = box.adjusted(4, 4, -4, -4);
    painter.drawLine(cross.topLeft(), cross.bottomRight());
    painter.drawLine(cross.topRight(), cross.bottomLeft());
}

} // namespace oriel
