// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg: what the columns of a result are called and how they look.
#pragma once

#include "base/rows.h"
#include "engines/pg/wire.h"

#include <QHash>
#include <QSet>

namespace oriel::pg {

// Type names as format_type(oid, typmod) gives them. Built-in types are known; the database's own (enums, those of extensions)
// are asked for once per session. A domain arrives as its base type. Worker thread.
class TypeNames final
{
public:
    // A result's columns; types not known yet are called "…".
    QList<Column> columnsOf(const pg_result *answer);
    bool hasQuestions() const { return !m_unknown.isEmpty(); }
    QByteArray question() const;            // one SELECT, qualified, for all that columnsOf() did not know
    void learn(const wire::Answer &answer); // null or an error: they are called by their number
    QList<Column> named(QList<Column> columns, const QList<int> &modifiers) const; // with what was learnt since
    static QList<int> modifiersOf(const pg_result *answer);

    // The name of a built-in type, empty where it is none.
    static QString builtIn(quint32 oid, int modifier);
    static Look builtInLook(quint32 oid);

private:
    using Key = QPair<quint32, int>;
    struct Known
    {
        QString name;
        Look look;
    };
    Column named(Column column, int modifier) const;
    QHash<Key, Known> m_known;
    QSet<Key> m_unknown;
};

} // namespace oriel::pg
