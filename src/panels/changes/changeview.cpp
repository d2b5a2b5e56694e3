// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/changeview.h"

#include "panels/changes/changewords.h"
#include "widgets/plain.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QScrollBar>
#include <QToolTip>

namespace oriel {

using namespace Qt::StringLiterals;

ChangeView::ChangeView(ChangeTree *tree, QWidget *parent) : QTreeView(parent), m_tree(tree)
{
    setModel(tree);
    setItemDelegate(new ChangeDelegate(this));
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setExpandsOnDoubleClick(true);
    setIndentation(0);
    setMouseTracking(true);
    setAttribute(Qt::WA_Hover);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideMiddle);
    expandAll();
    fitGroups();
}

void ChangeView::fitGroups()
{
    for (int group = 0; group < ChangeTree::groups; ++group)
        setRowHidden(group, {}, m_tree->count(ChangeTree::Group(group)) == 0);
}

QList<QModelIndex> ChangeView::chosen(const QModelIndex &clicked) const
{
    QList<QModelIndex> rows;
    if (clicked.isValid() && !clicked.parent().isValid()) { // the whole group
        for (int row = 0; row < m_tree->rowCount(clicked); ++row)
            rows << m_tree->index(row, 0, clicked);
        return rows;
    }
    if (clicked.isValid() && !selectionModel()->isSelected(clicked))
        return {clicked};
    const QModelIndexList selected = selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        if (index.parent().isValid() && (!clicked.isValid() || index.parent() == clicked.parent()))
            rows << index;
    return rows;
}

QList<QModelIndex> ChangeView::shownFiles() const
{
    QList<QModelIndex> rows;
    for (QModelIndex index = indexAt({0, 0}); index.isValid(); index = indexBelow(index)) {
        if (visualRect(index).top() > viewport()->height())
            break;
        if (index.parent().isValid())
            rows << index;
    }
    return rows;
}

QStringList ChangeView::closedGroups() const
{
    QStringList closed;
    for (int group = 0; group < ChangeTree::groups; ++group)
        if (!isExpanded(m_tree->groupIndex(ChangeTree::Group(group))))
            closed << QString::number(group);
    return closed;
}

void ChangeView::setClosedGroups(const QStringList &groups)
{
    for (int group = 0; group < ChangeTree::groups; ++group)
        setExpanded(m_tree->groupIndex(ChangeTree::Group(group)), !groups.contains(QString::number(group)));
}

ChangeDelegate::Button ChangeView::buttonAt(const QPoint &at, QModelIndex *index) const
{
    *index = indexAt(at);
    return index->isValid() ? ChangeDelegate::buttonAt(visualRect(*index), *index, at) : ChangeDelegate::Button::None;
}

// A press on a sign chooses no row: what is chosen may be what it acts on.
void ChangeView::mousePressEvent(QMouseEvent *event)
{
    QModelIndex index;
    m_button = event->button() == Qt::LeftButton ? buttonAt(event->pos(), &index) : ChangeDelegate::Button::None;
    m_pressed = index;
    if (m_button == ChangeDelegate::Button::None)
        QTreeView::mousePressEvent(event);
}

void ChangeView::mouseReleaseEvent(QMouseEvent *event)
{
    const auto pressed = std::exchange(m_button, ChangeDelegate::Button::None);
    if (pressed == ChangeDelegate::Button::None)
        return QTreeView::mouseReleaseEvent(event);
    QModelIndex index;
    if (buttonAt(event->pos(), &index) != pressed || index != m_pressed)
        return;
    if (pressed == ChangeDelegate::Button::Stage)
        Q_EMIT stageAsked(index);
    else
        Q_EMIT discardAsked(index);
}

void ChangeView::mouseDoubleClickEvent(QMouseEvent *event)
{
    QModelIndex index;
    if (buttonAt(event->pos(), &index) == ChangeDelegate::Button::None)
        QTreeView::mouseDoubleClickEvent(event);
    else
        mousePressEvent(event); // the second of two quick clicks on signs
}

void ChangeView::mouseMoveEvent(QMouseEvent *event)
{
    QModelIndex index;
    viewport()->setCursor(buttonAt(event->pos(), &index) == ChangeDelegate::Button::None ? Qt::ArrowCursor
                                                                                         : Qt::PointingHandCursor);
    if (m_button == ChangeDelegate::Button::None)
        QTreeView::mouseMoveEvent(event);
}

void ChangeView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex current = currentIndex();
    Q_EMIT menuAsked(event->reason() == QContextMenuEvent::Mouse || !current.isValid()
                         ? event->globalPos()
                         : viewport()->mapToGlobal(visualRect(current).bottomLeft()));
}

bool ChangeView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QTreeView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QModelIndex index;
    QString text;
    if (const auto button = buttonAt(help->pos(), &index); button != ChangeDelegate::Button::None)
        text = ChangeDelegate::wordsFor(index, button);
    else if (const Change *change = m_tree->change(index))
        text = index.data(Qt::AccessibleTextRole).toString() +
               (change->from.isEmpty() ? QString() : tr(", was %1").arg(changewords::shown(change->from)));
    QToolTip::showText(help->globalPos(), text.isEmpty() ? QString() : plain(text), viewport());
    return true;
}

} // namespace oriel
