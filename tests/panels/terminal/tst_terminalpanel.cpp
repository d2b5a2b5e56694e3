// SPDX-License-Identifier: GPL-3.0-or-later
// Tabs and splits of the terminal panel, what closing them asks and ends, and what comes back with the session.
#include "panels/terminal/terminalroom.h"
#include "support/slowspawn.h"
#include "widgets/noticebar.h"
#include "widgets/theme.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QLabel>
#include <QToolButton>

#include <sys/wait.h>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestTerminalPanel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void opensOneShell()
    {
        TerminalRoom room;
        QCOMPARE(room.panes().size(), 0); // not before it is seen
        TerminalPane *pane = room.start();
        QCOMPARE(room.panes().size(), 1);
        QCOMPARE(said(pane, "pwd"), room.project.folder);
        QTRY_COMPARE(pane->folder(), room.project.folder);
        QTRY_COMPARE(room.tabs()->tabText(0), QDir(room.project.folder).dirName());
        QVERIFY(run(pane, "mkdir deeper; cd deeper"));
        QTRY_COMPARE(room.tabs()->tabText(0), u"deeper"_s);
        QCOMPARE(room.panel->status().value(0).text, room.project.folder + u"/deeper"_s);
        QVERIFY(run(pane, "(exit 3)"));
        QTRY_COMPARE(room.tabs()->tabText(0), u"deeper ✗ 3"_s);
        type(pane, "cat\r");
        QTRY_COMPARE(room.tabs()->tabText(0), u"cat"_s); // what runs has not failed
        type(pane, "\x04");
        QVERIFY(run(pane, "true"));
        QTRY_COMPARE(room.tabs()->tabText(0), u"deeper"_s);
        room.panel->hide();
        room.show(); // no second one
        QCOMPARE(room.panes().size(), 1);

        room.trigger("terminal.new"); // where the one before is
        QCOMPARE(room.tabs()->count(), 2);
        QVERIFY(becomesReady(room.pane()));
        QCOMPARE(said(room.pane(), "pwd"), room.project.folder + u"/deeper"_s);
        QVERIFY(room.pane()->isAncestorOf(room.panel->window()->focusWidget())); // one types on at once
        QVERIFY(run(room.pane(), "cd /"));
        QTRY_COMPARE(room.pane()->folder(), u"/"_s);
        room.trigger("terminal.new"); // not outside of the project
        QVERIFY(becomesReady(room.pane()));
        QCOMPARE(said(room.pane(), "pwd"), room.project.folder);
    }

    void splits()
    {
        TerminalRoom room;
        TerminalPane *a = room.start();
        TerminalPane *b = room.split("terminal.splitRight");
        TerminalPane *c = room.split("terminal.splitDown");
        TerminalPane *d = room.split("terminal.splitDown");
        QVERIFY(b && c && d);
        QCOMPARE(room.tabs()->count(), 1);
        const auto place = [&](TerminalPane *pane) { return pane->mapTo(room.panel.get(), QPoint()); };
        QTRY_VERIFY(d->height() > 20 && d->height() < a->height() / 2);
        QVERIFY(place(a).x() < place(b).x() && place(a).y() == place(b).y());
        QVERIFY(place(b).x() == place(c).x() && place(b).y() < place(c).y() && place(c).y() < place(d).y());
        QTRY_VERIFY(d->view()->canvas()->hasFocus());
        for (TerminalPane *next : {a, b, c, d}) {
            room.trigger("terminal.next");
            QVERIFY(next->view()->canvas()->hasFocus());
            QCOMPARE(room.pane(), next);
        }
        for (TerminalPane *previous : {c, b, a, d}) {
            room.trigger("terminal.previous");
            QCOMPARE(room.pane(), previous);
        }

        QList<int> processes;
        for (TerminalPane *pane : {a, b, c, d})
            processes << processOf(pane);
        room.trigger("terminal.close"); // d; the focus goes to its neighbour
        QTRY_VERIFY(c->view()->canvas()->hasFocus());
        QVERIFY(goes(processes[3]));
        room.trigger("terminal.close");
        QTRY_VERIFY(b->view()->canvas()->hasFocus());
        QTRY_COMPARE(b->height(), a->height()); // the split downwards is dissolved
        QVERIFY(room.split("terminal.splitDown"));
        a->setFocus();
        room.trigger("terminal.close"); // now the inner split is the whole
        QTRY_VERIFY(b->view()->canvas()->hasFocus());
        QTRY_COMPARE(b->width(), room.panel->width());
        room.trigger("terminal.next");
        room.trigger("terminal.close");
        room.trigger("terminal.close");
        QCOMPARE(room.tabs()->count(), 0);
        QCOMPARE(room.pane(), nullptr);
        for (int process : processes)
            QVERIFY(goes(process));
        QTRY_COMPARE(room.panes().size(), 0);
        const auto labels = room.panel->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](QLabel *l) { return l->isVisible() && l->text().startsWith(u"No terminal."); }));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier); // as it says
        QCOMPARE(room.tabs()->count(), 1);
        QVERIFY(becomesReady(room.pane()));
    }

    void tabs()
    {
        TerminalRoom room;
        TerminalPane *a = room.start();
        room.trigger("terminal.new");
        TerminalPane *b = room.pane();
        QVERIFY(a != b && becomesReady(b));
        room.trigger("terminal.new");
        TerminalPane *c = room.pane();
        QVERIFY(becomesReady(c));
        room.tabs()->moveTab(2, 0);
        QCOMPARE(room.pane(), c);
        room.tabs()->setCurrentIndex(1);
        QCOMPARE(room.pane(), a);
        a->setFocus();
        room.closeTab(1);
        QCOMPARE(room.tabs()->count(), 2);
        QVERIFY(room.pane() == b || room.pane() == c);
        QTRY_VERIFY(room.pane()->view()->canvas()->hasFocus());
        QVERIFY(room.pane()->isVisible());
    }

    void newStandsBesideTheLastTab()
    {
        TerminalRoom room;
        room.start();
        QToolButton *add = nullptr;
        for (auto *button : room.panel->findChildren<QToolButton *>())
            if (button->defaultAction() == room.action("terminal.new"))
                add = button;
        const auto gap = [&] {
            const QTabBar *tabs = room.tabs();
            return add->mapTo(room.panel.get(), QPoint()).x() -
                   tabs->mapTo(room.panel.get(), tabs->tabRect(tabs->count() - 1).topRight()).x();
        };
        for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            Theme::load(mode)->apply(); // tabs of another size
            QTRY_VERIFY2(gap() > 0 && gap() <= 2 * unit, qPrintable(QString::number(gap())));
        }
        QVERIFY(run(room.pane(), "mkdir ab; cd ab"));
        QTRY_COMPARE(room.tabs()->tabText(0), u"ab"_s);
        QTRY_VERIFY2(gap() > 0 && gap() <= 2 * unit, qPrintable(QString::number(gap())));
    }

    void asksBeforeItEndsSomething()
    {
        TerminalRoom room;
        TerminalPane *pane = room.start();
        QCOMPARE(room.panel->stakes(Leaving::Window).size(), 0);
        type(pane, "sleep 4242\r");
        const auto front = [pane] { return pane->view()->host()->pty().foreground(); };
        QTRY_COMPARE(front().name, u"sleep"_s);
        const int sleeping = front().process, shell = processOf(pane);
        QCOMPARE(room.panel->stakes(Leaving::Window).value(0).what, u"sleep runs in a terminal"_s);
        QTRY_COMPARE(room.tabs()->tabText(0), u"sleep"_s);
        for (const bool isTab : {false, true}) {
            if (isTab)
                room.closeTab(0);
            else
                room.trigger("terminal.close");
            QVERIFY(room.box());
            QCOMPARE(room.box()->text(), u"sleep is still running."_s);
            QVERIFY(room.answer(u"Cancel"_s));
            QCOMPARE(room.tabs()->count(), 1);
            QVERIFY(isAlive(sleeping));
        }
        room.trigger("terminal.close");
        QVERIFY(room.answer(u"End it"_s));
        QCOMPARE(room.tabs()->count(), 0);
        QVERIFY(goes(sleeping));
        QVERIFY(goes(shell));

        room.trigger("terminal.new");
        QVERIFY(run(room.pane(), "sleep 4343 &")); // in the background it would end, too
        QCOMPARE(room.panel->stakes(Leaving::Window).size(), 1);
        room.closeTab(0);
        QVERIFY(room.box() && room.box()->text().contains(u"sleep"_s));
        QVERIFY(room.answer(u"End it"_s));
        QCOMPARE(room.tabs()->count(), 0);
    }

    void exitClosesTheTab()
    {
        TerminalRoom room;
        QElapsedTimer since;
        since.start();
        TerminalPane *first = room.start();
        TerminalPane *second = room.split("terminal.splitRight");
        QVERIFY(second);
        QVERIFY(run(first, "true") && run(second, "false"));
        QVERIFY(waitUntil([&] { return since.hasExpired(2'500); })); // a shell that ends at once says so instead
        type(second, "exit\r");                                      // with the status of the last command: the user's own doing
        QTRY_COMPARE(room.pane(), first);
        QTRY_VERIFY(first->view()->canvas()->hasFocus());
        type(first, "exit\r");
        QTRY_COMPARE(room.tabs()->count(), 0);
    }

    void aProgramThatFailsStaysReadable()
    {
        TerminalRoom room;
        room.show();
        const QString counted = room.folder.filePath(u"starts"_s);
        const vt::Launch launch{
            {"/bin/sh", "-c", "echo x >> starts; echo it is said; exit 3"}, vt::ownEnvironment(), room.folder.path()};
        TerminalPane *pane = room.panel->open(launch, u"job"_s);
        QTRY_VERIFY(room.button("terminal.restart"));
        QCOMPARE(pane->view()->notice()->message(), u"It ended with status 3."_s);
        QVERIFY(textOf(pane).contains(u"it is said"_s));
        QCOMPARE(room.tabs()->tabText(room.tabs()->currentIndex()), u"job"_s);
        QCOMPARE(pane->running(), QStringList());
        pane->setFocus();
        QTest::mouseClick(room.button("terminal.restart"), Qt::LeftButton);
        QTRY_COMPARE(QFileInfo(counted).size(), 4);
        QTRY_VERIFY(room.button("terminal.closeEnded"));
        const int before = room.tabs()->count();
        QTest::mouseClick(room.button("terminal.closeEnded"), Qt::LeftButton);
        QTRY_COMPARE(room.tabs()->count(), before - 1);

        pane = room.panel->open({{"/no/such/program"}, vt::ownEnvironment(), {}}, u"nothing"_s);
        QTRY_VERIFY(pane->view()->notice()->message().contains(u"/no/such/program"_s));
        QCOMPARE(pane->title(), u"nothing"_s);
        QVERIFY(pane->running().isEmpty());
        pane->rerun(); // none of these has a shell to talk to
        pane->copyOutput();
        pane->toCommand(-1);
        pane->setExported(true);
        pane->activate(u"/nowhere"_s);
    }

    void comesBack()
    {
        QJsonObject state;
        QString one, two;
        {
            TerminalRoom room;
            one = room.project.folder + u"/one"_s, two = room.project.folder + u"/two"_s;
            room.folder.setAutoRemove(false);
            TerminalPane *a = room.start();
            QVERIFY(run(a, "mkdir one two; cd one"));
            QTRY_COMPARE(a->folder(), one);
            QVERIFY(room.split("terminal.splitRight"));
            QVERIFY(run(room.pane(), "cd ../two"));
            QTRY_COMPARE(room.pane()->folder(), two);
            QVERIFY(room.split("terminal.splitDown"));
            room.trigger("terminal.new");
            QVERIFY(becomesReady(room.pane()));
            QVERIFY(run(room.pane(), "cd /"));
            QTRY_COMPARE(room.pane()->folder(), u"/"_s);
            room.tabs()->setCurrentIndex(0);
            state = room.panel->state();
        }
        {
            TerminalRoom room;
            room.panel->restore(state);
            QCOMPARE(room.tabs()->count(), 2);
            QCOMPARE(room.tabs()->currentIndex(), 0);
            QCOMPARE(room.panes().size(), 4);
            for (TerminalPane *pane : room.panes())
                QVERIFY(!pane->view()->host());
            room.show();
            QList<TerminalPane *> seen, unseen;
            for (TerminalPane *pane : room.panes())
                (pane->isVisible() ? seen : unseen) << pane;
            QCOMPARE(seen.size(), 3);
            std::ranges::sort(seen, {}, [&](TerminalPane *pane) {
                const QPoint at = pane->mapTo(room.panel.get(), QPoint());
                return std::pair(at.x(), at.y());
            });
            for (TerminalPane *pane : seen)
                QVERIFY(becomesReady(pane));
            QCOMPARE(said(seen[0], "pwd"), one);
            QCOMPARE(said(seen[1], "pwd"), two);
            QCOMPARE(said(seen[2], "pwd"), two);
            QVERIFY(seen[1]->y() == seen[0]->y() || seen[1]->parentWidget() != seen[0]->parentWidget());
            QVERIFY(!unseen[0]->view()->host());
            room.tabs()->setCurrentIndex(1);
            QVERIFY(becomesReady(unseen[0]));
            QCOMPARE(said(unseen[0], "pwd"), u"/"_s);
            room.tabs()->setCurrentIndex(0);
            QCOMPARE(room.panel->state(), state); // the sizes, too
        }
        QDir(QFileInfo(one).path()).removeRecursively();
        TerminalRoom room;
        room.panel->restore(
            {{u"tabs"_s,
              QJsonArray{QJsonObject{}, 7, QJsonObject{{u"parts"_s, QJsonArray{QJsonObject{{u"parts"_s, QJsonArray{}}}}}}}},
             {u"current"_s, 99}});  // not what state() wrote
        room.panel->restore(state); // its folders are gone
        room.show();
        QVERIFY(becomesReady(room.pane()));
    }

    void goneWhileItRuns_data()
    {
        QTest::addColumn<bool>("isPanel");
        QTest::newRow("the pane") << false;
        QTest::newRow("the panel") << true;
    }
    void goneWhileItRuns()
    {
        QFETCH(bool, isPanel);
        TerminalRoom room;
        TerminalPane *pane = room.start();
        const int shell = processOf(pane);
        type(pane, "yes\r");
        QTRY_COMPARE(pane->view()->host()->pty().foreground().name, u"yes"_s);
        const int flood = pane->view()->host()->pty().foreground().process;
        if (isPanel) {
            room.trigger("terminal.splitRight"); // and one that is only starting
            room.panel.reset();
        } else {
            room.trigger("terminal.close");
            QVERIFY(room.answer(u"End it"_s));
        }
        QVERIFY(goes(flood));
        QVERIFY(goes(shell));
    }

    void aSlowStartHoldsNobody()
    {
        TerminalRoom room;
        {
            const SlowSpawn slow;
            room.show();
            QTRY_VERIFY(room.pane()->view()->host());
            QCOMPARE(processOf(room.pane()), 0); // the window goes on before there is a shell
            QCOMPARE(room.tabs()->tabText(0), QDir(room.project.folder).dirName());
            room.panel->run(u"echo $((6 * 7))"_s, {});
            QTRY_VERIFY(room.pane()->view()->host());
            QTest::keyClicks(room.pane()->view()->canvas(), u"x"_s); // no shell's yet
            QTest::keyClick(room.pane()->view()->canvas(), Qt::Key_Backspace);
            QCOMPARE(room.panel->stakes(Leaving::Window).size(), 0);
            room.closeTab(0);
            QCOMPARE(room.tabs()->count(), 1);
            QCOMPARE(processOf(room.pane()), 0);
        }
        QVERIFY(says(room.pane(), u"\n42"_s));
    }

    void goneWhileItStarts()
    {
        for (int i = 0; i < 5; ++i) {
            TerminalRoom room;
            room.show();
            room.trigger("terminal.splitDown");
            if (i % 2)
                room.trigger("terminal.close");
            QCoreApplication::processEvents();
            room.panel.reset();
        }
        QVERIFY(waitUntil([] { return ::waitpid(-1, nullptr, WNOHANG) < 0; })); // there is no child
    }
};

QTEST_MAIN(TestTerminalPanel)
#include "tst_terminalpanel.moc"
