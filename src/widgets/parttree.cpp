// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parttree.h"

#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace oriel {

namespace {

constexpr int widest = 40 * unit; // px of a first column at first

// The current row has a frame where the focus is: never colour alone.
class Look final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem plain = option;
        plain.state &= ~QStyle::State_HasFocus;
        QStyledItemDelegate::paint(painter, plain, index);
        const auto *view = qobject_cast<const QTreeView *>(option.widget);
        if (!view || !view->hasFocus() || view->currentIndex().siblingAtColumn(index.column()) != index)
            return;
        painter->setPen(QPen(Theme::current().colour(QStringLiteral("accent")), 2));
        const QRect rect = option.rect;
        painter->drawLine(rect.left(), rect.top() + 1, rect.right() + 1, rect.top() + 1);
        painter->drawLine(rect.left(), rect.bottom(), rect.right() + 1, rect.bottom());
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width() + unit, std::max(3 * unit, option.fontMetrics.height() + 6)};
    }
};

} // namespace

PartTree::PartTree(const QString &name, const QString &accessibleName, QWidget *parent) : QTreeView(parent)
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSelectionBehavior(SelectRows);
    setFont(Theme::dataFont());
    header()->setFont(Theme::interfaceFont());
    header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setItemDelegate(new Look(this));
}

void PartTree::showModel(QAbstractItemModel *shown)
{
    if (model() != shown)
        setModel(shown);
    setLevels(-1);
    for (int column = 0; column + 1 < shown->columnCount(); ++column) {
        resizeColumnToContents(column);
        setColumnWidth(column, std::min(columnWidth(column) + unit, widest));
    }
    setCurrentIndex(shown->index(0, 0));
}

void PartTree::setLevels(int levels) { m_levels = levels; }

void PartTree::expandMore()
{
    if (m_levels < 0)
        expandAll();
    else
        expandToDepth(m_levels);
}

bool PartTree::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        event->accept(); // before the window's own copy
        return true;
    }
    return QTreeView::event(event);
}

void PartTree::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        Q_EMIT copyAsked();
    else if (event->key() == Qt::Key_Asterisk) // QTreeView's would build all of it
        expandMore();
    else if (event->key() == Qt::Key_Escape)
        event->ignore();
    else
        QTreeView::keyPressEvent(event);
}

void PartTree::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isKey = event->reason() == QContextMenuEvent::Keyboard;
    Q_EMIT menuAsked(isKey ? viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()) : event->globalPos());
}

void PartTree::changeEvent(QEvent *event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

} // namespace oriel
