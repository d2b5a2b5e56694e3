// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace oriel {

// Tells which widget a mouse button was pressed on, after Qt has moved the focus. GUI thread.
class Presses final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Presses)
public:
    explicit Presses(QObject *parent);

Q_SIGNALS:
    void pressed(QWidget *on);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace oriel
