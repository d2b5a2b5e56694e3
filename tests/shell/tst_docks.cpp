// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeguest.h"

#include "shell/window.h"

#include <QDockWidget>
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
        const int usual = database->titleBarWidget()->height();
        QVERIFY(usual > 0);
        window.tabifyDockWidget(database, files);
        QTRY_COMPARE(files->titleBarWidget()->height(), 0);
        QTRY_COMPARE(database->titleBarWidget()->height(), 0);
        window.addDockWidget(Qt::RightDockWidgetArea, files);
        QTRY_COMPARE(files->titleBarWidget()->height(), usual);
        QTRY_COMPARE(database->titleBarWidget()->height(), usual);
    }
};

QTEST_MAIN(TestDocks)
#include "tst_docks.moc"
