// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/pty.h"

#include "base/bell.h"
#include "base/detach.h"
#include "base/text.h"
#include "engines/vt/procfs.h"
#include "engines/vt/spawn.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <future>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace oriel::vt {
namespace {

constexpr std::size_t readAtMost = 64 * 1024, waitAtMost = 1 << 20;
constexpr std::size_t leftAtMost = 256 * 1024; // more than the kernel keeps of one terminal's output
constexpr auto killAfter = std::chrono::seconds(3);

class OpenFile final // closes itself
{
public:
    explicit OpenFile(int file = -1) : m_file(file) {}
    OpenFile(OpenFile &&other) noexcept : m_file(std::exchange(other.m_file, -1)) {}
    OpenFile &operator=(OpenFile &&other) noexcept
    {
        std::swap(m_file, other.m_file);
        return *this;
    }
    ~OpenFile()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    int get() const { return m_file; }
    explicit operator bool() const { return m_file >= 0; }

private:
    int m_file;
};

// The program's side is kept open here too: a program that closes its own does not end the terminal, it may open it again.
struct Line
{
    OpenFile master, slave;
    std::array<char, 64> path{}; // of the slave
};

winsize kernelSize(Size size)
{
    const auto bounded = [](int value) { return static_cast<unsigned short>(std::clamp(value, 0, 0xffff)); };
    return {bounded(size.rows), bounded(size.columns), bounded(size.columns * size.cellWidth),
            bounded(size.rows * size.cellHeight)};
}

Result<Line> openLine(Size size)
{
    Line line;
    const auto failed = [] { return std::unexpected(startError(errno)); };
    line.master = OpenFile(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    if (!line.master || ::grantpt(line.master.get()) != 0 || ::unlockpt(line.master.get()) != 0)
        return failed();
    if (const int number = ::ptsname_r(line.master.get(), line.path.data(), line.path.size()); number != 0)
        return std::unexpected(startError(number));
    line.slave = OpenFile(::open(line.path.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!line.slave)
        return failed();
    termios mode;
    if (::tcgetattr(line.slave.get(), &mode) != 0)
        return failed();
    mode.c_iflag |= IUTF8; // Backspace takes a whole character of a line that is typed
    const winsize kernel = kernelSize(size);
    if (::tcsetattr(line.slave.get(), TCSANOW, &mode) != 0 || ::ioctl(line.master.get(), TIOCSWINSZ, &kernel) != 0)
        return failed();
    return line;
}

// Ready once the process has ended.
OpenFile watch(pid_t process) { return OpenFile(int(::syscall(SYS_pidfd_open, process, 0))); }

void awaitEnd(const OpenFile &file, Clock::time_point until)
{
    pollfd wanted{file.get(), POLLIN, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    ::poll(&wanted, 1, int(std::max<qint64>(left, 0)));
}

// Those a hang-up ends: all of the session, but for who ignores it. The session's leader is no exception.
std::vector<SessionMember> mortals(pid_t session)
{
    auto members = sessionMembers(session);
    std::erase_if(members, [session](const SessionMember &member) { return member.ignoresHangUp && member.id != session; });
    return members;
}

void hangUpSession(pid_t session)
{
    for (const SessionMember &member : mortals(session)) {
        ::kill(member.id, SIGHUP);
        ::kill(member.id, SIGCONT); // a stopped one would not see it
    }
}

void awaitSession(pid_t session, Clock::time_point deadline) // and kills who is still there then
{
    for (auto left = mortals(session); !left.empty(); left = mortals(session)) {
        if (Clock::now() >= deadline) {
            for (const SessionMember &member : left)
                ::kill(member.id, SIGKILL);
            return;
        }
        awaitEnd(watch(left.front().id), deadline); // one after the other: all have to go
    }
}

} // namespace

class Pty::Private final
{
public:
    Private(Line line, Callbacks callbacks) : m_callbacks(std::move(callbacks)), m_line(std::move(line)) {}

    Result<> spawn(const Launch &launch) // on the reader thread, before all else
    {
        if (m_bell.file() < 0)
            return std::unexpected(startError(EMFILE));
        const Result<pid_t> process = vt::spawn(launch, m_line.path.data());
        if (!process)
            return std::unexpected(process.error());
        m_end = watch(*process);
        if (m_end) {
            m_process = *process;
            return {};
        }
        const int number = errno;
        ::kill(*process, SIGKILL);
        ::waitpid(*process, nullptr, 0);
        return std::unexpected(startError(number));
    }

    Result<> begin(const Launch &launch) // spawn() for one who waits, or is told
    {
        m_reader = std::this_thread::get_id();
        Result<> result = spawn(launch);
        if (!result) {
            leave();
            closeLine();
            deliver([&] {
                if (m_callbacks.failed)
                    m_callbacks.failed(result.error());
            });
        }
        return result;
    }

    void run() // the reader thread, until the program has ended
    {
        m_buffer = std::make_unique<char[]>(readAtMost);
        while (const short wanted = wants()) {
            std::array<pollfd, 3> files{
                {{m_bell.file(), POLLIN, 0}, {m_end.get(), POLLIN, 0}, {m_isReadable ? m_line.master.get() : -1, wanted, 0}}};
            ::poll(files.data(), files.size(), -1);
            if (files[0].revents)
                m_bell.hush();
            if (files[2].revents & POLLOUT)
                flush(std::lock_guard(m_mutex));
            if (files[2].revents & ~POLLOUT)
                take();
            if (files[1].revents) {
                for (std::size_t taken = 0, more = take(); more > 0 && taken < leftAtMost; more = take())
                    taken += more; // bounded: others may write on
                break;
            }
        }
        end();
    }

    bool write(std::string_view bytes)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.erase(0, std::exchange(m_taken, 0));
        if (m_isOver)
            return false;
        if (!m_waiting.empty() && bytes.size() == 1 && isInterrupt(bytes.front())) {
            m_waiting.clear();
            ::tcflush(m_line.slave.get(), TCIFLUSH);
        }
        if (m_waiting.size() > waitAtMost)
            return false;
        m_waiting.append(bytes);
        flush(lock);
        if (!m_waiting.empty())
            m_bell.ring();
        return true;
    }

    void resize(Size size)
    {
        const winsize kernel = kernelSize(size);
        const std::lock_guard lock(m_mutex);
        if (!m_isOver)
            ::ioctl(m_line.master.get(), TIOCSWINSZ, &kernel);
    }

    void hangUp()
    {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
        m_bell.ring();
    }

    void silence()
    {
        if (std::this_thread::get_id() == m_reader) { // from a callback
            m_isSilent = true;
            return;
        }
        const std::lock_guard gate(m_gate);
        m_isSilent = true;
        m_callbacks = {};
    }

    Foreground foreground()
    {
        const pid_t group = m_process == 0 ? -1 : foregroundGroup();
        if (group < 0)
            return {};
        std::optional<SessionMember> front = group == m_process ? std::nullopt : sessionMember(group, m_process);
        if (!front && group != m_process) // a pipe whose first part has ended: what is left of it
            for (SessionMember &member : sessionMembers(m_process))
                if (member.group == group && !front)
                    front = std::move(member);
        Foreground answer;
        answer.isShell = !front;
        answer.process = front ? front->id : m_process.load();
        if (!front)
            front = sessionMember(m_process, m_process);
        answer.name = front ? shownText(front->name) : QString();
        answer.folder = workingFolder(answer.process);
        return answer;
    }

    QStringList jobs()
    {
        QStringList names;
        std::set<pid_t> groups{foregroundGroup(), m_process.load()}; // named already, or no job
        if (m_process != 0 && !groups.contains(-1))
            for (const SessionMember &member : sessionMembers(m_process))
                if (!member.ignoresHangUp && groups.insert(member.group).second)
                    names.append(shownText(member.name));
        return names;
    }

    int process() const { return m_process; }

private:
    pid_t foregroundGroup() const // -1: it has ended
    {
        const std::lock_guard lock(m_mutex);
        return m_isOver ? -1 : ::tcgetpgrp(m_line.master.get());
    }

    short wants() const // 0: hung up
    {
        const std::lock_guard lock(m_mutex);
        if (m_isOver)
            return 0;
        return static_cast<short>(m_waiting.empty() ? POLLIN : POLLIN | POLLOUT);
    }

    bool leave() // from now on nothing is written; true: hung up before
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_isOver, true);
    }
    void closeLine()
    {
        const std::lock_guard lock(m_mutex);
        m_line = Line();
    }

