// SPDX-License-Identifier: GPL-3.0-or-later
// The grid's columns: where each stands, how wide it is, which are shown, and what a click on their header does.
#include "widgets/gridprivate.h"

#include "widgets/theme.h"

#include <QGuiApplication>
#include <QMenu>
#include <QScrollBar>
#include <QSignalBlocker>

#include <algorithm>
#include <numeric>
#include <utility>

namespace oriel {

namespace {

constexpr int widest = 400, narrowest = 48; // px
constexpr int cellsMeasured = 20'000;       // a table of 1,600 columns is measured by fewer rows

} // namespace

int Grid::columnAt(int x) const { return d->columns->logicalIndex(d->columns->visualAt(x)); }

int Grid::columnViewportPosition(int column) const { return d->columns->leftOf(column); }

QStringList Grid::Private::names() const
{
    QStringList names;
    if (const RowModel *rows = q->rowModel())
        for (const Column &column : rows->columns())
            names << column.name;
    return names;
}

void Grid::Private::columnsChanged()
{
    const QStringList now = names();
    if (std::exchange(knownNames, now) == now)
        return;
    columns->endMove();
    q->setColumnPlaces({});
}

QList<ColumnPlace> Grid::columnPlaces() const
{
    const QStringList names = d->names();
    QList<ColumnPlace> places;
    for (int visual = 0; visual < std::min(d->columns->count(), int(names.size())); ++visual) {
        const int column = d->columns->logicalIndex(visual);
        places << ColumnPlace{names.value(column), d->columns->widthOf(column), isColumnHidden(column), isPinned(column)};
    }
    return places;
}

void Grid::setColumnPlaces(const QList<ColumnPlace> &places)
{
    const QStringList names = d->names();
    QHash<QString, QList<int>> free;
    for (int column = 0; column < names.size(); ++column)
        free[names.at(column)] << column;
    QList<int> order;
    QList<ColumnPlace> placeOf(names.size());
    int pinned = 0;
    for (const bool isPinned : {true, false}) {
        for (const ColumnPlace &place : places) {
            const auto found = free.find(place.name);
            if (place.isPinned != isPinned || found == free.end() || found->isEmpty())
                continue;
            order << found->takeFirst();
            placeOf[order.last()] = place;
        }
        pinned = isPinned ? int(order.size()) : pinned;
    }
    for (int column = 0; column < names.size(); ++column)
        if (free.value(names.at(column)).contains(column))
            order.insert(std::max<qsizetype>(pinned, column > 0 ? order.indexOf(column - 1) + 1 : 0), column);

    const bool hasShown = std::any_of(placeOf.begin(), placeOf.end(), [](const ColumnPlace &place) { return !place.isHidden; });
    const QSignalBlocker blocker(d->columns); // what a QTableView does at each is done once, below
    d->columns->arrange(order, pinned);
    for (int column = 0; column < placeOf.size(); ++column) {
        if (placeOf.at(column).width > 0)
            d->columns->setWidth(column, placeOf.at(column).width);
        d->columns->setColumnHidden(column, hasShown && placeOf.at(column).isHidden);
    }
    d->replaced();
}

void Grid::Private::replaced()
{
    q->updateGeometries();
    columns->setOffset(q->horizontalScrollBar()->value());
    columns->viewport()->update();
    q->viewport()->update();
}

void Grid::setHidden(const QList<int> &chosen, bool isHidden)
{
    {
        const QSignalBlocker blocker(d->columns);
        for (const int column : chosen)
            if (!isHidden || d->columns->hiddenSectionCount() < d->columns->count() - 1)
                d->columns->setColumnHidden(column, isHidden);
    }
    d->leaveHidden();
    d->replaced();
    d->placed.start();
}

// What is hidden is neither current nor chosen.
void Grid::Private::leaveHidden()
{
    const QModelIndex now = q->currentIndex();
    if (now.isValid() && q->isIndexHidden(now)) {
        const int visual = columns->visualIndex(now.column()), right = nextShown(visual, 1);
        const int shown = right < 0 ? nextShown(visual, -1) : right;
        q->selectionModel()->setCurrentIndex(now.siblingAtColumn(columns->logicalIndex(shown)), QItemSelectionModel::NoUpdate);
    }
    const QItemSelection chosen = q->selectionModel() ? q->selectionModel()->selection() : QItemSelection();
    QItemSelection left;
    for (const QItemSelectionRange &range : chosen) {
        const QModelIndex top = range.topLeft(), bottom = range.bottomRight();
        for (int column = range.left(); column <= range.right(); ++column)
            if (columns->isSectionHidden(column))
                left.append(QItemSelectionRange(top.siblingAtColumn(column), bottom.siblingAtColumn(column)));
    }
    if (!left.isEmpty())
        q->selectionModel()->select(left, QItemSelectionModel::Deselect);
}

int Grid::Private::nextShown(int visual, int step) const
{
    for (visual = std::clamp(visual, 0, columns->count() - 1); visual >= 0 && visual < columns->count(); visual += step)
        if (!columns->isSectionHidden(columns->logicalIndex(visual)))
            return visual;
    return -1;
}

bool Grid::isPinned(int column) const { return d->columns->visualIndex(column) < d->columns->pinnedCount(); }

void Grid::setPinned(int column, bool isPinned)
{
    if (isPinned == this->isPinned(column))
        return;
    int gap = d->columns->pinnedCount();
    for (int before = column - 1; !isPinned && before >= 0; --before) { // back behind the one before it
        if (!this->isPinned(before)) {
            gap = d->columns->visualIndex(before) + 1;
            break;
        }
    }
    d->columns->place(column, gap, isPinned);
    d->placed.start();
}

void Grid::moveColumn(int column, int by)
{
    const int from = d->columns->visualIndex(column), pinned = d->columns->pinnedCount(), to = d->nextShown(from + by, by);
    if (to < 0 || to == from || (to < pinned) != (from < pinned))
        return;
    d->columns->place(column, to + int(by > 0), from < pinned);
    d->placed.start();
}

void Grid::showColumn(int column)
{
    if (column < 0 || column >= d->columns->count())
        return;
    if (isColumnHidden(column))
        setHidden(column, false);
    d->scrollToColumn(column);
    const int row = currentIndex().isValid() ? currentIndex().row() : rowAt(0);
    if (row >= 0)
        goTo(model()->index(row, column));
    d->columns->flash(column);
}

void Grid::Private::scrollToColumn(int column)
{
    const int stuck = columns->stuckWidth(), left = columns->leftOf(column);
    if (columns->visualIndex(column) < columns->stuckCount())
        return;
    const int beyond = left + columns->sectionSize(column) - q->viewport()->width();
    const int dx = left < stuck ? left - stuck : std::max(0, std::min(beyond, left - stuck));
    q->horizontalScrollBar()->setValue(q->horizontalScrollBar()->value() + dx);
}

QList<QAction *> Grid::columnActions(int column, QObject *parent)
{
    QList<QAction *> actions;
    const auto add = [&](const char *name, const QString &text, auto run) {
        actions << new QAction(text, parent);
        actions.last()->setObjectName(QLatin1String(name));
        connect(actions.last(), &QAction::triggered, this, run);
    };
    const int hidden = d->columns->hiddenSectionCount();
    add("grid.hideColumn", tr("Hide column"), [this, column] { setHidden(column, true); });
    actions.last()->setEnabled(hidden < d->columns->count() - 1);
    const bool isFree = !isPinned(column);
    add("grid.pinColumn", isFree ? tr("Pin to the left") : tr("Unpin"), [this, column, isFree] { setPinned(column, isFree); });
    add("grid.fitColumn", tr("Fit width"), [this, column] {
        resizeColumnToContents(column);
        d->placed.start();
    });
    add("grid.fitColumns", tr("Fit all widths"), [this] {
        fitColumns();
        d->placed.start();
    });
    add("grid.showColumns", tr("Show hidden columns (%1)").arg(hidden), [this] { showAllColumns(); });
    actions.last()->setVisible(hidden > 0);
    return actions;
}

void Grid::showAllColumns()
{
    QList<int> all(d->columns->count());
    std::iota(all.begin(), all.end(), 0);
    setHidden(all, false);
}

void Grid::showOnly(const QList<int> &columns)
{
    QList<int> others;
    for (int column = 0; column < d->columns->count(); ++column)
        if (!columns.contains(column))
            others << column;
    setHidden(columns, false);
    setHidden(others, true);
}

// Where its owner has no menu of its own.
void Grid::Private::showHeaderMenu(int column, const QPoint &at)
{
    auto *menu = new QMenu(q);
    menu->setObjectName(QStringLiteral("grid.headerMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Select column")), &QAction::triggered, q, [this, column] { q->selectColumn(column); });
    menu->addSeparator();
    menu->addActions(q->columnActions(column, menu));
    menu->popup(at);
}

