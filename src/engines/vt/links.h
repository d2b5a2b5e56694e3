// SPDX-License-Identifier: GPL-3.0-or-later
// The addresses of OSC 8 by the numbers styles carry.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace oriel::vt {

class Links final
{
public:
    static constexpr std::size_t longest = 2083, mostBytes = 16 << 20;

    // The same name and address are the same link. 0: not to be had (too long, too many in use).
    std::uint32_t number(std::string_view name, std::string_view address);
    std::string_view address(std::uint32_t number) const; // empty: unknown
    bool isSweepDue() const { return m_bytes > m_bound; }
    void sweep(const std::vector<bool> &living); // by number

private:
    struct Link
    {
        std::string key; // name LF address; empty: free
        std::size_t addressAt = 0;
    };
    std::vector<Link> m_links{Link{}}; // 0 is no link
    std::unordered_map<std::string, std::uint32_t> m_numbers;
    std::vector<std::uint32_t> m_free;
    std::size_t m_bytes = 0, m_bound = 1 << 20;
};

} // namespace oriel::vt
