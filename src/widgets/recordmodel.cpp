// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/recordmodel.h"

#include "base/text.h"
#include "widgets/plain.h"

#include <algorithm>

namespace oriel {

namespace {

constexpr qsizetype searched = 64 * 1024, spoken = 4096; // bytes

} // namespace

void RecordModel::show(const QList<Column> &columns, const QList<Cell> &cells)
{
    beginResetModel();
    m_columns = columns;
    m_cells = cells;
    m_cells.resize(columns.size());
    choose();
    endResetModel();
}

void RecordModel::setFilter(const QString &text, bool isOnlyFilled)
{
    beginResetModel();
    m_filter = text;
    m_isOnlyFilled = isOnlyFilled;
    choose();
    endResetModel();
}

void RecordModel::choose()
{
    const auto isShown = [this](int column) {
        const Cell &cell = m_cells[column];
        if (m_isOnlyFilled && (cell.isNull || (cell.text.isEmpty() && cell.size == 0)))
            return false;
        return m_filter.isEmpty() || m_columns[column].name.contains(m_filter, Qt::CaseInsensitive) ||
               (!cell.isNull && shownText(cell.text, searched).contains(m_filter, Qt::CaseInsensitive));
    };
    m_rows.clear();
    for (int column = 0; column < m_columns.size(); ++column)
        if (isShown(column))
            m_rows << column;
}

int RecordModel::rowOf(int column) const
{
    const auto found = std::ranges::lower_bound(m_rows, column);
    return found != m_rows.end() && *found == column ? int(found - m_rows.begin()) : -1;
}

int RecordModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int RecordModel::columnCount(const QModelIndex &) const { return 2; }

QVariant RecordModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Column &field = column(index.row());
    const Cell &value = cell(index.row());
    const auto joined = [](QStringList parts, const QString &separator) {
        parts.removeAll(QString());
        return parts.join(separator);
    };
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == 0)
            return withMarks(field.name);
        return value.isNull ? QStringLiteral("NULL") : withMarks(shownText(value.text, spoken));
    case Qt::ToolTipRole:
        if (index.column() == 0)
            return plain(
                joined({field.name, joined({field.type, field.mark}, QStringLiteral(" ")), field.detail}, QStringLiteral("\n")));
        return {};
    case Qt::AccessibleTextRole:
        if (index.column() == 0)
            return withMarks(joined({field.name, field.type, field.mark}, QStringLiteral(", ")));
        return data(index, Qt::DisplayRole);
    default:
        return {};
    }
}

QVariant RecordModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Field") : tr("Value");
}

} // namespace oriel
