// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/fileaccess.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::project::File)
};

QString codeOf(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return u"missing"_s;
    case EACCES:
    case EPERM:
        return u"denied"_s;
    case EROFS:
        return u"read-only"_s;
    case EISDIR:
    case ENXIO:
        return u"not-a-file"_s;
    case EFBIG:
        return u"too-large"_s;
    default:
        const char *name = ::strerrorname_np(number);
        return QString::fromLatin1(name ? name : "EIO");
    }
}

QString sentence(const QString &code, const QString &file)
{
    if (code == u"missing"_s)
        return Words::tr("%1 is not there any more.").arg(file);
    if (code == u"denied"_s)
        return Words::tr("%1 may not be opened: permission denied.").arg(file);
    if (code == u"read-only"_s)
        return Words::tr("%1 may not be written. Change its permissions, or save under another name.").arg(file);
    if (code == u"not-a-file"_s)
        return Words::tr("%1 is no ordinary file.").arg(file);
    if (code == u"changed"_s)
        return Words::tr("%1 was changed on the disk meanwhile and was left as it is. Compare the two, then decide.").arg(file);
    if (code == u"too-large"_s)
        return Words::tr("%1 is too large for this.").arg(file);
    if (code == u"ELOOP"_s)
        return Words::tr("%1 is a link that leads nowhere.").arg(file);
    if (code == u"ENOSPC"_s || code == u"EDQUOT"_s)
        return Words::tr("The disk of %1 is full; the file was left as it is. Free some space there, then save again.").arg(file);
    if (code == u"ENAMETOOLONG"_s)
        return Words::tr("The name %1… is too long for a file.").arg(file.left(80));
    if (code == u"cancelled"_s)
        return Words::tr("%1 was not read to its end: stopped.").arg(file);
    return {};
}

} // namespace

std::unexpected<Error> fileError(const QByteArray &path, const QString &code)
{
    return std::unexpected(Error{sentence(code, withMarks(QFile::decodeName(path))), code, {}});
}

std::unexpected<Error> fileError(const QByteArray &path, int number)
{
    auto refused = fileError(path, codeOf(number));
    Error &error = refused.error();
    error.detail = QString::fromLocal8Bit(::strerror(number));
    if (error.message.isEmpty())
        error.message = Words::tr("%1 could not be read or written: %2.").arg(withMarks(QFile::decodeName(path)), error.detail);
    return refused;
}

Result<OpenFile> openRegular(const QByteArray &path, int flags)
{
    OpenFile open{.file = Descriptor(::open(path.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | flags))};
    if (!open.file || ::fstat(open.file.get(), &open.facts) != 0)
        return fileError(path, errno);
    if (!S_ISREG(open.facts.st_mode))
        return fileError(path, u"not-a-file"_s);
    return open;
}

FileState stateFrom(const struct stat &facts, QByteArray hash)
{
    return {.hash = std::move(hash),
            .mode = facts.st_mode & 07777,
            .size = facts.st_size,
            .modified = facts.st_mtim.tv_sec * 1'000'000'000LL + facts.st_mtim.tv_nsec,
            .device = facts.st_dev,
            .inode = facts.st_ino};
}

QByteArray hashOf(QByteArrayView bytes) { return QCryptographicHash::hash(bytes, QCryptographicHash::Blake2b_256); }

Result<QByteArray> hashOfFile(int file, const QByteArray &path, std::stop_token stop)
{
    QCryptographicHash hash(QCryptographicHash::Blake2b_256);
    QByteArray bytes(1 << 20, Qt::Uninitialized);
    for (;;) {
        if (stop.stop_requested())
            return fileError(path, u"cancelled"_s);
        const Result<qint64> got = readInto(file, bytes.data(), bytes.size(), path);
        if (!got)
            return std::unexpected(got.error());
        if (*got == 0)
            return hash.result();
        hash.addData(QByteArrayView(bytes).first(*got));
    }
}

Result<qint64> readInto(int file, char *bytes, qint64 size, const QByteArray &path)
{
    qint64 done = 0;
    while (done < size) {
        const ssize_t got = ::read(file, bytes + done, size_t(std::min<qint64>(size - done, 1 << 30)));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fileError(path, errno);
        if (got == 0)
            break;
        done += got;
    }
    return done;
}

int writeAll(int file, QByteArrayView bytes, qint64 at)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::pwrite(file, bytes.data(), size_t(std::min<qsizetype>(bytes.size(), 1 << 30)), at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written < 0 ? errno : ENOSPC;
        bytes = bytes.sliced(written);
        at += written;
    }
    return 0;
}

} // namespace oriel::project
