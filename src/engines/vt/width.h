// SPDX-License-Identifier: GPL-3.0-or-later
// How many columns a character takes and which characters belong together, by ICU's Unicode data. Any thread.
//
// Mode 2027 off: each code point by itself as wcwidth() sees it (xterm, VTE, Konsole); those of width 0 stand on the one before.
// Mode 2027 on: extended grapheme clusters (UAX 29 without Prepend); a cluster is as wide as its widest code point, 2 with VS16
// behind a character that has an emoji form, 2 for a pair of regional indicators. On is the default, as in Ghostty, Contour and
// foot; programs that ask (DECRQM) learn it and may turn it off.
#pragma once

#include <atomic>
#include <cstdint>

namespace oriel::vt {

// Grapheme_Cluster_Break as far as joining needs it.
enum class Break : std::uint8_t { Other, Control, Extend, Joiner, Spacing, Regional, L, V, T, LV, LVT };

struct Traits
{
    std::uint8_t bits = 1;

    int width() const { return bits & 3; } // 0, 1, 2
    Break breaking() const { return Break(bits >> 2 & 15); }
    bool isPictographic() const { return bits & 0x40; }
    bool hasEmojiForm() const { return bits & 0x80; } // VS16 makes it an emoji
};

namespace detail {
extern std::atomic<const Traits *> traitPages[0x1100]; // of 256 code points each, made at their first use
const Traits *makeTraitPage(char32_t code);
} // namespace detail

// code: up to U+10FFFF.
inline Traits traits(char32_t code)
{
    const Traits *page = detail::traitPages[code >> 8].load(std::memory_order_acquire);
    return (page ? page : detail::makeTraitPage(code))[code & 0xff];
}

// The cluster before the cursor, as far as its end decides what joins it.
class Joining
{
public:
    void begin(Traits first)
    {
        m_last = first.breaking();
        m_isPictograph = first.isPictographic();
        m_isJoined = false;
        m_isHalfFlag = m_last == Break::Regional;
    }
    bool takes(Traits next) const
    {
        // Most text never leaves this line.
        if (next.breaking() == Break::Other && !(m_isJoined && next.isPictographic()))
            return false;
        return takesRare(next);
    }
    void add(Traits next);

private:
    bool takesRare(Traits next) const;
    Break m_last = Break::Other;
    bool m_isPictograph = false; // Extended_Pictographic Extend*
    bool m_isJoined = false;     // … and a ZWJ
    bool m_isHalfFlag = false;   // one regional indicator
};

} // namespace oriel::vt
