// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bell.h"
#include "base/detach.h"
#include "engines/project/watcher.h"

#include <QHash>
#include <QSet>

#include <map>
#include <optional>

namespace oriel::project {

struct WatchCounts
{
    int watched = 0;        // by inotify
    int remote = 0;         // polled: on network file systems
    int beyond = 0;         // polled: the system's limit is reached
    bool hasInotify = true; // false: the limit is that of inotify's instances, not of its watches
    bool operator==(const WatchCounts &) const = default;
    bool isSameLimit(const WatchCounts &other) const { return remote == other.remote && beyond == other.beyond; }
};

// What a Watcher and its thread share. The thread may outlive the watcher for as long as a dead network file system holds it.
struct WatchOrders
{
    std::mutex mutex; // guards the four
    QSet<QByteArray> wanted;
    bool isActive = true;
    bool isEnding = false;
    quint64 number = 0; // of the last call of setFolders()
    Bell bell;          // the four differ
    Mailbox<Watcher> mailbox;
    std::function<void(Watcher &, const WatchCounts &)> count; // on the watcher's thread, as the next
    std::function<void(Watcher &, quint64 number, const QByteArrayList &folders)> placed;
};

// The thread of a Watcher: inotify's watches, and snapshots of the folders it cannot have.
class WatchLoop final
{
    Q_DISABLE_COPY_MOVE(WatchLoop)
public:
    WatchLoop(std::shared_ptr<WatchOrders> orders, const WatchPace &pace);
    ~WatchLoop();
    void run(); // until the orders are to end

private:
    struct Stamp
    {
        quint64 inode = 0;
        qint64 size = 0, written = 0, changed = 0; // ns
        quint32 mode = 0;
        bool operator==(const Stamp &) const = default;
    };
    using Snapshot = std::optional<QHash<QByteArray, Stamp>>; // nothing: it cannot be read
    enum class How { Missing, Live, Remote, Beyond };
    struct Folder
    {
        How how = How::Missing;
        Snapshot seen = {};
        QByteArray vigil = {}; // Missing: the nearest folder above it that is there
    };
    using Folders = std::map<QByteArray, Folder>;

    int timeout() const;
    bool takeOrders();
    void readEvents();
    void take(int watch, quint32 mask, const QByteArray &name);
    void note(const QByteArray &path);
    void settle();
    void verify();
    void place(const QByteArray &path, Folder &folder);
    void awaitFolder(const QByteArray &path, Folder &folder);
    int add(const QByteArray &path);
    void drop(const QByteArray &path);
    void dropIdle();
    void look();
    void tell();
    void count();
    static Snapshot snapshotOf(const QByteArray &path);

    const std::shared_ptr<WatchOrders> m_orders;
    const WatchPace m_pace;
    int m_inotify;
    quint64 m_number = 0;
    bool m_isFull = false, m_isActive = true, m_isEverything = false, m_hasLost = false;
    Folders m_folders;                   // the wanted ones
    std::map<QByteArray, int> m_watches; // path to inotify's number: wanted folders and vigils
    QHash<int, QByteArrayList> m_paths;  // the other way: two paths may lead to one folder
    QSet<QByteArray> m_suspects;         // what is at and below them may be another folder now
    QSet<QByteArray> m_batch;
    std::optional<Clock::time_point> m_first, m_lookAt;
    Clock::time_point m_last;
    WatchCounts m_told;
};

} // namespace oriel::project
