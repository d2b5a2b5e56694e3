// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QObject>

#include <chrono>
#include <memory>

namespace oriel::project {

struct WatchPace
{
    std::chrono::milliseconds quiet{50};     // after the last event
    std::chrono::milliseconds ceiling{500};  // after the first
    std::chrono::milliseconds polling{5000}; // between two looks
    qsizetype most = 4096;                   // paths told one by one
};

// The one watcher of a project: files, editors, `.env`, environments and git. Watches folders, each for itself (inotify; a folder
// that is not named costs nothing), because a file that is replaced by a rename is seen in its folder only. Network file
// systems, and folders beyond the system's limit, are looked at every five seconds instead, while the window is active. A folder
// that is not there, or goes away, is watched as soon as it is made (again).
// GUI thread; a thread of its own reads, and sleeps while nothing happens.
class Watcher final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Watcher)
public:
    explicit Watcher(QObject *parent = nullptr);
    explicit Watcher(const WatchPace &pace, QObject *parent = nullptr);
    ~Watcher() override;
    void setFolders(const QString &owner, const QByteArrayList &folders); // absolute; replaces what this owner named before
    void setActive(bool isActive);                                        // the window's: polling rests without it
    QString limitation() const; // plain text for the status bar, with the sysctl line; empty: all is watched
    int watched() const;        // folders inotify has
    bool isPlaced() const;      // all that was named is watched: placed() was told for it

Q_SIGNALS:
    // Absolute paths, each once: created, written, moved, removed, or its mode changed. A folder's own path: look at all in it.
    // 50 ms after the last event, 500 ms after the first at the latest. A burst above 4,096 paths: everything() instead.
    void changed(const QByteArrayList &paths);
    void everything(); // the queue overflowed, or too much: look at all again
    void limited();    // limitation() differs
    // After each setFolders(), with the folders that no owner had named before: what happens in them is told from now on, what
    // happened before was not.
    void placed(const QByteArrayList &folders);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

bool isNetworkFileSystem(qint64 magic); // statfs's f_type: other machines' changes reach no inotify of ours

} // namespace oriel::project
