// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/keyring.h"

#include <QCoreApplication>
#include <QProcess>
#include <QStandardPaths>

namespace oriel::test {

using namespace Qt::StringLiterals;

std::optional<int> inKeyring(const QStringList &arguments)
{
    for (const QString &program : {u"dbus-run-session"_s, u"gnome-keyring-daemon"_s})
        if (QStandardPaths::findExecutable(program).isEmpty()) {
            std::printf("SKIP   : %s is not installed\n", qPrintable(program));
            return std::nullopt;
        }
    QProcess session;
    session.setProcessChannelMode(QProcess::ForwardedChannels);
    session.start(
        u"dbus-run-session"_s,
        QStringList{u"--"_s, u"sh"_s, u"-c"_s,
                    u"printf known | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec \"$0\" \"$@\""_s,
                    QCoreApplication::applicationFilePath()} +
            arguments);
    if (!session.waitForFinished(230'000))
        session.kill();
    return session.exitStatus() == QProcess::NormalExit ? session.exitCode() : 1;
}

} // namespace oriel::test
