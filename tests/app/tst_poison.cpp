// SPDX-License-Identifier: GPL-3.0-or-later
// SAFETY 5 and 9 in the whole window: a database in which every string is a picture to be fetched from a FIFO, with bidi and
// control characters; a password that must not be found anywhere afterwards.
#include "day.h"

#include "app/workspace.h"
#include "engines/pg/conninfo.h"
#include "jobs/connection.h"
#include "panels/console/consoledocument.h"
#include "shell/window.h"
#include "support/server.h"
#include "support/trap.h"
#include "widgets/grid.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDir>
#include <QDirIterator>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QStyledItemDelegate>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QToolTip>
#include <QTreeView>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

const QString reversed = u"\u202E"_s, escape = u"\x1b"_s;

bool isRaw(const QString &text) { return text.contains(reversed) || text.contains(escape); }

// The words of everything to be seen that is drawn by Qt itself, each with its widget's name.
QStringList rawWords()
{
    QStringList found;
    const auto look = [&found](const QWidget *widget, const QString &text) {
        if (isRaw(text))
            found << widget->objectName() + u": "_s + text;
    };
    for (const QWidget *widget : QApplication::allWidgets()) {
        if (!widget->isVisible())
            continue;
        look(widget, widget->windowTitle());
        look(widget, widget->toolTip());
        if (const auto *label = qobject_cast<const QLabel *>(widget))
            look(widget, label->text());
        else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            look(widget, button->text());
        else if (const auto *text = qobject_cast<const QPlainTextEdit *>(widget))
            look(widget, text->toPlainText());
        else if (const auto *list = qobject_cast<const QListView *>(widget)) {
            const auto *drawn = qobject_cast<const QStyledItemDelegate *>(list->itemDelegate());
            for (int row = 0; list->model() && row < list->model()->rowCount(); ++row) {
                const QVariant words = list->model()->index(row, list->modelColumn()).data();
                look(widget, drawn ? drawn->displayText(words, QLocale()) : words.toString());
            }
        } else if (const auto *bar = qobject_cast<const QTabBar *>(widget)) {
            for (int i = 0; i < bar->count(); ++i)
                look(widget, bar->tabText(i) + bar->tabToolTip(i));
        } else if (const auto *view = qobject_cast<const QTreeView *>(widget)) {
            for (QModelIndex index = view->model()->index(0, 0); index.isValid(); index = view->indexBelow(index))
                look(widget, index.data().toString() + index.data(ObjectTree::SuffixRole).toString() +
                                 index.data(ObjectTree::FactsRole).toString() + index.data(Qt::ToolTipRole).toString());
        }
    }
    return found;
}

void hover(QAbstractItemView *view, const QModelIndex &index)
{
    view->scrollTo(index);
    const QPoint at = view->visualRect(index).center();
    QHelpEvent event(QEvent::ToolTip, at, view->viewport()->mapToGlobal(at));
    QApplication::sendEvent(view->viewport(), &event);
    for (QWidget *top : QApplication::topLevelWidgets())
        if (top->isVisible())
            top->grab();
    QToolTip::hideText();
}

QStringList filesWith(const QString &folder, const QByteArray &secret)
{
    QStringList found;
    for (QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories); it.hasNext();) {
        QFile file(it.next());
        if (QFileInfo(file).isFile() && file.open(QIODevice::ReadOnly) && file.readAll().contains(secret))
            found << file.fileName();
    }
    return found;
}

} // namespace

