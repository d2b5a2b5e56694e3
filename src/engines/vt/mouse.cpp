// SPDX-License-Identifier: GPL-3.0-or-later
// Source: xterm's ctlseqs.txt, "Mouse Tracking".
#include "engines/vt/keys.h"

#include <algorithm>

namespace oriel::vt {

namespace {

constexpr int released = 3, moved = 32;

int buttonCode(Mouse::Button button)
{
    using enum Mouse::Button;
    switch (button) {
    case Left:
        return 0;
    case Middle:
        return 1;
    case Right:
        return 2;
    case WheelUp:
        return 64;
    case WheelDown:
        return 65;
    case WheelLeft:
        return 66;
    case WheelRight:
        return 67;
    case Back:
        return 128;
    case Forward:
        return 129;
    case None:
        break;
    }
    return released;
}

bool isWheel(Mouse::Button button) { return button >= Mouse::Button::WheelUp && button <= Mouse::Button::WheelRight; }

bool isWanted(const Mouse &mouse, MouseTracking tracking)
{
    const bool isMove = mouse.kind == Mouse::Kind::Move;
    if (!isMove && mouse.button == Mouse::Button::None)
        return false;
    switch (tracking) {
    case MouseTracking::None:
        return false;
    case MouseTracking::Press:
        return mouse.kind == Mouse::Kind::Press && buttonCode(mouse.button) < released;
    case MouseTracking::Click:
        return !isMove && !(isWheel(mouse.button) && mouse.kind == Mouse::Kind::Release);
    case MouseTracking::Drag:
    case MouseTracking::Motion:
        if (isMove)
            return tracking == MouseTracking::Motion || mouse.button != Mouse::Button::None;
        return !(isWheel(mouse.button) && mouse.kind == Mouse::Kind::Release);
    }
    return false;
}

// A coordinate from 1, offset by 32: one byte, or with 1005 one character of UTF-8. False: it cannot be said.
bool appendCoordinate(std::string &to, int value, bool isUtf8)
{
    const int sent = value + 32;
    if (sent > (isUtf8 ? 0x7ff : 0xff))
        return false;
    if (isUtf8 && sent >= 0x80) {
        to += char(0xc0 | sent >> 6);
        to += char(0x80 | (sent & 0x3f));
    } else {
        to += char(sent);
    }
    return true;
}

// Three lines a notch.
std::string wheelAsArrows(const Mouse &mouse, const Modes &modes)
{
    if (mouse.kind != Mouse::Kind::Press || (mouse.button != Mouse::Button::WheelUp && mouse.button != Mouse::Button::WheelDown))
        return {};
    const std::string arrow = encode(Key{.name = mouse.button == Mouse::Button::WheelUp ? KeyName::Up : KeyName::Down}, modes);
    return arrow + arrow + arrow;
}

} // namespace

bool wheelSendsArrows(const Modes &modes)
{
    const bool isPager = modes.applicationCursorKeys && !modes.bracketedPaste;
    return modes.alternateScroll && modes.mouse == MouseTracking::None && (modes.alternateScreen || isPager);
}

std::string encode(const Mouse &mouse, const Modes &modes)
{
    if (wheelSendsArrows(modes))
        return wheelAsArrows(mouse, modes);
    if (!isWanted(mouse, modes.mouse) || mouse.row < 0 || mouse.column < 0)
        return {};
    int code = buttonCode(mouse.button);
    if (mouse.kind == Mouse::Kind::Move)
        code += moved;
    if (modes.mouse != MouseTracking::Press)
        code |= (mouse.modifiers & Shift ? 4 : 0) | (mouse.modifiers & Alt ? 8 : 0) | (mouse.modifiers & Control ? 16 : 0);
    const bool isRelease = mouse.kind == Mouse::Kind::Release;
    const bool isPixels = modes.mouseEncoding == MouseEncoding::SgrPixels;
    const int x = 1 + (isPixels ? std::max(mouse.x, 0) : mouse.column), y = 1 + (isPixels ? std::max(mouse.y, 0) : mouse.row);
    const std::string csi = modes.eightBit ? "\x9b" : "\x1b[";
    const std::string place = std::to_string(x) + ';' + std::to_string(y);
    if (isPixels || modes.mouseEncoding == MouseEncoding::Sgr)
        return csi + '<' + std::to_string(code) + ';' + place + (isRelease ? 'm' : 'M');
    if (isRelease) // which button is not said
        code = (code & ~(3 | 64 | 128)) | released;
    if (modes.mouseEncoding == MouseEncoding::Urxvt)
        return csi + std::to_string(code + 32) + ';' + place + 'M';
    const bool isUtf8 = modes.mouseEncoding == MouseEncoding::Utf8;
    std::string sent = csi + 'M';
    const bool isSaid =
        appendCoordinate(sent, code, isUtf8) && appendCoordinate(sent, x, isUtf8) && appendCoordinate(sent, y, isUtf8);
    return isSaid ? sent : std::string();
}

} // namespace oriel::vt
