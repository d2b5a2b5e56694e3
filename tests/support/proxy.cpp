// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/proxy.h"

#include "support/framing.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace oriel::test {

namespace {

constexpr qsizetype recordLimit = 64'000'000;

sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(uint16_t(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void close(int fd, CutProxy::Cut how)
{
    if (how == CutProxy::Cut::Reset) {
        const linger now{1, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    ::close(fd);
}

struct Connection
{
    int client = -1, server = -1;
    QByteArray toServer, toClient; // read, not yet written
    bool isEnding = false;         // one side has ended: what is left is written, then both are closed
    CutProxy::Cut how = CutProxy::Cut::Close;
    Framing framing;
};

} // namespace

struct CutProxy::Private
{
    int listener = -1, wake = -1, port = 0, serverPort = 0;
    std::thread thread;

    mutable std::mutex mutex; // of everything below
    bool isStopping = false, isSilent = false, isRefusing = false, cutNow = false;
    Cut how = Cut::Reset;
    qint64 bytesLeft = -1; // until the cut; -1: none
    int messagesLeft = -1;
    bool isSwallowing = false; // the message after those
    QByteArray fromClient, fromServer;
    qint64 serverBytes = 0;
    int serverMessages = 0, accepted = 0;
    std::list<Connection> connections;

    void run();
    void accept();
    bool serve(Connection &connection, short client, short server); // false: it has ended
    bool read(Connection &connection, bool isServer);
    bool forwardFromServer(Connection &connection, QByteArrayView bytes);
    void closeAll();
    void nudge() const { std::ignore = ::eventfd_write(wake, 1); }
};

CutProxy::CutProxy(int serverPort) : d(std::make_unique<Private>())
{
    d->serverPort = serverPort;
    d->wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    d->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(d->listener, reinterpret_cast<sockaddr *>(&address), size) != 0 || ::listen(d->listener, 64) != 0 ||
        ::getsockname(d->listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        qFatal("proxy: no port");
    d->port = ntohs(address.sin_port);
    d->thread = std::thread([this] { d->run(); });
}

CutProxy::~CutProxy()
{
    {
        const std::scoped_lock lock(d->mutex);
        d->isStopping = true;
    }
    d->nudge();
    d->thread.join();
    ::close(d->listener);
    ::close(d->wake);
}

void CutProxy::Private::run()
{
    std::vector<pollfd> watched;
    for (;;) {
        watched.assign({{wake, POLLIN, 0}, {listener, POLLIN, 0}});
        {
            const std::scoped_lock lock(mutex);
            if (isStopping)
                return closeAll();
            if (std::exchange(cutNow, false))
                closeAll();
            for (const Connection &c : connections) {
                const auto events = [&](const QByteArray &out, const QByteArray &in) {
                    return short(isSilent ? 0 : (out.isEmpty() ? 0 : POLLOUT) | (in.isEmpty() && !c.isEnding ? POLLIN : 0));
                };
                watched.push_back({isSilent ? -1 : c.client, events(c.toClient, c.toServer), 0});
                watched.push_back({isSilent ? -1 : c.server, events(c.toServer, c.toClient), 0});
            }
        }
        ::poll(watched.data(), watched.size(), -1);
        eventfd_t ignored;
        std::ignore = ::eventfd_read(wake, &ignored);

        const std::scoped_lock lock(mutex);
        size_t at = 2;
        for (auto c = connections.begin(); c != connections.end() && !isSilent && !cutNow; at += 2) {
            if (serve(*c, watched[at].revents, watched[at + 1].revents)) {
                ++c;
                continue;
            }
            close(c->client, c->how);
            close(c->server, Cut::Close);
            c = connections.erase(c);
        }
        if (watched[1].revents & POLLIN)
            accept();
    }
}

void CutProxy::Private::accept()
{
    Connection c;
    c.client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (c.client < 0)
        return;
    ++accepted;
    const sockaddr_in address = loopback(serverPort);
    c.server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (isRefusing || ::connect(c.server, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        close(c.client, Cut::Reset);
        ::close(c.server);
        return;
    }
    ::fcntl(c.server, F_SETFL, O_NONBLOCK);
    for (const int fd : {c.client, c.server}) {
        const int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    connections.push_back(std::move(c));
}

bool CutProxy::Private::serve(Connection &c, short client, short server)
{
    constexpr short readable = POLLIN | POLLHUP | POLLERR;
    bool goesOn = true;
    if ((client & readable) && c.toServer.isEmpty() && !c.isEnding)
        goesOn = read(c, false);
    if (goesOn && (server & readable) && c.toClient.isEmpty() && !c.isEnding)
        goesOn = read(c, true);
    for (auto [out, fd] : {std::pair{&c.toServer, c.server}, std::pair{&c.toClient, c.client}}) {
        if (out->isEmpty())
            continue;
        const ssize_t sent = ::send(fd, out->constData(), size_t(out->size()), MSG_NOSIGNAL);
        if (sent > 0)
            out->remove(0, sent);
        else if (errno != EAGAIN && errno != EINTR)
            return false;
    }
    return goesOn && !(c.isEnding && c.toServer.isEmpty() && c.toClient.isEmpty());
}

// False where the connection is to be cut behind what was forwarded.
bool CutProxy::Private::read(Connection &c, bool isServer)
{
    QByteArray bytes(64 * 1024, Qt::Uninitialized);
    const ssize_t size = ::recv(isServer ? c.server : c.client, bytes.data(), size_t(bytes.size()), 0);
    if (size <= 0) {
        c.isEnding = size == 0 || (errno != EAGAIN && errno != EINTR);
        return true;
    }
    bytes.truncate(size);
    if (isServer)
        return forwardFromServer(c, bytes);
    c.framing.client(bytes);
    fromClient += bytes.left(recordLimit - fromClient.size());
    c.toServer += bytes;
    return true;
}

bool CutProxy::Private::forwardFromServer(Connection &c, QByteArrayView bytes)
{
    const qsizetype came = bytes.size();
    if (bytesLeft >= 0)
        bytes = bytes.first(std::min<qint64>(bytes.size(), bytesLeft));
    int ended = 0;
    bytes = bytes.first(c.framing.server(bytes, messagesLeft, &ended));
    serverMessages += ended;
    serverBytes += bytes.size();
    fromServer += bytes.first(std::min(bytes.size(), recordLimit - fromServer.size()));
    c.toClient += bytes;
    if (messagesLeft >= 0)
        messagesLeft -= ended;
    if (bytesLeft >= 0)
        bytesLeft -= bytes.size();
    if ((messagesLeft != 0 && bytesLeft != 0) || (isSwallowing && bytes.size() == came))
        return true;
    // A reset throws away what the client has not read yet: the client's kernel has it once the send below returned.
    ::fcntl(c.client, F_SETFL, 0);
    std::ignore = ::send(c.client, c.toClient.constData(), size_t(c.toClient.size()), MSG_NOSIGNAL);
    c.toClient.clear();
    messagesLeft = -1;
    bytesLeft = -1;
    c.how = how;
    return false;
}

void CutProxy::Private::closeAll()
{
    for (Connection &c : connections) {
        close(c.client, how);
        close(c.server, Cut::Close);
    }
    connections.clear();
}

int CutProxy::port() const { return d->port; }

void CutProxy::silence()
{
    const std::scoped_lock lock(d->mutex);
    d->isSilent = true;
    d->nudge();
}

void CutProxy::resume()
{
    const std::scoped_lock lock(d->mutex);
    d->isSilent = false;
    d->nudge();
}

void CutProxy::cut(Cut how)
{
    const std::scoped_lock lock(d->mutex);
    d->how = how;
    d->cutNow = true;
    d->nudge();
}

void CutProxy::cutAfterBytes(qint64 fromServer, Cut how)
{
    const std::scoped_lock lock(d->mutex);
    d->how = how;
    d->bytesLeft = fromServer;
    d->isSwallowing = false;
}

void CutProxy::cutAfterMessages(int fromServer, Cut how)
{
    const std::scoped_lock lock(d->mutex);
    d->how = how;
    d->messagesLeft = fromServer;
    d->isSwallowing = false;
}

void CutProxy::cutBeforeMessage(int fromServer, Cut how)
{
    cutAfterMessages(fromServer, how);
    const std::scoped_lock lock(d->mutex);
    d->isSwallowing = true;
}

void CutProxy::forgetCut()
{
    const std::scoped_lock lock(d->mutex);
    d->bytesLeft = d->messagesLeft = -1;
}

void CutProxy::refuse(bool refused)
{
    const std::scoped_lock lock(d->mutex);
    d->isRefusing = refused;
}

QByteArray CutProxy::fromClient() const
{
    const std::scoped_lock lock(d->mutex);
    return d->fromClient;
}

QByteArray CutProxy::fromServer() const
{
    const std::scoped_lock lock(d->mutex);
    return d->fromServer;
}

qint64 CutProxy::bytesFromServer() const
{
    const std::scoped_lock lock(d->mutex);
    return d->serverBytes;
}

int CutProxy::messagesFromServer() const
{
    const std::scoped_lock lock(d->mutex);
    return d->serverMessages;
}

int CutProxy::accepted() const
{
    const std::scoped_lock lock(d->mutex);
    return d->accepted;
}

int CutProxy::open() const
{
    const std::scoped_lock lock(d->mutex);
    return int(d->connections.size());
}

void CutProxy::forget()
{
    const std::scoped_lock lock(d->mutex);
    d->fromClient.clear();
    d->fromServer.clear();
    d->serverBytes = d->serverMessages = d->accepted = 0;
}

} // namespace oriel::test
