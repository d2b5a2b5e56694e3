// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is created, written, renamed, removed or changed in a folder and all that lies below it while this lives.
#pragma once

#include <QByteArrayList>
#include <QHash>

#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace oriel::test {

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
