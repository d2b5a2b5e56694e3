// SPDX-License-Identifier: GPL-3.0-or-later
// A program on a pseudo terminal of its own.
#pragma once

#include "base/result.h"
#include "engines/vt/place.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include <sys/types.h>

namespace oriel::vt {

struct Launch
{
    QList<QByteArray> command;      // program and arguments; the program is looked up in the environment's PATH
    QList<QByteArray> environment;  // NAME=value, complete: ownEnvironment() and what is added to it
    QString folder;                 // where it starts; gone: the nearest folder above that is there. PWD is set to it
    std::optional<mode_t> fileMask; // its umask; none: this process's (main() tightens its own, no shell's business)
};

// This process's environment as a program in a terminal should see it: TERM, COLORTERM and TERM_PROGRAM set; PGPASSWORD, the
// desktop's start-up tokens and what another terminal said of itself (COLUMNS, TMUX, VTE_VERSION …) taken out.
QList<QByteArray> ownEnvironment();

struct Ending
{
    int exitCode = 0; // where signal is 0
    int signal = 0;
};

// Any thread may call it; the callbacks come on its own reader thread, `ended` last and once.
class Pty final
{
public:
    struct Callbacks
    {
        std::function<void(std::string_view)> arrived; // at most 64 KiB at a time; not read on before it returns
        std::function<void(Ending)> ended;             // all it wrote has arrived
        std::function<void(Error)> failed = {};        // instead of `ended`, where start() has not waited
    };
    // Errors: no terminal, process or thread to be had, program not found or not executable (said by name). Where `failed` is
    // given, it does not wait for the program to be looked up and started (a disk, a network): what is written meanwhile is its
    // first input, and what of it fails is told there.
    static Result<std::unique_ptr<Pty>> start(const Launch &, Size, Callbacks);
    ~Pty(); // hangUp(), without waiting; no callback comes after it has returned
    Pty(const Pty &) = delete;
    Pty &operator=(const Pty &) = delete;

    // Never blocks, and never stands behind output. False: more than 1 MiB waits to be taken or the program has ended, nothing of
    // this was. An interrupt key alone (Ctrl+C, where the program has not made it an ordinary one) throws away what waits, as the
    // terminal line does with what it has, and is not stuck behind a paste nobody reads.
    bool write(std::string_view bytes);
    void resize(Size);
    // SIGHUP and SIGCONT to its session, SIGKILL after three seconds; at once, the work is done by another thread. What ignores
    // SIGHUP (nohup) outlives it, but for the program itself.
    void hangUp();

    struct Foreground
    {
        int process = 0;
        QString name;   // "psql"; of the shell itself where nothing else runs
        QString folder; // where it works; empty: unknown
        bool isShell = true;
    };
    Foreground foreground() const; // reads two or three files of /proc: cheap, not for every frame
    // Names of the jobs behind it that would die with the terminal, stopped or in the background, one a group. Reads all of
    // /proc.
    QStringList jobs() const;
    int process() const; // the shell's id; 0: not started yet

private:
    class Private;
    Pty();
    std::shared_ptr<Private> d; // and the reader thread's, which may outlive this
};

} // namespace oriel::vt
