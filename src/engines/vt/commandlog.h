// SPDX-License-Identifier: GPL-3.0-or-later
// The commands a shell marked by OSC 133, on places that stay on their text.
#pragma once

#include "engines/vt/screen.h"
#include "engines/vt/terminal.h"

#include <deque>

namespace oriel::vt {

// Marks without the nonce make commands of their own; they never touch one that is trusted.
class CommandLog final
{
public:
    static constexpr std::size_t most = 2000;

    void prompt(Screen &, bool isTrusted);                                                             // A
    void input(Screen &, bool isTrusted);                                                              // B
    void output(Screen &, bool isTrusted, std::optional<std::string> text, const std::string &folder); // C
    void finish(Screen &, bool isTrusted, std::optional<int> exitCode, Events &);                      // D

    std::vector<Command> all(const Screen &) const;
    std::optional<Command> at(const Screen &, Anchor) const;
    std::optional<Command> numbered(const Screen &, std::int64_t number) const;
    void show(const Screen &, Picture &) const; // Picture::commands, of the rows it has; looks no further up than these
    bool isAtPrompt(const Screen &) const;

private:
    struct Marked
    {
        int prompt = -1, input = -1, output = -1, end = -1; // Screen::track(); -1: not there
        Command command;                                    // but for the anchors
        bool isRunning = false, isEnded = false;
    };
    Marked *open(bool isTrusted);
    void finish(Screen &, Marked &, std::optional<int> exitCode, Events *);
    std::optional<Command> shown(const Screen &, const Marked &) const;
    void release(Screen &, const Marked &);
    std::deque<Marked> m_marked;
    std::int64_t m_next = 0; // number
};

} // namespace oriel::vt
