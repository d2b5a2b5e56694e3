// SPDX-License-Identifier: GPL-3.0-or-later
// What a folder must not notice: a watch over whatever is created, written, renamed, removed or changed in it and all that lies
// below it, and a mount on which nothing of it can be.
#pragma once

#include <QByteArrayList>
#include <QHash>

#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace oriel::test {

// Path to what lstat says of it, without the times of reading.
inline QList<std::pair<QByteArray, QByteArray>> everythingIn(const QByteArray &folder)
{
    QList<std::pair<QByteArray, QByteArray>> all;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder.toStdString())) {
        struct stat facts{};
        ::lstat(entry.path().c_str(), &facts);
        all << std::pair(QByteArray::fromStdString(entry.path().string()),
                         QByteArray::number(facts.st_ino) + ' ' + QByteArray::number(facts.st_size) + ' ' +
                             QByteArray::number(facts.st_mode) + ' ' + QByteArray::number(qint64(facts.st_mtim.tv_sec)) + '.' +
                             QByteArray::number(qint64(facts.st_mtim.tv_nsec)) + ' ' +
                             QByteArray::number(qint64(facts.st_ctim.tv_nsec)));
    }
    std::ranges::sort(all);
    return all;
}

// The folder, once more at `at`, where nobody can write; isMounted() is false for who may not mount.
class ReadOnlyMount final
{
    Q_DISABLE_COPY_MOVE(ReadOnlyMount)
public:
    ReadOnlyMount(const QByteArray &folder, const QByteArray &at) : m_at(at)
    {
        std::filesystem::create_directory(at.toStdString());
        m_isMounted = ::mount(folder.constData(), at.constData(), nullptr, MS_BIND, nullptr) == 0;
        if (m_isMounted && ::mount(nullptr, at.constData(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) != 0)
            qFatal("%s does not become read-only: %s", at.constData(), std::strerror(errno));
    }
    ~ReadOnlyMount()
    {
        if (m_isMounted)
            ::umount2(m_at.constData(), MNT_DETACH);
    }
    bool isMounted() const { return m_isMounted; }
    const QByteArray &path() const { return m_at; }

private:
    const QByteArray m_at;
    bool m_isMounted = false;
};

class Footprint final
{
    Q_DISABLE_COPY_MOVE(Footprint)
public:
    explicit Footprint(const QByteArray &folder) : m_file(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
    {
        const std::filesystem::path top(folder.toStdString());
        watch(top);
        for (const auto &entry : std::filesystem::recursive_directory_iterator(top))
            if (entry.is_directory() && !entry.is_symlink())
                watch(entry.path());
    }
    ~Footprint() { ::close(m_file); }

    QByteArrayList steps() // what has been touched since the last call, each once
    {
        QByteArrayList paths;
        alignas(inotify_event) char buffer[64 * 1024];
        for (ssize_t size; (size = ::read(m_file, buffer, sizeof buffer)) > 0;) {
            for (ssize_t at = 0; at < size;) {
                const auto *event = reinterpret_cast<const inotify_event *>(buffer + at);
                const QByteArray path = m_folders.value(event->wd) + '/' + (event->len ? event->name : "");
                if (!paths.contains(path))
                    paths += path;
                at += ssize_t(sizeof *event + event->len);
            }
        }
        return paths;
    }

private:
    void watch(const std::filesystem::path &folder)
    {
        constexpr uint32_t mask = IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MODIFY | IN_MOVE | IN_CLOSE_WRITE;
        const int number = ::inotify_add_watch(m_file, folder.c_str(), mask);
        if (number < 0)
            qFatal("%s cannot be watched: %s", folder.c_str(), std::strerror(errno));
        m_folders[number] = QByteArray::fromStdString(folder);
    }

    const int m_file;
    QHash<int, QByteArray> m_folders;
};

} // namespace oriel::test
