// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/actions.h"

#include "engines/git/acting.h"
#include "engines/git/patch.h"

#include <algorithm>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Actions)
};

// git takes a hunk without context for a mistake unless it is told: DiffWish::context 0, or every line has changed.
bool hasBareHunk(const Patch &patch)
{
    return std::any_of(patch.begin(), patch.end(), [](const FilePatch &file) {
        return std::any_of(file.hunks.begin(), file.hunks.end(), [](const Hunk &hunk) {
            return std::none_of(hunk.lines.begin(), hunk.lines.end(), [](const PatchLine &line) { return line.sign == ' '; });
        });
    });
}

Result<> apply(const Place &place, const QByteArrayList &options, const QByteArray &part, std::stop_token stop)
{
    if (part.isEmpty())
        return {};
    const Result<Patch> patch = readPatch(part);
    if (!patch)
        return std::unexpected(patch.error());
    QByteArrayList words = QByteArrayList{"apply", "--whitespace=nowarn"} + options;
    if (hasBareHunk(*patch))
        words << "--unidiff-zero";
    return act(place, action(words << "-", part), stop);
}

} // namespace

Result<> stage(const Place &place, const QByteArrayList &paths, std::stop_token stop)
{
    return actOn(place, {"add", "-A", "--sparse"}, paths, stop);
}

Result<> unstage(const Place &place, const QByteArrayList &paths, std::stop_token stop)
{
    return actOn(place, {"reset", "-q"}, paths, stop);
}

Result<> intentToAdd(const Place &place, const QByteArrayList &paths, std::stop_token stop)
{
    return actOn(place, {"add", "-N", "--sparse"}, paths, stop);
}

Result<> stagePatch(const Place &place, const QByteArray &part, std::stop_token stop)
{
    return apply(place, {"--cached"}, part, stop);
}

Result<> unstagePatch(const Place &place, const QByteArray &part, std::stop_token stop)
{
    return apply(place, {"--cached", "--reverse"}, part, stop);
}

Result<QByteArrayList> discardPatch(const Place &place, const Shelf &shelf, const QByteArray &part, std::stop_token stop)
{
    const Result<Patch> patch = readPatch(part);
    if (!patch)
        return std::unexpected(patch.error());
    QByteArrayList paths;
    for (const FilePatch &file : *patch)
        for (const QByteArray &path : {file.before, file.after})
            if (!path.isEmpty() && !paths.contains(path))
                paths << path;
    Result<QByteArrayList> ids = keep(shelf, place.workTree, paths, Words::tr("discard"), stop);
    if (!ids)
        return ids;
    if (const Result<> applied = apply(place, {"--reverse"}, part, stop); !applied) {
        for (const QByteArray &id : *ids) // git applies all of a patch or nothing
            static_cast<void>(forget(shelf, id));
        return std::unexpected(applied.error());
    }
    if (const Result<> settled = settle(shelf, *ids); !settled)
        return std::unexpected(settled.error());
    return ids;
}

Result<QByteArrayList> resolve(const Place &place, const Shelf &shelf, const QByteArray &path, Resolution resolution,
                               std::stop_token stop)
{
    if (resolution == Resolution::AsItStands) {
        const Result<> staged = stage(place, {path}, stop);
        return staged ? Result<QByteArrayList>(QByteArrayList()) : std::unexpected(staged.error());
    }
    const Result<QByteArrayList> stages = listOf(place, {"ls-files", "--unmerged", "-z", "--"}, {path}, stop);
    if (!stages)
        return stages;
    const char wanted = resolution == Resolution::Ours ? '2' : '3';
    bool isThere = false, isConflict = false;
    for (const QByteArray &line : *stages) { // mode, id, stage, TAB, path
        const qsizetype tab = line.indexOf('\t');
        if (line.sliced(tab + 1) != path)
            continue;
        isConflict = true;
        isThere = isThere || line[tab - 1] == wanted;
    }
    if (!isConflict)
        return std::unexpected(Error{Words::tr("There is no conflict any more."), u"not-found"_s, {}});
    Result<QByteArrayList> ids = keep(shelf, place.workTree, {path}, Words::tr("resolve"), stop);
    if (!ids)
        return ids;
    Result<> done;
    if (isThere)
        done = actOn(place, {"checkout", "-q", wanted == '2' ? "--ours" : "--theirs"}, {path}, stop);
    if (done)
        done = isThere ? stage(place, {path}, stop) : actOn(place, {"rm", "-q", "-f", "--sparse"}, {path}, stop);
    const Result<> settled = settle(shelf, *ids);
    if (!done || !settled)
        return std::unexpected(!done ? done.error() : settled.error());
    return ids;
}

} // namespace oriel::git
