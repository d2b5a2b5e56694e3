// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/branches.h"
#include "panels/changes/gitpick.h"

namespace oriel {

// The branches: to switch to one, make, rename, merge or delete one. Nothing of the user's is lost: where local changes are in
// the way they are named, and can be stashed. GUI thread.
class BranchDialog final : public GitPick
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BranchDialog)
public:
    BranchDialog(const git::Place &place, GitQueue *queue, QWidget *parent);
    void reload();
    void create(const QString &name = {});                  // from HEAD
    static QByteArray localName(const git::Branch &branch); // of a remote one: what `git switch` makes of it

Q_SIGNALS:
    void switched(const QByteArray &name, bool isStashed); // isStashed: what was in the way is in a stash

private:
    void switchToChosen();
    void switchTo(const QByteArray &name, bool isStashing);
    void rename();
    void merge();
    void askDelete();
    void remove(const QByteArray &name, bool isForced);
    const git::Branch *current() const;
    QString wrongName(const QString &name) const;
    void showButtons();

    QList<git::Branch> m_branches;
    QPushButton *m_switch, *m_rename, *m_merge, *m_delete;
    Job m_job;
};

} // namespace oriel
