// SPDX-License-Identifier: GPL-3.0-or-later
// The colours a program may change: the palette (OSC 4), xterm's special ones (OSC 5) and the dynamic ones (OSC 10–19).
#pragma once

#include "engines/vt/cell.h"

#include <array>
#include <optional>
#include <string_view>

namespace oriel::vt {

struct Options;

// As XParseColor() reads it: #rgb … #rrrrggggbbbb, rgb:r/g/b of one to four digits each, rgbi:r/g/b from 0 to 1, and the names of
// the eight colours. Rgb.
std::optional<Color> parseColor(std::string_view);

class Colors final
{
public:
    static constexpr int firstSpecial = 256, count = firstSpecial + 5; // bold, underline, blink, reverse, italic
    static constexpr int foreground = 10, background = 11, cursor = 12, firstDynamic = 10, lastDynamic = 19;

    explicit Colors(const Options &);
    void setBase(const Options &); // what the program has set stays

    Color entry(int number) const; // palette and special, always Rgb
    void set(int number, Color);
    void reset(int number);

    Color dynamic(int number) const; // always Rgb
    std::optional<Color> setDynamic(int number) const;
    void setDynamic(int number, Color);
    void resetDynamic(int number);

private:
    std::array<Color, count> m_base;
    std::array<std::optional<Color>, count> m_set;
    Color m_foreground, m_background;
    std::array<std::optional<Color>, lastDynamic - firstDynamic + 1> m_dynamic;
};

} // namespace oriel::vt
