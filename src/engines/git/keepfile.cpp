// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/keepfile.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Keep)
};

constexpr std::array kindNames{"file"_L1, "link"_L1, "folder"_L1, "absent"_L1};
constexpr qsizetype mostOfDescription = 64 * 1024; // bytes

QString nameOf(int number)
{
    const char *name = ::strerrorname_np(number);
    return QString::fromLatin1(name ? name : "EIO");
}

} // namespace

std::unexpected<Error> systemError(int number, const QByteArray &path)
{
    return std::unexpected(
        Error{Words::tr("%1: %2.").arg(shownText(path), QString::fromLocal8Bit(std::strerror(number))), nameOf(number), {}});
}

std::unexpected<Error> shelfError(int number)
{
    if (number == ENOSPC || number == EDQUOT)
        return std::unexpected(
            Error{Words::tr("Nothing was removed: the disk where Oriel would keep it is full. Free some space and try again."),
                  nameOf(number),
                  {}});
    return std::unexpected(
        Error{Words::tr("Nothing was removed: Oriel could not keep it (%1). Look at the folder of Oriel's state.")
                  .arg(QString::fromLocal8Bit(std::strerror(number))),
              nameOf(number),
              {}});
}

Result<Spot> spotOf(const QByteArray &workTree, const QByteArray &path, bool isMaking)
{
    QByteArrayList parts = path.split('/');
    for (const QByteArray &part : std::as_const(parts))
        if (part.isEmpty() || part == "." || part == ".." || part == ".git")
            return std::unexpected(Error{Words::tr("%1 is no path inside the project.").arg(shownText(path)), u"path"_s, {}});
    Spot spot{Descriptor(::open(workTree.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC)), parts.takeLast()};
    if (spot.folder < 0)
        return systemError(errno, workTree);
    for (const QByteArray &part : std::as_const(parts)) {
        if (isMaking && ::mkdirat(spot.folder, part.constData(), 0777) != 0 && errno != EEXIST)
            return systemError(errno, path);
        spot.folder = Descriptor(::openat(spot.folder, part.constData(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (spot.folder >= 0)
            continue;
        if (!isMaking && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
            break;
        return systemError(errno, path);
    }
    return spot;
}

std::optional<struct stat> lookAt(const Spot &spot)
{
    struct stat facts{};
    if (spot.folder < 0 || ::fstatat(spot.folder, spot.name.constData(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return {};
    return facts;
}

Result<QByteArray> linkTarget(const Spot &spot, const QByteArray &path)
{
    QByteArray target(PATH_MAX, Qt::Uninitialized);
    const ssize_t size = ::readlinkat(spot.folder, spot.name.constData(), target.data(), size_t(target.size()));
    if (size < 0)
        return systemError(errno, path);
    return target.first(size);
}

Result<QByteArray> stateOf(const QByteArray &workTree, const QByteArray &path)
{
    const Result<Spot> spot = spotOf(workTree, path);
    if (!spot)
        return std::unexpected(spot.error());
    const auto facts = lookAt(*spot);
    if (!facts)
        return "absent"_ba;
    if (S_ISDIR(facts->st_mode))
        return "folder"_ba;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (S_ISLNK(facts->st_mode)) {
        const Result<QByteArray> target = linkTarget(*spot, path);
        if (!target)
            return target;
        hash.addData(*target);
        return "link:" + hash.result().toHex();
    }
    if (!S_ISREG(facts->st_mode))
        return "special"_ba;
    const Descriptor file(::openat(spot->folder, spot->name.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    std::vector<char> chunk(256 * 1024);
    ssize_t got = file >= 0 ? 1 : -1;
    while (got > 0 && (got = ::read(file, chunk.data(), chunk.size())) > 0)
        hash.addData(QByteArrayView(chunk.data(), got));
    if (got < 0)
        return systemError(errno, path);
    return "file:" + hash.result().toHex();
}

bool writeBytes(int to, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(to, bytes.data(), size_t(bytes.size()));
        if (written < 0)
            return false;
        bytes = bytes.sliced(written);
    }
    return true;
}

bool copyBytes(int from, int to)
{
    std::vector<char> chunk(256 * 1024);
    ssize_t got = 0;
    while ((got = ::read(from, chunk.data(), chunk.size())) > 0)
        if (!writeBytes(to, {chunk.data(), got}))
            return false;
    return got == 0;
}

QByteArray descriptionOf(const Kept &kept)
{
    const auto text = [](const QByteArray &bytes) { return QString::fromLatin1(bytes.toPercentEncoding("/ ")); };
    const QJsonObject object{{u"tree"_s, text(kept.workTree)},
                             {u"path"_s, text(kept.path)},
                             {u"kind"_s, kindNames[size_t(kept.kind)]},
                             {u"mode"_s, int(kept.mode)},
                             {u"size"_s, kept.size},
                             {u"when"_s, kept.when.toMSecsSinceEpoch()},
                             {u"why"_s, kept.why}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

Result<Kept> readDescription(int fd, const QByteArray &id, qint64 *begin)
{
    QByteArray head(mostOfDescription, Qt::Uninitialized);
    const ssize_t got = ::pread(fd, head.data(), size_t(head.size()), 0);
    head.truncate(std::max<ssize_t>(got, 0));
    const qsizetype lineEnd = head.indexOf('\n');
    const QJsonObject object = QJsonDocument::fromJson(head.first(std::max<qsizetype>(lineEnd, 0))).object();
    const auto kind = std::find(kindNames.begin(), kindNames.end(), object[u"kind"].toString());
    if (kind == kindNames.end())
        return std::unexpected(Error{Words::tr("What was kept cannot be read any more."), u"damaged"_s, QString::fromLatin1(id)});
    const auto bytes = [&object](QStringView key) { return QByteArray::fromPercentEncoding(object[key].toString().toLatin1()); };
    if (begin)
        *begin = lineEnd + 1;
    return Kept{.id = id,
                .workTree = bytes(u"tree"),
                .path = bytes(u"path"),
                .kind = Kept::Kind(kind - kindNames.begin()),
                .mode = quint32(object[u"mode"].toInt()),
                .size = object[u"size"].toInteger(),
                .when = QDateTime::fromMSecsSinceEpoch(object[u"when"].toInteger(), Qt::UTC),
                .why = object[u"why"].toString()};
}

} // namespace oriel::git
