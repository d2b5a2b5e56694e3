// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/request.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

namespace oriel {

// The variables of an environment, to be edited: the last row is for a new one. A secret's value is masked; one that is only in
// the keychain is empty here and stays as it is. GUI thread.
class EnvironmentVariables final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvironmentVariables)
public:
    enum Column { Name, Value, IsSecret };
    using QAbstractTableModel::QAbstractTableModel;
    void setVariables(const QList<http::Field> &variables);
    QList<http::Field> variables() const { return m_variables; } // those without a name left out
    void setRevealed(bool isRevealed);
    bool isSecret(int row) const { return row < m_variables.size() && m_variables.at(row).isSecret; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_variables.size()) + 1; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : IsSecret + 1; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    bool removeRows(int row, int count, const QModelIndex &parent = {}) override;

Q_SIGNALS:
    void edited();

private:
    QVariant text(const http::Field &variable, int column, bool isEdited) const;

    QList<http::Field> m_variables;
    bool m_isRevealed = false;
};

// A secret is typed unseen.
class EnvironmentVariableDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace oriel
