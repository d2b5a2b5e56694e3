// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/store/database.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace oriel::store {
namespace {

using namespace Qt::StringLiterals;

constexpr int schemaVersion = 2;
constexpr int historyLimit = 20'000;

QString fileOf(const QString &folder) { return folder + u"/oriel.sqlite"_s; }

Error errorOf(const QSqlError &error)
{
    const QString code = error.nativeErrorCode();
    const int primary = code.toInt() & 0xFF;
    if (primary == 11 || primary == 26) // SQLITE_CORRUPT, SQLITE_NOTADB
        return {u"Oriel's state database is damaged."_s, u"damaged"_s, error.text()};
    if (primary == 13)
        return {u"The disk is full: free some space, Oriel tries again."_s, u"ENOSPC"_s, error.text()};
    return {u"Oriel's state database could not be used: "_s + error.databaseText(), code, error.text()};
}

// SQLite gives its journals the mode of the database; made by us first, nothing of it is ever readable by others.
Result<> makePrivate(const QString &file)
{
    const QByteArray path = QFile::encodeName(file);
    const int fd = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    const bool isDone = fd >= 0 && ::fchmod(fd, 0600) == 0;
    const int number = errno;
    if (fd >= 0)
        ::close(fd);
    if (isDone)
        return {};
    return std::unexpected(
        Error{u"Oriel's state database %1 cannot be opened: %2."_s.arg(file, QString::fromLocal8Bit(std::strerror(number))),
              QString::number(number),
              {}});
}

} // namespace

void Batch::addOlder(Batch older)
{
    older.connections.insert(connections);
    older.texts.insert(texts);
    older.values.insert(values);
    older.history += history;
    *this = std::move(older);
}

bool isNetworkMagic(qint64 magic)
{
    switch (quint32(magic)) {
    case 0x6969:     // NFS
    case 0x517B:     // SMB
    case 0xFF534D42: // CIFS
    case 0xFE534D42: // SMB2
    case 0x65735546: // FUSE: sshfs and the like
    case 0x01021997: // 9p
    case 0x00C36400: // Ceph
    case 0x5346414F: // AFS
    case 0x73757245: // Coda
    case 0x0BD00BD0: // Lustre
    case 0x47504653: // GPFS
    case 0x01161970: // GFS2
    case 0x7461636F: // OCFS2
        return true;
    default:
        return false;
    }
}

bool isNetworkFileSystem(const QString &folder)
{
    struct statfs facts = {};
    return ::statfs(QFile::encodeName(folder).constData(), &facts) != 0 || isNetworkMagic(facts.f_type);
}

Result<QString> Database::moveAside(const QString &folder)
{
    const QString stamp = QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss-zzz"_s);
    const QString aside = folder + u"/oriel-damaged-%1.sqlite"_s.arg(stamp);
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, u"-journal"_s})
        QFile::rename(fileOf(folder) + suffix, aside + suffix);
    if (!QFile::rename(fileOf(folder), aside))
        return std::unexpected(
            Error{u"Oriel's state database is damaged and could not be moved aside: move %1 yourself."_s.arg(fileOf(folder)),
                  u"damaged"_s,
                  {}});
    return aside;
}

