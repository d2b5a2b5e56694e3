// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/quickmodel.h"

#include "widgets/picksheet.h"

namespace oriel {

void QuickModel::setRows(QList<QuickRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int QuickModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant QuickModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const QuickRow &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return row.text;
    case PlaceRole:
        return row.place;
    case KeyRole:
        return row.key;
    case MatchRole:
        return QVariant::fromValue(row.letters);
    default:
        return {};
    }
}

} // namespace oriel
