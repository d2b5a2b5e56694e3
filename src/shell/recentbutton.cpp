// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/recentbutton.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace oriel {

RecentButton::RecentButton(const RecentConnection &recent, QWidget *parent)
    : QAbstractButton(parent),
      m_name(withMarks(recent.name)),
      m_summary(withMarks(recent.summary)),
      m_isProduction(recent.isProduction),
      m_isReadOnly(recent.isReadOnly)
{
    setObjectName(u"welcome.recent."_s + recent.id);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(m_isProduction ? tr("%1, production").arg(m_name) : m_name);
    setAccessibleDescription(m_summary);
    setPlainToolTip(this, m_summary);
}

QSize RecentButton::sizeHint() const { return {40 * unit, 5 * unit}; }

int RecentButton::drawMark(QPainter &painter, int x, const QString &word, const QString &role, const QString &backRole) const
{
    const Theme &theme = Theme::current();
    const int width = painter.fontMetrics().horizontalAdvance(word) + 2 * unit;
    const QRectF pill(x, height() / 2.0 - 10, width, 20);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colour(backRole));
    painter.drawRoundedRect(pill, 10, 10);
    painter.setPen(theme.colour(role));
    painter.drawText(pill, Qt::AlignCenter | Qt::TextSingleLine, word);
    return x + width + unit;
}

void RecentButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.colour(u"selection"_s));
        painter.drawRoundedRect(rect(), 4, 4);
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.colour(u"accent"_s), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    painter.setFont(strong);
    painter.setPen(theme.colour(u"text"_s));
    int x = unit;
    const QString name = painter.fontMetrics().elidedText(m_name, Qt::ElideRight, width() / 2 - 2 * unit);
    painter.drawText(QRect(x, 0, width() - 2 * unit, height()), Qt::AlignVCenter | Qt::TextSingleLine, name);
    x += painter.fontMetrics().horizontalAdvance(name) + unit;
    if (m_isProduction)
        x = drawMark(painter, x, tr("production"), u"production"_s, u"productionBack"_s);
    painter.setFont(font());
    if (m_isReadOnly)
        x = drawMark(painter, x, tr("read-only"), u"muted"_s, u"sunken"_s);
    painter.setPen(theme.colour(u"muted"_s));
    const QRect room(x + unit, 0, std::max(0, width() - x - 2 * unit), height());
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(m_summary, Qt::ElideMiddle, room.width()));
}

void RecentButton::enterEvent(QEnterEvent *) { update(); }

void RecentButton::leaveEvent(QEvent *) { update(); }

void RecentButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        return click();
    QAbstractButton::keyPressEvent(event);
}

} // namespace oriel
