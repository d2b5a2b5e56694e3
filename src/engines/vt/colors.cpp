// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/colors.h"

#include "engines/vt/terminal.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace oriel::vt {

namespace {

// xterm's default colours.
constexpr std::array<Color, 16> base16{
    Color::rgb(0x00, 0x00, 0x00), Color::rgb(0xcd, 0x00, 0x00), Color::rgb(0x00, 0xcd, 0x00), Color::rgb(0xcd, 0xcd, 0x00),
    Color::rgb(0x00, 0x00, 0xee), Color::rgb(0xcd, 0x00, 0xcd), Color::rgb(0x00, 0xcd, 0xcd), Color::rgb(0xe5, 0xe5, 0xe5),
    Color::rgb(0x7f, 0x7f, 0x7f), Color::rgb(0xff, 0x00, 0x00), Color::rgb(0x00, 0xff, 0x00), Color::rgb(0xff, 0xff, 0x00),
    Color::rgb(0x5c, 0x5c, 0xff), Color::rgb(0xff, 0x00, 0xff), Color::rgb(0x00, 0xff, 0xff), Color::rgb(0xff, 0xff, 0xff)};

Color standard(int entry)
{
    if (entry < 16)
        return base16[std::size_t(entry)];
    if (entry >= 232) {
        const auto grey = std::uint8_t(8 + (entry - 232) * 10);
        return Color::rgb(grey, grey, grey);
    }
    const int cube = entry - 16;
    const auto level = [](int step) { return std::uint8_t(step ? 55 + step * 40 : 0); };
    return Color::rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6));
}

std::optional<unsigned> hex(std::string_view digits)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.empty() || digits.size() > 4 || error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

// rgb: scales a component to the whole range, # fills it with zeros.
std::optional<std::uint8_t> scaled(std::string_view digits)
{
    const std::optional<unsigned> value = hex(digits);
    if (!value)
        return std::nullopt;
    const unsigned most = (1u << 4 * digits.size()) - 1;
    return std::uint8_t((*value * 255 + most / 2) / most);
}

std::optional<std::uint8_t> filled(std::string_view digits)
{
    const std::optional<unsigned> value = hex(digits);
    if (!value)
        return std::nullopt;
    return std::uint8_t((*value << 4 * (4 - digits.size())) >> 8);
}

std::optional<std::uint8_t> intensity(std::string_view number)
{
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size() || !(value >= 0 && value <= 1))
        return std::nullopt;
    return std::uint8_t(std::lround(value * 255));
}

template<typename Component>
std::optional<Color> three(std::string_view a, std::string_view b, std::string_view c, Component component)
{
    const auto red = component(a), green = component(b), blue = component(c);
    if (!red || !green || !blue)
        return std::nullopt;
    return Color::rgb(*red, *green, *blue);
}

template<typename Component>
std::optional<Color> slashed(std::string_view text, Component component)
{
    const auto first = text.find('/');
    const auto second = first == std::string_view::npos ? first : text.find('/', first + 1);
    if (second == std::string_view::npos)
        return std::nullopt;
    return three(text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1), component);
}

} // namespace

std::optional<Color> parseColor(std::string_view text)
{
    if (text.starts_with("rgb:"))
        return slashed(text.substr(4), scaled);
    if (text.starts_with("rgbi:"))
        return slashed(text.substr(5), intensity);
    if (text.starts_with('#')) {
        text.remove_prefix(1);
        const std::size_t digits = text.size() / 3;
        if (text.size() % 3 || digits < 1 || digits > 4)
            return std::nullopt;
        return three(text.substr(0, digits), text.substr(digits, digits), text.substr(2 * digits), filled);
    }
    static constexpr std::array<std::pair<std::string_view, Color>, 8> names{{{"black", Color::rgb(0, 0, 0)},
                                                                              {"red", Color::rgb(255, 0, 0)},
                                                                              {"green", Color::rgb(0, 255, 0)},
                                                                              {"yellow", Color::rgb(255, 255, 0)},
                                                                              {"blue", Color::rgb(0, 0, 255)},
                                                                              {"magenta", Color::rgb(255, 0, 255)},
                                                                              {"cyan", Color::rgb(0, 255, 255)},
                                                                              {"white", Color::rgb(255, 255, 255)}}};
    const auto name = std::ranges::find(names, text, &std::pair<std::string_view, Color>::first);
    return name == names.end() ? std::nullopt : std::optional(name->second);
}

Colors::Colors(const Options &options) { setBase(options); }

void Colors::setBase(const Options &options)
{
    for (int i = 0; i < 256; ++i) {
        const auto at = std::size_t(i);
        m_base[at] =
            at < options.palette.size() && options.palette[at].kind == Color::Kind::Rgb ? options.palette[at] : standard(i);
    }
    m_foreground = options.isHeadless ? Color::rgb(0, 0, 0) : options.foreground; // there as xterm's
    m_background = options.isHeadless ? Color::rgb(255, 255, 255) : options.background;
    std::fill(m_base.begin() + firstSpecial, m_base.end(), m_foreground);
}

Color Colors::entry(int number) const
{
    const auto at = std::size_t(number >= 0 && number < count ? number : 0);
    return m_set[at].value_or(m_base[at]);
}

void Colors::set(int number, Color color) { m_set[std::size_t(number)] = color; }

void Colors::reset(int number) { m_set[std::size_t(number)].reset(); }

Color Colors::dynamic(int number) const
{
    static constexpr std::array isBackground{false, true, false, false, true, false, true, false, false, false};
    const auto at = std::size_t(number - firstDynamic);
    if (m_dynamic[at])
        return *m_dynamic[at];
    const int like = isBackground[at] ? background : foreground;
    return m_dynamic[std::size_t(like - firstDynamic)].value_or(isBackground[at] ? m_background : m_foreground);
}

std::optional<Color> Colors::setDynamic(int number) const { return m_dynamic[std::size_t(number - firstDynamic)]; }

void Colors::setDynamic(int number, Color color) { m_dynamic[std::size_t(number - firstDynamic)] = color; }

void Colors::resetDynamic(int number) { m_dynamic[std::size_t(number - firstDynamic)].reset(); }

} // namespace oriel::vt
