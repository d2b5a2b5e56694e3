// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/console/busyline.h"

#include "widgets/theme.h"

#include <QPainter>

namespace oriel {

namespace {
constexpr int thickness = 2; // px
constexpr int steps = 60;    // of one way from left to right
} // namespace

BusyLine::BusyLine(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(thickness);
    setAccessibleName(tr("Working"));
    m_timer.setInterval(33);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_step = (m_step + 1) % steps;
        update();
    });
}

void BusyLine::setBusy(bool isBusy)
{
    if (isBusy == m_timer.isActive())
        return;
    if (isBusy)
        m_timer.start();
    else
        m_timer.stop();
    m_step = 0;
    update();
}

void BusyLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto &theme = Theme::current();
    painter.fillRect(QRect(0, thickness - 1, width(), 1), theme.colour(QStringLiteral("border")));
    if (!m_timer.isActive())
        return;
    const int length = width() / 4;
    painter.fillRect(QRect((width() + length) * m_step / steps - length, 0, length, thickness),
                     theme.colour(QStringLiteral("accent")));
}

} // namespace oriel
