// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/watchloop.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace oriel::project {
namespace {

constexpr quint32 mask = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB |
                         IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;

QByteArray parentOf(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return slash <= 0 ? QByteArrayLiteral("/") : path.first(slash);
}

QByteArray below(const QByteArray &folder, const QByteArray &name)
{
    return folder.endsWith('/') ? folder + name : folder + '/' + name;
}

bool isRemote(const QByteArray &path)
{
    struct statfs facts{};
    return ::statfs(path.constData(), &facts) == 0 && isNetworkFileSystem(qint64(facts.f_type));
}

} // namespace

// linux/magic.h and the file systems' own headers
bool isNetworkFileSystem(qint64 magic)
{
    static constexpr std::array<quint32, 14> known{
        0x6969,     // NFS
        0x517b,     // SMB
        0xff534d42, // CIFS
        0xfe534d42, // SMB2
        0x65735546, // FUSE: sshfs, rclone, GVfs, …
        0x01021997, // 9p
        0x5346414f, // AFS
        0x6b414653, // kAFS
        0x73757245, // Coda
        0x00c36400, // Ceph
        0x0bd00bd0, // Lustre
        0x564c,     // NCP
        0x786f4256, // VirtualBox's shared folders
        0x7461636f, // OCFS2
    };
    return std::ranges::find(known, quint32(magic)) != known.end();
}

WatchLoop::WatchLoop(std::shared_ptr<WatchOrders> orders, const WatchPace &pace)
    : m_orders(std::move(orders)), m_pace(pace), m_inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
{}

WatchLoop::~WatchLoop()
{
    if (m_inotify >= 0)
        ::close(m_inotify);
}

void WatchLoop::run()
{
    ::pthread_setname_np(::pthread_self(), "oriel-watcher");
    for (;;) {
        std::array<pollfd, 2> files{{{m_orders->bell.file(), POLLIN, 0}, {m_inotify, POLLIN, 0}}};
        if (::poll(files.data(), files.size(), timeout()) < 0 && errno != EINTR)
            return;
        if (files[0].revents) {
            m_orders->bell.hush();
            if (!takeOrders())
                return;
        }
        if (files[1].revents)
            readEvents();
        if (m_lookAt && Clock::now() >= *m_lookAt)
            look();
        if (m_first && Clock::now() >= std::min(m_last + m_pace.quiet, *m_first + m_pace.ceiling))
            tell();
    }
}

int WatchLoop::timeout() const
{
    if (!m_first && !m_lookAt)
        return -1;
    auto until = m_lookAt.value_or(Clock::time_point::max());
    if (m_first)
        until = std::min({until, m_last + m_pace.quiet, *m_first + m_pace.ceiling});
    return int(std::max<qint64>(0, std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count()));
}

bool WatchLoop::takeOrders()
{
    QSet<QByteArray> wanted;
    bool isActive = true;
    quint64 number = 0;
    {
        const std::lock_guard lock(m_orders->mutex);
        if (m_orders->isEnding)
            return false;
        wanted = m_orders->wanted;
        isActive = m_orders->isActive;
        number = m_orders->number;
    }
    const bool isWaking = isActive && !m_isActive;
    m_isActive = isActive;
    for (auto it = m_folders.begin(); it != m_folders.end();) {
        if (wanted.contains(it->first)) {
            ++it;
            continue;
        }
        drop(it->first);
        it = m_folders.erase(it);
    }
    m_isFull = false;
    QByteArrayList news;
    for (const QByteArray &path : std::as_const(wanted)) {
        const auto [it, isNew] = m_folders.try_emplace(path);
        if (isNew)
            place(path, it->second);
        else if (it->second.how == How::Beyond && add(path) >= 0) { // there is room now
            it->second = {.how = How::Live};
            note(path);
        }
        if (isNew)
            news << path;
    }
    dropIdle();
    count();
    if (isWaking && m_lookAt)
        look();
    if (number != std::exchange(m_number, number))
        m_orders->mailbox.post([news, number, placed = m_orders->placed](Watcher &watcher) { placed(watcher, number, news); });
    return true;
}

void WatchLoop::readEvents()
{
    alignas(inotify_event) std::array<char, 64 * 1024> buffer;
    for (ssize_t size; (size = ::read(m_inotify, buffer.data(), buffer.size())) > 0;) {
        for (ssize_t at = 0; at < size;) {
            const auto *event = reinterpret_cast<const inotify_event *>(buffer.data() + at);
            take(event->wd, event->mask, event->len > 0 ? QByteArray(event->name) : QByteArray());
            at += ssize_t(sizeof *event) + event->len;
        }
        if (m_first && Clock::now() >= *m_first + m_pace.ceiling)
            break; // a burst without an end is told too
    }
    if (m_hasLost)
        verify();
    settle();
}

