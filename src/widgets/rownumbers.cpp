// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rownumbers.h"

#include "widgets/grid.h"
#include "widgets/gridlook.h"

#include <QMouseEvent>
#include <QPainter>

namespace oriel {

RowNumbers::RowNumbers(Grid *grid, const GridLook *look) : QHeaderView(Qt::Vertical, grid), m_grid(grid), m_look(look)
{
    setObjectName(QStringLiteral("grid.rowNumbers"));
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
}

QSize RowNumbers::sizeHint() const
{
    const RowModel *model = m_grid->rowModel();
    const qint64 last = model ? model->firstRowNumber() + model->rowCount() - 1 : 0;
    return {m_look->numberWidth(last, model && model->signedRows()), 0};
}

bool RowNumbers::viewportEvent(QEvent *event)
{
    return QAbstractItemView::viewportEvent(event);
} // QHeaderView's looks for sections

void RowNumbers::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_look->window);
    painter.fillRect(viewport()->width() - 1, event->rect().top(), 1, event->rect().height(), m_look->border);
    const RowModel *model = m_grid->rowModel();
    if (!model)
        return;
    const int current = m_grid->currentIndex().row(), count = model->rowCount();
    for (int row = m_grid->rowAt(std::max(0, event->rect().top())); row >= 0 && row < count; ++row) {
        const int top = m_grid->rowViewportPosition(row);
        if (top > event->rect().bottom())
            return;
        m_look->paintNumber(&painter, {0, top, viewport()->width(), m_look->rowHeight}, model->firstRowNumber() + row,
                            row == current, model->sign(row));
    }
}

void RowNumbers::mousePressEvent(QMouseEvent *event)
{
    const int row = m_grid->rowAt(event->position().toPoint().y());
    if (event->button() != Qt::LeftButton || row < 0)
        return;
    m_pressed = row;
    Q_EMIT sectionPressed(row); // QTableView selects it
    viewport()->update();
}

void RowNumbers::mouseMoveEvent(QMouseEvent *event)
{
    const int row = m_grid->rowAt(event->position().toPoint().y());
    if (m_pressed < 0 || row < 0 || row == m_pressed)
        return;
    m_pressed = row;
    Q_EMIT sectionEntered(row);
    viewport()->update();
}

} // namespace oriel
