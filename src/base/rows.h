// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace oriel {

enum class Look : quint8 { Text, Number, Boolean, Json, Binary, Time }; // how a grid aligns and a copy quotes it

// A column as its owner names it. `type` is the full SQL name ("numeric(12,2)"), empty where there is none.
struct Column
{
    QString name, type;
    Look look = Look::Text;
    quint32 oid = 0;      // pg_type.oid, 0 outside PostgreSQL
    QString mark, detail; // "PK", "FK"; nullability, default and comment for a tooltip (plain text)

    bool operator==(const Column &) const = default;
};

// One value, decoded when it is shown. `text` is exactly what the server sent (bytes may be invalid UTF-8: base/text.h shows
// them).
struct Cell
{
    QByteArray text;
    bool isNull = true;
    qint64 size = 0;        // bytes of the whole value; larger than text.size() where the server cut it
    bool isMissing = false; // null, and the row has no such value at all (a member of a JSON object)

    bool isCut() const { return size > text.size(); }
};

// Rows that a grid, a copy or an export reads. Read on the GUI thread or on any one thread at a time; an implementation that
// is filled meanwhile publishes rowCount() last.
class RowSource
{
public:
    virtual ~RowSource() = default;
    virtual QList<Column> columns() const = 0;
    virtual qint64 rowCount() const = 0;
    virtual Cell cell(qint64 row, int column) const = 0;
};

} // namespace oriel
