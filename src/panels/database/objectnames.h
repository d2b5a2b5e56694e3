// SPDX-License-Identifier: GPL-3.0-or-later
// The names of a database as the object tree shows them: sorted and grouped once, off the GUI thread. Immutable; any thread.
#pragma once

#include "engines/pg/catalog.h"

#include <QHash>

#include <memory>

namespace oriel {

enum class ObjectGroup : quint8 { Tables, Views, MaterializedViews, ForeignTables, Sequences, Functions, Types };
constexpr int objectGroups = 7;
constexpr int relationGroups = 5; // the first five are relations

ObjectGroup groupOf(pg::Kind kind);
int compareNames(QStringView left, QStringView right); // natural, without case: t2 before T10; never 0 for two different names

// The objects of one question (relations, routines or types) of one database.
class ObjectNames final
{
public:
    using Ids = QList<qint32>; // positions in objects()
    explicit ObjectNames(QList<pg::Object> objects);

    const QList<pg::Object> &objects() const { return m_objects; }
    const pg::Object &at(qint32 id) const { return m_objects.at(id); }
    Ids group(quint32 schema, ObjectGroup group) const;
    int count(quint32 schema, ObjectGroup group) const;
    Ids parts(quint32 parent) const; // partitions of a relation

private:
    static quint64 key(quint32 schema, ObjectGroup group) { return quint64(schema) << 8 | quint64(group); }
    void addUp(); // a partitioned table without an estimate of its own has its partitions'

    QList<pg::Object> m_objects; // sorted by name
    QHash<quint64, Ids> m_groups;
    QHash<quint32, Ids> m_parts;
};

} // namespace oriel
