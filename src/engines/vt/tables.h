// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers cells use for styles and clusters.
#pragma once

#include "engines/vt/cell.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oriel::vt {

class Screen;
struct Picture;

// One for both screens of a terminal. A number stays until a sweep finds it in no cell; given out anew, `epoch` grows. Both
// tables are bounded: when one is full of living entries, a style loses the precision of its colours, then all but its
// attributes, and a cluster all but its first character.
class Tables final
{
public:
    static constexpr std::size_t mostStyles = 1u << 18, mostClusters = 1u << 16, longestCluster = 32;

    Tables();
    Tables(const Tables &) = delete;
    Tables &operator=(const Tables &) = delete;

    std::uint32_t style(const Style &);         // its number; Style{} is always 0
    std::uint32_t cluster(std::u32string_view); // Cell::text; at most 32 code points are kept of one; of one character: itself
    const Style &style(std::uint32_t number) const { return m_styles.values[number < m_styles.values.size() ? number : 0]; }
    // The code points of a cluster. Empty: the text is a single one or a blank, or a number that was never given.
    std::u32string_view cluster(std::uint32_t text) const;
    void append(std::uint32_t text, std::u32string &) const; // whatever it is; a blank as U+0020
    std::uint64_t epoch() const { return m_epoch; }

    // To be asked where styles or clusters come in from outside, at least once in 64 KiB; a sweep costs a look at every cell.
    bool isSweepDue() const { return m_isSweepDue; }
    // Gives up what stands neither in these screens' cells and cursors nor in `styles` (saved cursors').
    void sweep(std::span<const Screen *const> screens, std::span<const std::uint32_t> styles);
    // What is there, into a picture: styles, clusters and epoch.
    void show(Picture &) const;

    struct Living // what a sweep has found; as large as the tables
    {
        std::vector<std::uint8_t> styles, clusters; // by number, 1: lives
        void mark(std::span<const Cell>);
        void mark(std::uint32_t style);
    };
    Living unmarked() const;

private:
    // One table of values with numbers; Tables has two of the same kind.
    template<typename T>
    struct Numbers
    {
        std::vector<T> values;
        std::vector<std::uint32_t> slots;    // open addressing: number + 1, 0 is free
        std::vector<std::uint32_t> free;     // swept numbers
        std::size_t refusals = 0, bound = 0; // a sweep is due when living and refused ones reach the bound

        template<typename Key>
        std::size_t slotOf(const Key &) const;
        std::size_t used() const { return values.size() - free.size(); }
        void rehash(std::size_t size);
        void sweep(const std::vector<std::uint8_t> &living);
    };
    template<typename T, typename Key>
    std::optional<std::uint32_t> number(Numbers<T> &, const Key &, std::size_t most);

    Numbers<Style> m_styles;
    Numbers<std::u32string> m_clusters;
    Style m_lastStyle;
    std::uint32_t m_lastNumber = 0;
    std::uint64_t m_epoch = 0;
    mutable bool m_isReuseUnseen = false; // epoch has grown since the last show()
    bool m_isSweepDue = false;
};

} // namespace oriel::vt
