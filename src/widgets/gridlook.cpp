// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridlook.h"

#include "base/text.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace oriel {

namespace {

constexpr int padding = 10, linePadding = 4, arrowGap = 4, pinEdge = 2; // px
constexpr qsizetype measured = 128;                                     // bytes read of a cell to find its width
constexpr QChar ellipsis = u'…';

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

QString nullText() { return QStringLiteral("NULL"); }

QString missingText() { return QCoreApplication::translate("GridLook", "missing"); }

} // namespace

PlainFont::PlainFont(const QFont &font)
    : metrics(font),
      advance(metrics.horizontalAdvance(u'0')),
      height(metrics.height()),
      ascent(metrics.ascent()),
      m_font(font),
      m_raw(QRawFont::fromFont(font))
{
    m_glyphs.fill(unknown);
    m_run.setRawFont(m_raw);
}

quint32 PlainFont::glyphOf(QChar c) const
{
    if (c != ellipsis && c.unicode() >= m_glyphs.size())
        return 0;
    qint64 &known = c == ellipsis ? m_ellipsis : m_glyphs[c.unicode()];
    if (known == unknown)
        known = findGlyph(c);
    return quint32(known);
}

// Of a character that stands alone and is as wide as the others.
quint32 PlainFont::findGlyph(QChar c) const
{
    const bool isAlone = c.isPrint() && !c.isMark() && c != QChar(QChar::SoftHyphen);
    const QList<quint32> glyphs = m_raw.glyphIndexesForString(QString(c) + u'0');
    const QList<QPointF> advances = m_raw.advancesForGlyphIndexes(glyphs);
    return isAlone && advances.size() == 2 && advances.first() == advances.last() ? glyphs.first() : 0;
}

void PlainFont::draw(QPainter *painter, QPointF baseline, const QString &text) const
{
    m_indexes.clear();
    for (const QChar c : text) {
        const quint32 glyph = glyphOf(c);
        if (glyph == 0) {
            painter->setFont(m_font);
            return painter->drawText(baseline, text);
        }
        m_indexes << glyph;
    }
    while (m_places.size() < m_indexes.size())
        m_places << QPointF(advance * double(m_places.size()), 0);
    m_run.setRawData(m_indexes.constData(), m_places.constData(), int(m_indexes.size()));
    painter->drawGlyphRun(baseline, m_run);
}

double PlainFont::width(const QString &text) const
{
    const bool isPlain = std::all_of(text.begin(), text.end(), [this](QChar c) { return glyphOf(c) != 0; });
    return isPlain ? advance * double(text.size()) : metrics.horizontalAdvance(text);
}

double PlainFont::middle(const QRect &rect) const { return rect.top() + (rect.height() - 1 - height) / 2 + ascent; }

GridLook::GridLook()
    : m_data(dataFontOf(false)),
      m_null(dataFontOf(true)),
      m_type(typeFont()),
      m_name(nameFont()),
      m_nameMetrics(m_name),
      m_nullWidth(m_null.width(nullText()))
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
    m_found = colour("found");
    m_foundLine = colour("warning");
    m_signs = {SignLook{m_text, surface}, SignLook{colour("added"), colour("addedBack")},
               SignLook{colour("changed"), colour("changedBack")}, SignLook{colour("removed"), colour("removedBack")}};
    rowHeight = std::max(3 * unit, int(std::ceil(m_data.height)) + 6);
    headerHeight = int(std::ceil(m_nameMetrics.height() + m_type.height)) + 2 * linePadding + 1;
}

QString GridLook::fitted(const Cell &cell, double width, double *taken) const
{
    const auto most = std::max<qsizetype>(1, qsizetype((width + 0.5) / m_data.advance));
    const QByteArray &bytes = cell.text;
    const qsizetype readable = std::min(shownBytes, 4 * (most + 2)); // UTF-8: at most four bytes for a character
    if (bytes.size() <= readable && isPlainAscii(bytes)) {
        *taken = m_data.advance * double(std::min(bytes.size(), most));
        return bytes.size() <= most ? QString::fromLatin1(bytes) : QString::fromLatin1(bytes.first(most - 1)) + u'…';
    }
    QString text = withMarks(shownText(bytes, readable));
    if (bytes.size() > readable)
        text += u'…';
    text = m_data.width(text) <= width ? text : m_data.metrics.elidedText(text, Qt::ElideRight, width);
    *taken = m_data.width(text);
    return text;
}

