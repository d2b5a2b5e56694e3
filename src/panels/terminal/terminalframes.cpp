// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalframes.h"

#include <algorithm>

namespace oriel {

namespace {

constexpr int quick = 16, flooded = 33, unseen = 200; // ms
constexpr int floodAfter = 6;                         // frames in a row

} // namespace

TerminalFrames::TerminalFrames(QObject *parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        ++m_inARow;
        show();
    });
}

int TerminalFrames::interval() const { return !m_isSeen ? unseen : m_inARow >= floodAfter ? flooded : quick; }

void TerminalFrames::setSeen(bool isSeen)
{
    m_isSeen = isSeen;
    if (isSeen)
        show();
}

void TerminalFrames::ask()
{
    if (m_timer.isActive())
        return;
    const qint64 passed = m_last.isValid() ? m_last.elapsed() : interval();
    if (passed < interval())
        return m_timer.start(int(interval() - passed));
    m_inARow = 0;
    show();
}

void TerminalFrames::show()
{
    m_timer.stop();
    m_last.start();
    Q_EMIT due();
}

} // namespace oriel