void Grid::Private::pressColumn(int column)
{
    isSortPress = isSortable && !(QGuiApplication::keyboardModifiers() & (Qt::ShiftModifier | Qt::ControlModifier));
    if (isSortPress)
        columnAnchor = column; // of a drag
    else
        pickColumn(column, false);
}

void Grid::Private::clickColumn(int column)
{
    if (std::exchange(isSortPress, false))
        Q_EMIT q->sortAsked(column);
}

void Grid::Private::pickColumn(int column, bool isDragged)
{
    if (rowCount() == 0 || column < 0)
        return;
    const QModelIndex at = q->model()->index(std::max(0, q->rowAt(0)), column);
    QItemSelectionModel::SelectionFlags command = q->selectionCommand(at);
    if (isDragged)
        command = QItemSelectionModel::ClearAndSelect;
    else if (!command.testFlag(QItemSelectionModel::Current))
        columnAnchor = column;
    q->selectionModel()->setCurrentIndex(at, QItemSelectionModel::NoUpdate);
    const int from = columns->visualIndex(columnAnchor), to = columns->visualIndex(column);
    q->selectionModel()->select(block(0, rowCount() - 1, std::max(0, from), to), command);
}

// What is shown between two corners.
QItemSelection Grid::Private::block(int row, int otherRow, int visual, int otherVisual) const
{
    QItemSelection selection;
    for (int i = std::min(visual, otherVisual); i <= std::max(visual, otherVisual); ++i) {
        const int column = columns->logicalIndex(i);
        if (columns->isSectionHidden(column))
            continue;
        const QModelIndex top = q->model()->index(std::min(row, otherRow), column);
        const QModelIndex bottom = q->model()->index(std::max(row, otherRow), column);
        if (!selection.isEmpty() && selection.last().right() == column - 1) // neighbours are one range
            selection.last() = QItemSelectionRange(selection.last().topLeft(), bottom);
        else
            selection.append(QItemSelectionRange(top, bottom));
    }
    return selection;
}

void Grid::selectColumn(int column) { d->pickColumn(column, false); }

int Grid::sizeHintForColumn(int column) const
{
    const RowModel *rows = rowModel();
    const int first = rowAt(0), last = std::min(rowAt(viewport()->height() - 1), first + cellsMeasured);
    return rows ? d->widthOf(column, std::max(0, first), last < 0 ? rows->rowCount() - 1 : last) : 0;
}

void Grid::fitColumns(int sampleRows)
{
    const RowModel *rows = rowModel();
    if (!rows || rows->columnCount() == 0)
        return;
    const int count = std::min({sampleRows, rows->rowCount(), std::max(1, cellsMeasured / rows->columnCount())});
    for (int column = 0; column < rows->columnCount(); ++column)
        d->columns->setWidth(column, std::clamp(d->widthOf(column, 0, count - 1), narrowest, widest));
}

int Grid::Private::widthOf(int column, int first, int last) const
{
    const RowModel *rows = q->rowModel();
    double width = look.headerWidth(rows->columns().at(column), isSortable);
    for (int row = first; row <= last && row < rows->rowCount(); ++row)
        width = std::max(width, look.cellWidth(rows->cell(row, column), rows->before(row, column)));
    return int(width);
}

} // namespace oriel
