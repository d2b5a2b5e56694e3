// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace oriel {

namespace {

std::vector<char *> pointers(const QByteArrayList &words) // const_cast: exec's interface is older than const
{
    std::vector<char *> list;
    for (const QByteArray &word : words)
        list.push_back(const_cast<char *>(word.constData()));
    list.push_back(nullptr);
    return list;
}

std::expected<pid_t, int> spawn(const ChildCall &call, char *const *command, char *const *environment)
{
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    if (!call.folder.isEmpty())
        ::posix_spawn_file_actions_addchdir_np(&actions, call.folder.constData());
    int target = 0;
    for (const int file : {call.input, call.output, call.errors})
        ::posix_spawn_file_actions_adddup2(&actions, file, target++);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, target); // not every library marks its own CLOEXEC
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    sigset_t signals;
    ::sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes, &signals);
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes, &signals);
    pid_t child = 0;
    const int failure = ::posix_spawnp(&child, command[0], &actions, &attributes, command, environment);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failure != 0)
        return std::unexpected(failure);
    return child;
}

[[noreturn]] void becomeProgram(const ChildCall &call, char *const *command, char *const *environment, int report)
{
    ::setsid();
    ::signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (::dup2(call.input, 0) == 0 && ::dup2(call.output, 1) == 1 && ::dup2(call.errors, 2) == 2 &&
        (call.folder.isEmpty() || ::chdir(call.folder.constData()) == 0)) {
        call.inChild();
        ::execvpe(command[0], command, environment);
    }
    const int number = errno;
    [[maybe_unused]] const ssize_t written = ::write(report, &number, sizeof number);
    ::_exit(127);
}

std::expected<pid_t, int> forkChild(const ChildCall &call, char *const *command, char *const *environment)
{
    int report[2]; // closed by exec; what comes through it says why there was none
    if (::pipe2(report, O_CLOEXEC) != 0)
        return std::unexpected(errno);
    const Descriptor reading(report[0]);
    Descriptor writing(report[1]);
    const pid_t child = ::fork();
    if (child < 0)
        return std::unexpected(errno);
    if (child == 0)
        becomeProgram(call, command, environment, writing);
    writing.close();
    int number = 0;
    while (::read(reading, &number, sizeof number) < 0 && errno == EINTR)
        ;
    if (number == 0)
        return child;
    ::waitpid(child, nullptr, 0);
    return std::unexpected(number);
}

} // namespace

Pipe::Pipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return;
    reading = Descriptor(ends[0]);
    writing = Descriptor(ends[1]);
    ::fcntl(reading, F_SETFL, O_NONBLOCK);
    ::fcntl(writing, F_SETPIPE_SZ, 1 << 20); // fewer turns; refused where the user has many pipes
}

std::expected<pid_t, int> startChild(const ChildCall &call)
{
    const std::vector<char *> command = pointers(call.command), environment = pointers(call.environment);
    return (call.inChild ? forkChild : spawn)(call, command.data(), environment.data());
}

} // namespace oriel
