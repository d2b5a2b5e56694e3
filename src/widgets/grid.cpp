// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridprivate.h"

#include "widgets/theme.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace oriel {

Grid::Private::Private(Grid *grid)
    : q(grid), columns(new ColumnHeader(grid, &look)), numbers(new RowNumbers(grid, &look)), copier(new GridCopy(grid))
{
    connect(copier, &GridCopy::progressed, q, &Grid::copying);
    connect(copier, &GridCopy::copied, q, &Grid::copied);
    connect(copier, &GridCopy::refused, q, &Grid::copyRefused);
    check.setSingleShot(true);
    check.setInterval(0);
    connect(&check, &QTimer::timeout, q, [this] { tellEdges(); });
    placed.setSingleShot(true);
    placed.setInterval(200);
    connect(&placed, &QTimer::timeout, q, &Grid::columnPlacesChanged);
    connect(columns, &ColumnHeader::placedByHand, &placed, qOverload<>(&QTimer::start));
    connect(columns, &ColumnHeader::flashChanged, q, [this] { q->viewport()->update(); });
    connect(columns, &ColumnHeader::menuAsked, q, [this](int column, const QPoint &at) { showHeaderMenu(column, at); });
}

Grid::Grid(QWidget *parent) : QTableView(parent), d(std::make_unique<Private>(this))
{
    setHorizontalHeader(d->columns);
    setVerticalHeader(d->numbers);
    setFrameShape(QFrame::StyledPanel); // the style sheet draws it: none, or the edge of production
    setShowGrid(false);                 // cells draw their lines
    setWordWrap(false);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent); // paintEvent() covers all that is dirty
    setEditTriggers(NoEditTriggers);
    setSelectionMode(ExtendedSelection);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false); // Tab leaves the grid
    setFont(Theme::dataFont());
    disconnect(d->columns, &QHeaderView::sectionPressed, this, nullptr); // QTableView asks its vertical header for a row
    disconnect(d->columns, &QHeaderView::sectionEntered, this, nullptr);
    connect(d->columns, &QHeaderView::sectionPressed, this, [this](int column) { d->pressColumn(column); });
    connect(d->columns, &QHeaderView::sectionClicked, this, [this](int column) { d->clickColumn(column); });
    connect(d->columns, &QHeaderView::sectionEntered, this, [this](int column) { d->pickColumn(column, true); });
    connect(d->columns, &QHeaderView::sectionResized, this, [this] { viewport()->update(); });
    connect(d->columns, &QHeaderView::sectionMoved, this, [this] { viewport()->update(); });
    connect(this, &QTableView::doubleClicked, this, &Grid::cellOpened);
    d->addActions();
}

Grid::~Grid() = default;

void Grid::setRowModel(RowModel *model) { setModel(model); }

RowModel *Grid::rowModel() const { return qobject_cast<RowModel *>(model()); }

void Grid::setModel(QAbstractItemModel *model)
{
    for (const auto &connection : std::as_const(d->connections))
        disconnect(connection);
    QTableView::setModel(model);
    d->connections.clear();
    d->columnsChanged();
    d->offerChanges();
    Q_EMIT rowModelChanged();
    if (!model)
        return;
    const auto changed = [this] { d->rowsChanged(); };
    d->connections = {connect(model, &QAbstractItemModel::rowsRemoved, this, changed),
                      connect(model, &QAbstractItemModel::layoutChanged, this, changed),
                      connect(model, &QAbstractItemModel::headerDataChanged, this, [this](Qt::Orientation orientation) {
                          if (orientation == Qt::Vertical)
                              updateGeometries();
                      })};
    d->rowsChanged();
}

void Grid::reset()
{
    d->isEverything = false;
    d->copier->cancel();
    QTableView::reset();
    d->offerChanges();
    d->columnsChanged();
    d->rowsChanged();
}

void Grid::setProduction(bool isProduction)
{
    setLook(this, "production", isProduction); // the edge
    QEvent restyled(QEvent::StyleChange);      // the frame's width follows
    QCoreApplication::sendEvent(this, &restyled);
}

void Grid::setHighlight(const GridMatch &match)
{
    d->match = match;
    viewport()->update();
}

void Grid::setSortable(bool isSortable) { d->isSortable = isSortable; }

void Grid::setInsertTable(const QString &quoted)
{
    d->insertTable = quoted;
    d->copyAsInsert->setVisible(!quoted.isEmpty());
    d->copyAsInsert->setEnabled(!quoted.isEmpty());
}

bool Grid::canCopy() const
{
    return rowModel() && rowModel()->source() && (d->isEverything || (selectionModel() && selectionModel()->hasSelection()));
}

