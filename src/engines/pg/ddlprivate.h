// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg/ddl*: pieces of statements, from what ddl.sql answers.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace oriel::pg::ddl_text {

QString word(const QJsonObject &json, QLatin1StringView key); // its text
bool is(const QJsonObject &json, QLatin1StringView key);
QString nameOf(const QJsonObject &relation);                                  // qualified
QString literal(const QString &text);                                         // as pg_dump has it: backslashes are themselves
QStringList optionsOf(const QJsonValue &options, const QString &prefix = {}); // reloptions as name='value'
QString foreignWord(const QJsonObject &relation);                             // "FOREIGN " of a foreign table

QString createSequence(const QJsonObject &sequence);                             // or ADD GENERATED
QString createRelation(const QJsonObject &relation);                             // with what ALTER TABLE alone can say
QString separateDefault(const QJsonObject &relation, const QJsonObject &column); // empty: it is in the CREATE TABLE or none

// GRANT and REVOKE that lead from `defaults` to `privileges` (both aclitem[]; dumputils.c: buildACLCommands); empty: none needed.
// type: TABLE or SEQUENCE; column: empty for the whole of it.
QString grants(const QJsonObject &relation, const QString &type, const QString &column, const QStringList &privileges,
               const QStringList &defaults);

} // namespace oriel::pg::ddl_text
