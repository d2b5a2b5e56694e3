// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hostprocess.h"

#include "base/bell.h"
#include "base/child.h"
#include "base/text.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::HostProcess)
};

constexpr qsizetype endOfErrors = 64 * 1024; // bytes that are kept of what was handed on

// A file in memory: nothing to feed while the program runs, and no SIGPIPE where it does not read.
Descriptor inputFile(const QByteArray &input)
{
    if (input.isEmpty())
        return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    Descriptor file(::memfd_create("input", MFD_CLOEXEC));
    for (qsizetype at = 0; at < input.size();) {
        const ssize_t count = ::write(file, input.constData() + at, size_t(input.size() - at));
        if (count <= 0)
            return Descriptor();
        at += count;
    }
    ::lseek(file, 0, SEEK_SET);
    return file;
}

// One run of a program, from its start to its end.
class HostRun final
{
    Q_DISABLE_COPY_MOVE(HostRun)
public:
    explicit HostRun(const ProgramCall &call) : m_call(call), m_program(shownText(call.command.value(0))) {}
    ~HostRun()
    {
        if (m_child > 0)
            end();
    }

    Result<HostAnswer> answer(const std::stop_token &stop);

private:
    std::optional<Error> start();
    bool hasEnded(int waiting = WNOHANG);
    void end();
    bool collect(Descriptor &file, QByteArray &into, const std::function<bool(QByteArrayView)> &each);
    std::optional<Error> take();
    QString detail() const { return redacted(shownText(m_answer.errors.right(4000))); }
    Error error(const QString &message, const char *code) const { return {message, QString::fromLatin1(code), detail()}; }

    const ProgramCall &m_call;
    const QString m_program;
    Pipe m_output, m_errors;
    Descriptor m_death;
    pid_t m_child = 0;
    int m_state = 0;
    HostAnswer m_answer;
    qint64 m_taken = 0;
};

std::optional<Error> HostRun::start()
{
    const Descriptor input = inputFile(m_call.input);
    ChildCall child{m_call.command, m_call.environment, m_call.folder, input, m_output.writing, m_errors.writing, m_call.inChild};
    const auto started = input < 0 || m_errors.writing < 0 ? std::unexpected(errno) : startChild(child);
    m_output.writing.close();
    m_errors.writing.close();
    if (started) {
        m_child = *started;
        m_death = Descriptor(int(::syscall(SYS_pidfd_open, m_child, 0)));
        return {};
    }
    const QString reason = QString::fromLocal8Bit(std::strerror(started.error()));
    if (!m_call.folder.isEmpty() && ::access(m_call.folder.constData(), X_OK) != 0)
        return Error{Words::tr("The folder %1 cannot be entered. Is it gone?").arg(shownText(m_call.folder)), u"no-folder"_s,
                     reason};
    return Error{Words::tr("%1 could not be started. Is it installed?").arg(m_program), u"not-found"_s, reason};
}

bool HostRun::hasEnded(int waiting)
{
    if (m_child > 0 && ::waitpid(m_child, &m_state, waiting) != 0)
        m_child = 0;
    return m_child == 0;
}

