// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/changedelegate.h"

#include "base/text.h"
#include "panels/changes/changetree.h"
#include "panels/changes/changewords.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QPainter>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int side = 18;      // px of a button
constexpr int leastName = 64; // px; below it the folder makes way

QFont smallFont(const QFont &font)
{
    QFont small = font;
    if (small.pixelSize() > 12)
        small.setPixelSize(12);
    return small;
}

void paintButton(QPainter *painter, const QRect &box, const QString &sign, const QString &role, bool isUnderMouse)
{
    const Theme &theme = Theme::current();
    painter->setPen(isUnderMouse ? theme.colour(role) : theme.colour(u"border"_s));
    painter->setBrush(isUnderMouse ? theme.colour(u"raised"_s) : QColor(Qt::transparent));
    painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    QFont font = painter->font();
    font.setPixelSize(14);
    font.setBold(true);
    painter->setFont(font);
    painter->setPen(theme.colour(role));
    painter->drawText(box, Qt::AlignCenter, sign);
}

// At the right end; its width.
int paintLines(QPainter *painter, const QRect &row, const LineCount &lines)
{
    const Theme &theme = Theme::current();
    if (lines.isBinary) {
        painter->setPen(theme.colour(u"muted"_s));
        const QString text = QCoreApplication::translate("oriel::ChangeDelegate", "binary");
        painter->drawText(row, Qt::AlignRight | Qt::AlignVCenter, text);
        return painter->fontMetrics().horizontalAdvance(text);
    }
    int right = row.right();
    const auto draw = [&](const QString &sign, int count, const QString &role) {
        if (count == 0)
            return;
        const QString text = sign + QString::number(count);
        painter->setPen(theme.colour(role));
        painter->drawText(QRect(row.left(), row.top(), right - row.left() + 1, row.height()), Qt::AlignRight | Qt::AlignVCenter,
                          text);
        right -= painter->fontMetrics().horizontalAdvance(text) + unit / 2;
    };
    draw(u"−"_s, lines.removed, u"removed"_s);
    draw(u"+"_s, lines.added, u"added"_s);
    return row.right() - right;
}

} // namespace

QString ChangeDelegate::displayText(const QVariant &value, const QLocale &) const { return value.toString(); }

QRect ChangeDelegate::buttonRect(const QRect &row, Button button)
{
    const int left = button == Button::Stage ? row.left() + unit / 2 : row.right() - side - unit / 2;
    return {left, row.center().y() - side / 2 + 1, side, side};
}

bool ChangeDelegate::has(const QModelIndex &index, Button button)
{
    const auto group = ChangeTree::groupOf(index);
    if (button == Button::Stage)
        return group != ChangeTree::Conflicted || index.parent().isValid();
    return button == Button::Discard && index.parent().isValid() &&
           (group == ChangeTree::Unstaged || group == ChangeTree::Untracked);
}

ChangeDelegate::Button ChangeDelegate::buttonAt(const QRect &row, const QModelIndex &index, const QPoint &at)
{
    for (const Button button : {Button::Stage, Button::Discard})
        if (has(index, button) && buttonRect(row, button).adjusted(-2, -2, 2, 2).contains(at))
            return button;
    return Button::None;
}

QString ChangeDelegate::wordsFor(const QModelIndex &index, Button button)
{
    if (button == Button::Discard)
        return tr("Discard (kept for 30 days)");
    const bool isFile = index.parent().isValid();
    switch (ChangeTree::groupOf(index)) {
    case ChangeTree::Conflicted:
        return tr("Mark as resolved");
    case ChangeTree::Staged:
        return isFile ? tr("Unstage") : tr("Unstage all");
    default:
        return isFile ? tr("Stage") : tr("Stage all of this group");
    }
}

void ChangeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const bool isFile = index.parent().isValid();
    const bool isNear = option.state & (QStyle::State_MouseOver | QStyle::State_Selected);
    const auto group = ChangeTree::groupOf(index);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, theme.colour(u"selection"_s));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, theme.colour(u"currentLine"_s));

    QRect row = option.rect.adjusted(unit / 2 + side + unit, 0, -unit, 0);
    painter->setFont(option.font);
    if (has(index, Button::Stage))
        paintButton(painter, buttonRect(option.rect, Button::Stage),
                    group == ChangeTree::Staged       ? u"−"_s
                    : group == ChangeTree::Conflicted ? u"✓"_s
                                                      : u"+"_s,
                    u"accent"_s, isNear);
    if (!isFile) {
        QFont font = option.font;
        font.setBold(true);
        painter->setFont(font);
        painter->setPen(theme.colour(group == ChangeTree::Conflicted ? u"error"_s : u"text"_s));
        const QString name = index.data().toString();
        painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter, name);
        row.setLeft(row.left() + painter->fontMetrics().horizontalAdvance(name) + unit);
        painter->setFont(option.font);
        painter->setPen(theme.colour(u"muted"_s));
        painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter, exactCount(index.model()->rowCount(index)));
        painter->restore();
        return;
    }

    const QString letter = index.data(ChangeTree::LetterRole).toString();
    QFont bold = option.font;
    bold.setBold(true);
    painter->setFont(bold);
    painter->setPen(theme.colour(changewords::role(letter.at(0).toLatin1())));
    painter->drawText(QRect(row.left(), row.top(), side - 4, row.height()), Qt::AlignCenter, letter);
    row.setLeft(row.left() + side);

    row.setRight(option.rect.right() - side - unit - unit / 2); // in every group: the counts stand below each other
    if (isNear && has(index, Button::Discard))
        paintButton(painter, buttonRect(option.rect, Button::Discard), u"↩"_s, u"error"_s, true);
    const QFont small = smallFont(option.font);
    painter->setFont(small);
    if (const QVariant lines = index.data(ChangeTree::LinesRole); lines.isValid())
        row.setRight(row.right() - paintLines(painter, row, lines.value<LineCount>()) - unit);

    painter->setFont(option.font);
    painter->setPen(theme.colour(letter == u"D"_s ? u"muted"_s : u"text"_s));
    const QFontMetrics metrics(option.font);
    const QString name = metrics.elidedText(index.data().toString(), Qt::ElideMiddle, row.width());
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    row.setLeft(row.left() + metrics.horizontalAdvance(name) + unit);
    const auto *tree = static_cast<const ChangeTree *>(index.model());
    const QString from = index.data(ChangeTree::FromRole).toString();
    QString more = from.isEmpty() ? index.data(ChangeTree::FolderRole).toString() : u"← "_s + from;
    const Change *change = tree->change(index);
    const bool isConflict = change->letter == 'U';
    if (isConflict)
        more = changewords::conflict(change->sides) + (more.isEmpty() ? QString() : u" · "_s + more);
    if (row.width() > leastName / 2) {
        painter->setFont(small);
        painter->setPen(theme.colour(u"muted"_s));
        painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          QFontMetrics(small).elidedText(more, isConflict ? Qt::ElideRight : Qt::ElideLeft, row.width()));
    }
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(theme.colour(u"accent"_s));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

QSize ChangeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {unit * 12, std::max(option.fontMetrics.height() + 6, unit * 3)};
}

} // namespace oriel
