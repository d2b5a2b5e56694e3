// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/grid.h"

#include "widgets/gridpaint.h"
#include "widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPointer>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>

namespace oriel {

namespace {

constexpr int nearEnd = 200;                      // rows
constexpr qsizetype mostCopied = qsizetype(256) << 20; // bytes; a clipboard is no export
constexpr qint64 sliceRows = 500;
constexpr int sliceMs = 8;
constexpr int widest = 400; // px

} // namespace

// A copy on its way: pieces of at most `sliceMs` so that the window never waits for a large selection.
struct Grid::Copy
{
    int number = 0;
    std::shared_ptr<RowSource> source;
    RowTextOptions options;
    QList<std::pair<qint64, qint64>> ranges;
    int range = 0;
    qint64 at = 0, total = 0;
    QByteArray text;
};

Grid::Grid(QWidget *parent) : QTableView(parent), m_delegate(new CellDelegate(this)), m_header(new ColumnHeader(this))
{
    setItemDelegate(m_delegate);
    setHorizontalHeader(m_header);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(true);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(ContiguousSelection);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerItem);
    setTabKeyNavigation(false);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setHighlightSections(false);
    verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    sizeRows();
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &Grid::onScrolled);
    connect(this, &QTableView::doubleClicked, this, &Grid::cellOpened);
    addCopyActions();
}

void Grid::sizeRows()
{
    setFont(Theme::dataFont());
    verticalHeader()->setFont(Theme::dataFont());
    verticalHeader()->setDefaultSectionSize(QFontMetrics(Theme::dataFont()).height() + unit);
}

void Grid::setRowModel(RowModel *model)
{
    setModel(model);
    if (!model)
        return;
    const auto again = [this] { m_isEndTold = m_isStartTold = false; };
    connect(model, &QAbstractItemModel::rowsInserted, this, again);
    connect(model, &QAbstractItemModel::modelReset, this, [this, again] {
        again();
        m_delegate->isAllSelected = false;
    });
}

RowModel *Grid::rowModel() const { return qobject_cast<RowModel *>(model()); }

void Grid::setProduction(bool isProduction)
{
    setStyleSheet(isProduction ? QStringLiteral("oriel--Grid { border-left: 3px solid %1; }").arg(Theme::current().colour(QStringLiteral("production")).name())
                               : QString());
    setProperty("production", isProduction);
}

void Grid::setInsertTable(const QString &quoted)
{
    m_insertTable = quoted;
    m_copyAsInsert->setVisible(!quoted.isEmpty());
    m_copyAsInsert->setEnabled(!quoted.isEmpty());
}

void Grid::fitColumns(int sampleRows)
{
    if (!model())
        return;
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const int rows = std::min(sampleRows, model()->rowCount());
    for (int column = 0; column < std::min(model()->columnCount(), 200); ++column) {
        int width = m_header->neededWidth(column);
        for (int row = 0; row < rows && width < widest; ++row)
            width = std::max(width, m_delegate->sizeHint(option, model()->index(row, column)).width());
        setColumnWidth(column, std::clamp(width, 48, widest));
    }
}

bool Grid::canCopy() const { return m_delegate->isAllSelected || (selectionModel() && selectionModel()->hasSelection()); }

void Grid::selectEverything()
{
    clearSelection();
    m_delegate->isAllSelected = model() && model()->rowCount() > 0;
    viewport()->update();
}

void Grid::addCopyActions()
{
    const auto add = [this](const char *name, const QString &text, const QKeySequence &key, std::function<void()> run) {
        auto *action = new QAction(text, this);
        action->setObjectName(QLatin1String(name));
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
        addAction(action);
        return action;
    };
    add("grid.copy", tr("Copy"), QKeySequence::Copy, [this] { copy(TextFormat::Tsv, false); });
    add("grid.copyWithHeader", tr("Copy with header"), QKeySequence(QStringLiteral("Ctrl+Alt+C")), [this] { copy(TextFormat::Tsv, true); });
    add("grid.copyAsCsv", tr("Copy as CSV"), {}, [this] { copy(TextFormat::Csv); });
    add("grid.copyAsJson", tr("Copy as JSON"), {}, [this] { copy(TextFormat::Json); });
    add("grid.copyAsMarkdown", tr("Copy as Markdown"), {}, [this] { copy(TextFormat::Markdown); });
    m_copyAsInsert = add("grid.copyAsInsert", tr("Copy as INSERT"), {}, [this] { copy(TextFormat::Insert); });
    add("grid.selectAll", tr("Select all"), QKeySequence::SelectAll, [this] { selectEverything(); });
    setInsertTable({});
}

QList<QAction *> Grid::copyActions() const { return actions(); }

