// SPDX-License-Identifier: GPL-3.0-or-later
// The grid's rows: all of one height, so that every question is arithmetic, whatever their number.
#include "widgets/gridprivate.h"

#include <QAbstractButton>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace oriel {

namespace {

constexpr int nearEdge = 200; // rows

} // namespace

int Grid::rowHeight() const { return d->look.rowHeight; }

int Grid::verticalOffset() const { return verticalScrollBar()->value(); }

int Grid::rowViewportPosition(int row) const { return row * d->look.rowHeight - verticalOffset(); }

int Grid::rowAt(int y) const
{
    const int row = (y + verticalOffset()) / d->look.rowHeight;
    return y + verticalOffset() >= 0 && row < d->rowCount() ? row : -1;
}

QModelIndex Grid::indexAt(const QPoint &point) const
{
    const int row = rowAt(point.y()), column = columnAt(point.x());
    return row >= 0 && column >= 0 ? model()->index(row, column) : QModelIndex();
}

QRect Grid::visualRect(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    return {columnViewportPosition(index.column()), rowViewportPosition(index.row()), columnWidth(index.column()),
            d->look.rowHeight};
}

bool Grid::isIndexHidden(const QModelIndex &index) const { return d->columns->isSectionHidden(index.column()); }

int Grid::sizeHintForRow(int) const { return d->look.rowHeight; }

void Grid::updateGeometries()
{
    const int gutter = d->numbers->isHidden() ? 0 : d->numbers->sizeHint().width();
    const int head = d->columns->isHidden() ? 0 : d->columns->sizeHint().height();
    setViewportMargins(gutter, head, 0, 0);
    const QRect port = viewport()->geometry();
    d->columns->setGeometry(port.left(), port.top() - head, port.width(), head);
    d->numbers->setGeometry(port.left() - gutter, port.top(), gutter, port.height());
    if (auto *corner = findChild<QAbstractButton *>(QString(), Qt::FindDirectChildrenOnly)) // QTableView's own: selects all
        corner->setGeometry(port.left() - gutter, port.top() - head, gutter, head);

    const qint64 height = qint64(d->rowCount()) * d->look.rowHeight;
    verticalScrollBar()->setSingleStep(d->look.rowHeight);
    verticalScrollBar()->setPageStep(port.height());
    verticalScrollBar()->setRange(0, int(std::max<qint64>(0, height - port.height())));
    horizontalScrollBar()->setSingleStep(3 * d->look.rowHeight);
    horizontalScrollBar()->setPageStep(port.width());
    horizontalScrollBar()->setRange(0, std::max(0, d->columns->length() - port.width()));
    QAbstractItemView::updateGeometries(); // not QTableView's, which asks the vertical header's sections
}

void Grid::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    updateGeometries();
    d->check.start();
}

void Grid::scrollContentsBy(int dx, int dy)
{
    const int stuck = dx == 0 ? 0 : d->columns->stuckWidth();
    if (dx != 0)
        d->columns->setOffset(horizontalScrollBar()->value());
    if (stuck > 0) {
        d->columns->viewport()->update();
        viewport()->scroll(dx, 0, {stuck, 0, viewport()->width() - stuck, viewport()->height()});
    }
    viewport()->scroll(stuck > 0 ? 0 : dx, dy);
    if (dy != 0) {
        d->numbers->viewport()->scroll(0, dy);
        d->hasGoneBack = d->hasGoneBack || dy > 0;
        d->check.start();
    }
}

void Grid::rowsInserted(const QModelIndex &parent, int first, int last)
{
    QAbstractItemView::rowsInserted(parent, first, last);
    d->rowsChanged();
    if (rowViewportPosition(first) < viewport()->height())
        viewport()->update();
}

void Grid::Private::rowsChanged()
{
    isEndTold = isStartTold = false;
    q->updateGeometries();
    if (rowCount() == 0 || q->rowViewportPosition(rowCount() - 1) < q->viewport()->height())
        q->viewport()->update();
    numbers->viewport()->update();
    check.start();
}

void Grid::tellEdgesAgain(bool isAtOnce)
{
    d->isEndTold = d->isStartTold = false;
    if (isAtOnce)
        d->check.start();
}

// The start is told on scrolling back only: a first window begins there and has nothing before it.
void Grid::Private::tellEdges()
{
    const int rows = rowCount(), top = q->verticalOffset();
    const bool isBack = std::exchange(hasGoneBack, false);
    if (rows == 0 || !q->isVisible())
        return;
    const int first = top / look.rowHeight, last = (top + q->viewport()->height()) / look.rowHeight;
    if (!isEndTold && last + nearEdge >= rows) {
        isEndTold = true;
        Q_EMIT q->endReached();
    }
    if (!isStartTold && isBack && first <= nearEdge) {
        isStartTold = true;
        Q_EMIT q->startReached();
    }
}

