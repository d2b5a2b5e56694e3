// SPDX-License-Identifier: GPL-3.0-or-later
// QScintilla's header uses Qt's bare keywords, which Oriel switches off.
#pragma once

#include <QObject>

#define signals Q_SIGNALS
#define slots Q_SLOTS
#include <Qsci/qsciscintilla.h>
#undef signals
#undef slots
