// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/beneath.h"

#include "base/text.h"

#include <QByteArrayList>
#include <QCoreApplication>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstring>
#include <utility>

using namespace Qt::StringLiterals;

namespace oriel::project {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::project::Files)
};

constexpr int readFlags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

bool isName(const QByteArray &part) { return !part.isEmpty() && part != "." && part != ".." && !part.contains('\0'); }

// Folder by folder. None: errno, EXDEV where the way leads out.
Descriptor folderBelow(int root, const QByteArray &path, bool isMaking)
{
    Descriptor at;
    for (const QByteArray &part : path.split('/')) {
        const int above = at ? at.get() : root;
        if (!isName(part))
            return errno = EXDEV, Descriptor();
        if (isMaking && ::mkdirat(above, part.constData(), 0777) != 0 && errno != EEXIST)
            return Descriptor();
        Descriptor next(::openat(above, part.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
        if (!next) {
            const int number = errno;
            struct stat facts{};
            const bool isLink = ::fstatat(above, part.constData(), &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(facts.st_mode);
            return errno = isLink ? EXDEV : number, Descriptor();
        }
        at = std::move(next);
    }
    return at;
}

Error outside(const QByteArray &root, const QByteArray &path)
{
    return {Words::tr("%1 is not below %2: a link or “..” is on the way. Open the folder it leads to.")
                .arg(shownText(path), shownText(root)),
            u"outside"_s,
            {}};
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
    if (opened >= 0 || (errno != ENOSYS && errno != EPERM))
        return opened;
    const qsizetype slash = path.lastIndexOf('/'); // kernels and sandboxes without openat2
    const Descriptor folder = slash < 0 ? Descriptor() : folderBelow(m_root.get(), path.first(slash), false);
    if (slash >= 0 && !folder)
        return -1;
    return ::openat(slash < 0 ? m_root.get() : folder.get(), path.constData() + slash + 1, readFlags | O_NOFOLLOW);
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

Result<Descriptor> openBeneath(const QByteArray &root, const QByteArray &path, bool isMaking)
{
    Descriptor top(::open(root.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!top)
        return std::unexpected(failure(Words::tr("%1 cannot be opened").arg(shownText(root)), errno));
    if (path.isEmpty())
        return top;
    Descriptor folder = folderBelow(top.get(), path, isMaking);
    if (folder)
        return folder;
    if (errno == EXDEV)
        return std::unexpected(outside(root, path));
    const QString sentence = isMaking ? Words::tr("%1 cannot be made") : Words::tr("%1 cannot be opened");
    return std::unexpected(failure(sentence.arg(shownText(path)), errno));
}

Result<Spot> spotBeneath(const QByteArray &root, const QByteArray &path, bool isMaking)
{
    const qsizetype slash = path.lastIndexOf('/');
    const QByteArray name = path.sliced(slash + 1);
    if (slash == 0 || !isName(name))
        return std::unexpected(Error{Words::tr("“%1” is no name for a file.").arg(shownText(path)), u"outside"_s, {}});
    auto folder = openBeneath(root, slash < 0 ? QByteArray() : path.first(slash), isMaking);
    if (!folder)
        return std::unexpected(folder.error());
    return Spot{std::move(*folder), name};
}

Error failure(const QString &sentence, int number)
{
    return {Words::tr("%1: %2.").arg(sentence, QString::fromLocal8Bit(::strerror(number))),
            QString::fromLatin1(::strerrorname_np(number)),
            {}};
}

} // namespace oriel::project
