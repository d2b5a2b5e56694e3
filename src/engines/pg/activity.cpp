// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/activity.h"

#include "engines/pg/sqlfile.h"

namespace oriel::pg {

Ask activity() { return {sqlFile(QStringLiteral("activity")), {}}; }

QList<TableActivity> readActivity(const RowSource &rows)
{
    QList<TableActivity> tables;
    for (qint64 row = 0; row < rows.rowCount(); ++row) {
        const auto text = [&](int column) { return rows.cell(row, column).text; };
        tables << TableActivity{text(0).toUInt(),           text(3).toUInt(),     QString::fromUtf8(text(1)),
                                QString::fromUtf8(text(2)), text(4).toLongLong(), text(5).toDouble(),
                                text(6).toLongLong(),       text(7).toLongLong(), text(8).toLongLong()};
    }
    return tables;
}

} // namespace oriel::pg
