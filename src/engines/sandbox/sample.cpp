// SPDX-License-Identifier: GPL-3.0-or-later
// Role, database and sample data of a running cluster, by psql.
#include "engines/sandbox/cluster.h"

#include "base/hostprocess.h"
#include "base/paths.h"
#include "engines/sandbox/account.h"
#include "engines/sandbox/programs.h"

#include <QCoreApplication>
#include <QFile>

using namespace Qt::StringLiterals;

namespace oriel::sandbox {

namespace {

HostCall psql(const ClusterInfo &info, const QString &where)
{
    HostCall call;
    call.program = psqlOf(info.programs);
    call.arguments = QStringList{u"--no-psqlrc"_s, u"-qAt"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-d"_s, where};
    call.environment = serverEnvironment(info.programs, info.folder);
    call.folder = info.folder;
    return call;
}

Result<QByteArray> asSuperuser(const ClusterInfo &info, const QByteArray &sql, std::stop_token stop)
{
    HostCall call = psql(info, info.superuserKeywords());
    call.input = sql;
    const auto answer = runHost(call, stop);
    if (!answer)
        return std::unexpected(answer.error());
    return answer->output.trimmed();
}

// As an ordinary role over verified TLS; the password comes from its file, never from an argument.
HostCall asOwner(const ClusterInfo &info)
{
    return psql(info, u"host=localhost port=%1 user=%2 dbname=shop sslmode=verify-full sslrootcert='%3' passfile='%4'"_s.arg(
                          QString::number(info.port), info.user, info.rootCert, info.folder + u"/password"_s));
}

} // namespace

Result<> Cluster::makeRole(const ClusterInfo &info, std::stop_token stop)
{
    const QByteArray sql = "SET log_min_error_statement = 'panic';\n" // the password is not for the log
                           "SELECT 'CREATE ROLE oriel LOGIN CREATEDB PASSWORD ''" +
                           info.password.toLatin1() +
                           "'''\n"
                           " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'oriel')\n\\gexec\n";
    const auto made = asSuperuser(info, sql, stop);
    if (!made)
        return std::unexpected(made.error());
    return {};
}

Result<> Cluster::loadSample(const ClusterInfo &info, std::stop_token stop, std::function<void(QString)> progress)
{
    if (auto made = makeRole(info, stop); !made)
        return made;
    const auto created = asSuperuser(info,
                                     "SELECT 'CREATE DATABASE shop OWNER oriel TEMPLATE template0'\n"
                                     " WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'shop')\n\\gexec\n",
                                     stop);
    if (!created)
        return std::unexpected(created.error());

    // The sample's last statement comments the database, in the same transaction as all of it. What the user did since stays.
    HostCall look = asOwner(info);
    look.input = "SELECT pg_catalog.shobj_description(oid, 'pg_database') IS NOT NULL\n"
                 "    OR EXISTS (SELECT FROM pg_catalog.pg_class WHERE relnamespace = 'public'::pg_catalog.regnamespace)\n"
                 "  FROM pg_catalog.pg_database WHERE datname = 'shop';\n";
    const auto found = runHost(look, stop);
    if (!found)
        return std::unexpected(found.error());
    if (found->output.trimmed() == "t")
        return {};

    if (progress)
        progress(tr("Loading the sample shop…"));
    HostCall load = asOwner(info);
    load.arguments += QStringList{u"--single-transaction"_s, u"-f"_s, paths::shared(u"sample/shop.sql"_s)};
    load.limit = std::chrono::minutes(5);
    const auto loaded = runHost(load, stop);
    if (loaded)
        return {};
    Error error = loaded.error();
    if (error.code != "cancelled"_L1)
        error.message = tr("The sample shop could not be loaded. %1").arg(error.message);
    return std::unexpected(error);
}

} // namespace oriel::sandbox
