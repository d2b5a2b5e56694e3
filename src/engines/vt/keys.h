// SPDX-License-Identifier: GPL-3.0-or-later
// What a key, the mouse, a paste send to the program, as xterm does with TERM=xterm-256color. Pure functions.
#pragma once

#include "engines/vt/modes.h"

#include <string>
#include <string_view>

namespace oriel::vt {

enum class KeyName : std::uint8_t {
    Text, // Key::code
    Return,
    Tab,
    Backspace,
    Escape,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Insert,
    Delete,
    Function,    // Key::code is 1–35
    KeypadDigit, // Key::code is the character: 0–9 . + - * / , =
    KeypadReturn,
    Menu
};

enum Modifier : std::uint8_t { Shift = 1, Alt = 2, Control = 4, Super = 8 };

struct Key
{
    KeyName name = KeyName::Text;
    char32_t code = 0; // Text: the key without Control and Alt ('a' for Ctrl+A, 'A' for Ctrl+Shift+A)
    std::uint8_t modifiers = 0;
    std::string text = {}; // UTF-8 the key produces by itself (layout, compose, IME); empty where Control or Alt made it none
};

// Empty: the key sends nothing.
std::string encode(const Key &, const Modes &);

struct Mouse
{
    enum class Kind : std::uint8_t { Press, Release, Move };
    enum class Button : std::uint8_t { None, Left, Middle, Right, WheelUp, WheelDown, WheelLeft, WheelRight, Back, Forward };
    Kind kind = Kind::Press;
    Button button = Button::None; // Move: the one held
    int row = 0, column = 0;      // from 0
    int x = 0, y = 0;             // device-independent pixels from the text's corner, for 1016
    std::uint8_t modifiers = 0;
};

// To a program that knows no mouse: on the alternate screen (1007), and on the main one to a pager that stays there (less -X, as
// git and systemctl call it). Such a one has the cursor keys in application mode; a line editor has that only together with
// bracketed paste.
bool wheelSendsArrows(const Modes &);
// Empty: the program does not want it.
std::string encode(const Mouse &, const Modes &);
std::string encodeFocus(bool isIn, const Modes &);

// What is pasted can neither end the bracket nor press a key: every C0 except TAB and LF, DEL and C1 in both encodings are
// dropped; lines end with CR, as the Return key sends, in brackets with LF. (SAFETY: terminal)
std::string encodePaste(std::string_view utf8, const Modes &);
struct PasteRisk
{
    int lines = 0;            // more than one runs commands where no bracket is used
    bool hasControls = false; // something is dropped
};
PasteRisk examinePaste(std::string_view utf8);

} // namespace oriel::vt
