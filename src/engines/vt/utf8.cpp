// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/utf8.h"

#include <charconv>
#include <cstdint>

namespace oriel::vt {

std::size_t wellFormed(std::string_view bytes)
{
    const auto at = [&](std::size_t i) { return i < bytes.size() ? std::uint8_t(bytes[i]) : std::uint8_t(0); };
    const auto follows = [&](std::size_t i) { return (at(i) & 0xc0) == 0x80; };
    const std::uint8_t lead = at(0), second = at(1);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return follows(1) ? 2 : 0;
    if (lead >= 0xe0 && lead <= 0xef) {
        const bool isOverlong = lead == 0xe0 && second < 0xa0, isSurrogate = lead == 0xed && second > 0x9f;
        return follows(1) && follows(2) && !isOverlong && !isSurrogate ? 3 : 0;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        const bool isOverlong = lead == 0xf0 && second < 0x90, isBeyond = lead == 0xf4 && second > 0x8f;
        return follows(1) && follows(2) && follows(3) && !isOverlong && !isBeyond ? 4 : 0;
    }
    return 0;
}

void appendUtf8(std::string &to, char32_t code)
{
    if (code < 0x80) {
        to += char(code);
    } else if (code < 0x800) {
        to += char(0xc0 | code >> 6);
        to += char(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        to += char(0xe0 | code >> 12);
        to += char(0x80 | (code >> 6 & 0x3f));
        to += char(0x80 | (code & 0x3f));
    } else {
        to += char(0xf0 | code >> 18);
        to += char(0x80 | (code >> 12 & 0x3f));
        to += char(0x80 | (code >> 6 & 0x3f));
        to += char(0x80 | (code & 0x3f));
    }
}

std::string cleanText(std::string_view bytes)
{
    std::string clean;
    while (!bytes.empty()) {
        const auto byte = std::uint8_t(bytes[0]);
        const std::size_t length = wellFormed(bytes);
        const bool isC1 = length == 2 && byte == 0xc2 && std::uint8_t(bytes[1]) < 0xa0;
        if (length && byte >= 0x20 && byte != 0x7f && !isC1)
            clean += bytes.substr(0, length);
        bytes.remove_prefix(length ? length : 1);
    }
    return clean;
}

std::string toHex(std::string_view bytes)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char each : bytes)
        (text += digits[std::uint8_t(each) >> 4]) += digits[each & 15];
    return text;
}

std::optional<std::string> fromHex(std::string_view digits)
{
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        std::uint8_t byte = 0;
        const char *const end = digits.data() + i + 2;
        if (i + 2 > digits.size() || std::from_chars(end - 2, end, byte, 16).ptr != end)
            return std::nullopt;
        bytes += char(byte);
    }
    return bytes;
}

} // namespace oriel::vt
