// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sandbox/port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace oriel::sandbox {

namespace {

int bound(int port) // the port we could bind, 0 where it is taken
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return 0;
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); // as postgres does: connections that linger do not count
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(uint16_t(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool ok = ::bind(fd, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
                    ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) == 0;
    ::close(fd);
    return ok ? ntohs(address.sin_port) : 0;
}

} // namespace

bool isFreePort(int port) { return port > 0 && bound(port) == port; }

int freePort(int wished) { return isFreePort(wished) ? wished : bound(0); }

} // namespace oriel::sandbox
