// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridscene.h"
#include "widgets/theme.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolTip>

using namespace oriel;
using namespace oriel::test;

namespace {

struct WideScene
{
    explicit WideScene(std::shared_ptr<Wide> source)
    {
        model.setSource(std::move(source));
        grid.setRowModel(&model);
        grid.resize(800, 300);
        grid.show();
        grid.setFocus();
        grid.activateWindow();
        isActive = QTest::qWaitForWindowActive(&grid);
    }
    QWidget *header() { return grid.horizontalHeader()->viewport(); }
    QPoint headAt(int column, double part = 0.5) const
    {
        return {grid.columnViewportPosition(column) + int(part * grid.columnWidth(column)), 12};
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {})
    {
        press(from, modifiers);
        move(to, modifiers);
        QTest::mouseRelease(header(), Qt::LeftButton, modifiers, to);
    }
    void press(QPoint at, Qt::KeyboardModifiers modifiers = {}) { QTest::mousePress(header(), Qt::LeftButton, modifiers, at); }
    void move(QPoint to, Qt::KeyboardModifiers modifiers = {})
    {
        QMouseEvent event(QEvent::MouseMove, to, header()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, modifiers);
        QCoreApplication::sendEvent(header(), &event);
    }
    QString order() const // "b* a -c d": pinned, hidden
    {
        QStringList words;
        for (const ColumnPlace &place : grid.columnPlaces())
            words << (place.isHidden ? u"-"_s : QString()) + place.name + (place.isPinned ? u"*"_s : QString());
        return words.join(u' ');
    }
    QString chosen() const
    {
        QStringList words;
        for (const QModelIndex &index : grid.selectionModel()->selectedColumns())
            words << model.columns().at(index.column()).name;
        return words.join(u' ');
    }
    QModelIndex cellAt(int row, int x) const { return grid.indexAt({x, grid.rowViewportPosition(row) + 5}); }
    RowModel model;
    Grid grid;
    bool isActive = false;
};

std::shared_ptr<Wide> named(const char *names) { return std::make_shared<Wide>(QString::fromLatin1(names).split(u' ')); }

} // namespace

class TestGridColumns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void placesAreKept();
    void placesGoByName();
    void placesOutliveTheirRows();
    void aDragMoves();
    void columnsGoDuringADrag();
    void aDragScrolls();
    void withControlADragSelects();
    void hiddenColumnsAreLeftOut();
    void theLastShownColumnStays();
    void pinnedColumnsStayInSight();
    void pinnedColumnsAreHit();
    void pinnedColumnsLeaveRoom();
    void unpinnedColumnsGoBack();
    void aDragOverTheEdgePins();
    void widthsByHandAreTold();
    void aColumnIsShown();
    void selectionGoesBackAndForth();
    void theMenuServesColumns();
    void manyColumns();
};

void TestGridColumns::placesAreKept()
{
    WideScene k(named("a b c d e"));
    QCOMPARE(k.order(), u"a b c d e"_s);
    k.grid.setHidden(2, true);
    k.grid.setPinned(3, true);
    k.grid.horizontalHeader()->resizeSection(1, 77);
    QCOMPARE(k.order(), u"d* a b -c e"_s);
    const QList<ColumnPlace> places = k.grid.columnPlaces();
    QCOMPARE(places.at(2), (ColumnPlace{u"b"_s, 77, false, false}));
    QCOMPARE(places.at(3).width, 120); // as it will be shown

    WideScene other(named("a b c d e"));
    QSignalSpy changed(&other.grid, &Grid::columnPlacesChanged);
    other.grid.setColumnPlaces(places);
    QCOMPARE(other.grid.columnPlaces(), places);
    QVERIFY(other.grid.isColumnHidden(2));
    QVERIFY(other.grid.isPinned(3));
    other.grid.fitColumns();
    QTest::qWait(0);
    QCOMPARE(changed.count(), 0); // nobody's change
    other.grid.setColumnPlaces({});
    QCOMPARE(other.order(), u"a b c d e"_s);
}

