// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/columnchooser.h"
#include "widgets/gridscene.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeView>

using namespace oriel;
using namespace oriel::test;

namespace {

struct Kit
{
    explicit Kit(int columns)
    {
        model.setSource(std::make_shared<Wide>(columns));
        grid.setRowModel(&model);
        grid.resize(800, 300);
        grid.show();
        chooser = new ColumnChooser(&grid);
        chooser->popup(grid.mapToGlobal(QPoint(20, 20)));
        line = chooser->findChild<QLineEdit *>();
        list = chooser->findChild<QTreeView *>();
        isReady = QTest::qWaitForWindowExposed(chooser);
    }
    void type(const QString &text) { QTest::keyClicks(line, text); }
    int rows() const { return list->model()->rowCount(); }
    QString listed(int row) const { return list->model()->index(row, 0).data().toString(); }
    QString count() const { return chooser->findChild<QLabel *>(u"columns.count"_s)->text(); }
    void click(const char *button)
    {
        QTest::mouseClick(chooser->findChild<QPushButton *>(QLatin1String(button)), Qt::LeftButton);
    }
    RowModel model;
    Grid grid;
    QPointer<ColumnChooser> chooser;
    QLineEdit *line = nullptr;
    QTreeView *list = nullptr;
    bool isReady = false;
};

} // namespace

class TestColumnChooser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void typingFindsAndReturnGoes();
    void spaceShowsAndHides();
    void aClickOnTheBoxHides();
    void allAndNoOthers();
    void columnsAreMoved();
    void itOpensAtTheCurrentColumn();
    void itClosesOnEscAndOnOtherColumns();
};

void TestColumnChooser::typingFindsAndReturnGoes()
{
    Kit k(1600);
    QCOMPARE(k.rows(), 1600);
    QCOMPARE(k.count(), u"1,600 columns"_s);
    k.grid.setHidden(1234, true);
    k.type(u"C123"_s);
    QCOMPARE(k.rows(), 11); // c123, c1230 to c1239
    k.type(u"4"_s);
    QCOMPARE(k.rows(), 1);
    QTest::keyClick(k.line, Qt::Key_Return);
    QVERIFY(!k.grid.isColumnHidden(1234));
    QCOMPARE(k.grid.currentIndex().column(), 1234);
    QVERIFY(k.grid.viewport()->rect().contains(k.grid.visualRect(k.grid.currentIndex())));
    QTRY_VERIFY(!k.chooser);
    Kit byType(3);
    byType.type(u"integ"_s);
    QCOMPARE(byType.rows(), 3);
    byType.type(u"x"_s);
    QCOMPARE(byType.rows(), 0);
    QTest::keyClick(byType.line, Qt::Key_Return); // nowhere to go
    QTest::keyClick(byType.line, Qt::Key_Down);
    QTest::keyClick(byType.list, Qt::Key_Space);
    QVERIFY(byType.chooser && byType.chooser->isVisible());
}

void TestColumnChooser::spaceShowsAndHides()
{
    Kit k(5);
    QTest::keyClick(k.line, Qt::Key_Down);
    QTRY_VERIFY(k.list->hasFocus());
    QTest::keyClick(k.list, Qt::Key_Down);
    QTest::keyClick(k.list, Qt::Key_Space);
    QVERIFY(k.grid.isColumnHidden(1));
    QCOMPARE(k.count(), u"4 of 5 shown"_s);
    QTest::keyClick(k.list, Qt::Key_Space);
    QVERIFY(!k.grid.isColumnHidden(1));
    QTest::keyClick(k.list, 'c'); // goes on in the line
    QTest::keyClick(k.line, '3');
    QCOMPARE(k.line->text(), u"c3"_s);
    QCOMPARE(k.rows(), 1);
    QTest::keyClick(k.line, Qt::Key_Down);
    QTest::keyClick(k.list, Qt::Key_Backspace);
    QCOMPARE(k.rows(), 5);
    QTest::keyClick(k.line, Qt::Key_Down);
    QTest::keyClick(k.list, Qt::Key_Up); // above the first one is the line
    QTRY_VERIFY(k.line->hasFocus());
}

