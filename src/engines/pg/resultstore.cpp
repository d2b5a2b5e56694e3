// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/resultstore.h"

#include "base/text.h"
#include "engines/pg/spillfile.h"

#include <QCoreApplication>

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <list>
#include <mutex>
#include <optional>
#include <vector>

namespace oriel::pg {
namespace {

constexpr qint64 chunkSize = 1 << 20;
constexpr qint64 bigValue = 1 << 20; // whole values from here on are kept while they are the last one read
constexpr size_t mappedChunks = 16;
constexpr int longestVarint = 5;

// A row is its cells one after another; a cell is a varint (0: NULL, else size + 1) and its bytes. Rows fill a chunk from the
// front; from its end backwards stand their offsets, so that any row is found at once.
struct Chunk
{
    qint64 firstRow = 0, capacity = 0;
    char *memory = nullptr; // null: at `place` in the spill file
    qint64 place = -1;
};

char *putVarint(char *to, quint32 value)
{
    while (value >= 0x80) {
        *to++ = char(value | 0x80);
        value >>= 7;
    }
    *to++ = char(value);
    return to;
}

quint32 takeVarint(const char *&from)
{
    quint64 value = quint8(*from++);
    for (int shift = 7; value >> shift; shift += 7) // the byte just read still carries its continuation bit at `shift`
        value = (value & ((quint64(1) << shift) - 1)) | quint64(quint8(*from++)) << shift;
    return quint32(value);
}

char *newMemory(qint64 size)
{
    void *memory = ::mmap(nullptr, size_t(size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? nullptr : static_cast<char *>(memory);
}

} // namespace

struct ResultStore::State
{
    explicit State(qint64 memoryBudget, const QString &folder) : budget(memoryBudget), file(folder) {}

    // The writer's own.
    const qint64 budget;
    char *front = nullptr, *slots = nullptr; // of the open chunk: where the next cell goes, the last row's offset
    char *base = nullptr;
    qint64 rows = 0, valueBytes = 0;
    size_t oldest = 0; // the first chunk still in memory
    std::optional<Error> broken;

    // Read by any thread.
    std::atomic<qint64> publishedRows{0}, publishedBytes{0}, inMemory{0}, onDisk{0};
    mutable std::mutex mutex; // guards everything below, and which chunks are in memory
    QList<Column> columns;
    std::vector<Chunk> chunks;
    SpillFile file;
    struct Mapping
    {
        size_t chunk;
        const char *memory;
    };
    std::list<Mapping> mappings; // most recently used first
    struct
    {
        qint64 row = -1;
        int column = 0;
        qint64 offset = 0;
    } hint; // a row is mostly read from left to right
    struct
    {
        qint64 row = -1;
        int column = 0;
        QByteArray text;
    } big;

    bool openChunk(qint64 need);
    bool spillOldest(char **reusable);
    bool appendToDisk(std::span<const Field> fields, qint64 need);
    const char *memoryOf(size_t index);
    const char *findCell(qint64 row, int column);
    std::unexpected<Error> stop(const Error &reason);
};

// Moves the oldest chunk to disk; its memory is handed back where it has the common size. The bytes of a full chunk no longer
// change, so they are written outside the lock and readers never wait for a disk.
bool ResultStore::State::spillOldest(char **reusable)
{
    const Chunk chunk = chunks[oldest];
    if (chunk.memory) {
        const qint64 place = file.reserve(chunk.capacity);
        if (place < 0 || !file.write(place, chunk.memory, chunk.capacity))
            return false;
        const std::lock_guard lock(mutex);
        chunks[oldest].place = place;
        chunks[oldest].memory = nullptr;
        inMemory -= chunk.capacity;
        onDisk += chunk.capacity;
        if (chunk.capacity == chunkSize && !*reusable)
            *reusable = chunk.memory;
        else
            ::munmap(chunk.memory, size_t(chunk.capacity));
    }
    ++oldest;
    return true;
}

bool ResultStore::State::openChunk(qint64 need)
{
    const qint64 capacity = need + qint64(sizeof(quint32)) <= chunkSize ? chunkSize : (need + 4 + 4095) / 4096 * 4096;
    char *memory = nullptr;
    while (inMemory + capacity > budget && oldest < chunks.size()) {
        if (!spillOldest(&memory))
            return false;
    }
    if (memory && capacity != chunkSize)
        ::munmap(std::exchange(memory, nullptr), chunkSize);
    if (!memory)
        memory = newMemory(capacity);
    if (!memory)
        return false;
    const std::lock_guard lock(mutex);
    chunks.push_back({rows, capacity, memory, -1});
    inMemory += capacity;
    base = front = memory;
    slots = memory + capacity;
    return true;
}

// One row larger than the whole budget: its cells go straight to the file.
bool ResultStore::State::appendToDisk(std::span<const Field> fields, qint64 need)
{
    const qint64 capacity = (need + 4 + 4095) / 4096 * 4096;
    const qint64 place = file.reserve(capacity);
    if (place < 0)
        return false;
    qint64 at = place;
    for (const Field &field : fields) {
        char head[longestVarint];
        const qint64 headSize = putVarint(head, field.size < 0 ? 0 : quint32(field.size) + 1) - head;
        if (!file.write(at, head, headSize) || !file.write(at + headSize, field.data, std::max(field.size, 0)))
            return false;
        at += headSize + std::max(field.size, 0);
    }
    const std::lock_guard lock(mutex); // its one slot, at the end, is 0 already
    chunks.push_back({rows, capacity, nullptr, place});
    onDisk += capacity;
    front = slots = base = nullptr;
    return true;
}

std::unexpected<Error> ResultStore::State::stop(const Error &reason)
{
    const QString cause = reason.message.isEmpty()
                              ? QCoreApplication::translate("oriel::pg", "there is not enough memory for the next one")
                              : reason.message;
    broken = Error{QCoreApplication::translate("oriel::pg", "Kept %1 rows; %2.").arg(exactCount(rows), cause),
                   reason.code.isEmpty() ? QStringLiteral("ENOMEM") : reason.code, reason.detail};
    return std::unexpected(*broken);
}

const char *ResultStore::State::memoryOf(size_t index)
{
    const Chunk &chunk = chunks[index];
    if (chunk.memory)
        return chunk.memory;
    const auto known = std::ranges::find(mappings, index, &Mapping::chunk);
    if (known != mappings.end()) {
        mappings.splice(mappings.begin(), mappings, known);
        return mappings.front().memory;
    }
    const char *memory = file.map(chunk.place, chunk.capacity);
    if (!memory)
        return nullptr;
    mappings.push_front({index, memory});
    if (mappings.size() > mappedChunks) {
        const Mapping last = mappings.back();
        mappings.pop_back();
        ::munmap(const_cast<char *>(last.memory), size_t(chunks[last.chunk].capacity));
    }
    return memory;
}

// Where that cell's varint stands; null where its chunk cannot be mapped.
const char *ResultStore::State::findCell(qint64 row, int column)
{
    const auto after = std::ranges::upper_bound(chunks, row, {}, &Chunk::firstRow);
    const size_t index = size_t(after - chunks.begin()) - 1;
    const char *memory = memoryOf(index);
    if (!memory)
        return nullptr;
    const char *cell = memory;
    int at = 0;
    if (hint.row == row && hint.column <= column) {
        cell += hint.offset;
        at = hint.column;
    } else {
        quint32 offset = 0;
        std::memcpy(&offset, memory + chunks[index].capacity - (row - chunks[index].firstRow + 1) * qint64(sizeof offset),
                    sizeof offset);
        cell += offset;
    }
    for (; at < column; ++at) {
        if (const quint32 size = takeVarint(cell))
            cell += size - 1;
    }
    hint = {row, column, cell - memory};
    return cell;
}

ResultStore::ResultStore(qint64 memoryBudget, const QString &spillFolder) : m(std::make_unique<State>(memoryBudget, spillFolder))
{}

ResultStore::~ResultStore()
{
    for (const State::Mapping &mapping : m->mappings)
        ::munmap(const_cast<char *>(mapping.memory), size_t(m->chunks[mapping.chunk].capacity));
    for (const Chunk &chunk : m->chunks) {
        if (chunk.memory)
            ::munmap(chunk.memory, size_t(chunk.capacity));
    }
}

void ResultStore::setColumns(QList<Column> columns)
{
    const std::lock_guard lock(m->mutex);
    m->columns = std::move(columns);
}

Result<> ResultStore::append(std::span<const Field> fields)
{
    State &s = *m;
    if (s.broken)
        return std::unexpected(*s.broken);
    qint64 bytes = 0;
    for (const Field &field : fields)
        bytes += std::max(field.size, 0);
    const qint64 need = bytes + longestVarint * qint64(fields.size()); // at most
    if (s.slots - s.front < need + qint64(sizeof(quint32))) [[unlikely]] {
        if (need > s.budget ? !s.appendToDisk(fields, need) : !s.openChunk(need))
            return s.stop(s.file.error());
    }
    if (s.front) [[likely]] {
        const auto offset = quint32(s.front - s.base);
        char *to = s.front;
        for (const Field &field : fields) {
            if (field.size < 0) {
                *to++ = 0;
                continue;
            }
            to = putVarint(to, quint32(field.size) + 1);
            std::memcpy(to, field.data, size_t(field.size));
            to += field.size;
        }
        s.front = to;
        s.slots -= sizeof offset;
        std::memcpy(s.slots, &offset, sizeof offset);
    }
    ++s.rows;
    s.valueBytes += bytes;
    return {};
}

void ResultStore::publish()
{
    m->publishedBytes.store(m->valueBytes, std::memory_order_relaxed);
    m->publishedRows.store(m->rows, std::memory_order_release);
}

QList<Column> ResultStore::columns() const
{
    const std::lock_guard lock(m->mutex);
    return m->columns;
}

qint64 ResultStore::rowCount() const { return m->publishedRows.load(std::memory_order_acquire); }

Cell ResultStore::cell(qint64 row, int column) const { return cell(row, column, std::numeric_limits<qint64>::max()); }

Cell ResultStore::cell(qint64 row, int column, qint64 limit) const
{
    if (row < 0 || row >= rowCount() || column < 0)
        return {};
    const std::lock_guard lock(m->mutex);
    if (column >= m->columns.size())
        return {};
    const char *from = m->findCell(row, column);
    if (!from)
        return {};
    const quint32 head = takeVarint(from);
    if (head == 0)
        return {};
    const qint64 size = head - 1;
    if (size <= bigValue || limit < size)
        return {QByteArray(from, std::min(size, limit)), false, size};
    if (m->big.row != row || m->big.column != column)
        m->big = {row, column, QByteArray(from, size)};
    return {m->big.text, false, size};
}

qint64 ResultStore::bytes() const { return m->publishedBytes.load(std::memory_order_relaxed); }

qint64 ResultStore::bytesInMemory() const { return m->inMemory.load(std::memory_order_relaxed); }

qint64 ResultStore::bytesOnDisk() const { return m->onDisk.load(std::memory_order_relaxed); }

} // namespace oriel::pg
