// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/projectpaths.h"

#include "base/pathtext.h"
#include "panels/files/projectground.h"

#include <QMutex>
#include <QThreadPool>

#include <sys/stat.h>

#include <algorithm>

namespace oriel {

namespace {

constexpr qsizetype firstLot = 500, mostOneByOne = 200;
constexpr std::chrono::milliseconds pace{60};

using Paths = std::shared_ptr<const project::PathList>;

Paths updated(const ProjectGround &ground, const Paths &before, const QSet<QByteArray> &changed, std::stop_token stop)
{
    const QByteArray root = ground.root();
    const auto isTouched = [&](QByteArray path) {
        while (!changed.contains(path)) {
            const qsizetype slash = path.lastIndexOf('/');
            if (slash < 0)
                return false;
            path.truncate(slash);
        }
        return true;
    };
    QByteArrayList paths;
    paths.reserve(before->size());
    for (qsizetype i = 0; i < before->size(); ++i)
        if (!isTouched(before->path(i)))
            paths << before->path(i);
    for (const QByteArray &path : changed) {
        struct stat facts{};
        const bool isThere = ::lstat((root + '/' + path).constData(), &facts) == 0;
        if (!isThere || path == ".git" || path.endsWith("/.git") || ground.isIgnored(path, S_ISDIR(facts.st_mode)))
            continue;
        if (S_ISREG(facts.st_mode))
            paths << path;
        else if (S_ISDIR(facts.st_mode))
            ground.walk(path, stop, [&](const QByteArray &found) {
                paths << found;
                return true;
            });
    }
    std::ranges::sort(paths);
    paths.erase(std::ranges::unique(paths).begin(), paths.end());
    return std::make_shared<const project::PathList>(paths);
}

} // namespace

struct ProjectPaths::Walk
{
    QMutex mutex;
    Paths found;
};

ProjectPaths::ProjectPaths(QObject *parent) : QObject(parent), m_list(std::make_shared<const project::PathList>(QByteArrayList()))
{
    m_look.setInterval(pace);
    connect(&m_look, &QTimer::timeout, this, [this] {
        const QMutexLocker lock(&m_walk->mutex);
        if (m_walk->found && m_walk->found != m_list && m_walk->found->size() > m_list->size())
            take(m_walk->found);
    });
}

void ProjectPaths::setWorktree(Worktree *worktree)
{
    if (m_worktree)
        m_worktree->disconnect(this);
    m_job.cancel();
    m_look.stop();
    m_walk.reset();
    m_changed.clear();
    m_isComplete = m_isUpdating = m_isWanted = false;
    m_worktree = worktree;
    take(std::make_shared<const project::PathList>(QByteArrayList()));
    if (!worktree)
        return;
    connect(worktree, &Worktree::filesChanged, this, &ProjectPaths::onFilesChanged);
    connect(worktree, &Worktree::found, this, [this] { // other rules
        if (m_isWanted)
            walk();
    });
}

void ProjectPaths::want()
{
    if (std::exchange(m_isWanted, true) || !m_worktree)
        return;
    walk();
}

void ProjectPaths::walk()
{
    m_changed.clear();
    m_isUpdating = false;
    m_walk = std::make_shared<Walk>();
    m_look.start();
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [ground = groundOf(*m_worktree), walk = m_walk](std::stop_token stop) {
            QByteArrayList paths;
            qsizetype next = firstLot;
            ground.walk({}, stop, [&](const QByteArray &path) {
                paths << path;
                if (paths.size() < next)
                    return true;
                next = paths.size() * 2;
                const auto found = std::make_shared<const project::PathList>(paths);
                const QMutexLocker lock(&walk->mutex);
                walk->found = found;
                return true;
            });
            return std::make_shared<const project::PathList>(paths);
        },
        [this](const Paths &found) {
            m_look.stop();
            m_walk.reset();
            m_isComplete = true;
            take(found);
            update();
        });
}

void ProjectPaths::update()
{
    if (m_walk || m_isUpdating || m_changed.isEmpty())
        return;
    const QSet<QByteArray> changed = std::exchange(m_changed, {});
    const bool isOther = std::ranges::any_of(
        changed, [](const QByteArray &path) { return path.isEmpty() || path == ".gitignore" || path.endsWith("/.gitignore"); });
    if (isOther || changed.size() > mostOneByOne)
        return walk();
    m_isUpdating = true;
    m_job = inBackground(
        this, QThreadPool::globalInstance(),
        [ground = groundOf(*m_worktree), before = m_list, changed](std::stop_token stop) {
            return updated(ground, before, changed, stop);
        },
        [this](const Paths &list) {
            m_isUpdating = false;
            take(list);
            update();
        });
}

void ProjectPaths::take(std::shared_ptr<const project::PathList> list)
{
    m_list = std::move(list);
    Q_EMIT changed();
}

void ProjectPaths::onFilesChanged(const QStringList &absolute)
{
    if (!m_isWanted)
        return;
    const QByteArray root = pathBytes(m_worktree->folder());
    if (absolute.isEmpty())
        m_changed << QByteArray();
    for (const QString &path : absolute) {
        const QByteArray bytes = pathBytes(path);
        if (bytes == root || bytes.startsWith(root + '/'))
            m_changed << bytes.sliced(std::min(bytes.size(), root.size() + 1));
    }
    update();
}

} // namespace oriel
