// SPDX-License-Identifier: GPL-3.0-or-later
// A table document on a connection of its own, and what a user sees of it.
#pragma once

#include "panels/table/tabledocument.h"
#include "support/server.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"

#include <QHeaderView>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMap>
#include <QScrollBar>
#include <QTest>

namespace oriel::test {

constexpr int patience = 20'000; // ms

struct TableKit
{
    explicit TableKit(const Server &server, const QString &database, bool isProduction = false)
        : connection(std::make_unique<Connection>(Profile{.id = QStringLiteral("c1"),
                                                          .name = QStringLiteral("shop"),
                                                          .info = pg::ConnInfo::read(server.url(database))->info,
                                                          .isProduction = isProduction}))
    {
        document = std::make_unique<TableDocument>(
            [this](const QString &id) { return id == QLatin1String("c1") ? connection.get() : nullptr; }, nullptr,
            TableMemory{[this](const QString &key) { return memory.value(key); },
                        [this](const QString &key, const QJsonObject &value) { memory[key] = value; }});
        document->resize(900, 600);
    }
    void open(const QString &name, const QString &schema = QStringLiteral("public"))
    {
        document->openTable(QStringLiteral("c1"), {}, schema, name);
        document->show();
    }
    template<typename T = QWidget>
    T *find(const char *name) const
    {
        return document->findChild<T *>(QLatin1String(name));
    }
    void trigger(const char *command) const { find<QAction>(command)->trigger(); }
    Grid *grid() const { return find<Grid>("table.grid"); }
    RowModel *model() const { return grid()->rowModel(); }
    int rows() const { return model()->rowCount(); }
    QString place() const { return find<QLabel>("table.place")->text(); }
    QString how() const { return document->status().value(0).text; }
    QString notice() const
    {
        return find<NoticeBar>("table.notice")->isVisible() ? find<NoticeBar>("table.notice")->message() : QString();
    }
    QByteArray cell(int row, int column = 0) const
    {
        return row >= 0 && row < rows() ? model()->cell(row, column).text : QByteArray();
    }
    QByteArray topCell() const { return cell(grid()->rowAt(1)); }
    QByteArray bottomCell() const { return cell(rows() - 1); }
    void choose(int row, int column) const { grid()->setCurrentIndex(model()->index(row, column)); }
    QScrollBar *scroll() const { return grid()->verticalScrollBar(); }
    QHeaderView *header() const { return grid()->horizontalHeader(); }
    QPoint headerAt(int column) const
    {
        return {header()->sectionViewportPosition(column) + header()->sectionSize(column) / 2, header()->height() / 3};
    }
    void click(int column, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::mouseClick(header()->viewport(), Qt::LeftButton, modifiers, headerAt(column));
    }
    QString said(int column) const { return model()->headerData(column, Qt::Horizontal, Qt::AccessibleTextRole).toString(); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(grid(), key, modifiers); }
    QLineEdit *filterLine() const { return find<QLineEdit>("table.filterLine"); }
    void filter(const QString &text) const
    {
        filterLine()->setText(text);
        QTest::keyClick(filterLine(), Qt::Key_Return);
    }
    QString flaw() const
    {
        const QLabel *label = find<QLabel>("table.filterFlaw");
        return label->isVisible() ? label->text() : QString();
    }
    bool wait(std::function<bool()> isTrue) const { return QTest::qWaitFor(isTrue, patience); }

    QMap<QString, QJsonObject> memory;
    std::unique_ptr<Connection> connection;
    std::unique_ptr<TableDocument> document;
};

} // namespace oriel::test