Result<std::unique_ptr<Database>> Database::connectTo(const QString &folder, const QString &options)
{
    std::unique_ptr<Database> database(new Database(u"oriel-store-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces)));
    QSqlDatabase sqlite = QSqlDatabase::addDatabase(u"QSQLITE"_s, database->m_name);
    sqlite.setDatabaseName(fileOf(folder));
    sqlite.setConnectOptions(options);
    if (!sqlite.open())
        return std::unexpected(errorOf(sqlite.lastError()));
    return database;
}

Result<std::unique_ptr<Database>> Database::open(const QString &folder)
{
    if (const Result<> made = makePrivate(fileOf(folder)); !made)
        return std::unexpected(made.error());
    auto database = connectTo(folder, {});
    if (database)
        if (const Result<> prepared = (*database)->prepare(!isNetworkFileSystem(folder)); !prepared)
            return std::unexpected(prepared.error());
    return database;
}

Result<std::unique_ptr<Database>> Database::openToRead(const QString &folder)
{
    if (!QFile::exists(fileOf(folder)))
        return std::unexpected(Error{u"Oriel has saved nothing yet (%1)."_s.arg(folder), u"not-found"_s, {}});
    return connectTo(folder, u"QSQLITE_OPEN_READONLY"_s);
}

Database::~Database()
{
    QSqlDatabase::database(m_name, false).close();
    QSqlDatabase::removeDatabase(m_name);
}

Result<> Database::run(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(QSqlDatabase::database(m_name, false));
    if (!query.prepare(sql))
        return std::unexpected(errorOf(query.lastError()));
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return std::unexpected(errorOf(query.lastError()));
    return {};
}

Result<> Database::prepare(bool isLocal)
{
    QSqlQuery check(QSqlDatabase::database(m_name, false));
    if (!check.exec(u"PRAGMA quick_check(1)"_s))
        return std::unexpected(errorOf(check.lastError()));
    if (!check.next() || check.value(0).toString() != u"ok")
        return std::unexpected(Error{u"Oriel's state database is damaged."_s, u"damaged"_s, check.value(0).toString()});
    check.finish();
    for (const QString &pragma : {u"PRAGMA journal_mode="_s + (isLocal ? u"WAL"_s : u"DELETE"_s), u"PRAGMA synchronous=FULL"_s,
                                  u"PRAGMA secure_delete=ON"_s})
        if (const Result<> done = run(pragma); !done)
            return done;
    return upgrade();
}

Result<> Database::upgrade()
{
    QSqlQuery query(QSqlDatabase::database(m_name, false));
    if (!query.exec(u"PRAGMA user_version"_s) || !query.next())
        return std::unexpected(errorOf(query.lastError()));
    const int version = query.value(0).toInt();
    query.finish();
    if (version > schemaVersion)
        return std::unexpected(Error{u"Oriel's state was written by a newer Oriel: start that one, or move %1 away."_s.arg(
                                         QSqlDatabase::database(m_name, false).databaseName()),
                                     u"newer"_s,
                                     {}});
    if (version == schemaVersion)
        return {};
    QStringList steps{u"BEGIN IMMEDIATE"_s};
    if (version < 1)
        steps << u"CREATE TABLE connection (id TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, colour TEXT NOT NULL, "
                 "is_production INTEGER NOT NULL, is_read_only INTEGER NOT NULL, is_sandbox INTEGER NOT NULL, used_at INTEGER) "
                 "WITHOUT ROWID"_s
              << u"CREATE TABLE text (key TEXT PRIMARY KEY, text TEXT NOT NULL, changed_at INTEGER NOT NULL)"_s
              << u"CREATE TABLE value (key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID"_s
              << u"CREATE TABLE history (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, connection TEXT NOT NULL, sql TEXT NOT "
                 "NULL, outcome TEXT NOT NULL, microseconds INTEGER NOT NULL)"_s;
    if (version < 2)
        steps << u"ALTER TABLE connection ADD COLUMN way TEXT NOT NULL DEFAULT ''"_s
              << u"ALTER TABLE connection ADD COLUMN password TEXT NOT NULL DEFAULT ''"_s;
    steps << u"PRAGMA user_version=%1"_s.arg(schemaVersion) << u"COMMIT"_s;
    for (const QString &step : steps)
        if (const Result<> done = run(step); !done)
            return done;
    return {};
}

Result<Contents> Database::read()
{
    Contents contents;
    QSqlQuery query(QSqlDatabase::database(m_name, false));
    query.setForwardOnly(true);
    if (!query.exec(
            u"SELECT id, name, url, colour, is_production, is_read_only, is_sandbox, used_at, way, password FROM connection"_s))
        return std::unexpected(errorOf(query.lastError()));
    while (query.next()) {
        SavedConnection row{.id = query.value(0).toString(),
                            .name = query.value(1).toString(),
                            .url = query.value(2).toString(),
                            .colour = query.value(3).toString(),
                            .isProduction = query.value(4).toBool(),
                            .isReadOnly = query.value(5).toBool(),
                            .isSandbox = query.value(6).toBool(),
                            .way = query.value(8).toString(),
                            .password = query.value(9).toString()};
        if (!query.isNull(7))
            row.usedAt = QDateTime::fromMSecsSinceEpoch(query.value(7).toLongLong(), Qt::UTC);
        contents.connections.insert(row.id, row);
    }
    if (!query.exec(u"SELECT key, text FROM text"_s))
        return std::unexpected(errorOf(query.lastError()));
    while (query.next())
        contents.texts.insert(query.value(0).toString(), query.value(1).toString());
    if (!query.exec(u"SELECT key, json FROM value"_s))
        return std::unexpected(errorOf(query.lastError()));
    while (query.next())
        contents.values.insert(query.value(0).toString(), query.value(1).toString().toUtf8());
    return contents;
}

Result<> Database::write(const Batch &batch)
{
    if (const Result<> begun = run(u"BEGIN IMMEDIATE"_s); !begun)
        return begun;
    const Result<> written = writeRows(batch);
    const Result<> ended = written ? run(u"COMMIT"_s) : written;
    if (!ended)
        static_cast<void>(run(u"ROLLBACK"_s)); // SQLite may have rolled back by itself
    return ended;
}

Result<> Database::writeConnection(const QString &id, const std::optional<SavedConnection> &connection)
{
    if (!connection)
        return run(u"DELETE FROM connection WHERE id = ?"_s, {id});
    const SavedConnection &c = *connection;
    const QVariant usedAt = c.usedAt.isValid() ? QVariant(c.usedAt.toMSecsSinceEpoch()) : QVariant();
    const auto filled = [](const QString &text) { return text.isNull() ? u""_s : text; };
    return run(u"INSERT OR REPLACE INTO connection VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
               {id, filled(c.name), filled(c.url), filled(c.colour), c.isProduction, c.isReadOnly, c.isSandbox, usedAt,
                filled(c.way), filled(c.password)});
}

Result<> Database::writeRows(const Batch &batch)
{
    for (auto it = batch.connections.begin(); it != batch.connections.end(); ++it)
        if (const Result<> done = writeConnection(it.key(), it.value()); !done)
            return done;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (auto it = batch.texts.begin(); it != batch.texts.end(); ++it) {
        const Result<> done = it.value() ? run(u"INSERT OR REPLACE INTO text VALUES (?, ?, ?)"_s, {it.key(), *it.value(), now})
                                         : run(u"DELETE FROM text WHERE key = ?"_s, {it.key()});
        if (!done)
            return done;
    }
    for (auto it = batch.values.begin(); it != batch.values.end(); ++it) {
        const Result<> done =
            it.value() ? run(u"INSERT OR REPLACE INTO value VALUES (?, ?)"_s, {it.key(), QString::fromUtf8(*it.value())})
                       : run(u"DELETE FROM value WHERE key = ?"_s, {it.key()});
        if (!done)
            return done;
    }
    for (const HistoryLine &line : batch.history)
        if (const Result<> done =
                run(u"INSERT INTO history (at, connection, sql, outcome, microseconds) VALUES (?, ?, ?, ?, ?)"_s,
                    {line.at, line.connection, line.sql, line.outcome, line.microseconds});
            !done)
            return done;
    if (!batch.history.isEmpty())
        return run(u"DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?"_s, {historyLimit});
    return {};
}

} // namespace oriel::store
