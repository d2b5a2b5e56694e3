// SPDX-License-Identifier: GPL-3.0-or-later
// Qt's keys as the terminal's engine knows them. Pure functions.
#pragma once

#include "engines/vt/keys.h"

#include <QString>
#include <QStringList>

#include <optional>

class QKeyEvent;

namespace oriel {

std::uint8_t terminalModifiers(Qt::KeyboardModifiers); // of vt::Modifier
vt::Key terminalKey(const QKeyEvent &);
// The window has it before the program (TerminalSettings::windowKeys).
bool isWindowKey(const QKeyEvent &, const QStringList &windowKeys);
// Names as one line for a shell, each in quotes where it needs them. None where one has a control character, which would press
// a key.
std::optional<QString> shellNames(const QStringList &names);

} // namespace oriel
