// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridlook.h"

#include "base/text.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace oriel {

namespace {

constexpr int padding = 10, linePadding = 4; // px
constexpr qsizetype cellLimit = 4096;        // bytes ever shaped (SAFETY 5)
constexpr qsizetype measured = 128;          // bytes read of a cell to find its width

QFont dataFontOf(bool isItalic)
{
    QFont font = Theme::dataFont();
    font.setItalic(isItalic);
    return font;
}

QFont nameFont()
{
    QFont font = Theme::interfaceFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont typeFont()
{
    QFont font = Theme::dataFont();
    font.setPointSizeF(12 * 72.0 / 96);
    return font;
}

bool isPlainAscii(const QByteArray &bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

QString nullText() { return QStringLiteral("NULL"); }

} // namespace

GridLook::GridLook()
    : m_data(dataFontOf(false)),
      m_null(dataFontOf(true)),
      m_name(nameFont()),
      m_type(typeFont()),
      m_dataMetrics(m_data),
      m_nullMetrics(m_null),
      m_nameMetrics(m_name),
      m_typeMetrics(m_type)
{
    const Theme &theme = Theme::current();
    const auto colour = [&theme](const char *role) { return theme.colour(QString::fromLatin1(role)); };
    surface = colour("surface");
    window = colour("window");
    border = colour("border");
    m_text = colour("text");
    m_muted = colour("muted");
    m_nullColour = colour("null");
    m_selection = colour("selection");
    m_currentLine = colour("currentLine");
    m_accent = colour("accent");
    m_outline = colour("outline");
    m_advance = m_dataMetrics.horizontalAdvance(u'0');
    rowHeight = std::max(3 * unit, int(std::ceil(m_dataMetrics.height())) + 6);
    headerHeight = int(std::ceil(m_nameMetrics.height() + m_typeMetrics.height())) + 2 * linePadding + 1;
}

QString GridLook::fitted(const Cell &cell, double width, double *taken) const
{
    const auto most = std::max<qsizetype>(1, qsizetype((width + 0.5) / m_advance));
    const QByteArray &bytes = cell.text;
    const qsizetype readable = std::min(cellLimit, 4 * (most + 2)); // UTF-8: at most four bytes for a character
    if (bytes.size() <= readable && isPlainAscii(bytes)) {
        *taken = m_advance * double(std::min(bytes.size(), most));
        return bytes.size() <= most ? QString::fromLatin1(bytes) : QString::fromLatin1(bytes.first(most - 1)) + u'…';
    }
    QString text = withMarks(shownText(bytes, readable));
    if (bytes.size() > readable)
        text += u'…';
    text = m_dataMetrics.horizontalAdvance(text) <= width ? text : m_dataMetrics.elidedText(text, Qt::ElideRight, width);
    *taken = m_dataMetrics.horizontalAdvance(text);
    return text;
}

void GridLook::paintCell(QPainter *painter, const QRect &rect, const Cell &cell, Look look, CellState state) const
{
    if (state.isSelected || state.isInCurrentRow)
        painter->fillRect(rect, state.isSelected ? m_selection : m_currentLine);
    const bool isNarrow = rect.width() < 2 * padding + m_nullMetrics.horizontalAdvance(nullText());
    if (isNarrow) {
        painter->save();
        painter->setClipRect(rect, Qt::IntersectClip);
    }
    paintValue(painter, rect, cell, look == Look::Number);
    if (isNarrow)
        painter->restore();
    painter->fillRect(rect.right(), rect.top(), 1, rect.height(), border);
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, border);
    if (state.isCurrent) { // two pixels where the focus is, one where it was
        painter->setPen(QPen(state.hasFocus ? m_accent : m_outline, state.hasFocus ? 2 : 1));
        const int inset = state.hasFocus ? 1 : 0;
        painter->drawRect(rect.adjusted(inset, inset, -1 - inset, -1 - inset));
    }
}

void GridLook::paintValue(QPainter *painter, const QRect &rect, const Cell &cell, bool isRight) const
{
    const double baseline = rect.top() + (rect.height() - 1 - m_dataMetrics.height()) / 2 + m_dataMetrics.ascent();
    const double left = rect.left() + padding;
    double right = rect.right() - padding + 1;
    if (cell.isNull) {
        painter->setFont(m_null);
        painter->setPen(m_nullColour);
        painter->drawText(QPointF(isRight ? right - m_nullMetrics.horizontalAdvance(nullText()) : left, baseline), nullText());
        return;
    }
    painter->setFont(m_data);
    if (cell.isCut() || cell.text.size() > cellLimit) {
        const QString mark = QStringLiteral("… ") + sizeText(std::max<qint64>(cell.size, cell.text.size()));
        const double width = m_dataMetrics.horizontalAdvance(mark);
        painter->setPen(m_muted);
        if (left + width > right) // at least the sign that there is more
            return painter->drawText(QPointF(left, baseline), QStringLiteral("…"));
        painter->drawText(QPointF(right - width, baseline), mark);
        right -= width + m_dataMetrics.horizontalAdvance(u' ');
    }
    if (cell.text.isEmpty() || right <= left)
        return;
    double taken = 0;
    const QString text = fitted(cell, right - left, &taken);
    painter->setPen(m_text);
    painter->drawText(QPointF(isRight ? right - taken : left, baseline), text);
}

void GridLook::paintHeader(QPainter *painter, const QRect &rect, const Column &column) const
{
    painter->fillRect(rect, window);
    painter->fillRect(rect.right(), rect.top(), 1, rect.height(), border);
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, border);
    const double left = rect.left() + padding, width = rect.width() - 2 * padding;
    double top = rect.top() + linePadding;
    if (column.type.isEmpty() && column.mark.isEmpty())
        top = rect.top() + (rect.height() - 1 - m_nameMetrics.height()) / 2;
    painter->setFont(m_name);
    painter->setPen(m_text);
    painter->drawText(QPointF(left, top + m_nameMetrics.ascent()),
                      m_nameMetrics.elidedText(withMarks(column.name), Qt::ElideRight, width));
    painter->setFont(m_type);
    const double baseline = top + m_nameMetrics.height() + m_typeMetrics.ascent();
    const double markWidth = column.mark.isEmpty() ? 0 : m_typeMetrics.horizontalAdvance(column.mark + u' ');
    const QString type = m_typeMetrics.elidedText(withMarks(column.type), Qt::ElideRight, std::max(0.0, width - markWidth));
    painter->setPen(m_muted);
    painter->drawText(QPointF(left, baseline), type);
    painter->setPen(m_accent);
    const double gap = type.isEmpty() ? 0 : m_typeMetrics.horizontalAdvance(type + u' ');
    painter->drawText(QPointF(left + gap, baseline), column.mark);
}

