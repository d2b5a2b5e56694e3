// SPDX-License-Identifier: GPL-3.0-or-later
// What a question would read, by the server's own plan (EXPLAIN, never ANALYZE): asked before a sort or a filter runs. Makes
// questions and reads answers; pure, any thread.
#pragma once

#include "engines/pg/catalog.h"

namespace oriel::pg {

struct PlanScan
{
    QString schema, relation;
    bool isWhole = false; // no index narrows it: every row is looked at, until enough are found
    double fraction = 1;  // of it, before a LIMIT is satisfied
    double rows = 0;      // not whole: the estimate of what the index finds

    bool operator==(const PlanScan &) const = default;
};

struct Plan
{
    QList<PlanScan> scans;
    bool sorts = false; // an index does not give the order asked for
};

Ask explain(const Ask &question); // the same parameters
Result<Plan> readPlan(const RowSource &rows);

Ask tuplesOf(const Plan &plan); // how many rows its relations have; no sql where it reads none whole
// Estimate of the rows looked at, < 0 where a relation read whole was never analysed.
double rowsRead(const Plan &plan, const RowSource &tuples);

} // namespace oriel::pg
