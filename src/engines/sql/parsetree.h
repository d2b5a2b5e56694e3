// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/sql/statement.h"

#include <QJsonObject>

namespace oriel::sql {

// Judges one node of libpg_query's JSON ({"SelectStmt": {…}}). `text` is the statement it came from, for the name of its kind.
// Pure; recurses as deep as the tree.
Statement judge(const QJsonObject &node, QStringView text);

// "CREATE MATERIALIZED VIEW", "DROP TABLE", "VACUUM": from the first words of a statement.
QString kindFromWords(QStringView text);

} // namespace oriel::sql
