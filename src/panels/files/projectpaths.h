// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/fuzzypaths.h"
#include "jobs/worktree.h"

#include <QSet>
#include <QTimer>

namespace oriel {

// The paths of the open folder's files, ignored ones left out: walked in the background once they are wanted, told while the walk
// goes on, kept up by what the worktree tells. Paths are bytes from the folder. GUI thread.
class ProjectPaths final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProjectPaths)
public:
    explicit ProjectPaths(QObject *parent = nullptr);
    void setWorktree(Worktree *worktree); // null: none
    void want();
    std::shared_ptr<const project::PathList> list() const { return m_list; } // what is known so far
    bool isComplete() const { return m_isComplete; }

Q_SIGNALS:
    void changed(); // list() is another one

private:
    struct Walk; // what a walk has found, between two threads
    void walk();
    void update();
    void take(std::shared_ptr<const project::PathList> list);
    void onFilesChanged(const QStringList &absolute);

    Worktree *m_worktree = nullptr;
    std::shared_ptr<const project::PathList> m_list;
    std::shared_ptr<Walk> m_walk; // null: none is under way
    QTimer m_look;                // at m_walk
    QSet<QByteArray> m_changed;   // empty: anything
    bool m_isWanted = false, m_isComplete = false, m_isUpdating = false;
    Job m_job;
};

} // namespace oriel
