// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace oriel::sql {

// What pg_catalog says of the functions of a name: the worst of its overloads. Reads: volatile, but it changes nothing (random(),
// pg_table_size()). functions.txt is made from PostgreSQL 15's pg_proc; what newer servers add is a Stranger, which is the safe
// side.
enum class FunctionKind { Stranger, Stable, Reads, Volatile };

FunctionKind functionKind(QByteArrayView name); // any thread

} // namespace oriel::sql
