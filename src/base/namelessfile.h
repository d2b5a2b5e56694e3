// SPDX-License-Identifier: GPL-3.0-or-later
// Files of ours that have no name: gone with their last descriptor, for their owner only (SAFETY 9). Any thread.
#pragma once

#include "base/descriptor.h"

#include <QByteArray>

namespace oriel {

Descriptor namelessFile(const QByteArray &folder); // open to read and write; invalid: errno says why
bool isInMemory(int file);                         // on a tmpfs

} // namespace oriel
