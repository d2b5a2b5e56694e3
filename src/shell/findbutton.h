// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAction>

namespace oriel {

// The field at the end of the menu bar that opens what finds things and teaches its key. GUI thread.
class FindButton final : public QAbstractButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FindButton)
public:
    FindButton(QAction *action, const QString &text, QWidget *parent); // the action outlives it
    void setAction(QAction *action, const QString &text);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QAction *m_action = nullptr;
};

} // namespace oriel
