// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this room.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oriel::json {

// A text that is looked for in bytes of JSON. Any thread.
class Needle final
{
public:
    enum class In { Json, Plain }; // Json: inside its strings, numbers and words, escapes read as what they stand for
    struct Match
    {
        std::uint64_t begin = 0, end = 0;
    };
    // A run of backslashes met last: what is an escape depends on how many there are.
    struct Backslashes
    {
        std::uint64_t begin = 0, end = 0;
    };

    Needle(std::string_view text, bool isCaseSensitive, In in = In::Json); // UTF-8; letters are folded one by one

    bool isEmpty() const { return m_text.empty(); }
    bool mayStandBetweenValues() const;                            // it holds a comma, a bracket, a blank…
    bool standsInStrings() const;                                  // only there: no number and no word holds it
    std::uint64_t mostBytes() const { return 12 * m_text.size(); } // of a match

    // The first match that begins in [from, until). 64 bytes behind `until` must be readable and a match ends at a zero byte.
    std::optional<Match> find(const char *data, std::uint64_t from, std::uint64_t until, Backslashes &known) const;

private:
    // Bytes a match may begin with, or have behind that; filled up with the first of them.
    struct Bytes
    {
        std::array<char, 8> each{};
        std::size_t count = 0; // 0: any
    };

    template<std::size_t most>
    std::optional<Match> find(const char *data, std::uint64_t from, std::uint64_t until, Backslashes &known) const;
    const char *match(const char *at) const;
    char32_t folded(char32_t c) const;
    void addVariants(std::size_t place, std::string &leads, std::string &seconds) const;
    static bool isInEscape(const char *data, std::uint64_t at, Backslashes &known);

    const bool m_isCaseSensitive;
    const In m_in;
    std::u32string m_text; // folded
    Bytes m_first, m_second;
};

} // namespace oriel::json
