// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <stop_token>

namespace oriel {

// Writes a value to a file, which is replaced only once all of it is written; a bytea's "\x…" as its bytes. Blocks: never on the
// GUI thread.
Result<> writeValue(const QString &path, const QByteArray &text, bool isHex, std::stop_token stop = {});

} // namespace oriel
