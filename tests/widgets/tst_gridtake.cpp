// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/excerpt.h"
#include "widgets/gridscene.h"
#include "widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>

using namespace oriel;
using namespace oriel::test;

namespace {

QByteArray clipboard() { return QGuiApplication::clipboard()->mimeData()->text().toUtf8(); }

} // namespace

class TestGridTake : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void copiesWhatRowtextWrites_data();
    void copiesWhatRowtextWrites();
    void copiesOneValueAsItIs();
    void copiesScatteredCellsAsTheirRowsAndColumns();
    void copyFollowsMovedColumns();
    void cutValuesAreNeverPassedOffAsWhole();
    void largeCopyGoesOnInSteps();
    void newCopyReplacesTheOld();
    void selectAllIsAFlag();
};

void TestGridTake::copiesWhatRowtextWrites_data()
{
    QTest::addColumn<TextFormat>("format");
    QTest::newRow("tsv") << TextFormat::Tsv;
    QTest::newRow("csv") << TextFormat::Csv;
    QTest::newRow("json") << TextFormat::Json;
    QTest::newRow("markdown") << TextFormat::Markdown;
    QTest::newRow("insert") << TextFormat::Insert;
}

void TestGridTake::copiesWhatRowtextWrites()
{
    QFETCH(TextFormat, format);
    Scene k(1000);
    k.grid.setInsertTable(u"\"public\".\"made\""_s);
    QSignalSpy copied(&k.grid, &Grid::copied);
    k.click(10, 1);
    k.click(300, 3, Qt::ShiftModifier);
    k.grid.scrollTo(k.model->index(300, 3));
    k.click(300, 3, Qt::ShiftModifier);
    k.grid.copy(format);
    QTRY_COMPARE(copied.count(), 1);
    QCOMPARE(copied.first().first().toLongLong(), 291);
    QCOMPARE(clipboard(),
             rowsAsText(Excerpt(k.source, {{10, 291}}, {1, 2, 3}), 0, 291, {format, true, u"\"public\".\"made\""_s, {}}));
}

void TestGridTake::copiesOneValueAsItIs()
{
    Scene k(10);
    k.click(1, 1);
    QTest::keyClick(&k.grid, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard(), "Ada\tLöv\n1"); // no quotes
    k.click(1, 3);
    QTest::keyClick(&k.grid, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard(), "");
}

void TestGridTake::copiesScatteredCellsAsTheirRowsAndColumns()
{
    Scene k(20);
    k.click(7, 2);
    k.click(1, 0, Qt::ControlModifier);
    k.click(2, 0, Qt::ControlModifier);
    k.grid.copy(TextFormat::Csv);
    QCOMPARE(clipboard(), rowsAsText(Excerpt(k.source, {{1, 2}, {7, 1}}, {0, 2}), 0, 3, {TextFormat::Csv, true, {}, {}}));
}

void TestGridTake::copyFollowsMovedColumns()
{
    Scene k(20);
    k.grid.horizontalHeader()->moveSection(2, 0);
    k.grid.selectEverything();
    k.grid.copy(TextFormat::Csv);
    QCOMPARE(clipboard(), rowsAsText(Excerpt(k.source, {{0, 20}}, {2, 0, 1, 3}), 0, 20, {TextFormat::Csv, true, {}, {}}));
    QTest::mousePress(k.grid.viewport(), Qt::LeftButton, {}, k.grid.visualRect(k.model->index(1, 2)).center());
    QTest::mouseMove(k.grid.viewport(), k.grid.visualRect(k.model->index(1, 0)).center());
    QTest::mouseRelease(k.grid.viewport(), Qt::LeftButton, {}, k.grid.visualRect(k.model->index(1, 0)).center());
    k.grid.copy(TextFormat::Csv, false);
    QCOMPARE(clipboard(), rowsAsText(Excerpt(k.source, {{1, 1}}, {2, 0}), 0, 1, {TextFormat::Csv, false, {}, {}}));
}

