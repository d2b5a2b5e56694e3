// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 that comes from outside as whole text (pastes, titles), not as a stream.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace oriel::vt {

// Length of the well-formed sequence at the front; 0: there is none.
std::size_t wellFormed(std::string_view bytes);
void appendUtf8(std::string &to, char32_t code);
// Without control characters (C0, DEL, C1) and what is no UTF-8: nothing in it can join into one.
std::string cleanText(std::string_view bytes);

} // namespace oriel::vt
