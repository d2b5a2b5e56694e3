// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"

#include <QObject>
#include <QTimer>

class QFileSystemWatcher;

namespace oriel {

struct EnvContent
{
    QByteArray text, hash; // hash: empty where there is no such file
};
EnvContent envContent(const QString &path); // its first MiB; blocks on the disk

// Tells what a .env is now, by its hash, each time that may have changed: written, replaced, made or removed. GUI thread.
class EnvWatch final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvWatch)
public:
    explicit EnvWatch(QObject *parent);
    void watch(const QString &path); // empty: nothing

Q_SIGNALS:
    void found(const QByteArray &hash);

private:
    void look();

    QFileSystemWatcher *m_watcher;
    QString m_path;
    QTimer m_rest; // a folder that is being built in changes a thousand times
    Job m_looking;
};

} // namespace oriel