void WatchLoop::take(int watch, quint32 bits, const QByteArray &name)
{
    if (bits & IN_Q_OVERFLOW) {
        m_hasLost = true;
        return;
    }
    const QByteArrayList paths = m_paths.value(watch);
    if (bits & IN_IGNORED) {
        m_paths.remove(watch);
        for (const QByteArray &path : paths)
            m_watches.erase(path);
    }
    for (const QByteArray &path : paths) {
        const QByteArray whole = name.isEmpty() ? path : below(path, name);
        if (m_folders.contains(path))
            note(whole);
        constexpr quint32 ends = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED;
        if (bits & ends || (bits & IN_ISDIR && bits & (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)))
            m_suspects.insert(whole);
        if (bits & IN_ISDIR && bits & IN_ATTRIB) { // it may be readable now
            const auto it = m_folders.find(whole);
            if (it != m_folders.end() && it->second.how == How::Missing)
                m_suspects.insert(whole);
        }
    }
}

void WatchLoop::note(const QByteArray &path)
{
    m_last = Clock::now();
    if (!m_first)
        m_first = m_last;
    if (m_isEverything)
        return;
    m_batch.insert(path);
    if (m_batch.size() > m_pace.most) {
        m_batch.clear();
        m_isEverything = true;
    }
}

// Folders at and below a suspect are placed anew: they are gone, back, or others.
void WatchLoop::settle()
{
    if (m_suspects.isEmpty())
        return;
    m_isFull = false;
    const QSet<QByteArray> suspects = std::exchange(m_suspects, {});
    for (const QByteArray &suspect : suspects) {
        const auto again = [this](Folders::iterator it) {
            const bool wasThere = it->second.how != How::Missing;
            drop(it->first);
            place(it->first, it->second);
            if (wasThere || it->second.how != How::Missing)
                note(it->first);
        };
        if (const auto it = m_folders.find(suspect); it != m_folders.end())
            again(it);
        const QByteArray prefix = below(suspect, {});
        for (auto it = m_folders.lower_bound(prefix); it != m_folders.end() && it->first.startsWith(prefix); ++it)
            again(it);
    }
    dropIdle();
    count();
}

// The queue overflowed: what was told of folders themselves may be lost too.
void WatchLoop::verify()
{
    m_hasLost = false;
    note({});
    m_batch.clear();
    m_isEverything = true;
    for (auto &[path, folder] : m_folders) {
        const auto it = m_watches.find(path);
        const int was = it != m_watches.end() ? it->second : -1;
        if (folder.how == How::Live && was >= 0 && add(path) == was)
            continue;
        drop(path);
        place(path, folder);
    }
    dropIdle();
    count();
}

void WatchLoop::place(const QByteArray &path, Folder &folder)
{
    folder = {};
    if (isRemote(path)) {
        folder.how = How::Remote;
    } else if (add(path) >= 0) {
        folder.how = How::Live;
        return;
    } else if (m_isFull) {
        folder.how = How::Beyond;
    } else {
        awaitFolder(path, folder);
        return;
    }
    folder.seen = snapshotOf(path);
}

// Watches the nearest folder above. It is watched before what is in it is looked for, so that nothing comes in between.
void WatchLoop::awaitFolder(const QByteArray &path, Folder &folder)
{
    QByteArray above = parentOf(path);
    while (add(above) < 0 && above.size() > 1)
        above = parentOf(above);
    for (;;) {
        const qsizetype from = above.size() > 1 ? above.size() + 1 : 1;
        const qsizetype slash = path.indexOf('/', from);
        const QByteArray next = slash < 0 ? path : path.first(slash);
        if (add(next) < 0)
            break;
        if (next == path) {
            folder.how = How::Live;
            return;
        }
        above = next;
    }
    folder.vigil = above;
    if (m_isFull || isRemote(above)) { // nobody would tell: it is looked for
        folder.how = m_isFull ? How::Beyond : How::Remote;
        folder.vigil.clear();
    }
}

