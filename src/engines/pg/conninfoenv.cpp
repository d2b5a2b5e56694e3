// SPDX-License-Identifier: GPL-3.0-or-later
// What lies around a connection text: PG* variables and service files.
#include "engines/pg/conntext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace conntext;

namespace {

// Where to find files, not how to connect: libpq reads these only for a `service`, which guarded() resolves itself.
bool namesPlace(const QString &variable)
{
    return variable == "PGSERVICEFILE"_L1 || variable == "PGSYSCONFDIR"_L1 || variable == "PGLOCALEDIR"_L1;
}

// As libpq: PGSERVICEFILE instead of ~/.pg_service.conf, then the system's file.
QStringList serviceFiles(const QString &file)
{
    QStringList files;
    const QString named = file.isEmpty() ? qEnvironmentVariable("PGSERVICEFILE") : withHome(file);
    files.append(named.isEmpty() ? QDir::homePath() + u"/.pg_service.conf"_s : named);
    if (const QString folder = qEnvironmentVariable("PGSYSCONFDIR"); !folder.isEmpty())
        files.append(folder + u"/pg_service.conf"_s);
    else
        files +=
            {u"/etc/postgresql-common/pg_service.conf"_s, u"/etc/sysconfig/pgsql/pg_service.conf"_s, u"/etc/pg_service.conf"_s};
    return files;
}

QStringList linesOf(const QString &path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)) // a FIFO would block for good
        return {};
    QStringList lines;
    for (const QByteArray &line : file.read(1 << 20).split('\n'))
        lines.append(QString::fromUtf8(line).trimmed());
    return lines;
}

Error serviceError(const QString &message) { return {message, u"service"_s, {}}; }

Result<QPair<QString, QString>> serviceLine(const QString &line, const QString &path)
{
    if (line.startsWith("ldap"_L1))
        return std::unexpected(serviceError(
            Words::tr("%1 asks an LDAP server for the service; Oriel does not. Write its parameters into the file.").arg(path)));
    const qsizetype equals = line.indexOf(u'=');
    const QString keyword = line.left(equals);
    if (equals < 0 || keyword == "service"_L1 || !optionFor(keyword))
        return std::unexpected(serviceError(Words::tr("%1 holds a line that this libpq does not read: “%2”. Mend or remove it.")
                                                .arg(path, equals < 0 ? line : keyword)));
    return QPair(keyword, line.sliced(equals + 1));
}

} // namespace

namespace conntext {

Result<Pairs> serviceValues(const QString &service, const QString &file)
{
    for (const QString &path : serviceFiles(file)) {
        bool isFound = false;
        Pairs values;
        for (const QString &line : linesOf(path)) {
            if (line.isEmpty() || line.startsWith(u'#'))
                continue;
            if (line.startsWith(u'[')) {
                if (isFound)
                    return values;
                isFound = line.startsWith(u'[' + service + u']');
            } else if (isFound) {
                const auto pair = serviceLine(line, path);
                if (!pair)
                    return std::unexpected(pair.error());
                values.append(*pair);
            }
        }
        if (isFound)
            return values;
    }
    return std::unexpected(serviceError(Words::tr("The service “%1” stands in no pg_service.conf (looked in %2).")
                                            .arg(service, serviceFiles(file).join(u", "_s))));
}

} // namespace conntext

QStringList serviceNames()
{
    QStringList names;
    for (const QString &path : serviceFiles({}))
        for (const QString &line : linesOf(path)) {
            const QString name = line.startsWith(u'[') ? line.sliced(1).section(u']', 0, 0) : QString();
            if (!name.isEmpty() && !names.contains(name))
                names.append(name);
        }
    return names;
}

QList<QPair<QString, QString>> takeEnvironment()
{
    Pairs taken;
    for (const QString &variable : QProcessEnvironment::systemEnvironment().keys()) {
        if (!variable.startsWith("PG"_L1) || namesPlace(variable))
            continue;
        const Option *option = optionForVariable(variable);
        if (option && !qEnvironmentVariable(qPrintable(variable)).isEmpty())
            taken.append({option->keyword, qEnvironmentVariable(qPrintable(variable))});
        qunsetenv(qPrintable(variable));
    }
    return taken;
}

} // namespace oriel::pg
