// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeguest.h"

#include "shell/pane.h"
#include "shell/panetabs.h"
#include "shell/splitarea.h"

#include <QSignalSpy>
#include <QSplitter>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;
using oriel::test::FakeDocument;

class TestSplitArea final : public QObject
{
    Q_OBJECT

private:
    // "[a b*] | ([c*] / [d*])": panes in brackets, the tab in front starred, | beside, / below.
    static QString drawn(const layout::Node &node)
    {
        QStringList parts;
        for (const layout::Node &part : node.parts)
            parts.append(part.isSplit() ? u"("_s + drawn(part) + u")"_s : drawn(part));
        if (node.isSplit())
            return parts.join(node.orientation == Qt::Horizontal ? u" | "_s : u" / "_s);
        for (int i = 0; i < node.tabs.size(); ++i)
            parts.append(node.tabs[i].state["name"_L1].toString() + (i == node.current ? u"*"_s : QString()));
        return u"["_s + parts.join(u' ') + u"]"_s + (node.isCurrent ? u"!"_s : QString());
    }
    static QString drawn(const SplitArea &area) { return area.documents().isEmpty() ? QString() : drawn(area.state()); }

    static FakeDocument *find(const SplitArea &area, const QString &name)
    {
        for (Document *document : area.documents()) {
            if (document->title() == name)
                return static_cast<FakeDocument *>(document);
        }
        return nullptr;
    }

    struct Scene
    {
        SplitArea area;
        explicit Scene(const QStringList &names = {u"a"_s, u"b"_s, u"c"_s})
        {
            area.resize(900, 600);
            area.show();
            for (const QString &name : names)
                area.add(new FakeDocument(name));
        }
        ~Scene() { QObject::disconnect(&area, nullptr, nullptr, nullptr); }
        FakeDocument *operator[](const QString &name) const { return find(area, name); }
    };

    static QPoint tabCentre(const SplitArea &area, Document *document)
    {
        const Pane *pane = area.paneOf(document);
        return pane->tabs()->tabRect(int(pane->documents().indexOf(document))).center();
    }

    // Presses on the document's tab, moves in steps to `to` (coordinates of the area) and, unless told otherwise, lets go.
    static void drag(SplitArea &area, Document *document, const QPoint &to, bool isReleased = true)
    {
        PaneTabs *tabs = area.paneOf(document)->tabs();
        const QPoint from = tabCentre(area, document);
        const QPoint end = tabs->mapFrom(&area, to);
        QTest::mousePress(tabs, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 4; ++step)
            move(tabs, from + (end - from) * step / 4);
        if (isReleased)
            QTest::mouseRelease(tabs, Qt::LeftButton, {}, end);
    }

