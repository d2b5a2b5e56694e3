// SPDX-License-Identifier: GPL-3.0-or-later
// What exists in a database: names first, details on demand. The SQL is in resources/sql/*.sql, runs on PostgreSQL 12 to 18 as an
// ordinary user under search_path='' and is read-only. This header makes questions and reads answers; who runs them is
// jobs::Connection. Pure; any thread.
#pragma once

#include "base/result.h"
#include "base/rows.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>

namespace oriel::pg {

// A read-only question for a browse session.
struct Ask
{
    QByteArray sql;
    QList<std::optional<QByteArray>> parameters;
    std::chrono::milliseconds limit{10'000}; // statement_timeout
    bool hasUserText = false;                // the user's own SQL is in it: it runs under the session's search_path
    QString timeZone;                        // that values are shown in; empty: the session's
};

enum class Kind : quint8 {
    Table,
    PartitionedTable,
    Partition,
    View,
    MaterializedView,
    ForeignTable,
    Sequence,
    Function,
    Procedure,
    Aggregate,
    Type,
    Enum,
    Domain,
    Composite,
    Extension
};
QString kindName(Kind kind); // "materialized view"; untranslated key for icons and SQL words

struct Database
{
    QString name, owner, comment;
    bool isCurrent = false, allowsConnections = true;
};
struct Schema
{
    quint32 oid = 0;
    QString name, owner, comment;
    bool isSystem = false;
};
struct Object // a relation, routine or type
{
    quint32 oid = 0;
    quint32 schema = 0; // Schema::oid
    quint32 parent = 0; // partition: its parent's oid
    Kind kind = Kind::Table;
    QString name, arguments; // arguments: of a routine, "(integer, text)"
    double rows = -1;        // reltuples; < 0 never analysed: "?"
    qint64 bytes = -1;       // relpages × 8 kB with TOAST and indexes from relpages, < 0 unknown
};
struct TableColumn
{
    QString name, type, defaultText, comment;
    int number = 0;
    quint32 typeOid = 0;
    Look look = Look::Text;
    bool isNotNull = false, isPrimary = false, isForeign = false, isUnbounded = true, isGenerated = false, isIdentity = false;
    bool isReadable = true;                   // false: this role may not SELECT it
    quint32 baseOid = 0;                      // below every domain
    bool isArray = false, isCompound = false; // compound: of other values, or of a type that Oriel does not know
    QString baseType;                         // its qualified name without modifier, pg_catalog.int8: what a parameter is cast to
};
// One step of a key: operators as OPERATOR(pg_catalog.<), collation qualified where it is not the column's own.
struct KeyStep
{
    QString column, less, equal, greater, collation, atMost, atLeast;
};
struct TableKey
{
    QString name;
    QStringList columns;
    bool isPrimary = false;
    QList<KeyStep> steps;
};
struct Detail
{
    QString name, definition, state;
}; // index, constraint, trigger
struct Relation // all that a table document and the opened node need
{
    quint32 oid = 0;
    Kind kind = Kind::Table;
    QString schema, name, comment;
    QList<TableColumn> columns;
    QList<TableKey> keys;  // primary first, then unique over NOT NULL columns; valid, not partial, not deferrable
    QList<KeyStep> orders; // columns that a valid index over all rows is led by, in the order of a plain ORDER BY; not of leaves
    QList<Detail> indexes, constraints, triggers;
    double rows = -1;
    qint64 pages = 0;
    QList<quint32> leaves; // partitioned: its leaf partitions in bound order; inherited: itself, then its heirs
    bool isHeap = true, isReadable = true, hasRowSecurity = false;
};

namespace catalog {

Ask databases();
Result<QList<Database>> readDatabases(const RowSource &rows);
Ask schemas();
Result<QList<Schema>> readSchemas(const RowSource &rows);
Ask relations(); // every table, view, sequence… of the database: names, estimates
Result<QList<Object>> readRelations(const RowSource &rows);
Ask routines();
Result<QList<Object>> readRoutines(const RowSource &rows);
Ask types();
Result<QList<Object>> readTypes(const RowSource &rows);
Ask relation(quint32 oid); // one row of JSON
Ask relation(const QString &schema, const QString &name);
Ask leaves(const QList<quint32> &oids);               // those of a partitioned relation, in brief: columns, keys, estimates
Result<Relation> readRelation(const RowSource &rows); // Error.code "missing"
Result<QList<Relation>> readLeaves(const RowSource &rows,
                                   const QList<quint32> &oids); // in the order of `oids`; "missing" when one is gone
Ask fields(const QList<quint32> &types);                        // of row types, also inside arrays and domains
QHash<quint32, QStringList> readFields(const RowSource &rows);
Ask definition(const Object &object); // a view's, routine's, sequence's or type's text: one value; no sql for tables
Ask blockers(int processId);          // who makes that backend wait
struct Blocker
{
    int processId = 0;
    QString user, application, state, query;
    qint64 waitedMs = 0;
};
QList<Blocker> readBlockers(const RowSource &rows);
Ask waiters(int processId);    // who waits for that backend (ends a pause); read by readBlockers
Ask holders(quint32 relation); // whose lock keeps readers from that relation, after a lock time-out; read by readBlockers

} // namespace catalog

QString quotedIdentifier(const QString &name); // quoted only where the server's quote_ident would
QString quotedIdentifierAlways(const QString &name);
QString quotedLiteral(const QString &text);
QString qualified(const QString &schema, const QString &name);

} // namespace oriel::pg