    template<typename F>
    void deliver(F &&f)
    {
        const std::lock_guard gate(m_gate);
        if (!m_isSilent)
            f();
    }

    // What is there now, about readAtMost; 0: nothing. The kernel hands out 4 KB at a time, and has the next ready while those
    // are parsed.
    std::size_t take()
    {
        std::size_t taken = 0;
        while (taken < readAtMost) {
            const ssize_t count = ::read(m_line.master.get(), m_buffer.get(), readAtMost);
            if (count <= 0) {
                m_isReadable = count < 0 && (errno == EAGAIN || errno == EINTR);
                break;
            }
            deliver([&] { m_callbacks.arrived({m_buffer.get(), std::size_t(count)}); });
            taken += std::size_t(count);
        }
        return taken;
    }

    void flush(const std::lock_guard<std::mutex> &)
    {
        while (m_taken < m_waiting.size()) {
            const ssize_t count = ::write(m_line.master.get(), m_waiting.data() + m_taken, m_waiting.size() - m_taken);
            if (count < 0 && errno == EAGAIN)
                return;
            m_taken = count < 0 ? m_waiting.size() : m_taken + std::size_t(count); // nobody will read it any more
        }
        m_waiting.clear();
        m_waiting.shrink_to_fit();
        m_taken = 0;
    }

