// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/tables.h"

#include "engines/vt/picture.h"
#include "engines/vt/screen.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace oriel::vt {

namespace {

constexpr std::size_t leastBound = 1u << 14; // no sweep below

std::size_t mixed(std::uint64_t value)
{
    value *= 0x9e3779b97f4a7c15u;
    value ^= value >> 32;
    value *= 0xd6e8feb86659fd93u;
    return value ^ value >> 29;
}

std::size_t hashOf(const Style &style)
{
    const auto bits = [](Color color) { return std::uint64_t{std::bit_cast<std::uint32_t>(color)}; };
    const std::uint64_t rest = std::uint64_t{style.link} << 32 | std::uint64_t(style.underline) << 16 | style.attributes;
    return mixed(bits(style.foreground) | bits(style.background) << 32) + mixed(rest + 1) * 3 +
           mixed(bits(style.underlineColor)) * 5;
}

std::size_t hashOf(std::u32string_view cluster)
{
    std::size_t hash = cluster.size();
    for (const char32_t character : cluster)
        hash = mixed(hash ^ character);
    return hash;
}

// A style that shares its number with more others: first fewer shades, then none.
Style coarse(Style style, unsigned step)
{
    for (Color *color : {&style.foreground, &style.background, &style.underlineColor}) {
        if (step == 0) {
            *color = {};
        } else if (color->kind == Color::Kind::Rgb) {
            const auto rounded = [step](std::uint8_t shade) { return std::uint8_t((shade + step / 2) / step * step); };
            *color = Color::rgb(rounded(color->red), rounded(color->green), rounded(color->blue));
        }
    }
    if (step == 0)
        style.link = 0;
    return style;
}

} // namespace

// The slot that holds the key, or the free one where it belongs.
template<typename T>
template<typename Key>
std::size_t Tables::Numbers<T>::slotOf(const Key &key) const
{
    const std::size_t mask = slots.size() - 1;
    std::size_t slot = hashOf(key) & mask;
    while (slots[slot] != 0 && values[slots[slot] - 1] != key)
        slot = (slot + 1) & mask;
    return slot;
}

template<typename T>
void Tables::Numbers<T>::rehash(std::size_t size)
{
    std::vector<std::uint8_t> isFree(values.size());
    for (const std::uint32_t number : free)
        isFree[number] = 1;
    slots.assign(size, 0);
    for (std::size_t number = 0; number < values.size(); ++number)
        if (!isFree[number])
            slots[slotOf(values[number])] = std::uint32_t(number + 1);
}

template<typename T>
void Tables::Numbers<T>::sweep(const std::vector<std::uint8_t> &living)
{
    free.clear();
    for (std::size_t number = values.size(); number-- > 0;) {
        if (living[number])
            continue;
        values[number] = {};
        free.push_back(std::uint32_t(number));
    }
    refusals = 0;
    bound = std::max(leastBound, 2 * used());
    rehash(std::bit_ceil(std::max(bound, leastBound) * 2));
}

Tables::Tables()
{
    m_styles.slots.resize(1024); // few for most, so that they stay in the nearest cache
    m_clusters.slots.resize(1024);
    m_styles.bound = m_clusters.bound = leastBound;
    number(m_styles, Style{}, mostStyles);
}

template<typename T, typename Key>
std::optional<std::uint32_t> Tables::number(Numbers<T> &table, const Key &key, std::size_t most)
{
    std::size_t slot = table.slotOf(key);
    if (table.slots[slot] != 0)
        return table.slots[slot] - 1;
    if (table.used() >= most) {
        if (++table.refusals + table.used() >= table.bound)
            m_isSweepDue = true;
        return {};
    }
    if (table.used() * 2 >= table.slots.size()) {
        table.rehash(table.slots.size() * 2);
        slot = table.slotOf(key);
    }
    std::uint32_t given = std::uint32_t(table.values.size());
    if (table.free.empty()) {
        table.values.emplace_back(key);
    } else {
        given = table.free.back();
        table.free.pop_back();
        table.values[given] = key;
        if (!std::exchange(m_isReuseUnseen, true))
            ++m_epoch;
    }
    table.slots[slot] = given + 1;
    if (table.used() >= table.bound)
        m_isSweepDue = true;
    return given;
}

std::uint32_t Tables::style(const Style &style)
{
    if (style == m_lastStyle)
        return m_lastNumber;
    // What is asked for while the table is full of living styles gets coarser, with some room kept for each step.
    constexpr struct
    {
        unsigned step;
        std::size_t room;
    } steps[] = {{1, 1 << 16}, {16, 1 << 15}, {51, 1 << 14}, {0, 0}};
    std::optional<std::uint32_t> found;
    for (const auto &[step, room] : steps) {
        found = number(m_styles, step == 1 ? style : coarse(style, step), mostStyles - room);
        if (found)
            break;
    }
    m_lastStyle = style;
    m_lastNumber = found.value_or(0);
    return m_lastNumber;
}

std::uint32_t Tables::cluster(std::u32string_view cluster)
{
    if (cluster.size() < 2)
        return cluster.empty() ? 0 : std::uint32_t(cluster.front());
    const auto found = number(m_clusters, cluster.substr(0, longestCluster), mostClusters);
    return found ? Cell::clusterBit | *found : std::uint32_t(cluster.front());
}

std::u32string_view Tables::cluster(std::uint32_t text) const
{
    const std::uint32_t number = text & ~Cell::clusterBit;
    return number != text && number < m_clusters.values.size() ? m_clusters.values[number] : std::u32string_view{};
}

void Tables::append(std::uint32_t text, std::u32string &to) const
{
    if (text & Cell::clusterBit)
        to += cluster(text);
    else
        to += text == 0 ? U' ' : char32_t(text);
}

Tables::Living Tables::unmarked() const
{
    return {std::vector<std::uint8_t>(m_styles.values.size()), std::vector<std::uint8_t>(m_clusters.values.size())};
}

void Tables::Living::mark(std::uint32_t style)
{
    if (style < styles.size())
        styles[style] = 1;
}

void Tables::Living::mark(std::span<const Cell> cells)
{
    for (const Cell cell : cells) {
        mark(cell.style);
        if (const std::uint32_t number = cell.text & ~Cell::clusterBit; number != cell.text && number < clusters.size())
            clusters[number] = 1;
    }
}

void Tables::sweep(std::span<const Screen *const> screens, std::span<const std::uint32_t> styles)
{
    Living living = unmarked();
    living.mark(0u);
    for (const std::uint32_t style : styles)
        living.mark(style);
    for (const Screen *screen : screens)
        screen->mark(living);
    m_styles.sweep(living.styles);
    m_clusters.sweep(living.clusters);
    m_lastStyle = {};
    m_lastNumber = 0;
    m_isSweepDue = false;
}

void Tables::show(Picture &picture) const
{
    const bool isSame = picture.epoch == m_epoch && picture.styles.size() <= m_styles.values.size() &&
                        picture.clusters.size() <= m_clusters.values.size();
    const auto append = [isSame](const auto &from, auto &to) {
        if (!isSame)
            to.clear();
        to.insert(to.end(), from.begin() + std::ptrdiff_t(to.size()), from.end());
    };
    append(m_styles.values, picture.styles);
    append(m_clusters.values, picture.clusters);
    picture.epoch = m_epoch;
    m_isReuseUnseen = false;
}

} // namespace oriel::vt