void Grid::selectEverything()
{
    if (!selectionModel() || d->rowCount() == 0)
        return;
    clearSelection();
    d->isEverything = true;
    viewport()->update();
    Q_EMIT selectionModel()->selectionChanged({}, {}); // for whoever asks canCopy()
}

void Grid::Private::addActions()
{
    const auto add = [this](const char *name, const QString &text, auto run) {
        auto *action = new QAction(text, q);
        action->setObjectName(QLatin1String(name));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, q, run);
        actions << action;
        return action;
    };
    const auto addCopy = [this, &add](const char *name, const QString &text, TextFormat format, bool withHeader = true) {
        return add(name, text, [this, format, withHeader] { q->copy(format, withHeader); });
    };
    addCopy("grid.copy", tr("Copy"), TextFormat::Tsv, false)->setIcon(Theme::icon(QStringLiteral("edit-copy")));
    addCopy("grid.copyWithHeader", tr("Copy with header"), TextFormat::Tsv)
        ->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C));
    addCopy("grid.copyAsCsv", tr("Copy as CSV"), TextFormat::Csv);
    addCopy("grid.copyAsCsvWithoutHeader", tr("Copy as CSV without header"), TextFormat::Csv, false);
    addCopy("grid.copyAsJson", tr("Copy as JSON"), TextFormat::Json)->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_J));
    addCopy("grid.copyAsMarkdown", tr("Copy as Markdown"), TextFormat::Markdown)
        ->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_M));
    copyAsInsert = addCopy("grid.copyAsInsert", tr("Copy as INSERT"), TextFormat::Insert);
    addCopy("grid.copyAsInList", tr("Copy as IN list"), TextFormat::InList, false)
        ->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_I));
    addCopy("grid.copyAsCondition", tr("Copy as IN list with column name"), TextFormat::InList);
    copyChanges = add("grid.copyWithChanges", tr("Copy with changes"), [this] { q->copyWithChanges(); });
    copyChanges->setVisible(false);
    copyChanges->setEnabled(false);
    add("grid.selectAll", tr("Select all"), [this] { q->selectEverything(); });
    q->addActions(actions);
    q->setInsertTable({});
}

void Grid::Private::offerChanges()
{
    const bool hasChanges = q->rowModel() && q->rowModel()->signedRows();
    copyChanges->setVisible(hasChanges);
    copyChanges->setEnabled(hasChanges);
}

QList<QAction *> Grid::copyActions() const { return d->actions; }

QList<int> Grid::Private::chosenColumns() const
{
    const QItemSelection selection = q->selectionModel()->selection();
    QList<int> chosen; // in the order shown
    for (int visual = 0; visual < columns->count(); ++visual) {
        const int column = columns->logicalIndex(visual);
        const bool isChosen =
            isEverything || std::any_of(selection.begin(), selection.end(), [column](const QItemSelectionRange &range) {
                return column >= range.left() && column <= range.right();
            });
        if (isChosen && !columns->isSectionHidden(column))
            chosen << column;
    }
    return chosen;
}

// Without those removed.
QList<RowRange> Grid::Private::chosenRows() const
{
    const QList<RowRange> all = selectedRows();
    const RowModel *rows = q->rowModel();
    if (!rows->signedRows())
        return all;
    QList<RowRange> there;
    for (const RowRange &range : all) {
        bool isOpen = false;
        for (qint64 row = range.first; row < range.first + range.count; ++row) {
            const bool isThere = rows->sign(int(row)) != RowSign::Removed;
            if (isThere && isOpen)
                ++there.last().count;
            else if (isThere)
                there << RowRange{row, 1};
            isOpen = isThere;
        }
    }
    return there;
}

QList<RowRange> Grid::Private::selectedRows() const
{
    if (isEverything)
        return {{0, q->model()->rowCount()}};
    QItemSelection selection = q->selectionModel()->selection();
    std::sort(selection.begin(), selection.end(), [](const auto &a, const auto &b) { return a.top() < b.top(); });
    QList<RowRange> chosen;
    for (const QItemSelectionRange &range : std::as_const(selection)) {
        const qint64 begin = range.top(), end = qint64(range.bottom()) + 1;
        if (chosen.isEmpty() || begin > chosen.last().first + chosen.last().count)
            chosen << RowRange{begin, end - begin};
        else
            chosen.last().count = std::max(chosen.last().count, end - chosen.last().first);
    }
    return chosen;
}

std::unique_ptr<RowSource> Grid::chosen() const
{
    return canCopy() ? std::make_unique<Excerpt>(rowModel()->source(), d->chosenRows(), d->chosenColumns()) : nullptr;
}

