// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <optional>

namespace oriel::git {

// A working tree and its repository. Paths are absolute, the file system's bytes, without a slash at the end.
struct Place
{
    QByteArray workTree, gitDir, commonDir; // commonDir: gitDir but for a linked worktree

    bool operator==(const Place &) const = default;
};

// The repository whose tree holds `folder`, found by reading `.git` folders and files upwards: no git runs before the user has
// agreed (SAFETY 6). Nothing: there is none. Error code "bare", "unreadable" or "malformed". Blocks; any thread but the GUI's.
Result<std::optional<Place>> findPlace(const QByteArray &folder);

// A hash of what can name programs git would run: config, config.worktree and the files they include, the hooks and where
// core.hooksPath leads. Reads files only. The user's consent holds while it is the same. Blocks.
QByteArray fingerprint(const Place &place);

} // namespace oriel::git
