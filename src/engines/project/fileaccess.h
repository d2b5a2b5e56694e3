// SPDX-License-Identifier: GPL-3.0-or-later
// Inside the room: descriptors and the words for what went wrong with a file. Any thread but the GUI's.
#pragma once

#include "base/descriptor.h"
#include "engines/project/textfile.h"

#include <sys/stat.h>

namespace oriel::project {

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
