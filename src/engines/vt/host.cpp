// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/host.h"

namespace oriel::vt {

class Host::Private final
{
public:
    Private(Size size, const Options &options, Callbacks given) : callbacks(std::move(given)), terminal(size, options) {}

    // One who looks waits inside the door for the end of the reader's slice; the reader's next one then waits outside of it.
    void enter()
    {
        const std::lock_guard pass(door);
        mutex.lock();
    }
    void leave()
    {
        const std::string replies = terminal.takeReplies();
        mutex.unlock();
        if (!replies.empty())
            pty->write(replies); // refused: the program asks without end and does not read
    }
    void parse(std::string_view bytes) // on the reader thread
    {
        enter();
        terminal.feed(bytes);
        const bool isNews = !std::exchange(isTold, true);
        leave();
        if (isNews)
            callbacks.changed();
    }

    std::mutex door, mutex;
    const Callbacks callbacks;
    Terminal terminal;
    bool isTold = false;      // of a change that nobody has looked at since
    std::unique_ptr<Pty> pty; // last: its callbacks end before the rest goes
};

Host::Host() = default;
Host::~Host() = default;

Result<std::unique_ptr<Host>> Host::start(const Launch &launch, Size size, const Options &options, Callbacks callbacks)
{
    std::unique_ptr<Host> host(new Host);
    host->d = std::make_unique<Private>(size, options, std::move(callbacks));
    Private *const d = host->d.get();
    const std::lock_guard pass(d->door); // nothing is parsed before there is a Pty to answer to
    auto pty = Pty::start(launch, size,
                          {.arrived = [d](std::string_view bytes) { d->parse(bytes); },
                           .ended = [d](Ending ending) { d->callbacks.ended(ending); },
                           .failed = d->callbacks.failed});
    if (!pty)
        return std::unexpected(pty.error());
    d->pty = std::move(*pty);
    return host;
}

bool Host::send(std::string_view bytes) { return d->pty->write(bytes); }

void Host::resize(Size size)
{
    use([size](Terminal &terminal) { terminal.resize(size); });
    d->pty->resize(size);
}

Pty &Host::pty() { return *d->pty; }
Terminal &Host::terminal() { return d->terminal; }

Host::Turn::Turn(Host &host) : m_host(host)
{
    m_host.d->enter();
    m_host.d->isTold = false;
}

Host::Turn::~Turn() { m_host.d->leave(); }

} // namespace oriel::vt
