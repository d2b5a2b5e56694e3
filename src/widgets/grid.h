// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"
#include "base/rowtext.h"

#include <QAbstractTableModel>
#include <QTableView>

#include <functional>
#include <memory>

namespace oriel {

class CellDelegate;
class ColumnHeader;

// Shows any RowSource. The source may grow (grow()) or be replaced (setSource()). At most 50 million rows are shown (a QTableView
// breaks above about 89 million × 24 px); rowLimitHit() says so.
class RowModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role { CellTextRole = Qt::UserRole, IsNullRole, IsCutRole, SizeRole, LookRole, TypeRole, MarkRole, DetailRole };
    explicit RowModel(QObject *parent = nullptr);
    void setSource(std::shared_ptr<RowSource> source);
    std::shared_ptr<RowSource> source() const;
    void grow();                    // the source has more rows than shown: beginInsertRows for the new ones
    qint64 firstRowNumber() const;  // what the vertical header counts from, 1 unless set
    void setFirstRowNumber(qint64 number);
    bool rowLimitHit() const;

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
    void setProduction(bool isProduction);       // its left edge in the colour role `production`
    void setInsertTable(const QString &quoted);  // the table named by copied INSERTs; empty hides that copy
    void fitColumns(int sampleRows = 100);       // widths from header and first rows, at most 400 px
    bool canCopy() const;
    void copy(TextFormat format, bool withHeader = true); // the selection; a notice through copied() or copyRefused()
    void selectEverything();
Q_SIGNALS:
    void endReached();   // within 200 rows of the last one: the owner loads more; again once rows have changed
    void startReached();
    void cellOpened(const QModelIndex &index);   // double click, Return, F2: the viewer pane
    void currentCellChanged(const QModelIndex &index);
    void copied(qint64 rows);
    void copyRefused(const QString &reason);     // "a value is cut to 256 characters: open it first"

public: // grid.copy, grid.copyWithHeader, grid.copyAsCsv, grid.copyAsJson, grid.copyAsMarkdown, grid.copyAsInsert, grid.selectAll
    QList<QAction *> copyActions() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void changeEvent(QEvent *event) override;

private:
    struct Copy;
    void addCopyActions();
    void onScrolled(int value);
    void sizeRows();
    QList<int> chosenColumns() const;
    QList<std::pair<qint64, qint64>> chosenRows() const; // first, count; ascending
    void copyOn(const std::shared_ptr<Copy> &copy);

    CellDelegate *m_delegate;
    ColumnHeader *m_header;
    QAction *m_copyAsInsert = nullptr;
    QString m_insertTable;
    bool m_isEndTold = false, m_isStartTold = false;
    int m_copy = 0; // the newest wins
};

} // namespace oriel
