// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/rows.h"

#include <memory>
#include <optional>
#include <vector>

namespace oriel {

// What became of a row since a baseline.
enum class RowSign : quint8 { None, Added, Changed, Removed };

inline QString signText(RowSign sign)
{
    return sign == RowSign::None ? QString() : QString(QStringLiteral("+~−").at(int(sign) - 1));
}

// Rows compared with a baseline, those removed among them.
class SignedRows : public RowSource
{
public:
    virtual RowSign sign(qint64 row) const = 0;
    virtual std::optional<Cell> before(qint64 row, int column) const = 0; // of a value that is another now
};

// Such rows, or some of them, behind a column that says what became of each: + ~ −.
class WithSigns final : public RowSource
{
public:
    // The rows of `source` whose numbers `rows` holds, and some of its columns.
    WithSigns(std::shared_ptr<const SignedRows> source, std::vector<qint64> rows, QList<int> columns)
        : m_source(std::move(source)), m_rows(std::move(rows)), m_columns(std::move(columns))
    {}
    QList<Column> columns() const override
    {
        const QList<Column> all = m_source->columns();
        QList<Column> some{Column{QStringLiteral("±")}};
        for (const int column : m_columns)
            some << all[column];
        return some;
    }
    qint64 rowCount() const override { return qint64(m_rows.size()); }
    Cell cell(qint64 row, int column) const override
    {
        if (column > 0)
            return m_source->cell(m_rows[size_t(row)], m_columns[column - 1]);
        const QByteArray text = signText(m_source->sign(m_rows[size_t(row)])).toUtf8();
        return {text, false, text.size()};
    }

private:
    std::shared_ptr<const SignedRows> m_source;
    std::vector<qint64> m_rows;
    QList<int> m_columns;
};

} // namespace oriel
