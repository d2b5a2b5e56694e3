// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/spawn.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

namespace oriel::vt {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::vt::Pty)
};

QByteArray valueOf(const QList<QByteArray> &environment, const QByteArray &name, const QByteArray &otherwise)
{
    const auto entry =
        std::ranges::find_if(environment, [&](const QByteArray &candidate) { return candidate.startsWith(name + '='); });
    return entry == environment.end() ? otherwise : entry->sliced(name.size() + 1);
}

// The folder itself or the nearest above it that can be entered.
QByteArray folderToEnter(const Launch &launch)
{
    QByteArray folder = QFile::encodeName(launch.folder);
    if (!folder.startsWith('/'))
        folder = valueOf(launch.environment, "HOME", "/");
    while (folder.size() > 1 && (!QFileInfo(QFile::decodeName(folder)).isDir() || ::access(folder.constData(), X_OK) != 0))
        folder.truncate(std::max<qsizetype>(folder.lastIndexOf('/'), 0));
    return folder.isEmpty() ? "/" : folder;
}

int runnable(const QByteArray &path) // 0 or errno
{
    struct stat facts;
    if (::stat(path.constData(), &facts) != 0)
        return errno;
    if (S_ISDIR(facts.st_mode))
        return EISDIR;
    return ::access(path.constData(), X_OK) == 0 ? 0 : errno;
}

Error programError(const QByteArray &name, int number)
{
    const QString program = shownText(name);
    const QString code = QString::number(number), detail = QString::fromLocal8Bit(std::strerror(number));
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return {Words::tr("There is no program “%1”. Install it, or name another one.").arg(program), code, detail};
    case EISDIR:
        return {Words::tr("“%1” is a folder, not a program. Name a program.").arg(program), code, detail};
    case EACCES:
    case EPERM:
        return {Words::tr("“%1” may not be run. Make it executable (chmod +x), or name another program.").arg(program), code,
                detail};
    case ENOEXEC:
        return {Words::tr("“%1” is no program for this machine. A script needs a first line such as #!/bin/sh.").arg(program),
                code, detail};
    case E2BIG:
        return {Words::tr("“%1” could not be started: its arguments and environment are too large.").arg(program), code, detail};
    default:
        return startError(number);
    }
}

// As a shell looks it up, from the folder it starts in.
Result<QByteArray> pathOf(const Launch &launch, const QByteArray &folder)
{
    const QByteArray program = launch.command.value(0);
    const auto absolute = [&folder](const QByteArray &path) { return path.startsWith('/') ? path : folder + '/' + path; };
    QList<QByteArray> candidates;
    if (program.contains('/'))
        candidates = {program};
    else if (!program.isEmpty())
        for (const QByteArray &place : valueOf(launch.environment, "PATH", "/usr/local/bin:/usr/bin:/bin").split(':'))
            candidates.append(place.isEmpty() ? program : place + '/' + program);
    int reason = ENOENT;
    for (const QByteArray &candidate : candidates) {
        const int number = runnable(absolute(candidate));
        if (number == 0)
            return absolute(candidate);
        if (candidates.size() == 1 || number == EACCES)
            reason = number;
    }
    return std::unexpected(programError(program, reason));
}

std::vector<char *> pointers(const QList<QByteArray> &texts) // const_cast: exec's interface is older than const
{
    std::vector<char *> list;
    for (const QByteArray &text : texts)
        list.push_back(const_cast<char *>(text.constData()));
    list.push_back(nullptr);
    return list;
}

struct Recipe // of posix_spawn
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    Recipe(const char *terminal, const QByteArray &folder)
    {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_addchdir_np(&actions, folder.constData());
        ::posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0); // a session's leader: it controls it from now on
        ::posix_spawn_file_actions_adddup2(&actions, 0, 1);
        ::posix_spawn_file_actions_adddup2(&actions, 0, 2);
        ::posix_spawn_file_actions_addclosefrom_np(&actions, 3); // not every library marks its own CLOEXEC
        ::posix_spawnattr_init(&attributes);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        sigset_t signals;
        ::sigfillset(&signals);
        ::posix_spawnattr_setsigdefault(&attributes, &signals);
        ::sigemptyset(&signals);
        ::posix_spawnattr_setsigmask(&attributes, &signals);
    }
    ~Recipe()
    {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }
    Q_DISABLE_COPY_MOVE(Recipe)
};

