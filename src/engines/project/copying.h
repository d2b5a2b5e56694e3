// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <stop_token>

namespace oriel::project {

// A file, or a folder with all in it, from anywhere (absolute) to a path below `root`, as operations.h has it: through no link
// below the root, over nothing. It appears under its name when all of it is there. Links stay links; pipes and devices are left
// out; mode bits stay, times do not. Blocks. Error code "outside", "exists", "special" (`from` is neither file, folder nor link),
// "cancelled", else errno's name.
Result<> copyInto(const QByteArray &root, const QByteArray &from, const QByteArray &to, std::stop_token stop = {});

} // namespace oriel::project
