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

} // namespace oriel::pg