void Grid::copyWithChanges()
{
    if (!canCopy() || !rowModel()->signedRows() || d->chosenColumns().isEmpty())
        return;
    std::vector<qint64> rows;
    for (const RowRange &range : d->selectedRows())
        for (qint64 row = range.first; row < range.first + range.count; ++row)
            rows.push_back(row);
    d->copier->start(std::make_unique<WithSigns>(rowModel()->signedRows(), std::move(rows), d->chosenColumns()),
                     {TextFormat::Tsv, true, {}, {}});
}

void Grid::copy(TextFormat format, bool withHeader)
{
    if (!canCopy())
        return;
    const QList<int> columns = d->chosenColumns();
    const QList<RowRange> rows = d->chosenRows();
    if (columns.isEmpty()) // none of those chosen is shown
        return;
    if (rows.isEmpty()) {
        Q_EMIT copyRefused(tr("Not copied: what is selected was removed. Copy with changes takes it too."));
        return;
    }
    const bool isOneCell = rows.size() == 1 && rows.first().count == 1 && columns.size() == 1;
    if (!isOneCell || format != TextFormat::Tsv || withHeader)
        return d->copier->start(chosen(), {format, withHeader, d->insertTable, {}});
    const Cell cell =
        rowModel()->cell(int(rows.first().first), columns.first()); // one value goes as it is, to be pasted into code
    if (cell.isCut()) {
        Q_EMIT copyRefused(tr("Not copied: this value is shown cut. Open it to copy it whole."));
        return;
    }
    QGuiApplication::clipboard()->setText(shownText(cell.text, cell.text.size()));
    Q_EMIT copied(1, {});
}

void Grid::mousePressEvent(QMouseEvent *event)
{
    if (d->isEverything && event->button() == Qt::LeftButton) {
        d->isEverything = false;
        viewport()->update();
    }
    QTableView::mousePressEvent(event);
}

QItemSelectionModel::SelectionFlags Grid::selectionCommand(const QModelIndex &index, const QEvent *event) const
{
    const bool isPress = event && event->type() == QEvent::MouseButtonPress;
    if (d->isEverything && isPress && static_cast<const QMouseEvent *>(event)->button() == Qt::RightButton)
        return QItemSelectionModel::NoUpdate; // the menu is for everything
    const QItemSelectionModel::SelectionFlags command = QTableView::selectionCommand(index, event);
    const bool begins = !event || isPress || event->type() == QEvent::KeyPress;
    if (begins && !command.testFlag(QItemSelectionModel::Current))
        d->anchor = index;
    return command;
}

void Grid::keyPressEvent(QKeyEvent *event)
{
    const bool isOpen = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_F2;
    if (isOpen && event->modifiers() == Qt::NoModifier && currentIndex().isValid()) {
        Q_EMIT cellOpened(currentIndex());
    } else if (event->matches(QKeySequence::Copy)) {
        copy(TextFormat::Tsv, false);
    } else if (event->key() == Qt::Key_Escape && d->copier->isRunning()) {
        d->copier->cancel();
        Q_EMIT copyRefused(tr("Copying was stopped; the clipboard is as it was."));
    } else if (event->key() != Qt::Key_Escape || !d->columns->endMove()) {
        return QTableView::keyPressEvent(event);
    }
    event->accept();
}

void Grid::contextMenuEvent(QContextMenuEvent *event)
{
    if (!model())
        return;
    const bool isKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = isKey ? currentIndex() : indexAt(viewport()->mapFromGlobal(event->globalPos()));
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("grid.menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.isValid()) {
        QAction *open = menu->addAction(tr("Open value"));
        open->setObjectName(QStringLiteral("grid.open"));
        connect(open, &QAction::triggered, this, [this, at = QPersistentModelIndex(index)] { Q_EMIT cellOpened(at); });
        Q_EMIT menuWanted(menu, index);
        menu->addSeparator();
    }
    auto *formats = new QMenu(tr("Copy as"), menu);
    formats->setObjectName(QStringLiteral("grid.formats"));
    for (QAction *action : std::as_const(d->actions))
        (action->objectName().startsWith(QLatin1String("grid.copyAs")) ? formats : menu)->addAction(action);
    menu->insertMenu(d->actions.last(), formats);
    for (QAction *action : std::as_const(d->actions))
        action->setEnabled(action == d->actions.last() || (canCopy() && action->isVisible()));
    connect(menu, &QMenu::aboutToHide, this, [this] {
        for (QAction *action : std::as_const(d->actions))
            action->setEnabled(action->isVisible());
    });
    menu->popup(isKey ? viewport()->mapToGlobal(visualRect(index).bottomLeft()) : event->globalPos());
}

void Grid::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        d->look = GridLook();
        updateGeometries();
        viewport()->update();
    }
}

} // namespace oriel
