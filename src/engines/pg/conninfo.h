// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>

namespace oriel::pg {

enum class SslMode { Disable, Allow, Prefer, Require, VerifyCa, VerifyFull };

// A parameter that this libpq knows (PQconndefaults at run time).
struct Option
{
    QString keyword, label, environment, compiledDefault;
    bool isSecret = false, isDebug = false;
};

// The parameters of a connection: a value. Any thread. Keywords keep the order in which they were set.
class ConnInfo final
{
public:
    struct Reading; // the parameters plus what was rewritten, split off or looks wrong

    // Reads postgres://, postgresql://, keyword strings, postgresql+DRIVER://, jdbc:postgresql://, `psql …` lines, export X='…'
    // and X=…; every form ends in libpq's own PQconninfoParse. An unrecognised text is an error, never a database name.
    static Result<Reading> read(const QString &text);
    static QList<Option> options();

    QString value(const QString &keyword) const; // empty where unset; `password` lives in password()
    bool has(const QString &keyword) const;
    void set(const QString &keyword, const QString &value); // an empty value unsets
    QStringList keywords() const;
    Secret password() const;
    void setPassword(Secret password);

    enum class Show { NoPassword, Masked, WithPassword };
    QString toUrl(Show show = Show::NoPassword) const;      // postgresql://…, loses no parameter
    QString toKeywords(Show show = Show::NoPassword) const; // host=… port=…, quoted as libpq reads it
    QString summary() const;                                // "app@db.example:5432/shop"

    // SAFETY 2: local is a socket in a trusted directory or loopback after resolution, for every host of the list. May ask DNS:
    // off the GUI thread. isLikelyLocal() judges names only (no DNS) for labels in the dialog.
    bool isLocal() const;
    bool isLikelyLocal() const;
    bool isAmazonRds() const; // *.rds.amazonaws.com
    bool isSslModeSet() const;
    SslMode effectiveSslMode() const; // as set; unset: VerifyFull unless isLikelyLocal(), then Prefer
    // With what its service and the PG* variables add, as libpq completes it. Reads files.
    Result<ConnInfo> completed() const;
    // SAFETY 2: a stored password may go where this leads, over TLS verified by verify-ca or better or to a truly local server.
    // Judges what completed() gives; may ask DNS: off the GUI thread.
    bool mayTakeStoredPassword() const;
    QString effectiveRootCert() const; // as set, else ~/.postgresql/root.crt, else the system's bundle; empty below verify-ca

    bool operator==(const ConnInfo &) const = default;

private:
    QList<QPair<QString, QString>> m_values;
    Secret m_password;
};

struct ConnInfo::Reading
{
    ConnInfo info;
    QStringList rewrites;                   // "postgresql+asyncpg:// → postgresql://", "ssl=require → sslmode=require"
    QList<QPair<QString, QString>> unknown; // parameters this libpq does not know, split off by name
    QStringList warnings;                   // "the password holds an unescaped @"; of what the parameters mean audit() speaks
};

QString sslModeName(SslMode mode); // "verify-full"
std::optional<SslMode> sslModeFromName(const QString &name);

// PG* variables as visible defaults; the process's own are unset (SAFETY 1). Call once in main before threads start.
QList<QPair<QString, QString>> takeEnvironment();

// The keywords and values handed to PQconnectStartParams, after every rule of SAFETY 1, 2 and 4: refuses sslkey with ':', files
// that are not regular, sets sslmode/sslrootcert defaults, keepalives, application_name, connect_timeout, hostaddr as given.
// Where a stored password may not go, .pgpass and a service's password are left out (passfile=/dev/null). Error says what to
// change. Off the GUI thread (isLocal may ask DNS).
Result<QList<QPair<QByteArray, QByteArray>>> guarded(const ConnInfo &info);

QStringList serviceNames(); // of pg_service.conf (PGSERVICEFILE, ~/.pg_service.conf, PGSYSCONFDIR), for a list in the dialog
QString libraryVersion();   // "libpq 15.20", of the one running

} // namespace oriel::pg
