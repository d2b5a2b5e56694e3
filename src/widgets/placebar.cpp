// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/placebar.h"

#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr int barWidth = 14, margin = 3, leastHeight = 6; // px
constexpr int blink = 350;                                // ms
constexpr int whole = 1000;

QString about(double fraction) { return u"≈ %1 %"_s.arg(std::lround(fraction * 100)); }

} // namespace

PlaceBar::PlaceBar(QWidget *parent) : QAbstractSlider(parent)
{
    setObjectName(u"place"_s);
    setAccessibleName(tr("Place in the whole table"));
    setOrientation(Qt::Vertical);
    setInvertedAppearance(true); // the first row is on top
    setRange(0, whole);
    setFixedWidth(barWidth);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setMouseTracking(true);
    setJumpable(false);
    m_blink.setInterval(blink);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_isLit = !m_isLit;
        update();
    });
}

QSize PlaceBar::sizeHint() const { return {barWidth, 8 * unit}; }

void PlaceBar::setPlace(double from, double to)
{
    m_place = Part{std::clamp(from, 0.0, 1.0), std::clamp(std::max(from, to), 0.0, 1.0)};
    setShown(int(std::lround((m_place->from + m_place->to) / 2 * whole)));
}

void PlaceBar::clearPlace()
{
    m_place.reset();
    setShown(0);
}

void PlaceBar::setShown(int thousandths)
{
    m_isOurs = true;
    setValue(thousandths);
    m_isOurs = false;
    setAccessibleDescription(m_place ? text() : tr("not known"));
    update();
}

void PlaceBar::setJumpable(bool isJumpable, const QString &why)
{
    m_isJumpable = isJumpable;
    m_why = why;
    setFocusPolicy(isJumpable ? Qt::StrongFocus : Qt::NoFocus);
    setCursor(isJumpable ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (!isJumpable)
        aim({});
    update();
}

void PlaceBar::setBusy(bool isBusy)
{
    if (isBusy == m_blink.isActive())
        return;
    isBusy ? m_blink.start() : m_blink.stop();
    m_isLit = true;
    if (!isBusy)
        aim({});
    setCursor(isBusy ? Qt::BusyCursor : m_isJumpable ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

QString PlaceBar::text() const { return m_place ? about((m_place->from + m_place->to) / 2) : QString(); }

double PlaceBar::fractionAt(int y) const { return std::clamp(double(y - margin) / std::max(1, height() - 2 * margin), 0.0, 1.0); }

double PlaceBar::yOf(double fraction) const { return margin + fraction * (height() - 2 * margin); }

void PlaceBar::aim(std::optional<double> target)
{
    m_target = target;
    if (m_target)
        QToolTip::showText(mapToGlobal(QPoint(barWidth + 4, int(yOf(*m_target)) - 2 * unit)), about(*m_target), this);
    else
        QToolTip::hideText();
    update();
}

void PlaceBar::ask(double fraction)
{
    aim(fraction);
    Q_EMIT jumpAsked(fraction);
    if (!m_blink.isActive())
        aim({}); // whoever asked for it is there, or will not go
}

// An assistive tool moved it.
void PlaceBar::sliderChange(SliderChange change)
{
    QAbstractSlider::sliderChange(change);
    if (change == SliderValueChange && !m_isOurs && m_isJumpable)
        ask(double(value()) / whole);
}

bool PlaceBar::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString where = text().isEmpty() ? tr("Place in the table: not known") : tr("In sight: %1").arg(text());
        const QString what = m_isJumpable ? tr("Jump to %1").arg(about(fractionAt(help->y()))) : m_why;
        QToolTip::showText(help->globalPos(), plain(what.isEmpty() ? where : what + u'\n' + where), this);
        return true;
    }
    if (event->type() == QEvent::ShortcutOverride && m_target && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape)
        event->accept();
    return QAbstractSlider::event(event);
}

void PlaceBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const auto colour = [&theme](const QString &role) { return theme.colour(role); };
    painter.fillRect(rect(), colour(u"window"_s));
    painter.fillRect(0, 0, 1, height(), colour(u"border"_s));
    for (int tick = 1; m_isJumpable && tick < 4; ++tick)
        painter.fillRect(QRectF(width() - 5, yOf(tick / 4.0), 4, 1), colour(u"outline"_s));
    if (m_place && (m_isLit || m_target)) {
        const double middle = yOf((m_place->from + m_place->to) / 2);
        const double tall = std::max<double>(leastHeight, yOf(m_place->to) - yOf(m_place->from));
        const double top = std::clamp(middle - tall / 2, double(margin), std::max<double>(margin, height() - margin - tall));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour(m_isJumpable ? u"accent"_s : u"outline"_s));
        painter.drawRoundedRect(QRectF(4, top, width() - 7, tall), 2, 2);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    if (m_target && m_isLit) { // a line across, with a head
        const int at = int(yOf(*m_target));
        painter.fillRect(0, at - 1, width(), 2, colour(u"text"_s));
        painter.fillRect(0, at - 4, 3, 8, colour(u"text"_s));
    }
    if (hasFocus()) {
        painter.setPen(QPen(colour(u"accent"_s), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void PlaceBar::mousePressEvent(QMouseEvent *event)
{
    m_isPressed = m_isJumpable && event->button() == Qt::LeftButton && !m_blink.isActive();
    if (m_isPressed)
        aim(fractionAt(event->position().toPoint().y()));
}

void PlaceBar::mouseMoveEvent(QMouseEvent *event)
{
    if (m_isPressed)
        aim(fractionAt(event->position().toPoint().y()));
}

void PlaceBar::mouseReleaseEvent(QMouseEvent *event)
{
    if (std::exchange(m_isPressed, false) && m_target)
        ask(fractionAt(event->position().toPoint().y()));
}

void PlaceBar::keyPressEvent(QKeyEvent *event)
{
    const double now = m_target.value_or(double(value()) / whole);
    switch (m_isJumpable && !m_blink.isActive() ? event->key() : 0) {
    case Qt::Key_Up:
        return aim(std::max(0.0, now - 0.01));
    case Qt::Key_Down:
        return aim(std::min(1.0, now + 0.01));
    case Qt::Key_PageUp:
        return aim(std::max(0.0, now - 0.1));
    case Qt::Key_PageDown:
        return aim(std::min(1.0, now + 0.1));
    case Qt::Key_Home:
        return aim(0.0);
    case Qt::Key_End:
        return aim(1.0);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_target)
            ask(*m_target);
        return;
    case Qt::Key_Escape:
        if (m_target) {
            m_isPressed = false;
            return aim({});
        }
        break;
    default:
        break;
    }
    event->ignore();
}

void PlaceBar::focusOutEvent(QFocusEvent *event)
{
    QAbstractSlider::focusOutEvent(event);
    if (!m_blink.isActive() && m_target)
        aim({});
    update();
}

void PlaceBar::wheelEvent(QWheelEvent *event) { event->ignore(); } // a turn of the wheel is no query

} // namespace oriel