void TestGridColumns::placesGoByName()
{
    WideScene k(named("new a b later b"));
    QList<ColumnPlace> places;
    for (const QString &name : {u"b"_s, u"gone"_s, u"a"_s, u"b"_s})
        places << ColumnPlace{name, 90, false, name == u"a"_s};
    k.grid.setColumnPlaces(places);
    QCOMPARE(k.order(), u"a* new b later b"_s); // what is new stands behind the one before it
    QCOMPARE(k.grid.columnWidth(0), 120);
    QCOMPARE(k.grid.columnWidth(2), 90);
    for (ColumnPlace &place : places)
        place.isHidden = true;
    k.grid.setColumnPlaces(places);
    QCOMPARE(k.order(), u"-a* new -b later -b"_s);
    WideScene all(named("a b"));
    all.grid.setColumnPlaces(places); // nothing would be left
    QCOMPARE(all.order(), u"a* b"_s);
}

void TestGridColumns::placesOutliveTheirRows()
{
    WideScene k(named("a b c d"));
    k.grid.setPinned(2, true);
    k.grid.setHidden(0, true);
    k.model.setSource(named("a b c d"));
    QCOMPARE(k.order(), u"c* -a b d"_s);
    RowModel streamed;
    streamed.setSource(named("a b c d"));
    k.grid.setRowModel(&streamed);
    QCOMPARE(k.order(), u"c* -a b d"_s);
    streamed.setSource(named("x a y z")); // other columns: nobody hid these
    QCOMPARE(k.order(), u"x a y z"_s);
    streamed.setSource(named("x"));
    QCOMPARE(k.order(), u"x"_s);
    streamed.setSource(nullptr);
    QCOMPARE(k.order(), QString());
    k.grid.setRowModel(&k.model);
    QCOMPARE(k.order(), u"a b c d"_s);
}

void TestGridColumns::aDragMoves()
{
    WideScene k(named("a b c d"));
    k.grid.setSortable(true);
    QSignalSpy sorted(&k.grid, &Grid::sortAsked), changed(&k.grid, &Grid::columnPlacesChanged);
    k.drag(k.headAt(0), k.headAt(2, 0.8));
    QCOMPARE(k.order(), u"b c a d"_s);
    k.drag(k.headAt(3), k.headAt(1, 0.2));
    QCOMPARE(k.order(), u"d b c a"_s);
    QVERIFY(changed.wait());
    QCOMPARE(changed.count(), 1);                    // once, when the hand rests
    k.drag(k.headAt(1), k.headAt(1) + QPoint(4, 0)); // a hand that is not quite still
    QCOMPARE(sorted.count(), 1);
    k.drag(k.headAt(1), k.headAt(1, 0.8)); // not beyond itself
    k.press(k.headAt(1));
    k.move(k.headAt(3));
    QTest::keyClick(&k.grid, Qt::Key_Escape);
    QTest::mouseRelease(k.header(), Qt::LeftButton, {}, k.headAt(3));
    QCOMPARE(k.order(), u"d b c a"_s);
    QCOMPARE(sorted.count(), 1); // a move is no click
    QCOMPARE(k.chosen(), QString());
    k.drag(k.headAt(0), {-50, 12});
    QCOMPARE(k.order(), u"a d b c"_s);
    k.drag(k.headAt(3), {3000, 12});
    QCOMPARE(k.order(), u"a b c d"_s);
    k.grid.moveColumn(1, 1);
    QCOMPARE(k.order(), u"a c b d"_s);
    k.grid.moveColumn(0, -1);
    k.grid.setHidden(2, true);
    k.grid.moveColumn(0, 1);
    QCOMPARE(k.order(), u"-c b a d"_s);
}

void TestGridColumns::columnsGoDuringADrag()
{
    WideScene k(named("a b c d"));
    for (const int rest : {2, 0}) {
        for (const int x : {60, 119}) { // moved, made wider
            k.model.setSource(named("a b c d"));
            k.grid.setPinned(3, true);
            k.press({x + 240, 12});
            k.move({x + 100, 12});
            k.model.setSource(std::make_shared<Wide>(rest));
            QVERIFY(!k.grid.grab().isNull());
            k.move({x, 12});
            QTest::mouseRelease(k.header(), Qt::LeftButton, {}, {x, 12});
            QCOMPARE(k.order(), rest == 2 ? u"c0 c1"_s : QString());
        }
    }
}

