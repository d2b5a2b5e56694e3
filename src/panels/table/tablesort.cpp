// SPDX-License-Identifier: GPL-3.0-or-later
// The order of rows: asked for in the header, in the palette or by what the document kept.
#include "base/text.h"
#include "panels/table/tableprivate.h"

#include <QHeaderView>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr double mostRowsUnasked = 1'000'000;

}

void TableDocument::Private::sortBy(const std::optional<pg::Sort> &by, bool isAgreed)
{
    if (!window)
        return;
    if (isAgreed && by)
        agreedColumn = by->column;
    if (asksFirst(window->sorted(by)))
        return;
    sort = by;
    Q_EMIT q->stateChanged();
    load(false);
}

void TableDocument::Private::sortByColumn(int column, bool isDescending)
{
    if (column >= 0 && column < shown()->columns().size())
        sortBy(pg::Sort{shown()->columns().at(column).name, isDescending});
}

void TableDocument::Private::cycleSort(int column)
{
    if (column < 0 || column >= shown()->columns().size())
        return;
    const bool isSorted = sort && sort->column == shown()->columns().at(column).name;
    if (isSorted && sort->isDescending)
        sortBy({});
    else
        sortByColumn(column, isSorted);
}

// What would read a whole large table waits for a yes (SAFETY 3).
bool TableDocument::Private::asksFirst(const pg::TableWindow &wanted)
{
    const auto by = wanted.sort();
    if (!by || by->column == agreedColumn || wanted.by() != pg::WindowBy::Stream || wanted.rows() <= mostRowsUnasked)
        return false;
    const QString column = withMarks(by->column.left(63)), rows = countText(qint64(wanted.rows()));
    notice->show(NoticeBar::Tone::Warning,
                 wanted.hasIndexToSort()
                     ? tr("Sorting by %1 is one query: it reads about %2 rows, at most 5 min").arg(column, rows)
                     : tr("No index on %1: sorting reads about %2 rows, at most 5 min").arg(column, rows));
    showing = Showing::Other;
    notice->addButton(tr("Sort anyway"), [this, by] { sortBy(by, true); }, true)->setObjectName(u"table.sortAnyway"_s);
    return true;
}

void TableDocument::Private::showOrder()
{
    const auto by = window ? window->sort() : std::nullopt;
    RowModel::Order order;
    for (int i = 0; by && i < shown()->columns().size(); ++i)
        if (shown()->columns().at(i).name == by->column)
            order = {i, by->isDescending};
    model->setOrder(order);
    streamed->setOrder(order);
}

void TableDocument::Private::enableSort()
{
    for (QAction *action : {ascending, descending})
        action->setEnabled(window && sortableColumn() >= 0);
    unsorted->setEnabled(window && sort);
}

// The current cell's; where there is none, the one sorted by.
int TableDocument::Private::sortableColumn() const
{
    return grid->currentIndex().isValid() ? grid->currentIndex().column() : shown()->order().column;
}

void TableDocument::Private::showHeaderMenu(const QPoint &at)
{
    const int column = grid->columnAt(at.x());
    if (column < 0 || !window)
        return;
    auto *menu = new QMenu(grid);
    menu->setObjectName(u"table.headerMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [this, menu](const QAction *command, auto run) {
        QAction *action = menu->addAction(command->text());
        action->setObjectName(command->objectName() + u"Here"_s);
        QObject::connect(action, &QAction::triggered, q, run);
        return action;
    };
    add(ascending, [this, column] { sortByColumn(column, false); });
    add(descending, [this, column] { sortByColumn(column, true); });
    add(unsorted, [this] { sortBy({}); })->setEnabled(sort.has_value());
    menu->addSeparator();
    QAction *select = menu->addAction(tr("Select column"));
    QObject::connect(select, &QAction::triggered, q, [this, column] { grid->selectColumn(column); });
    menu->popup(grid->horizontalHeader()->mapToGlobal(at));
}

} // namespace oriel