    static void move(QWidget *widget, const QPoint &position) // QTest::mouseMove carries no buttons
    {
        QMouseEvent event(QEvent::MouseMove, position, widget->mapToGlobal(position), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(widget, &event);
    }

    static QPoint edge(const SplitArea &area, const Document *document, Qt::Edge side)
    {
        const Pane *pane = area.paneOf(document);
        const QRect room = QRect(pane->mapTo(&area, QPoint(0, 40)), pane->size() - QSize(0, 40));
        switch (side) {
        case Qt::LeftEdge:
            return {room.left() + 10, room.center().y()};
        case Qt::RightEdge:
            return {room.right() - 10, room.center().y()};
        case Qt::TopEdge:
            return {room.center().x(), room.top() + 10};
        default:
            return {room.center().x(), room.bottom() - 10};
        }
    }

private Q_SLOTS:
    void splitsRightAndDown()
    {
        Scene s;
        QCOMPARE(drawn(s.area), u"[a b c*]!"_s);
        s.area.splitCurrent(Qt::Horizontal);
        QCOMPARE(drawn(s.area), u"[a b*] | [c*]!"_s);
        QVERIFY(!s.area.canSplit()); // one document alone has nothing to stand beside
        s.area.splitCurrent(Qt::Vertical);
        QCOMPARE(drawn(s.area), u"[a b*] | [c*]!"_s);
        s.area.setCurrent(s[u"b"_s]);
        s.area.splitCurrent(Qt::Vertical);
        QCOMPARE(drawn(s.area), u"([a*] / [b*]!) | [c*]"_s);
        for (const Document *document : s.area.documents())
            QVERIFY(document->isVisible());
    }

    void newTabsComeBesideTheCurrentOne()
    {
        Scene s;
        s.area.setCurrent(s[u"a"_s]);
        s.area.add(new FakeDocument(u"x"_s));
        QCOMPARE(drawn(s.area), u"[a x* b c]!"_s);
    }

    void theLastTabTakesItsPaneAlong()
    {
        Scene s;
        s.area.splitCurrent(Qt::Horizontal);
        auto *c = s[u"c"_s];
        s.area.take(c);
        QCOMPARE(drawn(s.area), u"[a b*]!"_s);
        QCOMPARE(s.area.panes().size(), 1);
        delete c;
        s.area.take(s[u"a"_s]);
        s.area.take(s[u"b"_s]);
        QCOMPARE(s.area.documents().size(), 0);
        QVERIFY(!s.area.currentPane());
        s.area.add(new FakeDocument(u"again"_s));
        QCOMPARE(drawn(s.area), u"[again*]!"_s);
    }

    void theSplitCollapsesInTheMiddleOfATree()
    {
        Scene s({u"a"_s, u"b"_s, u"c"_s, u"d"_s});
        s.area.splitCurrent(Qt::Horizontal);
        s.area.setCurrent(s[u"c"_s]);
        s.area.splitCurrent(Qt::Vertical);
        s.area.setCurrent(s[u"b"_s]);
        s.area.splitCurrent(Qt::Horizontal);
        QCOMPARE(drawn(s.area), u"(([a*] | [b*]!) / [c*]) | [d*]"_s);
        s.area.take(s[u"c"_s]);
        QCOMPARE(drawn(s.area), u"([a*] | [b*]!) | [d*]"_s);
        s.area.take(s[u"b"_s]);
        QCOMPARE(drawn(s.area), u"[a*]! | [d*]"_s);
        QVERIFY(s[u"a"_s]->isVisible() && s[u"d"_s]->isVisible());
    }

    void movesToTheOtherSide()
    {
        Scene s;
        s.area.moveToOtherSide();
        QCOMPARE(drawn(s.area), u"[a b*] | [c*]!"_s);
        s.area.setCurrent(s[u"a"_s]);
        s.area.moveToOtherSide();
        QCOMPARE(drawn(s.area), u"[b*] | [c a*]!"_s);
        s.area.setCurrent(s[u"b"_s]);
        s.area.moveToOtherSide();
        QCOMPARE(drawn(s.area), u"[c a b*]!"_s);
    }

    void maximisesAndBack()
    {
        Scene s;
        s.area.splitCurrent(Qt::Horizontal);
        auto *splitter = s.area.findChild<QSplitter *>(u"split"_s);
        splitter->setSizes({300, 599});
        const QList<int> sizes = splitter->sizes();
        const QString before = drawn(s.area);
        s.area.setMaximised(true);
        QVERIFY(s.area.isMaximised());
        QVERIFY(!s[u"b"_s]->isVisible());
        QVERIFY(s[u"c"_s]->isVisible());
        QTRY_COMPARE(s[u"c"_s]->width(), s.area.width());
        QCOMPARE(s.area.state().sizes, sizes); // what is stored is the split, not the hidden one
        s.area.setMaximised(false);
        QVERIFY(s[u"b"_s]->isVisible());
        QCOMPARE(splitter->sizes(), sizes);
        QCOMPARE(drawn(s.area), before);
        s.area.setMaximised(true);
        s.area.setCurrent(s[u"b"_s]); // a document behind the curtain is asked for
        QVERIFY(!s.area.isMaximised());
        QVERIFY(s[u"b"_s]->isVisible());
    }

    void draggingToAnEdgeSplits_data()
    {
        QTest::addColumn<int>("edge");
        QTest::addColumn<QString>("expected");
        QTest::newRow("right") << int(Qt::RightEdge) << u"[a b*] | [c*]!"_s;
        QTest::newRow("left") << int(Qt::LeftEdge) << u"[c*]! | [a b*]"_s;
        QTest::newRow("top") << int(Qt::TopEdge) << u"[c*]! / [a b*]"_s;
        QTest::newRow("bottom") << int(Qt::BottomEdge) << u"[a b*] / [c*]!"_s;
    }
    void draggingToAnEdgeSplits()
    {
        QFETCH(int, edge);
        QFETCH(QString, expected);
        Scene s;
        const QPoint to = TestSplitArea::edge(s.area, s[u"c"_s], Qt::Edge(edge));
        auto *mark = s.area.findChild<DropMark *>();
        drag(s.area, s[u"c"_s], to, false);
        QVERIFY(mark->isVisible());
        QVERIFY(mark->geometry().contains(to));
        QVERIFY(mark->width() < s.area.width() * 3 / 5 || mark->height() < s.area.height() * 3 / 5);
        PaneTabs *tabs = s.area.currentPane()->tabs();
        QTest::mouseRelease(tabs, Qt::LeftButton, {}, tabs->mapFrom(&s.area, to));
        QVERIFY(!mark->isVisible());
        QCOMPARE(drawn(s.area), expected);
    }

    void draggingIntoAnotherPane()
    {
        Scene s;
        s.area.splitCurrent(Qt::Horizontal);
        const Pane *right = s.area.paneOf(s[u"c"_s]);
        drag(s.area, s[u"a"_s], right->mapTo(&s.area, right->rect().center()));
        QCOMPARE(drawn(s.area), u"[b*] | [c a*]!"_s);
        const QPoint front = right->mapTo(&s.area, QPoint(3, 10)); // its tab bar, before the first tab; takes the last one away
        drag(s.area, s[u"b"_s], front);
        QCOMPARE(drawn(s.area), u"[b* c a]!"_s);
    }

    void draggingWithinTheBarSorts()
    {
        Scene s;
        const QPoint first = tabCentre(s.area, s[u"a"_s]) - QPoint(5, 0);
        drag(s.area, s[u"c"_s], s.area.currentPane()->tabs()->mapTo(&s.area, first));
        QCOMPARE(drawn(s.area), u"[c* a b]!"_s);
    }

    void escapeEndsTheDrag()
    {
        Scene s;
        QVERIFY(QTest::qWaitForWindowExposed(&s.area));
        drag(s.area, s[u"c"_s], edge(s.area, s[u"c"_s], Qt::RightEdge), false);
        QTest::keyClick(&s.area, Qt::Key_Escape);
        QVERIFY(!s.area.findChild<DropMark *>()->isVisible());
        PaneTabs *tabs = s.area.currentPane()->tabs();
        QTest::mouseRelease(tabs, Qt::LeftButton, {}, tabs->mapFrom(&s.area, edge(s.area, s[u"c"_s], Qt::RightEdge)));
        QCOMPARE(drawn(s.area), u"[a b c*]!"_s);
    }

    void aDocumentDiesWhileItIsDragged()
    {
        Scene s;
        const QPoint to = edge(s.area, s[u"c"_s], Qt::RightEdge);
        PaneTabs *tabs = s.area.currentPane()->tabs();
        auto *c = s[u"c"_s];
        drag(s.area, c, to, false);
        s.area.take(c);
        delete c;
        QVERIFY(!s.area.findChild<DropMark *>()->isVisible());
        move(tabs, tabs->mapFrom(&s.area, to));
        QTest::mouseRelease(tabs, Qt::LeftButton, {}, tabs->mapFrom(&s.area, to));
        QCOMPARE(drawn(s.area), u"[a b*]!"_s);
    }

    void aLoneDocumentDoesNotSplitItsOwnPane()
    {
        Scene s({u"a"_s});
        drag(s.area, s[u"a"_s], edge(s.area, s[u"a"_s], Qt::RightEdge));
        QCOMPARE(drawn(s.area), u"[a*]!"_s);
    }

    void closingIsAskedByButtonAndMiddleClick()
    {
        Scene s;
        QSignalSpy asked(&s.area, &SplitArea::closeAsked);
        PaneTabs *tabs = s.area.currentPane()->tabs();
        QTest::mouseClick(tabs->tabButton(1, QTabBar::RightSide), Qt::LeftButton);
        QTest::mouseClick(tabs, Qt::MiddleButton, {}, tabCentre(s.area, s[u"a"_s]));
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked[0][0].value<Document *>(), s[u"b"_s]);
        QCOMPARE(asked[1][0].value<Document *>(), s[u"a"_s]);
        QCOMPARE(drawn(s.area), u"[a b c*]!"_s); // it asks, the window closes
    }

