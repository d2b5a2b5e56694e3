// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers cells use for styles and clusters.
#pragma once

#include "engines/vt/cell.h"

#include <cstddef>
#include <memory>
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
    ~Tables();
    Tables(const Tables &) = delete;
    Tables &operator=(const Tables &) = delete;

    std::uint32_t style(const Style &);         // its number; Style{} is always 0
    std::uint32_t cluster(std::u32string_view); // Cell::text; at most 32 code points are kept of one; of one character: itself
    const Style &style(std::uint32_t number) const { return m_styles[number < m_styles.size() ? number : 0]; }
    // Of a Cell::text: the code points it stands for. Empty: a blank, or a number that was never given.
    std::u32string_view cluster(std::uint32_t text) const;
    std::uint64_t epoch() const { return m_epoch; }

    // To be asked where styles or clusters come in from outside, at least once in 64 KiB; a sweep costs a look at every cell.
    bool isSweepDue() const { return m_isSweepDue; }
    // Gives up what stands neither in these screens' cells and cursors nor in `styles` (saved cursors').
    void sweep(std::span<const Screen *const> screens, std::span<const std::uint32_t> styles);
    // What is there, into a picture: styles, clusters and epoch.
    void show(Picture &) const;

    struct Living // what a sweep has found
    {
        std::vector<bool> styles, clusters;
        void mark(std::span<const Cell>);
        void mark(std::uint32_t style);
    };

private:
    std::uint32_t find(const Style &, bool mayAdd);
    std::uint32_t add(const Style &, std::size_t slot);
    void rehashStyles(std::size_t slots);
    void rehashClusters(std::size_t slots);
    void numberReused();
    void judge();

    std::vector<Style> m_styles{Style{}};
    std::vector<std::u32string> m_clusters;
    std::vector<std::uint32_t> m_styleSlots, m_clusterSlots; // open addressing: number + 1, 0 is free
    std::vector<std::uint32_t> m_freeStyles, m_freeClusters;
    std::size_t m_styleRefusals = 0, m_clusterRefusals = 0; // count as growth, so that a full table is swept now and then
    std::size_t m_styleBound = 0, m_clusterBound = 0;       // a sweep is due from here on
    Style m_lastStyle;
    std::uint32_t m_lastNumber = 0;
    std::uint64_t m_epoch = 0;
    mutable bool m_isReuseUnseen = false; // epoch has grown since the last show()
    bool m_isSweepDue = false;
};

} // namespace oriel::vt
