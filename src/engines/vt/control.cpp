// SPDX-License-Identifier: GPL-3.0-or-later
// C0, C1 and escape sequences.
#include "engines/vt/terminalprivate.h"

#include <algorithm>

namespace oriel::vt {

void Terminal::Private::control(std::uint8_t code)
{
    forgetCluster();
    switch (code) {
    case 0x05:
        break; // ENQ: the answerback is empty, as xterm's
    case 0x07:
        ++events.bells;
        break;
    case 0x08:
        backspace(1);
        break;
    case 0x09:
        tab(1);
        break;
    case 0x0a:
    case 0x0b:
    case 0x0c:
        lineFeed();
        if (modes.newLine)
            carriageReturn();
        break;
    case 0x0d:
        carriageReturn();
        break;
    case 0x0e:
        charsets.left = 1;
        break;
    case 0x0f:
        charsets.left = 0;
        break;
    case 0x84:
        lineFeed();
        break;
    case 0x85:
        lineFeed();
        carriageReturn();
        break;
    case 0x88:
        if (screen->cursor.column < int(tabs.size()))
            tabs[std::size_t(screen->cursor.column)] = true;
        break;
    case 0x8d:
        screen->cursor.isWrapPending = false;
        screen->reverseLineFeed();
        break;
    case 0x8e:
        charsets.single = 2;
        break;
    case 0x8f:
        charsets.single = 3;
        break;
    case 0x96:
        protection = Protection::Iso;
        screen->cursor.isProtected = true;
        break;
    case 0x97:
        screen->cursor.isProtected = false;
        break;
    case 0x9a:
        deviceAttributes({});
        break;
    default:
        break;
    }
}

void Terminal::Private::escape(const Sequence &sequence)
{
    forgetCluster();
    switch (sequence.name()) {
    case '6':
        shiftColumns(false);
        break;
    case '7':
        saveCursor();
        break;
    case '8':
        restoreCursor();
        break;
    case '9':
        shiftColumns(true);
        break;
    case '=':
        modes.applicationKeypad = true;
        break;
    case '>':
        modes.applicationKeypad = false;
        break;
    case 'c':
        resetHard();
        break;
    case 'n':
        charsets.left = 2;
        break;
    case 'o':
        charsets.left = 3;
        break;
    case '~':
        charsets.right = 1;
        break;
    case '}':
        charsets.right = 2;
        break;
    case '|':
        charsets.right = 3;
        break;
    case named(0, '#', '3'):
        screen->setRowSize(screen->cursor.row, RowSize::DoubleHeightTop);
        break;
    case named(0, '#', '4'):
        screen->setRowSize(screen->cursor.row, RowSize::DoubleHeightBottom);
        break;
    case named(0, '#', '5'):
        screen->setRowSize(screen->cursor.row, RowSize::Single);
        break;
    case named(0, '#', '6'):
        screen->setRowSize(screen->cursor.row, RowSize::DoubleWidth);
        break;
    case named(0, '#', '8'):
        align();
        break;
    case named(0, '%', '@'):
        parser.setUtf8(false);
        break;
    case named(0, '%', 'G'):
        parser.setUtf8(true);
        break;
    case named(0, ' ', 'F'):
        modes.eightBit = false;
        break;
    case named(0, ' ', 'G'):
        modes.eightBit = true;
        break;
    default:
        designate(sequence);
    }
}

// ESC ( B, ESC - A, ESC ( % 5
void Terminal::Private::designate(const Sequence &sequence)
{
    if (!sequence.intermediateCount)
        return;
    static constexpr std::string_view of94 = "()*+", of96 = " -./";
    const char kind = sequence.intermediates[0];
    const bool is96 = kind != ' ' && of96.contains(kind);
    const auto slot = (is96 ? of96 : of94).find(kind);
    if (slot == std::string_view::npos)
        return;
    const std::string name =
        sequence.intermediateCount > 1 ? std::string{sequence.intermediates[1], sequence.last} : std::string{sequence.last};
    if (const std::optional<Charset> set = charset(name, is96))
        charsets.g[slot] = *set;
}

void Terminal::Private::carriageReturn()
{
    Cursor &cursor = screen->cursor;
    const int left = screen->margins().left;
    cursor.column = cursor.column >= left || switches.isOrigin ? left : 0;
    cursor.isWrapPending = false;
}

void Terminal::Private::lineFeed()
{
    screen->cursor.isWrapPending = false;
    screen->lineFeed();
}

// BS, CUB: in reverse wraparound (45, 1045) on to the end of the row above, from the top margin to the bottom one, as xterm did
// before its version 383.
void Terminal::Private::backspace(int count)
{
    Cursor &cursor = screen->cursor;
    const Margins &margins = screen->margins();
    const bool isWrapping = screen->isAutowrapping && (switches.isReverseWrapping || switches.isReverseWrappingFar);
    if (isWrapping && cursor.isWrapPending)
        --count;
    cursor.isWrapPending = false;
    while (count > 0) {
        const int left = cursor.column >= margins.left ? margins.left : 0;
        const int steps = std::min(count, cursor.column - left);
        cursor.column -= steps;
        count -= steps;
        if (!count || !isWrapping)
            break;
        const int top = cursor.row >= margins.top ? margins.top : 0;
        if (cursor.row > top)
            --cursor.row;
        else if (cursor.row == margins.top)
            cursor.row = margins.bottom;
        else
            break;
        cursor.column = margins.right;
        --count;
    }
}

void Terminal::Private::tab(int count)
{
    Cursor &cursor = screen->cursor;
    if (switches.fixesMore && cursor.isWrapPending && screen->isAutowrapping) {
        lineFeed();
        carriageReturn();
    }
    const int stop = rightStop();
    while (count-- > 0 && cursor.column < stop) {
        do
            ++cursor.column;
        while (cursor.column < stop && !tabs[std::size_t(cursor.column)]);
    }
}

void Terminal::Private::backtab(int count)
{
    Cursor &cursor = screen->cursor;
    cursor.isWrapPending = false;
    const int stop = switches.isOrigin ? screen->margins().left : 0;
    while (count-- > 0 && cursor.column > stop) {
        do
            --cursor.column;
        while (cursor.column > stop && !tabs[std::size_t(cursor.column)]);
    }
}

void Terminal::Private::resetTabs()
{
    tabs.assign(std::size_t(size.columns), false);
    for (std::size_t i = 8; i < tabs.size(); i += 8)
        tabs[i] = true;
}

void Terminal::Private::align()
{
    switches.isOrigin = false;
    screen->setMargins({0, screen->rows() - 1, 0, screen->columns() - 1});
    const Cursor before = screen->cursor;
    screen->cursor = {};
    screen->setRowSizes(RowSize::Single);
    screen->fill({0, 0, screen->rows() - 1, screen->columns() - 1}, U'E');
    screen->cursor.style = before.style;
    screen->cursor.isProtected = before.isProtected;
}

void Terminal::Private::saveCursor() { saved() = {screen->cursor, charsets, switches.isOrigin}; }

void Terminal::Private::restoreCursor()
{
    const Saved &from = saved();
    screen->cursor = from.cursor;
    charsets = from.charsets;
    switches.isOrigin = from.isOrigin;
}

// DECSTR, after xterm's VTReset(False).
void Terminal::Private::resetSoft()
{
    switches.isOrigin = switches.hasSideMargins = false;
    switches.isCursorVisible = true;
    switches.isReverseWrapping = switches.isReverseWrappingFar = false;
    modes.applicationCursorKeys = modes.applicationKeypad = false;
    modes.kitty = modes.modifyOtherKeys = 0;
    (screen == &alternate ? kittyAlternate : kittyPrimary).clear();
    primary.isInserting = alternate.isInserting = false;
    primary.isAutowrapping = alternate.isAutowrapping = true;
    screen->setMargins({0, screen->rows() - 1, 0, screen->columns() - 1});
    screen->cursor.style = 0;
    screen->cursor.isProtected = false;
    protection = Protection::Off;
    changeExtent = 0;
    charsets = {};
    cursorShape = CursorShape::Block;
    savedPrimary = savedAlternate = {};
}

void Terminal::Private::resetHard()
{
    if (switches.is132)
        resizeByProgram(screen->rows(), 80);
    alternate.clear();
    screen = &primary;
    primary.select({});
    resetSoft();
    primary.clear();
    modes = {};
    switches = {};
    conformance = 64;
    kittyPrimary.clear();
    kittyAlternate.clear();
    savedModes.clear();
    colors = Colors(options);
    events.colorsChanged = true;
    titleStack.clear();
    parser.reset();
    lastPrinted = 0;
    titleMode = {};
    desktop = {};
    resetTabs();
}

} // namespace oriel::vt