void TestGridColumns::aDragScrolls()
{
    WideScene k(std::make_shared<Wide>(40));
    QScrollBar *bar = k.grid.horizontalScrollBar();
    k.press(k.headAt(1));
    k.move({k.header()->width() - 3, 12});
    QTRY_COMPARE_WITH_TIMEOUT(bar->value(), bar->maximum(), 20'000);
    QTest::mouseRelease(k.header(), Qt::LeftButton, {}, {k.header()->width() - 3, 12});
    QCOMPARE(k.grid.columnPlaces().last().name, u"c1"_s);
    QVERIFY(!k.grid.grab().isNull());
}

void TestGridColumns::withControlADragSelects()
{
    WideScene k(named("a b c d e"));
    k.grid.setSortable(true);
    QSignalSpy sorted(&k.grid, &Grid::sortAsked);
    k.grid.setPinned(4, true);
    k.drag(k.headAt(0), k.headAt(1), Qt::ShiftModifier);
    QCOMPARE(k.chosen(), u"a b"_s);
    k.drag(k.headAt(2), k.headAt(3), Qt::ControlModifier);
    QVERIFY(k.chosen().contains(u"c d"_s));
    k.drag(k.headAt(4), k.headAt(0), Qt::ShiftModifier); // as they stand on screen
    QVERIFY2(k.chosen().contains(u"a"_s) && !k.chosen().contains(u"d"_s), qPrintable(k.chosen()));
    QCOMPARE(sorted.count(), 0);
    QCOMPARE(k.order(), u"e* a b c d"_s);
    k.grid.setSortable(false);
    QTest::mouseClick(k.header(), Qt::LeftButton, {}, k.headAt(3));
    QCOMPARE(k.chosen(), u"d"_s);
}

void TestGridColumns::hiddenColumnsAreLeftOut()
{
    WideScene k(named("a b c d e"));
    k.grid.setHidden({1, 4}, true);
    k.grid.setCurrentIndex(k.model.index(3, 0));
    QTest::keyClick(&k.grid, Qt::Key_Right);
    QCOMPARE(k.grid.currentIndex(), k.model.index(3, 2));
    QTest::keyClick(&k.grid, Qt::Key_Left);
    QCOMPARE(k.grid.currentIndex(), k.model.index(3, 0));
    QTest::keyClick(&k.grid, Qt::Key_End);
    QCOMPARE(k.grid.currentIndex(), k.model.index(3, 3));
    QTest::keyClick(&k.grid, Qt::Key_Right); // nothing further that is shown
    QCOMPARE(k.grid.currentIndex(), k.model.index(3, 3));
    k.grid.setHidden(0, true);
    QTest::keyClick(&k.grid, Qt::Key_Home);
    QCOMPARE(k.grid.currentIndex(), k.model.index(3, 2));
    k.grid.setHidden(0, false);
    QTest::keyClick(&k.grid, Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 2); // not b between them
    k.grid.setHidden(2, true);
    QCOMPARE(k.grid.selectionModel()->selectedIndexes(), QModelIndexList{k.model.index(3, 0)});
    k.grid.setHidden(0, true);
    QCOMPARE(k.grid.currentIndex(), k.model.index(3, 3));
    QVERIFY(!k.grid.grab().isNull());
}

void TestGridColumns::theLastShownColumnStays()
{
    WideScene k(named("a b"));
    k.grid.setHidden({0, 1}, true);
    QCOMPARE(k.order(), u"-a b"_s);
    k.grid.setHidden(1, true);
    QCOMPARE(k.order(), u"-a b"_s);
}

void TestGridColumns::pinnedColumnsStayInSight()
{
    WideScene k(std::make_shared<Wide>(40));
    k.grid.setPinned(7, true);
    k.grid.setPinned(3, true);
    QCOMPARE(k.grid.columnViewportPosition(7), 0);
    QCOMPARE(k.grid.columnViewportPosition(3), 120);
    k.grid.horizontalScrollBar()->setValue(1000);
    QCOMPARE(k.grid.columnViewportPosition(7), 0);
    QCOMPARE(k.grid.columnViewportPosition(3), 120);
    const QPoint edge(239, k.grid.rowViewportPosition(2) + 3), inside = edge - QPoint(4, 0);
    const auto pixel = [&](QPoint at) { return k.grid.viewport()->grab({at, QSize(1, 1)}).toImage().pixelColor(0, 0); };
    QCOMPARE(pixel(edge), Theme::current().colour(u"accent"_s));
    k.grid.setCurrentIndex(k.model.index(2, 3)); // in sight: nothing scrolls
    QCOMPARE(k.grid.horizontalScrollBar()->value(), 1000);
    QCOMPARE(pixel(inside), Theme::current().colour(u"selection"_s));
    for (const int column : {0, 20, 39, 12}) { // each comes out from beneath the pinned ones
        k.grid.setCurrentIndex(k.model.index(2, column));
        const QRect cell = k.grid.visualRect(k.grid.currentIndex());
        QVERIFY(cell.left() >= 240 && cell.right() <= k.grid.viewport()->width());
    }
    QTest::keyClick(&k.grid, Qt::Key_Home);
    QCOMPARE(k.grid.currentIndex().column(), 7);
    QTest::keyClick(&k.grid, Qt::Key_Right);
    QTest::keyClick(&k.grid, Qt::Key_Right);
    QCOMPARE(k.grid.currentIndex().column(), 0);
    QCOMPARE(k.grid.horizontalScrollBar()->value(), 0);
    // what scrolling moved on screen is what would be painted anew
    const auto onScreen = [&] {
        return k.grid.screen()->grabWindow(k.grid.winId()).toImage().convertToFormat(QImage::Format_RGB32);
    };
    const auto anew = [&] { return k.grid.grab().toImage().convertToFormat(QImage::Format_RGB32); };
    QTRY_COMPARE(onScreen(), anew());
    k.grid.horizontalScrollBar()->setValue(333);
    QTRY_COMPARE(onScreen(), anew());
    k.grid.horizontalScrollBar()->setValue(777);
    k.grid.verticalScrollBar()->setValue(100);
    QTRY_COMPARE(onScreen(), anew());
}

void TestGridColumns::pinnedColumnsAreHit()
{
    WideScene k(std::make_shared<Wide>(40));
    k.grid.setSortable(true);
    k.grid.setPinned(9, true);
    k.grid.horizontalScrollBar()->setValue(1030);
    QCOMPARE(k.cellAt(4, 60).column(), 9);
    QCOMPARE(k.cellAt(4, 121).column(), k.grid.columnAt(121));
    QVERIFY(k.grid.columnAt(121) != 9);
    QTest::mouseClick(k.grid.viewport(), Qt::LeftButton, {}, {60, k.grid.rowViewportPosition(4) + 5});
    QCOMPARE(k.grid.currentIndex(), k.model.index(4, 9));
    QSignalSpy sorted(&k.grid, &Grid::sortAsked);
    QTest::mouseClick(k.header(), Qt::LeftButton, {}, {60, 12});
    QCOMPARE(sorted.value(0).value(0).toInt(), 9);
    QHelpEvent ask(QEvent::ToolTip, {60, 12}, k.header()->mapToGlobal(QPoint(60, 12)));
    QCoreApplication::sendEvent(k.header(), &ask);
    QVERIFY2(QToolTip::text().startsWith(u"c9\n"_s), qPrintable(QToolTip::text()));
    const int other = k.grid.columnAt(300);
    QTest::mouseClick(k.header(), Qt::LeftButton, {}, {300, 12});
    QCOMPARE(sorted.value(1).value(0).toInt(), other);
    k.drag({118, 12}, {158, 12}); // its right edge
    QCOMPARE(k.grid.columnWidth(9), 160);
    k.drag({60, 12}, {450, 12}, Qt::ControlModifier); // from a pinned one into those that scroll
    QVERIFY(k.chosen().contains(u"c9"_s) && k.chosen().contains(u"c%1"_s.arg(k.grid.columnAt(450))));
    QTest::mousePress(k.grid.viewport(), Qt::LeftButton, {}, {60, k.grid.rowViewportPosition(1) + 5});
    QTest::mouseMove(k.grid.viewport(), {450, k.grid.rowViewportPosition(3) + 5});
    QTest::mouseRelease(k.grid.viewport(), Qt::LeftButton, {}, {450, k.grid.rowViewportPosition(3) + 5});
    const int last = k.grid.columnAt(450), shown = k.grid.horizontalHeader()->visualIndex(last) + 1;
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 3 * shown);
    QVERIFY(k.grid.selectionModel()->isSelected(k.model.index(2, 0)));
    k.grid.horizontalScrollBar()->setValue(0);
    const auto click = [&](int row, int column, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(k.grid.viewport(), Qt::LeftButton, modifiers, k.grid.visualRect(k.model.index(row, column)).center());
    };
    click(1, 1);
    k.grid.horizontalScrollBar()->setValue(200); // c1 is beneath c9
    click(1, 4, Qt::ShiftModifier);
    QCOMPARE(k.grid.selectionModel()->selection(), QItemSelection(k.model.index(1, 1), k.model.index(1, 4)));
}

