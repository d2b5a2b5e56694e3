// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/psqllaunch.h"

#include "base/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(oriel::Connection)
};

// $1 is the password's file, the rest the command. Ctrl+C belongs to psql.
const QByteArray shellLine = "f=$1; shift\n"
                             "trap 'rm -f -- \"$f\"' EXIT\n"
                             "trap 'exit 129' HUP TERM\n"
                             "trap : INT\n"
                             "\"$@\"";

QByteArray field(QString text) { return text.replace(u'\\', u"\\\\"_s).replace(u':', u"\\:"_s).toUtf8(); }

// A line for each host as libpq looks it up (fe-connect.c, passwordFromFile): the name, else the address; localhost for the
// default socket. Any database: \c keeps the file.
QByteArray passLines(const pg::ConnInfo &info, const Secret &password)
{
    const QStringList hosts = info.value(u"host"_s).split(u','), addresses = info.value(u"hostaddr"_s).split(u','),
                      ports = info.value(u"port"_s).split(u',');
    const QString user = info.value(u"user"_s);
    QByteArray lines;
    for (qsizetype i = 0; i < std::max(hosts.size(), addresses.size()); ++i) {
        const QString host = hosts.value(i).isEmpty() ? addresses.value(i) : hosts.value(i);
        const QString port = ports.size() == 1 ? ports.first() : ports.value(i);
        QStringList names{host};
        if (host.isEmpty() || host == "/var/run/postgresql"_L1 || host == "/tmp"_L1)
            names = {u"localhost"_s, host};
        names.removeAll({});
        for (const QString &name : std::as_const(names))
            lines += field(name) + ':' + field(port.isEmpty() ? u"5432"_s : port) +
                     ":*:" + (user.isEmpty() ? QByteArray("*") : field(user)) + ':' +
                     field(QString::fromUtf8(password.reveal())) + '\n';
    }
    return lines;
}

Result<QString> writePassFile(const QByteArray &lines)
{
    QTemporaryFile file(paths::runtime() + u"/psql-XXXXXX"_s); // 0600
    if (!file.open() || file.write(lines) != lines.size() || !file.flush())
        return std::unexpected(Error{Words::tr("The password for psql could not be written: %1. Free some space in %2.")
                                         .arg(file.errorString(), paths::runtime()),
                                     u"passfile"_s,
                                     {}});
    file.setAutoRemove(false);
    return file.fileName();
}

} // namespace

Result<PsqlLaunch> psqlLaunch(const pg::ConnInfo &withPassword)
{
    // Settings of Oriel's own sessions that psql does not need.
    static const QStringList ours{u"application_name"_s,    u"client_encoding"_s,  u"keepalives_idle"_s,
                                  u"keepalives_interval"_s, u"keepalives_count"_s, u"tcp_user_timeout"_s};
    const QString psql = QStandardPaths::findExecutable(u"psql"_s);
    if (psql.isEmpty())
        return std::unexpected(
            Error{Words::tr("psql is not installed (package postgresql-client)."), u"not-found"_s, qEnvironmentVariable("PATH")});
    const auto guarded = pg::guarded(withPassword);
    if (!guarded)
        return std::unexpected(guarded.error());
    pg::ConnInfo info;
    Secret password;
    for (const auto &[keyword, value] : *guarded) {
        const QString name = QString::fromUtf8(keyword);
        if (name == "password"_L1)
            password = Secret(value);
        else if (!ours.contains(name) || withPassword.has(name))
            info.set(name, QString::fromUtf8(value));
    }
    PsqlLaunch launch{{{}, vt::ownEnvironment(), QDir::homePath(), {}}, {}};
    launch.program.environment.removeIf([](const QByteArray &entry) { return entry.startsWith("PG"); });
    if (!password.isEmpty()) {
        const auto file = writePassFile(passLines(info, password));
        if (!file)
            return std::unexpected(file.error());
        launch.passFile = *file;
        info.set(u"passfile"_s, *file);
    }
    launch.program.command = {"/bin/sh",
                              "-c",
                              shellLine,
                              "psql",
                              QFile::encodeName(launch.passFile),
                              QFile::encodeName(psql),
                              info.toKeywords().toUtf8()};
    return launch;
}

} // namespace oriel
