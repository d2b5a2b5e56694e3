// SPDX-License-Identifier: GPL-3.0-or-later
// A day without the mouse: every command has a name, the focus can be seen and goes where a key says.
#include "day.h"

#include "panels/console/consoledocument.h"
#include "shell/pane.h"
#include "shell/splitarea.h"
#include "shell/window.h"
#include "support/server.h"
#include "widgets/grid.h"

#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QTest>
#include <QTreeView>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestKeys final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;
    QString m_database;

    static QString focusName()
    {
        const QWidget *widget = QApplication::focusWidget();
        return widget ? widget->objectName() : QString();
    }
    bool focusComesTo(const QString &name) const
    {
        return QTest::qWaitFor([&] { return focusName() == name; });
    }
    static void actionsOf(const QMenu *menu, QList<QAction *> *found)
    {
        for (QAction *action : menu->actions()) {
            if (action->menu())
                actionsOf(action->menu(), found);
            else if (!action->isSeparator() && action->isVisible())
                found->append(action);
        }
    }
    void openPalette()
    {
        m_day->press(QKeySequence(u"Ctrl+Shift+P"_s));
        QVERIFY(m_day->waitFor("palette.line"));
        m_day->focus("palette.line");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase();
        m_server->psql(m_database,
                       "create table t (id int primary key, v text); insert into t select g, 'v' from generate_series(1, 99) g; "
                       "grant all on t to oriel");
        m_day = std::make_unique<Day>();
        QVERIFY(m_day->waitFor("welcome.sample"));
    }
    void cleanupTestCase()
    {
        m_day.reset();
        m_server.reset();
    }

    void theConnectionDialogByTab()
    {
        m_day->openDialog(m_server->url(m_database), u"keys"_s);
        m_day->focus("connect.url");
        QStringList way{focusName()};
        for (int i = 0; i < 40; ++i) {
            m_day->press(Qt::Key_Tab);
            if (focusName() == way.first())
                break;
            const QWidget *widget = QApplication::focusWidget();
            QVERIFY2(!widget->visibleRegion().isEmpty(), qPrintable(focusName()));
            way << focusName();
        }
        const QStringList wanted{u"connect.host"_s,     u"connect.port"_s, u"connect.database"_s, u"connect.user"_s,
                                 u"connect.password"_s, u"connect.keep"_s, u"connect.sslmode"_s,  u"connect.rootCert"_s,
                                 u"connect.choose"_s,   u"connect.name"_s, u"connect.colour"_s,   u"connect.production"_s,
                                 u"connect.readOnly"_s, u"connect.test"_s, u"connect.cancel"_s,   u"connect.save"_s,
                                 u"connect.connect"_s};
        QStringList named = way.filter(QRegularExpression(u"^connect\\.(?!url$)"_s));
        QCOMPARE(named, wanted);
        m_day->focus("connect.connect");
        m_day->press(Qt::Key_Space);
        QVERIFY(m_day->row({u"keys"_s, u"public"_s, u"Tables"_s, u"t"_s}).isValid());
    }

    void docksPanesAndDocuments()
    {
        m_day->press(QKeySequence(u"Alt+2"_s));
        QVERIFY(focusComesTo(u"database.tree"_s));
        m_day->choose(m_day->row({u"keys"_s, u"public"_s, u"Tables"_s, u"t"_s}));
        m_day->press(Qt::Key_Return);
        QVERIFY(focusComesTo(u"table.grid"_s));
        m_day->press(QKeySequence(u"Alt+2"_s));
        QVERIFY(focusComesTo(u"database.tree"_s));
        m_day->press(QKeySequence(u"Ctrl+Shift+N"_s));
        QVERIFY(focusComesTo(u"console.editor"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_day->isIdle(), patience);
        auto *area = m_day->window()->findChild<SplitArea *>();
        m_day->press(QKeySequence(u"Ctrl+\\"_s));
        QTRY_COMPARE(area->panes().size(), 2);
        QVERIFY(focusComesTo(u"console.editor"_s));
        m_day->press(Qt::Key_F6);
        QVERIFY(focusComesTo(u"table.grid"_s));
        m_day->press(QKeySequence(u"Shift+F6"_s));
        QVERIFY(focusComesTo(u"console.editor"_s));
        m_day->press(QKeySequence(u"Ctrl+Shift+M"_s));
        QVERIFY(m_day->window()->isPaneMaximised());
        m_day->press(QKeySequence(u"Ctrl+Shift+M"_s));
        QVERIFY(!m_day->window()->isPaneMaximised());
        m_day->press(QKeySequence(u"Alt+2"_s));
        m_day->press(QKeySequence(u"Alt+0"_s)); // back to the documents
        QVERIFY(focusComesTo(u"console.editor"_s));
    }

    void escapeClosesOneThingAtATime()
    {
        QVERIFY(m_day->run(u"select nix"_s));
        QVERIFY(m_day->see("console.notice"));
        m_day->press(QKeySequence(u"Ctrl+F"_s));
        QVERIFY(focusComesTo(u"console.find"_s));
        m_day->press(Qt::Key_Escape);
        QVERIFY(focusComesTo(u"console.editor"_s));
        QVERIFY(!m_day->see("console.find"));
        QVERIFY(m_day->see("console.notice"));
        m_day->press(Qt::Key_Escape);
        QTRY_VERIFY(!m_day->see("console.notice"));
        QCOMPARE(focusName(), u"console.editor"_s);
        m_day->paste(u"select pg_sleep(60)"_s);
        m_day->press(QKeySequence(u"Ctrl+Return"_s));
        QTRY_VERIFY(m_day->isBusy());
        m_day->press(Qt::Key_Escape); // a running statement comes first
        QTRY_VERIFY_WITH_TIMEOUT(m_day->isIdle(), patience);
    }

    // From the editor to the rows and back.
    void resultsByKey()
    {
        QVERIFY(m_day->run(u"select generate_series(1, 9) as g"_s));
        m_day->press(QKeySequence(u"Alt+Down"_s));
        QVERIFY2(focusComesTo(u"result.grid"_s), qPrintable(focusName()));
        m_day->press(Qt::Key_Return);
        QVERIFY(m_day->waitFor("value.text"));
        m_day->press(Qt::Key_Escape);
        QTRY_VERIFY(!m_day->see("value.text"));
        m_day->press(QKeySequence(u"Alt+Up"_s));
        QVERIFY2(focusComesTo(u"console.editor"_s), qPrintable(focusName()));
    }

    void thePaletteFindsEveryCommand()
    {
        QList<QAction *> all;
        for (const QAction *top : m_day->window()->menuBar()->actions()) {
            QMetaObject::invokeMethod(top->menu(), "aboutToShow");
            actionsOf(top->menu(), &all);
        }
        QVERIFY(all.size() > 40);
        openPalette();
        const auto *list = m_day->see<QListView>("palette.list");
        QVERIFY(list);
        QStringList names;
        for (int i = 0; i < list->model()->rowCount(); ++i)
            names << list->model()->index(i, 0).data().toString();
        for (const QAction *action : std::as_const(all)) {
            const QString name = action->text().remove(u'&');
            QVERIFY2(action->objectName() == "go.commands"_L1 || names.contains(name), qPrintable(name));
        }
        m_day->type(u"split down"_s);
        QTRY_COMPARE(list->model()->index(0, 0).data().toString(), u"Split down"_s);
        m_day->press(Qt::Key_Escape);
        QTRY_VERIFY(!m_day->see("palette.line"));
        QVERIFY(focusComesTo(u"console.editor"_s));
    }
};

QTEST_MAIN(TestKeys)
#include "tst_keys.moc"