void TestGridColumns::pinnedColumnsLeaveRoom()
{
    WideScene k(std::make_shared<Wide>(20));
    for (int column = 0; column < 6; ++column) // 720 of some 760 px
        k.grid.setPinned(column, true);
    k.grid.horizontalScrollBar()->setValue(500);
    QCOMPARE(k.grid.columnViewportPosition(0), -500);
    QCOMPARE(k.grid.columnAt(10), 4);
    k.grid.resize(1200, 300);
    QCOMPARE(k.grid.columnViewportPosition(0), 0);
    k.grid.resize(800, 300);
    QVERIFY(!k.grid.grab().isNull());
}

void TestGridColumns::unpinnedColumnsGoBack()
{
    WideScene k(named("a b c d e"));
    k.grid.setPinned(3, true);
    k.grid.setPinned(0, true);
    QCOMPARE(k.order(), u"d* a* b c e"_s);
    k.grid.setPinned(3, false);
    QCOMPARE(k.order(), u"a* b c d e"_s);
    k.grid.setPinned(0, false);
    QCOMPARE(k.order(), u"a b c d e"_s);
    for (int column = 0; column < 5; ++column)
        k.grid.setPinned(column, true);
    QCOMPARE(k.order(), u"a* b* c* d* e*"_s);
    QVERIFY(!k.grid.grab().isNull());
    k.grid.setPinned(2, false);
    QCOMPARE(k.order(), u"a* b* d* e* c"_s);
}

