// SPDX-License-Identifier: GPL-3.0-or-later
// Filters made from what is on screen, as SQL that a person would have written. Pure; any thread.
#pragma once

#include "base/rows.h"

#include <QStringList>

namespace oriel::pg {

enum class Compare { Equal, Other, Less, Greater, Contains };

// status = 'open', "Total" IS NULL, note ILIKE '%50\%%'. The value must be whole. Other keeps rows that are NULL, unless NULL is
// what is excluded; Less and Greater take the value in.
QString condition(const Column &column, Compare compare, const Cell &value);
QString literal(const Column &column, const QByteArray &value); // 42, '2026-01-01', true

// A text in any of the columns: name ILIKE '%x%' OR note ILIKE '%x%'.
QString containsAnywhere(const QList<Column> &columns, const QString &text);

// What stands at a path inside a json or jsonb column. The value is JSON as in the document: "text", 12.50, null, {"a": 1}.
QString jsonExpression(const Column &column, const QStringList &path); // payload ->> 'city', payload #>> '{address,city}'
QString jsonCondition(const Column &column, const QStringList &path, const QByteArray &value);

} // namespace oriel::pg
