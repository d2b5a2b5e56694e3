// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/envwatch.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QFileSystemWatcher>

#include <utility>

namespace oriel {

namespace {

constexpr qint64 largest = 1 << 20; // bytes
constexpr auto rest = 50;           // ms

} // namespace

EnvContent envContent(const QString &path)
{
    QFile file(path);
    if (path.isEmpty() || !QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)) // opening a pipe would wait
        return {};
    const QByteArray text = file.read(largest);
    return {text, QCryptographicHash::hash(text, QCryptographicHash::Sha256)};
}

EnvWatch::EnvWatch(QObject *parent) : QObject(parent), m_watcher(new QFileSystemWatcher(this))
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(rest);
    const auto wait = [this] {
        if (!m_rest.isActive())
            m_rest.start();
    };
    connect(m_watcher, &QFileSystemWatcher::fileChanged, this, wait);
    connect(m_watcher, &QFileSystemWatcher::directoryChanged, this, wait);
    connect(&m_rest, &QTimer::timeout, this, &EnvWatch::look);
}

void EnvWatch::watch(const QString &path)
{
    if (std::exchange(m_path, path) == path)
        return;
    if (const QStringList watched = m_watcher->files() + m_watcher->directories(); !watched.isEmpty())
        m_watcher->removePaths(watched);
    if (path.isEmpty())
        return;
    m_watcher->addPath(QFileInfo(path).path()); // editors write a new file in its place
    look();
}

void EnvWatch::look()
{
    m_looking = inBackground(
        this, QThreadPool::globalInstance(), [path = m_path](std::stop_token) { return envContent(path).hash; },
        [this](const QByteArray &hash) {
            if (!hash.isEmpty() && !m_watcher->files().contains(m_path)) {
                m_watcher->addPath(m_path);
                m_rest.start(); // it may have changed before it was watched
            }
            Q_EMIT found(hash);
        });
}

} // namespace oriel
