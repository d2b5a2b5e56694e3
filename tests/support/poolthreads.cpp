// SPDX-License-Identifier: GPL-3.0-or-later
// Linked into every test. A QThread counts as ended shortly before its thread-local destructors have run: OpenSSL's state of a
// pool thread would then be seen as leaked when the program ends in that moment. So the end waits for the threads themselves.
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <chrono>

namespace oriel {
bool awaitDetached(std::chrono::milliseconds limit) __attribute__((weak)); // of base, where the test has any
}

namespace {

bool poolThreadsLeft()
{
    return std::ranges::any_of(QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
                               [](const QString &task) {
                                   QFile name(QStringLiteral("/proc/self/task/%1/comm").arg(task));
                                   return name.open(QIODevice::ReadOnly) && name.readAll().startsWith("Thread (pooled)");
                               });
}

void endPoolThreads()
{
    QThreadPool::globalInstance()->waitForDone();
    if (oriel::awaitDetached)
        oriel::awaitDetached(std::chrono::seconds(5));
    QElapsedTimer since;
    for (since.start(); poolThreadsLeft() && since.elapsed() < 5000;)
        QThread::yieldCurrentThread();
}

void whenStarted() { qAddPostRoutine(endPoolThreads); }

} // namespace

Q_COREAPP_STARTUP_FUNCTION(whenStarted)