int WatchLoop::add(const QByteArray &path)
{
    if (m_inotify < 0 || m_isFull) {
        m_isFull = true;
        return -1;
    }
    const int watch = ::inotify_add_watch(m_inotify, path.constData(), mask);
    if (watch < 0) {
        m_isFull = errno == ENOSPC || errno == ENOMEM;
        return -1;
    }
    const auto [it, isNew] = m_watches.try_emplace(path, watch);
    if (!isNew && it->second != watch) { // the path leads to another folder now
        drop(path);
        m_watches.emplace(path, watch);
    }
    QByteArrayList &paths = m_paths[watch];
    if (!paths.contains(path))
        paths << path;
    return watch;
}

void WatchLoop::drop(const QByteArray &path)
{
    const auto it = m_watches.find(path);
    if (it == m_watches.end())
        return;
    const auto paths = m_paths.find(it->second);
    paths->removeOne(path);
    if (paths->isEmpty()) {
        ::inotify_rm_watch(m_inotify, it->second);
        m_paths.erase(paths);
    }
    m_watches.erase(it);
}

// Ends the watches of folders above that nothing below them is waited for any more.
void WatchLoop::dropIdle()
{
    if (m_watches.size() <= m_folders.size() &&
        std::ranges::all_of(m_watches, [this](const auto &watch) { return m_folders.contains(watch.first); }))
        return;
    QSet<QByteArray> vigils;
    for (const auto &[path, folder] : m_folders)
        vigils.insert(folder.vigil);
    QByteArrayList idle;
    for (const auto &[path, watch] : m_watches)
        if (!m_folders.contains(path) && !vigils.contains(path))
            idle << path;
    for (const QByteArray &path : std::as_const(idle))
        drop(path);
}

void WatchLoop::look()
{
    const auto start = Clock::now();
    for (auto &[path, folder] : m_folders) {
        if (folder.how != How::Remote && folder.how != How::Beyond)
            continue;
        const Snapshot now = snapshotOf(path);
        if (now == folder.seen)
            continue;
        if (!now || !folder.seen) {
            note(path);
        } else {
            for (auto it = now->cbegin(); it != now->cend(); ++it)
                if (const auto was = folder.seen->constFind(it.key()); was == folder.seen->cend() || *was != *it)
                    note(below(path, it.key()));
            for (auto it = folder.seen->cbegin(); it != folder.seen->cend(); ++it)
                if (!now->contains(it.key()))
                    note(below(path, it.key()));
        }
        folder.seen = now;
    }
    const auto end = Clock::now();
    m_lookAt = end + std::max<Clock::duration>(m_pace.polling, 10 * (end - start)); // a slow one is looked at less often
}

void WatchLoop::tell()
{
    QByteArrayList paths = m_batch.values();
    std::ranges::sort(paths);
    m_batch.clear();
    m_first.reset();
    if (std::exchange(m_isEverything, false))
        m_orders->mailbox.post([](Watcher &watcher) { Q_EMIT watcher.everything(); });
    else
        m_orders->mailbox.post([paths](Watcher &watcher) { Q_EMIT watcher.changed(paths); });
}

void WatchLoop::count()
{
    WatchCounts counts{.hasInotify = m_inotify >= 0};
    for (const auto &[path, folder] : m_folders) {
        counts.watched += folder.how == How::Live;
        counts.remote += folder.how == How::Remote;
        counts.beyond += folder.how == How::Beyond;
    }
    if (counts.remote + counts.beyond == 0 || !m_isActive)
        m_lookAt.reset();
    else if (!m_lookAt)
        m_lookAt = Clock::now() + m_pace.polling;
    if (counts == m_told)
        return;
    m_told = counts;
    m_orders->mailbox.post([counts, count = m_orders->count](Watcher &watcher) { count(watcher, counts); });
}

WatchLoop::Snapshot WatchLoop::snapshotOf(const QByteArray &path)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> folder(::opendir(path.constData()), ::closedir);
    if (!folder)
        return std::nullopt;
    Snapshot snapshot(std::in_place);
    while (const dirent *entry = ::readdir(folder.get())) {
        const QByteArray name(entry->d_name);
        struct stat facts{};
        if (name == "." || name == ".." || ::fstatat(::dirfd(folder.get()), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        const auto ns = [](const timespec &time) { return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec; };
        snapshot->insert(name, S_ISDIR(facts.st_mode) ? Stamp{.inode = facts.st_ino, .mode = facts.st_mode}
                                                      : Stamp{facts.st_ino, qint64(facts.st_size), ns(facts.st_mtim),
                                                              ns(facts.st_ctim), facts.st_mode});
    }
    return snapshot;
}

} // namespace oriel::project
