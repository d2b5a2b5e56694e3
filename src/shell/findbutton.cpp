// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/findbutton.h"

#include "widgets/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace oriel {

FindButton::FindButton(QAction *action, const QString &text, QWidget *parent) : QAbstractButton(parent)
{
    setObjectName(u"window.find"_s);
    setFocusPolicy(Qt::NoFocus); // its key is shorter than the way with Tab
    setCursor(Qt::PointingHandCursor);
    connect(this, &QAbstractButton::clicked, this, [this] { m_action->trigger(); });
    setAction(action, text);
}

void FindButton::setAction(QAction *action, const QString &text)
{
    if (m_action)
        m_action->disconnect(this);
    m_action = action;
    setText(text);
    setAccessibleName(text);
    connect(action, &QAction::changed, this, qOverload<>(&QWidget::update));
    update();
}

QSize FindButton::sizeHint() const { return {42 * unit, 3 * unit + 4}; }

void FindButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.colour(underMouse() ? u"accent"_s : u"outline"_s));
    painter.setBrush(theme.colour(u"surface"_s));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 2.5, -unit + 0.5, -2.5), 4, 4);
    painter.setPen(theme.colour(u"muted"_s));
    const QRect room = rect().adjusted(unit + 2, 0, -2 * unit - 2, 0);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text());
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine,
                     m_action->shortcut().toString(QKeySequence::NativeText));
}

} // namespace oriel
