// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"
#include "engines/json/document.h"

namespace oriel::json {

// A column of rows: the member `path` of each, nested objects one by one ("address.city"). Where an object on the way is null,
// so are its members.
struct ShapeColumn
{
    std::vector<std::string> path;                  // names, decoded; empty: the row itself (a row that is no object)
    std::uint64_t seen = 0, nulls = 0, missing = 0; // of all rows: with a value that is not null, null, without this member
    std::uint64_t strings = 0, integers = 0, decimals = 0, booleans = 0, objects = 0, arrays = 0; // of seen
    std::uint64_t beyond = 0;                                                                     // integers beyond ±2^53

    QString name() const; // "address.city"; a name that is empty or holds a dot, blank or quote stands in quotes as JSON has it
    QString type() const; // "integer", "number", "string", "boolean", "array", "object", "mixed", "null"
};

// What the rows of an array (or of a sequence: NDJSON) have, from all of them.
struct Shape
{
    Value rows;
    std::uint64_t count = 0;
    std::vector<ShapeColumn> columns; // in the order they are first met, a nested one behind its siblings
    bool isWhole = true;              // false: stopped before the end
    bool hasMore = false;             // more columns than `mostColumns`
};

// The array a table is made of: the root, else the only array of objects among its members, else the root as one row (it is an
// object then). None: the root is a scalar, or nothing yet.
std::optional<Value> rowsOf(const Document &document);
// Columns are at most `mostColumns`; what is deeper than `depth` objects stays one value. progress: rows done.
Shape shapeOf(const Document &document, const Value &rows, std::stop_token stop = {}, int depth = 4,
              std::size_t mostColumns = 1000, const std::function<void(std::uint64_t)> &progress = {});

// The rows as a grid reads them: numbers to the digit, strings decoded, objects and arrays as their text (the first 16 MB of
// each: value() has the place of the rest); missing and null apart (isMissing). rowCount() follows a document that grows.
// `order`: the rows to show, in this order; none: all. Any thread.
class Table final : public RowSource
{
public:
    Table(std::shared_ptr<const Document> document, Shape shape, std::optional<std::vector<std::uint32_t>> order = {});
    QList<Column> columns() const override; // type: ShapeColumn::type()
    qint64 rowCount() const override;
    Cell cell(qint64 row, int column) const override;
    bool isMissing(qint64 row, int column) const;
    std::optional<Value> value(qint64 row, int column) const; // where it stands in the document; column -1: the row
    const Shape &shape() const;
    const Document &document() const;
    std::uint64_t rowNumber(qint64 row) const; // in the document, from 0

private:
    struct Private;
    std::shared_ptr<Private> d;
};

// The numbers (in the document) of the table's rows sorted by a column: numbers as numbers to the last digit, then strings by
// code points, then the rest; null and missing last, both ways. Stopped: none. Any thread.
std::vector<std::uint32_t> sortedRows(const Table &table, int column, bool isDescending, std::stop_token stop = {});
// Those of the rows whose text holds `text`, without regard to case, in any column (-1) or one.
std::vector<std::uint32_t> filteredRows(const Table &table, int column, const QString &text, std::stop_token stop = {});

} // namespace oriel::json
