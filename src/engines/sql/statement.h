// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace oriel::sql {

enum class Effect { Read, Write, Unknown };
enum class Control { None, Begin, Commit, Rollback, Savepoint };
enum class Trace { None, TemporaryTable, Setting, Role, Listen, Prepared, Cleared }; // what a statement leaves in its session

// What libpg_query's parse tree proves of one statement. Whatever cannot be parsed is Unknown, and so is what calls functions
// that are not known to be stable (functions outside pg_catalog, and pg_catalog's volatile ones).
struct Statement
{
    Effect effect = Effect::Unknown;
    Control control = Control::None;
    QString kind; // "SELECT", "UPDATE", "CREATE TABLE"…; empty when not parsed
    bool isParsed = false;
    bool isPlainRead = false;    // SELECT/TABLE/VALUES without locking clause, writing CTE, INTO, or doubtful function: may pause
    bool isReadOnlySafe = false; // allowed on a read-only connection: SELECT, VALUES, TABLE, SHOW, EXPLAIN of these
    bool returnsRows = false;
    bool isCopyFromStdin = false, isCopyToStdout = false;
    bool changesSchema = false; // DDL: the object tree is stale
    bool hasNoWhere = false;    // UPDATE or DELETE without WHERE
    QString risk;               // doubtful functions named, for the production question: "nextval(), public.refresh()"
    QStringList volatiles;      // those of pg_catalog among them: what they do may outlive a READ ONLY transaction
    Trace trace = Trace::None;  // Cleared: DISCARD, RESET, UNLISTEN, DEALLOCATE of traceName (empty: of all)
    QString traceName;          // the table, setting, role, channel or prepared statement
    QString error;              // libpg_query's own, when not parsed
};

// Runs on a thread with a large stack and refuses nesting-prone text above 64 KB as Unknown (SAFETY 9). Any thread; may take
// milliseconds: not on the GUI thread for long texts.
Statement inspect(const QString &sql);
QList<Statement> inspect(const QStringList &statements); // the same, on one such thread
QString grammarVersion();                                // "SQL grammar of PostgreSQL 15.1": what libpg_query can read
// Nothing is proved of a text: for sessions whose lexical rules libpg_query does not have (standard_conforming_strings=off).
Statement unproved(const QString &reason);

} // namespace oriel::sql
