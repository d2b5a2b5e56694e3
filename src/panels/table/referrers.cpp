// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/referrers.h"

#include "base/text.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRows = 12, popupWidth = 64; // of the list; units

}

Referrers::Referrers(const QString &title, const QList<Entry> &entries, QWidget *parent)
    : QFrame(parent, Qt::Popup), m_entries(entries), m_list(new QTreeWidget(this))
{
    setObjectName(u"table.referrersPopup"_s);
    setFrameShape(QFrame::StyledPanel);
    QLabel *heading = plainLabel(tr("Rows that refer to %1").arg(title), this);
    heading->setProperty("role", u"title"_s);
    auto *count = new QPushButton(tr("Count"), this);
    count->setObjectName(u"table.countReferrers"_s);
    setPlainToolTip(count, tr("Counts them, for at most 10 s each"));
    connect(count, &QPushButton::clicked, this, &Referrers::countAll);

    m_list->setObjectName(u"table.referrersList"_s);
    m_list->setAccessibleName(heading->text());
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setHeaderLabels({tr("Table"), tr("Columns"), tr("Rows")});
    m_list->header()->setStretchLastSection(true);
    for (const Entry &entry : entries) {
        auto *item = new QTreeWidgetItem(m_list, {withMarks((entry.key.schema + u'.' + entry.key.table).left(130)),
                                                  withMarks(entry.key.columns.join(u", ").left(130)),
                                                  entry.condition.isEmpty() ? tr("none: NULL")
                                                  : !entry.key.isIndexed    ? tr("no index: counting reads them all")
                                                                            : u"?"_s});
        item->setDisabled(entry.condition.isEmpty());
    }
    for (int column = 0; column < 2; ++column)
        m_list->resizeColumnToContents(column);
    m_list->setCurrentItem(m_list->topLevelItem(0));
    const int rows = std::min<int>(int(entries.size()), mostRows);
    m_list->setFixedHeight(m_list->header()->sizeHint().height() + rows * m_list->sizeHintForRow(0) + unit);
    connect(m_list, &QTreeWidget::itemActivated, this,
            [this](QTreeWidgetItem *item) { Q_EMIT chosen(m_list->indexOfTopLevelItem(item)); });

    auto *top = new QHBoxLayout;
    top->addWidget(heading, 1);
    top->addWidget(count);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit, unit, unit, unit);
    layout->setSpacing(unit);
    layout->addLayout(top);
    layout->addWidget(m_list);
    setFixedWidth(popupWidth * unit);
    m_list->setFocus();
}

void Referrers::countAll()
{
    for (int i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].condition.isEmpty())
            continue;
        showCount(i, tr("counting…"));
        Q_EMIT countAsked(i);
    }
}

void Referrers::showCount(int index, const QString &text) { m_list->topLevelItem(index)->setText(2, withMarks(text)); }

} // namespace oriel
