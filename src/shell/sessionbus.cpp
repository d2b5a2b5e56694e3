// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/sessionbus.h"

#include <QFileInfo>

namespace oriel {

using namespace Qt::StringLiterals;

QDBusConnection openSessionBus(const QString &name)
{
    if (qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") ||
        QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/bus"_s))
        return QDBusConnection::connectToBus(QDBusConnection::SessionBus, name);
    return QDBusConnection(name);
}

} // namespace oriel
