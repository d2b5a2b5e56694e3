// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "widgets/grid.h"
#include "widgets/gridmatch.h"
#include "widgets/plain.h"

#include <algorithm>

namespace oriel {

namespace {

constexpr qint64 rowLimit = 50'000'000;
constexpr qsizetype toolTipLimit = 1024; // bytes
constexpr qsizetype shortText = 24;      // characters that need no tooltip

QString signName(RowSign sign)
{
    return sign == RowSign::Added     ? RowModel::tr("added")
           : sign == RowSign::Removed ? RowModel::tr("removed")
                                      : RowModel::tr("changed");
}

int shownCount(const RowSource *source) { return source ? int(std::min(source->rowCount(), rowLimit)) : 0; }

} // namespace

RowModel::RowModel(QObject *parent) : QAbstractTableModel(parent) {}

void RowModel::setSource(std::shared_ptr<RowSource> source)
{
    beginResetModel();
    m_source = std::move(source);
    m_signed = std::dynamic_pointer_cast<const SignedRows>(m_source);
    m_columns = m_source ? m_source->columns() : QList<Column>{};
    m_rows = shownCount(m_source.get());
    endResetModel();
}

std::shared_ptr<RowSource> RowModel::source() const { return m_source; }

Cell RowModel::cell(int row, int column) const { return m_source ? m_source->cell(row, column) : Cell{}; }

void RowModel::grow()
{
    if (const int rows = shownCount(m_source.get()); rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    }
    if (!m_source)
        return;
    if (QList<Column> columns = m_source->columns(); columns != m_columns && columns.size() == m_columns.size()) {
        m_columns = std::move(columns); // type names are known later than rows
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, int(m_columns.size()) - 1);
    }
}

bool RowModel::rowLimitHit() const { return m_source && m_source->rowCount() > rowLimit; }

qint64 RowModel::firstRowNumber() const { return m_firstRowNumber; }

void RowModel::setFirstRowNumber(qint64 number)
{
    m_firstRowNumber = number;
    if (m_rows > 0)
        Q_EMIT headerDataChanged(Qt::Vertical, 0, m_rows - 1);
}

int RowModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_rows; }

int RowModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_columns.size()); }

QVariant RowModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows || index.column() >= m_columns.size())
        return {};
    const Look look = m_columns.at(index.column()).look;
    switch (role) {
    case LookRole:
        return int(look);
    case Qt::TextAlignmentRole:
        return int((look == Look::Number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case CellTextRole:
    case IsNullRole:
    case IsCutRole:
    case SizeRole:
        break;
    default:
        return {};
    }
    const Cell cell = m_source->cell(index.row(), index.column());
    switch (role) {
    case CellTextRole:
        return cell.text;
    case IsNullRole:
        return cell.isNull;
    case IsCutRole:
        return cell.isCut();
    case SizeRole:
        return std::max<qint64>(cell.size, cell.text.size());
    case Qt::ToolTipRole: {
        const QString text = cell.isNull ? QString() : shownText(cell.text, toolTipLimit);
        if (const auto was = before(index.row(), index.column()))
            return plain(tr("before: %1\nnow: %2")
                             .arg(was->isNull ? QStringLiteral("NULL") : shownText(was->text, toolTipLimit),
                                  cell.isNull ? QStringLiteral("NULL") : text));
        return text.size() > shortText || text.contains(u'\n') ? plain(text) : QString();
    }
    default:
        return cell.isMissing ? tr("missing") : cell.isNull ? QStringLiteral("NULL") : cellText(cell.text);
    }
}

void RowModel::setOrder(Order order)
{
    if (m_order == order)
        return;
    m_order = order;
    if (!m_columns.isEmpty())
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, int(m_columns.size()) - 1);
}

QVariant RowModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical && role == Qt::AccessibleTextRole && sign(section) != RowSign::None)
        return tr("%1, %2").arg(m_firstRowNumber + section).arg(signName(sign(section)));
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(QString::number(m_firstRowNumber + section)) : QVariant();
    if (section < 0 || section >= m_columns.size())
        return {};
    const Column &column = m_columns.at(section);
    const auto joined = [](QStringList parts, QLatin1String separator) {
        parts.removeAll(QString());
        return parts.join(separator);
    };
    switch (role) {
    case Qt::DisplayRole:
        return withMarks(column.name);
    case Qt::ToolTipRole:
        return plain(
            joined({column.name, joined({column.type, column.mark}, QLatin1String(" ")), column.detail}, QLatin1String("\n")));
    case TypeRole:
        return column.type;
    case MarkRole:
        return column.mark;
    case DetailRole:
        return column.detail;
    case LookRole:
        return int(column.look);
    case Qt::AccessibleTextRole: {
        const QString order = section != m_order.column ? QString()
                              : m_order.isDescending    ? tr("sorted descending")
                                                        : tr("sorted ascending");
        return withMarks(joined({column.name, column.type, column.mark, order}, QLatin1String(", ")));
    }
    default:
        return {};
    }
}

} // namespace oriel
