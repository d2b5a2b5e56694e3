// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/columnchooser.h"

#include "base/text.h"
#include "widgets/filterline.h"
#include "widgets/grid.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QAbstractTableModel>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel {

namespace {

constexpr QSize popupSize(440, 460); // px

} // namespace

// The columns of a grid in the order shown there, those that the filter lets through.
class ColumnList final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Part { Name, Type, Mark, partCount };

    ColumnList(Grid *grid, QObject *parent) : QAbstractTableModel(parent), m_grid(grid) { filter({}); }

    void filter(const QString &text)
    {
        beginResetModel();
        m_listed.clear();
        const QList<Column> all = columns();
        for (int visual = 0; visual < all.size(); ++visual) {
            const int column = m_grid->horizontalHeader()->logicalIndex(visual);
            if (all.at(column).name.contains(text, Qt::CaseInsensitive) ||
                all.at(column).type.contains(text, Qt::CaseInsensitive))
                m_listed << column;
        }
        endResetModel();
    }
    const QList<int> &listed() const { return m_listed; }
    QList<Column> columns() const { return m_grid->rowModel() ? m_grid->rowModel()->columns() : QList<Column>(); }
    void tellShown()
    {
        if (!m_listed.isEmpty())
            Q_EMIT dataChanged(index(0, Name), index(int(m_listed.size()) - 1, Name));
    }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_listed.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : partCount; }
    Qt::ItemFlags flags(const QModelIndex &index) const override
    {
        return QAbstractTableModel::flags(index) | (index.column() == Name ? Qt::ItemIsUserCheckable : Qt::NoItemFlags);
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        const int at = m_listed.value(index.row(), -1);
        const Column column = columns().value(at);
        const bool isShown = !m_grid->isColumnHidden(at);
        switch (role) {
        case Qt::DisplayRole:
            return index.column() == Name   ? withMarks(column.name)
                   : index.column() == Type ? withMarks(column.type)
                                            : column.mark;
        case Qt::SizeHintRole:
            return QSize(0, 3 * unit);
        case Qt::CheckStateRole:
            return index.column() == Name ? QVariant(isShown ? Qt::Checked : Qt::Unchecked) : QVariant();
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole:
            return m_grid->rowModel()->headerData(at, Qt::Horizontal, role);
        case Qt::ForegroundRole:
            return index.column() == Mark               ? Theme::current().colour(u"accent"_s)
                   : index.column() == Type || !isShown ? QVariant(Theme::current().colour(u"muted"_s))
                                                        : QVariant();
        default:
            return {};
        }
    }
    bool setData(const QModelIndex &index, const QVariant &value, int role) override
    {
        if (role != Qt::CheckStateRole)
            return false;
        m_grid->setHidden(m_listed.at(index.row()), value.toInt() != Qt::Checked);
        tellShown();
        return true;
    }

private:
    Grid *m_grid;
    QList<int> m_listed;
};

