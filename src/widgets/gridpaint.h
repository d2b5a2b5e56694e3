// SPDX-License-Identifier: GPL-3.0-or-later
// How the grid draws its cells and its two-line header. GUI thread.
#pragma once

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace oriel {

class CellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    bool isAllSelected = false; // "select all" is a flag, not a range
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

// Name in bold, below it the type in the data font; the key mark stands right of the type.
class ColumnHeader final : public QHeaderView
{
    Q_OBJECT
public:
    explicit ColumnHeader(QWidget *parent);
    QSize sizeHint() const override;
    int neededWidth(int section) const;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    bool event(QEvent *event) override; // the tooltip with nullability, default and comment
};

constexpr int cellPadding = 8; // px, left and right

} // namespace oriel
