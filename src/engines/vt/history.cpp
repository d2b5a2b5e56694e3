// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/vt/history.h"

#include <algorithm>
#include <utility>

namespace oriel::vt {

namespace {
constexpr std::size_t blockLines = 256;
}

int Line::rowEnd(int begin, int columns) const
{
    const int size = int(cells.size());
    if (shape.size != 0 || size - begin <= columns)
        return size;
    const int end = begin + columns;
    if (cells[std::size_t(end)].width != 0)
        return end;
    return end - 1 > begin ? end - 1 : end + 1; // a wide character in one column: squeezed
}

int Line::rowBegin(int cell, int columns) const
{
    const int size = int(cells.size());
    if (shape.size != 0)
        return 0;
    if (!shape.hasWide)
        return std::clamp(cell, 0, std::max(size - 1, 0)) / columns * columns;
    int begin = 0;
    for (int end; (end = rowEnd(begin, columns)) <= cell && end < size;)
        begin = end;
    return begin;
}

int Line::rowIndex(int cell, int columns) const
{
    if (shape.size != 0)
        return 0;
    if (!shape.hasWide)
        return rowBegin(cell, columns) / columns;
    int index = 0;
    for (int begin = 0, end; (end = rowEnd(begin, columns)) <= cell && end < int(cells.size()); begin = end)
        ++index;
    return index;
}

int Line::nthRow(int index, int columns) const
{
    if (shape.size != 0)
        return 0;
    if (!shape.hasWide)
        return index * columns;
    int begin = 0;
    while (index-- > 0)
        begin = rowEnd(begin, columns);
    return begin;
}

int Line::rowCount(int columns) const
{
    return shape.hasWide ? rowIndex(int(cells.size()), columns) + 1
                         : (shape.size != 0 || cells.empty() ? 1 : (int(cells.size()) - 1) / columns + 1);
}

Line History::Block::line(std::size_t index) const
{
    const std::size_t begin = lines[index].begin, end = index + 1 < lines.size() ? lines[index + 1].begin : used;
    return {{cells.get() + begin, end - begin}, lines[index].shape};
}

void History::Block::grow(std::size_t more)
{
    const std::size_t grown = std::max({used + more, capacity * 2, std::size_t{512}});
    auto larger = std::make_unique_for_overwrite<Cell[]>(grown);
    std::copy_n(cells.get(), used, larger.get());
    cells = std::move(larger);
    capacity = grown;
}

History::History(Limits limits, int columns) : m_columns(std::max(columns, 1)) { setLimits(limits); }

void History::setLimits(Limits limits)
{
    m_limits = {std::max<std::int64_t>(limits.lines, 0), limits.bytes};
    m_blockCells = std::clamp<std::size_t>(limits.bytes / sizeof(Cell) / 16, 256, 1 << 14);
    if (m_limits.lines == 0)
        return clear();
    m_first = std::max(m_first, m_end - m_limits.lines);
    while (!m_blocks.empty() && m_blocks.front().end() <= m_first)
        dropFront();
    while (m_bytes > m_limits.bytes && m_blocks.size() > 1)
        dropFront();
}

void History::setColumns(int columns) { m_columns = std::max(columns, 1); }

void History::clear()
{
    m_blocks.clear();
    blocksChanged();
    m_spare = {};
    m_bytes = 0;
    m_end -= m_isOpen ? 1 : 0; // its rest, in the screen, keeps the number
    m_first = m_end;
    m_isOpen = false;
}

std::size_t History::bytes() const
{
    return m_blocks.empty() ? 0 : m_bytes + m_blocks.back().bytes() - m_blocks.back().accounted;
}

History::Blocks::const_iterator History::blockOf(LineId line) const
{
    const auto after = std::ranges::upper_bound(m_blocks, line, {}, &Block::first);
    return after == m_blocks.begin() ? after : std::prev(after);
}

Line History::at(LineId line) const
{
    const Block &block = line >= m_blocks.back().first ? m_blocks.back() : *blockOf(line);
    return block.line(std::size_t(line - block.first));
}

void History::account(Block &block)
{
    m_bytes += block.bytes() - block.accounted;
    block.accounted = block.bytes();
}

void History::dropFront()
{
    Block &front = m_blocks.front();
    m_bytes -= front.accounted;
    m_first = std::max(m_first, front.end());
    if (front.capacity > m_spare.capacity && front.capacity <= 2 * m_blockCells)
        m_spare = std::move(front);
    m_blocks.pop_front();
    blocksChanged();
}

// The ends of the row of blocks, at hand.
void History::blocksChanged()
{
    m_last = m_blocks.empty() ? nullptr : &m_blocks.back();
    m_frontEnd = m_blocks.size() < 2 ? -1 : m_blocks[1].first;
}

void History::beginBlock()
{
    if (!m_blocks.empty()) {
        Block &full = m_blocks.back();
        if (full.capacity > full.used + full.used / 4) {
            auto fitting = std::make_unique_for_overwrite<Cell[]>(full.used);
            std::copy_n(full.cells.get(), full.used, fitting.get());
            if (full.capacity <= 2 * m_blockCells) { // the next one begins in its room
                m_spare.cells = std::move(full.cells);
                m_spare.capacity = full.capacity;
            }
            full.cells = std::move(fitting);
            full.capacity = full.used;
        }
        account(full);
    }
    const std::size_t next = m_blockCells * sizeof(Cell) + blockLines * sizeof(Entry); // and as much is kept as a spare
    while (m_bytes + 2 * next > m_limits.bytes && m_blocks.size() > 1)
        dropFront();
    Block block = std::exchange(m_spare, {});
    block.first = m_end;
    block.used = block.accounted = 0;
    block.lines.clear();
    block.lines.reserve(blockLines);
    if (block.capacity < m_blockCells) // with room for the row that goes beyond
        block.grow(m_blockCells + m_blockCells / 16);
    m_blocks.push_back(std::move(block));
    blocksChanged();
}

void History::beginLine()
{
    if (m_last == nullptr || m_last->lines.size() == blockLines || m_last->used >= m_blockCells)
        beginBlock();
    m_last->lines.push_back({std::uint32_t(m_last->used), {}});
    if (++m_end - m_first > m_limits.lines && ++m_first == m_frontEnd)
        dropFront();
}

Anchor History::append(std::span<const Cell> cells, LineShape shape, bool isOpen)
{
    if (m_limits.lines == 0) {
        m_first = m_end += isOpen ? 0 : 1;
        return {isOpen ? m_end : m_end - 1, 0};
    }
    if (m_isOpen && m_last->used - m_last->lines.back().begin >= longestLine) {
        m_last->lines.back().shape.isContinued = true;
        m_isOpen = false;
    }
    const bool isNew = !std::exchange(m_isOpen, isOpen);
    if (isNew)
        beginLine();
    Block &block = *m_last;
    Entry &line = block.lines.back();
    const Anchor begin{m_end - 1, int(block.used - line.begin)};
    if (!isNew) { // the first row says what it is, the last one what follows it
        shape.isPrompt |= line.shape.isPrompt;
        shape.hasWide |= line.shape.hasWide;
    }
    line.shape = shape;
    if (block.used + cells.size() > block.capacity)
        block.grow(cells.size());
    std::copy(cells.begin(), cells.end(), block.cells.get() + block.used);
    block.used += cells.size();
    block.countedAt = 0;
    return begin;
}

bool History::takeLast(std::vector<Cell> &cells, LineShape &shape)
{
    if (m_first == m_end)
        return false;
    Block &block = m_blocks.back();
    const Line line = block.line(block.lines.size() - 1);
    cells.assign(line.cells.begin(), line.cells.end());
    shape = line.shape;
    block.used = block.lines.back().begin;
    block.lines.pop_back();
    block.countedAt = 0;
    --m_end;
    m_isOpen = false;
    if (block.lines.empty()) {
        m_bytes -= block.accounted;
        m_blocks.pop_back();
        blocksChanged();
    }
    return true;
}

std::int64_t History::countLines(const Block &block, LineId from, LineId to) const
{
    std::int64_t rows = 0;
    for (LineId line = from; line < to; ++line)
        rows += block.line(std::size_t(line - block.first)).rowCount(m_columns);
    return rows;
}

std::int64_t History::count(const Block &block) const
{
    if (m_first > block.first)
        return countLines(block, m_first, block.end());
    if (block.countedAt != m_columns) {
        block.rows = countLines(block, block.first, block.end());
        block.countedAt = m_columns;
    }
    return block.rows;
}

std::int64_t History::estimate(const Block &block) const
{
    if (block.countedAt == m_columns || &block == &m_blocks.front() || &block == &m_blocks.back())
        return count(block);
    return std::int64_t(block.lines.size() + block.used / std::size_t(m_columns));
}

History::Position History::step(Position at, std::int64_t rows, std::int64_t &beyond) const
{
    beyond = 0;
    if (m_first == m_end) {
        beyond = std::max<std::int64_t>(rows, 0);
        return {m_end, 0};
    }
    auto block = at.line >= m_end ? m_blocks.end() : blockOf(std::max(at.line, m_first));
    std::int64_t target = rows;
    if (block != m_blocks.end())
        target += countLines(*block, std::max(block->first, m_first), std::max(at.line, m_first)) + at.row;
    while (target < 0 && block != m_blocks.begin())
        target += count(*--block);
    target = std::max<std::int64_t>(target, 0);
    while (block != m_blocks.end() && target >= count(*block))
        target -= count(*block++);
    if (block == m_blocks.end()) {
        beyond = target;
        return {m_end, 0};
    }
    LineId line = std::max(block->first, m_first);
    for (;; ++line) {
        const int count = block->line(std::size_t(line - block->first)).rowCount(m_columns);
        if (target < count)
            return {line, int(target)};
        target -= count;
    }
}

History::Position History::atRow(std::int64_t row) const
{
    for (const Block &block : m_blocks) {
        const std::int64_t rows = estimate(block);
        if (row < rows) {
            std::int64_t beyond = 0;
            const std::int64_t inBlock = std::clamp<std::int64_t>(row, 0, count(block) - 1);
            return step({std::max(block.first, m_first), 0}, inBlock, beyond);
        }
        row -= rows;
    }
    return {m_end, 0};
}

std::int64_t History::rowsBefore(const Position &at) const
{
    std::int64_t rows = 0;
    for (const Block &block : m_blocks) {
        if (at.line < block.end())
            return rows + countLines(block, std::max(block.first, m_first), at.line) + at.row;
        rows += estimate(block);
    }
    return rows;
}

std::int64_t History::rowTotal() const { return rowsBefore({m_end, 0}); }

bool History::isCounted() const
{
    return std::ranges::all_of(m_blocks, [this](const Block &block) {
        return block.countedAt == m_columns || &block == &m_blocks.front() || &block == &m_blocks.back();
    });
}

bool History::countOn(std::chrono::microseconds atMost)
{
    const auto end = std::chrono::steady_clock::now() + atMost;
    for (const Block &block : m_blocks) {
        if (block.countedAt == m_columns)
            continue;
        count(block);
        if (std::chrono::steady_clock::now() >= end)
            return !isCounted();
    }
    return false;
}

void History::mark(Tables::Living &living) const
{
    for (const Block &block : m_blocks) {
        living.mark({block.cells.get(), block.used});
        for (const Entry &line : block.lines)
            living.mark(line.shape.fill);
    }
}

} // namespace oriel::vt
