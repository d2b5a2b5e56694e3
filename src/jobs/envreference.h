// SPDX-License-Identifier: GPL-3.0-or-later
// What a project's .env and .flaskenv say, and which of it names a database. Any thread; blocks on the disk. Values are secrets:
// never logged, never stored.
#pragma once

#include "base/secret.h"
#include "engines/pg/conninfo.h"

namespace oriel {

// Where a connection's parameters stand: read there each time they are needed, never kept anywhere else.
struct EnvReference
{
    QString file;                  // absolute
    QString variable;              // its name; "PG*": libpq's own PGHOST, PGUSER… together
    int line = 0;                  // 1-based: of the assignment that counts, of PG* the first one
    QList<QByteArray> environment; // NAME=value, of whoever started us: what ${NAME} in the file stands for

    bool isSet() const { return !variable.isEmpty(); }
    QString id() const; // "env:/shop/.env#DATABASE_URL", a Profile's
    static EnvReference ofId(const QString &id);
    QString fileName() const; // ".env"
    QString name() const;     // ".env · DATABASE_URL"
};

struct EnvVariable
{
    enum class Standing { Counts, BehindFile, BehindEnvironment }; // of the application, as Flask starts it
    QString name;
    Secret value; // ${NAME} replaced
    QString file; // absolute
    int line = 0; // 1-based
    Standing standing = Standing::Counts;
    bool operator==(const EnvVariable &) const = default;
};

// Parameters that a reference leads to.
struct EnvTarget
{
    EnvReference reference;
    pg::ConnInfo info;                   // what SAFETY 1 takes, without the password; certificate files are absolute
    QList<QPair<QString, QString>> held; // what it does not take unasked
    Secret password;
    QString application; // a sentence: without an sslmode, what the application itself will do; else empty
    bool isRead = true;  // the application gets this value: nothing else that sets it wins
    QStringList unknown; // parameters that this libpq does not know, left out: names
    bool leadsAsBefore(const EnvTarget &before) const
    {
        return info == before.info && held == before.held;
    } // but for the password
    QString text() const; // as a URL, whole
};

struct EnvContents
{
    QList<EnvVariable> variables; // by file, in their order; of each name in a file its last one
    QList<EnvTarget> targets;     // of each name the one whose file wins
    QList<Error> errors;          // of files that are there and cannot be read
};

// The order is Flask's (flask/cli.py load_dotenv, 3.1): what the environment sets stays; then .env, then .flaskenv. As there
// .env.local is not read. Unlike Flask it does not look in the folders above.
EnvContents readEnv(const QString &folder, const QList<QByteArray> &environment);
Result<EnvTarget> readTarget(const EnvReference &reference); // Error.code "not-found", "no-variable", "no-url", "io"…

} // namespace oriel
