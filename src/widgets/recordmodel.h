// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"

#include <QAbstractTableModel>

namespace oriel {

// One row of a result as rows of field and value, those left out that a filter does not let through. GUI thread.
class RecordModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RecordModel)
public:
    using QAbstractTableModel::QAbstractTableModel;
    void show(const QList<Column> &columns, const QList<Cell> &cells); // a cell for each column
    void setFilter(const QString &text, bool isOnlyFilled);            // text: in the name or the first 64 kB of the value
    qsizetype fieldCount() const { return m_columns.size(); }
    int columnAt(int row) const { return m_rows.value(row, -1); }
    int rowOf(int column) const; // −1: left out
    const Column &column(int row) const { return m_columns[m_rows[row]]; }
    const Cell &cell(int row) const { return m_cells[m_rows[row]]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void choose();

    QList<Column> m_columns;
    QList<Cell> m_cells;
    QList<int> m_rows; // the columns shown
    QString m_filter;
    bool m_isOnlyFilled = false;
};

} // namespace oriel
