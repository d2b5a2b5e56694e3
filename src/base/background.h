// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QThreadPool>
#include <QtConcurrentRun>
#include <stop_token>

namespace oriel {

// Asks its piece of work to stop when it goes out of scope or is replaced.
class [[nodiscard]] Job
{
public:
    Job() = default;
    explicit Job(std::stop_source stop) : m_stop(std::move(stop)) {}
    Job(Job &&) = default;
    Job &operator=(Job &&other)
    {
        cancel();
        m_stop = std::move(other.m_stop);
        return *this;
    }
    ~Job() { cancel(); }

    void cancel() { m_stop.request_stop(); }

private:
    std::stop_source m_stop{std::nostopstate};
};

// Runs `work(stop_token)` on `pool` and hands what it returns to `done` on owner's thread.
// `done` is not called once the owner is gone or the job was cancelled.
template<typename Work, typename Done>
Job inBackground(QObject *owner, QThreadPool *pool, Work work, Done done)
{
    Q_ASSERT(owner->thread() == QThread::currentThread());
    using R = std::invoke_result_t<Work, std::stop_token>;

    std::stop_source stop;
    auto *watcher = new QFutureWatcher<R>(owner);
    QObject::connect(watcher, &QFutureWatcherBase::finished, owner,
                     [watcher, token = stop.get_token(), done = std::move(done)]() mutable {
                         watcher->deleteLater();
                         if (!token.stop_requested())
                             done(watcher->future().takeResult());
                     });
    watcher->setFuture(QtConcurrent::run(pool, std::move(work), stop.get_token()));
    return Job(std::move(stop));
}

} // namespace oriel
