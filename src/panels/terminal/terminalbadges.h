// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside a prompt: how its command ended and how long it took. Pure functions.
#pragma once

#include "engines/vt/terminal.h"

#include <QColor>
#include <QRectF>
#include <QString>

class QPainter;

namespace oriel {

QString tookText(std::chrono::milliseconds); // "240 ms", "1.4 s", "2 m 10 s", "3 h 5 m"
QString exitText(int exitCode); // "ended well", "status 1", "killed (SIGKILL), status 137": 128+n is a signal's (POSIX sh)
QString commandText(const vt::Command &); // what it was, how it ended, when: lines
// ✓, ✗ or (no exit code) the dot of one that runs, as large as the box.
void paintBadge(QPainter &, const QRectF &box, std::optional<int> exitCode, QColor);

} // namespace oriel
