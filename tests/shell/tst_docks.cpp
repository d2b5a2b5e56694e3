// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeguest.h"

#include "shell/window.h"

#include <QDockWidget>
#include <QLabel>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;
using oriel::test::FakePanel;
using oriel::test::FakeStore;

class TestDocks final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Docks behind one another have Qt's tabs: a second line with the same name says nothing.
    void tabbedDocksHaveOneTitle()
    {
        FakeStore store;
        Window window(store.memory(), new QWidget);
        auto *second = new FakePanel(u"Files"_s);
        second->kindName = u"files"_s;
        window.addPanel(new FakePanel(u"Database"_s));
        window.addPanel(second);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        auto *database = window.findChild<QDockWidget *>(u"dock.database"_s),
             *files = window.findChild<QDockWidget *>(u"dock.files"_s);
        QCOMPARE(window.tabifiedDockWidgets(database), QList<QDockWidget *>{files}); // those of one side
        QTRY_COMPARE(files->titleBarWidget()->height(), 0);
        QTRY_COMPARE(database->titleBarWidget()->height(), 0);
        window.addDockWidget(Qt::RightDockWidgetArea, files);
        QTRY_VERIFY(files->titleBarWidget()->height() > 0);
        QTRY_COMPARE(database->titleBarWidget()->height(), files->titleBarWidget()->height());
        window.tabifyDockWidget(database, files);
        QTRY_COMPARE(files->titleBarWidget()->height(), 0);
    }

    void aRowOfThePanelsOwnStandsInTheTitle()
    {
        FakeStore store;
        Window window(store.memory(), new QWidget);
        auto *panel = new FakePanel(u"Terminal"_s);
        panel->kindName = u"terminal"_s;
        auto *row = new QLabel(u"tabs"_s, panel);
        row->setObjectName(u"dock.row"_s);
        window.addPanel(panel);
        window.addPanel(new FakePanel(u"Database"_s));
        window.addDockWidget(Qt::RightDockWidgetArea, window.findChild<QDockWidget *>(u"dock.database"_s));
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        auto *dock = window.findChild<QDockWidget *>(u"dock.terminal"_s);
        QWidget *title = dock->titleBarWidget();
        QVERIFY(title->isAncestorOf(row) && row->isVisible());
        const int name = row->x();
        QVERIFY(name > row->fontMetrics().horizontalAdvance(u"Terminal"_s));
        window.tabifyDockWidget(window.findChild<QDockWidget *>(u"dock.database"_s), dock);
        dock->raise();
        QTRY_COMPARE(row->x(), 0); // Qt's tab says the name
        QVERIFY(title->height() > 0 && row->isVisible());
        dock->setFloating(true);
        QTRY_COMPARE(row->x(), name);
    }
};

QTEST_MAIN(TestDocks)
#include "tst_docks.moc"
