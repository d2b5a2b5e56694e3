// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/commandpalette.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace oriel {

// The actions of the palette that match what was typed, best first. GUI thread.
class CommandModel final : public QAbstractListModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CommandModel)
public:
    enum Role { PlaceRole = Qt::UserRole, KeyRole, MatchRole }; // MatchRole: QList<int> into the display text
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

// Name (matched letters in the accent colour and bold), place, key at the right.
class CommandDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace oriel
