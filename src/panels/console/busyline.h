// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

namespace oriel {

// A thin line with a moving stretch while something is under way whose end is not known. GUI thread.
class BusyLine final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BusyLine)
public:
    explicit BusyLine(QWidget *parent = nullptr);
    void setBusy(bool isBusy); // its place stays: nothing jumps

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QTimer m_timer;
    int m_step = 0;
};

} // namespace oriel
