// SPDX-License-Identifier: GPL-3.0-or-later
// The character sets of ISO 2022 as DEC's terminals have them: what a byte of GL shows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace oriel::vt {

enum class Charset : std::uint8_t {
    Ascii,
    British,
    Graphics, // DEC Special Graphics: lines and corners
    Latin1,   // and DEC Supplemental, which differs in a few places nobody uses
    Dutch,
    Finnish,
    French,
    FrenchCanadian,
    German,
    Italian,
    Norwegian,
    Portuguese,
    Spanish,
    Swedish,
    Swiss
};

// By the end of a designating sequence ("B", "0", "%6"); 96: one of 96 characters (ESC - . /). Nothing: unknown.
std::optional<Charset> charset(std::string_view designation, bool is96);

// code: 0x20–0x7e.
char32_t mapped(Charset, char code);

// What is designated and invoked; saved with the cursor.
struct Charsets
{
    std::array<Charset, 4> g{};
    std::uint8_t left = 0, right = 2; // GL and GR; right is kept for reports only: in UTF-8 no byte is in GR
    std::uint8_t single = 0;          // SS2, SS3: the set of the next character; 0: none

    bool isPlain() const { return g[left] == Charset::Ascii && !single; }
    bool operator==(const Charsets &) const = default;
};

} // namespace oriel::vt