QList<int> Grid::chosenColumns() const
{
    QList<int> columns;
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        const bool isChosen = m_delegate->isAllSelected
            || std::ranges::any_of(selectionModel()->selection(), [column](const QItemSelectionRange &range) { return column >= range.left() && column <= range.right(); });
        if (isChosen && !m_header->isSectionHidden(column))
            columns << column;
    }
    return columns;
}

QList<std::pair<qint64, qint64>> Grid::chosenRows() const
{
    if (m_delegate->isAllSelected)
        return {{0, model()->rowCount()}};
    QList<std::pair<qint64, qint64>> ranges;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        ranges << std::pair<qint64, qint64>(range.top(), range.height());
    std::ranges::sort(ranges);
    const auto [first, last] = std::ranges::unique(ranges);
    ranges.erase(first, last);
    return ranges;
}

void Grid::copy(TextFormat format, bool withHeader)
{
    const RowModel *rows = rowModel();
    if (!rows || !rows->source() || !canCopy())
        return;
    auto copy = std::make_shared<Copy>();
    copy->number = ++m_copy;
    copy->source = rows->source();
    copy->options = {format, withHeader, m_insertTable, chosenColumns()};
    copy->ranges = chosenRows();
    for (const auto &[first, count] : std::as_const(copy->ranges))
        copy->total += count;
    // One value is copied as it is, for pasting into code.
    if (format == TextFormat::Tsv && !withHeader && copy->total == 1 && copy->options.columns.size() == 1) {
        const Cell cell = copy->source->cell(copy->ranges.first().first, copy->options.columns.first());
        if (!cell.isCut()) {
            QGuiApplication::clipboard()->setText(QString::fromUtf8(cell.text));
            Q_EMIT copied(1);
            return;
        }
    }
    copyOn(copy);
}

void Grid::copyOn(const std::shared_ptr<Copy> &copy)
{
    QElapsedTimer timer;
    timer.start();
    while (copy->range < copy->ranges.size()) {
        const auto [first, count] = copy->ranges[copy->range];
        const qint64 take = std::min(sliceRows, count - copy->at);
        const bool isLast = copy->range == copy->ranges.size() - 1 && copy->at + take == count;
        bool isCut = false;
        copy->text += rowsAsText(*copy->source, first + copy->at, take, copy->options, {copy->range == 0 && copy->at == 0, isLast}, &isCut);
        if (isCut) {
            Q_EMIT copyRefused(tr("A selected value is cut to 256 characters. Open it to copy the whole value, or copy as TSV, CSV or Markdown, where it is marked."));
            return;
        }
        if (copy->text.size() > mostCopied) {
            Q_EMIT copyRefused(tr("The selection is larger than 256 MB: too much for a clipboard. Select fewer rows."));
            return;
        }
        copy->at += take;
        if (copy->at == count) {
            copy->at = 0;
            ++copy->range;
        }
        if (copy->range < copy->ranges.size() && timer.elapsed() > sliceMs) {
            QTimer::singleShot(0, this, [this, copy] {
                if (copy->number == m_copy && rowModel() && rowModel()->source() == copy->source)
                    copyOn(copy);
            });
            return;
        }
    }
    QGuiApplication::clipboard()->setText(QString::fromUtf8(copy->text));
    Q_EMIT copied(copy->total);
}

void Grid::onScrolled(int value)
{
    const int visible = verticalScrollBar()->pageStep(), last = verticalScrollBar()->maximum();
    if (value + visible + nearEnd >= last + visible && !m_isEndTold) {
        m_isEndTold = true;
        Q_EMIT endReached();
    }
    if (value > nearEnd)
        m_isStartTold = false;
    else if (!m_isStartTold) {
        m_isStartTold = true;
        Q_EMIT startReached();
    }
}

void Grid::keyPressEvent(QKeyEvent *event)
{
    const bool isOpen = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_F2;
    if (isOpen && event->modifiers() == Qt::NoModifier && currentIndex().isValid()) {
        Q_EMIT cellOpened(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

void Grid::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QModelIndex index = indexAt(viewport()->mapFromGlobal(event->globalPos()));
    if (index.isValid()) {
        connect(menu->addAction(tr("Open value")), &QAction::triggered, this, [this, at = QPersistentModelIndex(index)] { Q_EMIT cellOpened(at); });
        menu->addSeparator();
    }
    menu->addActions(actions());
    menu->popup(event->globalPos());
}

void Grid::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    if (m_delegate->isAllSelected && !selected.isEmpty()) {
        m_delegate->isAllSelected = false;
        viewport()->update();
    }
    QTableView::selectionChanged(selected, deselected);
}

void Grid::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    Q_EMIT currentCellChanged(current);
}

void Grid::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && property("production").toBool() && !styleSheet().contains(Theme::current().colour(QStringLiteral("production")).name()))
        setProduction(true);
}

} // namespace oriel