class TestPoison final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Trap> m_trap;
    std::unique_ptr<Day> m_day;
    QString m_database;

    // The kind keeps apart what must differ; a name has at most 63 bytes.
    QString poison(const QString &kind) const { return u"<img src=%1>%2"_s.arg(m_trap->path(), kind) + reversed + escape + u'x'; }
    QString shown(const QString &kind) const { return u"<img src=%1>%2⟦U+202E⟧␛x"_s.arg(m_trap->path(), kind); }
    QByteArray name(const QString &kind) const { return '"' + poison(kind).toUtf8() + '"'; }
    QByteArray text(const QString &kind) const { return '\'' + poison(kind).toUtf8() + '\''; }

    // Everything in both themes; what is drawn is drawn.
    void look()
    {
        for (const QString &theme : {u"dark"_s, u"light"_s}) {
            m_day->window()->setTheme(theme);
            QCoreApplication::processEvents();
            for (QWidget *top : QApplication::topLevelWidgets())
                if (top->isVisible())
                    QVERIFY(!top->grab().isNull());
        }
        const QStringList raw = rawWords();
        QVERIFY2(raw.isEmpty(), qPrintable(raw.join(u'\n')));
    }

    QByteArray schema() const
    {
        const QByteArray in = name(u"s"_s) + '.', table = in + name(u"t"_s), parts = in + name(u"p"_s);
        QByteArray sql = "create schema " + name(u"s"_s) + ";";
        sql += "create type " + in + name(u"e"_s) + " as enum (" + text(u"l"_s) + ");";
        sql += "create table " + table + " (" + name(u"k"_s) + " int primary key, " + name(u"c"_s) + " text default " +
               text(u"d"_s) + ", " + name(u"j"_s) + " jsonb, " + name(u"v"_s) + ' ' + in + name(u"e"_s) + ", constraint " +
               name(u"n"_s) + " check (" + name(u"c"_s) + " <> " + text(u"w"_s) + "));";
        sql += "insert into " + table + " select g, " + text(u"d"_s) + ", jsonb_build_object('k', " + text(u"o"_s) + "), " +
               text(u"l"_s) + " from generate_series(1, 50) g;";
        sql += "create index " + name(u"i"_s) + " on " + table + " (" + name(u"c"_s) + ");";
        sql += "create table " + in + name(u"h"_s) + " (" + name(u"y"_s) + " int primary key references " + table + ");";
        sql += "create view " + in + name(u"w"_s) + " as select * from " + table + ";";
        sql += "create materialized view " + in + name(u"m"_s) + " as select * from " + table + ";";
        sql += "create sequence " + in + name(u"q"_s) + ";";
        sql += "create function " + in + name(u"f"_s) + "(" + name(u"a"_s) +
               " int) returns trigger language plpgsql as $$begin return null; end$$;";
        sql.replace("(" + name(u"a"_s) + " int) returns trigger", "() returns trigger");
        sql += "create trigger " + name(u"g"_s) + " before insert on " + table + " for each row execute function " + in +
               name(u"f"_s) + "();";
        sql += "create table " + parts + " (a int) partition by list (a); create table " + in + name(u"b"_s) + " partition of " +
               parts + " for values in (1);";
        for (const QByteArray &what : {"schema " + name(u"s"_s), "table " + table, "column " + table + '.' + name(u"c"_s)})
            sql += "comment on " + what + " is " + text(u"r"_s) + ';';
        return sql + "grant usage on schema " + name(u"s"_s) + " to oriel; grant all on all tables in schema " + name(u"s"_s) +
               " to oriel;";
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_trap = std::make_unique<Trap>();
        QVERIFY(m_trap->isMade());
        QVERIFY2(poison(u"t"_s).toUtf8().size() < 64, "the FIFO's path is too long for a name");
        m_database = m_server->newDatabase();
        m_server->psql(m_database, schema());
        m_server->psql(u"postgres"_s, "comment on database " + m_database.toUtf8() + " is " + text(u"r"_s) +
                                          "; create database " + name(u"D"_s));
        m_day = std::make_unique<Day>();
        QVERIFY(m_day->waitFor("welcome.sample"));
    }
    void cleanupTestCase()
    {
        m_day.reset();
        m_server.reset();
    }

    void theDialogAndTheTree()
    {
        m_day->openDialog(m_server->url(m_database), poison(u"N"_s));
        m_day->focus("connect.user");
        m_day->paste(poison(u"U"_s));
        m_day->click("connect.test");
        QTRY_VERIFY_WITH_TIMEOUT(m_day->words("connect.notice").contains(u"refused the password"_s), patience);
        look();
        m_day->focus("connect.user");
        m_day->paste(m_server->info().user);
        m_day->click("connect.connect");
        const QStringList top{shown(u"N"_s), shown(u"s"_s)};
        QVERIFY(m_day->row(top).isValid());
        const QStringList table = top + QStringList{u"Tables"_s, shown(u"t"_s)};
        for (const QStringList &path :
             {table + QStringList{shown(u"k"_s)}, table + QStringList{u"Indexes"_s, shown(u"i"_s)},
              table + QStringList{u"Constraints"_s, shown(u"n"_s)}, table + QStringList{u"Triggers"_s, shown(u"g"_s)},
              top + QStringList{u"Tables"_s, shown(u"p"_s), u"Partitions"_s, shown(u"b"_s)},
              top + QStringList{u"Views"_s, shown(u"w"_s), shown(u"c"_s)},
              top + QStringList{u"Materialized views"_s, shown(u"m"_s)}, top + QStringList{u"Sequences"_s, shown(u"q"_s)},
              top + QStringList{u"Functions"_s, shown(u"f"_s)}, top + QStringList{u"Types"_s, shown(u"e"_s)},
              QStringList{shown(u"N"_s), u"Other databases"_s, shown(u"D"_s)}})
            QVERIFY2(m_day->row(path).isValid(), qPrintable(path.join(u" / "_s)));
        for (QModelIndex index = m_day->tree()->model()->index(0, 0); index.isValid(); index = m_day->tree()->indexBelow(index))
            hover(m_day->tree(), index);
        look();
        m_day->focus("database.filter");
        m_day->paste(poison(u"z"_s));
        QTRY_VERIFY(m_day->tree()->model()->rowCount() == 0);
        look();
        m_day->press(Qt::Key_Escape);
        QTRY_VERIFY(m_day->tree()->model()->rowCount() == 1);
    }

    void tablesAndValues()
    {
        const QStringList top{shown(u"N"_s), shown(u"s"_s)};
        for (const QStringList &path :
             {top + QStringList{u"Tables"_s, shown(u"t"_s)}, top + QStringList{u"Views"_s, shown(u"w"_s)}}) {
            m_day->choose(m_day->row(path));
            m_day->press(Qt::Key_Return);
            QTRY_VERIFY_WITH_TIMEOUT(m_day->window()->currentDocument() &&
                                         m_day->window()->currentDocument()->title().contains(path.last().section(u'⟦', 0, 0)),
                                     patience);
            QTRY_VERIFY_WITH_TIMEOUT(m_day->see<Grid>("table.grid") && m_day->see<Grid>("table.grid")->model()->rowCount() == 50,
                                     patience);
            auto *grid = m_day->see<Grid>("table.grid");
            for (int column = 0; column < 4; ++column) {
                hover(grid, grid->model()->index(1, column));
                const QString header = grid->model()->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
                QVERIFY(header.isEmpty() || !header.contains(u"<img"_s));
                grid->setCurrentIndex(grid->model()->index(1, column));
                m_day->focus("table.grid");
                m_day->press(Qt::Key_Return);
                QVERIFY(m_day->waitFor("value"));
                look();
            }
        }
    }

    void everyPaneOfATable()
    {
        QVERIFY(m_day->openTable({shown(u"N"_s), shown(u"s"_s), u"Tables"_s, shown(u"t"_s)}));
        m_day->chooseCell(1, poison(u"c"_s));
        const auto close = [this](const char *name) {
            m_day->see(name)->window()->close();
            QTRY_VERIFY(!m_day->see(name));
        };
        m_day->action("table.filterByValue")->trigger();
        QVERIFY(m_day->waitFor("table.chips"));
        QVERIFY(m_day->settles());
        look();
        m_day->focus("table.filterLine");
        m_day->press(QKeySequence(u"Ctrl+Space"_s));
        QTRY_VERIFY(QApplication::activePopupWidget());
        look();
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activePopupWidget());
        m_day->focus("table.grid");
        m_day->press(QKeySequence(u"Shift+Return"_s));
        QVERIFY(m_day->waitFor("record.fields"));
        look();
        m_day->action("table.statistics")->trigger();
        QVERIFY(m_day->waitFor("statistics.exact"));
        m_day->click("statistics.exact");
        QVERIFY(m_day->waitFor("statistics.common"));
        look();
        m_day->focus("table.grid");
        m_day->press(Qt::Key_Escape);
        m_day->action("table.definition")->trigger();
        QVERIFY(m_day->waitFor("definition.tabs"));
        auto *tabs = m_day->see<QTabWidget>("definition.tabs");
        for (int i = 0; i < tabs->count(); ++i) {
            tabs->setCurrentIndex(i);
            QVERIFY(m_day->waitUntil([this] { return !m_day->words("definition.notice").contains(u"Reading"_s); }));
            look();
        }
        close("definition.tabs");
        m_day->chooseCell(1, poison(u"k"_s));
        QVERIFY(m_day->waitUntil(
            [this] { return m_day->window()->currentDocument()->findChild<QAction *>(u"table.referrers"_s)->isEnabled(); }));
        m_day->press(QKeySequence(u"Shift+F4"_s));
        QVERIFY(m_day->waitFor("table.referrersList"));
        look();
        close("table.referrersList");
        m_day->focus("table.grid");
        m_day->press(QKeySequence(u"Ctrl+Shift+O"_s));
        QVERIFY(m_day->waitFor("columns.list"));
        look();
        close("columns.list");
        m_day->press(QKeySequence(u"Ctrl+Shift+E"_s));
        QVERIFY(m_day->waitFor("export.path"));
        look();
        close("export.path");
        m_day->action("table.report")->trigger();
        QVERIFY(m_day->waitFor("report.preview"));
        look();
        close("report.preview");
    }

    void consoleWords()
    {
        m_day->openConsole({shown(u"N"_s)});
        QVERIFY(m_day->run(u"select "_s + QString::fromUtf8(text(u"d"_s)) + u" as "_s + QString::fromUtf8(name(u"c"_s))));
        hover(m_day->grid(), m_day->grid()->model()->index(0, 0));
        look();
        QVERIFY(m_day->run(u"do $$begin raise notice 'n %', "_s + QString::fromUtf8(text(u"n"_s)) +
                           u"; raise exception using message = "_s + QString::fromUtf8(text(u"x"_s)) + u", detail = "_s +
                           QString::fromUtf8(text(u"y"_s)) + u", hint = "_s + QString::fromUtf8(text(u"h"_s)) + u"; end$$"_s));
        QVERIFY2(m_day->notice().contains(shown(u"x"_s)), qPrintable(m_day->notice()));
        QVERIFY2(m_day->messages().contains(shown(u"n"_s)), qPrintable(m_day->messages()));
        m_day->click("notice.details");
        look();
        // whom it waits for names itself so, too
        QVERIFY(m_day->run(u"begin; lock table pg_catalog.pg_description in access share mode; select 1"_s));
        m_day->press(QKeySequence(u"Ctrl+W"_s));
        QVERIFY(m_day->waitFor("leaving.drop"));
        look();
        m_day->click("leaving.drop");
        QTRY_VERIFY(!m_day->see("console.editor"));
    }

    void whomAStatementWaitsFor()
    {
        Connection *connection = m_day->workspace().connection(m_day->objects().place(m_day->row({shown(u"N"_s)})).connection);
        QVERIFY(connection);
        pg::ConnInfo info = connection->openInfo();
        info.set(u"application_name"_s, u"<img src=%1>"_s.arg(m_trap->path()) + reversed);
        pg::Session holder;
        holder.open(info);
        const auto held = holder.run(u"begin; lock table "_s + QString::fromUtf8(name(u"s"_s) + '.' + name(u"t"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(holder.state() == pg::SessionState::InTransaction, patience);
        m_day->openConsole({shown(u"N"_s)});
        m_day->focus("console.editor");
        m_day->paste(u"select * from "_s + QString::fromUtf8(name(u"s"_s) + '.' + name(u"t"_s)));
        m_day->press(QKeySequence(u"Ctrl+Return"_s));
        QTRY_VERIFY2_WITH_TIMEOUT(m_day->notice().contains(u"Waits for PID"_s), qPrintable(m_day->notice()), patience);
        look();
        m_day->press(Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(m_day->isIdle(), patience);
    }

    void paletteQuestionsAndWelcome()
    {
        m_day->press(QKeySequence(u"Ctrl+Shift+P"_s));
        QVERIFY(m_day->waitFor("palette.line"));
        look();
        m_day->focus("palette.line");
        m_day->press(Qt::Key_Escape);
        QTRY_VERIFY(!m_day->see("palette.line"));
        while (!m_day->window()->documents().isEmpty()) {
            const qsizetype before = m_day->window()->documents().size();
            m_day->window()->closeDocument(m_day->window()->documents().constLast());
            QTRY_VERIFY(m_day->window()->documents().size() < before);
        }
        QVERIFY(m_day->waitFor("welcome.sample")); // with the connection among the recent ones
        look();
        m_day->choose(m_day->row({shown(u"N"_s)}));
        m_day->window()->findChild<QAction *>(u"database.removeConnection"_s)->trigger();
        QVERIFY(m_day->waitFor("database.confirmRemoval"));
        look();
        QApplication::activeModalWidget()->close();
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }

    void nothingWasOpenedAndNoSecretLeft()
    {
        QVERIFY(!m_trap->isSprung());
        const QByteArray secret = m_server->info().password.toUtf8();
        QVERIFY(secret.size() >= 16);
        m_day->openDialog(m_server->url(m_database), u"second"_s);
        QVERIFY2(!m_day->words("connect.url").toUtf8().contains(secret), "readable in the URL field");
        look();
        for (const QWidget *widget : QApplication::allWidgets()) {
            const auto *line = qobject_cast<const QLineEdit *>(widget);
            QVERIFY2(!line || !line->isVisible() || !line->displayText().toUtf8().contains(secret),
                     qPrintable(widget->objectName()));
        }
        m_day->click("connect.save");
        for (const QString &process : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QFile line(u"/proc/"_s + process + u"/cmdline"_s);
            if (process.at(0).isDigit() && line.open(QIODevice::ReadOnly))
                QVERIFY2(!line.readAll().contains(secret), qPrintable(process));
        }
        const QString state = m_day->stateFolder();
        m_day->window()->close();
        QTRY_VERIFY(!m_day->window()->isVisible());
        QCOMPARE(filesWith(state, "oriel@localhost").isEmpty(), false); // it does look where the connections are
        QCOMPARE(filesWith(state, secret), QStringList());
        QCOMPARE(filesWith(QDir::homePath(), secret), QStringList());
    }
};

QTEST_MAIN(TestPoison)
#include "tst_poison.moc"
