// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bell.h"

#include <QtGlobal>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

namespace oriel {

Bell::Bell() : m_file(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Bell::~Bell()
{
    if (m_file >= 0)
        ::close(m_file);
}

void Bell::ring() const
{
    const quint64 one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_file, &one, sizeof one);
}

void Bell::hush() const
{
    quint64 count = 0;
    [[maybe_unused]] const ssize_t taken = ::read(m_file, &count, sizeof count);
}

short await(int socket, short events, const Bell &bell, Clock::time_point until)
{
    pollfd files[2] = {{bell.file(), POLLIN, 0}, {socket, events, 0}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    const int timeout = int(std::clamp<qint64>(left, 0, 3'600'000));
    if (::poll(files, socket < 0 ? 1 : 2, timeout) <= 0)
        return 0;
    if (files[0].revents)
        bell.hush();
    return files[1].revents;
}

} // namespace oriel
