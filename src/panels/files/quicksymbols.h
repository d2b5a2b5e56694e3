// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/project/symbols.h"
#include "panels/files/quickopen.h"

#include <QMutex>
#include <QSet>

#include <optional>

namespace oriel {

// The project's symbols, read when they are first asked for; what has changed since is read again with the next question. One
// thread at a time, under the mutex; `changed` is the GUI's.
struct QuickOpen::Symbols
{
    QMutex mutex;
    std::optional<project::SymbolIndex> index;
    QSet<QByteArray> changed; // from the folder
};

} // namespace oriel
