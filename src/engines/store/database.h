// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/store/store.h"

#include <QHash>
#include <QList>
#include <QSqlDatabase>

#include <utility>

namespace oriel::store {

struct HistoryLine
{
    qint64 at = 0;
    QString connection, sql, outcome;
    qint64 microseconds = 0;
};

// What changed since the last write: the newest value of each key, nullopt where it was removed.
struct Batch
{
    QHash<QString, std::optional<SavedConnection>> connections;
    QHash<QString, std::optional<QString>> texts;
    QHash<QString, std::optional<QByteArray>> values;
    QList<HistoryLine> history;

    bool isEmpty() const { return connections.isEmpty() && texts.isEmpty() && values.isEmpty() && history.isEmpty(); }
    void addOlder(Batch older); // what could not be written goes back; newer values win
};

struct Contents
{
    QHash<QString, SavedConnection> connections;
    QHash<QString, QString> texts;
    QHash<QString, QByteArray> values;
};

bool isNetworkFileSystem(const QString &folder);
bool isNetworkMagic(qint64 magic); // statfs's f_type

// The SQLite file oriel.sqlite of a folder. Belongs to the thread that opened it.
class Database final
{
public:
    // Error code "damaged" where the file is no database any more; "newer" where a later Oriel made it.
    static Result<std::unique_ptr<Database>> open(const QString &folder);
    // To look only, also while another process writes; makes and changes nothing. Error code "not-found" where there is none.
    static Result<std::unique_ptr<Database>> openToRead(const QString &folder);
    // Renames a damaged file and its journals; the answer is the new name.
    static Result<QString> moveAside(const QString &folder);
    ~Database();

    Result<Contents> read();
    Result<> write(const Batch &batch); // all or nothing

private:
    explicit Database(QString name) : m_name(std::move(name)) {}
    static Result<std::unique_ptr<Database>> connectTo(const QString &folder, const QString &options);
    Result<> prepare(bool isLocal);
    Result<> upgrade();
    Result<> run(const QString &sql, const QVariantList &values = {});
    Result<> writeRows(const Batch &batch);
    Result<> writeConnection(const QString &id, const std::optional<SavedConnection> &connection);

    QString m_name; // of the connection in QSqlDatabase's table
};

} // namespace oriel::store
