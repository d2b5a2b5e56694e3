// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bell.h"
#include "base/detach.h"

#include <memory>
#include <optional>

namespace oriel {

// What `work` answers, on a thread of its own that may outlive the wait, for it cannot be interrupted; nothing when `isStopped`
// says so (after a ring) or the time has come. The bell is hushed.
template<typename Work, typename IsStopped>
auto answerOf(Work work, const std::shared_ptr<const Bell> &bell, IsStopped isStopped, Clock::time_point until)
    -> std::optional<std::invoke_result_t<Work>>
{
    struct Shared
    {
        std::mutex mutex;
        std::optional<std::invoke_result_t<Work>> answer;
    };
    const auto shared = std::make_shared<Shared>();
    const auto task = [shared, work = std::move(work), bell] {
        auto answer = work();
        const std::lock_guard lock(shared->mutex);
        shared->answer = std::move(answer);
        bell->ring();
    };
    if (!detach(task))
        task();
    while (!isStopped()) {
        {
            const std::lock_guard lock(shared->mutex);
            if (shared->answer)
                return std::move(shared->answer);
        }
        if (Clock::now() >= until)
            break;
        await(-1, 0, *bell, until);
    }
    return std::nullopt;
}

} // namespace oriel
