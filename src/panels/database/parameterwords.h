// SPDX-License-Identifier: GPL-3.0-or-later
// What each of libpq's parameters does, in a sentence. Pure.
#pragma once

#include "engines/pg/conninfo.h"

namespace oriel {

QString parameterSentence(const pg::Option &option); // libpq's own label where it is newer than Oriel

} // namespace oriel
