// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/beneath.h"

#include <QList>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

#include <cerrno>

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

constexpr int readFlags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

// Folder by folder: for kernels and sandboxes without openat2.
int openStepwise(int root, const QByteArray &path)
{
    const QList<QByteArray> names = path.split('/');
    Descriptor folder;
    for (qsizetype at = 0; at + 1 < names.size(); ++at) {
        if (names[at] == "..")
            return errno = EXDEV, -1;
        Descriptor next(
            ::openat(folder ? folder.get() : root, names[at].constData(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!next)
            return -1;
        folder = std::move(next);
    }
    return ::openat(folder ? folder.get() : root, names.last().constData(), readFlags | O_NOFOLLOW);
}

} // namespace

Result<Beneath> Beneath::open(const QByteArray &root)
{
    Beneath beneath;
    beneath.m_root = Descriptor(::open(root.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!beneath.m_root)
        return fileError(root, errno);
    return beneath;
}

int Beneath::openAt(const QByteArray &path) const
{
    open_how how{};
    how.flags = readFlags;
    how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;
    const auto opened = int(::syscall(SYS_openat2, m_root.get(), path.constData(), &how, sizeof how));
    return opened < 0 && (errno == ENOSYS || errno == EPERM) ? openStepwise(m_root.get(), path) : opened;
}

Result<OpenFile> Beneath::file(const QByteArray &path) const
{
    OpenFile open{.file = Descriptor(openAt(path))};
    if (!open.file && (errno == ELOOP || errno == EXDEV))
        return fileError(path, u"not-a-file"_s);
    if (!open.file || ::fstat(open.file.get(), &open.facts) != 0)
        return fileError(path, errno);
    if (!S_ISREG(open.facts.st_mode))
        return fileError(path, u"not-a-file"_s);
    return open;
}

} // namespace oriel::project
