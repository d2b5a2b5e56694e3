// SPDX-License-Identifier: GPL-3.0-or-later
#include "scene.h"

#include "shell/pane.h"
#include "shell/panetabs.h"
#include "shell/splitarea.h"

#include <QDockWidget>
#include <QLabel>
#include <QSignalSpy>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace oriel;
using oriel::test::FakeDocument;
using oriel::test::open2;
using oriel::test::Scene;

// What leaving asks: a tab, the window, guests that fail, are slow or go.
class TestDeparture final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closingATabAsksForItsStakes_data()
    {
        QTest::addColumn<QByteArray>("button");
        QTest::addColumn<QList<int>>("answers");
        QTest::addColumn<bool>("isClosed");
        QTest::newRow("keep") << "leaving.keep"_qba << QList<int>{int(Answer::Keep)} << true;
        QTest::newRow("drop") << "leaving.drop"_qba << QList<int>{int(Answer::Drop)} << true;
        QTest::newRow("cancel") << "leaving.cancel"_qba << QList<int>{} << false;
    }
    void closingATabAsksForItsStakes()
    {
        QFETCH(QByteArray, button);
        QFETCH(QList<int>, answers);
        QFETCH(bool, isClosed);
        Scene s({u"a"_s});
        const QPointer<FakeDocument> a = s[u"a"_s];
        a->tabStakes = {open2, {u"1 edit <img src=x>"_s, u"Save"_s, u"Discard"_s}};
        s.window->closeDocument(a);
        QVERIFY(s.box());
        QCOMPARE(s.box()->findChild<QAbstractButton *>(u"leaving.keep"_s)->text(), u"Commit, Save"_s);
        QCOMPARE(s.box()->findChild<QAbstractButton *>(u"leaving.drop"_s)->text(), u"Roll back, Discard"_s);
        QVERIFY(s.box()->informativeText().contains(u"2 statements not committed"_s));
        s.window->closeDocument(a); // asks only once
        QCOMPARE(s.window->findChildren<QMessageBox *>().size(), 1);
        a->isSlow = true;
        s.answer(button.constData());
        QList<int> seen;
        for (const Answer each : a->answers)
            seen.append(int(each));
        QCOMPARE(seen, answers);
        QCOMPARE(s.names().size(), 1); // still here until it has settled
        if (a->pending)
            std::exchange(a->pending, {})({});
        QCOMPARE(s.names().isEmpty(), isClosed);
        QTRY_COMPARE(a.isNull(), isClosed);
        QTRY_VERIFY(!s.box());
    }

    void whatCannotBeSettledStaysAndIsShown()
    {
        Scene s({u"a"_s, u"b"_s});
        s[u"a"_s]->tabStakes = {open2};
        s[u"a"_s]->failure = u"The server is gone."_s;
        s.window->closeDocument(s[u"a"_s]);
        s.answer("leaving.keep");
        QCOMPARE(s.names(), (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(s.window->currentDocument(), s[u"a"_s]);
        QCOMPARE(s.window->findChild<QLabel *>(u"status.message"_s)->text(), u"The server is gone."_s);
        s[u"a"_s]->failure.clear();
        s.window->closeDocument(s[u"a"_s]); // and may be closed again
        QTRY_COMPARE(s.window->findChildren<QMessageBox *>().size(), 1);
        s.answer("leaving.drop");
        QCOMPARE(s.names(), QStringList{u"b"_s});
    }

    void whatCannotBeKeptIsDropped()
    {
        Scene s({u"a"_s});
        s[u"a"_s]->tabStakes = {{u"top is running"_s, {}, u"End it"_s}};
        s.window->closeDocument(s[u"a"_s]);
        QVERIFY(!s.box()->findChild<QAbstractButton *>(u"leaving.keep"_s));
        QCOMPARE(s.box()->escapeButton()->objectName(), u"leaving.cancel"_s);
        QTest::keyClick(s.box(), Qt::Key_Escape);
        QCOMPARE(s.names().size(), 1);
        QVERIFY(s[u"a"_s]->answers.isEmpty());
    }

    void aGuestDiesWhileItIsAsked()
    {
        Scene s({u"a"_s});
        auto *a = s[u"a"_s];
        a->tabStakes = {open2};
        s.window->closeDocument(a);
        a->tabStakes.clear();
        Q_EMIT a->closeAsked(); // already being asked
        QCOMPARE(s.names().size(), 1);
        a->isSlow = true;
        s.answer("leaving.drop");
        auto done = std::exchange(a->pending, {});
        s.window.reset(); // with the settling under way
        done({});
    }

    void closingATabElsewhereLeavesTheFocus()
    {
        Scene s({u"a"_s, u"b"_s});
        QVERIFY(s.isActive);
        s.window->splitCurrent(Qt::Horizontal);
        QVERIFY(s[u"b"_s]->edit->hasFocus());
        const Pane *left = s.window->findChild<SplitArea *>()->paneOf(s[u"a"_s]);
        QTest::mouseClick(left->tabs()->tabButton(0, QTabBar::RightSide), Qt::LeftButton);
        QCOMPARE(s.names(), QStringList{u"b"_s});
        QVERIFY(s[u"b"_s]->edit->hasFocus());
        QCOMPARE(s.window->currentGuest(), s[u"b"_s]);
    }

    void theGuestEndsItself()
    {
        Scene s({u"a"_s});
        Q_EMIT s[u"a"_s]->closeAsked();
        QVERIFY(s.names().isEmpty());
    }

    void closingTheWindowAsksOnceForAll()
    {
        Scene s({u"a"_s, u"b"_s});
        s[u"a"_s]->windowStakes = {open2};
        s[u"b"_s]->windowStakes = {open2};
        s.panel->windowStakes = {{u"a program runs"_s, {}, u"End it"_s}};
        s[u"a"_s]->isSlow = true;
        QVERIFY(!s.window->close());
        QVERIFY(!s.window->close());
        QCOMPARE(s.window->findChildren<QMessageBox *>().size(), 1);
        QCOMPARE(s.box()->findChild<QAbstractButton *>(u"leaving.drop"_s)->text(), u"Roll back, End it"_s);
        QVERIFY(s.box()->informativeText().contains(u"cannot be kept"_s));
        s.answer("leaving.keep");
        QCOMPARE(s[u"b"_s]->answers, QList<Answer>{Answer::Keep});
        QCOMPARE(s.panel->answers, QList<Answer>{Answer::Drop});
        QVERIFY(s.window->isVisible());
        std::exchange(s[u"a"_s]->pending, {})({});
        QVERIFY(!s.window->isVisible());
    }

    void cancelKeepsTheWindow()
    {
        Scene s({u"a"_s});
        s[u"a"_s]->windowStakes = {open2};
        s.window->close();
        s.answer("leaving.cancel");
        QVERIFY(s.window->isVisible());
        s[u"a"_s]->windowStakes.clear();
        QVERIFY(s.window->close());
    }

    void aFailureKeepsTheWindow()
    {
        Scene s({u"a"_s, u"b"_s});
        s[u"a"_s]->windowStakes = s[u"b"_s]->windowStakes = {open2};
        s[u"a"_s]->failure = u"Could not commit."_s;
        s.window->close();
        s.answer("leaving.keep");
        QVERIFY(s.window->isVisible());
        QCOMPARE(s.window->currentDocument(), s[u"a"_s]);
    }

    void theWindowWaitsForATabThatSettles()
    {
        Scene s({u"a"_s});
        s[u"a"_s]->tabStakes = {open2};
        s[u"a"_s]->isSlow = true;
        s.window->closeDocument(s[u"a"_s]);
        s.answer("leaving.keep");
        QVERIFY(!s.window->close());
        std::exchange(s[u"a"_s]->pending, {})({});
        QVERIFY(!s.window->isVisible());
    }

    void closingWhileSomethingRuns()
    {
        Scene s({u"a"_s});
        const QPointer<FakeDocument> a = s[u"a"_s];
        auto *timer = new QTimer(a); // work that reports until the guest is gone
        connect(timer, &QTimer::timeout, a, [a] {
            Q_EMIT a->changed();
            Q_EMIT a->stateChanged();
            Q_EMIT a->wished(OpenSample{});
        });
        timer->start(0);
        s.window->closeDocument(a);
        QVERIFY(s.names().isEmpty());
        QTRY_VERIFY(a.isNull());
    }
};

QTEST_MAIN(TestDeparture)
#include "tst_departure.moc"