void Grid::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const QRect dirty = event->region().boundingRect();
    painter.fillRect(dirty, d->look.surface);
    if (!rowModel())
        return;
    const int stuck = d->columns->stuckWidth();
    d->paintPart(&painter, dirty & QRect(stuck, 0, viewport()->width() - stuck, viewport()->height()));
    if (stuck == 0)
        return;
    const QRect part = dirty & QRect(0, 0, stuck, viewport()->height());
    painter.fillRect(part, d->look.surface); // what the others left here: outline and long text of a column half in sight
    d->paintPart(&painter, part);
    const int end = std::min(viewport()->height(), rowViewportPosition(d->rowCount()));
    d->look.paintPinEdge(&painter, stuck, 0, end);
}

void Grid::Private::paintPart(QPainter *painter, const QRect &part) const
{
    const int offset = q->verticalOffset(), count = columns->count();
    const int first = std::max(0, (part.top() + offset) / look.rowHeight);
    const int last = std::min(rowCount() - 1, (part.bottom() + offset) / look.rowHeight);
    const int left = std::max(0, columns->visualAt(part.left())), end = columns->visualAt(part.right());
    const int right = end < 0 ? count - 1 : end;
    if (part.isEmpty() || last < first || right < left)
        return;
    QItemSelection selection; // of the rows painted: asking the selection model cell by cell walks all ranges each time
    for (const QItemSelectionRange &range : q->selectionModel()->selection())
        if (range.top() <= last && range.bottom() >= first)
            selection << range;
    for (int row = first; row <= last; ++row)
        paintRow(painter, row, left, right, selection);
    paintLines(painter, first, last, left, right);
    const QModelIndex current = q->currentIndex();
    const int visual = columns->visualIndex(current.column());
    if (current.isValid() && !q->isIndexHidden(current) && visual >= left && visual <= right)
        look.paintOutline(painter, q->visualRect(current), q->hasFocus());
}

// The lines at the right of each column and below each row.
void Grid::Private::paintLines(QPainter *painter, int firstRow, int lastRow, int firstVisual, int lastVisual) const
{
    const int top = q->rowViewportPosition(firstRow), bottom = q->rowViewportPosition(lastRow) + look.rowHeight;
    int left = q->viewport()->width(), right = 0;
    for (int visual = firstVisual; visual <= lastVisual; ++visual) {
        const int column = columns->logicalIndex(visual), width = columns->sectionSize(column);
        if (width == 0)
            continue;
        const int at = columns->leftOf(column);
        painter->fillRect(at + width - 1, top, 1, bottom - top, look.border);
        left = std::min(left, at);
        right = at + width;
    }
    for (int row = firstRow; row <= lastRow && left < right; ++row)
        painter->fillRect(left, q->rowViewportPosition(row) + look.rowHeight - 1, right - left, 1, look.border);
}

void Grid::Private::paintRow(QPainter *painter, int row, int firstVisual, int lastVisual, const QItemSelection &selection) const
{
    const RowModel *rows = q->rowModel();
    const int currentRow = q->currentIndex().row();
    const RowSign sign = rows->sign(row);
    for (int visual = firstVisual; visual <= lastVisual; ++visual) {
        const int column = columns->logicalIndex(visual), width = columns->sectionSize(column);
        if (width == 0 || column >= rows->columns().size())
            continue;
        const QRect rect(columns->leftOf(column), q->rowViewportPosition(row), width, look.rowHeight);
        GridLook::CellState state;
        state.isInCurrentRow = row == currentRow;
        state.match = match.isEmpty() ? nullptr : &match;
        state.isSelected =
            isEverything || column == columns->flashed() ||
            std::any_of(selection.begin(), selection.end(), [row, column](const QItemSelectionRange &range) {
                return row >= range.top() && row <= range.bottom() && column >= range.left() && column <= range.right();
            });
        state.sign = sign;
        if (sign == RowSign::Changed)
            state.before = rows->before(row, column);
        look.paintCell(painter, rect, rows->cell(row, column), rows->columns().at(column).look, state);
    }
}

void Grid::Private::repaintRow(int row)
{
    if (row >= 0)
        q->viewport()->update(0, q->rowViewportPosition(row), q->viewport()->width(), look.rowHeight);
}

