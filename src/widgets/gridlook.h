// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/signedrows.h"
#include "widgets/gridmatch.h"

#include <QColor>
#include <QFont>
#include <QFontMetricsF>
#include <QGlyphRun>
#include <QRawFont>

#include <array>

class QPainter;

namespace oriel {

// A fixed-pitch font whose Latin, Greek and Cyrillic is drawn glyph by glyph, without shaping; any other text is drawn as
// QPainter does. GUI thread.
class PlainFont final
{
public:
    explicit PlainFont(const QFont &font);
    void draw(QPainter *painter, QPointF baseline, const QString &text) const; // in the painter's pen
    double width(const QString &text) const;                                   // px
    double middle(const QRect &rect) const; // the baseline that centres a line in it, its bottom border apart

    QFontMetricsF metrics;
    double advance, height, ascent; // px

private:
    static constexpr qint64 unknown = -1;
    quint32 glyphOf(QChar c) const; // 0: to be shaped
    quint32 findGlyph(QChar c) const;

    QFont m_font;
    QRawFont m_raw;
    mutable std::array<qint64, 0x530> m_glyphs; // by character, found when first wanted; 0: to be shaped
    mutable qint64 m_ellipsis = unknown;
    mutable QGlyphRun m_run;
    mutable QList<quint32> m_indexes;
    mutable QList<QPointF> m_places; // `advance` apart
};

// Fonts, measures and colours of a grid, read once from the theme, and how one cell is painted with them. GUI thread.
class GridLook final
{
public:
    GridLook();

    struct CellState
    {
        bool isSelected = false, isInCurrentRow = false;
        const GridMatch *match = nullptr; // where it is found is marked
        RowSign sign = RowSign::None;     // of its row
        std::optional<Cell> before = {};  // what it was: struck through, before what it is
    };
    // Without the lines between cells: the grid draws those of a whole screen at once.
    void paintCell(QPainter *painter, const QRect &rect, const Cell &cell, Look look, CellState state) const;
    void paintOutline(QPainter *painter, const QRect &rect, bool hasFocus) const; // of the current cell, over the lines
    // arrow: beside the name, ↑ or ↓ where the rows are sorted by this column, else empty. isChosen: stands out for a moment.
    void paintHeader(QPainter *painter, const QRect &rect, const Column &column, const QString &arrow = {},
                     bool isChosen = false) const;
    void paintPinEdge(QPainter *painter, int right, int top, int height) const; // of the last column that stays in sight
    void paintNumber(QPainter *painter, const QRect &rect, qint64 number, bool isCurrent, RowSign sign = RowSign::None) const;
    double cellWidth(const Cell &cell, const std::optional<Cell> &before = {}) const; // px, the padding included
    double headerWidth(const Column &column, bool hasArrow = false) const;
    int numberWidth(qint64 largest, bool hasSigns = false) const;

    int rowHeight = 0, headerHeight = 0;
    QColor surface, window, border;

private:
    void paintValue(QPainter *painter, const QRect &rect, const Cell &cell, bool isRight, const CellState &state) const;
    QRect paintBefore(QPainter *painter, const QRect &rect, const Cell &cell, bool isRight, const Cell &before) const;
    void paintStruck(QPainter *painter, double left, double width, const QRect &rect) const;
    struct SignLook
    {
        QColor text, back;
    };
    const SignLook &lookOf(RowSign sign) const { return m_signs[size_t(sign)]; }
    void paintFound(QPainter *painter, const QRect &rect, double left, const QString &text, const QString &whole,
                    const GridMatch &match) const;
    // As much of the text as is drawn, "…" where it goes on, and its width: plain ASCII is counted, not shaped.
    QString fitted(const Cell &cell, double width, double *taken) const;

    PlainFont m_data, m_null, m_type;
    QFont m_name;
    QFontMetricsF m_nameMetrics;
    double m_nullWidth;
    std::array<SignLook, 4> m_signs; // by RowSign
    QColor m_text, m_muted, m_nullColour, m_selection, m_currentLine, m_accent, m_outline, m_found, m_foundLine;
};

} // namespace oriel
