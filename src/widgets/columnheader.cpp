// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/columnheader.h"

#include "widgets/grid.h"
#include "widgets/gridlook.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace oriel {

namespace {

constexpr int grip = 4;                              // px at either side of an edge
constexpr int leastRoom = 120;                       // px that pinned columns leave to the others
constexpr int edge = 32, edgeStep = 24;              // px: where a drag scrolls, and how far each time
constexpr int scrollInterval = 30, flashTime = 1200; // ms

} // namespace

ColumnHeader::ColumnHeader(Grid *grid, const GridLook *look) : QHeaderView(Qt::Horizontal, grid), m_grid(grid), m_look(look)
{
    setObjectName(QStringLiteral("grid.columns"));
    setSectionsClickable(true);
    setMinimumSectionSize(32);
    setDefaultSectionSize(120);
    setHighlightSections(false); // asking whether a column is selected reads every row's flags
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    connect(this, &QHeaderView::sectionResized, viewport(), qOverload<>(&QWidget::update));
    m_scroll.setInterval(scrollInterval);
    connect(&m_scroll, &QTimer::timeout, this, [this] { scrollAtEdge(); });
    m_flash.setInterval(flashTime);
    m_flash.setSingleShot(true);
    connect(&m_flash, &QTimer::timeout, this, [this] { flash(-1); });
}

QSize ColumnHeader::sizeHint() const { return {QHeaderView::sizeHint().width(), m_look->headerHeight}; }

int ColumnHeader::stuckWidth() const
{
    if (m_pinned == 0)
        return 0;
    const int width = m_pinned < count() ? sectionPosition(logicalIndex(m_pinned)) : length();
    return width + leastRoom <= m_grid->viewport()->width() ? width : 0;
}

int ColumnHeader::leftOf(int column) const
{
    return sectionPosition(column) - (visualIndex(column) < stuckCount() ? 0 : offset());
}

int ColumnHeader::visualAt(int x) const { return visualIndexAt(x + shiftAt(x)); }

int ColumnHeader::widthOf(int column) const
{
    return isSectionHidden(column) ? m_hiddenWidths.value(column, defaultSectionSize()) : sectionSize(column);
}

void ColumnHeader::setWidth(int column, int width)
{
    resizeSection(column, width);
    if (isSectionHidden(column))
        m_hiddenWidths[column] = width;
}

void ColumnHeader::setColumnHidden(int column, bool isHidden)
{
    if (isHidden && !isSectionHidden(column))
        m_hiddenWidths[column] = sectionSize(column);
    setSectionHidden(column, isHidden);
}

void ColumnHeader::place(int column, int gap, bool isPinned)
{
    const int from = visualIndex(column);
    m_pinned += int(isPinned) - int(from < m_pinned);
    moveSection(from, gap - int(from < gap));
    viewport()->update();
    m_grid->viewport()->update();
}

void ColumnHeader::arrange(const QList<int> &columns, int pinned)
{
    m_pinned = pinned;
    for (int visual = 0; visual < columns.size(); ++visual)
        if (const int from = visualIndex(columns.at(visual)); from != visual)
            moveSection(from, visual);
}

void ColumnHeader::flash(int column)
{
    m_flashed = column;
    if (column >= 0)
        m_flash.start();
    viewport()->update();
    Q_EMIT flashChanged();
}

void ColumnHeader::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_look->window);
    const int stuck = stuckWidth(), height = viewport()->height();
    paintPart(&painter, event->rect() & QRect(stuck, 0, viewport()->width() - stuck, height));
    paintPart(&painter, event->rect() & QRect(0, 0, stuck, height));
    if (stuck > 0)
        m_look->paintPinEdge(&painter, stuck, 0, height);
    if (m_isMoving)
        paintMove(&painter);
}

void ColumnHeader::paintPart(QPainter *painter, const QRect &part) const
{
    if (part.isEmpty() || count() == 0)
        return;
    const int right = visualAt(part.right()), last = right < 0 ? count() - 1 : right;
    painter->setClipRect(part);
    for (int visual = std::max(0, visualAt(part.left())); visual <= last; ++visual)
        if (const int column = logicalIndex(visual); !isSectionHidden(column))
            paintSection(painter, {leftOf(column), 0, sectionSize(column), viewport()->height()}, column);
    painter->setClipping(false);
}

void ColumnHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const RowModel *model = m_grid->rowModel();
    if (!model || section >= model->columns().size())
        return;
    const auto [sorted, isDescending] = model->order();
    const QString arrow = section != sorted ? QString() : QString(isDescending ? u'↓' : u'↑');
    const bool isChosen = section == m_flashed || (m_isMoving && section == m_pressed);
    m_look->paintHeader(painter, rect, model->columns().at(section), arrow, isChosen);
}

// The dragged column under the pointer, and where it would stand.
void ColumnHeader::paintMove(QPainter *painter) const
{
    const QRect taken(leftOf(m_pressed) + m_draggedTo - m_pressedAt, 0, sectionSize(m_pressed), viewport()->height());
    painter->setOpacity(0.8);
    paintSection(painter, taken, m_pressed);
    painter->setOpacity(1);
    m_look->paintOutline(painter, taken, false);
    painter->fillRect(xOf(gapAt(m_draggedTo)) - 2, 0, 3, viewport()->height(), Theme::current().colour(QStringLiteral("accent")));
}

