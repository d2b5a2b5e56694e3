// SPDX-License-Identifier: GPL-3.0-or-later
// What the terminal answers when it is asked.
#include "engines/vt/terminalprivate.h"

#include <algorithm>

namespace oriel::vt {

namespace {

constexpr std::string_view hexDigits = "0123456789abcdef";
constexpr std::size_t mostReplies = 1 << 20; // of a program that asks and never reads

// "12;34": numbers and text, one after the other.
template<typename... Part>
std::string joined(const Part &...parts)
{
    std::string all;
    const auto add = [&all](const auto &part) {
        if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(part)>> &&
                      !std::is_same_v<std::remove_cvref_t<decltype(part)>, char>)
            all += std::to_string(part);
        else
            all += part;
    };
    (add(parts), ...);
    return all;
}

} // namespace

// The one way out. What output chose (titles, names) may be in `text`: no control character passes. (SAFETY: terminal)
void Terminal::Private::reply(char introducer, std::string_view text, char terminator)
{
    if (replies.size() + text.size() + 4 > mostReplies)
        return;
    const auto c1 = [&](char code) {
        if (modes.eightBit)
            replies += char(code + 0x40);
        else
            (replies += '\x1b') += code;
    };
    c1(introducer);
    std::ranges::copy_if(text, std::back_inserter(replies), [](char each) { return std::uint8_t(each) >= 0x20 && each != 0x7f; });
    if (terminator == '\a')
        replies += '\a';
    else if (introducer != '[')
        c1('\\');
}

void Terminal::Private::reports(const Sequence &sequence)
{
    switch (sequence.name()) {
    case 'c':
    case named('>', 0, 'c'):
    case named('=', 0, 'c'):
        deviceAttributes(sequence);
        break;
    case named('>', 0, 'q'):
        if (sequence.value(0) == 0)
            reply('P', ">|Oriel(" ORIEL_VERSION ")");
        break;
    case 'n':
        deviceStatus(sequence);
        break;
    case named('?', 0, 'n'):
        deviceStatusDec(sequence);
        break;
    case 'x': // DECREQTPARM
        if (sequence.value(0) <= 1)
            reply('[', std::to_string(sequence.value(0) + 2) + ";1;1;128;128;1;0x");
        break;
    case named(0, '$', 'p'):
    case named('?', '$', 'p'):
        if (conformance >= 63)
            reportMode(sequence, sequence.prefix == '?');
        break;
    case named(0, '$', 'w'):
        reportPresentation(sequence.value(0));
        break;
    case named('?', 0, 'm'): // XTQMODKEYS
        if (sequence.value(0) == 4)
            reply('[', joined(">4;", modes.modifyOtherKeys, "m"));
        break;
    case named(0, '"', 'v'): // DECRQDE
        reply('[', joined(screen->rows(), ";", screen->columns(), ";1;1;1\"w"));
        break;
    case named(0, '&', 'u'):
        reply('P', "0!u%5");
        break; // DECRQUPSS
    case 't':
    case named(0, '$', '|'):
    case named(0, '*', '|'):
        window(sequence);
        break;
    case named('>', 0, 't'):
        titleModes(sequence, true);
        break;
    case named('>', 0, 'T'):
        titleModes(sequence, false);
        break;
    default:
        break;
    }
}

// A VT420 with 132 columns, printer port no, selective erase, national sets, technical characters, windowing, horizontal
// scrolling, ANSI colour, rectangles. The secondary one is an xterm new enough for programs that look (SGR mouse …).
void Terminal::Private::deviceAttributes(const Sequence &sequence)
{
    if (sequence.value(0) != 0)
        return;
    if (sequence.prefix == '>')
        reply('[', ">41;390;0c");
    else if (sequence.prefix == '=')
        reply('P', "!|00000000");
    else
        reply('[', "?64;1;2;6;9;15;16;17;18;21;22;28;29c");
}

void Terminal::Private::deviceStatus(const Sequence &sequence)
{
    if (sequence.value(0) == 5)
        reply('[', "0n");
    else if (sequence.value(0) == 6)
        reply('[', joined(screen->cursor.row - originRow() + 1, ";", screen->cursor.column - originColumn() + 1, "R"));
}

