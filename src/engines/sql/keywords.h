// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace oriel::sql {

// PostgreSQL's own classes of keywords (pg_get_keywords().catcode R, T, C, U), and names of types. A word that is both a keyword
// and a type (int, json) is a Type.
enum class WordClass : quint8 { None, Reserved, TypeOrFunction, ColumnName, Unreserved, Type };

WordClass classOf(QStringView word); // any case; any thread

} // namespace oriel::sql
