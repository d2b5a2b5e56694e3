// SPDX-License-Identifier: GPL-3.0-or-later
// Window operations (CSI t). In Oriel only the harmless questions are answered: how large the text is. The headless driver plays
// a window on a desktop of its own, so that programs which test terminals find one.
#include "engines/vt/terminalprivate.h"

#include <algorithm>

namespace oriel::vt {

namespace {

constexpr int border = 2, titleBar = 20;

} // namespace

void Terminal::Private::window(const Sequence &sequence)
{
    if (sequence.intermediateCount) { // DECSCPP, DECSNLS
        const int count = sequence.count1(0);
        sequence.intermediates[0] == '$' ? resizeByProgram(screen->rows(), count) : resizeByProgram(count, screen->columns());
        return;
    }
    const int cellWidth = size.cellWidth ? size.cellWidth : 8, cellHeight = size.cellHeight ? size.cellHeight : 16;
    const auto say = [this](int what, int first, int second) {
        reply('[', std::to_string(what) + ';' + std::to_string(first) + ';' + std::to_string(second) + 't');
    };
    switch (const int what = sequence.value(0)) {
    case 14:
        if (sequence.value(1) == 2 && options.isHeadless)
            say(4, screen->rows() * cellHeight + 2 * border + titleBar, screen->columns() * cellWidth + 2 * border);
        else
            say(4, screen->rows() * cellHeight, screen->columns() * cellWidth);
        break;
    case 16:
        say(6, cellHeight, cellWidth);
        break;
    case 18:
        say(8, screen->rows(), screen->columns());
        break;
    case 22:
    case 23:
        titles(what == 22, sequence.value(1));
        break;
    default:
        if (options.isHeadless)
            desktop.operate(*this, sequence, cellWidth, cellHeight);
    }
}

void Terminal::Private::Desktop::operate(Private &terminal, const Sequence &sequence, int cellWidth, int cellHeight)
{
    const int rows = terminal.screen->rows(), columns = terminal.screen->columns();
    const auto say = [&](const std::string &what) { terminal.reply('[', what + 't'); };
    // Omitted: as it is. 0: as much as the desktop has.
    const auto asked = [&](int index, int now, int most, int unit) {
        const int value = sequence.value(index, -1);
        return value < 0 ? now : value == 0 ? most : std::clamp(value / unit, 1, most);
    };
    switch (const int what = sequence.value(0)) {
    case 1:
    case 2:
        isIconified = what == 2;
        break;
    case 3:
        x = sequence.value(1);
        y = sequence.value(2);
        break;
    case 4:
        terminal.resizeByProgram(asked(1, rows, mostRows, cellHeight), asked(2, columns, mostColumns, cellWidth));
        break;
    case 8:
        terminal.resizeByProgram(asked(1, rows, mostRows, 1), asked(2, columns, mostColumns, 1));
        break;
    case 9:
    case 10:
        maximize(terminal, what, sequence.value(1));
        break;
    case 11:
        say(isIconified ? "2" : "1");
        break;
    case 13:
        say("3;" + std::to_string(x) + ';' + std::to_string(y));
        break;
    case 15:
        say("5;" + std::to_string(mostRows * cellHeight) + ';' + std::to_string(mostColumns * cellWidth));
        break;
    case 19:
        say("9;" + std::to_string(mostRows) + ';' + std::to_string(mostColumns));
        break;
    case 20:
        terminal.reportTitle('L', terminal.iconTitle);
        break;
    case 21:
        terminal.reportTitle('l', terminal.title);
        break;
    default:
        if (what >= 24) // DECSLPP
            terminal.resizeByProgram(what, columns);
    }
}

// 9: 0 back, 1 both, 2 vertically, 3 horizontally. 10: full screen, 0 back, 1 on, 2 the other.
void Terminal::Private::Desktop::maximize(Private &terminal, int what, int how)
{
    const int rows = terminal.screen->rows(), columns = terminal.screen->columns();
    if (what == 10 && how == 2)
        how = normal ? 0 : 1;
    if (how == 0) {
        if (normal)
            terminal.resizeByProgram(normal->rows, normal->columns);
        normal.reset();
        return;
    }
    if (!normal)
        normal = Size{rows, columns};
    terminal.resizeByProgram(how == 3 ? rows : mostRows, how == 2 ? columns : mostColumns);
}

// The window is the user's; only the headless driver's obeys. The PTY's size follows by the event.
void Terminal::Private::resizeByProgram(int rows, int columns)
{
    if (!options.isHeadless)
        return;
    Size asked = size;
    asked.rows = std::clamp(rows, 1, 1000);
    asked.columns = std::clamp(columns, 1, 1000);
    resize(asked);
    events.sizeAsked = asked;
}

// XTPUSHTITLE, XTPOPTITLE: 0 both, 1 the icon's, 2 the window's. What is popped alone comes from the newest pair, too.
void Terminal::Private::titles(bool isPush, int which)
{
    constexpr std::size_t deepest = 10;
    if (isPush) {
        if (titleStack.size() == deepest)
            titleStack.erase(titleStack.begin());
        titleStack.emplace_back(title, iconTitle);
    } else if (!titleStack.empty()) {
        if (which != 1)
            setTitle(2, titleStack.back().first);
        if (which != 2)
            setTitle(1, titleStack.back().second);
        titleStack.pop_back();
    }
}

void Terminal::Private::titleModes(const Sequence &sequence, bool isSet)
{
    if (sequence.count == 0)
        titleMode = {};
    for (int i = 0; i < sequence.count; ++i) {
        switch (sequence.value(i)) {
        case 0:
            titleMode.setsHex = isSet;
            break;
        case 1:
            titleMode.asksHex = isSet;
            break;
        default:
            break; // 2 and 3, UTF-8: always
        }
    }
}

} // namespace oriel::vt
