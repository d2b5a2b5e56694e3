// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>

namespace oriel {

// The desktop's D-Bus under a name of its own, not connected where there is none: libdbus would start one. Blocks for the
// greeting: off the GUI thread.
QDBusConnection openSessionBus(const QString &name);

} // namespace oriel
