// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/api/factsgrid.h"

#include "widgets/grid.h"

#include <QVBoxLayout>

namespace oriel {

namespace {

class FactRows final : public RowSource
{
public:
    FactRows(const QStringList &columns, QList<QStringList> rows) : m_rows(std::move(rows))
    {
        for (const QString &name : columns)
            m_columns << Column{name};
    }
    QList<Column> columns() const override { return m_columns; }
    qint64 rowCount() const override { return m_rows.size(); }
    Cell cell(qint64 row, int column) const override
    {
        const QByteArray text = m_rows[row].value(column).toUtf8();
        return {text, false, text.size()};
    }

private:
    QList<Column> m_columns;
    QList<QStringList> m_rows;
};

} // namespace

FactsGrid::FactsGrid(const QString &what, const QStringList &columns, QWidget *parent)
    : QWidget(parent), m_columns(columns), m_model(new RowModel(this)), m_grid(new Grid(this))
{
    m_grid->setAccessibleName(what);
    m_grid->setRowModel(m_model);
    m_grid->setInsertTable({});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_grid);
    setFocusProxy(m_grid);
}

void FactsGrid::setRows(const QList<QStringList> &rows)
{
    m_rows = rows;
    m_model->setSource(std::make_shared<FactRows>(m_columns, rows));
    m_grid->fitColumns();
}

} // namespace oriel
