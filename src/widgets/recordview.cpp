// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/recordview.h"

#include "base/text.h"
#include "widgets/filterline.h"
#include "widgets/panebar.h"
#include "widgets/plain.h"
#include "widgets/recordlook.h"
#include "widgets/recordmodel.h"
#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QFocusEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

namespace {

constexpr int widestNames = 42 * unit; // px of the first column at first

} // namespace

RecordView::RecordView(QWidget *parent)
    : QWidget(parent),
      m_bar(new PaneBar(QStringLiteral("record"), tr("Close the record"), this)),
      m_filter(new FilterLine(tr("Filter fields and values"), this)),
      m_pages(new QStackedWidget(this)),
      m_fields(new QTreeView(this)),
      m_words(plainLabel({}, this)),
      m_model(new RecordModel(this)),
      m_look(new RecordLook(m_fields))
{
    setObjectName(QStringLiteral("record"));
    m_filter->setObjectName(QStringLiteral("record.filter"));
    m_words->setObjectName(QStringLiteral("record.words"));
    m_words->setProperty("muted", true);
    m_words->setAlignment(Qt::AlignCenter);
    m_words->setWordWrap(true);
    makeBar();
    makeFields();
    m_pages->addWidget(m_words);
    m_pages->addWidget(m_fields);
    connect(m_filter, &FilterLine::filterChanged, this, [this] { applyFilter(); });
    connect(m_filter, &FilterLine::moved, m_fields, qOverload<>(&QWidget::setFocus));

    auto *filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(unit + unit / 2, 0, unit, unit / 2);
    filterRow->addWidget(m_filter, 1);
    filterRow->addWidget(m_onlyFilled);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_bar);
    rows->addLayout(filterRow);
    rows->addWidget(m_pages, 1);
    showEmpty();
}

void RecordView::makeBar()
{
    m_previous = m_bar->addTool(QStringLiteral("previous"), tr("Previous row"), QStringLiteral("go-up"), false);
    m_next = m_bar->addTool(QStringLiteral("next"), tr("Next row"), QStringLiteral("go-down"), false);
    m_copyRow = m_bar->addTool(QStringLiteral("copy"), tr("Copy"), QStringLiteral("edit-copy"));
    setPlainToolTip(m_previous, tr("Previous row (Alt+Page Up)"));
    setPlainToolTip(m_next, tr("Next row (Alt+Page Down)"));
    setPlainToolTip(m_copyRow, tr("Copy the row as JSON (Ctrl+Shift+C)"));
    m_onlyFilled = new QToolButton(this);
    m_onlyFilled->setObjectName(QStringLiteral("record.onlyFilled"));
    m_onlyFilled->setText(tr("Only filled"));
    m_onlyFilled->setCheckable(true);
    m_onlyFilled->setAutoRaise(true);
    setPlainToolTip(m_onlyFilled, tr("Leave out fields that are NULL or empty"));
    connect(m_bar, &PaneBar::closeAsked, this, &RecordView::closeAsked);
    connect(m_previous, &QToolButton::clicked, this, &RecordView::previousAsked);
    connect(m_next, &QToolButton::clicked, this, &RecordView::nextAsked);
    connect(m_copyRow, &QToolButton::clicked, this, &RecordView::copyRowAsked);
    connect(m_onlyFilled, &QToolButton::toggled, this, [this] { applyFilter(); });
}

void RecordView::makeFields()
{
    m_fields->setObjectName(QStringLiteral("record.fields"));
    m_fields->setAccessibleName(tr("Fields of the row"));
    m_fields->setRootIsDecorated(false);
    m_fields->setItemsExpandable(false);
    m_fields->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_fields->setSelectionMode(QAbstractItemView::SingleSelection);
    m_fields->setModel(m_model);
    m_fields->setItemDelegate(m_look);
    m_fields->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_fields->installEventFilter(this);
    m_fields->viewport()->installEventFilter(this);
    connect(m_fields->header(), &QHeaderView::sectionResized, m_fields, &QTreeView::doItemsLayout); // heights follow the width
    connect(m_fields, &QTreeView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT fieldOpened(m_model->columnAt(index.row())); });
    connect(m_fields->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &now, const QModelIndex &) {
                m_fields->viewport()->update();
                if (m_isOurs || !now.isValid())
                    return;
                m_current = m_model->columnAt(now.row());
                Q_EMIT currentFieldChanged(m_current);
            });
}

void RecordView::showRecord(const QList<Column> &columns, const QList<Cell> &cells, const QString &title)
{
    if (m_pages->currentWidget() == m_fields)
        m_scroll = m_fields->verticalScrollBar()->value();
    m_bar->setTitle(title);
    m_model->show(columns, cells);
    if (columns != m_columns) {
        m_columns = columns;
        m_scroll = m_current = 0;
        fitNames();
    }
    m_pages->setCurrentWidget(m_fields);
    m_copyRow->setEnabled(!columns.isEmpty());
    makeCurrent(m_current);
    m_fields->verticalScrollBar()->setValue(m_scroll);
    showFacts();
}

void RecordView::showLoading(const QString &title) { sayInstead(title, tr("Reading the row…")); }

void RecordView::showEmpty()
{
    sayInstead(tr("Record"), tr("Choose a row to read its fields here."));
    setSteps(false, false);
}

