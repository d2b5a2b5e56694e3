// SPDX-License-Identifier: GPL-3.0-or-later
// What the tour does, step by step, as a user would.
#include "app/tour.h"

#include "app/workspace.h"
#include "panels/console/consoledocument.h"
#include "shell/window.h"
#include "widgets/codeeditor.h"
#include "widgets/grid.h"
#include "widgets/noticebar.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QTreeView>

namespace oriel {

using namespace Qt::StringLiterals;

namespace {

const QString query = u"-- invoices of the last month, newest first\n"
                      "select i.id, c.name, i.status, i.total, i.issued_at\n"
                      "  from invoices i\n" // the editor indents the lines below as this one
                      "join customers c on c.id = i.customer_id\n"
                      "where c.name <> 'it''s nobody'\n"
                      "order by i.issued_at desc\n"
                      "limit 200;"_s;

QModelIndex indexNamed(const QAbstractItemModel *model, const QString &name, const QModelIndex &parent = {}, int depth = 0)
{
    for (int row = 0; row < model->rowCount(parent); ++row) {
        const QModelIndex index = model->index(row, 0, parent);
        if (index.data().toString() == name)
            return index;
        if (depth < 4)
            if (const QModelIndex below = indexNamed(model, name, index, depth + 1); below.isValid())
                return below;
    }
    return {};
}

} // namespace

void Tour::plan()
{
    m_steps << Step{u"A folder is open, and trust is asked for"_s,
                    {},
                    [this] { return find("trust.yes"); },
                    u"trust"_s,
                    [this] { return find("trust.box"); }};
    m_steps << Step{u"It is given"_s, [this] { click("trust.yes"); }, [this] { return !find("trust.box"); }, {}, {}};
    m_steps << Step{u"The window opens on its welcome page"_s, {}, [this] { return find("welcome.sample"); }, u"welcome"_s, {}};
    planDatabase();
    planTables();
    planConsole();
    planCertificates();
    planFiles();
    planTerminal();
    planChanges();
    planRequests();
    planDialogs();
}

void Tour::planDatabase()
{
    m_steps << Step{u"The sample database is opened by a click"_s,
                    [this] { click("welcome.sample"); },
                    [this] {
                        const Connection *sample = m_workspace->connection(u"sandbox"_s);
                        return sample && sample->state() == LinkState::Connected;
                    },
                    {},
                    {}};
    m_steps << Step{u"Its first table shows rows over verified TLS"_s, {}, [this] { return rowsShown() > 100; }, u"table"_s, {}};
    m_steps << Step{u"The tree is filtered by typing"_s,
                    [this] { type("database.filter", u"inv"_s); },
                    [this] {
                        const auto *tree = qobject_cast<QTreeView *>(find("database.tree"));
                        return tree && indexNamed(tree->model(), u"invoices"_s).isValid() &&
                               !indexNamed(tree->model(), u"customers"_s).isValid();
                    },
                    {},
                    {}};
    m_steps << Step{u"The filter is cleared and the tables are opened"_s,
                    [this] {
                        press(find("database.filter"), QKeySequence(Qt::Key_Escape));
                        auto *tree = qobject_cast<QTreeView *>(find("database.tree"));
                        tree->expand(indexNamed(tree->model(), u"Tables"_s));
                    },
                    [this] {
                        auto *tree = qobject_cast<QTreeView *>(find("database.tree"));
                        tree->expand(indexNamed(tree->model(), u"Tables"_s)); // the filter lets go a moment later
                        return indexNamed(tree->model(), u"customers"_s).isValid();
                    },
                    {},
                    {}};
    m_steps << Step{u"A table is opened in the tree to its columns"_s,
                    [this] {
                        auto *tree = qobject_cast<QTreeView *>(find("database.tree"));
                        const QModelIndex table = indexNamed(tree->model(), u"invoices"_s);
                        tree->setCurrentIndex(table);
                        tree->expand(table);
                    },
                    [this] {
                        const auto *tree = qobject_cast<QTreeView *>(find("database.tree"));
                        return indexNamed(tree->model(), u"customer_id"_s).isValid();
                    },
                    u"tree"_s,
                    {}};
}

void Tour::planTables()
{
    m_steps << Step{u"The last row of the largest table"_s,
                    [this] { m_workspace->answer(OpenTable{u"sandbox"_s, {}, u"public"_s, u"invoice_lines"_s}); },
                    [this] { return rowsShown() > 100; },
                    {},
                    {}};
    m_steps << Step{u"Ctrl+End goes to its end"_s,
                    [this] { trigger("table.last"); },
                    [this] {
                        const auto *place = qobject_cast<QLabel *>(find("table.place"));
                        return place && place->text().startsWith(u"the last"_s);
                    },
                    u"table-last"_s,
                    {}};
    m_steps << Step{u"A long value opens in the viewer"_s,
                    [this] { m_workspace->answer(OpenTable{u"sandbox"_s, {}, u"public"_s, u"invoices"_s}); },
                    [this] { return rowsShown() > 100; },
                    {},
                    {}};
    m_steps << Step{u"Return on a JSON value"_s,
                    [this] {
                        auto *grid = qobject_cast<Grid *>(find("table.grid"));
                        int column = 0;
                        for (int i = 0; i < grid->model()->columnCount(); ++i)
                            if (grid->model()->headerData(i, Qt::Horizontal, RowModel::TypeRole).toString() == u"jsonb"_s)
                                column = i;
                        grid->setCurrentIndex(grid->model()->index(2, column));
                        grid->setFocus();
                        press(grid, QKeySequence(Qt::Key_Return));
                    },
                    [this] { return find("value.tree"); },
                    u"value"_s,
                    {}};
    planRows();
}

// A filter, a row as a record, along a foreign key and back, and what is known of the table.
void Tour::planRows()
{
    const auto current = [this](const QString &name, int row) {
        auto *grid = qobject_cast<Grid *>(find("table.grid"));
        for (int i = 0; i < grid->model()->columnCount(); ++i)
            if (grid->rowModel()->columns().at(i).name == name)
                grid->setCurrentIndex(grid->model()->index(row, i));
    };
    const auto title = [this] {
        const Document *document = m_workspace->window()->currentDocument();
        return document ? document->title() : QString();
    };
    m_steps << Step{u"Rows are filtered by SQL"_s,
                    [this] {
                        press(find("table.grid"), QKeySequence(Qt::Key_Escape));
                        type("table.filterLine", u"status = 'overdue' AND total > 1000"_s);
                        press(find("table.filterLine"), QKeySequence(Qt::Key_Return));
                    },
                    [this] { return find("table.chips") && rowsShown() > 0; },
                    {},
                    {}};
    m_steps << Step{u"One more, from a cell"_s,
                    [this, current] {
                        current(u"due_on"_s, 3);
                        trigger("table.atLeast");
                    },
                    [this] {
                        const auto *place = qobject_cast<QLabel *>(find("table.place"));
                        return place && place->text().endsWith(u"all"_s);
                    },
                    u"table-filter"_s,
                    {}};
    m_steps << Step{u"A row as a list of fields"_s,
                    [this, current] {
                        current(u"customer_id"_s, 1);
                        trigger("table.record");
                    },
                    [this] { return find("table.record"); },
                    u"record"_s,
                    {}};
    m_steps << Step{u"Along its foreign key"_s,
                    [this] {
                        press(find("table.grid"), QKeySequence(Qt::Key_Escape));
                        trigger("table.follow");
                    },
                    [this, title] { return title().startsWith(u"customers"_s) && rowsShown() == 1; },
                    u"trail"_s,
                    {}};
    m_steps << Step{u"Back to the rows one came from"_s,
                    [this] { trigger("table.back"); },
                    [this, title] { return title().startsWith(u"invoices"_s) && rowsShown() > 1; },
                    {},
                    {}};
    m_steps << Step{u"What a column holds"_s,
                    [this, current] {
                        current(u"status"_s, 1);
                        trigger("table.statistics");
                    },
                    [this] { return find("table.statisticsPane"); },
                    u"statistics"_s,
                    {}};
    m_steps << Step{u"What the table consists of"_s,
                    [this] {
                        press(find("table.grid"), QKeySequence(Qt::Key_Escape));
                        trigger("table.definition");
                    },
                    [this] { return find("definition"); }, u"definition"_s, [this] { return find("definition"); }};
    m_steps << Step{u"The definition is closed"_s,
                    [this] { press(find("definition"), QKeySequence(Qt::Key_Escape)); },
                    [this] { return !find("definition"); },
                    {},
                    {}};
    m_steps << Step{u"An export is prepared"_s, [this] { trigger("file.export"); }, [this] { return find("export"); },
                    u"export"_s, [this] { return find("export"); }};
    m_steps << Step{u"Nothing was written"_s,
                    [this] { press(find("export"), QKeySequence(Qt::Key_Escape)); },
                    [this] { return !find("export"); },
                    {},
                    {}};
}

void Tour::planConsole()
{
    m_steps << Step{u"A console opens beside the table"_s,
                    [this] {
                        m_workspace->answer(OpenConsole{u"sandbox"_s, {}, {}, false});
                        m_workspace->window()->splitCurrent(Qt::Horizontal);
                    },
                    [this] { return find("console.editor"); },
                    {},
                    {}};
    m_steps << Step{u"A statement is typed and run"_s,
                    [this] {
                        type("console.editor", query);
                        auto *editor = qobject_cast<CodeEditor *>(find("console.editor"));
                        editor->setCaret(60);
                        trigger("console.run");
                    },
                    [this] {
                        const auto *counts = qobject_cast<QLabel *>(find("result.counts"));
                        return counts && counts->text().startsWith(u"200 rows"_s);
                    },
                    u"console"_s,
                    {}};
    m_steps << Step{u"An error stands at its place"_s,
                    [this] {
                        auto *editor = qobject_cast<CodeEditor *>(find("console.editor"));
                        editor->setText(u"select id, nmae\n  from customers;\n"_s);
                        editor->setCaret(3);
                        trigger("console.run");
                    },
                    [this] { return notice().contains(u"42703"_s); },
                    u"console-error"_s,
                    {}};
    m_steps << Step{u"A large result pauses and says so"_s,
                    [this] {
                        auto *editor = qobject_cast<CodeEditor *>(find("console.editor"));
                        editor->setText(u"select g as id, md5(g::text) as digest from generate_series(1, 2000000) as g;\n"_s);
                        editor->setCaret(3);
                        trigger("console.run");
                    },
                    [this] { return find("result.release"); },
                    u"console-paused"_s,
                    {}};
    m_steps << Step{
        u"Stop answers at once"_s, [this] { trigger("console.stop"); }, [this] { return !find("result.release"); }, {}, {}};
    m_steps << Step{u"A transaction is left open"_s,
                    [this] {
                        auto *editor = qobject_cast<CodeEditor *>(find("console.editor"));
                        editor->setText(u"begin;\nupdate invoices set status = 'paid' where id = 1;\n"_s);
                        trigger("console.runAll");
                    },
                    [this] {
                        const Document *document = m_workspace->window()->currentDocument();
                        return document && !document->stakes(Leaving::Tab).isEmpty() && !document->can(Verb::Stop);
                    },
                    u"transaction"_s,
                    {}};
    m_steps << Step{u"Closing the console asks"_s, [this] { trigger("file.close"); },
                    [] { return QApplication::activeModalWidget() != nullptr; }, u"closing"_s,
                    [] { return QApplication::activeModalWidget(); }};
    m_steps << Step{u"Rolled back, the console closes"_s,
                    [this] { click("leaving.drop"); },
                    [this] { return !find("console.editor"); },
                    {},
                    {}};
}

void Tour::planDialogs()
{
    m_steps << Step{u"The connection dialog reads a pasted URL"_s,
                    [this] {
                        m_workspace->answer(EditConnection{
                            {}, u"postgresql+psycopg2://app@invoices.c1x2.us-east-1.rds.amazonaws.com/invoices"_s});
                    },
                    [this] { return find("connect.url"); }, u"connect"_s, [] { return QApplication::activeModalWidget(); }};
    m_steps << Step{
        u"It is closed without saving"_s, [this] { click("connect.cancel"); }, [this] { return !find("connect.url"); }, {}, {}};
    m_steps << Step{u"Every command by name"_s,
                    [this] { trigger("go.commands"); },
                    [this] { return find("palette.line"); },
                    u"palette"_s,
                    {}};
    m_steps << Step{u"The palette is closed"_s,
                    [this] { press(find("palette.line"), QKeySequence(Qt::Key_Escape)); },
                    [this] { return !find("palette.line"); },
                    {},
                    {}};
}

int Tour::rowsShown() const
{
    const auto *grid = qobject_cast<Grid *>(find("table.grid"));
    return grid && grid->model() ? grid->model()->rowCount() : 0;
}

QString Tour::notice() const
{
    const auto *bar = qobject_cast<NoticeBar *>(find("console.notice"));
    return bar ? bar->message() : QString();
}

} // namespace oriel
