// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/commandpalette.h"

#include <QAbstractListModel>

namespace oriel {

// The actions of the palette that match what was typed, best first. GUI thread.
class CommandModel final : public QAbstractListModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CommandModel)
public:
    explicit CommandModel(QObject *parent) : QAbstractListModel(parent) {}
    void setCommands(const QList<Command> &commands);
    void filter(const QString &text);
    QAction *action(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row
    {
        Command command;
        QString name;
        QList<int> matched;
        int score = 0;
    };
    QList<Command> m_commands;
    QList<Row> m_rows;
};

} // namespace oriel
