// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/guest.h"

#include <QTimer>

class QHBoxLayout;
class QLabel;

namespace oriel {

// The status bar's content: the items of the current guest, at the right a passing message. An item with an action is a button
// named "status.ID"; an item whose id begins with "right." stands at the right. Plain text only. GUI thread.
class StatusLine final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StatusLine)
public:
    explicit StatusLine(QWidget *parent = nullptr);
    void setItems(const QList<StatusItem> &items);
    void say(const QString &text, int milliseconds);
    QString said() const;

Q_SIGNALS:
    void actionAsked(const QString &objectName);

private:
    void rebuild(const QList<StatusItem> &items);

    QHBoxLayout *m_left;
    QHBoxLayout *m_right;
    QLabel *m_message;
    QTimer m_fade;
    QList<StatusItem> m_items;
    QList<QWidget *> m_widgets; // one for each item
};

} // namespace oriel
