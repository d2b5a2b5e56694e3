// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/git/place.h"
#include "panels/changes/gitqueue.h"
#include "panels/changes/picklist.h"
#include "shell/wish.h"
#include "widgets/noticebar.h"

#include <QPointer>

namespace oriel {

// A PickList of something of the repository: what its buttons do goes through the queue, errors into its notice bar. GUI thread.
class GitPick : public PickList
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GitPick)
public:
    GitPick(const QString &name, const QString &title, const QStringList &columns, git::Place place, GitQueue *queue,
            QWidget *parent)
        : PickList(name, title, columns, parent), m_place(std::move(place)), m_queue(queue)
    {}

Q_SIGNALS:
    void wished(const oriel::Wish &wish);

protected:
    const git::Place &place() const { return m_place; }

    // `done` gets what work() answered, of a failure after the notice has said it.
    template<typename Work, typename Done>
    void act(Work work, Done done)
    {
        setBusy(true);
        notice()->clear();
        m_queue->run(std::move(work), [guard = QPointer(this), done = std::move(done)](auto result) {
            if (!guard)
                return;
            guard->setBusy(false);
            if (!result)
                guard->notice()->show(result.error());
            done(result);
        });
    }

private:
    const git::Place m_place;
    GitQueue *const m_queue;
};

} // namespace oriel
