// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"
#include "base/result.h"

#include <QString>

namespace oriel {

// Where a text that an editor gives up is kept for 30 days, and of which file (git::keepText()).
struct Keeping
{
    QString folder; // Oriel's own; empty: nowhere
    QString top;    // the project's; a file outside it, or without one, is kept by its own folder
    QString file;   // absolute

    Result<> operator()(const QByteArray &text, const QString &why) const; // blocks: not in the GUI thread
};

void keepInBackground(Job &job, QObject *owner, const Keeping &keeping, const QByteArray &text, const QString &why);

} // namespace oriel
