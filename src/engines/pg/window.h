// SPDX-License-Identifier: GPL-3.0-or-later
// Windows over a table of any size (journey 2 of ARCHITECTURE): by key, by ctid block ranges, partition by partition. Makes the
// SELECTs and reads where their rows stand; runs nothing. Pure value; any thread.
#pragma once

#include "engines/pg/catalog.h"

namespace oriel::pg {

enum class WindowBy { Key, Block, Stream }; // Stream: views and foreign tables are one streamed query

// The last row of a window as a place to continue from: key values as text, or a block number; `leaf` for partitioned tables.
struct Place
{
    QList<std::optional<QByteArray>> key;
    qint64 block = 0;
    int leaf = 0;
    bool operator==(const Place &) const = default;
};

class TableWindow final
{
public:
    TableWindow(Relation relation, int serverVersion, QList<Relation> leaves = {});

    WindowBy by() const;
    const Relation &relation() const;
    QList<Column> columns() const;         // as shown
    int hiddenColumns() const;             // trailing columns of every answer that carry key text and sizes, not shown

    // Each answers at most `count` rows; values of unbounded types are cut to 256 characters.
    Ask first(int count) const;
    Ask last(int count) const;             // rows come in descending order
    Ask after(const Place &place, int count) const;
    Ask before(const Place &place, int count) const; // rows come in descending order
    Place placeOf(const RowSource &rows, qint64 row) const;
    Cell shownCell(const RowSource &rows, qint64 row, int column) const; // with its whole size where it was cut
    // Block windows: an empty answer says nothing of the end; these tell where to go on, or that there is no more.
    std::optional<Place> skip(const Place &place, bool forward) const;

    Ask wholeValue(const RowSource &rows, qint64 row, int column) const; // one value, uncut, by key or ctid
    QString selectText() const;            // the plain SELECT of the table, for streams and for a console
    double fraction(const Place &place) const; // place in the table, 0…1, −1 where unknown

private:
    struct Leaf;
    Relation m_relation;
    QList<Relation> m_leaves;
    int m_version = 0;
    WindowBy m_by = WindowBy::Stream;
    int m_key = -1; // index into relation.keys
};

} // namespace oriel::pg
