// SPDX-License-Identifier: GPL-3.0-or-later
// Which tables were written to: the server's counters only nominate them. Makes the question and reads its answer; any thread.
#pragma once

#include "engines/pg/catalog.h"

namespace oriel::pg {

struct TableActivity
{
    quint32 oid = 0, file = 0; // file: relfilenode
    QString schema, name;
    qint64 pages = 0;
    double rows = -1;                              // estimate; < 0: never analysed
    qint64 inserted = 0, updated = 0, deleted = 0; // rows, since the server's counters began

    bool operator==(const TableActivity &) const = default;
};

Ask activity();
QList<TableActivity> readActivity(const RowSource &rows);

} // namespace oriel::pg
