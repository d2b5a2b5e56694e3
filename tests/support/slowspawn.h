// SPDX-License-Identifier: GPL-3.0-or-later
// posix_spawn as it is where the program lies on a disk that takes its time. For one source file of a test program.
#pragma once

#include <dlfcn.h>
#include <spawn.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace oriel::test {

// While it lives no program starts. After ten seconds they do: a test that waits for one fails instead of hanging.
class SlowSpawn final
{
public:
    SlowSpawn() { set(true); }
    ~SlowSpawn() { set(false); }
    SlowSpawn(const SlowSpawn &) = delete;
    SlowSpawn &operator=(const SlowSpawn &) = delete;

    static void pass()
    {
        std::unique_lock lock(s_mutex);
        s_opened.wait_for(lock, std::chrono::seconds(10), [] { return !s_isHeld; });
    }

private:
    static void set(bool isHeld)
    {
        const std::lock_guard lock(s_mutex);
        s_isHeld = isHeld;
        s_opened.notify_all();
    }
    static inline std::mutex s_mutex;
    static inline std::condition_variable s_opened;
    static inline bool s_isHeld = false;
};

} // namespace oriel::test

extern "C" int posix_spawn(pid_t *process, const char *path, const posix_spawn_file_actions_t *actions,
                           const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[])
{
    oriel::test::SlowSpawn::pass();
    static const auto real = reinterpret_cast<decltype(&posix_spawn)>(::dlsym(RTLD_NEXT, "posix_spawn"));
    return real(process, path, actions, attributes, arguments, environment);
}
