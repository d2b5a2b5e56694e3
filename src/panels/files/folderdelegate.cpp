// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/folderdelegate.h"

#include "panels/files/foldertree.h"
#include "widgets/matchedtext.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QLineEdit>
#include <QPainter>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *stemProperty = "stem"; // letters of the name that are chosen
constexpr int signWidth = 16, stateWidth = 2 * unit;

void paintFolder(QPainter *painter, const QRectF &box)
{
    painter->drawPolyline(QPolygonF{{box.left(), box.top() + 3},
                                    {box.left(), box.top() + 1},
                                    {box.left() + 4.5, box.top() + 1},
                                    {box.left() + 6, box.top() + 3}});
    painter->drawRoundedRect(QRectF(box.left(), box.top() + 3, box.width(), box.height() - 4), 1, 1);
}

void paintFile(QPainter *painter, const QRectF &box)
{
    const QRectF page = box.adjusted(1.5, 0, -1.5, 0);
    painter->drawPolygon(QPolygonF{page.topLeft(), page.topRight() - QPointF(3, 0), page.topRight() + QPointF(0, 3),
                                   page.bottomRight(), page.bottomLeft()});
    painter->drawPolyline(
        QPolygonF{page.topRight() - QPointF(3, 0), page.topRight() + QPointF(-3, 3), page.topRight() + QPointF(0, 3)});
}

void paintSign(QPainter *painter, const QRect &box, bool isFolder, bool isLink, const QColor &colour)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colour, 1.2));
    const QRectF in = QRectF(box).adjusted(2.5, 2.5, -2.5, -2.5);
    isFolder ? paintFolder(painter, in) : paintFile(painter, in);
    if (isLink) { // an arrow out of it
        const QPointF tip = in.bottomRight() + QPointF(1.5, -4);
        painter->drawLine(in.center() + QPointF(-1.5, 2.5), tip);
        painter->drawPolyline(QPolygonF{tip - QPointF(3.2, 1.2), tip, tip - QPointF(2, -2.2)});
    }
    painter->restore();
}

} // namespace

void FolderDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const bool isFolder = index.data(FolderTree::IsFolderRole).toBool();
    const auto state = FileState(index.data(FolderTree::StateRole).toInt());
    const QColor colour = theme.colour(colourOf(state));
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, theme.colour(u"selection"_s));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, theme.colour(u"currentLine"_s));

    QRect row = option.rect.adjusted(2, 0, -unit, 0);
    paintSign(painter, QRect(row.left(), row.center().y() - signWidth / 2 + 1, signWidth, signWidth), isFolder,
              index.data(FolderTree::IsLinkRole).toBool(), theme.colour(isFolder ? u"accent"_s : u"muted"_s));
    row.setLeft(row.left() + signWidth + unit * 3 / 4);

    if (const QString letter = letterOf(state); !letter.isEmpty()) {
        const QRect place(row.right() - stateWidth, row.top(), stateWidth, row.height());
        painter->setPen(colour);
        if (isFolder && state != FileState::Conflicted) { // a sign, not the colour alone
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setBrush(colour);
            painter->drawEllipse(QPointF(place.right() - 4, place.center().y() + 1), 2.5, 2.5);
        } else {
            QFont font = option.font;
            font.setWeight(QFont::DemiBold);
            painter->setFont(font);
            painter->drawText(place, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, letter);
        }
        row.setRight(place.left());
    }
    painter->setFont(option.font);
    drawMatched(painter, row, index.data().toString(), index.data(FolderTree::MatchRole).value<QList<int>>(), colour);
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(theme.colour(u"accent"_s));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRect(0, option.rect.top(), option.rect.right(), option.rect.height() - 1)); // as the selection
    }
    painter->restore();
}

QSize FolderDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {unit * 12, std::max(option.fontMetrics.height() + 6, unit * 3)};
}

// The name without its ending is chosen: that is what one renames.
void FolderDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    auto *line = qobject_cast<QLineEdit *>(editor);
    if (!line || line->isModified())
        return;
    const QString name = index.data(Qt::EditRole).toString();
    line->setObjectName(u"files.name"_s);
    line->setStyleSheet(u"border: 1px solid %1; padding: 0 1px"_s.arg(Theme::current().colour(u"accent"_s).name()));
    line->setText(name);
    const qsizetype dot = index.data(FolderTree::IsFolderRole).toBool() ? -1 : name.lastIndexOf(u'.');
    line->setProperty(stemProperty, int(dot > 0 ? dot : name.size()));
}

bool FolderDelegate::eventFilter(QObject *editor, QEvent *event)
{
    auto *line = qobject_cast<QLineEdit *>(editor);
    if (line && event->type() == QEvent::Show) // the view has chosen all of it before
        line->setSelection(0, line->property(stemProperty).toInt());
    return QStyledItemDelegate::eventFilter(editor, event);
}

void FolderDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const
{
    editor->setGeometry(option.rect.adjusted(signWidth + unit / 2, 0, 0, 0));
}

} // namespace oriel
