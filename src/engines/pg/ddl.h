// SPDX-License-Identifier: GPL-3.0-or-later
// The statements that make a relation again, as `pg_dump --schema-only --table` of PostgreSQL 15 prints them: same words, same
// order, without its banners and opening SETs, with owners and privileges. Two differences: extended statistics are always there
// (pg_dump 15 leaves them to a dump of the whole schema), membership of publications never is. Pure; any thread.
#pragma once

#include "engines/pg/catalog.h"

namespace oriel::pg {

// A table, partition, view, materialized view or foreign table with the sequences it owns; or a sequence alone.
Ask ddl(quint32 oid);
Result<QString> readDdl(const RowSource &rows); // Error.code "missing", "form"

// What a relation consists of: answers to be shown as rows. Bytes and rows are estimates (relpages, reltuples); words are
// English.
enum class Part : quint8 {
    Facts,       // one row: owner, access method, tablespace, rows, bytes of the table, of TOAST, of indexes
    Indexes,     // name, bytes, scans, rows read, kind, state, definition, comment
    Constraints, // name, kind, definition, state, comment; no foreign keys
    References,  // foreign keys both ways: direction, other table, name, definition, state
    Triggers,    // name, state, function, definition, comment
    Partitions   // name, parent where it is another, bounds, rows, bytes, kind; heirs too
};
Ask part(Part part, quint32 oid);

} // namespace oriel::pg
