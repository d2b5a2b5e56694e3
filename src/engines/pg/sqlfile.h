// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/pg: the text of resources/sql/NAME.sql. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QString>

namespace oriel::pg {

QByteArray sqlOf(const QString &name);

} // namespace oriel::pg
