// SPDX-License-Identifier: GPL-3.0-or-later
// Sources: xterm's ctlseqs.txt and its modifyOtherKeys table, kitty's "comprehensive keyboard handling" for level 1.
#include "engines/vt/keys.h"

#include "engines/vt/utf8.h"

#include <array>
#include <optional>

namespace oriel::vt {

namespace {

std::string csi(const Modes &modes) { return modes.eightBit ? "\x9b" : "\x1b["; }

std::string ss3(const Modes &modes) { return modes.eightBit ? "\x8f" : "\x1bO"; }

int modifierParameter(std::uint8_t modifiers) { return 1 + modifiers; }

bool isDisambiguated(const Modes &modes) { return modes.kitty & 1; }

// CSI 1;5A, plain CSI A; SS3 A where the mode and no modifier ask for it.
std::string letterKey(char letter, const Key &key, const Modes &modes, bool isSs3)
{
    if (key.modifiers)
        return csi(modes) + "1;" + std::to_string(modifierParameter(key.modifiers)) + letter;
    return (isSs3 && !isDisambiguated(modes) ? ss3(modes) : csi(modes)) + letter;
}

// CSI 3~, CSI 3;5~, CSI 57399u …
std::string numberKey(int number, const Key &key, const Modes &modes, char last = '~')
{
    std::string sent = csi(modes) + std::to_string(number);
    if (key.modifiers)
        sent += ';' + std::to_string(modifierParameter(key.modifiers));
    return sent + last;
}

std::string otherKey(int code, std::uint8_t modifiers, const Modes &modes)
{
    return csi(modes) + "27;" + std::to_string(modifierParameter(modifiers)) + ';' + std::to_string(code) + '~';
}

std::string functionKey(const Key &key, const Modes &modes)
{
    static constexpr std::array numbers{11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34};
    const int n = int(key.code);
    if (n < 1 || n > 35)
        return {};
    if (n == 3 && isDisambiguated(modes)) // CSI R is a cursor report
        return numberKey(13, key, modes);
    if (n <= 4)
        return letterKey(char('P' + n - 1), key, modes, true);
    if (n >= 13 && isDisambiguated(modes))
        return numberKey(57376 + n - 13, key, modes, 'u');
    return numberKey(n <= 20 ? numbers[std::size_t(n - 1)] : 42 + n - 21, key, modes);
}

// What Control makes of an ASCII character on a terminal's keyboard.
std::optional<char> controlCode(char32_t code)
{
    if (code >= 'a' && code <= 'z')
        return char(code - 'a' + 1);
    if (code >= '@' && code <= '_')
        return char(code - '@');
    switch (code) {
    case ' ':
    case '2':
    case '`':
        return '\0';
    case '3':
        return '\x1b';
    case '4':
        return '\x1c';
    case '5':
        return '\x1d';
    case '6':
    case '~':
        return '\x1e';
    case '7':
    case '/':
    case '-':
        return '\x1f';
    case '8':
    case '?':
        return '\x7f';
    case '{':
        return '\x1b';
    case '|':
        return '\x1c';
    case '}':
        return '\x1d';
    default:
        return std::nullopt;
    }
}

// Alt before what the key sends: ESC, or bit 8 of the character as xterm's eightBitInput.
std::string withAlt(std::string sent, const Key &key, const Modes &modes)
{
    if (!(key.modifiers & Alt) || sent.empty())
        return sent;
    if (modes.metaSendsEscape || sent.size() > 1 || std::uint8_t(sent[0]) >= 0x80)
        return '\x1b' + sent;
    std::string meta;
    appendUtf8(meta, char32_t(std::uint8_t(sent[0])) | 0x80);
    return meta;
}

std::string plainText(const Key &key)
{
    if (!key.text.empty())
        return key.text;
    std::string text;
    if (key.code)
        appendUtf8(text, key.code);
    return text;
}

std::string textKey(const Key &key, const Modes &modes)
{
    const bool hasControl = key.modifiers & Control;
    if (!(key.modifiers & ~Shift))
        return plainText(key);
    if (isDisambiguated(modes)) { // the key without Shift, as far as it is known
        const char32_t base = key.code >= 'A' && key.code <= 'Z' ? key.code + 0x20 : key.code;
        return base ? numberKey(int(base), key, modes, 'u') : key.text;
    }
    if (key.modifiers & (Control | Alt) && key.code) {
        if (modes.modifyOtherKeys >= 2)
            return otherKey(int(key.code), key.modifiers, modes);
        if (hasControl) {
            if (const std::optional<char> code = controlCode(key.code))
                return withAlt(std::string(1, *code), key, modes);
            if (modes.modifyOtherKeys == 1)
                return withAlt(otherKey(int(key.code), std::uint8_t(key.modifiers & ~Alt), modes), key, modes);
        }
    }
    return withAlt(plainText(key), key, modes);
}

// Return, Tab, Backspace, Escape: one byte by themselves, told from it only on request.
std::string byteKey(const Key &key, const Modes &modes)
{
    int code = 0;
    std::string plain;
    switch (key.name) {
    case KeyName::Return:
        code = '\r';
        plain = modes.newLine ? "\r\n" : "\r";
        break;
    case KeyName::Tab:
        code = '\t';
        plain = "\t";
        break;
    case KeyName::Backspace:
        code = 0x7f;
        plain = bool(key.modifiers & Control) != modes.backarrowIsBackspace ? "\b" : "\x7f";
        break;
    default:
        code = 0x1b;
        plain = "\x1b";
        if (isDisambiguated(modes))
            return numberKey(27, key, modes, 'u');
    }
    if (key.modifiers && isDisambiguated(modes))
        return numberKey(code, key, modes, 'u');
    if (key.name == KeyName::Tab && key.modifiers & Shift)
        return key.modifiers == Shift ? csi(modes) + 'Z' : letterKey('Z', key, modes, false);
    if (modes.modifyOtherKeys >= 2 && key.modifiers)
        return otherKey(code, key.modifiers, modes);
    const auto withoutAlt = std::uint8_t(key.modifiers & ~Alt);
    if (modes.modifyOtherKeys == 1 && withoutAlt && (key.name == KeyName::Return || key.name == KeyName::Tab))
        return withAlt(otherKey(code, withoutAlt, modes), key, modes);
    return withAlt(plain, key, modes);
}

std::string keypadKey(const Key &key, const Modes &modes)
{
    const bool isReturn = key.name == KeyName::KeypadReturn;
    const char32_t code = isReturn ? '\r' : key.code;
    if (isDisambiguated(modes) && (key.modifiers & ~Shift || isReturn)) {
        static constexpr std::string_view order = "0123456789./*-+\r="; // kitty's KP_0 … KP_EQUAL
        const auto index = code < 0x80 ? order.find(char(code)) : std::string_view::npos;
        if (index != std::string_view::npos)
            return numberKey(57399 + int(index), key, modes, 'u');
    }
    const bool isApplication = modes.applicationKeypad && !(key.modifiers & ~Shift);
    if (isApplication && isReturn)
        return ss3(modes) + 'M';
    if (isApplication && !modes.numLockDigits && (code == '=' || (code >= '*' && code <= '9')))
        return ss3(modes) + (code == '=' ? 'X' : char(code + 0x40));
    if (isReturn)
        return byteKey({.name = KeyName::Return, .modifiers = key.modifiers}, modes);
    return textKey({.code = key.code, .modifiers = std::uint8_t(key.modifiers & ~Shift)}, modes);
}

} // namespace

std::string encode(const Key &key, const Modes &modes)
{
    const auto cursor = [&](char letter) { return letterKey(letter, key, modes, modes.applicationCursorKeys); };
    switch (key.name) {
    case KeyName::Text:
        return textKey(key, modes);
    case KeyName::Return:
    case KeyName::Tab:
    case KeyName::Backspace:
    case KeyName::Escape:
        return byteKey(key, modes);
    case KeyName::Up:
        return cursor('A');
    case KeyName::Down:
        return cursor('B');
    case KeyName::Right:
        return cursor('C');
    case KeyName::Left:
        return cursor('D');
    case KeyName::Home:
        return cursor('H');
    case KeyName::End:
        return cursor('F');
    case KeyName::Insert:
        return numberKey(2, key, modes);
    case KeyName::Delete:
        return numberKey(3, key, modes);
    case KeyName::PageUp:
        return numberKey(5, key, modes);
    case KeyName::PageDown:
        return numberKey(6, key, modes);
    case KeyName::Function:
        return functionKey(key, modes);
    case KeyName::KeypadDigit:
    case KeyName::KeypadReturn:
        return keypadKey(key, modes);
    case KeyName::Menu:
        return isDisambiguated(modes) ? numberKey(57363, key, modes, 'u') : numberKey(29, key, modes);
    }
    return {};
}

std::string encodeFocus(bool isIn, const Modes &modes) { return modes.focusReports ? csi(modes) + (isIn ? 'I' : 'O') : ""; }

} // namespace oriel::vt
