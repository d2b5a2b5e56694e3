// SPDX-License-Identifier: GPL-3.0-or-later
// What one place of the terminal's grid holds. Plain values.
#pragma once

#include <cstdint>

namespace oriel::vt {

struct Color
{
    enum class Kind : std::uint8_t { Default, Indexed, Rgb };
    Kind kind = Kind::Default;
    std::uint8_t red = 0, green = 0, blue = 0; // Indexed: the palette's entry, 0–255, is in red

    static constexpr Color indexed(std::uint8_t entry) { return {Kind::Indexed, entry, 0, 0}; }
    static constexpr Color rgb(std::uint8_t r, std::uint8_t g, std::uint8_t b) { return {Kind::Rgb, r, g, b}; }
    bool operator==(const Color &) const = default;
};

enum class Underline : std::uint8_t { None, Single, Double, Curly, Dotted, Dashed };

enum Attribute : std::uint16_t {
    Bold = 1 << 0,
    Dim = 1 << 1,
    Italic = 1 << 2,
    Blink = 1 << 3,
    Inverse = 1 << 4,
    Conceal = 1 << 5,
    Strike = 1 << 6,
    Overline = 1 << 7
};

// How text looks (SGR) and where it leads (OSC 8).
struct Style
{
    Color foreground, background, underlineColor; // underlineColor Default: the foreground
    Underline underline = Underline::None;
    std::uint16_t attributes = 0; // of Attribute
    std::uint32_t link = 0;       // Terminal::link(); 0: none

    bool operator==(const Style &) const = default;
};

// text: 0 never written or erased, shown as a blank; a code point; clusterBit | number of a cluster (Terminal::cluster()).
struct Cell
{
    static constexpr std::uint32_t clusterBit = 1u << 31;

    std::uint32_t text = 0;
    std::uint32_t style : 24 = 0;      // number in the table of styles; 0: Style{}
    std::uint32_t width : 2 = 1;       // 2: wide, followed by a cell of width 0
    std::uint32_t isProtected : 1 = 0; // DECSCA
    std::uint32_t isSpacer : 1 = 0;    // left free at a row's end: the wide character stands in the next row

    std::uint32_t isSqueezed : 1 = 0; // a wide character where there is one column only; width is 1

    bool operator==(const Cell &) const = default;
};
static_assert(sizeof(Cell) == 8);

} // namespace oriel::vt
