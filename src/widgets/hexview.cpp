// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/hexview.h"

#include "widgets/theme.h"
#include "widgets/valuetext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace oriel {

namespace {

constexpr int perLine = 16, hexColumn = 10, textColumn = hexColumn + 3 * perLine + 1; // characters
constexpr int columns = textColumn + perLine;
constexpr int padding = unit;
constexpr qint64 mostCopied = 8 << 20; // bytes

} // namespace

HexView::HexView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("value.hex"));
    setAccessibleName(tr("Bytes as hex"));
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setFont(Theme::dataFont());
    viewport()->setCursor(Qt::IBeamCursor);
    measure();
}

void HexView::show(const QByteArray &hex)
{
    m_hex = hex;
    m_count = std::max<qint64>(0, (hex.size() - 2) / 2);
    m_cursor = m_anchor = 0;
    verticalScrollBar()->setValue(0);
    measure();
    viewport()->update();
}

QByteArray HexView::bytes(qint64 first, qint64 count) const
{
    count = std::min(count, m_count - first);
    return count > 0 ? QByteArray::fromHex(m_hex.mid(2 + 2 * first, 2 * count)) : QByteArray();
}

void HexView::measure()
{
    const QFontMetricsF metrics(font());
    m_advance = metrics.horizontalAdvance(u'0');
    m_lineHeight = int(std::ceil(metrics.height())) + 2;
    const int page = std::max(1, viewport()->height() / m_lineHeight);
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, int(std::max<qint64>(0, lineCount() - page)));
    const int width = int(columns * m_advance) + 2 * padding;
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(int(m_advance) * 3);
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
}

void HexView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.setFont(font());
    const Theme &theme = Theme::current();
    const QFontMetricsF metrics(font());
    const QColor text = theme.colour(QStringLiteral("text")), muted = theme.colour(QStringLiteral("muted"));
    const double left = padding - horizontalScrollBar()->value();
    const qint64 first = verticalScrollBar()->value(), begin = std::min(m_cursor, m_anchor), end = std::max(m_cursor, m_anchor);
    const auto x = [&](int column) { return left + column * m_advance; };
    for (int i = 0; i * m_lineHeight < viewport()->height() && first + i < lineCount(); ++i) {
        const qint64 offset = (first + i) * perLine;
        const double top = i * m_lineHeight, baseline = top + 1 + metrics.ascent();
        const QString line = hexLine(bytes(offset, perLine), offset);
        const int from = int(std::max<qint64>(0, begin - offset)), to = int(std::min<qint64>(perLine - 1, end - offset));
        if (m_count > 0 && from <= to) {
            const QColor chosen = theme.colour(QStringLiteral("selection"));
            painter.fillRect(QRectF(x(hexColumn + 3 * from) - 2, top, (3 * (to - from) + 2) * m_advance + 4, m_lineHeight),
                             chosen);
            painter.fillRect(QRectF(x(textColumn + from), top, (to - from + 1) * m_advance, m_lineHeight), chosen);
        }
        painter.setPen(muted);
        painter.drawText(QPointF(x(0), baseline), line.first(hexColumn - 2));
        painter.setPen(text);
        painter.drawText(QPointF(x(hexColumn), baseline), line.sliced(hexColumn));
        if (m_cursor / perLine == first + i && m_count > 0 && hasFocus()) { // a frame: never colour alone
            const int at = int(m_cursor % perLine);
            painter.setPen(QPen(theme.colour(QStringLiteral("accent")), 2));
            painter.drawRect(QRectF(x(hexColumn + 3 * at) - 2, top + 1, 2 * m_advance + 4, m_lineHeight - 2));
        }
    }
}

void HexView::choose(qint64 byte, bool isExtended)
{
    m_cursor = std::clamp<qint64>(byte, 0, std::max<qint64>(0, m_count - 1));
    if (!isExtended)
        m_anchor = m_cursor;
    const int line = int(m_cursor / perLine), page = verticalScrollBar()->pageStep();
    if (line < verticalScrollBar()->value())
        verticalScrollBar()->setValue(line);
    else if (line >= verticalScrollBar()->value() + page)
        verticalScrollBar()->setValue(line - page + 1);
    viewport()->update();
}

void HexView::copy()
{
    const qint64 begin = std::min(m_cursor, m_anchor), end = std::max(m_cursor, m_anchor);
    QGuiApplication::clipboard()->setText(QString::fromLatin1(bytes(begin, std::min(end - begin + 1, mostCopied)).toHex()));
}

qint64 HexView::byteAt(QPoint point) const
{
    const double column = (point.x() - padding + horizontalScrollBar()->value()) / m_advance;
    const double inLine = column >= textColumn ? column - textColumn : (column - hexColumn) / 3;
    const qint64 line = verticalScrollBar()->value() + std::max(0, point.y()) / m_lineHeight;
    return line * perLine + std::clamp(int(std::floor(inLine)), 0, perLine - 1);
}

void HexView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    const bool isExtended = event->modifiers() & Qt::ShiftModifier, isWhole = event->modifiers() & Qt::ControlModifier;
    const qint64 page = qint64(verticalScrollBar()->pageStep()) * perLine, lineStart = m_cursor / perLine * perLine;
    switch (event->key()) {
    case Qt::Key_Left:
        return choose(m_cursor - 1, isExtended);
    case Qt::Key_Right:
        return choose(m_cursor + 1, isExtended);
    case Qt::Key_Up:
        return choose(m_cursor - (m_cursor >= perLine ? perLine : 0), isExtended);
    case Qt::Key_Down:
        return choose(m_cursor + perLine, isExtended);
    case Qt::Key_PageUp:
        return choose(m_cursor - page, isExtended);
    case Qt::Key_PageDown:
        return choose(m_cursor + page, isExtended);
    case Qt::Key_Home:
        return choose(isWhole ? 0 : lineStart, isExtended);
    case Qt::Key_End:
        return choose(isWhole ? m_count : lineStart + perLine - 1, isExtended);
    default:
        break;
    }
    if (!event->matches(QKeySequence::SelectAll))
        return QAbstractScrollArea::keyPressEvent(event);
    m_anchor = 0;
    choose(m_count, true);
}

bool HexView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isEnd = (key->modifiers() & Qt::ControlModifier) && (key->key() == Qt::Key_Home || key->key() == Qt::Key_End);
        if (isEnd || key->matches(QKeySequence::Copy) || key->matches(QKeySequence::SelectAll)) {
            event->accept(); // before the window's own
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

void HexView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(byteAt(event->pos()), event->modifiers() & Qt::ShiftModifier);
}

void HexView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        choose(byteAt(event->pos()), true);
}

void HexView::resizeEvent(QResizeEvent *) { measure(); }

void HexView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        measure();
}

void HexView::focusInEvent(QFocusEvent *) { viewport()->update(); }

void HexView::focusOutEvent(QFocusEvent *) { viewport()->update(); }

} // namespace oriel
