// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace oriel {

// PostGIS's hexadecimal EWKB (or ISO WKB) as text: "SRID=4326;POINT Z (1 2 3)", every number the shortest that reads back as the
// same double. Points, lines, polygons, their multiples and collections, nested at most 32 deep; nothing for curves, surfaces
// and what is not sound. Pure; any thread.
std::optional<QString> wktOf(QByteArrayView hex);

} // namespace oriel
