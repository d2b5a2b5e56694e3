// SPDX-License-Identifier: GPL-3.0-or-later
// How one line of a file is drawn: tabs as columns, what cannot be seen as marks. Pure; any thread.
#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>

namespace oriel {

struct DiffText
{
    QString source;                // the line without its end, UTF-16, cut
    QString shown;                 // tabs expanded, control and bidi characters as marks
    QList<int> at;                 // where each unit of `source`, and its end, stands in `shown`
    qsizetype cut = 0;             // bytes left out at the end
    bool hasCr = false;            // ends with CR LF
    int sourceAt(int place) const; // the unit drawn at that place of `shown`
};
DiffText diffText(QByteArrayView line, int tabWidth, bool areBlanksShown);

constexpr qsizetype longestDiffLine = 2000; // bytes that are drawn
// Columns a line takes, about: wide characters count twice. Never less than it takes for ASCII text.
int diffColumns(QByteArrayView line, int tabWidth);
// Where the pieces of `shown` begin when no piece may be wider than `columns`.
QList<int> diffPieces(QStringView shown, int columns);

} // namespace oriel
