// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <stop_token>

namespace oriel::sandbox {

enum class Lifetime { ThrowAway, Users }; // Users: in $XDG_DATA_HOME/oriel/sandbox, never removed or reset unasked

// The folder of a PostgreSQL server's programs: $ORIEL_PEERS, /usr/lib/postgresql/*/bin (newest), PATH, /usr/pgsql-*/bin,
// build/peers. The error says what to install.
Result<QString> serverPrograms();

class Lock;

struct ClusterInfo
{
    QString folder, socketFolder; // socketFolder: short, 0700
    int port = 0;
    QString user, password; // an ordinary role that owns the sample database "shop"
    QString rootCert;       // PEM of the throw-away CA
    QString programs;       // initdb, postgres, psql of the version that made it
    std::shared_ptr<Lock>
        lock; // the folder's, from prepare() on; the Cluster started with it keeps it (the user's: while it runs)
    QString url(const QString &database =
                    QStringLiteral("shop")) const; // with password, sslmode=verify-full&sslrootcert=…, host=localhost
    QString superuserKeywords(const QString &database = QStringLiteral("postgres")) const; // peer over the socket
};

// A private PostgreSQL cluster made with PostgreSQL's own programs, TLS on, scram-sha-256, its own CA. prepare() blocks: off the
// GUI thread. start() must be called on the main thread (PDEATHSIG follows the thread), returns at once, and emits started() or
// failed().
class Cluster final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Cluster)
public:
    explicit Cluster(Lifetime lifetime, QObject *parent = nullptr);
    ~Cluster() override; // stops the server (fast shutdown) and removes a throw-away folder

    // initdb, CA, certificate, configuration; idempotent for the user's own. Any thread, blocking, cancellable.
    static Result<ClusterInfo> prepare(Lifetime lifetime, std::stop_token stop = {}, std::function<void(QString)> progress = {});
    void start(const ClusterInfo &info); // a port taken meanwhile is replaced: read info() after started()
    // The ordinary role where it does not exist yet; any thread, blocking.
    static Result<> makeRole(const ClusterInfo &info, std::stop_token stop = {});
    // Role, database and sample data where they do not exist yet; any thread, blocking.
    static Result<> loadSample(const ClusterInfo &info, std::stop_token stop = {}, std::function<void(QString)> progress = {});
    void stop();
    bool isRunning() const;
    ClusterInfo info() const;
    qint64 processId() const;

Q_SIGNALS:
    void started();
    void failed(const oriel::Error &error);
    void stopped();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::sandbox
