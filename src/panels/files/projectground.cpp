// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/projectground.h"

#include "base/pathtext.h"
#include "engines/project/listing.h"
#include "jobs/worktree.h"

#include <algorithm>

namespace oriel {

QByteArray ProjectGround::fromTop(const QByteArray &path) const
{
    return folder.isEmpty() ? path : path.isEmpty() ? folder : folder + '/' + path;
}

void ProjectGround::walk(const QByteArray &below, std::stop_token stop, const std::function<bool(const QByteArray &)> &each) const
{
    project::IgnoreRules rules;
    for (const QByteArray &file : project::commonIgnoreFiles(commonDir))
        rules.addFile(file);
    const qsizetype cut = folder.isEmpty() ? 0 : folder.size() + 1;
    (void)project::walk(top, &rules, [&](const QByteArray &path) { return each(path.sliced(cut)); }, stop, fromTop(below));
}

bool ProjectGround::isIgnored(const QByteArray &path, bool isFolder) const
{
    const QByteArray whole = fromTop(path);
    const QByteArray above = whole.first(std::max<qsizetype>(whole.lastIndexOf('/'), 0));
    return project::rulesAt(top, project::commonIgnoreFiles(commonDir), above).isIgnored(whole, isFolder);
}

ProjectGround groundOf(const Worktree &worktree)
{
    const auto place = worktree.place();
    if (!place)
        return {pathBytes(worktree.folder()), {}, {}};
    return {pathBytes(worktree.absolute({})), worktree.pathOf(worktree.folder()), place->commonDir};
}

} // namespace oriel
