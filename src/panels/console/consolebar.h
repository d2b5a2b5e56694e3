// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/connection.h"

#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QPushButton;

namespace oriel {

// The line above a console's editor: its commands at the left, to whom it speaks and how safely at the right. GUI thread.
class ConsoleBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConsoleBar)
public:
    explicit ConsoleBar(QWidget *parent = nullptr);
    void addCommand(QAction *action, bool isPrimary = false); // shown while the action is visible
    void addGap();
    void showConnection(const Profile &profile, const pg::SessionFacts &facts, const QString &database);
    void showNoConnection();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override; // the lock follows the theme

private:
    void fit(); // where there is little room the words go first, then the buttons that can do nothing
    void paintLock();
    void showLock(const Profile &profile, const pg::SessionFacts &facts);

    QHBoxLayout *m_commands;
    QList<std::pair<QPushButton *, QAction *>> m_buttons;
    QString m_lockName, m_name; // to whom it speaks, in full
    QLabel *m_production, *m_readOnly, *m_who, *m_lock, *m_tls;
};

} // namespace oriel
