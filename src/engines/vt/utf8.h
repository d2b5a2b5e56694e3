// SPDX-License-Identifier: GPL-3.0-or-later
// Text that comes from outside as a whole (pastes, titles, names), not as a stream.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace oriel::vt {

// Length of the well-formed sequence at the front; 0: there is none.
std::size_t wellFormed(std::string_view bytes);
void appendUtf8(std::string &to, char32_t code);
// Without control characters (C0, DEL, C1) and what is no UTF-8: nothing in it can join into one.
std::string cleanText(std::string_view bytes);

// Two hexadecimal digits for each byte, upper case; back: nothing where it is none.
std::string toHex(std::string_view bytes);
std::optional<std::string> fromHex(std::string_view digits);

} // namespace oriel::vt
