// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"

#include <QObject>

#include <deque>
#include <functional>

namespace oriel {

// What the user does to a repository, one after the other: two at once would meet at index.lock. What has begun is finished even
// when its owner is gone. GUI thread.
class GitQueue final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GitQueue)
public:
    using QObject::QObject;
    bool isBusy() const { return m_isBusy; }

    // `done` is called on this thread, unless the queue is gone by then.
    template<typename Work, typename Done>
    void run(Work work, Done done)
    {
        m_waiting.push_back([this, work = std::move(work), done = std::move(done)]() mutable {
            m_job = inBackground(
                this, QThreadPool::globalInstance(), [work = std::move(work)](std::stop_token) { return work(); },
                [this, done = std::move(done)](auto result) {
                    done(std::move(result));
                    next();
                });
        });
        if (!m_isBusy)
            next();
    }

Q_SIGNALS:
    void busyChanged();

private:
    void next()
    {
        const bool wasBusy = std::exchange(m_isBusy, !m_waiting.empty());
        if (m_isBusy) {
            const auto start = std::move(m_waiting.front());
            m_waiting.pop_front();
            start();
        }
        if (m_isBusy != wasBusy)
            Q_EMIT busyChanged();
    }

    std::deque<std::function<void()>> m_waiting;
    bool m_isBusy = false;
    Job m_job;
};

} // namespace oriel
