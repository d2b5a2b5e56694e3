// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/links.h"

#include <algorithm>

namespace oriel::vt {

std::uint32_t Links::number(std::string_view name, std::string_view address)
{
    if (name.size() > longest || address.size() > longest)
        return 0;
    std::string key = std::string(name) + '\n' + std::string(address);
    if (const auto found = m_numbers.find(key); found != m_numbers.end())
        return found->second;
    if (m_bytes + key.size() > mostBytes)
        return 0;
    auto number = std::uint32_t(m_links.size());
    if (m_free.empty()) {
        m_links.emplace_back();
    } else {
        number = m_free.back();
        m_free.pop_back();
    }
    m_bytes += key.size() + sizeof(Link);
    m_numbers.emplace(key, number);
    m_links[number] = {std::move(key), name.size() + 1};
    return number;
}

std::string_view Links::address(std::uint32_t number) const
{
    if (number >= m_links.size())
        return {};
    const Link &link = m_links[number];
    return std::string_view(link.key).substr(link.addressAt);
}

void Links::sweep(const std::vector<bool> &living)
{
    for (std::uint32_t i = 1; i < m_links.size(); ++i) {
        Link &link = m_links[i];
        if (link.key.empty() || (i < living.size() && living[i]))
            continue;
        m_bytes -= link.key.size() + sizeof(Link);
        m_numbers.erase(link.key);
        link = {};
        m_free.push_back(i);
    }
    m_bound = std::max(std::size_t(1) << 20, m_bytes * 2);
}

} // namespace oriel::vt
