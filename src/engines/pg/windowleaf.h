// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg: the SQL of windows over one table or partition. Everything in it is qualified (SAFETY 3).
#pragma once

#include "engines/pg/window.h"

namespace oriel::pg {

// What the SELECTs of all leaves share: the choice made of the relation, as SQL.
struct WindowShown
{
    QByteArray table;           // the name that the user's text knows the relation by, quoted
    QList<TableColumn> columns; // the relation's, then the extra ones by names that it does not have
    QByteArrayList values;      // the same in the innermost SELECT
    QByteArray lateral;         // behind FROM: makes the extra ones
    QByteArrayList conditions;  // the user's, each in parentheses

    static WindowShown of(const Relation &relation, const Choice &choice);
};

// Columns behind the shown ones. Key: the key's values as text, then the value sorted by. Block: ctid, xmin, the lowest block
// looked at, the number of blocks. Both: the number of the leaf, last.
struct WindowLeaf
{
    Relation relation;
    bool isOnly = true; // false: heirs or partitions are read too
    WindowBy by = WindowBy::Stream;
    QString keyName;
    QList<KeyStep> steps; // of the key
    QList<TableColumn> stepColumns;
    int version = 0;
    bool isPart = false; // of the relation shown: partition or heir
    enum class Part { All, Values, Nulls };
    Part part = Part::All; // sorted: the rows that have a value, or those that have none
    KeyStep sortStep;      // of Values
    TableColumn sortColumn;

    // Key where one can be walked along, else Block where the storage has blocks.
    static WindowLeaf of(const Relation &relation, bool isOnly, int version);

    // The parts of a sort by that column in windows, ascending; none where no row comparison can tell how to go on.
    QList<WindowLeaf> sortedBy(const KeyStep &step) const;

    int hidden() const { return by == WindowBy::Key ? int(steps.size()) + (part == Part::Values) + 1 : 5; }
    // One step of the order. key: which of the key's, −1 the column sorted by.
    struct Step
    {
        KeyStep step;
        TableColumn column;
        int key = -1;
    };
    QList<Step> order() const;
    QList<std::optional<QByteArray>> parameters(const Place &from) const;           // of byKey()
    QList<QByteArray> keyOf(const RowSource &answer, qint64 row, int hidden) const; // along the order; `hidden`: behind the shown
    qint64 stride(const Place &from, int count) const;
    QByteArray byKey(const WindowShown &shown, const Place &from, Way way, int count, int number) const;
    QByteArray byBlock(const WindowShown &shown, const Place &from, Way way, int count, int number) const;
    QByteArray wholeValues(const WindowShown &shown, const QByteArrayList &values) const; // $1…: key values, or ctid and xmin
    QByteArray name(const WindowShown &shown) const;                                      // as FROM takes it
    QByteArray blocks() const;
    QByteArray where(const WindowShown &shown, QByteArrayList conditions) const; // those and the user's

private:
    QByteArray collated(const WindowShown &shown, const KeyStep &step) const;
    QByteArrayList passed(const WindowShown &shown, const Place &from, Way way) const;
    QByteArray blockRange(const QByteArray &ctid, const Place &from, Way way, qint64 blocks) const;
};

QByteArray quotedName(const QString &name);
QByteArray parameter(int number, const TableColumn &column); // cast to the column's type
// Of w."column" the text that CAST reads back to the same value whatever the session's settings say, once readKey() has read it.
QByteArray keyText(const TableColumn &column);
QByteArray readKey(const TableColumn &column, const QByteArray &text);
QByteArray shownExpression(const TableColumn &column); // of w."column"; unbounded types as SIZE:PREFIX, of 256 characters

} // namespace oriel::pg
