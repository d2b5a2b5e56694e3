// SPDX-License-Identifier: GPL-3.0-or-later
// Windows over a table of any size (journey 2 of ARCHITECTURE): by key, by ctid block ranges, partition by partition. Makes the
// SELECTs and reads where their rows stand; runs nothing. Pure value; any thread.
#pragma once

#include "engines/pg/catalog.h"
#include "engines/pg/rowdiff.h"

#include <memory>

namespace oriel::pg {

enum class WindowBy { Key, Block, Stream }; // Stream: views and foreign tables are one streamed query
enum class Way { Forward, Backward };

// By one column and then by the key, as the server's ORDER BY has it: NULLs last, descending is that order reversed.
struct Sort
{
    QString column;
    bool isDescending = false;
    bool isOneQuery = false; // no windows, though there may be an index

    bool operator==(const Sort &) const = default;
};

// A column of the user's making: its SQL, and the type that describe() told of it.
struct Extra
{
    QString name, expression, type;
    quint32 oid = 0;
    Look look = Look::Text;

    bool operator==(const Extra &) const = default;
};

// What of a relation is shown, and how. Conditions and expressions are the user's SQL, checked before: balanced and terminated,
// without ';' and parameters. They name columns bare or behind the relation's name, and run under the session's search_path.
struct Choice
{
    std::optional<Sort> sort = {};
    QStringList conditions = {}; // all of them hold
    QList<Extra> extras = {};

    bool hasText() const { return !conditions.isEmpty() || !extras.isEmpty(); } // the user's
    bool operator==(const Choice &) const = default;
};

// Where a window begins: behind the row that was read last, at a key, or at an edge. A value to be handed back.
struct Place
{
    int leaf = 0;                 // partition by partition: which; sorted: its values or its NULLs
    QList<QByteArray> key;        // Key: values of the order's first columns as text; empty: the leaf's edge
    bool isInclusive = false;     // Key: at it or behind; else behind every row that has it
    qint64 block = 0, offset = 0; // Block: a ctid that is passed already; block −1: the leaf's end
    qint64 stride = 0;            // Block: how many to look at, grows over empty ranges; 0: by the estimates

    bool operator==(const Place &) const = default;
};

class TableWindow final
{
public:
    // `leaves`: those of relation.leaves, in that order (catalog::leaves). A sort is dropped where there is no such column. It
    // runs in windows on a plain table with a key and an index led by the column, else it is one query.
    TableWindow(Relation relation, int serverVersion, QList<Relation> leaves = {}, Choice choice = {});
    TableWindow chosen(Choice choice) const;            // the same relation
    TableWindow sorted(std::optional<Sort> sort) const; // the rest of the choice stays

    const Choice &choice() const;
    std::optional<Sort> sort() const;
    bool hasUserText() const;    // conditions or extra columns: selectText() runs under the session's search_path
    bool hasIndexToSort() const; // one is led by the column sorted by
    WindowBy by() const;
    QString key() const; // the name of the index it walks along; empty where there is none, or one per partition
    const Relation &relation() const;
    double rows() const;                           // estimate of the whole, < 0 where nothing was ever analysed
    QList<Column> columns() const;                 // as shown: those that this role may read, then the extra ones
    Ask describe(const QString &expression) const; // answers no row; its one column tells the type of an extra column
    Ask count() const;                             // one value: how many rows there are, exactly

    // A question answers at most `count` rows, Backward in descending order. Its answer is read only by the functions below: it
    // has columns of its own, and values of unbounded types are cut to 256 characters.
    Place start(Way way) const;
    Ask ask(const Place &from, Way way, int count) const;
    qint64 rowsIn(const RowSource &answer) const;
    Cell cell(const RowSource &answer, qint64 row, int column) const; // with its whole size where it was cut
    Place placeOf(const RowSource &answer, qint64 row) const;
    // Where to go on after an answer, also after one with few rows or none: only nothing means that there are no more that way.
    std::optional<Place> next(const RowSource &answer, const Place &from, Way way, int count) const;

    // The columns of the order, for placeAtKey(): those of the key, before them the one sorted by. None where no order spans all.
    QStringList keyColumns() const;
    std::optional<Place> placeAtKey(const QStringList &values) const; // at or behind the first of them, or all

    // ≈, for a bar beside the rows: the place behind that share of them, and back; a filter is not looked at. By the server's
    // statistics or by blocks; no SQL, or nothing read, where neither tells.
    Ask placeAt(double fraction) const;
    std::optional<Place> readPlaceAt(const RowSource &answer, double fraction) const;
    Ask fractionOf(const Place &place) const;
    std::optional<double> readFraction(const RowSource &answer, const Place &place) const;

    // Uncut: one value; every column of one row. No row where it is gone: its key, or by blocks anything in it, is another now.
    Ask wholeValue(const RowSource &answer, qint64 row, int column) const;
    Ask wholeRow(const RowSource &answer, qint64 row) const;
    QString selectText() const; // the plain SELECT of what is chosen, for a console
    Ask selectAll() const;      // the same, to be asked

    // What is chosen, for a comparison: whole values in columns() and then what only orders, sorted as chosen or else the newest
    // first: by the key, or by the columns that rows are matched by, descending; without either by where they are stored. `by`
    // empty: the key, or where there is none whole rows.
    struct Newest
    {
        Ask ask;
        Matching matching;
        QStringList by; // what rows are matched by; empty: whole rows
        bool isByKey = false, isByPlace = false;
    };
    Newest newest(const QStringList &by, qint64 mostRows) const;

private:
    struct Plan;
    std::shared_ptr<const Plan> m_plan;
};

} // namespace oriel::pg
