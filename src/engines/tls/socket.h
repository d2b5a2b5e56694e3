// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/tls: one TCP connection whose every wait ends at the bell or the deadline. Each object belongs to one
// thread.
#pragma once

#include "base/bell.h"
#include "base/lookup.h"
#include "engines/tls/report.h"

#include <QCoreApplication>

#include <expected>
#include <functional>
#include <stop_token>

namespace oriel::tls {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::tls::Probe)
};

// What ends a wait: the time, or the one who wants it to stop.
class Patience final
{
public:
    Patience(std::stop_token stop, Clock::time_point until);
    Patience shorter(Clock::time_point until) const { return Patience(m_stop, std::min(m_until, until)); }
    bool wasStopped() const { return m_stop.stop_requested(); }
    bool isOver() const { return wasStopped() || Clock::now() >= m_until; }
    Clock::time_point until() const { return m_until; }
    const std::stop_token &token() const { return m_stop; }
    const std::shared_ptr<const Bell> &sharedBell() const { return m_bell; } // for a thread that may outlive this
    bool await(int socket, short events) const;                              // false: over before the socket was ready

private:
    const std::stop_token m_stop;
    const Clock::time_point m_until;
    const std::shared_ptr<const Bell> m_bell; // shared with the thread that resolves names
    const std::stop_callback<std::function<void()>> m_ring;
};

Error cancelledError();

// Of hostaddr, else of host, as getaddrinfo() orders them. The resolver runs on a thread of its own, for it cannot be
// interrupted. Codes: "socket" (a Unix socket: no TLS there), "dns", "timeout", "cancelled".
Result<QList<Endpoint>> resolve(const Target &target, const Patience &patience);
bool isAddress(const Target &target); // in any form that nobody need be asked about: 127.1, 0x7f000001, fe80::1%eth0

class Socket final
{
public:
    Socket() = default;
    explicit Socket(int file) : m_file(file) {}
    Socket(Socket &&other) noexcept : m_file(std::exchange(other.m_file, -1)) {}
    Socket &operator=(Socket &&other) noexcept
    {
        std::swap(m_file, other.m_file);
        return *this;
    }
    ~Socket();

    // Codes: "refused", "timeout", "unreachable", "closed", "cancelled"; detail: the system's words.
    static Result<Socket> connect(const Endpoint &to, const Patience &patience);

    // "closed", "timeout", "cancelled".
    Result<> send(QByteArrayView bytes, const Patience &patience) const;
    Result<QByteArray> receive(qsizetype limit, const Patience &patience) const; // at least one byte
    QByteArray peek(qsizetype limit) const;                                      // what has come already, left where it is

private:
    int m_file = -1;
};

} // namespace oriel::tls
