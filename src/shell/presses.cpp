// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/presses.h"

#include <QApplication>
#include <QEvent>
#include <QWidget>

namespace oriel {

Presses::Presses(QObject *parent) : QObject(parent) { qApp->installEventFilter(this); }

bool Presses::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress && watched->isWidgetType())
        Q_EMIT pressed(static_cast<QWidget *>(watched));
    return false;
}

} // namespace oriel