void TestGridColumns::aDragOverTheEdgePins()
{
    WideScene k(named("a b c d e"));
    k.grid.setPinned(0, true);
    k.drag(k.headAt(2), k.headAt(0, 0.9)); // behind a, before the edge
    QCOMPARE(k.order(), u"a* c* b d e"_s);
    k.drag(k.headAt(0), k.headAt(1, 0.2)); // behind the edge: no longer
    QCOMPARE(k.order(), u"c* a b d e"_s);
    k.drag(k.headAt(0), {2, 12});
    QCOMPARE(k.order(), u"a* c* b d e"_s);
    k.drag(k.headAt(0), k.headAt(3, 0.2));
    QVERIFY(!k.grid.isPinned(0));
    QCOMPARE(k.order(), u"c* b a d e"_s);
}

void TestGridColumns::widthsByHandAreTold()
{
    WideScene k(named("a b c"));
    QSignalSpy changed(&k.grid, &Grid::columnPlacesChanged);
    k.drag({119, 12}, {149, 12});
    k.drag({149, 12}, {180, 12});
    QCOMPARE(k.grid.columnPlaces().first().width, 181);
    QVERIFY(changed.wait());
    QCOMPARE(changed.count(), 1);
    QTest::mouseDClick(k.header(), Qt::LeftButton, {}, {180, 12}); // fits
    QVERIFY(k.grid.columnWidth(0) < 120);
    QVERIFY(changed.wait());
    QCOMPARE(k.order(), u"a b c"_s);
}

