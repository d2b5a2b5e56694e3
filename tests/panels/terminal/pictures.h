// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of a terminal made by hand, and their pixels.
#pragma once

#include "panels/terminal/terminalpainter.h"
#include "widgets/theme.h"

#include <QString>
#include <QStringList>

namespace oriel {

inline vt::Picture blankPicture(int rows, int columns)
{
    vt::Picture picture;
    picture.size = {rows, columns};
    picture.cells.resize(std::size_t(rows) * std::size_t(columns));
    picture.rows.resize(std::size_t(rows));
    for (int row = 0; row < rows; ++row)
        picture.rows[std::size_t(row)].begin = {row, 0};
    picture.styles = {vt::Style{}};
    picture.isCursorVisible = false;
    return picture;
}

inline vt::Cell &cellAt(vt::Picture &picture, int row, int column)
{
    return picture.cells[std::size_t(row) * std::size_t(picture.size.columns) + std::size_t(column)];
}

inline std::uint32_t addStyle(vt::Picture &picture, const vt::Style &style)
{
    picture.styles.push_back(style);
    return std::uint32_t(picture.styles.size() - 1);
}

inline void write(vt::Picture &picture, int row, int column, const QString &text, std::uint32_t style = 0)
{
    for (const char32_t character : text.toStdU32String()) {
        vt::Cell cell;
        cell.text = character;
        cell.style = style;
        cellAt(picture, row, column++) = cell;
    }
}

inline vt::Picture pictureOf(const QStringList &rows, const vt::Style &style = {})
{
    static std::uint64_t epoch = 0;
    vt::Picture picture = blankPicture(int(rows.size()), int(rows.first().size()));
    picture.epoch = ++epoch; // its styles are its own
    const std::uint32_t number = addStyle(picture, style);
    for (int row = 0; row < rows.size(); ++row)
        write(picture, row, 0, rows.at(row), number);
    return picture;
}

struct Canvas
{
    explicit Canvas(qreal scale = 1, Theme::Mode mode = Theme::Mode::Light)
    {
        painter.setGlyphs(std::make_unique<Glyphs>(Theme::dataFont(), scale));
        painter.setInks(TerminalColors().inks(*Theme::load(mode)));
    }
    const QImage &paint(const vt::Picture &now, const TerminalScene &scene = {})
    {
        changed = painter.paint(now, before, scene);
        before = now;
        return painter.image();
    }
    QRect cell(int row, int column) const
    {
        const Glyphs::CellBox &box = painter.glyphs().cell();
        return {column * box.width, row * box.height, box.width, box.height};
    }
    QImage at(int row, int column) const { return painter.image().copy(cell(row, column)); }
    int count(QRect area, QRgb rgb) const // pixels of that colour
    {
        int pixels = 0;
        for (int y = area.top(); y <= area.bottom(); ++y)
            for (int x = area.left(); x <= area.right(); ++x)
                pixels += painter.image().pixel(x, y) == rgb;
        return pixels;
    }
    int ink(QRect area) const { return area.width() * area.height() - count(area, painter.inks().background); }

    TerminalPainter painter;
    vt::Picture before;
    QRegion changed;
};

} // namespace oriel
