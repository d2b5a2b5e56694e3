// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the room: descriptors and the words for what went wrong with a file. Any thread but the GUI's.
#pragma once

#include "engines/project/textfile.h"

#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace oriel::project {

class Descriptor final
{
public:
    explicit Descriptor(int number = -1) : m_number(number) {}
    Descriptor(Descriptor &&other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    int get() const { return m_number; }
    explicit operator bool() const { return m_number >= 0; }

private:
    int m_number;
};

std::unexpected<Error> fileError(const QByteArray &path, int number); // errno
std::unexpected<Error> fileError(const QByteArray &path, const QString &code);

struct OpenFile
{
    Descriptor file;
    struct stat facts{};
};
// For reading; a regular file only; a pipe or a device is never waited for. Links are followed unless flags says O_NOFOLLOW.
Result<OpenFile> openRegular(const QByteArray &path, int flags = 0);
FileState stateFrom(const struct stat &facts, QByteArray hash);
QByteArray hashOf(QByteArrayView bytes);
Result<QByteArray> hashOfFile(int file, const QByteArray &path, std::stop_token stop = {}); // from where it stands
// Reads up to `size` bytes; fewer at the end of the file.
Result<qint64> readInto(int file, char *bytes, qint64 size, const QByteArray &path);
// 0, or errno.
int writeAll(int file, QByteArrayView bytes, qint64 at);

} // namespace oriel::project
