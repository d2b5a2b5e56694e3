// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/detach.h"

#include <condition_variable>
#include <system_error>
#include <thread>

namespace oriel {
namespace {

struct Count
{
    std::mutex mutex;
    std::condition_variable changed;
    int running = 0;
};

// The process's detached threads, so that main can give them a moment before exit; never destroyed, for they may outlive main.
Count &detached()
{
    static Count *const count = new Count;
    return *count;
}

} // namespace

bool detach(std::function<void()> work)
{
    Count &count = detached();
    {
        const std::lock_guard lock(count.mutex);
        ++count.running;
    }
    const auto leave = [&count] {
        const std::lock_guard lock(count.mutex);
        --count.running;
        count.changed.notify_all();
    };
    try {
        std::thread([work = std::move(work), leave]() mutable {
            work();
            work = nullptr; // what it holds goes before it is counted out
            leave();
        }).detach();
        return true;
    } catch (const std::system_error &) {
        leave();
        return false;
    }
}

bool awaitDetached(std::chrono::milliseconds limit)
{
    Count &count = detached();
    std::unique_lock lock(count.mutex);
    return count.changed.wait_for(lock, limit, [&count] { return count.running == 0; });
}

} // namespace oriel
