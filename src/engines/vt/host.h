// SPDX-License-Identifier: GPL-3.0-or-later
// A Terminal on a Pty: the reader thread parses, others look.
#pragma once

#include "engines/vt/pty.h"
#include "engines/vt/terminal.h"

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace oriel::vt {

// Any thread. `changed` comes on the reader thread, once until the next use(): one posted event at most waits for the GUI.
class Host final
{
public:
    struct Callbacks
    {
        std::function<void()> changed;
        std::function<void(Ending)> ended;
        std::function<void(Error)> failed = {}; // as Pty's: start() does not wait
    };
    static Result<std::unique_ptr<Host>> start(const Launch &, Size, const Options &, Callbacks);
    ~Host();
    Host(const Host &) = delete;
    Host &operator=(const Host &) = delete;

    // With the terminal to oneself; the reader waits, so be quick. Replies that this brings forth are sent. The reader lets
    // others in after at most 64 KiB (under a millisecond), fairly: a flood cannot starve the one who looks.
    template<typename F>
    decltype(auto) use(F &&f)
    {
        const Turn turn(*this);
        return std::forward<F>(f)(terminal());
    }

    bool send(std::string_view bytes); // keys, pastes
    void resize(Size);                 // both
    Pty &pty();

private:
    class Private;
    class Turn // a lock that comes before the reader's next one
    {
    public:
        explicit Turn(Host &);
        ~Turn();

    private:
        Host &m_host;
    };
    Host();
    Terminal &terminal();
    std::unique_ptr<Private> d;
};

} // namespace oriel::vt
