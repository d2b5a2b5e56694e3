// SPDX-License-Identifier: GPL-3.0-or-later
// Discarding by path: what goes is found first, then kept, then removed.
#include "base/text.h"
#include "engines/git/acting.h"
#include "engines/git/actions.h"
#include "engines/git/keepfile.h"

#include <QDir>
#include <QFile>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Actions)
};

struct Removal
{
    QByteArrayList kept;     // what the shelf must hold before
    QByteArrayList restored; // from the index
    QByteArrayList added;    // only meant to be added: leaves the index
    QByteArrayList removed;  // files and links that git does not know
    QByteArrayList folders;  // of these: removed where nothing is left in them
};

std::unexpected<Error> refusal(const QString &message, const QString &code) { return std::unexpected(Error{message, code, {}}); }

bool isBelow(const QByteArrayList &sorted, const QByteArray &path) // something of the list is the path, or lies in it
{
    const auto holds = [&sorted](const QByteArray &from, const QByteArray &start) {
        const auto at = std::lower_bound(sorted.begin(), sorted.end(), from);
        return at != sorted.end() && at->startsWith(start);
    };
    return std::binary_search(sorted.begin(), sorted.end(), path) || holds(path + '/', path + '/');
}

// All that git would remove to make room for a file where a folder stands.
Result<> keepFolder(Removal &removal, const QByteArray &workTree, const QByteArray &path)
{
    const Result<Spot> spot = spotOf(workTree, path);
    if (!spot)
        return std::unexpected(spot.error());
    const int fd = ::openat(spot->folder, spot->name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const std::unique_ptr<DIR, decltype([](DIR *dir) { ::closedir(dir); })> dir(fd >= 0 ? ::fdopendir(fd) : nullptr);
    if (!dir)
        return systemError(errno, path);
    removal.kept << path;
    while (const dirent *entry = ::readdir(dir.get())) {
        const QByteArray name(entry->d_name), inside = path + '/' + name;
        if (name == "." || name == "..")
            continue;
        if (name == ".git")
            return refusal(Words::tr("%1 holds a repository of its own: remove it in the terminal.").arg(shownText(path)),
                           u"repository"_s);
        struct stat facts{};
        if (::fstatat(fd, entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(facts.st_mode)) {
            if (const Result<> below = keepFolder(removal, workTree, inside); !below)
                return below;
        } else {
            removal.kept << inside;
        }
    }
    return {};
}

// A tracked path: itself, or the folder that took its place, or the file or link that took the place of a folder above it.
Result<> keepTracked(Removal &removal, const QByteArray &workTree, const QByteArray &path)
{
    for (qsizetype slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        const Result<Spot> above = spotOf(workTree, path.first(slash));
        const auto facts = above ? lookAt(*above) : std::nullopt;
        if (!facts)
            break;
        if (S_ISDIR(facts->st_mode))
            continue;
        if (!removal.kept.contains(path.first(slash)))
            removal.kept << path.first(slash);
        break;
    }
    const Result<Spot> spot = spotOf(workTree, path);
    if (!spot)
        return std::unexpected(spot.error());
    if (const auto facts = lookAt(*spot); facts && S_ISDIR(facts->st_mode))
        return keepFolder(removal, workTree, path);
    removal.kept << path;
    return {};
}

Result<> addTracked(Removal &removal, const Place &place, const QByteArrayList &paths, std::stop_token stop)
{
    const Result<QByteArrayList> raw =
        listOf(place, {"diff", "--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=none", "--"}, paths, stop);
    if (!raw)
        return std::unexpected(raw.error());
    for (qsizetype i = 0; i + 1 < raw->size(); i += 2) { // ":100644 100755 id id M", path
        const QByteArray &facts = (*raw)[i], &path = (*raw)[i + 1];
        const char letter = facts.back();
        if (letter == 'U')
            return refusal(Words::tr("%1 is in conflict: resolve it first.").arg(shownText(path)), u"unmerged"_s);
        if (facts.startsWith(":160000"))
            return refusal(Words::tr("%1 is a submodule: what changed lies in its own repository.").arg(shownText(path)),
                           u"submodule"_s);
        if (letter == 'A') {
            removal.kept << path;
            removal.added << path;
            removal.removed << path;
            continue;
        }
        removal.restored << path;
        if (const Result<> kept = keepTracked(removal, place.workTree, path); !kept)
            return kept;
    }
    return {};
}

Result<> addUntracked(Removal &removal, const Place &place, const QByteArrayList &paths, std::stop_token stop)
{
    const Result<QByteArrayList> files = listOf(place, {"ls-files", "--others", "--exclude-standard", "-z", "--"}, paths, stop);
    if (!files)
        return std::unexpected(files.error());
    QByteArrayList all = *files;
    for (const QByteArray &path : paths) {
        const Result<Spot> spot = spotOf(place.workTree, path);
        if (!spot)
            return std::unexpected(spot.error());
        const auto facts = lookAt(*spot);
        if (facts && S_ISDIR(facts->st_mode))
            removal.folders << path;
        else if (facts)
            all << path; // an ignored file that is meant is meant
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (const QByteArray &file : std::as_const(all)) {
        if (file.endsWith('/'))
            return refusal(Words::tr("%1 is a repository of its own: remove it in the terminal.").arg(shownText(file)),
                           u"repository"_s);
        removal.kept << file;
        removal.removed << file;
    }
    return {};
}

void removeEmptyFolders(const QByteArray &workTree, const QByteArray &folder, const QByteArrayList &removed)
{
    QByteArrayList folders{folder};
    for (const QByteArray &file : removed)
        for (qsizetype slash = file.lastIndexOf('/'); slash > folder.size() && file.startsWith(folder + '/');
             slash = file.lastIndexOf('/', slash - 1))
            folders << file.first(slash);
    std::sort(folders.begin(), folders.end());
    folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
    for (auto at = folders.rbegin(); at != folders.rend(); ++at)
        if (const Result<Spot> spot = spotOf(workTree, *at); spot && spot->folder >= 0)
            ::unlinkat(spot->folder, spot->name.constData(), AT_REMOVEDIR);
}

Result<> carryOut(const Removal &removal, const Place &place, std::stop_token stop)
{
    if (const Result<> restored =
            actOn(place, {"restore", "-q", "--worktree", "--no-recurse-submodules"}, removal.restored, stop);
        !restored)
        return restored;
    if (const Result<> left = actOn(place, {"rm", "-q", "--cached", "--sparse"}, removal.added, stop); !left)
        return left;
    for (const QByteArray &path : removal.removed) {
        const Result<Spot> spot = spotOf(place.workTree, path);
        if (!spot)
            return std::unexpected(spot.error());
        if (spot->folder >= 0 && ::unlinkat(spot->folder, spot->name.constData(), 0) != 0 && errno != ENOENT)
            return systemError(errno, path);
    }
    for (const QByteArray &folder : removal.folders)
        removeEmptyFolders(place.workTree, folder, removal.removed);
    return {};
}

} // namespace

Result<QByteArrayList> discard(const Place &place, const Shelf &shelf, const QByteArrayList &paths, std::stop_token stop)
{
    QByteArrayList names;
    for (const QByteArray &path : paths)
        names << (path.endsWith('/') ? path.chopped(1) : path);
    Result<QByteArrayList> index = listOf(place, {"ls-files", "-z", "--"}, names, stop);
    if (!index)
        return index;
    std::sort(index->begin(), index->end());
    QByteArrayList tracked, untracked;
    for (const QByteArray &name : std::as_const(names))
        (isBelow(*index, name) ? tracked : untracked) << name;

    Removal removal;
    Result<> found = addTracked(removal, place, tracked, stop);
    if (found)
        found = addUntracked(removal, place, untracked, stop);
    if (!found)
        return std::unexpected(found.error());
    Result<QByteArrayList> ids = keep(shelf, place.workTree, removal.kept, Words::tr("discard"), stop);
    if (!ids)
        return ids;
    const Result<> done = carryOut(removal, place, stop);
    const Result<> settled = settle(shelf, *ids);
    if (!done || !settled)
        return std::unexpected(!done ? done.error() : settled.error());
    return ids;
}

} // namespace oriel::git
