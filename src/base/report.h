// SPDX-License-Identifier: GPL-3.0-or-later
// Rows with what is needed to judge them later, as Markdown for a ticket or a mail. Any thread; pure.
#pragma once

#include "base/rows.h"

#include <QDateTime>
#include <QSet>

namespace oriel {

// Rows copied from a source that may change: at most 1,000, fewer where there are many columns, values cut at 1,000 bytes.
class ReportRows final : public RowSource
{
public:
    explicit ReportRows(const RowSource &from);
    QList<Column> columns() const override { return m_columns; }
    qint64 rowCount() const override { return m_rows.size(); }
    Cell cell(qint64 row, int column) const override { return m_rows[row][column]; }
    qint64 total() const { return m_total; } // of the source they were copied from

private:
    QList<Column> m_columns;
    QList<QList<Cell>> m_rows;
    qint64 m_total;
};

struct Report
{
    QString title, sql;       // empty: left out
    QString server, timeZone; // "PostgreSQL 15.20", "Europe/Berlin"
    QDateTime when;
    QSet<int> masked; // columns whose values, NULL too, read ••••
};

QByteArray reportText(const ReportRows &rows, const Report &report);

bool looksSecret(const QString &columnName); // password_hash, apiKey, card_number, ssn, e_mail…

} // namespace oriel
