// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/operations.h"

#include "base/text.h"
#include "engines/project/beneath.h"

#include <QCoreApplication>
#include <QDateTime>

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <optional>

namespace oriel::project {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::project::Files)
};

Error exists(const QByteArray &path)
{
    return {Words::tr("%1 is there already. Choose another name.").arg(shownText(path)), u"exists"_s, {}};
}

// Never over something; where the file system does not know how (EINVAL), by looking first.
int renameIfFree(int fromFolder, const QByteArray &from, int toFolder, const QByteArray &to)
{
    if (::renameat2(fromFolder, from.constData(), toFolder, to.constData(), RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL)
        return errno;
    struct stat facts{};
    if (::fstatat(toFolder, to.constData(), &facts, AT_SYMLINK_NOFOLLOW) == 0)
        return EEXIST;
    return ::renameat(fromFolder, from.constData(), toFolder, to.constData()) == 0 ? 0 : errno;
}

QByteArray pathOf(const Descriptor &folder) // as the kernel knows it
{
    std::array<char, PATH_MAX> path{};
    const auto size = ::readlink(("/proc/self/fd/" + QByteArray::number(folder.get())).constData(), path.data(), path.size());
    return QByteArray(path.data(), std::max<ssize_t>(size, 0));
}

std::optional<dev_t> deviceOf(const QByteArray &path)
{
    struct stat facts{};
    return ::stat(path.constData(), &facts) == 0 ? std::optional(facts.st_dev) : std::nullopt;
}

QByteArray parentOf(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return slash <= 0 ? QByteArray("/") : path.first(slash);
}

bool makePrivate(const QByteArray &folder) // with what is above it
{
    if (::mkdir(folder.constData(), 0700) == 0)
        return true;
    if (errno == ENOENT)
        return folder != "/" && makePrivate(parentOf(folder)) && ::mkdir(folder.constData(), 0700) == 0;
    struct stat facts{};
    return errno == EEXIST && ::lstat(folder.constData(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

struct Trash
{
    QByteArray folder;
    QByteArray top; // what the paths in its info files begin at; empty: absolute
};

// The trash a file in `folder` may be renamed into. Nothing is made inside the project for it.
std::optional<Trash> trashFor(const QByteArray &root, const QByteArray &folder)
{
    const auto device = deviceOf(folder);
    const QByteArray data = qgetenv("XDG_DATA_HOME");
    const QByteArray home = (data.isEmpty() ? qgetenv("HOME") + "/.local/share" : data) + "/Trash";
    QByteArray there = home;
    while (!deviceOf(there) && there.size() > 1)
        there = parentOf(there);
    if (device && deviceOf(there) == device && makePrivate(home + "/files") && makePrivate(home + "/info"))
        return Trash{home, {}};
    QByteArray top = folder;
    while (top.size() > 1 && deviceOf(parentOf(top)) == device)
        top = parentOf(top);
    const QByteArray user = QByteArray::number(::getuid()), slash = top.size() > 1 ? "/" : "";
    struct stat facts{};
    const QByteArray shared = top + slash + ".Trash", own = top + slash + ".Trash-" + user;
    const bool isShared = ::lstat(shared.constData(), &facts) == 0 && S_ISDIR(facts.st_mode) && (facts.st_mode & S_ISVTX);
    const bool isInProject = top == root || top.startsWith(root + '/');
    for (const QByteArray &trash : {isShared ? shared + '/' + user : QByteArray(), own})
        if (!trash.isEmpty() && (!isInProject || deviceOf(trash)) && makePrivate(trash + "/files") &&
            makePrivate(trash + "/info"))
            return Trash{trash, top};
    return std::nullopt;
}

// Takes a name in the trash by making its info file, which says where it was.
Result<Trashed> entryOf(const Trash &trash, const QByteArray &name, const QByteArray &from)
{
    const QByteArray was = trash.top.isEmpty() ? from : from.sliced(trash.top.size() > 1 ? trash.top.size() + 1 : 1);
    const QByteArray text = "[Trash Info]\nPath=" + was.toPercentEncoding("/") +
                            "\nDeletionDate=" + QDateTime::currentDateTime().toString(u"yyyy-MM-ddTHH:mm:ss"_s).toLatin1() + '\n';
    for (int number = 1;; ++number) {
        const QByteArray entry = name.left(220) + (number > 1 ? '.' + QByteArray::number(number) : QByteArray());
        const Trashed trashed{trash.folder + "/files/" + entry, trash.folder + "/info/" + entry + ".trashinfo"};
        const Descriptor info(::open(trashed.info.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!info && errno == EEXIST)
            continue;
        if (!info || ::write(info.get(), text.constData(), std::size_t(text.size())) != text.size())
            return std::unexpected(failure(Words::tr("The trash %1 cannot be written").arg(shownText(trash.folder)), errno));
        return trashed;
    }
}

} // namespace

Result<> createFile(const QByteArray &root, const QByteArray &path)
{
    const auto spot = spotBeneath(root, path, true);
    if (!spot)
        return std::unexpected(spot.error());
    const Descriptor file(
        ::openat(spot->folder.get(), spot->name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (!file)
        return std::unexpected(errno == EEXIST ? exists(path)
                                               : failure(Words::tr("%1 cannot be made").arg(shownText(path)), errno));
    return {};
}

Result<> createFolder(const QByteArray &root, const QByteArray &path)
{
    const auto spot = spotBeneath(root, path, true);
    if (!spot)
        return std::unexpected(spot.error());
    if (::mkdirat(spot->folder.get(), spot->name.constData(), 0777) != 0)
        return std::unexpected(errno == EEXIST ? exists(path)
                                               : failure(Words::tr("%1 cannot be made").arg(shownText(path)), errno));
    return {};
}

Result<> rename(const QByteArray &root, const QByteArray &from, const QByteArray &to)
{
    if (to.startsWith(from + '/'))
        return std::unexpected(Error{Words::tr("%1 cannot be moved into itself.").arg(shownText(from)), u"EINVAL"_s, {}});
    const auto source = spotBeneath(root, from);
    if (!source)
        return std::unexpected(source.error());
    struct stat facts{};
    if (::fstatat(source->folder.get(), source->name.constData(), &facts, AT_SYMLINK_NOFOLLOW) !=
        0) // before folders are made for it
        return std::unexpected(failure(Words::tr("%1 cannot be renamed").arg(shownText(from)), errno));
    const auto target = spotBeneath(root, to, true);
    if (!target)
        return std::unexpected(target.error());
    const int number = renameIfFree(source->folder.get(), source->name, target->folder.get(), target->name);
    if (number != 0)
        return std::unexpected(number == EEXIST ? exists(to)
                                                : failure(Words::tr("%1 cannot be renamed").arg(shownText(from)), number));
    return {};
}

Result<Trashed> moveToTrash(const QByteArray &root, const QByteArray &path)
{
    const auto spot = spotBeneath(root, path);
    if (!spot)
        return std::unexpected(spot.error());
    struct stat facts{};
    if (::fstatat(spot->folder.get(), spot->name.constData(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return std::unexpected(failure(Words::tr("%1 cannot be moved to the trash").arg(shownText(path)), errno));
    const auto noTrash = [&] {
        return std::unexpected(Error{
            Words::tr("%1 lies on a file system without a trash. Nothing was deleted.").arg(shownText(path)), u"no-trash"_s, {}});
    };
    const QByteArray folder = pathOf(spot->folder);
    const auto trash = trashFor(root, folder);
    if (!trash)
        return noTrash();
    const auto trashed = entryOf(*trash, spot->name, (folder.size() > 1 ? folder + '/' : folder) + spot->name);
    if (!trashed)
        return trashed;
    const int number = renameIfFree(spot->folder.get(), spot->name, AT_FDCWD, trashed->file);
    if (number == 0)
        return trashed;
    ::unlink(trashed->info.constData());
    if (number == EXDEV)
        return noTrash();
    return std::unexpected(failure(Words::tr("%1 cannot be moved to the trash").arg(shownText(path)), number));
}

Result<> restore(const QByteArray &root, const QByteArray &path, const Trashed &trashed)
{
    const auto spot = spotBeneath(root, path, true);
    if (!spot)
        return std::unexpected(spot.error());
    const int number = renameIfFree(AT_FDCWD, trashed.file, spot->folder.get(), spot->name);
    if (number != 0)
        return std::unexpected(number == EEXIST ? exists(path)
                                                : failure(Words::tr("%1 cannot be brought back").arg(shownText(path)), number));
    ::unlink(trashed.info.constData());
    return {};
}

} // namespace oriel::project
