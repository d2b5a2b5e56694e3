// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/columnchecks.h"

#include "base/text.h"
#include "widgets/filterline.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>

namespace oriel {

using namespace Qt::StringLiterals;

ColumnChecks::ColumnChecks(QWidget *parent)
    : QWidget(parent), m_filter(new FilterLine(tr("Filter columns"), this)), m_list(new QListWidget(this))
{
    m_filter->setObjectName(u"columns.filter"_s);
    m_list->setObjectName(u"columns.list"_s);
    m_list->setUniformItemSizes(true);
    m_list->setSpacing(3);
    auto *all = new QPushButton(tr("Check all"), this), *none = new QPushButton(tr("Check none"), this);
    all->setObjectName(u"columns.all"_s);
    none->setObjectName(u"columns.none"_s);
    for (QPushButton *button : {all, none})
        button->setAutoDefault(false);

    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(unit);
    whole->addWidget(m_filter);
    whole->addWidget(m_list, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(unit);
    buttons->addWidget(all);
    buttons->addWidget(none);
    buttons->addStretch();
    whole->addLayout(buttons);

    connect(m_filter, &FilterLine::filterChanged, this, [this](const QString &text) {
        for (int row = 0; row < m_list->count(); ++row)
            m_list->item(row)->setHidden(!m_list->item(row)->text().contains(text, Qt::CaseInsensitive));
    });
    connect(m_filter, &FilterLine::moved, m_list, qOverload<>(&QWidget::setFocus));
    connect(m_list, &QListWidget::itemChanged, this, &ColumnChecks::changed);
    connect(all, &QPushButton::clicked, this, [this] { checkShown(true); });
    connect(none, &QPushButton::clicked, this, [this] { checkShown(false); });
}

void ColumnChecks::setColumns(const QList<Column> &columns, const QSet<int> &checked)
{
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (int column = 0; column < columns.size(); ++column) {
        auto *item = new QListWidgetItem(withMarks(columns[column].name), m_list); // the list's
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(checked.contains(column) ? Qt::Checked : Qt::Unchecked);
    }
}

QList<int> ColumnChecks::checked() const
{
    QList<int> columns;
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->checkState() == Qt::Checked)
            columns << row;
    return columns;
}

void ColumnChecks::checkShown(bool isChecked)
{
    {
        const QSignalBlocker quiet(m_list);
        for (int row = 0; row < m_list->count(); ++row)
            if (!m_list->item(row)->isHidden())
                m_list->item(row)->setCheckState(isChecked ? Qt::Checked : Qt::Unchecked);
    }
    m_list->viewport()->update();
    Q_EMIT changed();
}

} // namespace oriel
