// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"
#include "base/rowtext.h"

#include <QAbstractTableModel>
#include <QTableView>

#include <functional>
#include <memory>

namespace oriel {

// Shows any RowSource. The source may grow (grow()) or be replaced (setSource()). At most 50 million rows are shown (a QTableView
// breaks above about 89 million × 24 px); rowLimitHit() says so.
class RowModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role { CellTextRole = Qt::UserRole, IsNullRole, IsCutRole, SizeRole, LookRole };
    explicit RowModel(QObject *parent = nullptr);
    void setSource(std::shared_ptr<RowSource> source);
    std::shared_ptr<RowSource> source() const;
    void grow();                    // the source has more rows than shown: beginInsertRows for the new ones
    qint64 firstRowNumber() const;  // what the vertical header counts from, 1 unless set
    void setFirstRowNumber(qint64 number);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<RowSource> m_source;
    QList<Column> m_columns;
    int m_rows = 0;
    qint64 m_firstRowNumber = 1;
};

// The one grid of Oriel: two-line header (name, type), right-aligned numbers, NULL set apart from empty, cut values marked with their
// size, copy as TSV, CSV, JSON, Markdown and INSERT, row height from the data font, "select all" as a flag.
class Grid final : public QTableView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Grid)
public:
    explicit Grid(QWidget *parent = nullptr);
    void setRowModel(RowModel *model);
    RowModel *rowModel() const;
    void setProduction(bool isProduction);       // its edge in the colour role `production`
    void setInsertTable(const QString &quoted);  // the table named by copied INSERTs; empty hides that copy
    void fitColumns(int sampleRows = 100);       // widths from header and first rows, at most 400 px
    bool canCopy() const;
    void copy(TextFormat format, bool withHeader = true); // the selection; a notice through copied() or copyRefused()
    void selectEverything();
    // Scrolling reached the end (or, backwards, the start): the owner loads more.
    // Emitted once per grow() until rows change.

Q_SIGNALS:
    void endReached();
    void startReached();
    void cellOpened(const QModelIndex &index);   // double click, Return, F2: the viewer pane
    void currentCellChanged(const QModelIndex &index);
    void copied(qint64 rows);
    void copyRefused(const QString &reason);     // "value is cut to 256 characters: open it first"

public: // actions with objectNames grid.copy, grid.copyAsCsv, grid.copyAsJson, grid.copyAsMarkdown, grid.copyAsInsert, grid.selectAll
    QList<QAction *> copyActions() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Private;
    std::shared_ptr<Private> d;
};

} // namespace oriel