    void stepsThroughTabsAndPanes()
    {
        Scene s;
        s.area.stepTab(1);
        QCOMPARE(drawn(s.area), u"[a* b c]!"_s);
        s.area.stepTab(-1);
        s.area.stepTab(-1);
        QCOMPARE(drawn(s.area), u"[a b* c]!"_s);
        s.area.splitCurrent(Qt::Horizontal);
        s.area.stepPane(1);
        QCOMPARE(drawn(s.area), u"[a c*]! | [b*]"_s);
    }

    void stateComesBack()
    {
        Scene s({u"a"_s, u"b"_s, u"c"_s, u"d"_s});
        s.area.splitCurrent(Qt::Horizontal);
        s.area.setCurrent(s[u"c"_s]);
        s.area.splitCurrent(Qt::Vertical);
        const QString before = drawn(s.area);
        const auto stored = layout::fromJson(layout::toJson(s.area.state()));
        QVERIFY(stored);
        SplitArea again;
        again.resize(900, 600);
        again.show();
        again.restore(*stored, [](const layout::Tab &tab) -> Document * {
            auto *document = new FakeDocument;
            document->restore(tab.state);
            return document;
        });
        QCOMPARE(drawn(again), before);
        QCOMPARE(again.state().sizes.size(), 2);
        QVERIFY(find(again, u"c"_s)->isVisible());
        QVERIFY(!find(again, u"a"_s)->isVisible());
    }

    void stateOfUnknownKindsIsLeftOut()
    {
        const Scene s;
        layout::Node root;
        root.parts = {s.area.state(), s.area.state()};
        SplitArea again;
        int made = 0;
        again.restore(root, [&made](const layout::Tab &tab) -> Document * {
            auto *document = ++made < 6 ? nullptr : new FakeDocument;
            if (document)
                document->restore(tab.state);
            return document;
        });
        QCOMPARE(drawn(again), u"[c*]!"_s);
    }
};

QTEST_MAIN(TestSplitArea)
#include "tst_splitarea.moc"
