// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/wait.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

namespace oriel::test {

bool waitUntil(const std::function<bool()> &isDone, int milliseconds)
{
    QEventLoop loop;
    QTimer poll;
    const QDeadlineTimer deadline(milliseconds);
    bool done = false;
    QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
        done = isDone();
        if (done || deadline.hasExpired())
            loop.quit();
    });
    poll.start(5);
    loop.exec();
    return done;
}

} // namespace oriel::test
