// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace oriel::json {

// A growing array that never moves what it holds, so that growing costs neither a copy nor twice the memory.
template<typename T>
class Blocks final
{
public:
    std::size_t size() const { return m_size; }
    std::size_t bytes() const { return m_blocks.size() * perBlock * sizeof(T); }
    T &operator[](std::size_t i) { return m_blocks[i / perBlock][i % perBlock]; }
    const T &operator[](std::size_t i) const { return m_blocks[i / perBlock][i % perBlock]; }
    void push(const T &value)
    {
        if (m_size == m_blocks.size() * perBlock)
            m_blocks.push_back(std::make_unique_for_overwrite<T[]>(perBlock));
        m_blocks[m_size / perBlock][m_size % perBlock] = value;
        ++m_size;
    }
    void shrink(std::size_t size) { m_size = size; } // its blocks stay for what comes next
    void clear()
    {
        m_blocks.clear();
        m_size = 0;
    }

private:
    static constexpr std::size_t perBlock = 1024;

    std::vector<std::unique_ptr<T[]>> m_blocks;
    std::size_t m_size = 0;
};

} // namespace oriel::json
