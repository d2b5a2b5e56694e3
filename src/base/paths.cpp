// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <sys/stat.h>
#include <unistd.h>

namespace oriel::paths {

namespace {

QString made(const QString &folder)
{
    QDir().mkpath(folder);
    ::chmod(QFile::encodeName(folder).constData(), 0700);
    return folder;
}

QString xdg(const char *variable, const char *fallback)
{
    QString base = qEnvironmentVariable(variable);
    if (!QDir::isAbsolutePath(base)) // the specification: relative paths are ignored
        base = QDir::homePath() + QLatin1Char('/') + QLatin1String(fallback);
    return made(base + QStringLiteral("/oriel"));
}

} // namespace

QString config() { return xdg("XDG_CONFIG_HOME", ".config"); }
QString state() { return xdg("XDG_STATE_HOME", ".local/state"); }
QString cache() { return xdg("XDG_CACHE_HOME", ".cache"); }
QString data() { return xdg("XDG_DATA_HOME", ".local/share"); }

QString runtime()
{
    const QString base = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (QDir::isAbsolutePath(base))
        return made(base + QStringLiteral("/oriel"));
    const QString shared = made(QStringLiteral("/tmp/oriel-%1").arg(::getuid()));
    struct stat info;
    const bool isOurs = ::lstat(QFile::encodeName(shared).constData(), &info) == 0 && S_ISDIR(info.st_mode) &&
                        info.st_uid == ::getuid() && (info.st_mode & 077) == 0;
    return isOurs ? shared : made(state() + QStringLiteral("/run")); // somebody else was there before us
}

QString shared(const QString &name)
{
    const QString installed = QCoreApplication::applicationDirPath() + QStringLiteral("/../share/oriel/") + name;
    if (QFile::exists(installed))
        return QDir::cleanPath(installed);
    return QStringLiteral(ORIEL_SOURCE_DIR "/resources/") + name; // a build that was not installed
}

} // namespace oriel::paths
