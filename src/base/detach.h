// SPDX-License-Identifier: GPL-3.0-or-later
// Threads that nobody waits for, and how they speak to the GUI thread.
#pragma once

#include <QMetaObject>

#include <chrono>
#include <functional>
#include <mutex>

namespace oriel {

// Runs `work` on a thread of its own that nobody waits for, counted until it ends. Work captures values only. False: no thread is
// left.
bool detach(std::function<void()> work);
bool awaitDetached(std::chrono::milliseconds limit); // false: some still run

// Lets other threads post to a QObject that may be deleted at any moment.
template<typename T>
class Mailbox
{
public:
    void open(T *receiver)
    {
        const std::lock_guard lock(m_mutex);
        m_receiver = receiver;
    }
    void shut() { open(nullptr); } // the receiver's destructor, first thing
    template<typename F>
    void post(F deliver)
    {
        const std::lock_guard lock(m_mutex);
        if (m_receiver)
            QMetaObject::invokeMethod(
                m_receiver, [receiver = m_receiver, deliver = std::move(deliver)] { deliver(*receiver); }, Qt::QueuedConnection);
    }

private:
    std::mutex m_mutex;
    T *m_receiver = nullptr;
};

} // namespace oriel
