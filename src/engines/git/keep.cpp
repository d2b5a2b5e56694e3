// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/keep.h"

#include "base/text.h"
#include "engines/git/keepfile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <vector>

namespace oriel::git {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::git::Keep)
};

constexpr qsizetype fewFiles = 8; // above it one sync of the file system is quicker than one of each file

Result<Descriptor> openShelf(const Shelf &shelf)
{
    const QString folder = QFile::decodeName(shelf.folder);
    if (!QDir(folder).exists()) {
        QDir().mkpath(folder);
        ::chmod(shelf.folder.constData(), 0700);
    }
    Descriptor handle(::open(shelf.folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (handle < 0)
        return shelfError(errno);
    return handle;
}

QByteArray keyOf(const QByteArray &workTree, const QByteArray &path) // of a file in names: its history is found without reading
{
    return QCryptographicHash::hash(workTree + '\0' + path, QCryptographicHash::Sha256).toHex().first(16);
}

QByteArray newId(const Kept &kept)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return QByteArray::number(qint64(std::chrono::nanoseconds(now).count())).rightJustified(19, '0') + '-' +
           QByteArray::number(QRandomGenerator::system()->generate64(), 16).rightJustified(16, '0') + '-' +
           keyOf(kept.workTree, kept.path);
}

std::unexpected<Error> goneError(const QByteArray &id)
{
    return std::unexpected(Error{Words::tr("It is no longer kept."), u"not-found"_s, QString::fromLatin1(id)});
}

std::unexpected<Error> changingError(const QByteArray &path)
{
    return std::unexpected(
        Error{Words::tr("Nothing was removed: %1 is being written. Try again.").arg(shownText(path)), u"changing"_s, {}});
}

bool isSame(const std::optional<struct stat> &a, const std::optional<struct stat> &b)
{
    if (!a || !b)
        return !a && !b;
    const auto when = [](const timespec &t) { return std::pair(t.tv_sec, t.tv_nsec); };
    return a->st_ino == b->st_ino && a->st_mode == b->st_mode && a->st_size == b->st_size &&
           when(a->st_mtim) == when(b->st_mtim) && when(a->st_ctim) == when(b->st_ctim);
}

// Files on their way to the shelf: all of them get their names, or none.
class Batch final
{
    Q_DISABLE_COPY_MOVE(Batch)
public:
    explicit Batch(const Shelf &shelf, Descriptor folder) : m_folder(std::move(folder)), m_path(shelf.folder) {}
    ~Batch()
    {
        for (const auto &[part, id] : std::as_const(m_parts))
            ::unlinkat(m_folder, part.constData(), 0);
        if (!m_isDone)
            for (const auto &[part, id] : std::as_const(m_parts))
                ::unlinkat(m_folder, (id + ".kept").constData(), 0);
    }
    Result<> add(const Kept &kept, const std::function<bool(int)> &content)
    {
        QByteArray name = m_path + "/.part-XXXXXX";
        const Descriptor file(::mkostemp(name.data(), O_CLOEXEC)); // 0600
        if (file < 0)
            return shelfError(errno);
        m_parts.emplaceBack(name.sliced(m_path.size() + 1), kept.id);
        const QByteArray head = descriptionOf(kept);
        if (!writeBytes(file, head) || !content(file) || (m_parts.size() <= fewFiles && ::fsync(file) != 0))
            return shelfError(errno);
        return {};
    }
    Result<> finish()
    {
        if (m_parts.size() > fewFiles && ::syncfs(m_folder) != 0)
            return shelfError(errno);
        for (const auto &[part, id] : std::as_const(m_parts))
            if (::renameat(m_folder, part.constData(), m_folder, (id + ".kept").constData()) != 0)
                return shelfError(errno);
        if (::fsync(m_folder) != 0)
            return shelfError(errno);
        m_isDone = true;
        return {};
    }
    QByteArrayList ids() const
    {
        QByteArrayList ids;
        for (const auto &[part, id] : m_parts)
            ids << id;
        return ids;
    }

private:
    Descriptor m_folder;
    QByteArray m_path;
    QList<std::pair<QByteArray, QByteArray>> m_parts; // name until it is whole, id
    bool m_isDone = false;
};

struct Source
{
    Kept kept;
    Spot spot;
    std::optional<struct stat> facts;
};

Result<Source> sourceOf(const QByteArray &workTree, const QByteArray &path, const QString &why)
{
    Result<Spot> spot = spotOf(workTree, path);
    if (!spot)
        return std::unexpected(spot.error());
    Source source{
        {.workTree = workTree, .path = path, .when = QDateTime::currentDateTimeUtc(), .why = why}, std::move(*spot), {}};
    source.facts = lookAt(source.spot);
    Kept &kept = source.kept;
    kept.id = newId(kept);
    if (!source.facts) {
        kept.kind = Kept::Kind::Absent;
        return source;
    }
    kept.mode = source.facts->st_mode & 07777;
    if (S_ISDIR(source.facts->st_mode)) {
        kept.kind = Kept::Kind::Folder;
    } else if (S_ISREG(source.facts->st_mode) || S_ISLNK(source.facts->st_mode)) {
        kept.kind = S_ISREG(source.facts->st_mode) ? Kept::Kind::File : Kept::Kind::Link;
        kept.size = source.facts->st_size;
    } else {
        return std::unexpected(
            Error{Words::tr("%1 is neither a file nor a link nor a folder: remove it in the terminal.").arg(shownText(path)),
                  u"special"_s,
                  {}});
    }
    return source;
}

Result<> addSource(Batch &batch, const Source &source)
{
    if (source.kept.kind == Kept::Kind::Link) {
        const Result<QByteArray> target = linkTarget(source.spot, source.kept.path);
        if (!target)
            return std::unexpected(target.error());
        return batch.add(source.kept, [&target](int fd) { return writeBytes(fd, *target); });
    }
    if (source.kept.kind != Kept::Kind::File)
        return batch.add(source.kept, [](int) { return true; });
    const Descriptor file(
        ::openat(source.spot.folder, source.spot.name.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (file < 0)
        return systemError(errno, source.kept.path);
    return batch.add(source.kept, [&file](int fd) { return copyBytes(file, fd); });
}

struct Item
{
    QByteArray name; // in the shelf's folder
    qint64 size = 0;
    struct timespec written{};
};

QList<Item> itemsOf(const Descriptor &folder, const Shelf &shelf, const QByteArray &end) // the oldest first
{
    QList<Item> items;
    const QStringList names = QDir(QFile::decodeName(shelf.folder))
                                  .entryList({u"*"_s + QString::fromLatin1(end)}, QDir::Files | QDir::Hidden, QDir::Name);
    for (const QString &name : names) {
        struct stat facts{};
        const QByteArray bytes = QFile::encodeName(name);
        if (::fstatat(folder, bytes.constData(), &facts, AT_SYMLINK_NOFOLLOW) == 0)
            items << Item{bytes, facts.st_size, facts.st_mtim};
    }
    return items;
}

void removeItem(const Descriptor &folder, const QByteArray &id)
{
    ::unlinkat(folder, (id + ".kept").constData(), 0);
    ::unlinkat(folder, (id + ".left").constData(), 0);
}

} // namespace

Result<QByteArrayList> keep(const Shelf &shelf, const QByteArray &workTree, const QByteArrayList &paths, const QString &why,
                            std::stop_token stop)
{
    Result<Descriptor> folder = openShelf(shelf);
    if (!folder)
        return std::unexpected(folder.error());
    std::vector<Source> sources;
    qint64 size = 0;
    for (const QByteArray &path : paths) {
        Result<Source> source = sourceOf(workTree, path, why);
        if (!source)
            return std::unexpected(source.error());
        size += source->kept.size;
        source->spot.folder = Descriptor(); // opened again when it is read: there may be more files than handles
        sources.push_back(std::move(*source));
    }
    if (size > shelf.most)
        return std::unexpected(Error{
            Words::tr("Nothing was removed: %1 are more than the %2 Oriel keeps. Remove it in the terminal, or a part at a time.")
                .arg(sizeText(size), sizeText(shelf.most)),
            u"too-large"_s,
            {}});
    if (const Result<> pruned = prune(shelf, size); !pruned)
        return std::unexpected(pruned.error());
    Batch batch(shelf, std::move(*folder));
    const auto isUnchanged = [&workTree](Source &source) {
        Result<Spot> spot = spotOf(workTree, source.kept.path);
        if (spot)
            source.spot = std::move(*spot);
        return spot && isSame(source.facts, lookAt(source.spot));
    };
    for (Source &source : sources) {
        if (stop.stop_requested())
            return std::unexpected(Error{Words::tr("Cancelled."), u"cancelled"_s, {}});
        if (!isUnchanged(source))
            return changingError(source.kept.path);
        if (const Result<> added = addSource(batch, source); !added)
            return std::unexpected(added.error());
        source.spot.folder = Descriptor();
    }
    if (const Result<> finished = batch.finish(); !finished)
        return std::unexpected(finished.error());
    const QByteArrayList ids = batch.ids();
    for (Source &source : sources)
        if (!isUnchanged(source)) {
            for (const QByteArray &id : ids)
                static_cast<void>(forget(shelf, id));
            return changingError(source.kept.path);
        }
    return ids;
}

Result<QByteArray> keepText(const Shelf &shelf, const QByteArray &workTree, const QByteArray &path, const QByteArray &text,
                            const QString &why)
{
    Result<Descriptor> folder = openShelf(shelf);
    if (!folder)
        return std::unexpected(folder.error());
    if (const Result<> pruned = prune(shelf, text.size()); !pruned)
        return std::unexpected(pruned.error());
    Kept kept{.workTree = workTree,
              .path = path,
              .mode = 0644,
              .size = text.size(),
              .when = QDateTime::currentDateTimeUtc(),
              .why = why};
    kept.id = newId(kept);
    Batch batch(shelf, std::move(*folder));
    Result<> done = batch.add(kept, [&text](int fd) { return writeBytes(fd, text); });
    if (done)
        done = batch.finish();
    if (!done)
        return std::unexpected(done.error());
    return kept.id;
}

Result<> settle(const Shelf &shelf, const QByteArrayList &ids)
{
    const Result<Descriptor> folder = openShelf(shelf);
    if (!folder)
        return std::unexpected(folder.error());
    for (const QByteArray &id : ids) {
        const Descriptor file(::openat(*folder, (id + ".kept").constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
        const Result<Kept> kept = file >= 0 ? readDescription(file, id, nullptr) : goneError(id);
        if (!kept)
            return std::unexpected(kept.error());
        const Result<QByteArray> state = stateOf(kept->workTree, kept->path);
        if (!state)
            return std::unexpected(state.error());
        const Descriptor note(
            ::openat(*folder, (id + ".left").constData(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (note < 0 || !writeBytes(note, *state))
            return systemError(errno, shelf.folder);
    }
    return {};
}

Result<QList<Kept>> keptOf(const Shelf &shelf, const QByteArray &workTree, const QByteArray &path)
{
    const Result<Descriptor> folder = openShelf(shelf);
    if (!folder)
        return std::unexpected(folder.error());
    QList<Kept> all;
    const QByteArray end = path.isEmpty() ? ".kept"_ba : '-' + keyOf(workTree, path) + ".kept";
    for (const Item &item : itemsOf(*folder, shelf, end)) {
        const Descriptor file(::openat(*folder, item.name.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
        const Result<Kept> kept = file >= 0 ? readDescription(file, item.name.chopped(5), nullptr) : goneError(item.name);
        if (kept && kept->workTree == workTree && (path.isEmpty() || kept->path == path))
            all.prepend(*kept);
    }
    return all;
}

Result<QByteArray> keptText(const Shelf &shelf, const QByteArray &id)
{
    QFile file(QFile::decodeName(shelf.folder + '/' + id + ".kept"));
    if (id.contains('/') || !file.open(QIODevice::ReadOnly))
        return goneError(id);
    qint64 begin = 0;
    if (const Result<Kept> kept = readDescription(file.handle(), id, &begin); !kept)
        return std::unexpected(kept.error());
    file.seek(begin);
    return file.readAll();
}

Result<> forget(const Shelf &shelf, const QByteArray &id)
{
    const Result<Descriptor> folder = openShelf(shelf);
    if (!folder)
        return std::unexpected(folder.error());
    removeItem(*folder, id);
    return {};
}

Result<> prune(const Shelf &shelf, qint64 room, const QDateTime &now)
{
    const Result<Descriptor> folder = openShelf(shelf);
    if (!folder)
        return std::unexpected(folder.error());
    const QList<Item> items = itemsOf(*folder, shelf, ".kept"_ba);
    qint64 total = room;
    for (const Item &item : items)
        total += item.size;
    const QByteArray oldest =
        QByteArray::number(std::chrono::nanoseconds(std::chrono::milliseconds(now.toMSecsSinceEpoch()) - shelf.age).count())
            .rightJustified(19, '0');
    for (const Item &item : items) {
        if (item.name >= oldest && total <= shelf.most)
            break;
        removeItem(*folder, item.name.chopped(5));
        total -= item.size;
    }
    for (const Item &part : itemsOf(*folder, shelf, {})) // of a process that was killed
        if (part.name.startsWith(".part-") && part.written.tv_sec < now.toSecsSinceEpoch() - 24 * 3600)
            ::unlinkat(*folder, part.name.constData(), 0);
    return {};
}

} // namespace oriel::git
