// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/columntree.h"

#include <algorithm>

namespace oriel::json {

std::vector<std::string> ColumnTree::path(std::uint32_t node) const
{
    std::vector<std::string> names;
    for (; node != 0; node = m_nodes[node].parent)
        names.push_back(m_nodes[node].name);
    std::ranges::reverse(names);
    return names;
}

std::uint32_t ColumnTree::add(std::uint32_t parent, std::string_view name, std::string_view spelling)
{
    if (isFull()) {
        m_hasMore = true;
        return none;
    }
    const auto node = std::uint32_t(m_nodes.size());
    m_nodes.push_back({.name = std::string(name),
                       .spelling = std::string(spelling),
                       .parent = parent,
                       .level = m_nodes[parent].level + 1,
                       .children{}});
    m_nodes[parent].children.push_back(node);
    m_known.emplace_back();
    m_known[parent].emplace(name, node);
    m_row.push_back(0);
    return node;
}

std::uint32_t ColumnTree::place(std::uint32_t parent, std::string_view name)
{
    const auto known = m_known[parent].find(name);
    return known != m_known[parent].end() ? known->second : add(parent, name, '"' + std::string(name) + '"');
}

// Rows of one kind have their members in one order: the one that followed the last time is asked first.
std::uint32_t ColumnTree::find(const Held &held, std::uint32_t parent, std::uint32_t before, const Value &member)
{
    const auto guess = [&]() -> std::uint32_t & { return before == none ? m_nodes[parent].first : m_nodes[before].follower; };
    const std::string_view spelling = held.view(member.keyBegin, member.keyEnd);
    if (const std::uint32_t likely = guess(); likely != none && m_nodes[likely].spelling == spelling)
        return likely;
    std::string decoded;
    std::string_view name = spelling.substr(1, spelling.size() < 2 ? 0 : spelling.size() - 2);
    if (spelling.find('\\') != spelling.npos)
        name = decoded = held.decoded(member.keyBegin, member.keyEnd);
    const auto known = m_known[parent].find(name);
    const std::uint32_t found = known == m_known[parent].end() ? add(parent, name, spelling) : known->second;
    if (found != none)
        guess() = found;
    return found;
}

} // namespace oriel::json
