// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/branches.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace oriel {

// Where the repository stands: branch, how far it is from its upstream, what is under way (with its ways out), and a transfer
// while it runs. GUI thread.
class ChangesHead final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChangesHead)
public:
    explicit ChangesHead(QWidget *parent = nullptr);
    void setStatus(const git::Status *status);          // null: none
    void setProgress(const QString &what, int percent); // percent -1: not known; an empty text: nothing runs
    QToolButton *menuButton() const { return m_menu; }

    static QString branchText(const git::Status &status);    // "main", "detached at 1a2b3c4", "main (no commit yet)"
    static QString arrows(const git::Status &status);        // "↑2 ↓1"; empty: level, or no upstream
    static QString operationText(const git::Status &status); // "Rebasing shop 2/5"; empty: none

Q_SIGNALS:
    void branchesAsked();
    void stepAsked(oriel::git::Step step);
    void stopAsked();

private:
    QToolButton *m_branch, *m_menu;
    QLabel *m_arrows, *m_remark, *m_operation, *m_transfer;
    QWidget *m_operationRow, *m_transferRow;
    QPushButton *m_continue, *m_skip, *m_abort, *m_stop;
    QProgressBar *m_bar;
};

} // namespace oriel