void TestGridTake::cutValuesAreNeverPassedOffAsWhole()
{
    Scene k(20);
    k.source->cutRow = 3;
    QSignalSpy refused(&k.grid, &Grid::copyRefused), copied(&k.grid, &Grid::copied);
    QGuiApplication::clipboard()->setText(u"before"_s);
    k.click(3, 2);
    k.grid.copy(TextFormat::Tsv, false); // one value, asked for as it is
    k.grid.selectEverything();
    k.grid.copy(TextFormat::Json);
    k.grid.setInsertTable(u"t"_s);
    k.grid.copy(TextFormat::Insert);
    k.grid.copy(TextFormat::InList);
    QCOMPARE(refused.count(), 4);
    QCOMPARE(copied.count(), 0);
    QCOMPARE(clipboard(), "before");
    k.grid.copy(TextFormat::Csv); // says so in the value
    QVERIFY(clipboard().contains("… (44000 bytes)"));
    QCOMPARE(copied.count(), 1);
}

void TestGridTake::largeCopyGoesOnInSteps()
{
    Scene k(60'000);
    QSignalSpy copying(&k.grid, &Grid::copying), copied(&k.grid, &Grid::copied), refused(&k.grid, &Grid::copyRefused);
    k.grid.selectEverything();
    k.grid.copy(TextFormat::Tsv);
    QCOMPARE(copied.count(), 0); // copy() came back before the end
    QTRY_VERIFY(copying.count() >= 2);
    QTest::keyClick(&k.grid, Qt::Key_Escape);
    QCOMPARE(refused.count(), 1);
    const qsizetype steps = copying.count();
    QCoreApplication::processEvents();
    QCOMPARE(copying.count(), steps);
    k.grid.copy(TextFormat::Tsv);
    QTRY_COMPARE_WITH_TIMEOUT(copied.count(), 1, 120'000);
    QCOMPARE(clipboard(), rowsAsText(*k.source, 0, 60'000, {TextFormat::Tsv, true, {}, {}}));
}

void TestGridTake::newCopyReplacesTheOld()
{
    Scene k(60'000);
    QSignalSpy copied(&k.grid, &Grid::copied);
    k.grid.selectEverything();
    k.grid.copy(TextFormat::Tsv);
    k.click(5, 0);
    k.click(6, 1, Qt::ShiftModifier);
    k.grid.copy(TextFormat::Csv, false);
    QTRY_COMPARE(copied.count(), 1);
    QCOMPARE(copied.first().first().toLongLong(), 2);
    k.grid.selectEverything();
    k.grid.copy(TextFormat::Tsv);
    k.model->setSource(nullptr); // and a source that goes away ends it
    QCoreApplication::processEvents();
    QCOMPARE(copied.count(), 1);
}

void TestGridTake::selectAllIsAFlag()
{
    Scene k(1000);
    QVERIFY(!k.grid.canCopy());
    QTest::keyClick(&k.grid, Qt::Key_A, Qt::ControlModifier);
    QVERIFY(k.grid.canCopy());
    QVERIFY(k.grid.selectionModel()->selection().isEmpty());
    const QPoint inside = k.grid.visualRect(k.model->index(4, 1)).bottomRight() - QPoint(4, 3);
    const auto pixel = [&] { return k.grid.viewport()->grab().toImage().pixelColor(inside); };
    QCOMPARE(pixel(), Theme::current().colour(u"selection"_s));
    k.source->setRows(1500);
    k.model->grow();
    QSignalSpy copied(&k.grid, &Grid::copied);
    k.grid.copy(TextFormat::Csv, false);
    QTRY_COMPARE(copied.count(), 1);
    QCOMPARE(clipboard().count("{\"\"a\"\": 1}"), 1500);               // what came meanwhile belongs to it
    QTest::mouseClick(k.grid.viewport(), Qt::RightButton, {}, inside); // the menu is for everything
    QVERIFY(k.grid.canCopy());
    QCOMPARE(pixel(), Theme::current().colour(u"selection"_s));
    k.click(8, 0);
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 1);
    QCOMPARE(pixel(), Theme::current().colour(u"surface"_s));
}

QTEST_MAIN(TestGridTake)
#include "tst_gridtake.moc"
