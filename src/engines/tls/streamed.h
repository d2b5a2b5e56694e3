// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/tls: blocking work behind an object with signals.
#pragma once

#include "base/detach.h"
#include "engines/tls/threadend.h"

#include <memory>
#include <stop_token>

namespace oriel::tls {

// Runs its work once, on a thread of its own, and stops it when this goes. The owner's thread.
template<typename T>
class Streamed final
{
public:
    explicit Streamed(T *owner) { m_mailbox->open(owner); }
    ~Streamed()
    {
        m_mailbox->shut();
        m_stop.request_stop();
    }
    Streamed(const Streamed &) = delete;
    Streamed &operator=(const Streamed &) = delete;

    // work(std::stop_token, const std::shared_ptr<Mailbox<T>> &) posts to the owner while there is one, and answers its last
    // post.
    template<typename Work>
    void start(Work work)
    {
        if (std::exchange(m_isStarted, true))
            return;
        const auto run = [work = std::move(work), stop = m_stop.get_token(), mailbox = m_mailbox] {
            const auto last = work(stop, mailbox);
            endThread();
            mailbox->post(last);
        };
        if (detach(run))
            return;
        m_stop.request_stop(); // no thread is left: it ends at once as cancelled, which does not block
        run();
    }
    void cancel() { m_stop.request_stop(); }

private:
    const std::shared_ptr<Mailbox<T>> m_mailbox = std::make_shared<Mailbox<T>>();
    std::stop_source m_stop;
    bool m_isStarted = false;
};

} // namespace oriel::tls
