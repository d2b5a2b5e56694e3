// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QAction>
#include <QKeySequence>
#include <QList>

namespace oriel {

// A command of `owner`, which holds it, for the palette, the menus and the keys: `name` is the object name by which they
// and the tests know it, `keys` (empty ones are left out) count while the focus is in `owner` or below. GUI thread.
QAction *addCommand(QWidget *owner, const char *name, const QString &text, QList<QKeySequence> keys = {},
                    std::function<void()> run = {});

} // namespace oriel
