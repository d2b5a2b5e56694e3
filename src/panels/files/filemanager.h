// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"

#include <QByteArray>

#include <functional>

namespace oriel {

// Shows a file, chosen in its folder, in the desktop's file manager: org.freedesktop.FileManager1, else the desktop portal. Error
// code "no-desktop". GUI thread; the bus is asked on another.
Job revealInFileManager(QObject *owner, const QByteArray &path, std::function<void(const Result<> &)> done);

} // namespace oriel
