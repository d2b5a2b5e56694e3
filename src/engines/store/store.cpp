// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/store/store.h"

#include "base/text.h"
#include "engines/store/writer.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QMetaObject>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace oriel::store {
namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype historyTextLimit = 64 << 10;

// The folder's lock: held as long as the descriptor is open, gone with the process however it ends.
class FolderLock final
{
public:
    FolderLock() = default;
    FolderLock(FolderLock &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    FolderLock &operator=(FolderLock &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~FolderLock()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }

    static Result<FolderLock> take(const QString &folder)
    {
        const QString file = folder + u"/lock"_s;
        FolderLock lock;
        lock.m_fd = ::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (lock.m_fd >= 0 && ::flock(lock.m_fd, LOCK_EX | LOCK_NB) == 0)
            return lock;
        const int number = errno;
        if (lock.m_fd >= 0 && number == EWOULDBLOCK)
            return std::unexpected(
                Error{u"Oriel is already running: its memory in %1 is in use."_s.arg(folder), u"locked"_s, {}});
        return std::unexpected(Error{u"%1 cannot be written: %2."_s.arg(file, QString::fromLocal8Bit(std::strerror(number))),
                                     QString::number(number),
                                     {}});
    }

private:
    int m_fd = -1;
};

Result<> makeFolder(const QString &folder)
{
    if (!QFile::exists(folder) && QDir().mkpath(folder))
        ::chmod(QFile::encodeName(folder).constData(), 0700);
    if (QDir(folder).exists())
        return {};
    return std::unexpected(Error{u"The folder %1 cannot be made."_s.arg(folder), u"folder"_s, {}});
}

QStringList keysOf(const auto &entries, const QString &prefix)
{
    QStringList keys;
    for (auto it = entries.cbegin(); it != entries.cend(); ++it)
        if (it.key().startsWith(prefix))
            keys.append(it.key());
    keys.sort();
    return keys;
}

} // namespace

struct Store::Private
{
    FolderLock lock; // released last
    Contents contents;
    std::optional<Error> warning;
    Writer writer;
};

Store::Store(std::unique_ptr<Private> p) : d(std::move(p)) {}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const QString &folder)
{
    if (const Result<> made = makeFolder(folder); !made)
        return std::unexpected(made.error());
    Result<FolderLock> lock = FolderLock::take(folder);
    if (!lock)
        return std::unexpected(lock.error());
    auto d = std::make_unique<Private>();
    d->lock = std::move(*lock);
    std::unique_ptr<Store> store(new Store(std::move(d)));
    // The writer ends before the store does: the plain pointer is valid whenever it calls.
    Store *const self = store.get();
    Result<Writer::Opened> opened = store->d->writer.start(folder, [self](const Error &error) {
        QMetaObject::invokeMethod(self, [self, error] { Q_EMIT self->failed(error); }, Qt::QueuedConnection);
    });
    if (!opened)
        return std::unexpected(opened.error());
    store->d->contents = std::move(opened->contents);
    store->d->warning = std::move(opened->warning);
    return store;
}

std::optional<Error> Store::warning() const { return d->warning; }

QList<SavedConnection> Store::connections() const
{
    QList<SavedConnection> all = d->contents.connections.values();
    std::ranges::sort(all, [](const SavedConnection &a, const SavedConnection &b) {
        if (a.usedAt.isValid() != b.usedAt.isValid())
            return a.usedAt.isValid();
        return a.usedAt != b.usedAt ? a.usedAt > b.usedAt : std::tie(a.name, a.id) < std::tie(b.name, b.id);
    });
    return all;
}

void Store::saveConnection(const SavedConnection &connection)
{
    d->contents.connections.insert(connection.id, connection);
    d->writer.put([&](Batch &batch) { batch.connections.insert(connection.id, connection); });
    Q_EMIT connectionsChanged();
}

void Store::removeConnection(const QString &id)
{
    if (!d->contents.connections.remove(id))
        return;
    d->writer.put([&](Batch &batch) { batch.connections.insert(id, std::nullopt); });
    Q_EMIT connectionsChanged();
}

std::optional<QString> Store::text(const QString &key) const
{
    const auto found = d->contents.texts.constFind(key);
    return found == d->contents.texts.cend() ? std::nullopt : std::optional(*found);
}

void Store::setText(const QString &key, const QString &text)
{
    const QString kept = text.isNull() ? u""_s : text; // a null string would be NULL in the database
    d->contents.texts.insert(key, kept);
    d->writer.put([&](Batch &batch) { batch.texts.insert(key, kept); });
}

void Store::removeText(const QString &key)
{
    if (d->contents.texts.remove(key))
        d->writer.put([&](Batch &batch) { batch.texts.insert(key, std::nullopt); });
}

QStringList Store::textKeys(const QString &prefix) const { return keysOf(d->contents.texts, prefix); }

QJsonObject Store::value(const QString &key) const { return QJsonDocument::fromJson(d->contents.values.value(key)).object(); }

void Store::setValue(const QString &key, const QJsonObject &value)
{
    const QByteArray json = QJsonDocument(value).toJson(QJsonDocument::Compact);
    if (value.isEmpty() ? !d->contents.values.remove(key) : d->contents.values.value(key) == json)
        return;
    if (!value.isEmpty())
        d->contents.values.insert(key, json);
    d->writer.put([&](Batch &batch) { batch.values.insert(key, value.isEmpty() ? std::nullopt : std::optional(json)); });
}

QStringList Store::valueKeys(const QString &prefix) const { return keysOf(d->contents.values, prefix); }

void Store::addHistory(const QString &connection, const QString &sql, const QString &outcome, qint64 microseconds)
{
    const QString kept = redacted(sql.left(historyTextLimit)) + (sql.size() > historyTextLimit ? u"…"_s : u""_s);
    const HistoryLine line{QDateTime::currentMSecsSinceEpoch(), connection.isNull() ? u""_s : connection,
                           kept.isNull() ? u""_s : kept, outcome.isNull() ? u""_s : redacted(outcome), microseconds};
    d->writer.put([&](Batch &batch) { batch.history.append(line); });
}

Result<> Store::flush() { return d->writer.flush(); }

} // namespace oriel::store
