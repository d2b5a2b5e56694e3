// SPDX-License-Identifier: GPL-3.0-or-later
// The query of a URL as rows and back; {{variables}} stay as they are. Pure; any thread.
#pragma once

#include "engines/http/request.h"

namespace oriel {

QList<http::Field> queryOf(const QString &url);
// The same URL with these rows as its query: a parameter that is as before keeps its bytes, another one is escaped.
QString withQuery(const QString &url, const QList<http::Field> &rows);

} // namespace oriel
