// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/blamedelegate.h"

#include "panels/changes/blamedocument.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

namespace oriel {

void BlameDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    QTextLayout layout(std::exchange(item.text, {}), item.font);
    QList<QTextLayout::FormatRange> formats;
    for (const Stretch &stretch : index.data(BlameModel::ColoursRole).value<QList<Stretch>>()) {
        QTextCharFormat format;
        format.setForeground(Theme::current().colour(QLatin1String(stretch.role)));
        formats << QTextLayout::FormatRange{int(stretch.begin), int(stretch.end - stretch.begin), format};
    }
    QTextOption plain;
    plain.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(plain);
    layout.setFormats(formats);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    const QStyle *const style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    const QRect room = style->subElementRect(QStyle::SE_ItemViewItemText, &item, item.widget).adjusted(3, 0, -3, 0);
    painter->save();
    painter->setClipRect(room);
    painter->setPen(Theme::current().colour(QStringLiteral("text")));
    layout.draw(painter, QPointF(room.left(), room.top() + (room.height() - layout.boundingRect().height()) / 2));
    painter->restore();
}

} // namespace oriel
