// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QJsonObject>
#include <QObject>

#include <memory>
#include <optional>

namespace oriel::store {

// A saved connection, without its password. `url` is ConnInfo::toUrl(NoPassword).
struct SavedConnection
{
    QString id, name, url, colour; // colour: a name of the palette in the dialog, empty for none
    bool isProduction = false, isReadOnly = false, isSandbox = false;
    QDateTime usedAt;
    QString way, password; // lines of text: how to get there and where the password comes from; empty: straight, the keychain
};

// Oriel's own memory: one SQLite database in the state folder (0600, WAL), used by one process (flock). Writes are queued to a
// worker thread and reach the disk within two seconds, also while the GUI thread is busy; reads answer from memory loaded at
// open. GUI thread.
class Store final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Store)
public:
    static Result<std::unique_ptr<Store>>
    open(const QString &folder); // blocks for the read at start; error code "locked" when in use
    ~Store() override;           // flushes
    // What open() had to say although it succeeded: the database was damaged, was moved aside (the message says where) and begun
    // afresh; code "damaged".
    std::optional<Error> warning() const;

    QList<SavedConnection> connections() const; // most recently used first
    void saveConnection(const SavedConnection &connection);
    void removeConnection(const QString &id);

    std::optional<QString> text(const QString &key) const; // unsaved texts ("console/UUID")
    void setText(const QString &key, const QString &text);
    void removeText(const QString &key);
    QStringList textKeys(const QString &prefix) const;

    QJsonObject value(const QString &key) const;                 // layout, open guests, settings of documents
    void setValue(const QString &key, const QJsonObject &value); // an empty object removes it
    QStringList valueKeys(const QString &prefix) const;

    void addHistory(const QString &connection, const QString &sql, const QString &outcome,
                    qint64 microseconds); // literals after PASSWORD masked

    Result<> flush(); // waits until everything is on disk: at quit

Q_SIGNALS:
    void connectionsChanged();
    void failed(const oriel::Error &error); // a write did not reach the disk; it is tried again, and said once until one succeeds

private:
    struct Private;
    explicit Store(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace oriel::store
