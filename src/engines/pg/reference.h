// SPDX-License-Identifier: GPL-3.0-or-later
// Foreign keys in both directions. Makes the question and reads the answer; pure, any thread.
#pragma once

#include "engines/pg/catalog.h"

namespace oriel::pg {

struct ForeignKey
{
    QString name;
    QString schema, table; // whose rows refer
    QStringList columns;
    QString toSchema, toTable; // whose rows they refer to
    QStringList toColumns;     // as many, in the same order
    double rows = -1;          // estimate of the referring table, < 0 unknown
    bool isIndexed = false;    // the referring rows can be found by an index

    bool operator==(const ForeignKey &) const = default;
};

struct References
{
    QList<ForeignKey> out, in; // a table that refers to itself is in both
};

Ask references(quint32 relation);
Result<References> readReferences(const RowSource &rows, const QString &schema, const QString &name); // of that relation

} // namespace oriel::pg
