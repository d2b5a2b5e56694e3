// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stretch.h"

#include <QList>
#include <QString>

namespace oriel {

// sql::tokens as theme roles, in order. Pure; any thread.
QList<Stretch> sqlColours(const QString &text);

} // namespace oriel
