// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/commandmodel.h"

#include "base/fuzzy.h"
#include "base/text.h"
#include "shell/keymap.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

void CommandModel::setCommands(const QList<Command> &commands)
{
    m_commands = commands;
    filter({});
}

void CommandModel::filter(const QString &text)
{
    beginResetModel();
    m_rows.clear();
    for (const Command &command : std::as_const(m_commands)) {
        if (!command.action)
            continue;
        Row row{command, withMarks(nameOf(command.action)), {}, 0};
        auto score = fuzzyScore(text, row.name, &row.matched);
        if (!score) { // "view theme" finds View ▸ Theme ▸ Dark
            row.matched.clear();
            score = fuzzyScore(text, QString(row.command.place + u' ' + row.name));
            if (score)
                *score -= 15;
        }
        if (!score)
            continue;
        row.score = *score - (command.action->isEnabled() ? 0 : 5);
        m_rows.append(row);
    }
    if (!text.isEmpty())
        std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row &a, const Row &b) { return a.score > b.score; });
    endResetModel();
}

QAction *CommandModel::action(const QModelIndex &index) const
{
    return index.isValid() ? m_rows[index.row()].command.action.data() : nullptr;
}

int CommandModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant CommandModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return row.name;
    case PlaceRole:
        return withMarks(row.command.place);
    case KeyRole:
        return row.command.action ? row.command.action->shortcut().toString(QKeySequence::NativeText) : QString();
    case MatchRole:
        return QVariant::fromValue(row.matched);
    default:
        return {};
    }
}

Qt::ItemFlags CommandModel::flags(const QModelIndex &index) const
{
    const QAction *found = action(index);
    return found && found->isEnabled() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::ItemIsSelectable;
}

QSize CommandDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.averageCharWidth() * 40, 4 * unit};
}

namespace {

int drawName(QPainter *painter, const QRect &room, const QString &name, const QList<int> &matched, const QColor &plainColour)
{
    const QFont usual = painter->font();
    QFont strong = usual;
    strong.setWeight(QFont::DemiBold);
    int x = room.left();
    for (qsizetype begin = 0; begin < name.size() && x < room.right();) {
        const bool isHit = matched.contains(int(begin));
        qsizetype end = begin + 1;
        while (end < name.size() && matched.contains(int(end)) == isHit)
            ++end;
        painter->setFont(isHit ? strong : usual);
        painter->setPen(isHit ? Theme::current().colour(u"accent"_s) : plainColour);
        const QString piece = painter->fontMetrics().elidedText(name.mid(begin, end - begin), Qt::ElideRight, room.right() - x);
        painter->drawText(QRect(x, room.top(), room.right() - x, room.height()), Qt::AlignVCenter | Qt::TextSingleLine, piece);
        x += painter->fontMetrics().horizontalAdvance(piece);
        begin = end;
    }
    painter->setFont(usual);
    return x;
}

} // namespace

void CommandDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    painter->save();
    painter->setFont(option.font);
    if (option.state & QStyle::State_Selected) {
        painter->fillRect(option.rect, theme.colour(u"selection"_s));
        painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), theme.colour(u"accent"_s));
    }
    const bool isEnabled = index.flags() & Qt::ItemIsEnabled;
    QRect room = option.rect.adjusted(2 * unit, 0, -2 * unit, 0);
    const QString key = index.data(CommandModel::KeyRole).toString();
    painter->setPen(theme.colour(u"muted"_s));
    painter->drawText(room, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, key);
    if (!key.isEmpty())
        room.setRight(room.right() - painter->fontMetrics().horizontalAdvance(key) - 2 * unit);
    QFont slanted = option.font;
    slanted.setItalic(!isEnabled); // not the colour alone
    painter->setFont(slanted);
    const QColor colour = theme.colour(isEnabled ? u"text"_s : u"muted"_s);
    const auto matched = isEnabled ? index.data(CommandModel::MatchRole).value<QList<int>>() : QList<int>();
    const int end = drawName(painter, room, index.data(Qt::DisplayRole).toString(), matched, colour);
    painter->setFont(option.font);
    painter->setPen(theme.colour(u"muted"_s));
    room.setLeft(end + unit * 3 / 2);
    painter->drawText(room, Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(index.data(CommandModel::PlaceRole).toString(), Qt::ElideRight,
                                                        std::max(0, room.width())));
    painter->restore();
}

} // namespace oriel
