// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tunnel/program.h"

#include "base/text.h"

#include <QDir>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

using namespace Qt::StringLiterals;

namespace oriel::tunnel {

namespace {

constexpr int keptLines = 20;
constexpr qsizetype longestLine = 4096;

// The guard's life. Only async-signal-safe calls: it is a fork of a program with threads.
[[noreturn]] void guard(int pipe, pid_t group)
{
    ::setpgid(0, 0);
    ::dup2(pipe, 0);
    if (::close_range(1, ~0U, 0) != 0) { // the program's output must end with the program
        for (int fd = 1; fd < 4096; ++fd)
            ::close(fd);
    }
    char byte = 0;
    while (::read(0, &byte, 1) < 0) { // returns at the end of file: nobody holds the other end
    }
    ::kill(-group, SIGTERM);
    const timespec pause{0, 20'000'000};
    for (int i = 0; i < 100 && ::kill(-group, 0) == 0; ++i)
        ::nanosleep(&pause, nullptr);
    ::kill(-group, SIGKILL);
    ::_exit(0);
}

// In the child between fork and exec. The guard is nobody's child: the program must not meet a child that it did not start.
void startGuard(int pipe)
{
    ::setpgid(0, 0);
    const pid_t group = ::getpid();
    const pid_t between = ::_Fork();
    if (between == 0) {
        const pid_t watcher = ::_Fork();
        if (watcher == 0)
            guard(pipe, group);
        ::_exit(watcher < 0 ? 1 : 0);
    }
    int status = 1;
    if (between > 0)
        ::waitpid(between, &status, 0);
    if (status != 0) // without a guard it could outlive us
        ::_exit(126);
}

} // namespace

Program::Program(QObject *parent) : QObject(parent)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setWorkingDirectory(QDir::homePath());
    connect(&m_process, &QProcess::readyRead, this, [this] { read(false); });
    connect(&m_process, &QProcess::finished, this, [this](int exitCode) {
        end();
        read(true);
        Q_EMIT ended(true, exitCode);
    });
    connect(
        &m_process, &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart) {
                end();
                Q_EMIT ended(false, -1);
            }
        },
        Qt::QueuedConnection);
}

Program::~Program()
{
    m_process.disconnect(this);
    end();
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(2'000); // of a killed process: at once
    }
}

void Program::start(const QStringList &words)
{
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) {
        QMetaObject::invokeMethod(this, [this] { Q_EMIT ended(false, -1); }, Qt::QueuedConnection);
        return;
    }
    m_guard = pipe[1];
    m_process.setChildProcessModifier([end = pipe[0], ours = pipe[1]] {
        ::close(ours);
        startGuard(end);
    });
    m_process.start(words.first(), words.mid(1));
    ::close(pipe[0]);
}

void Program::end()
{
    if (const int fd = std::exchange(m_guard, -1); fd >= 0)
        ::close(fd);
}

void Program::read(bool isLast)
{
    m_rest += m_process.readAll();
    while (!m_rest.isEmpty()) {
        qsizetype at = m_rest.indexOf('\n');
        if (at < 0 && !isLast && m_rest.size() < longestLine)
            return;
        at = at < 0 ? std::min(m_rest.size(), longestLine) : at;
        const QString line = redacted(shownText(m_rest.left(at))).trimmed();
        m_rest.remove(0, at + 1);
        if (line.isEmpty())
            continue;
        m_lines.append(line);
        if (m_lines.size() > keptLines)
            m_lines.removeFirst();
        Q_EMIT said(line);
    }
}

} // namespace oriel::tunnel
