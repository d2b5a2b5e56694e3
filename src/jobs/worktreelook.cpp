// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/worktreelook.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace oriel {
namespace {

constexpr qsizetype mostPaths = 100; // more: the whole status is quicker

QByteArray nameOf(const QByteArray &path) { return path.sliced(path.lastIndexOf('/') + 1); }

bool isHalfDone(const git::Place &place) // git itself, or the user with it, is in the middle of something
{
    return std::ranges::any_of(QByteArrayList{"/index.lock", "/MERGE_HEAD", "/rebase-merge", "/rebase-apply"},
                               [&](const QByteArray &name) { return ::access((place.gitDir + name).constData(), F_OK) == 0; });
}

// What of the changed paths is git's business.
QByteArrayList asked(const WorktreeTask &task, const WorktreeSurvey &survey)
{
    QByteArrayList paths;
    for (const QByteArray &path : task.wants.paths | task.wants.placed) {
        struct stat facts{};
        const bool isFolder = ::lstat((task.root + '/' + path).constData(), &facts) == 0 && S_ISDIR(facts.st_mode);
        if (nameOf(path) == ".git") // a repository inside: its folder is what git shows
            paths << path.chopped(path.size() > 4 ? 5 : 4);
        else if (!survey.isIgnored(path, isFolder))
            paths << path;
    }
    return paths;
}

bool isWalking(const WorktreeTask &task)
{
    return !task.survey || task.wants.walk || std::ranges::any_of(task.wants.paths, [&](const QByteArray &path) {
        return task.survey->folders().contains(path) || nameOf(path) == ".gitignore"; // gone, back or moved; other rules
    });
}

// Which folders to watch now. Error: git's.
Result<> renew(WorktreeSurvey &survey, const WorktreeTask &task, bool isTrusted, std::stop_token stop)
{
    if (isWalking(task))
        return survey.readAll(isTrusted, stop);
    for (const QByteArray &path : task.wants.paths | task.wants.placed)
        if (survey.isNew(path) || survey.folders().contains(path))
            survey.extend(path);
    if (task.wants.isRepository)
        survey.readGitFolders();
    return task.wants.tracked && isTrusted ? survey.readTracked(stop) : Result<>();
}

bool isRenewed(const WorktreeTask &task)
{
    return isWalking(task) || task.wants.isRepository || task.wants.tracked || !task.wants.placed.isEmpty() ||
           std::ranges::any_of(task.wants.paths, [&](const QByteArray &path) { return task.survey->isNew(path); });
}

Result<std::shared_ptr<WorktreeKnown>> ask(const WorktreeTask &task, const QByteArrayList &paths, bool &isWhole,
                                           std::stop_token stop)
{
    const auto known = std::make_shared<WorktreeKnown>();
    if (!isWhole) {
        auto part = git::status(*task.place, {.paths = paths}, stop);
        if (!part)
            return std::unexpected(part.error());
        known->status = task.known->status;
        isWhole = !git::replace(known->status, *part, paths);
    }
    if (isWhole) {
        auto whole = git::status(*task.place, {.isRefreshing = task.wants.isLocked && !isHalfDone(*task.place)}, stop);
        if (!whole)
            return std::unexpected(whole.error());
        known->status = std::move(*whole);
    }
    known->states = WorktreeStates(std::as_const(known->status));
    return known;
}

} // namespace

void WorktreeWants::add(const WorktreeWants &more)
{
    walk = walk || more.walk;
    tracked = tracked || more.tracked;
    all = all || more.all;
    isLocked = isLocked || more.isLocked;
    isRepository = isRepository || more.isRepository;
    paths.unite(more.paths);
    placed.unite(more.placed);
}

WorktreeLook lookAt(const WorktreeTask &task, std::stop_token stop)
{
    WorktreeLook look;
    if (task.place)
        look.fingerprint = git::fingerprint(*task.place);
    const bool isTrusted = task.isTrusted && task.place && look.fingerprint == task.fingerprint;
    look.survey = task.survey;
    if (isRenewed(task)) {
        const auto survey = task.survey ? std::make_shared<WorktreeSurvey>(*task.survey)
                                        : std::make_shared<WorktreeSurvey>(task.root, task.place);
        const auto done = renew(*survey, task, isTrusted, stop);
        const QByteArrayList before = task.survey ? task.survey->watched() : QByteArrayList(), now = survey->watched();
        if (now != before)
            look.folders = now;
        look.survey = survey;
        look.isPostponed = !std::ranges::includes(before, now);
        if (!done)
            look.error = done.error();
    }
    if (look.error || !isTrusted || look.isPostponed)
        return look;
    const QByteArrayList paths = asked(task, *look.survey);
    const bool isMore = paths.contains(QByteArray()) || std::ranges::any_of(paths, [](const QByteArray &path) {
                            const QByteArray name = nameOf(path); // says how git reads other files
                            return name == ".gitignore" || name == ".gitattributes" || name == ".gitmodules";
                        });
    look.isWhole = task.wants.all || task.wants.isLocked || !task.known || isMore || paths.size() > mostPaths;
    if (!look.isWhole && paths.isEmpty())
        return look;
    const auto known = ask(task, paths, look.isWhole, stop);
    if (known)
        look.known = *known;
    else
        look.error = known.error();
    return look;
}

} // namespace oriel
