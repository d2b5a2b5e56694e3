// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/namefilter.h"

#include "base/fuzzy.h"
#include "base/text.h"

#include <QSet>

#include <algorithm>

namespace oriel {

QList<FolderTree::Found> namesLike(const QString &typed, const project::PathList &paths, int most, std::stop_token stop)
{
    QList<std::pair<int, FolderTree::Found>> found;
    QSet<QByteArray> folders;
    const auto look = [&](const QByteArray &path, bool isFolder) {
        QList<int> letters;
        const QString name = withMarks(shownText(path.sliced(path.lastIndexOf('/') + 1)));
        if (const auto score = fuzzyScore(typed, name, &letters))
            found.append({*score, {path, isFolder, letters}});
    };
    for (qsizetype i = 0; i < paths.size() && !stop.stop_requested(); ++i) {
        const QByteArray &path = paths.path(i);
        look(path, false);
        for (qsizetype slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            const QByteArray folder = path.first(slash);
            if (folders.contains(folder))
                break;
            folders << folder;
            look(folder, true);
        }
    }
    std::ranges::stable_sort(found, std::ranges::greater(), [](const auto &one) { return one.first; });
    QList<FolderTree::Found> best;
    for (const auto &[score, one] : found.first(std::min<qsizetype>(found.size(), most)))
        best << one;
    return best;
}

} // namespace oriel
