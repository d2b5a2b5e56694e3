// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/pg/catalog.h"

#include <QDialog>
#include <QPointer>

#include <functional>
#include <memory>

class QLabel;
class QPushButton;
class QTabWidget;

namespace oriel {

class CodeEditor;
class Connection;
class FilterLine;
class NoticeBar;
class RowSource;

// What a relation consists of: columns, indexes with size and use, constraints, foreign keys both ways, triggers, partitions, and
// the statements that make it. Not modal: show() it beside the rows; Esc closes, and it deletes itself. Asks the rest itself,
// sizes from estimates only. GUI thread.
class DefinitionDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DefinitionDialog)
public:
    enum class Tab { Columns, Indexes, Constraints, References, Triggers, Partitions, Statements };
    DefinitionDialog(Connection *connection, const QString &database, const pg::Relation &relation, QWidget *parent);
    void showTab(Tab tab); // the nearest one that such a relation has

Q_SIGNALS:
    void consoleAsked(const QString &text); // the statements in a console

private:
    class Page;
    using Rows = std::shared_ptr<RowSource>;
    void addPages();
    void addStatements();
    void fillColumns(Page *page);
    void ask(const pg::Ask &question, std::function<void(const RowSource &)> done);
    void showFacts(const RowSource &rows);
    void filter(const QString &text);

    QPointer<Connection> m_connection;
    const QString m_database;
    const pg::Relation m_relation;
    QLabel *m_facts;
    FilterLine *m_filter;
    NoticeBar *m_notice;
    QTabWidget *m_tabs;
    CodeEditor *m_statements;
    QPushButton *m_copy, *m_toConsole;
};

} // namespace oriel
