// SPDX-License-Identifier: GPL-3.0-or-later
// A real PostgreSQL server for a test program: a throw-away cluster with TLS, made once per program. Main thread; blocks (tests
// may).
#pragma once

#include "engines/sandbox/cluster.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>

namespace oriel::test {

class Server final
{
public:
    Server(); // qFatal with the reason where no server can be made
    ~Server();

    const sandbox::ClusterInfo &info() const;
    // A new database owned by info().user: empty, or a clone of the sample shop (loaded on first use). Connect to
    // clones only: a connection to "shop" itself is in the next clone's way.
    QString newDatabase(bool withShop = false);
    QString url(const QString &database) const;                            // ordinary role, verify-full, with password
    QByteArray psql(const QString &database, const QByteArray &sql) const; // as superuser; -At output; qFatal on error
    QByteArray psqlOn(const sandbox::ClusterInfo &where, const QString &database, const QByteArray &sql) const;
    void signalBackend(int processId, int signal) const; // kill -9 of a backend
    void killServer();                                   // SIGKILL of the postmaster and its children
    void startAgain();                                   // after killServer(): crash recovery, same port
    QString append(const QString &file,
                   const QByteArray &text); // to postgresql.conf or pg_hba.conf, then reload; returns the old content
    void write(const QString &file, const QByteArray &text); // replaces it, then reload

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::test
