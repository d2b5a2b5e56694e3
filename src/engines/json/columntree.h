// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this room.
#pragma once

#include "engines/json/held.h"

#include <algorithm>
#include <unordered_map>

namespace oriel::json {

// The names of what rows have, one in the other; 0 is the row itself. One thread.
class ColumnTree final
{
public:
    static constexpr std::uint32_t none = 0;

    struct Node
    {
        std::string name, spelling;                                 // decoded; as it stood there first, with its quotes
        std::uint32_t parent = none, first = none, follower = none; // what came first in it, and behind it, in the last row
        int level = 0;
        std::vector<std::uint32_t> children;
    };

    ColumnTree(int depth, std::size_t most) : m_nodes(1), m_row(1), m_depth(std::clamp(depth, 1, 64)), m_most(most) {}

    const Node &operator[](std::uint32_t node) const { return m_nodes[node]; }
    std::size_t size() const { return m_nodes.size(); }
    bool hasMore() const { return m_hasMore; } // names were met that found no place
    std::vector<std::string> path(std::uint32_t node) const;
    std::uint32_t place(std::uint32_t parent, std::string_view name); // of a path, from outside
    void close() { m_most = 0; }                                      // no names but these

    // Calls take(node, value) for the row and everything in it that has a node, and drop(node) for what was taken before of a
    // name that comes again.
    void read(Held &held, const Value &row, const auto &take, const auto &drop)
    {
        ++m_now;
        read(held, row, 0, take, drop);
    }

private:
    void read(Held &held, const Value &value, std::uint32_t node, const auto &take, const auto &drop)
    {
        if (m_row[node] == m_now)
            forget(node, drop);
        m_row[node] = m_now;
        take(node, value);
        if (value.kind != Kind::Object || m_nodes[node].level == m_depth || held.count(value) == 0)
            return;
        if (m_nodes[node].children.empty() && isFull()) {
            m_hasMore = true;
            return;
        }
        auto walk = held.walk(value);
        std::uint32_t before = none;
        for (std::uint64_t left = held.count(value); left > 0; --left) {
            held.breathe();
            const Value member = walk.next();
            const std::uint32_t child = find(held, node, before, member);
            if (child == none)
                continue;
            read(held, member, child, take, drop);
            before = child;
        }
    }
    void forget(std::uint32_t node, const auto &drop)
    {
        drop(node);
        m_row[node] = 0;
        for (const std::uint32_t child : m_nodes[node].children) {
            if (m_row[child] == m_now)
                forget(child, drop);
        }
    }
    bool isFull() const { return m_nodes.size() > m_most; }
    std::uint32_t add(std::uint32_t parent, std::string_view name, std::string_view spelling); // none: it is full
    std::uint32_t find(const Held &held, std::uint32_t parent, std::uint32_t before, const Value &member);

    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    std::vector<Node> m_nodes;
    std::vector<std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>> m_known{1}; // children by name
    std::vector<std::uint64_t> m_row;                                                              // the last one each was met in
    std::uint64_t m_now = 0;
    const int m_depth;
    std::size_t m_most;
    bool m_hasMore = false;
};

} // namespace oriel::json
