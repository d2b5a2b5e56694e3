// SPDX-License-Identifier: GPL-3.0-or-later
// Control sequences: the cursor, editing, erasing, margins. Others go on to sgr, modestable, reports, rectangles, window.
#include "engines/vt/terminalprivate.h"

#include <algorithm>

namespace oriel::vt {

void Terminal::Private::csi(const Sequence &sequence)
{
    if (sequence.name() == 'm') // by far the most frequent, and it moves nothing
        return sgr(sequence);
    forgetCluster();
    if (!moves(sequence) && !edits(sequence) && !sets(sequence) && !rectangles(sequence))
        reports(sequence);
}

bool Terminal::Private::moves(const Sequence &sequence)
{
    Cursor &cursor = screen->cursor;
    const int count = sequence.count1(0);
    switch (sequence.name()) {
    case 'A':
        moveUp(count);
        break;
    case 'B':
        moveDown(count);
        break;
    case 'C':
        moveRight(count);
        break;
    case 'D':
        backspace(count);
        break;
    case 'E':
        moveDown(count);
        carriageReturn();
        break;
    case 'F':
        moveUp(count);
        carriageReturn();
        break;
    case 'G':
    case '`':
        moveTo(cursor.row - originRow(), count - 1);
        break;
    case 'H':
    case 'f':
        moveTo(count - 1, sequence.count1(1) - 1);
        break;
    case 'I':
        tab(count);
        break;
    case 'Z':
        backtab(count);
        break;
    case 'a':
        moveTo(cursor.row - originRow(), cursor.column - originColumn() + count);
        break;
    case 'd':
        moveTo(count - 1, cursor.column - originColumn());
        break;
    case 'e':
        moveTo(cursor.row - originRow() + count, cursor.column - originColumn());
        break;
    case 'u':
        restoreCursor();
        break;
    default:
        return false;
    }
    return true;
}

void Terminal::Private::moveTo(int row, int column)
{
    Cursor &cursor = screen->cursor;
    const Margins &margins = screen->margins();
    const int bottom = switches.isOrigin ? margins.bottom : screen->rows() - 1;
    const int right = switches.isOrigin ? margins.right : screen->columns() - 1;
    cursor.row = std::clamp(row + originRow(), 0, bottom);
    cursor.column = std::min(std::clamp(column + originColumn(), 0, right), screen->lastColumn(cursor.row));
    cursor.isWrapPending = false;
}

void Terminal::Private::moveUp(int count)
{
    Cursor &cursor = screen->cursor;
    const int top = cursor.row >= screen->margins().top ? screen->margins().top : 0;
    cursor.row = std::max(cursor.row - count, top);
    cursor.isWrapPending = false;
}

void Terminal::Private::moveDown(int count)
{
    Cursor &cursor = screen->cursor;
    const int bottom = cursor.row <= screen->margins().bottom ? screen->margins().bottom : screen->rows() - 1;
    cursor.row = std::min(cursor.row + count, bottom);
    cursor.isWrapPending = false;
}

int Terminal::Private::rightStop() const
{
    const int last = screen->lastColumn(screen->cursor.row), right = screen->margins().right;
    return screen->cursor.column <= right ? std::min(right, last) : last;
}

void Terminal::Private::moveRight(int count)
{
    screen->cursor.column = std::min(screen->cursor.column + count, rightStop());
    screen->cursor.isWrapPending = false;
}

bool Terminal::Private::edits(const Sequence &sequence)
{
    const int count = sequence.count1(0);
    const auto edit = [&](void (Screen::*change)(int)) {
        screen->cursor.isWrapPending = false;
        (screen->*change)(count);
    };
    switch (sequence.name()) {
    case '@':
        edit(&Screen::insertCharacters);
        break;
    case 'P':
        edit(&Screen::deleteCharacters);
        break;
    case 'L':
    case 'M':
        edit(sequence.last == 'L' ? &Screen::insertLines : &Screen::deleteLines);
        carriageReturn();
        break;
    case 'X': {
        Cursor &cursor = screen->cursor;
        cursor.isWrapPending = false;
        if (protection == Protection::Iso)
            screen->erase({cursor.row, cursor.column, cursor.row, cursor.column + count - 1}, true);
        else
            screen->eraseCharacters(count);
        break;
    }
    case 'S':
        screen->scrollUp(count);
        break;
    case '^':
        screen->scrollDown(count);
        break;
    case 'T':
        if (sequence.count > 1) // five parameters: highlight mouse tracking, which is not there
            return false;
        screen->scrollDown(count);
        break;
    case named(0, ' ', '@'):
        screen->scrollLeft(count);
        break;
    case named(0, ' ', 'A'):
        screen->scrollRight(count);
        break;
    case named(0, '\'', '}'):
        edit(&Screen::insertColumns);
        break;
    case named(0, '\'', '~'):
        edit(&Screen::deleteColumns);
        break;
    case 'J':
        eraseDisplay(sequence.value(0), protection == Protection::Iso);
        break;
    case 'K':
        eraseLine(sequence.value(0), protection == Protection::Iso);
        break;
    case named('?', 0, 'J'):
        eraseDisplay(sequence.value(0), true);
        break;
    case named('?', 0, 'K'):
        eraseLine(sequence.value(0), true);
        break;
    case 'b':
        repeat(count);
        break;
    default:
        return false;
    }
    return true;
}

void Terminal::Private::eraseDisplay(int what, bool isSelective)
{
    Cursor &cursor = screen->cursor;
    const int lastRow = screen->rows() - 1, lastColumn = screen->columns() - 1;
    switch (what) {
    case 0:
        eraseLine(0, isSelective);
        screen->erase({cursor.row + 1, 0, lastRow, lastColumn}, isSelective);
        break;
    case 1:
        screen->erase({0, 0, cursor.row - 1, lastColumn}, isSelective);
        eraseLine(1, isSelective);
        break;
    case 2:
        screen->erase({0, 0, lastRow, lastColumn}, isSelective);
        if (!isSelective)
            screen->setRowSizes(RowSize::Single);
        break;
    case 3:
        if (!isSelective && screen == &primary)
            screen->clearHistory();
        break;
    default:
        break;
    }
}

void Terminal::Private::eraseLine(int what, bool isSelective)
{
    Cursor &cursor = screen->cursor;
    const int last = screen->columns() - 1;
    if (what == 0)
        cursor.isWrapPending = false;
    if (what >= 0 && what <= 2)
        screen->erase({cursor.row, what == 0 ? cursor.column : 0, cursor.row, what == 1 ? cursor.column : last}, isSelective);
}

// DECFI, DECBI: the cursor moves; at the margin the text does.
void Terminal::Private::shiftColumns(bool isForward)
{
    Cursor &cursor = screen->cursor;
    const Margins margins = screen->margins();
    cursor.isWrapPending = false;
    const bool isInside = cursor.row >= margins.top && cursor.row <= margins.bottom;
    if (isForward ? cursor.column == margins.right : cursor.column == margins.left) {
        if (isInside)
            isForward ? screen->scrollLeft(1) : screen->scrollRight(1);
    } else {
        const int step = isForward ? 1 : -1;
        cursor.column = std::clamp(cursor.column + step, 0, screen->lastColumn(cursor.row));
    }
}

bool Terminal::Private::sets(const Sequence &sequence)
{
    switch (sequence.name()) {
    case 'h':
    case 'l':
    case named('?', 0, 'h'):
    case named('?', 0, 'l'):
        setModes(sequence, sequence.last == 'h');
        break;
    case 'r':
        setTopBottom(sequence);
        break;
    case 's':
        if (switches.hasSideMargins)
            setLeftRight(sequence);
        else
            saveCursor();
        break;
    case named('?', 0, 's'):
        saveModes(sequence);
        break;
    case named('?', 0, 'r'):
        restoreModes(sequence);
        break;
    case 'g':
        if (sequence.value(0) == 3)
            std::fill(tabs.begin(), tabs.end(), false);
        else if (sequence.value(0) == 0 && screen->cursor.column < int(tabs.size()))
            tabs[std::size_t(screen->cursor.column)] = false;
        break;
    case named('?', 0, 'W'):
        if (sequence.value(0) == 5)
            resetTabs();
        break;
    case named(0, ' ', 'q'):
        setCursorShape(sequence.value(0));
        break;
    case named(0, '"', 'q'):
        protection = Protection::Dec;
        screen->cursor.isProtected = sequence.value(0) == 1;
        break;
    case named(0, '*', 'x'):
        changeExtent = std::min(sequence.value(0), 2);
        break;
    case named(0, '!', 'p'):
        resetSoft();
        break;
    case named(0, '"', 'p'):
        setConformance(sequence);
        break;
    case named('>', 0, 'm'):
        setKeyModifiers(sequence);
        break;
    case named('>', 0, 'n'):
        modes.modifyOtherKeys = sequence.value(0, 2) == 4 ? 0 : modes.modifyOtherKeys;
        break;
    case named('>', 0, 'u'):
    case named('<', 0, 'u'):
    case named('=', 0, 'u'):
    case named('?', 0, 'u'):
        kittyKeyboard(sequence);
        break;
    default:
        return false;
    }
    return true;
}

void Terminal::Private::setTopBottom(const Sequence &sequence)
{
    Margins margins = screen->margins();
    margins.top = sequence.count1(0) - 1;
    margins.bottom = std::min(sequence.count1(1, screen->rows()), screen->rows()) - 1;
    if (margins.top >= margins.bottom)
        return;
    screen->setMargins(margins);
    moveTo(0, 0);
}

void Terminal::Private::setLeftRight(const Sequence &sequence)
{
    Margins margins = screen->margins();
    margins.left = sequence.count1(0) - 1;
    margins.right = std::min(sequence.count1(1, screen->columns()), screen->columns()) - 1;
    if (margins.left >= margins.right)
        return;
    screen->setMargins(margins);
    moveTo(0, 0);
}

void Terminal::Private::setCursorShape(int shape)
{
    static constexpr std::array shapes{CursorShape::Block, CursorShape::Underline, CursorShape::Bar};
    if (shape > 6)
        return;
    cursorShape = shapes[std::size_t(std::max(shape - 1, 0) / 2)];
    switches.isCursorBlinking = shape == 0 || shape % 2 == 1;
}

void Terminal::Private::setConformance(const Sequence &sequence)
{
    const int level = sequence.value(0);
    if (level < 61 || level > 65)
        return;
    resetSoft();
    conformance = std::min(level, 64);
    modes.eightBit = conformance > 61 && sequence.value(1) != 1;
}

// CSI > 4 ; 2 m: modifyOtherKeys; the other resources keep xterm's defaults.
void Terminal::Private::setKeyModifiers(const Sequence &sequence)
{
    if (sequence.value(0, 4) == 4)
        modes.modifyOtherKeys = std::uint8_t(std::min(sequence.value(1), 2));
}

// kitty's progressive enhancement, level 1 of it; of higher ones we say that they are off.
void Terminal::Private::kittyKeyboard(const Sequence &sequence)
{
    constexpr std::uint8_t supported = 1;
    constexpr std::size_t deepest = 32;
    std::vector<std::uint8_t> &stack = screen == &alternate ? kittyAlternate : kittyPrimary;
    const auto flags = std::uint8_t(sequence.value(0) & supported);
    switch (sequence.prefix) {
    case '>':
        if (stack.size() == deepest)
            stack.erase(stack.begin());
        stack.push_back(modes.kitty);
        modes.kitty = flags;
        break;
    case '<':
        for (int i = std::min(sequence.count1(0), int(deepest) + 1); i > 0; --i) {
            modes.kitty = stack.empty() ? std::uint8_t(0) : stack.back();
            if (!stack.empty())
                stack.pop_back();
        }
        break;
    case '=':
        switch (sequence.value(1, 1)) {
        case 1:
            modes.kitty = flags;
            break;
        case 2:
            modes.kitty |= flags;
            break;
        case 3:
            modes.kitty &= std::uint8_t(~flags);
            break;
        default:
            break;
        }
        break;
    default:
        reply('[', '?' + std::to_string(modes.kitty) + 'u');
    }
}

} // namespace oriel::vt
