// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>
#include <QString>

class QPainter;
class QRect;

namespace oriel {

// One line of plain text, elided at its end, with the letters at `matched` in the accent colour and bold. Answers where it ends.
// GUI thread.
int drawMatched(QPainter *painter, const QRect &room, const QString &text, const QList<int> &matched, const QColor &colour);

} // namespace oriel
