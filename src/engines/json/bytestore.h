// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace oriel::json {

struct GuardedRange;

// The bytes of a text, in a mapped file or in memory. At least `padding` zero bytes follow them, so that a reader needs no end.
// One thread at a time.
class ByteStore final
{
public:
    static constexpr std::size_t padding = 64;

    ByteStore();
    ~ByteStore();
    ByteStore(const ByteStore &) = delete;
    ByteStore &operator=(const ByteStore &) = delete;

    void append(std::string_view bytes);
    // Maps a regular file as it is now; again: what it has grown by. Positions stay, addresses do not. A file that becomes
    // shorter later reads as zeros there (and does not end the process).
    Result<> map(Descriptor file);
    Result<> grow();

    const char *data() const { return m_data; }
    std::uint64_t size() const { return m_size; }
    bool hasShrunk() const; // the file no longer has all of it

private:
    Result<> reserve(std::uint64_t size);
    void unmap();

    std::vector<char> m_owned; // with its padding
    Descriptor m_file;
    const char *m_data;
    std::uint64_t m_size = 0, m_reserved = 0;
    GuardedRange *m_guard = nullptr;
};

} // namespace oriel::json
