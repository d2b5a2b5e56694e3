// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tls/socket.h"

#include "base/answer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace oriel::tls {

using namespace Qt::StringLiterals;

namespace {

Error timeoutError()
{
    return {Words::tr("The server did not answer in time. This is the network, not TLS: check the security group or firewall, "
                      "whether the server is publicly reachable, and the VPN."),
            u"timeout"_s,
            {}};
}

Error connectError(int problem)
{
    const QString words = QString::fromLocal8Bit(strerrordesc_np(problem));
    switch (problem) {
    case ECONNREFUSED:
        return {Words::tr("Nothing listens on that port: the connection was refused. Check the port, and that the server (or the "
                          "tunnel) is running."),
                u"refused"_s, words};
    case ETIMEDOUT:
        return {timeoutError().message, u"timeout"_s, words};
    case ECONNRESET:
        return {Words::tr("The server closed the connection at once. A firewall or load balancer in between may do that."),
                u"closed"_s, words};
    default:
        return {Words::tr("The server cannot be reached from here: %1. Check the network, the VPN and the address.").arg(words),
                u"unreachable"_s, words};
    }
}

Error overError(const Patience &patience)
{
    return patience.wasStopped()
               ? cancelledError()
               : Error{
                     Words::tr("The server stopped answering, or answers too slowly; the time limit is over."), u"timeout"_s, {}};
}

Error closedError(int problem)
{
    return {Words::tr("The server closed the connection."), u"closed"_s,
            problem ? QString::fromLocal8Bit(strerrordesc_np(problem)) : QString()};
}

} // namespace

Patience::Patience(std::stop_token stop, Clock::time_point until)
    : m_stop(std::move(stop)), m_until(until), m_bell(std::make_shared<Bell>()), m_ring(m_stop, [bell = m_bell] { bell->ring(); })
{}

bool Patience::await(int socket, short events) const
{
    while (!isOver()) {
        if (oriel::await(socket, events, *m_bell, m_until))
            return true;
    }
    return false;
}

Error cancelledError() { return {Words::tr("The probe was cancelled."), u"cancelled"_s, {}}; }

bool isAddress(const Target &target)
{
    return !target.address.isEmpty() || lookUp(target.host.toUtf8(), target.port, true).has_value();
}

Result<QList<Endpoint>> resolve(const Target &target, const Patience &patience)
{
    const QString host = target.address.isEmpty() ? target.host : target.address;
    if (host.isEmpty() || host.startsWith(u'/') || host.startsWith(u'@'))
        return std::unexpected(
            Error{Words::tr("This is a Unix socket: PostgreSQL never uses TLS there, and nothing leaves this machine."),
                  u"socket"_s,
                  {}});
    if (isAddress(target))
        return lookUp(host.toUtf8(), target.port, true);
    const auto found = answerOf([name = host.toUtf8(), port = target.port] { return lookUp(name, port); }, patience.sharedBell(),
                                [&patience] { return patience.wasStopped(); }, patience.until());
    if (found)
        return *found;
    if (patience.wasStopped())
        return std::unexpected(cancelledError());
    return std::unexpected(
        Error{Words::tr("The name of the host could not be resolved in time. Check the network, the VPN and the resolver (DNS)."),
              u"timeout"_s,
              {}});
}

Socket::~Socket()
{
    if (m_file >= 0)
        ::close(m_file);
}

Result<Socket> Socket::connect(const Endpoint &to, const Patience &patience)
{
    const auto *address = reinterpret_cast<const sockaddr *>(to.socketAddress.constData());
    Socket socket(::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.m_file < 0)
        return std::unexpected(connectError(errno));
    int problem = ::connect(socket.m_file, address, socklen_t(to.socketAddress.size())) == 0 ? 0 : errno;
    if (problem == EINPROGRESS) {
        if (!patience.await(socket.m_file, POLLOUT))
            return std::unexpected(patience.wasStopped() ? cancelledError() : timeoutError());
        socklen_t size = sizeof problem;
        ::getsockopt(socket.m_file, SOL_SOCKET, SO_ERROR, &problem, &size);
    }
    if (problem)
        return std::unexpected(connectError(problem));
    const int yes = 1;
    ::setsockopt(socket.m_file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return socket;
}

Result<> Socket::send(QByteArrayView bytes, const Patience &patience) const
{
    while (!bytes.isEmpty()) {
        const ssize_t sent = ::send(m_file, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
        if (sent > 0)
            bytes = bytes.sliced(sent);
        else if (errno != EAGAIN && errno != EINTR)
            return std::unexpected(closedError(errno));
        else if (!patience.await(m_file, POLLOUT))
            return std::unexpected(overError(patience));
    }
    return {};
}

Result<QByteArray> Socket::receive(qsizetype limit, const Patience &patience) const
{
    QByteArray bytes(limit, Qt::Uninitialized);
    for (;;) {
        if (patience.isOver()) // a server that trickles must not outlive it
            return std::unexpected(overError(patience));
        const ssize_t got = ::recv(m_file, bytes.data(), size_t(limit), 0);
        if (got > 0) {
            bytes.truncate(got);
            return bytes;
        }
        if (got == 0)
            return std::unexpected(closedError(0));
        if (errno != EAGAIN && errno != EINTR)
            return std::unexpected(closedError(errno));
        if (!patience.await(m_file, POLLIN))
            return std::unexpected(overError(patience));
    }
}

QByteArray Socket::peek(qsizetype limit) const
{
    QByteArray bytes(limit, Qt::Uninitialized);
    bytes.truncate(std::max<ssize_t>(::recv(m_file, bytes.data(), size_t(limit), MSG_PEEK), 0));
    return bytes;
}

} // namespace oriel::tls