// A program's own children too: initdb's would go on writing into a folder that is being removed.
void HostRun::end()
{
    const pid_t group = m_child;
    const auto awaitEnd = [this](std::chrono::milliseconds time) {
        pollfd death{m_death, POLLIN, 0};
        const QDeadlineTimer deadline(time);
        while (!hasEnded() && !deadline.hasExpired())
            ::poll(&death, 1, m_death >= 0 ? int(deadline.remainingTime()) : 2);
    };
    if (m_call.grace.count() > 0) {
        ::kill(-group, SIGTERM);
        awaitEnd(m_call.grace);
    }
    ::kill(-group, SIGKILL);
    const QDeadlineTimer deadline(2'000);
    awaitEnd(std::chrono::seconds(2));
    while (::kill(-group, 0) == 0 && !deadline.hasExpired())
        QThread::msleep(2);
    m_child = 0;
}

// What has come: a piece, or all that a pipe can hold once the program has ended (who still runs in its background may write
// for ever). False: enough.
bool HostRun::collect(Descriptor &file, QByteArray &into, const std::function<bool(QByteArrayView)> &each)
{
    std::array<char, 128 * 1024> piece;
    for (int left = m_child > 0 ? 1 : 16; left > 0 && file >= 0; --left) {
        const ssize_t count = ::read(file, piece.data(), piece.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return true;
        if (count <= 0) {
            file.close();
            return true;
        }
        if (!each) {
            into.append(piece.data(), count);
        } else {
            m_taken += count;
            if (!each({piece.data(), count}))
                return false;
        }
    }
    return true;
}

std::optional<Error> HostRun::take()
{
    m_answer.isEnough = !collect(m_output.reading, m_answer.output, m_call.each);
    const qsizetype known = m_answer.errors.size();
    collect(m_errors.reading, m_answer.errors, {});
    if (m_call.eachError && m_answer.errors.size() > known) {
        m_call.eachError(QByteArrayView(m_answer.errors).sliced(known));
        m_answer.errors = m_answer.errors.right(endOfErrors);
    }
    const qint64 most = std::max<qint64>({m_answer.output.size(), m_answer.errors.size(), m_taken});
    if (m_call.outputLimit == 0 || most <= m_call.outputLimit)
        return {};
    return error(Words::tr("%1 wrote more than %2 and was ended.").arg(m_program, sizeText(m_call.outputLimit)), "too-much");
}

Result<HostAnswer> HostRun::answer(const std::stop_token &stop)
{
    if (const auto failure = start())
        return std::unexpected(*failure);
    const Bell bell;
    const std::stop_callback ring(stop, [&bell] { bell.ring(); });
    const QDeadlineTimer deadline =
        m_call.limit.count() > 0 ? QDeadlineTimer(m_call.limit) : QDeadlineTimer(QDeadlineTimer::Forever);
    for (bool isOver = false; !isOver;) {
        if (stop.stop_requested())
            return std::unexpected(error(Words::tr("Cancelled."), "cancelled"));
        if (deadline.hasExpired())
            return std::unexpected(error(
                Words::tr("%1 took longer than %2 s and was ended.").arg(m_program).arg(m_call.limit.count() / 1000), "timeout"));
        pollfd files[] = {
            {m_death, POLLIN, 0}, {m_output.reading, POLLIN, 0}, {m_errors.reading, POLLIN, 0}, {bell.file(), POLLIN, 0}};
        ::poll(files, std::size(files), m_death >= 0 ? int(deadline.remainingTime()) : 2);
        isOver = hasEnded(); // first: what it wrote before its end is there to be taken
        if (const auto failure = take())
            return std::unexpected(*failure);
        if (m_answer.isEnough)
            return m_answer;
    }
    if (WIFSIGNALED(m_state))
        return std::unexpected(error(Words::tr("%1 was ended by a signal.").arg(m_program), "crashed"));
    m_answer.exitCode = WEXITSTATUS(m_state);
    return std::move(m_answer);
}

} // namespace

Result<HostAnswer> runProgram(const ProgramCall &call, std::stop_token stop)
{
#ifdef ORIEL_DEV
    const auto *app = QCoreApplication::instance();
    Q_ASSERT_X(!app || !app->inherits("QGuiApplication") || app->thread() != QThread::currentThread(), "runProgram",
               "blocks: off the GUI thread only");
#endif
    return HostRun(call).answer(stop);
}

Result<HostAnswer> runHost(const HostCall &call, std::stop_token stop)
{
    ProgramCall bytes{.input = call.input, .limit = call.limit, .outputLimit = call.outputLimit, .inChild = call.inChild};
    bytes.folder = QFile::encodeName(call.folder);
    for (const QString &word : QStringList(call.program) + call.arguments)
        bytes.command += QFile::encodeName(word);
    for (const QString &pair : call.environment.toStringList())
        bytes.environment += QFile::encodeName(pair);
    auto answer = runProgram(bytes, stop);
    if (!answer || answer->exitCode == 0)
        return answer;
    const QString detail = redacted(shownText(answer->errors.right(4000)));
    return std::unexpected(Error{Words::tr("%1 failed: %2").arg(call.program, detail.trimmed().section(u'\n', -1)),
                                 QString::number(answer->exitCode), detail});
}

} // namespace oriel
