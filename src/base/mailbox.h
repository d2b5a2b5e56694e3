// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>

#include <mutex>

namespace oriel {

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