void RecordView::sayInstead(const QString &title, const QString &words)
{
    if (m_pages->currentWidget() == m_fields)
        m_scroll = m_fields->verticalScrollBar()->value();
    m_bar->setTitle(title);
    m_bar->setFacts({});
    m_words->setText(words);
    m_pages->setCurrentWidget(m_words);
    m_model->show({}, {});
    m_copyRow->setEnabled(false);
}

void RecordView::setSteps(bool hasPrevious, bool hasNext)
{
    m_previous->setEnabled(hasPrevious);
    m_next->setEnabled(hasNext);
}

int RecordView::currentField() const { return m_model->columnAt(m_fields->currentIndex().row()); }

void RecordView::setCurrentField(int column)
{
    m_current = column;
    makeCurrent(column);
}

// Where the filter leaves the field out, the first one that is there.
void RecordView::makeCurrent(int column)
{
    m_isOurs = true;
    m_fields->setCurrentIndex(m_model->index(std::max(0, m_model->rowOf(column)), 0));
    m_isOurs = false;
}

void RecordView::applyFilter()
{
    m_model->setFilter(m_filter->text(), m_onlyFilled->isChecked());
    makeCurrent(m_current);
    showFacts();
}

void RecordView::showFacts()
{
    const qsizetype all = m_model->fieldCount(), shown = m_model->rowCount();
    if (all > 0)
        m_bar->setFacts(shown == all ? tr("%1 fields").arg(exactCount(all))
                                     : tr("%1 of %2 fields").arg(exactCount(shown), exactCount(all)));
}

void RecordView::fitNames()
{
    double width = 12 * unit;
    for (const Column &column : m_columns)
        width = std::max(width, m_look->fieldWidth(column));
    m_fields->setColumnWidth(0, std::min(int(width), std::min(widestNames, std::max(20 * unit, this->width() / 2))));
}

void RecordView::showMenu(const QPoint &at)
{
    const int column = currentField();
    if (column < 0)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("record.menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &name, const QString &text, const QKeySequence &key, auto triggered) {
        QAction *action = menu->addAction(text, this, triggered);
        action->setObjectName(name);
        action->setShortcut(key);
    };
    add(QStringLiteral("record.open"), tr("Open the value"), Qt::Key_Return, [this, column] { Q_EMIT fieldOpened(column); });
    menu->addSeparator();
    add(QStringLiteral("record.copyField"), tr("Copy the value"), QKeySequence::Copy,
        [this, column] { Q_EMIT copyFieldAsked(column); });
    add(QStringLiteral("record.copyRow"), tr("Copy the row as JSON"), Qt::CTRL | Qt::SHIFT | Qt::Key_C,
        [this] { Q_EMIT copyRowAsked(); });
    menu->popup(at);
}

// Keys of the list itself: before the tree view reads them.
bool RecordView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ContextMenu && watched == m_fields->viewport()) {
        const auto *menu = static_cast<QContextMenuEvent *>(event);
        const bool isKey = menu->reason() == QContextMenuEvent::Keyboard;
        const QPoint below = m_fields->visualRect(m_fields->currentIndex()).bottomLeft();
        showMenu(isKey ? m_fields->viewport()->mapToGlobal(below) : menu->globalPos());
        return true;
    }
    const bool isPress = event->type() == QEvent::KeyPress;
    if (watched != m_fields || (!isPress && event->type() != QEvent::ShortcutOverride))
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (handles(key, isPress)) {
        event->accept();
        return true;
    }
    const bool isCopy = key->matches(QKeySequence::Copy);
    const bool isOpen = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_F2;
    if ((!isCopy && !isOpen) || currentField() < 0)
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (isPress && isCopy)
        Q_EMIT copyFieldAsked(currentField());
    else if (isPress)
        Q_EMIT fieldOpened(currentField());
    return true;
}

// These are the record's own while the focus is in it, whatever the window means by them.
bool RecordView::event(QEvent *event)
{
    const bool isPress = event->type() == QEvent::KeyPress;
    if ((isPress || event->type() == QEvent::ShortcutOverride) && handles(static_cast<QKeyEvent *>(event), isPress)) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

bool RecordView::handles(const QKeyEvent *event, bool isPress)
{
    const auto is = [event](Qt::KeyboardModifiers modifiers, Qt::Key key) {
        return event->key() == key && (event->modifiers() & ~Qt::KeypadModifier) == modifiers;
    };
    const bool isNext = is(Qt::AltModifier, Qt::Key_PageDown), isPrevious = is(Qt::AltModifier, Qt::Key_PageUp),
               isCopy = is(Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_C), isEscape = event->key() == Qt::Key_Escape,
               isFind = event->matches(QKeySequence::Find);
    if (!isPress)
        return isNext || isPrevious || isCopy || isEscape || isFind;
    if (isNext && m_next->isEnabled())
        Q_EMIT nextAsked();
    else if (isPrevious && m_previous->isEnabled())
        Q_EMIT previousAsked();
    else if (isCopy && m_copyRow->isEnabled())
        Q_EMIT copyRowAsked();
    else if (isEscape)
        Q_EMIT closeAsked();
    else if (isFind)
        m_filter->setFocus();
    return isNext || isPrevious || isCopy || isEscape || isFind;
}

void RecordView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_fields->viewport()->update();
}

// No focus proxy: Tab would pass by all else that stands in here.
void RecordView::focusInEvent(QFocusEvent *event) { m_fields->setFocus(event->reason()); }

} // namespace oriel
