// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/pg/conninfo.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

namespace oriel {

// Every parameter that this libpq knows, and those it does not know but the connection carries (to be cleared): keyword, value,
// meaning. `password` has its own field and is left out. GUI thread.
class ParameterModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ParameterModel)
public:
    enum Column { Keyword, Value, Meaning, ColumnCount };
    enum Role { IsSecret = Qt::UserRole };

    explicit ParameterModel(QObject *parent = nullptr);
    void setInfo(const pg::ConnInfo &info);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void edited(const QString &keyword, const QString &value);

private:
    struct Row
    {
        QString keyword, meaning, placeholder;
        bool isSecret = false, isKnown = true;
    };
    pg::ConnInfo m_info;
    QList<Row> m_rows;
};

// Edits a value in place, a secret's as dots; cells begin where the header's words do.
class ParameterDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ParameterDelegate)
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace oriel
