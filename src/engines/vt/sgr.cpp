// SPDX-License-Identifier: GPL-3.0-or-later
// SGR and what DECRQSS tells of it.
#include "engines/vt/terminalprivate.h"

#include <algorithm>

namespace oriel::vt {

namespace {

struct Switch
{
    std::uint8_t on, off;
    std::uint16_t attribute;
};

constexpr std::array switchesOfSgr{Switch{1, 22, Bold},    Switch{2, 22, Dim},    Switch{3, 23, Italic},
                                   Switch{5, 25, Blink},   Switch{6, 25, Blink},  Switch{7, 27, Inverse},
                                   Switch{8, 28, Conceal}, Switch{9, 29, Strike}, Switch{53, 55, Overline}};

// SGR 0 does not end a link.
Style plain(const Style &style)
{
    Style result;
    result.link = style.link;
    return result;
}

std::uint8_t byte(int value) { return std::uint8_t(std::clamp(value, 0, 255)); }

// What follows 38, 48, 58: "5;n", "2;r;g;b" as parameters of their own, or as sub-parameters, where "2::r:g:b" has a colour
// space. `at` is left on the last one read. Nothing: not to be understood.
std::optional<Color> extendedColor(const Sequence &sequence, int &at)
{
    const int introducer = at;
    int end = introducer + 1;
    while (sequence.isSub(end))
        ++end;
    const bool isColons = end > introducer + 1;
    const int kind = sequence.value(introducer + 1, -1);
    if (isColons) {
        at = end - 1;
        const int values = end - introducer - 2;
        if (kind == 5 && values >= 1)
            return Color::indexed(byte(sequence.value(introducer + 2)));
        const int first = introducer + (values >= 4 ? 3 : 2);
        if (kind == 2 && values >= 3)
            return Color::rgb(byte(sequence.value(first)), byte(sequence.value(first + 1)), byte(sequence.value(first + 2)));
        return std::nullopt;
    }
    if (kind == 5) {
        at = std::min(introducer + 2, int(sequence.count));
        return introducer + 2 < sequence.count ? std::optional(Color::indexed(byte(sequence.value(introducer + 2))))
                                               : std::nullopt;
    }
    if (kind == 2) {
        at = std::min(introducer + 4, int(sequence.count));
        if (introducer + 4 < sequence.count)
            return Color::rgb(byte(sequence.value(introducer + 2)), byte(sequence.value(introducer + 3)),
                              byte(sequence.value(introducer + 4)));
    }
    return std::nullopt;
}

void underline(const Sequence &sequence, int &at, Style &style)
{
    int kind = 1;
    if (sequence.isSub(at + 1))
        kind = sequence.value(++at);
    if (kind <= int(Underline::Dashed))
        style.underline = Underline(kind);
}

// One parameter, or one with what belongs to it.
void apply(const Sequence &sequence, int &at, Style &style)
{
    const int code = sequence.value(at);
    switch (code) {
    case 0:
        style = plain(style);
        return;
    case 4:
        underline(sequence, at, style);
        return;
    case 21:
        style.underline = Underline::Double;
        return;
    case 24:
        style.underline = Underline::None;
        return;
    case 38:
        if (const auto color = extendedColor(sequence, at))
            style.foreground = *color;
        return;
    case 48:
        if (const auto color = extendedColor(sequence, at))
            style.background = *color;
        return;
    case 58:
        if (const auto color = extendedColor(sequence, at))
            style.underlineColor = *color;
        return;
    case 39:
        style.foreground = {};
        return;
    case 49:
        style.background = {};
        return;
    case 59:
        style.underlineColor = {};
        return;
    default:
        break;
    }
    if (code >= 30 && code <= 37)
        style.foreground = Color::indexed(std::uint8_t(code - 30));
    else if (code >= 40 && code <= 47)
        style.background = Color::indexed(std::uint8_t(code - 40));
    else if (code >= 90 && code <= 97)
        style.foreground = Color::indexed(std::uint8_t(code - 90 + 8));
    else if (code >= 100 && code <= 107)
        style.background = Color::indexed(std::uint8_t(code - 100 + 8));
    else
        for (const Switch &each : switchesOfSgr) {
            if (code == each.on)
                style.attributes |= each.attribute;
            else if (code == each.off)
                style.attributes &= std::uint16_t(~each.attribute);
        }
}

std::string colorReport(Color color, int base)
{
    const int entry = color.red;
    switch (color.kind) {
    case Color::Kind::Default:
        return {};
    case Color::Kind::Indexed:
        if (entry < 8 && base != 58)
            return ';' + std::to_string(base - 8 + entry);
        if (entry < 16 && base != 58)
            return ';' + std::to_string(base + 52 + entry - 8);
        return ';' + std::to_string(base) + ":5:" + std::to_string(entry);
    case Color::Kind::Rgb:
        return ';' + std::to_string(base) + ":2::" + std::to_string(color.red) + ':' + std::to_string(color.green) + ':' +
               std::to_string(color.blue);
    }
    return {};
}

} // namespace

void Terminal::Private::sgr(const Sequence &sequence)
{
    Style style = tables.style(screen->cursor.style);
    if (sequence.count == 0)
        style = plain(style);
    for (int at = 0; at < sequence.count; ++at) {
        apply(sequence, at, style);
        while (sequence.isSub(at + 1)) // of a parameter that has none
            ++at;
    }
    setStyle(style);
}

void Terminal::Private::setStyle(const Style &style) { screen->cursor.style = tables.style(style); }

// As DECRQSS "m" answers: "0;1;38:5:120".
std::string Terminal::Private::sgrReport(const Style &style) const
{
    std::string report = "0";
    for (const Switch &each : switchesOfSgr)
        if (style.attributes & each.attribute && each.on != 6)
            report += ';' + std::to_string(each.on);
    if (style.underline == Underline::Single)
        report += ";4";
    else if (style.underline != Underline::None)
        report += ";4:" + std::to_string(int(style.underline));
    return report + colorReport(style.foreground, 38) + colorReport(style.background, 48) + colorReport(style.underlineColor, 58);
}

} // namespace oriel::vt
