// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/commandmodel.h"

#include "base/fuzzy.h"
#include "base/text.h"
#include "shell/keymap.h"

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

} // namespace oriel
