// SPDX-License-Identifier: GPL-3.0-or-later
// A grid over rows made as they are asked for.
#pragma once

#include "widgets/grid.h"

#include <QtTest>

#include <atomic>

namespace oriel::test {

using namespace Qt::StringLiterals;

// Rows made as they are asked for; the number grows by hand.
class Made final : public RowSource
{
public:
    explicit Made(qint64 rows) : m_rows(rows) {}
    void setRows(qint64 rows) { m_rows = rows; }
    QList<Column> columns() const override
    {
        return {{u"id"_s, u"bigint"_s, Look::Number, 20, u"PK"_s, u"not null"_s},
                {u"name"_s, u"text"_s, Look::Text, 25, {}, {}},
                {u"payload"_s, u"jsonb"_s, Look::Json, 3802, {}, {}},
                {u"gone"_s, u"text"_s, Look::Text, 25, {}, {}}};
    }
    qint64 rowCount() const override { return m_rows; }
    Cell cell(qint64 row, int column) const override
    {
        const auto value = [](const QByteArray &text) { return Cell{text, false, text.size()}; };
        switch (column) {
        case 0:
            return value(QByteArray::number(row));
        case 1:
            return value(row % 3 == 0 ? QByteArray() : "Ada\tLöv\n" + QByteArray::number(row));
        case 2:
            return row == cutRow ? Cell{"{\"a\": 1, ", false, 44'000} : value("{\"a\": 1}");
        default:
            return {};
        }
    }

    qint64 cutRow = -1;

private:
    std::atomic<qint64> m_rows;
};

struct Scene
{
    explicit Scene(qint64 rows) : source(std::make_shared<Made>(rows)), model(new RowModel(&grid))
    {
        model->setSource(source);
        grid.setRowModel(model);
        grid.resize(700, 500);
        grid.show();
        grid.setFocus();
        grid.activateWindow();
        isActive = QTest::qWaitForWindowActive(&grid);
    }
    void click(int row, int column, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(grid.viewport(), Qt::LeftButton, modifiers, grid.visualRect(model->index(row, column)).center());
    }
    Grid grid;
    bool isActive = false;
    std::shared_ptr<Made> source;
    RowModel *model;
};

// Many narrow columns, or those named.
class Wide final : public RowSource
{
public:
    explicit Wide(int columns)
    {
        for (int i = 0; i < columns; ++i)
            m_columns << Column{u"c%1"_s.arg(i), u"integer"_s, Look::Number, 23, {}, {}};
    }
    explicit Wide(const QStringList &names)
    {
        for (const QString &name : names)
            m_columns << Column{name, u"text"_s, Look::Text, 25, {}, {}};
    }
    QList<Column> columns() const override { return m_columns; }
    qint64 rowCount() const override { return 500; }
    Cell cell(qint64 row, int column) const override { return {QByteArray::number(row * column), false, 0}; }

private:
    QList<Column> m_columns;
};

} // namespace oriel::test
