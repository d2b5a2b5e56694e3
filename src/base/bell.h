// SPDX-License-Identifier: GPL-3.0-or-later
// How a thread waits for a socket and is still reached by others.
#pragma once

#include <chrono>

namespace oriel {

using Clock = std::chrono::steady_clock;

// Ends a worker's poll(). ring() from any thread.
class Bell final
{
public:
    Bell();
    ~Bell();
    Bell(const Bell &) = delete;
    Bell &operator=(const Bell &) = delete;
    void ring() const;
    void hush() const; // the one who waits
    int file() const { return m_file; }

private:
    int m_file;
};

// Waits until the socket is ready for `events`, the bell rings or the time has come; answers poll's revents of the socket (0:
// neither). A negative socket is left out.
short await(int socket, short events, const Bell &bell, Clock::time_point until);

} // namespace oriel
