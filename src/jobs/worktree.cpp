// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/worktree.h"

#include "base/pathtext.h"
#include "jobs/basetexts.h"
#include "jobs/worktreelook.h"

#include <QDir>

#include <stdlib.h>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

struct Finding
{
    QByteArray folder; // without links on its way; as it was given where it is not there
    std::optional<git::Place> place;
    QByteArray fingerprint;
    std::optional<Error> error;
};

Finding findOut(const QByteArray &folder)
{
    Finding finding{.folder = folder};
    if (char *real = ::realpath(folder.constData(), nullptr)) {
        finding.folder = real;
        ::free(real);
    }
    const auto place = git::findPlace(finding.folder);
    if (!place) {
        finding.error = place.error();
    } else if (*place) {
        finding.place = *place;
        finding.fingerprint = git::fingerprint(**place);
    }
    return finding;
}

bool isAt(const QByteArray &path, const QByteArray &folder)
{
    return path.startsWith(folder) && (path.size() == folder.size() || path[folder.size()] == '/' || folder == "/");
}

QByteArray moved(const QByteArray &path, const QByteArray &from, const QByteArray &to) // the same place below another folder
{
    return isAt(path, from) ? to + path.sliced(from.size()) : path;
}

bool isSame(const git::Status &a, const git::Status &b)
{
    const auto facts = [](const git::Status &s) {
        return std::tie(s.head, s.branch, s.upstream, s.ahead, s.behind, s.stashes, s.operation, s.step, s.steps, s.onto,
                        s.moving, s.isCut, s.entries);
    };
    return facts(a) == facts(b);
}

} // namespace

struct Worktree::Private
{
    Worktree *q;
    const QByteArray folder;   // as it was given
    project::Watcher *watcher; // q's child
    QByteArray real = folder;  // without links
    QByteArray root = folder;  // the work tree's top, or the folder
    std::optional<git::Place> place = {};
    QByteArray fingerprint = {};
    bool isFound = false, isTrusted = false, isSlow = false;
    bool isFinding = false, isLooking = false;
    Job job = {};
    WorktreeWants wants = {};
    std::shared_ptr<const WorktreeSurvey> survey = {};
    std::shared_ptr<const WorktreeKnown> known = {};
    QList<qint64> times = {}; // of the last whole statuses, µs
    std::shared_ptr<BaseTexts> texts = {};

    void find();
    void take(const Finding &finding);
    void changed(const QByteArrayList &paths);
    bool takeRepository(const QByteArray &path);
    WorktreeWants wantsOf(const QByteArray &name, bool isOwn) const;
    void placed(const QByteArrayList &folders);
    void look();
    void take(const WorktreeTask &task, const WorktreeLook &look);
    void takeKnown(const WorktreeLook &look, bool isLocked);
    void forget();
    QByteArray realPath(const QString &absolute) const { return moved(pathBytes(QDir::cleanPath(absolute)), folder, real); }
    QByteArray relative(const QByteArray &path) const // must be at the root
    {
        return path.sliced(std::min(path.size(), root.size() + (root.endsWith('/') ? 0 : 1)));
    }
};

Worktree::Worktree(const QString &folder, QObject *parent)
    : QObject(parent),
      d(new Private{.q = this, .folder = pathBytes(QDir::cleanPath(folder)), .watcher = new project::Watcher(this)})
{
    connect(d->watcher, &project::Watcher::changed, this, [this](const QByteArrayList &paths) { d->changed(paths); });
    connect(d->watcher, &project::Watcher::placed, this, [this](const QByteArrayList &folders) { d->placed(folders); });
    connect(d->watcher, &project::Watcher::everything, this, [this] {
        d->wants.add({.walk = true, .tracked = true, .all = true, .isRepository = true});
        Q_EMIT filesChanged({});
        d->look();
    });
    d->find();
}

Worktree::~Worktree() = default;

QString Worktree::folder() const { return pathText(d->folder); }

std::optional<git::Place> Worktree::place() const { return d->place; }

bool Worktree::isFound() const { return d->isFound; }

QByteArray Worktree::fingerprint() const { return d->fingerprint; }

bool Worktree::isTrusted() const { return d->isTrusted; }

project::Watcher *Worktree::watcher() const { return d->watcher; }

bool Worktree::isSlow() const { return d->isSlow; }

void Worktree::setTrusted(bool isTrusted)
{
    if (isTrusted == d->isTrusted)
        return;
    d->isTrusted = isTrusted;
    d->wants.add({.walk = true, .all = true});
    if (!isTrusted)
        d->forget();
    d->look();
}