    bool isInterrupt(char byte) const
    {
        termios mode;
        if (::tcgetattr(m_line.slave.get(), &mode) != 0 || !(mode.c_lflag & ISIG) || (mode.c_lflag & NOFLSH))
            return false;
        const cc_t key = static_cast<cc_t>(byte);
        return key != _POSIX_VDISABLE && (key == mode.c_cc[VINTR] || key == mode.c_cc[VQUIT] || key == mode.c_cc[VSUSP]);
    }

    void end()
    {
        const bool isHungUp = leave();
        const auto deadline = Clock::now() + killAfter;
        if (isHungUp)
            hangUpSession(m_process);
        closeLine(); // the kernel's own SIGHUP, which reaches other users' programs too
        if (isHungUp)
            awaitSession(m_process, deadline);
        siginfo_t facts{};
        while (::waitid(P_PID, id_t(m_process), &facts, WEXITED) != 0 && errno == EINTR) {
        }
        const bool exited = facts.si_code == CLD_EXITED;
        deliver([&] { m_callbacks.ended({exited ? facts.si_status : 0, exited ? 0 : facts.si_status}); });
    }

    std::mutex m_gate; // held while a callback runs
    Callbacks m_callbacks;
    bool m_isSilent = false;

    mutable std::mutex m_mutex; // of what others than the reader touch
    Line m_line;
    std::string m_waiting; // to be written, from m_taken on
    std::size_t m_taken = 0;
    bool m_isOver = false; // hung up, or ended
    Bell m_bell;

    std::atomic<std::thread::id> m_reader;
    std::atomic<pid_t> m_process = 0;
    OpenFile m_end;
    bool m_isReadable = true;
    std::unique_ptr<char[]> m_buffer;
};

Result<std::unique_ptr<Pty>> Pty::start(const Launch &launch, Size size, Callbacks callbacks)
{
    Result<Line> line = openLine(size);
    if (!line)
        return std::unexpected(line.error());
    std::unique_ptr<Pty> pty(new Pty);
    const bool isWaiting = !callbacks.failed;
    pty->d = std::make_shared<Private>(std::move(*line), std::move(callbacks));
    const auto spawned = std::make_shared<std::promise<Result<>>>();
    const bool isRunning = detach([d = pty->d, launch, spawned] {
        Result<> result = d->begin(launch);
        const bool isStarted = result.has_value();
        spawned->set_value(std::move(result));
        if (isStarted)
            d->run();
    });
    if (!isRunning)
        return std::unexpected(startError(EAGAIN));
    if (isWaiting)
        if (const Result<> result = spawned->get_future().get(); !result)
            return std::unexpected(result.error());
    return pty;
}

Pty::Pty() = default;

Pty::~Pty()
{
    d->hangUp();
    d->silence();
}

bool Pty::write(std::string_view bytes) { return d->write(bytes); }
void Pty::resize(Size size) { d->resize(size); }
void Pty::hangUp() { d->hangUp(); }
Pty::Foreground Pty::foreground() const { return d->foreground(); }
QStringList Pty::jobs() const { return d->jobs(); }
int Pty::process() const { return d->process(); }

} // namespace oriel::vt
