// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/exchange.h"

#include <QWidget>

namespace oriel {

// How the time of a request went by, a line for each phase: name, when it was, how long it took. GUI thread.
class TimingBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TimingBar)
public:
    explicit TimingBar(QWidget *parent = nullptr);
    void setTiming(const http::Timing &timing);
    QString text() const; // "DNS 0.2 ms, connect 0.1 ms, …": for assistive tools

protected:
    void paintEvent(QPaintEvent *event) override;
    QSize sizeHint() const override;

private:
    struct Phase
    {
        QString name;
        double begin = 0, length = 0; // ms
        const char *role = "accent";
    };

    QList<Phase> m_phases; // the whole comes last
};

QString millisecondsText(double ms); // "0.2 ms", "141 ms", "1.24 s"

} // namespace oriel
