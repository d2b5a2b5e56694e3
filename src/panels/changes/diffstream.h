// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"

#include <QPointer>
#include <QPromise>

#include <memory>

namespace oriel {

// A piece of work that gives its values one after the other: `work(give, stop)` runs on a pool thread, `each` and at last `done`
// on owner's thread, and neither once the Stream is gone, was cancelled or has begun another. GUI thread.
template<typename T>
class Stream final
{
    Q_DISABLE_COPY_MOVE(Stream)
public:
    Stream() = default;
    ~Stream() { cancel(); }

    template<typename Work, typename Each, typename Done>
    void start(QObject *owner, Work work, Each each, Done done)
    {
        cancel();
        m_stop = std::stop_source();
        m_watcher = new QFutureWatcher<T>(owner);
        const auto result = std::make_shared<Result<>>();
        QObject::connect(m_watcher, &QFutureWatcherBase::resultsReadyAt, owner,
                         [this, watcher = m_watcher, each](int begin, int end) {
                             for (int i = begin; i < end && m_watcher == watcher; ++i)
                                 each(watcher->resultAt(i));
                         });
        QObject::connect(m_watcher, &QFutureWatcherBase::finished, owner, [this, watcher = m_watcher, result, done] {
            watcher->deleteLater();
            m_watcher = nullptr; // cancel() has disconnected all others
            done(*result);
        });
        m_watcher->setFuture(QtConcurrent::run(
            QThreadPool::globalInstance(), [work = std::move(work), result, stop = m_stop.get_token()](QPromise<T> &promise) {
                *result = work([&promise](T value) { promise.addResult(std::move(value)); }, stop);
            }));
    }
    bool isRunning() const { return m_watcher; }
    void cancel()
    {
        m_stop.request_stop();
        if (!m_watcher)
            return;
        m_watcher->disconnect();
        m_watcher->deleteLater();
        m_watcher = nullptr;
    }

private:
    QPointer<QFutureWatcher<T>> m_watcher;
    std::stop_source m_stop{std::nostopstate};
};

} // namespace oriel
