// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QTemporaryDir>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace oriel::test {

// A FIFO whose writer waits in open() until somebody opens it to read: it tells that this happened and lets the reader go on.
class Trap final
{
public:
    Trap()
    {
        m_isMade = mkfifo(name().constData(), 0600) == 0;
        m_writer = std::thread([this] {
            while (!m_isOver) { // a reader may come back
                const int fd = open(name().constData(), O_WRONLY);
                m_isSprung = m_isSprung || !m_isOver;
                close(fd);
            }
        });
    }
    ~Trap() { disarm(); }
    QString path() const { return m_folder.filePath(QStringLiteral("f")); }
    bool isMade() const { return m_isMade; }
    bool isSprung() // ends the watch
    {
        disarm();
        return m_isSprung;
    }

private:
    QByteArray name() const { return QFile::encodeName(path()); }
    void disarm()
    {
        if (!m_writer.joinable())
            return;
        m_isOver = true;
        const int fd = open(name().constData(), O_RDONLY | O_NONBLOCK); // lets the writer out
        m_writer.join();
        close(fd);
    }

    QTemporaryDir m_folder;
    bool m_isMade = false;
    std::atomic_bool m_isOver = false, m_isSprung = false;
    std::thread m_writer;
};

} // namespace oriel::test