std::shared_ptr<const git::Status> Worktree::status() const
{
    return d->known ? std::shared_ptr<const git::Status>(d->known, &d->known->status) : nullptr;
}

FileState Worktree::state(const QString &absolute) const
{
    const QByteArray path = pathOf(absolute);
    const FileState state = d->known ? d->known->states.state(path) : FileState::Clean;
    if (state == FileState::Clean && !path.isEmpty() && d->survey && d->survey->isIgnored(path, true))
        return FileState::Ignored;
    return state;
}

bool Worktree::hasChangesBelow(const QString &absolute) const
{
    const QByteArray path = d->realPath(absolute);
    return d->known && isAt(path, d->root) && d->known->states.hasChangesBelow(d->relative(path));
}

QByteArray Worktree::pathOf(const QString &absolute) const
{
    const QByteArray path = d->realPath(absolute);
    return isAt(path, d->root) ? d->relative(path) : QByteArray();
}

QString Worktree::absolute(const QByteArray &path) const
{
    return pathText(moved(path.isEmpty() ? d->root : d->root + '/' + path, d->real, d->folder));
}

void Worktree::refresh(bool isLocked)
{
    d->wants.add({.walk = true, .all = true, .isLocked = isLocked});
    d->look();
}

void Worktree::setShown(const QStringList &folders)
{
    QByteArrayList paths;
    for (const QString &folder : folders)
        paths << d->realPath(folder);
    d->watcher->setFolders(u"shown"_s, paths);
}

void Worktree::Private::find()
{
    isFinding = true;
    isLooking = false;
    job = inBackground(
        q, QThreadPool::globalInstance(), [folder = folder](std::stop_token) { return findOut(folder); },
        [this](const Finding &finding) { take(finding); });
}

void Worktree::Private::take(const Finding &finding)
{
    isFinding = false;
    const bool isOther = !isFound || finding.place != place || finding.folder != real;
    const bool isLost = isFound && isOther && isTrusted;
    isFound = true;
    real = finding.folder;
    place = finding.place;
    root = place ? place->workTree : real;
    if (isOther || finding.fingerprint != fingerprint) {
        fingerprint = finding.fingerprint;
        survey.reset();
        if (isLost)
            isTrusted = false;
        forget();
    }
    wants.add({.walk = true, .all = true, .isRepository = true});
    if (finding.error)
        Q_EMIT q->failed(*finding.error);
    if (isOther)
        Q_EMIT q->found();
    if (isLost)
        Q_EMIT q->fingerprintChanged();
    look();
}

void Worktree::Private::forget()
{
    if (isLooking)
        job.cancel();
    isLooking = false;
    isSlow = false;
    times.clear();
    texts.reset();
    if (known) {
        known.reset();
        Q_EMIT q->statusChanged();
    }
}

void Worktree::Private::changed(const QByteArrayList &paths)
{
    QStringList files;
    bool isElsewhere = false; // there may be another repository now, or none
    for (const QByteArray &path : paths) {
        if (path.endsWith("/.gitattributes") || path.endsWith("/info/attributes") || path.endsWith("/config"))
            texts.reset(); // the same object may read otherwise in the working tree
        if (path == root || path == root + "/.git" || (!place && isAt(path, root + "/.git")) ||
            (place && (path == place->gitDir || path == place->commonDir))) {
            isElsewhere = true;
            if (path == root)
                files << q->absolute({});
        } else if (!takeRepository(path)) {
            if (isAt(path, root))
                wants.paths.insert(relative(path));
            files << pathText(moved(path, real, folder));
        }
    }
    if (!files.isEmpty())
        Q_EMIT q->filesChanged(files);
    if (isElsewhere)
        find();
    else
        look();
}

// What changed inside the repository itself. False: it is not inside.
bool Worktree::Private::takeRepository(const QByteArray &path)
{
    if (!place)
        return false;
    if (survey && survey->isSubmodule(path)) {
        wants.all = true;
        return true;
    }
    for (const QByteArray &own : {place->gitDir, place->commonDir}) {
        if (!isAt(path, own))
            continue;
        wants.add(wantsOf(path.sliced(std::min(path.size(), own.size() + 1)), own == place->gitDir));
        return true;
    }
    return false;
}

