// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/database/objecttree.h"

#include <QStyledItemDelegate>

namespace oriel {

// Draws a row of the object tree: sign, name, what belongs to it in a softer colour, facts at the right edge. No widgets, plain
// text.
class ObjectDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ObjectDelegate)
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    static void paintSign(QPainter *painter, const QRect &box, Sign sign, bool isProduction);
};

} // namespace oriel
