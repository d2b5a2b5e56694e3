// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/copying.h"

#include "base/owned.h"
#include "base/text.h"
#include "engines/project/beneath.h"

#include <QCoreApplication>
#include <QUuid>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <vector>

namespace oriel::project {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::project::Files)
};

using Folder = Owned<DIR, ::closedir>;

struct At // a name in an open folder
{
    int folder;
    const char *name;
};

QByteArrayList namesIn(int folder)
{
    QByteArrayList names;
    const Folder listing(::fdopendir(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    while (const dirent *entry = listing ? ::readdir(listing.get()) : nullptr)
        if (qstrcmp(entry->d_name, ".") != 0 && qstrcmp(entry->d_name, "..") != 0)
            names << entry->d_name;
    return names;
}

void removeAll(At at)
{
    if (::unlinkat(at.folder, at.name, 0) == 0)
        return;
    {
        const Descriptor folder(::openat(at.folder, at.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        for (const QByteArray &name : folder ? namesIn(folder.get()) : QByteArrayList())
            removeAll({folder.get(), name.constData()});
    }
    ::unlinkat(at.folder, at.name, AT_REMOVEDIR);
}

// Each answers an errno; 0: done.
class Copying final
{
public:
    explicit Copying(std::stop_token stop) : m_stop(std::move(stop)) {}

    int copy(At from, At to, int depth = 0)
    {
        struct stat facts{};
        if (m_stop.stop_requested())
            return ECANCELED;
        if (::fstatat(from.folder, from.name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
            return errno;
        if (depth == 0)
            m_device = facts.st_dev, m_inode = facts.st_ino;
        if (S_ISLNK(facts.st_mode))
            return copyLink(from, to);
        if (S_ISREG(facts.st_mode))
            return copyFile(from, to, facts.st_mode);
        if (!S_ISDIR(facts.st_mode))
            return depth > 0 ? 0 : EOPNOTSUPP;
        return depth < 256 ? copyFolder(from, to, facts.st_mode, depth) : ENAMETOOLONG;
    }

private:
    static int copyLink(At from, At to)
    {
        std::array<char, PATH_MAX> target{};
        const auto size = ::readlinkat(from.folder, from.name, target.data(), target.size() - 1);
        return size < 0 || ::symlinkat(target.data(), to.folder, to.name) != 0 ? errno : 0;
    }
    int copyFile(At from, At to, mode_t mode)
    {
        const Descriptor in(::openat(from.folder, from.name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
        if (!in)
            return errno;
        const Descriptor out(::openat(to.folder, to.name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!out)
            return errno;
        std::vector<char> buffer(1 << 18);
        while (const auto size = ::read(in.get(), buffer.data(), buffer.size())) {
            if (size < 0)
                return errno;
            if (m_stop.stop_requested())
                return ECANCELED;
            for (ssize_t done = 0; done < size;) {
                const auto written = ::write(out.get(), buffer.data() + done, std::size_t(size - done));
                if (written < 0)
                    return errno;
                done += written;
            }
        }
        return ::fchmod(out.get(), mode & 0777) == 0 ? 0 : errno;
    }
    int copyFolder(At from, At to, mode_t mode, int depth)
    {
        const Descriptor in(::openat(from.folder, from.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!in)
            return errno;
        const QByteArrayList names = namesIn(in.get()); // before the copy may come to stand among them
        if (::mkdirat(to.folder, to.name, 0700) != 0)
            return errno;
        const Descriptor out(::openat(to.folder, to.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!out)
            return errno;
        for (const QByteArray &name : names) {
            struct stat facts{};
            if (::fstatat(in.get(), name.constData(), &facts, AT_SYMLINK_NOFOLLOW) == 0 && facts.st_dev == m_device &&
                facts.st_ino == m_inode)
                return EINVAL; // into itself
            if (const int number = copy({in.get(), name.constData()}, {out.get(), name.constData()}, depth + 1); number != 0)
                return number;
        }
        return ::fchmod(out.get(), (mode & 0777) | 0700) == 0 ? 0 : errno;
    }

    std::stop_token m_stop;
    dev_t m_device = 0;
    ino_t m_inode = 0;
};

} // namespace

Result<> copyInto(const QByteArray &root, const QByteArray &from, const QByteArray &to, std::stop_token stop)
{
    if ((root + '/' + to).startsWith(from + '/'))
        return std::unexpected(Error{Words::tr("%1 cannot be copied into itself.").arg(shownText(from)), u"EINVAL"_s, {}});
    const auto spot = spotBeneath(root, to);
    if (!spot)
        return std::unexpected(spot.error());
    const QByteArray made = ".oriel-" + QUuid::createUuid().toByteArray(QUuid::Id128).first(12);
    int number = Copying(stop).copy({AT_FDCWD, from.constData()}, {spot->folder, made.constData()});
    if (number == 0 && ::renameat2(spot->folder, made.constData(), spot->folder, spot->name.constData(), RENAME_NOREPLACE) != 0)
        number = errno;
    if (number == 0)
        return {};
    removeAll({spot->folder, made.constData()});
    if (number == EEXIST)
        return std::unexpected(Error{Words::tr("%1 is there already. Choose another name.").arg(shownText(to)), u"exists"_s, {}});
    if (number == ECANCELED)
        return std::unexpected(Error{Words::tr("Cancelled."), u"cancelled"_s, {}});
    if (number == EOPNOTSUPP)
        return std::unexpected(Error{Words::tr("%1 is neither a file nor a folder.").arg(shownText(from)), u"special"_s, {}});
    return std::unexpected(failure(Words::tr("%1 cannot be copied").arg(shownText(from)), number));
}

} // namespace oriel::project