void TestGridColumns::aColumnIsShown()
{
    WideScene k(std::make_shared<Wide>(1600));
    k.grid.setHidden(1200, true);
    k.grid.setCurrentIndex(k.model.index(30, 2));
    k.grid.showColumn(1200);
    QVERIFY(!k.grid.isColumnHidden(1200));
    QCOMPARE(k.grid.currentIndex(), k.model.index(30, 1200));
    const QRect cell = k.grid.visualRect(k.grid.currentIndex());
    QVERIFY(k.grid.viewport()->rect().contains(cell));
    const QPoint head(cell.left() + 3, 5), other(cell.left() - 20, 5);
    const auto pixel = [&](QPoint at) { return k.header()->grab({at, QSize(1, 1)}).toImage().pixelColor(0, 0); };
    QCOMPARE(pixel(head), Theme::current().colour(u"selection"_s));
    QCOMPARE(pixel(other), Theme::current().colour(u"window"_s));
    QTRY_COMPARE(pixel(head), Theme::current().colour(u"window"_s)); // a moment only
    k.grid.showColumn(1600);
    QCOMPARE(k.grid.currentIndex().column(), 1200);
    WideScene none(named("a b"));
    none.model.setSource(nullptr);
    none.grid.showColumn(0);
}

void TestGridColumns::selectionGoesBackAndForth()
{
    WideScene k(named("a b c d"));
    k.grid.setCurrentIndex(k.model.index(5, 2));
    QTest::keyClick(&k.grid, Qt::Key_Up, Qt::ShiftModifier);
    QTest::keyClick(&k.grid, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 4);
    QTest::keyClick(&k.grid, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&k.grid, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&k.grid, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&k.grid, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(k.grid.selectionModel()->selection(), QItemSelection(k.model.index(5, 2), k.model.index(6, 3)));
    k.grid.setPinned(3, true); // d a b c: the visible block
    QTest::keyClick(&k.grid, Qt::Key_Right);
    QTest::keyClick(&k.grid, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 2);
    QVERIFY(k.grid.selectionModel()->isSelected(k.model.index(6, 3)) && k.grid.selectionModel()->isSelected(k.model.index(6, 0)));
}

void TestGridColumns::theMenuServesColumns()
{
    WideScene k(named("a b c d"));
    const auto run = [&](int column, const char *name) {
        QContextMenuEvent ask(QContextMenuEvent::Mouse, k.headAt(column), k.header()->mapToGlobal(k.headAt(column)));
        QCoreApplication::sendEvent(k.header(), &ask);
        QPointer<QMenu> menu = k.grid.findChild<QMenu *>(u"grid.headerMenu"_s);
        QVERIFY(menu && menu->isVisible());
        auto *action = menu->findChild<QAction *>(QLatin1String(name));
        QVERIFY(action && action->isVisible() && action->isEnabled());
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        QTRY_VERIFY(!menu);
    };
    QSignalSpy changed(&k.grid, &Grid::columnPlacesChanged);
    run(1, "grid.hideColumn");
    QCOMPARE(k.order(), u"a -b c d"_s);
    run(2, "grid.pinColumn");
    QCOMPARE(k.order(), u"c* a -b d"_s);
    run(2, "grid.pinColumn");
    run(3, "grid.showColumns");
    QCOMPARE(k.order(), u"a b c d"_s);
    run(3, "grid.fitColumn");
    QVERIFY(k.grid.columnWidth(3) < 120 && k.grid.columnWidth(0) == 120);
    run(3, "grid.fitColumns");
    QVERIFY(k.grid.columnWidth(0) < 120);
    QVERIFY(changed.wait());
    k.grid.setHidden({0, 1, 2}, true);
    QObject parent;
    const QList<QAction *> actions = k.grid.columnActions(3, &parent);
    QVERIFY(!actions.first()->isEnabled()); // the last one shown
}

void TestGridColumns::manyColumns()
{
    WideScene k(std::make_shared<Wide>(1600));
    QList<int> others;
    for (int column = 0; column < 1600; ++column)
        if (column % 100)
            others << column;
    k.grid.selectEverything();
    k.grid.setHidden(others, true);
    QCOMPARE(k.grid.horizontalHeader()->length(), 16 * 120);
    QList<ColumnPlace> places = k.grid.columnPlaces();
    std::reverse(places.begin(), places.end());
    places.first().isPinned = true;
    k.grid.setColumnPlaces(places);
    QCOMPARE(k.grid.columnPlaces(), places);
    k.grid.setHidden(others, false);
    k.grid.showColumn(0);
    QCOMPARE(k.grid.horizontalScrollBar()->value(), k.grid.horizontalScrollBar()->maximum());
    QVERIFY(!k.grid.grab().isNull());
}

QTEST_MAIN(TestGridColumns)
#include "tst_gridcolumns.moc"
