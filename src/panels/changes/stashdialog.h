// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/branches.h"
#include "panels/changes/gitpick.h"

namespace oriel {

// What was put away: to apply, take back (pop) or drop; a dropped one can be had back while the dialog stands. GUI thread.
class StashDialog final : public GitPick
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StashDialog)
public:
    StashDialog(const git::Place &place, GitQueue *queue, QWidget *parent);
    void reload();
    void askPush();

private:
    void apply(bool isDropping);
    void drop();
    const git::Stash *current() const;
    void showButtons();

    QList<git::Stash> m_stashes;
    QPushButton *m_apply, *m_pop, *m_drop;
    Job m_job;
};

} // namespace oriel
