// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/conninfo.h"

namespace oriel {

// SAFETY 1: of a text that came from outside only these are taken without a word; the rest is handed back. Looks whether
// sslrootcert is a regular file.
struct Outside
{
    pg::ConnInfo taken;
    QList<QPair<QString, QString>> held;
};
Outside fromOutside(const pg::ConnInfo &info);
QString heldText(const QList<QPair<QString, QString>> &held); // "options=-c x, sslpassword=••••"

} // namespace oriel
