// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace oriel {

// When a terminal is looked at: at once after a rest (an echo is not kept waiting), then every 16 ms, every 33 while a flood goes
// on, five times a second while nobody sees it. GUI thread.
class TerminalFrames final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TerminalFrames)
public:
    explicit TerminalFrames(QObject *parent = nullptr);
    void setSeen(bool isSeen);
    void ask();           // there is something new
    int interval() const; // ms between two frames, as it is now

Q_SIGNALS:
    void due();

private:
    void show();

    QTimer m_timer;
    QElapsedTimer m_last;
    int m_inARow = 0; // frames that had to wait, without a rest
    bool m_isSeen = true;
};

} // namespace oriel
