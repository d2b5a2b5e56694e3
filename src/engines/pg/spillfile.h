// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg.
#pragma once

#include "base/descriptor.h"
#include "base/result.h"

#include <QString>

namespace oriel::pg {

// The nameless file that rows go to above the memory budget: 0600, gone with its owner. One writer; map() from any thread.
class SpillFile final
{
public:
    explicit SpillFile(QString folder) : m_folder(std::move(folder)) {}
    SpillFile(const SpillFile &) = delete;
    SpillFile &operator=(const SpillFile &) = delete;

    // Room for `size` bytes at the end, page-aligned; what is not written reads as zero. Negative: see error().
    qint64 reserve(qint64 size);
    bool write(qint64 at, const char *data, qint64 size); // false: see error()
    const char *map(qint64 at, qint64 size) const;        // null where the system refuses; undone by munmap
    Error error() const { return m_error; }               // code "ENOSPC", "EFBIG", …
    qint64 size() const { return m_end; }

private:
    bool open();
    bool fail(int number);

    QString m_folder;
    Descriptor m_file;
    qint64 m_end = 0;
    Error m_error;
};

} // namespace oriel::pg