void TestColumnChooser::aClickOnTheBoxHides()
{
    Kit k(5);
    const QModelIndex third = k.list->model()->index(2, 0);
    QStyleOptionViewItem option;
    option.initFrom(k.list);
    option.rect = k.list->visualRect(third);
    option.features = QStyleOptionViewItem::HasCheckIndicator;
    const QRect box = k.list->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, k.list);
    QTest::mouseClick(k.list->viewport(), Qt::LeftButton, {}, box.center());
    QVERIFY(k.grid.isColumnHidden(2));
    QTest::mouseClick(k.list->viewport(), Qt::LeftButton, {}, box.center());
    QVERIFY(!k.grid.isColumnHidden(2));
    const QPoint name = k.list->visualRect(third).center();
    QTest::mouseClick(k.list->viewport(), Qt::LeftButton, {}, name);
    QTest::mouseDClick(k.list->viewport(), Qt::LeftButton, {}, name);
    QCOMPARE(k.grid.currentIndex().column(), 2);
    QTRY_VERIFY(!k.chooser);
}

void TestColumnChooser::allAndNoOthers()
{
    Kit k(1600);
    k.type(u"c15"_s); // c15, c150 to c159, c1500 to c1599
    k.click("columns.only");
    QCOMPARE(k.count(), u"111 of 1,600 shown"_s);
    QVERIFY(!k.grid.isColumnHidden(15) && k.grid.isColumnHidden(16));
    k.click("columns.all");
    QCOMPARE(k.count(), u"1,600 columns"_s);
    QVERIFY(!k.chooser->findChild<QPushButton *>(u"columns.all"_s)->isEnabled());
    k.line->clear();
    QTest::keyClick(k.line, Qt::Key_Down);
    QTest::keyClick(k.list, Qt::Key_Down);
    k.click("columns.only");
    QCOMPARE(k.count(), u"1 of 1,600 shown"_s);
    QTest::keyClick(k.list, Qt::Key_Space); // the last one stays
    QVERIFY(!k.grid.isColumnHidden(1));
}

void TestColumnChooser::columnsAreMoved()
{
    Kit k(4);
    QTest::keyClick(k.line, Qt::Key_Down);
    QTest::keyClick(k.list, Qt::Key_Down, Qt::AltModifier);
    QTest::keyClick(k.list, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(k.grid.horizontalHeader()->visualIndex(0), 2);
    QCOMPARE(k.listed(2), u"c0"_s);
    QCOMPARE(k.list->currentIndex().row(), 2);
    QTest::keyClick(k.list, Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(k.grid.horizontalHeader()->visualIndex(0), 1);
}

void TestColumnChooser::itOpensAtTheCurrentColumn()
{
    Kit k(200);
    k.chooser->close();
    k.grid.setCurrentIndex(k.model.index(0, 150));
    auto *again = new ColumnChooser(&k.grid);
    again->popup({100'000, 100'000});
    const QRect screen = k.grid.screen()->availableGeometry();
    QVERIFY(screen.adjusted(0, 0, 2, 2).contains(again->geometry())); // offscreen, every window has a frame of 2 px
    QCOMPARE(again->findChild<QTreeView *>()->currentIndex().data().toString(), u"c150"_s);
}

void TestColumnChooser::itClosesOnEscAndOnOtherColumns()
{
    Kit k(5);
    k.type(u"c"_s);
    QTest::keyClick(k.line, Qt::Key_Escape);
    QCOMPARE(k.line->text(), QString());
    QTest::keyClick(k.line, Qt::Key_Escape);
    QTRY_VERIFY(!k.chooser);
    Kit other(5);
    other.model.setSource(std::make_shared<Wide>(2));
    QTRY_VERIFY(!other.chooser);
}

QTEST_MAIN(TestColumnChooser)
#include "tst_columnchooser.moc"
