// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "widgets/grid.h"

namespace oriel {

namespace {

constexpr qint64 mostRows = 50'000'000; // a QTableView breaks above about 89 million rows of 24 px
constexpr qsizetype shownBytes = 4096;

} // namespace

RowModel::RowModel(QObject *parent) : QAbstractTableModel(parent) {}

void RowModel::setSource(std::shared_ptr<RowSource> source)
{
    beginResetModel();
    m_source = std::move(source);
    m_columns = m_source ? m_source->columns() : QList<Column>();
    m_rows = m_source ? int(std::min(m_source->rowCount(), mostRows)) : 0;
    endResetModel();
}

std::shared_ptr<RowSource> RowModel::source() const { return m_source; }

void RowModel::grow()
{
    if (!m_source)
        return;
    const int now = int(std::min(m_source->rowCount(), mostRows));
    if (now > m_rows) {
        beginInsertRows({}, m_rows, now - 1);
        m_rows = now;
        endInsertRows();
    }
    if (const QList<Column> columns = m_source->columns(); columns != m_columns && columns.size() == m_columns.size()) {
        m_columns = columns; // type names that were resolved later
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, int(m_columns.size()) - 1);
    }
}

qint64 RowModel::firstRowNumber() const { return m_firstRowNumber; }

void RowModel::setFirstRowNumber(qint64 number)
{
    m_firstRowNumber = number;
    if (m_rows > 0)
        Q_EMIT headerDataChanged(Qt::Vertical, 0, m_rows - 1);
}

bool RowModel::rowLimitHit() const { return m_source && m_source->rowCount() > mostRows; }

int RowModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_rows; }

int RowModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_columns.size()); }

QVariant RowModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_source || index.row() >= m_rows || index.column() >= m_columns.size())
        return {};
    switch (role) {
    case LookRole: return int(m_columns[index.column()].look);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (m_columns[index.column()].look == Look::Number ? Qt::AlignRight : Qt::AlignLeft)));
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
    case CellTextRole:
    case IsNullRole:
    case IsCutRole:
    case SizeRole: break;
    default: return {};
    }
    const Cell cell = m_source->cell(index.row(), index.column());
    switch (role) {
    case CellTextRole: return cell.text;
    case IsNullRole: return cell.isNull;
    case IsCutRole: return cell.isCut();
    case SizeRole: return cell.size;
    default: return cell.isNull ? QStringLiteral("NULL") : withMarks(shownText(cell.text, shownBytes));
    }
}

QVariant RowModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(m_firstRowNumber + section) : QVariant();
    if (section < 0 || section >= m_columns.size())
        return {};
    const Column &column = m_columns[section];
    switch (role) {
    case Qt::DisplayRole: return withMarks(column.name);
    case TypeRole: return column.type;
    case MarkRole: return column.mark;
    case LookRole: return int(column.look);
    case DetailRole: return column.detail;
    default: return {};
    }
}

} // namespace oriel
