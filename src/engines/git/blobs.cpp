// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/blobs.h"

#include "base/bell.h"
#include "base/child.h"
#include "base/text.h"

#include <QCoreApplication>
#include <QMutex>
#include <QRandomGenerator>

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Blobs)
};

bool isId(const QByteArray &id) { return (id.size() == 40 || id.size() == 64) && QByteArray::fromHex(id).toHex() == id; }

// A git that answers questions until it is ended.
class Talk final
{
    Q_DISABLE_COPY_MOVE(Talk)
public:
    Talk(const Place &place, const char *option) : m_place(place), m_command{.arguments = {"cat-file", "--batch", "-z"}}
    {
        if (option)
            m_command.arguments += option;
    }
    ~Talk() { end(); }

    Result<QByteArray> ask(const QByteArray &id, const QByteArray &path, const std::stop_token &stop)
    {
        for (const bool isFirst : {m_child > 0, false}) { // one that has been there for long may have been killed
            auto answer = askOnce(id, path, stop);
            if (answer || !isFirst || answer.error().code != ended)
                return answer;
        }
        Q_UNREACHABLE();
    }
    void end()
    {
        if (m_child > 0) {
            ::kill(-m_child, SIGKILL); // it only reads
            ::waitpid(m_child, nullptr, 0);
        }
        m_child = 0;
        m_socket.close();
        m_output.reading.close();
    }

private:
    static constexpr auto ended = "ended"_L1;

    std::optional<Error> start()
    {
        int ends[2] = {-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            return startError(errno);
        m_socket = Descriptor(ends[0]);
        const Descriptor input(ends[1]);
        m_errors = Descriptor(::memfd_create("errors", MFD_CLOEXEC));
        m_output = Pipe();
        const auto child = startChild({.command = commandLine(m_place, m_command),
                                       .environment = environmentOf(m_command),
                                       .folder = m_place.workTree,
                                       .input = input,
                                       .output = m_output.writing,
                                       .errors = m_errors});
        m_output.writing.close();
        if (!child)
            return startError(child.error());
        m_child = *child;
        return {};
    }
    static Error startError(int number)
    {
        return {Words::tr("git could not be started. Is it installed, and is the folder still there?"), u"not-found"_s,
                QString::fromLocal8Bit(std::strerror(number))};
    }
    // Which bytes are the answer is told by a second question with a name nobody knows: the size git says first is the one before
    // the filters.
    Result<QByteArray> askOnce(const QByteArray &id, const QByteArray &path, const std::stop_token &stop)
    {
        if (m_child == 0) {
            if (const auto failure = start())
                return std::unexpected(*failure);
        }
        std::array<quint32, 4> chance;
        QRandomGenerator::system()->fillRange(chance.data(), chance.size());
        const QByteArray name =
            "end-" + QByteArray::fromRawData(reinterpret_cast<const char *>(chance.data()), sizeof chance).toHex();
        QByteArray question = id;
        if (!path.isEmpty())
            question += ' ' + path;
        question += '\0' + name + '\0';
        const ssize_t sent = ::send(m_socket, question.constData(), size_t(question.size()), MSG_NOSIGNAL);
        if (sent != question.size())
            return std::unexpected(fail());
        const auto text = receive(name + " missing\n", id, stop);
        if (!text)
            return std::unexpected(text.error());
        return contentOf(*text, id);
    }
    // All up to `last`, without it.
    Result<QByteArray> receive(const QByteArray &last, const QByteArray &id, const std::stop_token &stop)
    {
        const Bell bell;
        const std::stop_callback ring(stop, [&bell] { bell.ring(); });
        QByteArray text;
        std::array<char, 128 * 1024> piece;
        while (!text.endsWith(last)) {
            if (stop.stop_requested()) {
                end();
                return std::unexpected(Error{Words::tr("Cancelled."), u"cancelled"_s, {}});
            }
            await(m_output.reading, POLLIN, bell, Clock::now() + std::chrono::hours(1));
            const ssize_t count = ::read(m_output.reading, piece.data(), piece.size());
            if (count < 0 && (errno == EAGAIN || errno == EINTR))
                continue;
            if (count <= 0)
                return std::unexpected(fail());
            text.append(piece.data(), count);
            if (text.size() > Blobs::most + 1000 || sizeIn(text, id) > Blobs::most) {
                end();
                return std::unexpected(
                    Error{Words::tr("The text is larger than %1.").arg(sizeText(Blobs::most)), u"too-large"_s, {}});
            }
        }
        text.chop(last.size());
        return text;
    }
    static qint64 sizeIn(const QByteArray &text, const QByteArray &id) // "ID blob SIZE\n"; 0: not known yet
    {
        const qsizetype begin = id.size() + 6;
        const qsizetype end = text.size() > begin ? text.indexOf('\n', begin) : -1;
        return end < 0 ? 0 : text.sliced(begin, end - begin).toLongLong();
    }
    static Result<QByteArray> contentOf(const QByteArray &text, const QByteArray &id)
    {
        if (text == id + " missing\n")
            return std::unexpected(Error{Words::tr("The repository has no object %1. Fetching, or another clone, may bring it.")
                                             .arg(QString::fromLatin1(id)),
                                         u"missing"_s,
                                         {}});
        const qsizetype end = text.indexOf('\n');
        const QByteArrayList words = text.first(std::max<qsizetype>(end, 0)).split(' ');
        if (words.size() != 3 || words[0] != id || !text.endsWith('\n') || end == text.size() - 1)
            return std::unexpected(
                Error{Words::tr("git answered what was not asked."), u"malformed"_s, shownText(text.left(200))});
        if (words[1] != "blob")
            return std::unexpected(Error{
                Words::tr("%1 is no file but a %2.").arg(QString::fromLatin1(id), shownText(words[1])), u"not-a-blob"_s, {}});
        return text.sliced(end + 1).chopped(1);
    }
    Error fail() // it has ended: what it said
    {
        end();
        QByteArray said(4000, Qt::Uninitialized);
        said.truncate(std::max<ssize_t>(0, ::pread(m_errors, said.data(), size_t(said.size()), 0)));
        Error error = failure(m_place, m_command, {.exitCode = 128, .text = {}, .errors = said});
        error.code = ended;
        return error;
    }

    const Place m_place;
    Command m_command;
    pid_t m_child = 0;
    Descriptor m_socket, m_errors;
    Pipe m_output;
};

} // namespace

