// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/http/outgoing.h"

namespace oriel::http {

// Adds a body (its variables put in, its paths absolute) and its Content-Type where none is set. Error.code "file".
Result<> addBody(Outgoing &to, const Body &body);

} // namespace oriel::http
