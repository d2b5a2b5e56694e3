// SPDX-License-Identifier: GPL-3.0-or-later
// A real GNOME keyring on a D-Bus session of its own; its password is given on standard input. Main thread; blocks.
#pragma once

#include <QStringList>

#include <optional>

namespace oriel::test {

// This program once more inside such a session, to its end: its exit code. Nothing, and said so, where the programs are not
// installed.
std::optional<int> inKeyring(const QStringList &arguments);

} // namespace oriel::test
