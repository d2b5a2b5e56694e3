// SPDX-License-Identifier: GPL-3.0-or-later
// SM, RM, DECSET, DECRST, DECRQM, XTSAVE, XTRESTORE: the modes and what setting one does.
#include "engines/vt/terminalprivate.h"

#include <algorithm>

namespace oriel::vt {

// Modes that are nothing but a flag.
bool *Terminal::Private::flag(int number, bool isDec)
{
    if (!isDec) {
        switch (number) {
        case 2:
            return &switches.isKeyboardLocked;
        case 12:
            return &switches.isSendReceive;
        case 20:
            return &modes.newLine;
        default:
            return nullptr;
        }
    }
    switch (number) {
    case 1:
        return &modes.applicationCursorKeys;
    case 4:
        return &switches.isSmooth;
    case 5:
        return &switches.isReversed;
    case 12:
    case 13:
        return &switches.isCursorBlinking;
    case 18:
        return &switches.printsFormFeed;
    case 19:
        return &switches.printsAll;
    case 25:
        return &switches.isCursorVisible;
    case 30:
        return &switches.hasScrollbar;
    case 40:
        return &switches.has132;
    case 41:
        return &switches.fixesMore;
    case 42:
        return &switches.hasNational;
    case 44:
        return &switches.marginBell;
    case 45:
        return &switches.isReverseWrapping;
    case 66:
        return &modes.applicationKeypad;
    case 67:
        return &modes.backarrowIsBackspace;
    case 80:
        return &switches.sixelStays;
    case 1004:
        return &modes.focusReports;
    case 1007:
        return &modes.alternateScroll;
    case 1010:
        return &switches.scrollsOnOutput;
    case 1011:
        return &switches.scrollsOnKey;
    case 1034:
        return &switches.hasEightBitInput;
    case 1035:
        return &modes.numLockDigits;
    case 1036:
        return &modes.metaSendsEscape;
    case 1037:
        return &switches.deleteSendsDel;
    case 1039:
        return &switches.altSendsEscape;
    case 1040:
        return &switches.keepsSelection;
    case 1042:
        return &switches.isUrgentOnBell;
    case 1043:
        return &switches.raisesOnBell;
    case 1045:
        return &switches.isReverseWrappingFar;
    case 2004:
        return &modes.bracketedPaste;
    case 2027:
        return &switches.joinsClusters;
    default:
        return nullptr;
    }
}

std::optional<bool> Terminal::Private::mode(int number, bool isDec)
{
    if (const bool *simple = flag(number, isDec))
        return *simple;
    if (!isDec)
        return number == 4 ? std::optional(screen->isInserting) : std::nullopt;
    switch (number) {
    case 3:
        return switches.is132;
    case 6:
        return switches.isOrigin;
    case 7:
        return screen->isAutowrapping;
    case 9:
        return modes.mouse == MouseTracking::Press;
    case 47:
    case 1047:
    case 1049:
        return screen == &alternate;
    case 69:
        return switches.hasSideMargins;
    case 1000:
        return modes.mouse == MouseTracking::Click;
    case 1002:
        return modes.mouse == MouseTracking::Drag;
    case 1003:
        return modes.mouse == MouseTracking::Motion;
    case 1005:
        return modes.mouseEncoding == MouseEncoding::Utf8;
    case 1006:
        return modes.mouseEncoding == MouseEncoding::Sgr;
    case 1015:
        return modes.mouseEncoding == MouseEncoding::Urxvt;
    case 1016:
        return modes.mouseEncoding == MouseEncoding::SgrPixels;
    case 1048:
        return true;
    case 2026:
        return modes.synchronized;
    default:
        return std::nullopt;
    }
}

void Terminal::Private::setModes(const Sequence &sequence, bool on)
{
    for (int i = 0; i < sequence.count; ++i)
        sequence.prefix == '?' ? setDecMode(sequence.value(i), on) : setAnsiMode(sequence.value(i), on);
}

void Terminal::Private::setAnsiMode(int number, bool on)
{
    if (bool *simple = flag(number, false))
        *simple = on;
    else if (number == 4)
        primary.isInserting = alternate.isInserting = on;
}

void Terminal::Private::setDecMode(int number, bool on)
{
    if (bool *simple = flag(number, true)) {
        *simple = on;
        return;
    }
    switch (number) {
    case 3:
        setColumns132(on);
        break;
    case 6:
        switches.isOrigin = on;
        moveTo(0, 0);
        break;
    case 7:
        primary.isAutowrapping = alternate.isAutowrapping = on;
        screen->cursor.isWrapPending &= on;
        break;
    case 9:
        setMouse(MouseTracking::Press, on);
        break;
    case 47:
        showAlternate(on);
        break;
    case 69: {
        if (conformance < 64)
            break;
        switches.hasSideMargins = on;
        Margins margins = screen->margins();
        margins.left = 0;
        margins.right = screen->columns() - 1;
        screen->setMargins(margins);
        break;
    }
    case 1000:
        setMouse(MouseTracking::Click, on);
        break;
    case 1002:
        setMouse(MouseTracking::Drag, on);
        break;
    case 1003:
        setMouse(MouseTracking::Motion, on);
        break;
    case 1005:
        setMouseEncoding(MouseEncoding::Utf8, on);
        break;
    case 1006:
        setMouseEncoding(MouseEncoding::Sgr, on);
        break;
    case 1015:
        setMouseEncoding(MouseEncoding::Urxvt, on);
        break;
    case 1016:
        setMouseEncoding(MouseEncoding::SgrPixels, on);
        break;
    case 1047:
        if (!on && screen == &alternate)
            alternate.erase({0, 0, alternate.rows() - 1, alternate.columns() - 1});
        showAlternate(on);
        break;
    case 1048:
        on ? saveCursor() : restoreCursor();
        break;
    case 1049:
        if (on && screen == &primary) {
            saveCursor();
            showAlternate(true);
            alternate.erase({0, 0, alternate.rows() - 1, alternate.columns() - 1});
        } else if (!on) {
            showAlternate(false);
            restoreCursor();
        }
        break;
    case 2026:
        modes.synchronized = on;
        synchronizedSince = std::chrono::steady_clock::now();
        break;
    default:
        break;
    }
}

// DECCOLM, where DECSET 40 allows it. Without a window of its own that could change, all but the width.
void Terminal::Private::setColumns132(bool on)
{
    if (!switches.has132)
        return;
    switches.is132 = on;
    resizeByProgram(screen->rows(), on ? 132 : 80);
    switches.hasSideMargins = false;
    screen->setMargins({0, screen->rows() - 1, 0, screen->columns() - 1});
    moveTo(0, 0);
    eraseDisplay(2, false);
}

// The cursor, its style and the margins are the terminal's, not the screen's.
void Terminal::Private::showAlternate(bool on)
{
    Screen *const next = on ? &alternate : &primary;
    if (next == screen)
        return;
    next->cursor = screen->cursor;
    next->setMargins(screen->margins());
    (on ? kittyPrimary : kittyAlternate).push_back(modes.kitty); // each screen has its own flags
    std::vector<std::uint8_t> &flags = on ? kittyAlternate : kittyPrimary;
    modes.kitty = flags.empty() ? std::uint8_t(0) : flags.back();
    if (!flags.empty())
        flags.pop_back();
    screen = next;
    modes.alternateScreen = on;
}

void Terminal::Private::setMouse(MouseTracking tracking, bool on) { modes.mouse = on ? tracking : MouseTracking::None; }

void Terminal::Private::setMouseEncoding(MouseEncoding encoding, bool on)
{
    if (on)
        modes.mouseEncoding = encoding;
    else if (modes.mouseEncoding == encoding)
        modes.mouseEncoding = MouseEncoding::Legacy;
}

void Terminal::Private::reportMode(const Sequence &sequence, bool isDec)
{
    // Known from the standard and never set here, as in xterm.
    static constexpr std::array alwaysOff{1, 3, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19};
    static constexpr std::array alwaysOffDec{8, 60, 61, 64, 68, 81, 96, 97, 98, 99, 100, 101, 102, 103, 104, 106};
    const int number = sequence.value(0);
    const auto isIn = [number](const auto &list) { return std::ranges::find(list, number) != list.end(); };
    const std::optional<bool> is = mode(number, isDec);
    int answer = is ? (*is ? 1 : 2) : 0;
    if (!is && (isDec ? isIn(alwaysOffDec) : isIn(alwaysOff)))
        answer = 4;
    reply('[', std::string(isDec ? "?" : "") + std::to_string(number) + ';' + std::to_string(answer) + "$y");
}

void Terminal::Private::saveModes(const Sequence &sequence)
{
    for (int i = 0; i < sequence.count; ++i)
        if (const std::optional<bool> is = mode(sequence.value(i), true))
            savedModes[sequence.value(i)] = *is;
}

void Terminal::Private::restoreModes(const Sequence &sequence)
{
    for (int i = 0; i < sequence.count; ++i)
        if (const auto found = savedModes.find(sequence.value(i)); found != savedModes.end())
            setDecMode(found->first, found->second);
}

} // namespace oriel::vt