bool ColumnHeader::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QHeaderView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QHelpEvent at(QEvent::ToolTip, help->pos() + QPoint(shiftAt(help->x()), 0), help->globalPos());
    return QHeaderView::viewportEvent(&at);
}

void ColumnHeader::mousePressEvent(QMouseEvent *event)
{
    endMove(); // by another button
    m_pressed = m_resized = -1;
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedAt = m_draggedTo = event->position().toPoint().x();
    m_isMove = !(event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier));
    m_resized = handleAt(m_pressedAt);
    m_entered = m_pressed = m_resized < 0 ? logicalIndex(visualAt(m_pressedAt)) : -1;
    if (m_resized >= 0)
        m_widthBefore = sectionSize(m_resized);
    else if (m_pressed >= 0)
        Q_EMIT sectionPressed(m_pressed);
}

void ColumnHeader::mouseMoveEvent(QMouseEvent *event)
{
    const int x = event->position().toPoint().x();
    if (m_resized >= 0) {
        resizeSection(m_resized, std::max(minimumSectionSize(), m_widthBefore + x - m_pressedAt));
        Q_EMIT placedByHand();
    } else if (m_pressed >= 0 && m_isMove) {
        dragTo(x);
    } else if (m_pressed < 0) {
        viewport()->setCursor(handleAt(x) >= 0 ? Qt::SplitHCursor : Qt::ArrowCursor);
    } else if (const int entered = logicalIndex(visualAt(x)); entered >= 0 && std::exchange(m_entered, entered) != entered) {
        Q_EMIT sectionEntered(entered);
    }
}

void ColumnHeader::mouseReleaseEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    const int pressed = m_pressed;
    if (m_isMoving)
        drop();
    else if (pressed >= 0 && viewport()->rect().contains(at) && logicalIndex(visualAt(at.x())) == pressed)
        Q_EMIT sectionClicked(pressed);
    m_pressed = m_resized = -1;
}

void ColumnHeader::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int column = handleAt(event->position().toPoint().x()); column >= 0) {
        Q_EMIT sectionHandleDoubleClicked(column); // QTableView fits it
        Q_EMIT placedByHand();
    }
}

// The column whose right edge is at hand; −1: none.
int ColumnHeader::handleAt(int x) const
{
    for (const int near : {x, x - grip}) { // what stands left of an edge comes first
        const int column = logicalIndex(visualAt(near));
        if (column >= 0 && std::abs(leftOf(column) + sectionSize(column) - x) <= grip)
            return column;
    }
    return -1;
}

void ColumnHeader::contextMenuEvent(QContextMenuEvent *event)
{
    if (const int visual = visualAt(event->x()); visual >= 0)
        Q_EMIT menuAsked(logicalIndex(visual), event->globalPos());
}

void ColumnHeader::dragTo(int x)
{
    m_draggedTo = x;
    if (!m_isMoving && std::abs(x - m_pressedAt) >= QApplication::startDragDistance()) {
        m_isMoving = true;
        viewport()->setCursor(Qt::ClosedHandCursor);
        m_scroll.start();
    }
    if (m_isMoving)
        viewport()->update();
}

void ColumnHeader::scrollAtEdge()
{
    QScrollBar *bar = m_grid->horizontalScrollBar();
    if (m_draggedTo > viewport()->width() - edge)
        bar->setValue(bar->value() + edgeStep);
    else if (m_draggedTo < edge || (m_draggedTo >= stuckWidth() && m_draggedTo < stuckWidth() + edge))
        bar->setValue(bar->value() - edgeStep);
    else
        return;
    viewport()->update();
}

bool ColumnHeader::endMove()
{
    if (!m_isMoving)
        return false;
    m_isMoving = m_isMove = false;
    m_pressed = -1;
    m_scroll.stop();
    viewport()->unsetCursor();
    viewport()->update();
    return true;
}

void ColumnHeader::drop()
{
    const int column = m_pressed, from = visualIndex(column);
    const Gap gap = gapAt(m_draggedTo);
    endMove();
    if (column >= count() || ((gap.at == from || gap.at == from + 1) && gap.isPinned == (from < m_pinned)))
        return;
    place(column, gap.at, gap.isPinned);
    Q_EMIT placedByHand();
}

ColumnHeader::Gap ColumnHeader::gapAt(int x) const
{
    const int at = std::clamp(x, 0, viewport()->width() - 1), visual = visualAt(at), stuck = stuckWidth();
    if (visual < 0)
        return {count(), false};
    const int column = logicalIndex(visual), gap = at < leftOf(column) + sectionSize(column) / 2 ? visual : visual + 1;
    return {gap, stuck > 0 ? at < stuck : gap < m_pinned};
}

int ColumnHeader::xOf(Gap gap) const
{
    const bool isBehind = gap.at == count() || (gap.isPinned && gap.at == m_pinned);
    const int column = logicalIndex(gap.at - int(isBehind));
    return leftOf(column) + (isBehind ? sectionSize(column) : 0);
}

} // namespace oriel