ColumnChooser::ColumnChooser(Grid *grid)
    : QFrame(grid, Qt::Popup),
      m_grid(grid),
      m_columns(new ColumnList(grid, this)),
      m_line(new FilterLine(tr("Find a column by name or type"), this)),
      m_list(new QTreeView(this)),
      m_count(plainLabel({}, this)),
      m_all(new QPushButton(tr("Show all"), this)),
      m_only(new QPushButton(tr("Hide all others"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"columns"_s);
    setAccessibleName(tr("Columns"));
    m_line->setObjectName(u"columns.filter"_s);
    m_list->setObjectName(u"columns.list"_s);
    m_list->setAccessibleName(tr("Columns: Return goes to one, Space shows or hides it, Alt+Up and Alt+Down move it"));
    m_count->setObjectName(u"columns.count"_s);
    m_count->setProperty("muted", true);
    m_all->setObjectName(u"columns.all"_s);
    m_only->setObjectName(u"columns.only"_s);
    setPlainToolTip(m_only, tr("Shows the columns listed here, without a filter the chosen one, and no others"));
    m_list->setModel(m_columns);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setHeaderHidden(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(ColumnList::Name, QHeaderView::Stretch);
    m_list->header()->resizeSection(ColumnList::Type, 170);
    m_list->header()->resizeSection(ColumnList::Mark, 56);
    m_line->installEventFilter(this);
    m_list->installEventFilter(this);

    auto *foot = new QHBoxLayout;
    foot->setSpacing(unit);
    foot->addWidget(m_count, 1);
    for (QPushButton *button : {m_all, m_only}) {
        button->setAutoDefault(false);
        foot->addWidget(button);
    }
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(unit, unit, unit, unit);
    rows->setSpacing(unit);
    rows->addWidget(m_line);
    rows->addWidget(m_list, 1);
    rows->addLayout(foot);
    resize(popupSize);

    connect(m_line, &QLineEdit::textChanged, this, &ColumnChooser::filter);
    connect(m_list, &QTreeView::doubleClicked, this, &ColumnChooser::go);
    connect(m_columns, &QAbstractItemModel::dataChanged, this, &ColumnChooser::showCount);
    connect(m_all, &QPushButton::clicked, this, [this] {
        m_grid->showAllColumns();
        m_columns->tellShown();
    });
    connect(m_only, &QPushButton::clicked, this, &ColumnChooser::hideOthers);
    if (RowModel *model = grid->rowModel()) // other columns: what is listed here is gone
        connect(model, &QAbstractItemModel::modelReset, this, &QWidget::close);
    filter({});
}

void ColumnChooser::popup(const QPoint &global)
{
    const QRect screen = m_grid->screen()->availableGeometry();
    move(std::clamp(global.x(), screen.left(), std::max(screen.left(), screen.right() + 1 - width())),
         std::clamp(global.y(), screen.top(), std::max(screen.top(), screen.bottom() + 1 - height())));
    show();
    m_line->setFocus();
    const auto current = m_columns->listed().indexOf(m_grid->currentIndex().column());
    if (current > 0) {
        m_list->setCurrentIndex(m_columns->index(int(current), ColumnList::Name));
        m_list->scrollTo(m_list->currentIndex(), QAbstractItemView::PositionAtCenter);
    }
}

void ColumnChooser::filter(const QString &text)
{
    m_columns->filter(text.trimmed());
    m_list->setCurrentIndex(m_columns->index(0, ColumnList::Name));
    showCount();
}

void ColumnChooser::showCount()
{
    const auto all = m_columns->columns().size();
    const int hidden = m_grid->horizontalHeader()->hiddenSectionCount();
    m_count->setText(hidden == 0 ? tr("%1 columns").arg(exactCount(all))
                                 : tr("%1 of %2 shown").arg(exactCount(all - hidden), exactCount(all)));
    m_all->setEnabled(hidden > 0);
    m_only->setEnabled(!m_columns->listed().isEmpty());
}

void ColumnChooser::go()
{
    const int column = m_columns->listed().value(m_list->currentIndex().row(), -1);
    if (column < 0)
        return;
    Grid *grid = m_grid;
    close();
    grid->setFocus(Qt::PopupFocusReason);
    grid->showColumn(column);
}

void ColumnChooser::hideOthers()
{
    const QList<int> kept =
        m_line->text().trimmed().isEmpty() ? m_columns->listed().mid(m_list->currentIndex().row(), 1) : m_columns->listed();
    m_grid->showOnly(kept);
    m_columns->tellShown();
}

void ColumnChooser::moveColumn(int by)
{
    const int column = m_columns->listed().value(m_list->currentIndex().row(), -1);
    m_grid->moveColumn(column, by);
    m_columns->filter(m_line->text().trimmed());
    m_list->setCurrentIndex(m_columns->index(int(m_columns->listed().indexOf(column)), ColumnList::Name));
}

bool ColumnChooser::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    return watched == m_line ? keyInLine(key->key()) : keyInList(key);
}

bool ColumnChooser::keyInLine(int key)
{
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        go();
        return true;
    }
    if (key != Qt::Key_Down && key != Qt::Key_Up && key != Qt::Key_PageDown && key != Qt::Key_PageUp)
        return false;
    m_list->setFocus(Qt::TabFocusReason);
    return true;
}

bool ColumnChooser::keyInList(const QKeyEvent *event)
{
    const int key = event->key();
    const QModelIndex now = m_list->currentIndex();
    if (key == Qt::Key_Return || key == Qt::Key_Enter)
        go();
    else if ((key == Qt::Key_Up || key == Qt::Key_Down) && event->modifiers() == Qt::AltModifier)
        moveColumn(key == Qt::Key_Up ? -1 : 1);
    else if (key == Qt::Key_Space && now.isValid())
        m_columns->setData(now, m_columns->data(now, Qt::CheckStateRole).toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked,
                           Qt::CheckStateRole);
    else if (key == Qt::Key_Up && now.row() <= 0)
        m_line->setFocus(Qt::BacktabFocusReason);
    else if (key == Qt::Key_Backspace || (!event->text().isEmpty() && event->text().front().isPrint())) { // on with the filter
        m_line->setFocus();
        m_line->end(false);
        key == Qt::Key_Backspace ? m_line->backspace() : m_line->insert(event->text());
    } else
        return false;
    return true;
}

} // namespace oriel

#include "columnchooser.moc"
