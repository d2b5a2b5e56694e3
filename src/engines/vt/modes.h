// SPDX-License-Identifier: GPL-3.0-or-later
// What the program in the terminal asked of keyboard, mouse and window.
#pragma once

#include <cstdint>

namespace oriel::vt {

enum class MouseTracking : std::uint8_t { None, Press, Click, Drag, Motion };    // DECSET 9, 1000, 1002, 1003
enum class MouseEncoding : std::uint8_t { Legacy, Utf8, Sgr, Urxvt, SgrPixels }; // –, 1005, 1006, 1015, 1016

struct Modes
{
    bool applicationCursorKeys = false; // DECCKM
    bool applicationKeypad = false;     // DECKPAM
    bool numLockDigits = true;          // 1035: KeypadDigit sends its character in spite of DECKPAM, NumLock being on
    bool backarrowIsBackspace = false;  // DECBKM: Backspace sends BS, not DEL
    bool newLine = false;               // LNM: Return sends CR LF
    bool bracketedPaste = false;        // 2004
    bool focusReports = false;          // 1004
    bool alternateScreen = false;       // 47, 1047, 1049
    bool alternateScroll = true;        // 1007: the wheel sends arrows (wheelSendsArrows()); on, as VTE and Konsole have it
    bool metaSendsEscape = true;        // 1036
    bool eightBit = false;              // S8C1T: replies and keys begin with C1
    bool synchronized = false;          // 2026: paint nothing new; ends by itself after a second
    MouseTracking mouse = MouseTracking::None;
    MouseEncoding mouseEncoding = MouseEncoding::Legacy;
    std::uint8_t kitty = 0; // flags of the kitty keyboard protocol; 1: disambiguate
    std::uint8_t modifyOtherKeys = 0;

    bool operator==(const Modes &) const = default;
};

} // namespace oriel::vt
