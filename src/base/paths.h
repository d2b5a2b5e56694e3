// SPDX-License-Identifier: GPL-3.0-or-later
// Where Oriel keeps its own things (XDG base directories). Each folder is made with mode 0700 on first use. Any thread.
#pragma once

#include <QString>

namespace oriel::paths {

QString config();  // $XDG_CONFIG_HOME/oriel: settings
QString state();   // $XDG_STATE_HOME/oriel: one SQLite database
QString cache();   // $XDG_CACHE_HOME/oriel: spilled rows
QString data();    // $XDG_DATA_HOME/oriel: the user's sandbox, CA bundles
QString runtime(); // $XDG_RUNTIME_DIR/oriel, else a 0700 folder of ours in /tmp, else in the state folder
QString
shared(const QString &name); // a file of the installation: share/oriel/NAME beside bin, else resources/NAME of the sources

} // namespace oriel::paths
