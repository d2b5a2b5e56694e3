// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/certificates/matrixview.h"

#include "base/text.h"
#include "panels/certificates/certificatewords.h"
#include "panels/certificates/factdelegate.h"
#include "widgets/plain.h"
#include "widgets/theme.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QTableWidget>
#include <QToolButton>

#include <algorithm>

namespace oriel {

using namespace Qt::StringLiterals;
namespace words = certificatewords;

namespace {

enum Column { ModeColumn, NowColumn, AfterColumn, WhyColumn, ColumnCount };
constexpr int headHeight = 29; // px

QTableWidgetItem *itemOf(const words::Told &told)
{
    auto *item = new QTableWidgetItem(withMarks(told.text.left(400)));
    item->setData(FactDelegate::ColourRole, told.role);
    item->setData(Qt::ToolTipRole, plain(told.text));
    return item;
}

} // namespace

MatrixView::MatrixView(QWidget *parent)
    : Card(parent), m_table(new QTableWidget(int(tls::modes.size()), ColumnCount, this)), m_report(new QToolButton(this))
{
    setTitle(tr("What libpq does with this URL"));
    m_report->setObjectName(u"certificate.copyReport"_s);
    m_report->setText(tr("Copy report"));
    m_report->hide();
    addTool(m_report);
    connect(m_report, &QToolButton::clicked, this, &MatrixView::reportWanted);

    m_table->setObjectName(u"certificate.matrix"_s);
    m_table->setAccessibleName(tr("What libpq does in each sslmode"));
    m_table->setItemDelegate(new FactDelegate(true, m_table));
    m_table->setItemDelegateForColumn(WhyColumn, new FactDelegate(false, m_table));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(true);
    m_table->setWordWrap(true);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(FactDelegate::rowHeight);
    QHeaderView *header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setStretchLastSection(true);
    header->setFixedHeight(headHeight);
    connect(header, &QHeaderView::sectionResized, this, [this](int column) {
        if (column == WhyColumn)
            fitRows();
    });
    fitRows();
    body()->addWidget(m_table);
    body()->addStretch(1);
}

// Whole sentences: a reason that does not fit on one line has two. One that holds for every mode stands once.
void MatrixView::fitRows()
{
    const QAbstractItemView *table = m_table;
    const bool isOne = m_table->rowSpan(0, WhyColumn) > 1;
    for (int row = 0; row < m_table->rowCount(); ++row)
        m_table->setRowHeight(row,
                              isOne ? FactDelegate::rowHeight : std::max(FactDelegate::rowHeight, table->sizeHintForRow(row)));
    m_table->setFixedHeight(headHeight + m_table->verticalHeader()->length() + 2);
}

void MatrixView::show(const Diagnosis &diagnosis)
{
    const qsizetype steps = diagnosis.cause.remedies.size();
    QStringList numbers;
    for (qsizetype i = 1; i <= steps; ++i)
        numbers << QString::number(i);
    const QString after = steps > 3 ? tr("after 1–%1").arg(steps) : tr("after %1").arg(numbers.join(u" + "_s));
    m_table->setHorizontalHeaderLabels({u"sslmode"_s, tr("now"), after, tr("why")});
    m_table->setColumnHidden(AfterColumn, !diagnosis.hasAfter);
    const bool isDefault = !diagnosis.info.isSslModeSet();
    for (int row = 0; row < int(tls::modes.size()); ++row) {
        const tls::Verdict &verdict = diagnosis.verdicts[size_t(row)];
        const bool isWrong = diagnosis.disagreements.contains(tls::modes[size_t(row)]);
        auto *mode = itemOf({tls::modeName(tls::modes[size_t(row)]), {}});
        const bool isInForce = tls::modes[size_t(row)] == diagnosis.mode;
        if (isInForce) {
            mode->setData(FactDelegate::SuffixRole, isDefault ? tr("default") : QString());
            mode->setData(Qt::AccessibleDescriptionRole, tr("in force"));
        }
        m_table->setItem(row, ModeColumn, mode);
        m_table->setItem(row, AfterColumn,
                         diagnosis.hasAfter ? itemOf(words::modeCell(diagnosis.after[size_t(row)])) : new QTableWidgetItem);
        const auto leg = std::ranges::find_if(diagnosis.legs, [row](const pg::Leg &each) { return int(each.mode) == row; });
        const words::Told predicted = words::modeCell(verdict);
        if (isWrong && leg != diagnosis.legs.end()) { // libpq is the judge
            const QString said = leg->connects ? tr("connects") : leg->message.simplified();
            m_table->setItem(row, NowColumn, itemOf(words::legCell(*leg)));
            m_table->setItem(row, WhyColumn, itemOf({tr("libpq: %1; predicted: %2").arg(said, predicted.text), u"error"_s}));
        } else {
            m_table->setItem(row, NowColumn, itemOf(predicted));
            m_table->setItem(row, WhyColumn, itemOf({verdict.reason, {}}));
        }
        for (int column = 0; column < ColumnCount; ++column)
            m_table->item(row, column)->setData(FactDelegate::IsInForceRole, isInForce);
    }
    for (const int column : {ModeColumn, NowColumn, AfterColumn})
        m_table->resizeColumnToContents(column);
    const auto why = [this](int row) { return m_table->item(row, WhyColumn)->text(); };
    bool isOne = true;
    for (int row = 1; row < m_table->rowCount(); ++row)
        isOne = isOne && why(row) == why(0);
    m_table->clearSpans();
    if (isOne) {
        m_table->setSpan(0, WhyColumn, m_table->rowCount(), 1);
        m_table->item(0, WhyColumn)->setData(FactDelegate::IsInForceRole, false);
    }
    fitRows();
    const bool isBug = !diagnosis.disagreements.isEmpty();
    setRemark(words::confirmedText(diagnosis), isBug ? u"error"_s : QString());
    m_report->setVisible(isBug);
}

QString MatrixView::text() const
{
    QStringList lines;
    for (int row = -1; row < m_table->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < ColumnCount; ++column)
            if (!m_table->isColumnHidden(column))
                cells << (row < 0 ? m_table->horizontalHeaderItem(column)->text() : m_table->item(row, column)->text());
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace oriel
