// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sandbox/programs.h"

#include "base/hostprocess.h"
#include "engines/sandbox/account.h"
#include "engines/sandbox/cluster.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel::sandbox {

namespace {

// Folders `below`/NUMBER`rest`, the highest number first.
QStringList numbered(const QString &below, const QString &prefix, const QString &rest)
{
    QList<int> majors;
    for (const QString &name : QDir(below).entryList({prefix + u'*'}, QDir::Dirs)) {
        bool ok = false;
        if (const int major = name.mid(prefix.size()).toInt(&ok); ok)
            majors += major;
    }
    std::sort(majors.begin(), majors.end(), std::greater<>());
    QStringList folders;
    for (const int major : std::as_const(majors))
        folders += below + u'/' + prefix + QString::number(major) + rest;
    return folders;
}

QStringList unpackedIn(const QString &peers)
{
    return peers.isEmpty() ? QStringList()
                           : numbered(QFileInfo(peers).canonicalFilePath() + u"/usr/lib/postgresql"_s, {}, u"/bin"_s);
}

// Every folder with initdb and postgres in it: the ones named on purpose, then the versions' own, because a PATH entry may be a
// wrapper's.
QStringList candidates()
{
    QStringList folders = unpackedIn(qEnvironmentVariable("ORIEL_PEERS"));
    folders += numbered(u"/usr/lib/postgresql"_s, {}, u"/bin"_s);
    for (const QString &folder : qEnvironmentVariable("PATH").split(u':', Qt::SkipEmptyParts))
        folders += folder;
    folders += numbered(u"/usr"_s, u"pgsql-"_s, u"/bin"_s);
    if (QCoreApplication::instance())
        folders += unpackedIn(QCoreApplication::applicationDirPath() + u"/../../peers"_s); // build/PRESET/bin beside build/peers

    const auto account = serverAccount();
    folders.removeIf([&account](const QString &folder) {
        const QFileInfo initdb(folder + u"/initdb"_s), postgres(folder + u"/postgres"_s);
        return !QDir::isAbsolutePath(folder) || !initdb.isExecutable() || !postgres.isExecutable() ||
               (account && !canReach(*account, postgres.canonicalFilePath()));
    });
    folders.removeDuplicates();
    return folders;
}

} // namespace

Result<QString> serverPrograms()
{
    const QStringList found = candidates();
    if (!found.isEmpty())
        return found.first();
    return std::unexpected(
        Error{u"No PostgreSQL server is installed. Install your distribution's package (Debian, Ubuntu: postgresql; Fedora: "
              "postgresql-server; Arch: postgresql), or connect to a server you have."_s,
              u"no-server"_s,
              {}});
}

Result<QString> majorOf(const QString &programs, std::stop_token stop)
{
    HostCall call;
    call.program = programs + u"/postgres"_s;
    call.arguments = QStringList{u"--version"_s};
    call.environment = serverEnvironment(programs, u"/"_s);
    const auto answer = runHost(call, stop);
    if (!answer)
        return std::unexpected(answer.error());
    static const QRegularExpression number(u"\\) (\\d+)"_s); // "postgres (PostgreSQL) 15.10 (Debian …)", "18beta1"
    const auto match = number.match(QString::fromUtf8(answer->output));
    if (match.hasMatch() && match.captured(1).toInt() >= 12)
        return match.captured(1);
    return std::unexpected(Error{u"The PostgreSQL server in %1 is older than version 12."_s.arg(programs), u"old-server"_s,
                                 QString::fromUtf8(answer->output).trimmed()});
}

Result<QString> programsOf(const QString &major, std::stop_token stop)
{
    for (const QString &programs : candidates()) {
        if (const auto found = majorOf(programs, stop); found && *found == major)
            return programs;
    }
    return std::unexpected(
        Error{u"This sandbox was made by PostgreSQL %1, which is not installed any more. Install its package (Debian: "
              "postgresql-%1) to have your data back; nothing was changed."_s.arg(major),
              u"no-server"_s,
              {}});
}

QString psqlOf(const QString &programs)
{
    for (const QString &folder : QStringList{programs} + numbered(u"/usr/lib/postgresql"_s, {}, u"/bin"_s)) {
        if (QFileInfo(folder + u"/psql"_s).isExecutable())
            return folder + u"/psql"_s;
    }
    return QStandardPaths::findExecutable(u"psql"_s);
}

} // namespace oriel::sandbox