void GridLook::paintNumber(QPainter *painter, const QRect &rect, qint64 number, bool isCurrent) const
{
    const QString text = QString::number(number);
    painter->setFont(m_type);
    painter->setPen(isCurrent ? m_text : m_muted);
    const double baseline = rect.top() + (rect.height() - 1 - m_typeMetrics.height()) / 2 + m_typeMetrics.ascent();
    painter->drawText(QPointF(rect.right() - unit - m_typeMetrics.horizontalAdvance(text), baseline), text);
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, border);
}

double GridLook::cellWidth(const Cell &cell) const
{
    double width = 2 * padding + 1;
    if (cell.isNull)
        return width + m_nullMetrics.horizontalAdvance(nullText());
    const QByteArray head = cell.text.first(std::min(cell.text.size(), measured));
    width += isPlainAscii(head) ? m_dataMetrics.horizontalAdvance(u'0') * double(head.size())
                                : m_dataMetrics.horizontalAdvance(withMarks(shownText(head)));
    if (cell.isCut() || cell.text.size() > cellLimit)
        width += m_dataMetrics.horizontalAdvance(QStringLiteral(" … ") + sizeText(std::max<qint64>(cell.size, cell.text.size())));
    return std::ceil(width);
}

double GridLook::headerWidth(const Column &column) const
{
    const QString second = column.mark.isEmpty() ? column.type : column.type + u' ' + column.mark;
    return std::ceil(2 * padding + 1 +
                     std::max(m_nameMetrics.horizontalAdvance(column.name), m_typeMetrics.horizontalAdvance(second)));
}

int GridLook::numberWidth(qint64 largest) const
{
    const QString widest(std::max<qsizetype>(3, QString::number(largest).size()), u'8');
    return int(std::ceil(m_typeMetrics.horizontalAdvance(widest))) + 2 * unit;
}

} // namespace oriel