struct Blobs::Private
{
    const Place place;
    QMutex rawMutex, filteredMutex;
    Talk raw{place, nullptr}, filtered{place, "--filters"};
};

Blobs::Blobs(Place place) : d(new Private{.place = std::move(place)}) {}

Blobs::~Blobs() = default;

Result<QByteArray> Blobs::id(const QByteArray &revision, const QByteArray &path, std::stop_token stop)
{
    const bool isIndex = revision.startsWith(':');
    Command command{.arguments = {"ls-files", "-s", "-z", "--", path}};
    if (!isIndex)
        command.arguments = {"ls-tree", "-z", "--full-tree", "--end-of-options", revision, path};
    const auto listed = answer(d->place, command, stop);
    if (!listed) {
        const bool isUnborn = revision == "HEAD" && listed.error().detail.contains(u"Not a valid object name HEAD"_s);
        return isUnborn ? Result<QByteArray>(QByteArray()) : std::unexpected(listed.error());
    }
    for (const QByteArray &entry : listed->split('\0')) { // "MODE ID STAGE\tPATH" or "MODE TYPE ID\tPATH"
        const qsizetype tab = entry.indexOf('\t');
        const QByteArrayList words = entry.first(std::max<qsizetype>(tab, 0)).split(' ');
        if (words.size() == 3 && entry.sliced(tab + 1) == path && (!isIndex || words[2] == revision.sliced(1)))
            return words[isIndex ? 1 : 2];
    }
    return QByteArray();
}

Result<QByteArray> Blobs::filtered(const QByteArray &id, const QByteArray &path, std::stop_token stop)
{
    if (!isId(id))
        return std::unexpected(Error{Words::tr("%1 names no object.").arg(shownText(id)), u"missing"_s, {}});
    if (path.isEmpty())
        return raw(id, stop);
    if (path.startsWith(' ') || path.startsWith('\t')) // the batch would take it for another name
        return answer(d->place, {.arguments = {"cat-file", "--filters", "--path=" + path, id}, .outputLimit = most}, stop);
    const QMutexLocker lock(&d->filteredMutex);
    return d->filtered.ask(id, path, stop);
}

Result<QByteArray> Blobs::raw(const QByteArray &id, std::stop_token stop)
{
    if (!isId(id))
        return std::unexpected(Error{Words::tr("%1 names no object.").arg(shownText(id)), u"missing"_s, {}});
    const QMutexLocker lock(&d->rawMutex);
    return d->raw.ask(id, {}, stop);
}

void Blobs::forget()
{
    const QMutexLocker rawLock(&d->rawMutex), filteredLock(&d->filteredMutex);
    d->raw.end();
    d->filtered.end();
}

} // namespace oriel::git
