// SPDX-License-Identifier: GPL-3.0-or-later
// A terminal's screen as text, for comparing.
#pragma once

#include "engines/vt/terminal.h"

#include <QStringList>

namespace oriel::test {

// Every row without its trailing blanks, then without the empty rows at the end.
inline QStringList shown(const vt::Terminal &terminal)
{
    vt::Picture picture;
    terminal.look({}, picture);
    QStringList rows;
    for (int row = 0; row < picture.size.rows; ++row) {
        QString text;
        for (int column = 0; column < picture.size.columns; ++column) {
            const vt::Cell &cell = picture.cells[std::size_t(row * picture.size.columns + column)];
            if (cell.text & vt::Cell::clusterBit)
                text += QString::fromStdU32String(picture.clusters[cell.text & ~vt::Cell::clusterBit]);
            else if (cell.width)
                text += cell.text ? QString::fromUcs4(reinterpret_cast<const char32_t *>(&cell.text), 1) : QStringLiteral(" ");
        }
        while (text.endsWith(u' '))
            text.chop(1);
        rows += text;
    }
    while (!rows.isEmpty() && rows.last().isEmpty())
        rows.removeLast();
    return rows;
}

inline vt::Cell cellAt(const vt::Terminal &terminal, int row, int column)
{
    vt::Picture picture;
    terminal.look({}, picture);
    return picture.cells[std::size_t(row * picture.size.columns + column)];
}

inline vt::Style styleAt(const vt::Terminal &terminal, int row, int column)
{
    vt::Picture picture;
    terminal.look({}, picture);
    return picture.styles[picture.cells[std::size_t(row * picture.size.columns + column)].style];
}

// "row,column" of the cursor, from 1.
inline QString cursorAt(const vt::Terminal &terminal)
{
    vt::Picture picture;
    terminal.look({}, picture);
    return QStringLiteral("%1,%2").arg(picture.cursorRow + 1).arg(picture.cursorColumn + 1);
}

} // namespace oriel::test
