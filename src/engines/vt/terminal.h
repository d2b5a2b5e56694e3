// SPDX-License-Identifier: GPL-3.0-or-later
// A terminal without a display: bytes in, a grid with history out, as xterm -ti vt420 (TERM=xterm-256color) would show them.
// Plain C++; one thread at a time (Host guards it). No input crashes it, grows it beyond its limits or keeps it busy for longer
// than its length is worth.
#pragma once

#include "engines/vt/modes.h"
#include "engines/vt/picture.h"
#include "engines/vt/place.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oriel::vt {

struct Options
{
    std::int64_t historyLines = 100'000; // logical; 0: none
    std::size_t historyBytes = 64 << 20;
    std::size_t stringBytes = 1 << 20; // of one OSC, DCS, APC…; what is longer is read to its end and thrown away
    std::string nonce;                 // OSC 133 marks that carry `;nonce=…` are trusted; empty: none is
    bool isHeadless = false;           // answers DECRQCRA and reports of titles: oriel-cli vt only
    Color foreground = Color::rgb(0x1b, 0x23, 0x30), background = Color::rgb(0xff, 0xff, 0xff); // what OSC 10 and 11 answer
    std::vector<Color> palette; // Rgb, 256 or fewer; missing ones are xterm's
};

// A command as the shell marked it (OSC 133).
struct Command
{
    Anchor prompt;                       // A
    std::optional<Anchor> input, output; // B, C
    std::optional<Anchor> end;           // D, or the next A
    std::optional<int> exitCode;
    std::chrono::steady_clock::time_point began, ended; // C and D
    std::chrono::system_clock::time_point beganAt;      // C
    std::string text;        // what was typed, where the shell said it (C;cmdline=…) or the screen shows it
    bool isTextSaid = false; // by the shell
    std::string folder;      // where the shell was as it began (OSC 7); empty: unknown
    bool isTrusted = false;  // the marks carried the nonce
    std::int64_t number = 0; // its own, from the terminal's start
};

// Whether its text can be put to a prompt without running: one line, or several in the brackets of a paste, if the shell said
// them (what the screen shows has the prompts of further lines in it: bash's "> " would be a redirection).
bool isInsertable(const Command &, const Modes &);

// What happened since they were last taken. Bounded: of each kind the newest.
struct Events
{
    int bells = 0;
    std::optional<std::string> title;     // UTF-8 without control characters; OSC 0, 2
    std::optional<std::string> folder;    // OSC 7, a path on this host
    std::optional<std::string> clipboard; // OSC 52, decoded; the user is asked
    std::vector<Command> commands;        // ended
    bool colorsChanged = false;           // OSC 4, 10, 11, 12, 104, 110–112: color()
    std::optional<Size> sizeAsked;        // CSI 8 t; only in the headless driver
};

class Screen;

class Terminal final
{
public:
    explicit Terminal(Size size = {}, Options options = {});
    ~Terminal();
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    void feed(std::string_view bytes);
    void resize(Size size); // 1×1 to 1000×1000; others are clipped
    void reset();           // RIS
    void clearHistory();
    void setColors(const Options &); // a theme changed: foreground, background, palette

    std::string takeReplies(); // to be written to the program; never contains CR or LF that output chose
    Events takeEvents();
    const Modes &modes() const;
    Size size() const;
    std::string title() const;
    Color color(int entry) const; // of the palette, Rgb
    enum class Ink { Foreground, Background, Cursor };
    std::optional<Color> color(Ink) const; // as the program set it

    // Looking
    void look(const View &, Picture &) const;
    View scrolled(const View &, std::int64_t rows) const; // up is negative; the end is the screen itself
    View scrolledTo(std::int64_t row) const;              // Extent::top
    Extent extent(const View &) const;
    bool countOn(std::chrono::microseconds atMost);    // goes on with counting a resized history; false: it is exact
    std::string_view link(std::uint32_t number) const; // OSC 8's address; empty: unknown

    // Text
    Anchor anchorAt(const View &, int row, int column) const;
    Anchor cursor() const;
    void select(std::optional<Span>); // kept on its text by everything that moves text; gone when its text is overwritten
    std::optional<Span> selection() const;
    std::string text(const Span &) const; // UTF-8; wrapped rows joined, trailing blanks off, lines by LF
    Span wordAt(Anchor, std::u32string_view extraCharacters) const;
    Span lineAt(Anchor) const;
    LineId firstLine() const; // of the history, or of the screen
    LineId lastLine() const;
    struct LineText
    {
        std::u32string text;    // trailing blanks off
        std::vector<int> cells; // of each character
    };
    LineText lineText(LineId) const;

    // Commands (OSC 133), oldest first; those whose text is gone are gone.
    std::vector<Command> commands() const;
    std::optional<Command> command(std::int64_t number) const;
    std::optional<Command> commandAt(Anchor) const; // that printed it; on the alternate screen the one that runs
    bool isAtPrompt() const;                        // a trusted shell waits for a line, and nothing is typed

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::vt
