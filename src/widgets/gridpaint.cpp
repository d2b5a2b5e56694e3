// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridpaint.h"

#include "base/text.h"
#include "widgets/grid.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace oriel {

namespace {

constexpr qsizetype paintedBytes = 1024; // more than any column shows; the viewer has the rest

QFont italic(QFont font)
{
    font.setItalic(true);
    return font;
}

} // namespace

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *model = qobject_cast<const RowModel *>(index.model());
    const std::shared_ptr<RowSource> source = model ? model->source() : nullptr;
    if (!source || index.row() >= source->rowCount())
        return;
    const Theme &theme = Theme::current();
    const bool isSelected = isAllSelected || (option.state & QStyle::State_Selected);
    painter->fillRect(option.rect, theme.colour(isSelected ? QStringLiteral("selection") : QStringLiteral("surface")));

    const Cell cell = source->cell(index.row(), index.column());
    QRect box = option.rect.adjusted(cellPadding, 0, -cellPadding, 0);
    const bool isNumber = Look(model->headerData(index.column(), Qt::Horizontal, RowModel::LookRole).toInt()) == Look::Number;
    const Qt::Alignment side = isNumber ? Qt::AlignRight : Qt::AlignLeft;
    painter->setFont(option.font);
    if (cell.isNull) {
        painter->setFont(italic(option.font));
        painter->setPen(theme.colour(QStringLiteral("null")));
        painter->drawText(box, int(side | Qt::AlignVCenter | Qt::TextSingleLine), QStringLiteral("NULL"));
    } else {
        if (cell.isCut()) {
            const QString size = QStringLiteral("… ") + sizeText(cell.size);
            const int width = option.fontMetrics.horizontalAdvance(size) + cellPadding;
            painter->setPen(theme.colour(QStringLiteral("muted")));
            painter->drawText(box, int(Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine), size);
            box.setRight(box.right() - width);
        }
        const QString text = withMarks(shownText(cell.text, paintedBytes));
        painter->setPen(theme.colour(QStringLiteral("text")));
        painter->drawText(box, int(side | Qt::AlignVCenter | Qt::TextSingleLine),
                          text.size() * 4 < box.width() / 4 ? text : option.fontMetrics.elidedText(text, Qt::ElideRight, box.width()));
    }
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(theme.colour(QStringLiteral("accent")));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *model = qobject_cast<const RowModel *>(index.model());
    const QString text = model ? model->data(index, Qt::DisplayRole).toString().left(200) : QString();
    const int cut = model && model->data(index, RowModel::IsCutRole).toBool() ? 80 : 0;
    return {option.fontMetrics.horizontalAdvance(text) + 2 * cellPadding + 2 + cut, option.fontMetrics.height() + unit};
}

ColumnHeader::ColumnHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setSectionsMovable(true);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setMinimumSectionSize(40);
}

QSize ColumnHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), QFontMetrics(Theme::interfaceFont()).height() + QFontMetrics(Theme::dataFont()).height() + unit};
}

int ColumnHeader::neededWidth(int section) const
{
    QFont bold = Theme::interfaceFont();
    bold.setBold(true);
    const auto text = [&](int role) { return model()->headerData(section, Qt::Horizontal, role).toString(); };
    const int name = QFontMetrics(bold).horizontalAdvance(text(Qt::DisplayRole));
    const int type = QFontMetrics(Theme::dataFont()).horizontalAdvance(text(RowModel::TypeRole) + QLatin1Char(' ') + text(RowModel::MarkRole));
    return std::max(name, type) + 2 * cellPadding + 2;
}

void ColumnHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    if (!rect.isValid() || !model())
        return;
    const Theme &theme = Theme::current();
    const auto text = [&](int role) { return model()->headerData(section, Qt::Horizontal, role).toString(); };
    painter->save();
    painter->fillRect(rect, theme.colour(QStringLiteral("window")));
    painter->setPen(theme.colour(QStringLiteral("border")));
    painter->drawLine(rect.topRight(), rect.bottomRight());
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());

    const bool isNumber = Look(model()->headerData(section, Qt::Horizontal, RowModel::LookRole).toInt()) == Look::Number;
    const int side = int(isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::TextSingleLine;
    const QRect box = rect.adjusted(cellPadding, unit / 2, -cellPadding, -unit / 2);
    QFont bold = Theme::interfaceFont();
    bold.setBold(true);
    painter->setFont(bold);
    painter->setPen(theme.colour(QStringLiteral("text")));
    painter->drawText(box, side | Qt::AlignTop, QFontMetrics(bold).elidedText(text(Qt::DisplayRole), Qt::ElideRight, box.width()));
    const QString mark = text(RowModel::MarkRole);
    const QString type = mark.isEmpty() ? text(RowModel::TypeRole) : text(RowModel::TypeRole) + QLatin1Char(' ') + mark;
    painter->setFont(Theme::dataFont());
    painter->setPen(theme.colour(QStringLiteral("muted")));
    painter->drawText(box, side | Qt::AlignBottom, QFontMetrics(Theme::dataFont()).elidedText(type, Qt::ElideRight, box.width()));
    painter->restore();
}

bool ColumnHeader::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !model())
        return QHeaderView::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int section = logicalIndexAt(help->pos());
    QStringList lines{model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString(),
                      model()->headerData(section, Qt::Horizontal, RowModel::TypeRole).toString(),
                      model()->headerData(section, Qt::Horizontal, RowModel::DetailRole).toString()};
    lines.removeAll(QString());
    QToolTip::showText(help->globalPos(), section < 0 ? QString() : plain(lines.join(QLatin1Char('\n'))), this);
    return true;
}

} // namespace oriel
