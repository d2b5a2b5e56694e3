// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/rows.h"

#include <memory>
#include <span>

namespace oriel::pg {

struct Field
{
    const char *data;
    int size;
}; // size < 0: NULL

// The rows of one result: written by one worker thread, read by any. Compact chunks of about 1 MB without an allocation per
// cell; above the memory budget the oldest go by pwrite into an O_TMPFILE in the cache folder, and only chunks that are read are
// mapped.
class ResultStore final : public RowSource
{
public:
    // spillFolder: where the file goes, whatever file system that is; empty: the cache folder or /var/tmp, never a tmpfs.
    explicit ResultStore(qint64 memoryBudget = 256 << 20, const QString &spillFolder = {});
    ~ResultStore() override;

    void setColumns(QList<Column> columns);         // writer; again later only with the same count (type names, once resolved)
    Result<> append(std::span<const Field> fields); // writer; ENOSPC: "kept N rows", code "ENOSPC"
    void publish();                                 // writer: rows appended so far become visible

    QList<Column> columns() const override;
    qint64 rowCount() const override;
    Cell cell(qint64 row, int column) const override;
    Cell cell(qint64 row, int column,
              qint64 limit) const; // at most `limit` bytes of the value: no copy of 1 GB for one line of paint
    qint64 bytes() const;          // of all values published
    qint64 bytesInMemory() const;
    qint64 bytesOnDisk() const;

private:
    struct State;
    std::unique_ptr<State> m;
};

} // namespace oriel::pg
