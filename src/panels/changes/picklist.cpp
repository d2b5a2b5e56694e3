// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/changes/picklist.h"

#include "widgets/filterline.h"
#include "widgets/noticebar.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace oriel {

using namespace Qt::StringLiterals;

PickList::PickList(const QString &name, const QString &title, const QStringList &columns, QWidget *parent) : QDialog(parent)
{
    setObjectName(name);
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    m_filter = new FilterLine(tr("Filter"), this);
    m_filter->setObjectName(name + u".filter"_s);
    m_notice = new NoticeBar(this);
    m_notice->setObjectName(name + u".notice"_s);
    m_list = new QTreeWidget(this);
    m_list->setObjectName(name + u".list"_s);
    m_list->setAccessibleName(title);
    m_list->setHeaderLabels(columns);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setProperty("roomy", true);
    m_side = new QWidget(this);
    auto *side = new QVBoxLayout(m_side);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(unit);
    m_buttons = new QVBoxLayout;
    m_apart = new QVBoxLayout;
    side->addLayout(m_buttons);
    side->addStretch(1);
    side->addLayout(m_apart);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(unit);
    middle->addWidget(m_list, 1);
    middle->addWidget(m_side);
    auto *rows = new QVBoxLayout(this);
    rows->setSpacing(unit);
    rows->addWidget(m_filter);
    rows->addWidget(m_notice);
    rows->addLayout(middle, 1);
    resize(unit * 90, unit * 52);

    connect(m_filter, &FilterLine::filterChanged, this, [this](const QString &text) {
        show(text);
        Q_EMIT filterChanged(text);
    });
    connect(m_filter, &FilterLine::moved, m_list, [this] { m_list->setFocus(); });
    connect(m_list, &QTreeWidget::currentItemChanged, this, &PickList::chosenChanged);
    connect(m_list, &QTreeWidget::itemActivated, this, &PickList::activated);
}

QPushButton *PickList::addButton(const QString &name, const QString &text, std::function<void()> clicked, bool isApart)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName() + u'.' + name);
    button->setAutoDefault(false);
    button->setProperty("destructive", isApart);
    connect(button, &QPushButton::clicked, this, std::move(clicked));
    (isApart ? m_apart : m_buttons)->addWidget(button);
    return button;
}

void PickList::setRows(const QList<Row> &rows, const QString &empty)
{
    const QByteArray before = chosen();
    m_empty = empty;
    const QSignalBlocker blocker(m_list);
    m_list->clear();
    QTreeWidgetItem *current = nullptr;
    for (const Row &row : rows) {
        auto *item = new QTreeWidgetItem(m_list);
        for (int column = 0; column < row.columns.size(); ++column)
            item->setText(column, marked(row.columns[column]).replace(u'\n', u' '));
        item->setData(0, Qt::UserRole, row.id);
        if (row.isStrong) {
            QFont font = m_list->font();
            font.setBold(true);
            item->setFont(0, font);
        }
        if (row.id == before || (!current && row.isStrong && before.isEmpty()))
            current = item;
    }
    for (int column = 0; column + 1 < m_list->columnCount(); ++column) {
        m_list->resizeColumnToContents(column);
        m_list->setColumnWidth(column, std::min(m_list->columnWidth(column), unit * 36));
    }
    m_list->setCurrentItem(current ? current : m_list->topLevelItem(0));
    show(m_filter->text());
}

void PickList::show(const QString &filter)
{
    QTreeWidgetItem *first = nullptr;
    {
        const QSignalBlocker blocker(m_list);
        for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
            QTreeWidgetItem *item = m_list->topLevelItem(row);
            bool isShown = false;
            for (int column = 0; column < m_list->columnCount(); ++column)
                isShown |= item->text(column).contains(filter, Qt::CaseInsensitive);
            item->setHidden(!isShown);
            if (isShown && !first)
                first = item;
        }
        if (!m_list->currentItem() || m_list->currentItem()->isHidden())
            m_list->setCurrentItem(first);
    }
    m_list->setAccessibleDescription(m_list->topLevelItemCount() == 0 ? m_empty : QString());
    if (m_list->topLevelItemCount() == 0 && !m_empty.isEmpty() && m_notice->message().isEmpty())
        m_notice->show(NoticeBar::Tone::Info, m_empty);
    Q_EMIT chosenChanged();
}

QByteArray PickList::chosen() const
{
    const QTreeWidgetItem *item = m_list->currentItem();
    return item && !item->isHidden() ? item->data(0, Qt::UserRole).toByteArray() : QByteArray();
}

QString PickList::filter() const { return m_filter->text(); }

void PickList::setBusy(bool isBusy)
{
    m_side->setEnabled(!isBusy);
    setCursor(isBusy ? Qt::BusyCursor : Qt::ArrowCursor);
}

} // namespace oriel
