// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/git/command.h"
#include "engines/git/linediff.h"

namespace oriel::git {

// The text `to` in part: `from` with those of the changes from → to that lie in the lines [first, first + count) of `to`. Of a
// change that lies there with some of its lines only, the first removed line gives way to the first added one, and so on (as
// partOf() does). A removal at line n lies in what begins or ends there.
QByteArray partlyChanged(QByteArrayView from, QByteArrayView to, const QList<LineChange> &changes, int first, int count);

// Puts a text into the index as `git add` would if it stood in the working tree: through the filters, line ends and encoding of
// its path. Mode as the index has it. Error code "changed": the index does not hold `expected` (likewise as the working tree
// would have it) any more; "unmerged"; else git's. Blocks; any thread but the GUI's.
Result<> stageText(const Place &place, const QByteArray &path, const QByteArray &text, const QByteArray &expected,
                   std::stop_token stop = {});

} // namespace oriel::git