bool belongsElsewhere(QByteArrayView name)
{
    static constexpr QByteArrayView names[] = {"PGPASSWORD", // a secret
                                               "XDG_ACTIVATION_TOKEN",
                                               "DESKTOP_STARTUP_ID",
                                               "GIO_LAUNCHED_DESKTOP_FILE",
                                               "GIO_LAUNCHED_DESKTOP_FILE_PID", // Oriel's start
                                               "INVOCATION_ID",
                                               "JOURNAL_STREAM",
                                               "NOTIFY_SOCKET", // systemd's with Oriel
                                               "COLUMNS",
                                               "LINES",
                                               "TERMCAP",
                                               "TERM",
                                               "COLORTERM",
                                               "TERM_PROGRAM",
                                               "TERM_PROGRAM_VERSION",
                                               "TERM_SESSION_ID",
                                               "WINDOWID",
                                               "STY",
                                               "TILIX_ID",
                                               "WT_SESSION"};
    static constexpr QByteArrayView families[] = {"ALACRITTY_", "GHOSTTY_", "GNOME_TERMINAL_", "ITERM_", "KITTY_", "KONSOLE_",
                                                  "TMUX",       "VTE_",     "WEZTERM_",        "XTERM_", "ZELLIJ"};
    return std::ranges::find(names, name) != std::end(names) ||
           std::ranges::any_of(families, [name](QByteArrayView family) { return name.startsWith(family); });
}

} // namespace

Error startError(int number)
{
    const QString code = QString::number(number), detail = QString::fromLocal8Bit(std::strerror(number));
    switch (number) {
    case EMFILE:
    case ENFILE:
        return {
            Words::tr("No terminal could be opened: too many files are open. Close some terminals or documents and try again."),
            code, detail};
    case ENOSPC:
        return {Words::tr("This machine has no pseudo terminal left. Close some terminals, or raise kernel.pty.max."), code,
                detail};
    case EAGAIN:
    case ENOMEM:
        return {Words::tr("No further process may be started here (see ulimit -u), or memory is short. End some programs and try "
                          "again."),
                code, detail};
    default:
        return {Words::tr("No terminal could be opened: %1. Are /dev/ptmx and /dev/pts there?").arg(detail), code, detail};
    }
}

QList<QByteArray> ownEnvironment()
{
    QList<QByteArray> environment;
    for (char **entry = environ; *entry; ++entry) {
        const QByteArray line(*entry);
        if (!belongsElsewhere(QByteArrayView(line).first(std::max<qsizetype>(line.indexOf('='), 0))))
            environment.append(line);
    }
    return environment + QList<QByteArray>{"TERM=xterm-256color", "COLORTERM=truecolor", "TERM_PROGRAM=oriel",
                                           "TERM_PROGRAM_VERSION=" ORIEL_VERSION};
}

Result<pid_t> spawn(const Launch &launch, const char *terminal)
{
    const QByteArray folder = folderToEnter(launch);
    const Result<QByteArray> path = pathOf(launch, folder);
    if (!path)
        return std::unexpected(path.error());
    if (launch.fileMask && ::unshare(CLONE_FS) == 0)
        ::umask(*launch.fileMask);
    QList<QByteArray> environment = launch.environment;
    environment.removeIf([](const QByteArray &entry) { return entry.startsWith("PWD="); });
    environment.append("PWD=" + folder); // keeps the names of links the folder was reached by
    Recipe recipe(terminal, folder);
    pid_t process = 0;
    const int number = ::posix_spawn(&process, path->constData(), &recipe.actions, &recipe.attributes,
                                     pointers(launch.command).data(), pointers(environment).data());
    if (number != 0)
        return std::unexpected(programError(launch.command.front(), number));
    return process;
}

} // namespace oriel::vt
