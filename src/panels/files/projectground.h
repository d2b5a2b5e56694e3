// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/ignore.h"

#include <QByteArray>

#include <functional>
#include <stop_token>

namespace oriel {

class Worktree;

// The open folder as a walk sees it: the rules of what is ignored come from its repository's top. Paths are bytes from the
// folder. A value; any thread, and all but groundOf() block.
struct ProjectGround
{
    QByteArray top, folder, commonDir; // folder: from the top

    QByteArray root() const { return folder.isEmpty() ? top : top + '/' + folder; }
    // Every file that is not ignored; false: enough. A folder that went away holds nothing.
    void walk(const QByteArray &below, std::stop_token stop, const std::function<bool(const QByteArray &)> &each) const;
    bool isIgnored(const QByteArray &path, bool isFolder) const;

private:
    QByteArray fromTop(const QByteArray &path) const;
};

ProjectGround groundOf(const Worktree &worktree); // GUI thread

} // namespace oriel
