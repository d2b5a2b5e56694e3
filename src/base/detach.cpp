// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/detach.h"

#include <condition_variable>
#include <list>
#include <system_error>
#include <thread>

namespace oriel {
namespace {

// The process's detached threads, so that main can give them a moment before exit; never destroyed, for they may outlive main.
// Each is joined once it has ended, at the next occasion: only then is what it had of its own gone, too.
struct Threads
{
    std::mutex mutex;
    std::condition_variable changed;
    std::list<std::thread> running, ended;

    void joinEnded()
    {
        std::list<std::thread> gone;
        {
            const std::lock_guard lock(mutex);
            gone.swap(ended);
        }
        for (std::thread &each : gone)
            each.join();
    }
};

Threads &detached()
{
    static Threads *const threads = new Threads;
    return *threads;
}

} // namespace

bool detach(std::function<void()> work)
{
    Threads &threads = detached();
    threads.joinEnded();
    const std::lock_guard lock(threads.mutex);
    const auto own = threads.running.emplace(threads.running.end());
    try {
        *own = std::thread([work = std::move(work), own, &threads]() mutable {
            work();
            work = nullptr; // what it holds goes before it is counted out
            const std::lock_guard end(threads.mutex);
            threads.ended.splice(threads.ended.end(), threads.running, own);
            threads.changed.notify_all();
        });
        return true;
    } catch (const std::system_error &) {
        threads.running.erase(own);
        return false;
    }
}

bool awaitDetached(std::chrono::milliseconds limit)
{
    Threads &threads = detached();
    bool haveEnded = false;
    {
        std::unique_lock lock(threads.mutex);
        haveEnded = threads.changed.wait_for(lock, limit, [&threads] { return threads.running.empty(); });
    }
    threads.joinEnded();
    return haveEnded;
}

} // namespace oriel
