// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"

#include <QColor>
#include <QFont>
#include <QFontMetricsF>

class QPainter;

namespace oriel {

// Fonts, measures and colours of a grid, read once from the theme, and how one cell is painted with them. GUI thread.
class GridLook final
{
public:
    GridLook();

    struct CellState
    {
        bool isSelected = false, isCurrent = false, isInCurrentRow = false, hasFocus = false;
    };
    void paintCell(QPainter *painter, const QRect &rect, const Cell &cell, Look look, CellState state) const;
    void paintHeader(QPainter *painter, const QRect &rect, const Column &column) const;
    void paintNumber(QPainter *painter, const QRect &rect, qint64 number, bool isCurrent) const;
    double cellWidth(const Cell &cell) const; // px, the padding included
    double headerWidth(const Column &column) const;
    int numberWidth(qint64 largest) const;

    int rowHeight = 0, headerHeight = 0;
    QColor surface, window, border;

private:
    void paintValue(QPainter *painter, const QRect &rect, const Cell &cell, bool isRight) const;
    // As much of the text as is drawn, "…" where it goes on, and its width: plain ASCII is counted, not shaped.
    QString fitted(const Cell &cell, double width, double *taken) const;

    QFont m_data, m_null, m_name, m_type;
    QFontMetricsF m_dataMetrics, m_nullMetrics, m_nameMetrics, m_typeMetrics;
    double m_advance; // px of one character of the data font
    QColor m_text, m_muted, m_nullColour, m_selection, m_currentLine, m_accent, m_outline;
};

} // namespace oriel