void Grid::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    const bool isMouse = event->reason() == Qt::MouseFocusReason;                              // its press sets the cell
    if (!isMouse && !currentIndex().isValid() && d->rowCount() > 0 && d->columns->count() > 0) // the focus is always visible
        selectionModel()->setCurrentIndex(indexAt({1, 1}), QItemSelectionModel::NoUpdate);
    d->repaintRow(currentIndex().row());
}

void Grid::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    d->repaintRow(currentIndex().row());
}

void Grid::currentChanged(const QModelIndex &now, const QModelIndex &before)
{
    QTableView::currentChanged(now, before);
    d->repaintRow(before.row());
    d->repaintRow(now.row());
    if (before.row() != now.row())
        d->numbers->viewport()->update();
    Q_EMIT currentCellChanged(now);
}

void Grid::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    if (!d->isEverything || selected.isEmpty())
        return;
    d->isEverything = false;
    viewport()->update();
}

QRegion Grid::visualRegionForSelection(const QItemSelection &selection) const
{
    QRegion region;
    for (const QItemSelectionRange &range : selection) {
        if (!range.isValid())
            continue;
        const qint64 top = qint64(range.top()) * d->look.rowHeight - verticalOffset(),
                     bottom = top + qint64(range.height()) * d->look.rowHeight;
        if (bottom > 0 && top < viewport()->height()) // whole lines: columns may be moved
            region += QRect(0, int(std::max<qint64>(top, 0)), viewport()->width(),
                            int(std::min<qint64>(bottom, viewport()->height()) - std::max<qint64>(top, 0)));
    }
    return region;
}

// From where the selection began, which may be out of sight by now, to the other corner.
void Grid::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command)
{
    const int rows = d->rowCount(), count = d->columns->count();
    if (rows == 0 || count == 0)
        return;
    const auto rowOf = [&](int y) { return std::clamp((y + verticalOffset()) / d->look.rowHeight, 0, rows - 1); };
    const auto visualOf = [&](int x) {
        const int visual = d->columns->visualAt(x);
        return visual >= 0 ? visual : x < 0 ? 0 : count - 1;
    };
    const bool isKnown = d->anchor.isValid();
    const int from = isKnown ? d->anchor.row() : rowOf(rect.top()), to = rowOf(rect.bottom());
    const int begin = isKnown ? d->columns->visualIndex(d->anchor.column()) : visualOf(rect.left()), end = visualOf(rect.right());
    selectionModel()->select(d->block(from, to, begin, end), command);
}

void Grid::goTo(const QModelIndex &index)
{
    d->anchor = index;
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    scrollTo(index);
}

void Grid::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    const int height = viewport()->height();
    const int top = rowViewportPosition(index.row()), below = top + d->look.rowHeight - height;
    const int middle = top - (height - d->look.rowHeight) / 2;
    int dy = top < 0 ? top : std::max(0, std::min(below, top));
    if (hint == PositionAtTop)
        dy = top;
    else if (hint == PositionAtBottom)
        dy = below;
    else if (hint == PositionAtCenter)
        dy = middle;
    verticalScrollBar()->setValue(verticalScrollBar()->value() + dy);
    d->scrollToColumn(index.column());
}

QModelIndex Grid::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const int rows = d->rowCount(), count = d->columns->count();
    if (rows == 0 || count == 0)
        return {};
    const QModelIndex now = currentIndex();
    if (!now.isValid())
        return model()->index(0, d->columns->logicalIndex(d->nextShown(0, 1)));
    const bool isControl = modifiers & Qt::ControlModifier;
    const int page = std::max(1, viewport()->height() / d->look.rowHeight - 1);
    int row = now.row(), visual = d->columns->visualIndex(now.column()), step = 1;
    switch (action) {
    case MoveUp:
        row = isControl ? 0 : row - 1;
        break;
    case MoveDown:
        row = isControl ? rows - 1 : row + 1;
        break;
    case MovePageUp:
        row -= page;
        break;
    case MovePageDown:
        row += page;
        break;
    case MovePrevious:
    case MoveLeft:
        visual = isControl ? 0 : visual - 1;
        step = isControl ? 1 : -1;
        break;
    case MoveNext:
    case MoveRight:
        visual = isControl ? count - 1 : visual + 1;
        step = isControl ? -1 : 1;
        break;
    case MoveHome:
        visual = 0;
        row = isControl ? 0 : row;
        break;
    case MoveEnd:
        visual = count - 1;
        row = isControl ? rows - 1 : row;
        step = -1;
        break;
    }
    const int shown = d->nextShown(visual, step);
    return model()->index(std::clamp(row, 0, rows - 1), shown < 0 ? now.column() : d->columns->logicalIndex(shown));
}

} // namespace oriel
