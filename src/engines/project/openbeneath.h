// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"

#include <QByteArray>

namespace oriel::project {

// The folder `path` below `root` (empty: the root), opened step by step: no symbolic link leads out of the root, none is followed
// at all (SAFETY 6). isMaking: what is missing on the way is made. Error code "outside" (a link on the way, or "..", "." and
// empty parts), else errno's name.
Result<Descriptor> openBeneath(const QByteArray &root, const QByteArray &path, bool isMaking = false);

Error failure(const QString &sentence, int number); // errno: its name is the code, its words end the message

} // namespace oriel::project
