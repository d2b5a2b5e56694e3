// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/text.h"

namespace oriel {

// "1 file", "48,210 files": `one` for 1, else `many`; %n in it is the number.
inline QString plural(qint64 count, const QString &one, QString many)
{
    return count == 1 ? one : many.replace(QLatin1String("%n"), exactCount(count));
}

} // namespace oriel
