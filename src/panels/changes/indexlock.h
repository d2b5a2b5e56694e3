// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/git/place.h"

#include <QDateTime>
#include <QStringList>

#include <optional>

namespace oriel {

// Who keeps git from writing the index. Blocks a moment (reads /proc); any thread but the GUI's.
struct IndexLock
{
    QDateTime since;
    QStringList running; // git processes in this working tree: "git commit (1234)"
};
std::optional<IndexLock> indexLock(const git::Place &place); // nothing: there is no lock (any more)
bool isAboutIndexLock(const Error &error);
QString explained(const git::Place &place, const std::optional<IndexLock> &lock); // in sentences; pure

} // namespace oriel
