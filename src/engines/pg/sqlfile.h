// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg.
#pragma once

#include <QByteArray>
#include <QString>

namespace oriel::pg {

QByteArray sqlFile(const QString &name); // the text of resources/sql/NAME.sql; any thread

} // namespace oriel::pg
