// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/fuzzypaths.h"
#include "panels/files/foldertree.h"

namespace oriel {

// The files and folders whose names match what was typed, at most `most`, the best ones. Any thread; pure.
QList<FolderTree::Found> namesLike(const QString &typed, const project::PathList &paths, int most, std::stop_token stop = {});

} // namespace oriel