WorktreeWants Worktree::Private::wantsOf(const QByteArray &name, bool isOwn) const
{
    static const QByteArrayList own{"HEAD",       "MERGE_HEAD",   "CHERRY_PICK_HEAD", "REVERT_HEAD",
                                    "BISECT_LOG", "rebase-merge", "rebase-apply",     "sequencer"};
    static const QByteArrayList common{"packed-refs",     "refs",  "reftable",       "config",
                                       "config.worktree", "hooks", "logs/refs/stash"};
    if (name.endsWith(".lock"))
        return {};
    if (name == "index" && isOwn)
        return {.tracked = true, .all = true};
    if (isAt(name, "info"))
        return {.walk = true, .all = true};
    if ((isOwn && own.contains(name)) || std::ranges::any_of(common, [&](const QByteArray &one) { return isAt(name, one); }))
        return {.all = true, .isRepository = true};
    return {};
}

// What happened in folders before they were watched was not told.
void Worktree::Private::placed(const QByteArrayList &folders)
{
    for (const QByteArray &path : folders) {
        if (place && (isAt(path, place->gitDir) || isAt(path, place->commonDir)))
            wants.add({.all = true, .isRepository = true});
        else if (isAt(path, root) && path != root && !wants.all)
            wants.placed.insert(relative(path));
    }
    look();
}

void Worktree::Private::look()
{
    if (isFinding || isLooking || !wants.any() || (survey && !watcher->isPlaced()))
        return;
    isLooking = true;
    const WorktreeTask task{root, place, fingerprint, isTrusted, std::exchange(wants, {}), survey, known};
    job = inBackground(
        q, QThreadPool::globalInstance(), [task](std::stop_token stop) { return lookAt(task, stop); },
        [this, task](const WorktreeLook &look) { take(task, look); });
}

void Worktree::Private::take(const WorktreeTask &task, const WorktreeLook &found)
{
    isLooking = false;
    const bool isOther = found.fingerprint != fingerprint;
    fingerprint = found.fingerprint;
    survey = found.survey;
    if (found.folders)
        watcher->setFolders(u"worktree"_s, *found.folders);
    if (isOther && isTrusted) {
        isTrusted = false;
        forget();
    }
    if (isOther)
        Q_EMIT q->fingerprintChanged();
    if (found.isPostponed) { // folders that are known now are not looked for again
        WorktreeWants again{.all = task.wants.all, .isLocked = task.wants.isLocked, .placed = task.wants.placed};
        for (const QByteArray &path : task.wants.paths)
            (survey->folders().contains(path) ? again.placed : again.paths).insert(path);
        wants.add(again);
    }
    if (found.known && isTrusted)
        takeKnown(found, task.wants.isLocked);
    if (found.error)
        Q_EMIT q->failed(*found.error);
    look();
}

void Worktree::Private::takeKnown(const WorktreeLook &look, bool isLocked)
{
    const bool isNew = !known || !isSame(known->status, look.known->status);
    known = look.known;
    if (look.isWhole && !isLocked) {
        const qint64 took = known->status.took.count();
        QList<qint64> sorted = times;
        std::ranges::sort(sorted);
        const bool wasSlow = std::exchange(isSlow, sorted.size() >= 5 && took > 100'000 && took > 3 * sorted[sorted.size() / 2]);
        times << took;
        if (times.size() > 15)
            times.removeFirst();
        if (isSlow && !wasSlow)
            Q_EMIT q->slow();
    }
    if (isNew)
        Q_EMIT q->statusChanged();
}

void Worktree::base(QObject *owner, const QString &absolute, Base base, std::function<void(const Text &)> done)
{
    const QByteArray path = pathOf(absolute);
    const auto refuse = [&](const QString &message, const QString &code) {
        QMetaObject::invokeMethod(
            owner, [done, error = Error{message, code, {}}] { done(std::unexpected(error)); }, Qt::QueuedConnection);
    };
    if (!d->place)
        return refuse(tr("This folder is in no repository."), u"no-repository"_s);
    if (!d->isTrusted)
        return refuse(tr("git does not run in this folder until you trust it."), u"untrusted"_s);
    if (path.isEmpty())
        return refuse(tr("This file is not in the repository's folder."), u"outside"_s);
    if (!d->texts)
        d->texts = std::make_shared<BaseTexts>(*d->place, d->fingerprint);
    BaseTexts::Wish wish{path, base == Base::Index};
    if (d->known) {
        if (const git::Entry *entry = d->known->states.entry(path); entry && entry->kind == git::Entry::Kind::Tracked)
            wish.id = base == Base::Head ? entry->headId : entry->indexId;
        else if (entry && entry->kind == git::Entry::Kind::Unmerged && base == Base::Index)
            wish.id = entry->stages[1]; // ours
        else if (d->known->states.isUntracked(path))
            wish.id = QByteArray();
    }
    d->texts->ask(owner, wish, std::move(done));
}

} // namespace oriel
