// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace oriel {

class Grid;
class RowModel;

// A few rows of text as a grid, copied like any other. GUI thread.
class FactsGrid final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FactsGrid)
public:
    FactsGrid(const QString &what, const QStringList &columns, QWidget *parent = nullptr); // what: its accessible name
    void setRows(const QList<QStringList> &rows);
    const QList<QStringList> &rows() const { return m_rows; }
    Grid *grid() const { return m_grid; }

private:
    const QStringList m_columns;
    QList<QStringList> m_rows;
    RowModel *m_model;
    Grid *m_grid;
};

} // namespace oriel
