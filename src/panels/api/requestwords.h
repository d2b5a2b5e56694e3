// SPDX-License-Identifier: GPL-3.0-or-later
// How lists of requests name and colour a method, a status, an address. Pure but for the painting; GUI thread.
#pragma once

#include <QString>

class QPainter;
class QRect;
class QStyleOptionViewItem;
class QUrl;

namespace oriel::requestwords {

QString method(const QString &method);       // "GET", "DEL", "OPT": five letters at most
QString methodColour(const QString &method); // a role of the theme; the word itself says it too
QString statusColour(int status);            // 0: none came
QString place(const QUrl &url);              // "/invoices?page=2"
// The word in its colour at the left of `row`; answers where what follows begins. Every method takes the same room.
int paintMethod(QPainter *painter, const QRect &row, const QString &method);
// What stands behind a row: selected, under the mouse; and the frame of the focus.
void paintGround(QPainter *painter, const QStyleOptionViewItem &option);
void paintFocus(QPainter *painter, const QStyleOptionViewItem &option);

} // namespace oriel::requestwords
