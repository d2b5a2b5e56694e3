// SPDX-License-Identifier: GPL-3.0-or-later
// Changes in words. Pure.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace oriel::changewords {

QString name(const QByteArray &path);             // the last part, with marks; a folder's ends with '/'
QString folder(const QByteArray &path);           // what stands before it, without the last '/'; empty: the top
QString shown(const QByteArray &path);            // the whole, with marks
QString state(char letter);                       // "modified"
QString conflict(const QByteArray &sides);        // "UU": "both modified"
QString role(char letter);                        // of the theme's colours
QString lines(int files, int added, int removed); // "3 files, +40 −12"
QString ago(const QDateTime &when, const QDateTime &now = QDateTime::currentDateTimeUtc()); // "2 h ago"
QByteArray ignoreLine(const QByteArray &path); // the line of .gitignore that means this path and nothing else

} // namespace oriel::changewords
