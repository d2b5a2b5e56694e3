// SPDX-License-Identifier: GPL-3.0-or-later
// The values of one column: what the planner keeps of them (pg_stats), at once, and counted exactly on request. Pure; any thread.
#pragma once

#include "engines/pg/catalog.h"

#include <chrono>
#include <optional>

namespace oriel::pg {

struct CommonValue
{
    QString text;       // at most 256 characters
    bool isCut = false; // it goes on
    double share = 0;   // of all rows, NULLs too: 0 to 1
    qint64 rows = -1;   // counted; −1: an estimate
};

// From the last ANALYZE's sample. Nothing is there before the first one, and where the role may not read the column.
struct ColumnEstimates
{
    bool isThere = false, isReadable = true, hasRowSecurity = false; // hasRowSecurity: a policy picks this role's rows
    bool canGroup = true;                                            // its type knows equality and order: json does not
    double rows = -1;                                                // of the table; −1: unknown
    double nulls = 0;                                                // share of NULLs
    double distinct = -1;                                            // how many values; −1: unknown
    int width = 0;                                                   // bytes on average
    std::optional<double> correlation;                               // of the order of rows with that of values, −1 to 1
    QList<CommonValue> common;                                       // the most common first
    QStringList bounds;                                              // of as many values each, the common ones left out
    QList<double> figures;                   // the same as numbers, or seconds since 1970; empty for other types and infinities
    std::optional<std::chrono::seconds> age; // since the last ANALYZE, where the server remembers
    qint64 changed = -1;                     // rows since then
};
Ask columnEstimates(quint32 relation, int column);                  // column: TableColumn::number
Result<ColumnEstimates> readColumnEstimates(const RowSource &rows); // Error.code "missing", "form"

struct ColumnCounts
{
    qint64 rows = 0, values = 0;        // values: those that are not NULL
    std::optional<qint64> distinct;     // nothing here and below where the type cannot be grouped
    std::optional<QString> least, most; // at most 256 characters
    QList<CommonValue> common;          // the ten most common
};
// Reads the whole table, or what of it fulfils every condition (SQL of the user's): up to five minutes, on a session of its own.
Ask columnCounts(const Relation &relation, const TableColumn &column, bool canGroup, const QStringList &conditions = {});
Result<ColumnCounts> readColumnCounts(const RowSource &rows); // Error.code "form"

} // namespace oriel::pg
