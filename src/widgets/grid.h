// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rowtext.h"
#include "base/signedrows.h"

#include <QAbstractTableModel>
#include <QTableView>

#include <functional>
#include <memory>

class QMenu;

namespace oriel {

class GridMatch;

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
    const QList<Column> &columns() const { return m_columns; }
    Cell cell(int row, int column) const;
    std::shared_ptr<const SignedRows> signedRows() const { return m_signed; } // null: the rows are compared with nothing
    RowSign sign(int row) const { return m_signed ? m_signed->sign(row) : RowSign::None; }
    std::optional<Cell> before(int row, int column) const { return m_signed ? m_signed->before(row, column) : std::nullopt; }
    void grow();                   // the source has more rows than shown: beginInsertRows for the new ones
    qint64 firstRowNumber() const; // what the vertical header counts from, 1 unless set
    void setFirstRowNumber(qint64 number);
    struct Order // by which column the rows are sorted; −1: none that the header would show
    {
        int column = -1;
        bool isDescending = false;

        bool operator==(const Order &) const = default;
    };
    Order order() const { return m_order; }
    void setOrder(Order order);
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
    Order m_order;
    std::shared_ptr<const SignedRows> m_signed; // the source, where it has signs
};

// Where the user has one column.
struct ColumnPlace
{
    QString name;
    int width = 0; // px, of a hidden one too; 0: as it is
    bool isHidden = false, isPinned = false;

    bool operator==(const ColumnPlace &) const = default;
};

// The one grid of Oriel: two-line header (name, type), right-aligned numbers, NULL set apart from empty, cut values marked with
// their size, copy as TSV, CSV, JSON, Markdown and INSERT, row height from the data font, "select all" as a flag. Rows have one
// height and no sections in a vertical header (which would cost memory and time by the row): the vertical geometry is the grid's
// own.
class Grid final : public QTableView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Grid)
public:
    explicit Grid(QWidget *parent = nullptr);
    ~Grid() override;
    void setRowModel(RowModel *model);
    RowModel *rowModel() const;
    void setProduction(bool isProduction);      // its left edge in the colour role `production`
    void setInsertTable(const QString &quoted); // the table named by copied INSERTs; empty hides that copy
    // A click on a header asks for a sort, else it selects the column. With Shift or Ctrl it selects always, a drag likewise; a
    // plain drag moves the column.
    void setSortable(bool isSortable);
    void setHighlight(const GridMatch &match); // marked wherever it is in sight; an empty one ends that
    void fitColumns(int sampleRows = 100);     // widths from header and first rows, at most 400 px
    // endReached(), startReached(), for an owner who could not load more when they came: at once, or on the next scroll.
    void tellEdgesAgain(bool isAtOnce = true);
    bool canCopy() const;
    void copy(TextFormat format, bool withHeader = true); // the selection; a notice through copied() or copyRefused()
    void selectEverything();
    int rowHeight() const;  // these six stand for QTableView's of the same name
    int rowAt(int y) const; // −1: below the last row
    int rowViewportPosition(int row) const;
    int columnAt(int x) const; // −1: right of the last column
    int columnViewportPosition(int column) const;
    void selectColumn(int column);
    void goTo(const QModelIndex &index); // current, in sight and alone selected, whatever keys are held

    // Columns by name in the order shown, the pinned ones first: they stay at the left while the others scroll. Where the source
    // brings other columns, all are shown in their natural order until places are set; a name unknown is passed over, a column
    // not named stands behind the one before it.
    QList<ColumnPlace> columnPlaces() const;
    void setColumnPlaces(const QList<ColumnPlace> &places);
    using QTableView::setHidden;
    void setHidden(int column, bool isHidden) { setHidden(QList<int>{column}, isHidden); }
    void setHidden(const QList<int> &columns, bool isHidden); // one column is always shown
    void showOnly(const QList<int> &columns);
    void showAllColumns();
    void setPinned(int column, bool isPinned);
    bool isPinned(int column) const;
    void moveColumn(int column, int by); // by: −1 or 1, past the next one shown
    void showColumn(int column);         // shown, scrolled to, current, and drawn as chosen for a moment
    // For a menu: grid.hideColumn, grid.pinColumn, grid.fitColumn, grid.fitColumns, grid.showColumns.
    QList<QAction *> columnActions(int column, QObject *parent);
    // The selected rows and columns as shown; null where there are none. They are those of now: a source that slides may drop
    // them. Rows with the sign of a removed one are left out.
    std::unique_ptr<RowSource> chosen() const;
    void copyWithChanges(); // as TSV with header, those removed too, behind a column of signs
    // grid.copy, grid.copyWithHeader, grid.copyAsCsv, grid.copyAsCsvWithoutHeader, grid.copyAsJson, grid.copyAsMarkdown,
    // grid.copyAsInsert, grid.copyAsInList, grid.copyAsCondition, grid.selectAll
    QList<QAction *> copyActions() const;

Q_SIGNALS:
    void endReached();   // within 200 rows of the last one: the owner loads more; again once rows have changed
    void startReached(); // scrolled back to within 200 rows of the first one; likewise
    void menuWanted(QMenu *menu, const QModelIndex &index); // of a cell: the owner adds its commands on top
    void cellOpened(const QModelIndex &index);              // double click, Return, F2: the viewer pane
    void sortAsked(int column);                             // a click on its header
    void rowModelChanged();
    void columnPlacesChanged(); // by the user, 200 ms after the last change; not by setColumnPlaces(), fitColumns() or the source
    void currentCellChanged(const QModelIndex &index);
    void copying(qint64 rows, qint64 of);          // a large copy goes on in small steps; Esc ends it
    void copied(qint64 rows, const QString &note); // note: what was left out, for the same place
    void copyRefused(const QString &reason);       // "a value is cut to 256 characters: open it first"

public:
    QModelIndex indexAt(const QPoint &point) const override;
    QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    void keyboardSearch(const QString &) override {} // it would read every row
    void selectAll() override { selectEverything(); }
    void setModel(QAbstractItemModel *model) override;
    void reset() override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void updateGeometries() override;
    void rowsInserted(const QModelIndex &parent, int first, int last) override;
    void currentChanged(const QModelIndex &now, const QModelIndex &before) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command) override;
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex &index, const QEvent *event = nullptr) const override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    int verticalOffset() const override;
    int sizeHintForRow(int row) const override;
    int sizeHintForColumn(int column) const override;
    bool isIndexHidden(const QModelIndex &index) const override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel
