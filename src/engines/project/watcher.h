// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QObject>

#include <memory>

namespace oriel::project {

// The one watcher of a project: files, editors, `.env`, environments and git. Watches folders, each for itself (inotify; a folder
// that is not named costs nothing), because a file that is replaced by a rename is seen in its folder only. Network file
// systems, and folders beyond the system's limit, are looked at every five seconds instead, while the window is active.
// GUI thread; a thread of its own reads.
class Watcher final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Watcher)
public:
    explicit Watcher(QObject *parent = nullptr);
    ~Watcher() override;
    void setFolders(const QString &owner, const QByteArrayList &folders); // absolute; replaces what this owner named before
    void setActive(bool isActive);                                        // the window's: polling rests without it
    QString limitation() const; // plain text for the status bar, with the sysctl line; empty: all is watched
    int watched() const;        // folders inotify has

Q_SIGNALS:
    // Absolute paths, each once: created, written, moved, removed, or its mode changed. 50 ms after the last event, 500 ms after
    // the first at the latest. A name alone says nothing of a burst above 4,096 paths: then everything().
    void changed(const QByteArrayList &paths);
    void everything(); // the queue overflowed, or too much: look at all again
    void limited();    // limitation() differs

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::project