void GridLook::paintCell(QPainter *painter, const QRect &rect, const Cell &cell, Look look, CellState state) const
{
    if (state.isSelected || state.isInCurrentRow || state.sign != RowSign::None)
        painter->fillRect(rect, state.isSelected              ? m_selection
                                : state.sign != RowSign::None ? lookOf(state.sign).back
                                                              : m_currentLine);
    const bool isNarrow = rect.width() < 2 * padding + m_nullWidth;
    if (isNarrow) {
        painter->save();
        painter->setClipRect(rect, Qt::IntersectClip);
    }
    const bool isRight = look == Look::Number;
    paintValue(painter, state.before ? paintBefore(painter, rect, cell, isRight, *state.before) : rect, cell, isRight, state);
    if (isNarrow)
        painter->restore();
}

void GridLook::paintOutline(QPainter *painter, const QRect &rect, bool hasFocus) const
{
    const int inset = hasFocus ? 1 : 0; // two pixels where the focus is, one where it was
    painter->setPen(QPen(hasFocus ? m_accent : m_outline, hasFocus ? 2 : 1));
    painter->drawRect(rect.adjusted(inset, inset, -1 - inset, -1 - inset));
}

void GridLook::paintStruck(QPainter *painter, double left, double width, const QRect &rect) const
{
    painter->fillRect(QRectF(left, rect.center().y(), width, 1), painter->pen().color());
}

// In at most half of the room; what is left of it is for the value of now.
QRect GridLook::paintBefore(QPainter *painter, const QRect &rect, const Cell &cell, bool isRight, const Cell &before) const
{
    const double room = (rect.width() - 2 * padding - m_data.advance) / 2;
    if (room < 3 * m_data.advance)
        return rect;
    double taken = before.isNull ? m_nullWidth : 0, now = cell.isNull ? m_nullWidth : 0;
    const QString text = before.isNull ? nullText() : fitted(before, room, &taken);
    if (taken <= 0) // an empty text
        return rect;
    const double over = taken + m_data.advance;
    if (isRight && !cell.isNull)
        fitted(cell, rect.width() - 2 * padding - over, &now);
    const double left = isRight ? rect.right() - padding + 1 - now - over : rect.left() + padding;
    painter->setPen(lookOf(RowSign::Changed).text);
    (before.isNull ? m_null : m_data).draw(painter, {left, m_data.middle(rect)}, text);
    paintStruck(painter, left, taken, rect);
    return rect.adjusted(int(std::ceil(over)), 0, 0, 0);
}

void GridLook::paintValue(QPainter *painter, const QRect &rect, const Cell &cell, bool isRight, const CellState &state) const
{
    const bool isRemoved = state.sign == RowSign::Removed;
    const double baseline = m_data.middle(rect);
    const double left = rect.left() + padding;
    double right = rect.right() - padding + 1;
    if (cell.isNull) {
        if (cell.isMissing) {
            painter->setPen(m_muted);
            return m_type.draw(painter, {isRight ? right - m_type.width(missingText()) : left, m_type.middle(rect)},
                               missingText());
        }
        const double begin = isRight ? right - m_nullWidth : left;
        painter->setPen(state.sign == RowSign::None ? m_nullColour : isRemoved ? lookOf(state.sign).text : m_text);
        m_null.draw(painter, {begin, baseline}, nullText());
        if (isRemoved)
            paintStruck(painter, begin, m_nullWidth, rect);
        return;
    }
    if (cell.isCut() || cell.text.size() > shownBytes) {
        const QString mark = QStringLiteral("… ") + sizeText(std::max<qint64>(cell.size, cell.text.size()));
        const double width = m_data.width(mark);
        painter->setPen(m_muted);
        if (left + width > right) // at least the sign that there is more
            return m_data.draw(painter, {left, baseline}, ellipsis);
        m_data.draw(painter, {right - width, baseline}, mark);
        right -= width + m_data.advance;
    }
    if (cell.text.isEmpty() || right <= left)
        return;
    double taken = 0;
    const QString text = fitted(cell, right - left, &taken);
    const double begin = isRight ? right - taken : left;
    if (state.match && state.match->isIn(cell))
        paintFound(painter, rect, begin, text, cellText(cell.text), *state.match);
    painter->setPen(isRemoved ? lookOf(state.sign).text : m_text);
    m_data.draw(painter, {begin, baseline}, text);
    if (isRemoved)
        paintStruck(painter, begin, taken, rect);
}

