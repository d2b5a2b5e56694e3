// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/command.h"
#include "panels/changes/changetree.h"

#include <QHash>

namespace oriel {

using LineCounts = QHash<QByteArray, LineCount>; // by path; a rename by its new one

// How many lines git says each path adds and removes: HEAD → index, or index → working tree. No path: all. Blocks; any thread but
// the GUI's. Error: as git/command.h has it.
Result<LineCounts> lineCounts(const git::Place &place, bool isStaged, const QByteArrayList &paths, std::stop_token stop = {});
LineCounts readLineCounts(const QByteArray &text); // of `git diff --numstat -z`; pure

} // namespace oriel