void Terminal::Private::deviceStatusDec(const Sequence &sequence)
{
    switch (sequence.value(0)) {
    case 6:
        reply('[', joined("?", screen->cursor.row - originRow() + 1, ";", screen->cursor.column - originColumn() + 1, ";1R"));
        break;
    case 15:
        reply('[', "?13n");
        break; // no printer
    case 25:
        reply('[', "?20n");
        break; // user-defined keys unlocked
    case 26:
        reply('[', "?27;1;0;0n");
        break; // a North American keyboard
    case 53:
    case 55:
        reply('[', "?53n");
        break; // no locator
    case 56:
        reply('[', "?57;0n");
        break;
    case 62:
        reply('[', "0000*{");
        break; // DECMSR: no room for macros
    case 63:
        reply('P', joined(sequence.value(1), "!~0000"));
        break; // DECCKSR of no macros
    case 75:
        reply('[', "?70n");
        break; // no malfunction
    case 85:
        reply('[', "?83n");
        break; // no multiple sessions
    case 996: {
        const Color back = colors.dynamic(Colors::background);
        reply('[', joined("?997;", back.red * 299 + back.green * 587 + back.blue * 114 < 128'000 ? 1 : 2, "n"));
        break;
    }
    default:
        break;
    }
}

// DECRQPSR: the cursor (DECCIR) or the tab stops (DECTABSR).
void Terminal::Private::reportPresentation(int what)
{
    if (what == 2) {
        std::string stops;
        for (std::size_t i = 0; i < tabs.size(); ++i)
            if (tabs[i])
                stops += joined('/', i + 1);
        reply('P', joined("2$u", std::string_view(stops).substr(stops.empty() ? 0 : 1)));
    } else if (what == 1) {
        const Cursor &cursor = screen->cursor;
        const Style &style = tables.style(cursor.style);
        const auto bits = [](int value) { return char('@' + value); };
        const char rendition = bits((style.attributes & Bold ? 1 : 0) | (style.underline != Underline::None ? 2 : 0) |
                                    (style.attributes & Blink ? 4 : 0) | (style.attributes & Inverse ? 8 : 0));
        const char flags = bits((switches.isOrigin ? 1 : 0) | (charsets.single == 2 ? 2 : 0) | (charsets.single == 3 ? 4 : 0) |
                                (cursor.isWrapPending ? 8 : 0));
        std::string sets;
        for (const Charset each : charsets.g)
            sets += each == Charset::Graphics ? '0' : each == Charset::British ? 'A' : 'B';
        reply('P', joined("1$u", cursor.row + 1, ";", cursor.column + 1, ";1;", rendition, ";", bits(cursor.isProtected ? 1 : 0),
                          ";", flags, ";", charsets.left, ";", charsets.right, ";@;", sets));
    }
}

void Terminal::Private::reportColor(std::string_view number, Color color, char terminator)
{
    std::string text = std::string(number) + ";rgb:";
    for (const std::uint8_t component : {color.red, color.green, color.blue}) {
        for (int i = 0; i < 2; ++i) // 16 bits
            (text += hexDigits[component >> 4]) += hexDigits[component & 15];
        text += '/';
    }
    text.pop_back();
    reply(']', text, terminator);
}

// DECRQSS
void Terminal::Private::requestStatus(std::string_view what)
{
    static constexpr std::array shapes{1, 3, 5};
    const Margins &margins = screen->margins();
    std::string answer;
    if (what == "m")
        answer = sgrReport(tables.style(screen->cursor.style));
    else if (what == "r")
        answer = joined(margins.top + 1, ";", margins.bottom + 1);
    else if (what == "s")
        answer = joined(margins.left + 1, ";", margins.right + 1);
    else if (what == "t" || what == "*|")
        answer = std::to_string(screen->rows());
    else if (what == "$|")
        answer = std::to_string(screen->columns());
    else if (what == " q")
        answer = std::to_string(shapes[std::size_t(cursorShape)] + (switches.isCursorBlinking ? 0 : 1));
    else if (what == "\"q")
        answer = std::to_string(screen->cursor.isProtected);
    else if (what == "\"p")
        answer = joined(conformance, ";", modes.eightBit ? 0 : 1);
    else if (what == "*x")
        answer = std::to_string(changeExtent);
    else if (what == "$}" || what == "$~")
        answer = std::to_string(0);
    if (answer.empty())
        reply('P', "0$r");
    else
        reply('P', "1$r" + answer + std::string(what));
}

} // namespace oriel::vt