// Beneath the text; what is found where the text goes on unseen marks the ellipsis.
void GridLook::paintFound(QPainter *painter, const QRect &rect, double left, const QString &text, const QString &whole,
                          const GridMatch &match) const
{
    const bool isElided = text.endsWith(ellipsis) && text != whole;
    const qsizetype seen = text.size() - qsizetype(isElided);
    const int top = rect.top() + 3, bottom = rect.bottom() - 3;
    for (const auto &[begin, length] : match.spans(whole)) {
        const qsizetype first = std::min(begin, seen), last = begin + length > seen ? text.size() : begin + length;
        const double from = left + m_data.width(text.first(first)), to = left + m_data.width(text.first(last));
        painter->fillRect(QRectF(from, top, to - from, bottom - top), m_found);
        painter->fillRect(QRectF(from, bottom - 2, to - from, 2), m_foundLine);
        if (begin >= seen)
            return;
    }
}

void GridLook::paintPinEdge(QPainter *painter, int right, int top, int height) const
{
    painter->fillRect(right - pinEdge, top, pinEdge, height, m_accent);
}

void GridLook::paintHeader(QPainter *painter, const QRect &rect, const Column &column, const QString &arrow, bool isChosen) const
{
    painter->fillRect(rect, isChosen ? m_selection : window);
    painter->fillRect(rect.right(), rect.top(), 1, rect.height(), border);
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, border);
    const double left = rect.left() + padding, width = rect.width() - 2 * padding;
    double top = rect.top() + linePadding;
    if (column.type.isEmpty() && column.mark.isEmpty())
        top = rect.top() + (rect.height() - 1 - m_nameMetrics.height()) / 2;
    painter->setFont(m_name);
    painter->setPen(m_text);
    const double arrowWidth = arrow.isEmpty() ? 0 : arrowGap + m_nameMetrics.horizontalAdvance(arrow);
    const QString name = m_nameMetrics.elidedText(withMarks(column.name), Qt::ElideRight, std::max(0.0, width - arrowWidth));
    painter->drawText(QPointF(left, top + m_nameMetrics.ascent()), name);
    if (!arrow.isEmpty()) {
        painter->setPen(m_accent);
        painter->drawText(QPointF(left + m_nameMetrics.horizontalAdvance(name) + arrowGap, top + m_nameMetrics.ascent()), arrow);
    }
    const double baseline = top + m_nameMetrics.height() + m_type.ascent;
    const double markWidth = column.mark.isEmpty() ? 0 : m_type.width(column.mark + u' ');
    const QString type = m_type.metrics.elidedText(withMarks(column.type), Qt::ElideRight, std::max(0.0, width - markWidth));
    painter->setPen(m_muted);
    m_type.draw(painter, {left, baseline}, type);
    painter->setPen(m_accent);
    const double gap = type.isEmpty() ? 0 : m_type.width(type + u' ');
    m_type.draw(painter, {left + gap, baseline}, column.mark);
}

void GridLook::paintNumber(QPainter *painter, const QRect &rect, qint64 number, bool isCurrent, RowSign sign) const
{
    const QString text = QString::number(number);
    if (sign != RowSign::None) {
        painter->fillRect(rect.adjusted(0, 0, -1, 0), lookOf(sign).back);
        painter->setPen(lookOf(sign).text);
        m_data.draw(painter, {rect.left() + double(unit) / 2, m_data.middle(rect)}, signText(sign));
    }
    painter->setPen(isCurrent || sign != RowSign::None ? m_text : m_muted);
    m_type.draw(painter, {rect.right() - unit - m_type.width(text), m_type.middle(rect)}, text);
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, border);
}

double GridLook::cellWidth(const Cell &cell, const std::optional<Cell> &before) const
{
    double width = before ? cellWidth(*before) + m_data.advance : 2 * padding + 1;
    if (cell.isNull)
        return width + std::max(m_nullWidth, cell.isMissing ? m_type.width(missingText()) : 0);
    const QByteArray head = cell.text.first(std::min(cell.text.size(), measured));
    width += isPlainAscii(head) ? m_data.advance * double(head.size()) : m_data.width(withMarks(shownText(head)));
    if (cell.isCut() || cell.text.size() > shownBytes)
        width += m_data.width(QStringLiteral(" … ") + sizeText(std::max<qint64>(cell.size, cell.text.size())));
    return std::ceil(width);
}

double GridLook::headerWidth(const Column &column, bool hasArrow) const
{
    const QString second = column.mark.isEmpty() ? column.type : column.type + u' ' + column.mark;
    const double arrow = hasArrow ? arrowGap + m_nameMetrics.horizontalAdvance(u'↓') : 0;
    return std::ceil(2 * padding + 1 + std::max(m_nameMetrics.horizontalAdvance(column.name) + arrow, m_type.width(second)));
}

int GridLook::numberWidth(qint64 largest, bool hasSigns) const
{
    const QString widest(std::max<qsizetype>(3, QString::number(largest).size()), u'8');
    return int(std::ceil(m_type.width(widest))) + (hasSigns ? 3 : 2) * unit;
}

} // namespace oriel
