// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/resultstore.h"

namespace oriel::pg {

// Takes what a statement reads in place of a ResultStore (RunOptions::sink): in order, on the session's worker thread, which
// reads on when a call returns. An Error ends the statement and becomes the Query's.
class Sink
{
public:
    virtual ~Sink() = default;
    virtual Result<> begin(const QList<Column> &columns) = 0; // before the first row
    virtual Result<> row(std::span<const Field> fields) = 0;  // of a query
    virtual Result<> line(std::span<const char> line) = 0;    // of COPY … TO STDOUT, its line end included
};

} // namespace oriel::pg
