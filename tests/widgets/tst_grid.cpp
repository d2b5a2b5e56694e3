// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/grid.h"

#include "base/excerpt.h"
#include "widgets/theme.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QHeaderView>
#include <QMimeData>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

// Rows made as they are asked for; the number grows by hand.
class Made final : public RowSource
{
public:
    explicit Made(qint64 rows) : m_rows(rows) {}
    void setRows(qint64 rows) { m_rows = rows; }
    QList<Column> columns() const override
    {
        return {{u"id"_s, u"bigint"_s, Look::Number, 20, u"PK"_s, u"not null"_s},
                {u"name"_s, u"text"_s, Look::Text, 25, {}, {}},
                {u"payload"_s, u"jsonb"_s, Look::Json, 3802, {}, {}},
                {u"gone"_s, u"text"_s, Look::Text, 25, {}, {}}};
    }
    qint64 rowCount() const override { return m_rows; }
    Cell cell(qint64 row, int column) const override
    {
        const auto value = [](const QByteArray &text) { return Cell{text, false, text.size()}; };
        switch (column) {
        case 0:
            return value(QByteArray::number(row));
        case 1:
            return value(row % 3 == 0 ? QByteArray() : "Ada\tLöv\n" + QByteArray::number(row));
        case 2:
            return row == cutRow ? Cell{"{\"a\": 1, ", false, 44'000} : value("{\"a\": 1}");
        default:
            return {};
        }
    }

    qint64 cutRow = -1;

private:
    std::atomic<qint64> m_rows;
};

QByteArray clipboard() { return QGuiApplication::clipboard()->mimeData()->text().toUtf8(); }

struct Scene
{
    explicit Scene(qint64 rows) : source(std::make_shared<Made>(rows)), model(new RowModel(&grid))
    {
        model->setSource(source);
        grid.setRowModel(model);
        grid.resize(700, 500);
        grid.show();
        grid.setFocus();
        grid.activateWindow();
        isActive = QTest::qWaitForWindowActive(&grid);
    }
    void click(int row, int column, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(grid.viewport(), Qt::LeftButton, modifiers, grid.visualRect(model->index(row, column)).center());
    }
    Grid grid;
    bool isActive = false;
    std::shared_ptr<Made> source;
    RowModel *model;
};

} // namespace

class TestGrid : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::load(Theme::Mode::Light)->apply(); }
    void modelHolds();
    void modelTellsOfNullCutAndMarks();
    void headersAreRead();
    void geometryIsThatOfRows();
    void keysMoveTheCell();
    void mouseSelects();
    void headersSelect();
    void opensACell();
    void copiesWhatRowtextWrites_data();
    void copiesWhatRowtextWrites();
    void copiesOneValueAsItIs();
    void copiesScatteredCellsAsTheirRowsAndColumns();
    void copyFollowsMovedColumns();
    void cutValuesAreNeverPassedOffAsWhole();
    void largeCopyGoesOnInSteps();
    void newCopyReplacesTheOld();
    void selectAllIsAFlag();
    void edgesAreToldOnce();
    void growingAndResetWhileSelected();
    void fiftyMillionRows();
    void nullIsNotEmpty();
    void manyColumnsAndNone();
    void accessibleTextWorks();
    void productionHasItsEdge();
};

void TestGrid::modelHolds()
{
    RowModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const auto source = std::make_shared<Made>(3);
    QCOMPARE(model.rowCount(), 0);
    model.grow(); // no source
    model.setSource(source);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.columnCount(), 4);
    source->setRows(100);
    QCOMPARE(model.rowCount(), 3); // as told
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.grow();
    model.grow();
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(model.rowCount(), 100);
    model.setSource(nullptr);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.columnCount(), 0);
    RowModel large; // without the tester, which reads every row
    source->setRows(60'000'000);
    large.setSource(source);
    QCOMPARE(large.rowCount(), 50'000'000);
    QVERIFY(large.rowLimitHit());
}

void TestGrid::modelTellsOfNullCutAndMarks()
{
    RowModel model;
    const auto source = std::make_shared<Made>(10);
    source->cutRow = 4;
    model.setSource(source);
    QCOMPARE(model.index(1, 1).data().toString(), u"Ada␉Löv␊1"_s);
    QCOMPARE(model.index(1, 1).data(RowModel::CellTextRole).toByteArray(), "Ada\tLöv\n1");
    QCOMPARE(model.index(0, 1).data().toString(), QString());
    QVERIFY(!model.index(0, 1).data(RowModel::IsNullRole).toBool());
    QVERIFY(model.index(0, 3).data(RowModel::IsNullRole).toBool());
    QVERIFY(model.index(4, 2).data(RowModel::IsCutRole).toBool());
    QVERIFY(!model.index(5, 2).data(RowModel::IsCutRole).toBool());
    QCOMPARE(model.index(4, 2).data(RowModel::SizeRole).toLongLong(), 44'000);
    QCOMPARE(model.index(4, 0).data(RowModel::LookRole).toInt(), int(Look::Number));
    QVERIFY(model.index(4, 0).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
}

void TestGrid::headersAreRead()
{
    RowModel model;
    model.setSource(std::make_shared<Made>(10));
    QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), u"id"_s);
    QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::ToolTipRole).toString(), u"id\nbigint PK\nnot null"_s);
    QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::AccessibleTextRole).toString(), u"id, bigint, PK"_s);
    QCOMPARE(model.headerData(4, Qt::Vertical, Qt::DisplayRole).toString(), u"5"_s);
    model.setFirstRowNumber(1001);
    QCOMPARE(model.headerData(4, Qt::Vertical, Qt::DisplayRole).toString(), u"1005"_s);
}

void TestGrid::geometryIsThatOfRows()
{
    Scene k(1000);
    QCOMPARE(k.grid.verticalScrollBar()->maximum(), 1000 * k.grid.rowHeight() - k.grid.viewport()->height());
    k.grid.verticalScrollBar()->setValue(k.grid.verticalScrollBar()->maximum());
    QCOMPARE(k.grid.rowAt(k.grid.viewport()->height() - 1), 999);
    for (const int row : {0, 500, 999}) {
        const QModelIndex index = k.model->index(row, 1);
        k.grid.scrollTo(index);
        QVERIFY(k.grid.viewport()->rect().contains(k.grid.visualRect(index)));
        QCOMPARE(k.grid.indexAt(k.grid.visualRect(index).center()), index);
    }
    k.grid.scrollTo(k.model->index(500, 0), QAbstractItemView::PositionAtTop);
    QCOMPARE(k.grid.rowViewportPosition(500), 0);
    QVERIFY(!k.grid.indexAt({690, 10}).isValid()); // right of the last column
}

void TestGrid::keysMoveTheCell()
{
    Scene k(1000);
    k.click(2, 1);
    const auto at = [&] { return std::pair(k.grid.currentIndex().row(), k.grid.currentIndex().column()); };
    QCOMPARE(at(), std::pair(2, 1));
    QTest::keyClick(&k.grid, Qt::Key_Down);
    QTest::keyClick(&k.grid, Qt::Key_Right);
    QCOMPARE(at(), std::pair(3, 2));
    QTest::keyClick(&k.grid, Qt::Key_Up);
    QTest::keyClick(&k.grid, Qt::Key_Left);
    QCOMPARE(at(), std::pair(2, 1));
    QTest::keyClick(&k.grid, Qt::Key_End);
    QCOMPARE(at(), std::pair(2, 3));
    QTest::keyClick(&k.grid, Qt::Key_Right); // stays
    QCOMPARE(at(), std::pair(2, 3));
    QTest::keyClick(&k.grid, Qt::Key_Home);
    QCOMPARE(at(), std::pair(2, 0));
    QTest::keyClick(&k.grid, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(at(), std::pair(999, 3));
    QVERIFY(k.grid.viewport()->rect().contains(k.grid.visualRect(k.grid.currentIndex())));
    QTest::keyClick(&k.grid, Qt::Key_PageUp);
    QCOMPARE(at().first, 999 - (k.grid.viewport()->height() / k.grid.rowHeight() - 1));
    QTest::keyClick(&k.grid, Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(at(), std::pair(0, 0));
    QTest::keyClick(&k.grid, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&k.grid, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 4);
    QTest::keyClick(&k.grid, Qt::Key_A); // no search through the rows
    QCOMPARE(at(), std::pair(1, 1));
}

void TestGrid::mouseSelects()
{
    Scene k(1000);
    k.click(1, 1);
    QCOMPARE(k.grid.selectionModel()->selectedIndexes(), QModelIndexList{k.model->index(1, 1)});
    k.click(3, 2, Qt::ShiftModifier);
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 6);
    k.click(5, 0, Qt::ControlModifier);
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 7);
    const auto place = [&](int row, int column) { return k.grid.visualRect(k.model->index(row, column)).center(); };
    QTest::mousePress(k.grid.viewport(), Qt::LeftButton, {}, place(2, 0));
    QTest::mouseMove(k.grid.viewport(), place(4, 1));
    QTest::mouseRelease(k.grid.viewport(), Qt::LeftButton, {}, place(4, 1));
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 6);
}

void TestGrid::headersSelect()
{
    Scene k(1000);
    auto *numbers = k.grid.verticalHeader()->viewport();
    QTest::mouseClick(numbers, Qt::LeftButton, {}, {5, k.grid.rowViewportPosition(3) + 5});
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 4);
    QVERIFY(k.grid.selectionModel()->isRowSelected(3));
    QTest::mouseClick(numbers, Qt::LeftButton, Qt::ShiftModifier, {5, k.grid.rowViewportPosition(5) + 5});
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 12);
    QTest::mousePress(numbers, Qt::LeftButton, {}, {5, k.grid.rowViewportPosition(1) + 5});
    QTest::mouseMove(numbers, {5, k.grid.rowViewportPosition(2) + 5});
    QTest::mouseRelease(numbers, Qt::LeftButton, {}, {5, k.grid.rowViewportPosition(2) + 5});
    QCOMPARE(k.grid.selectionModel()->selectedIndexes().size(), 8);
    auto *columns = k.grid.horizontalHeader()->viewport();
    const auto middle = [&](int column) { return QPoint(k.grid.columnViewportPosition(column) + 40, 10); };
    QTest::mouseClick(columns, Qt::LeftButton, {}, middle(1));
    const QItemSelection selection = k.grid.selectionModel()->selection();
    QCOMPARE(selection.size(), 1);
    QCOMPARE(selection.first(), QItemSelectionRange(k.model->index(0, 1), k.model->index(999, 1)));
    QTest::mouseClick(columns, Qt::LeftButton, Qt::ShiftModifier, middle(2));
    QCOMPARE(k.grid.selectionModel()->selection().first().width(), 2);
}

void TestGrid::opensACell()
{
    Scene k(10);
    QSignalSpy opened(&k.grid, &Grid::cellOpened), current(&k.grid, &Grid::currentCellChanged);
    k.click(2, 1);
    QCOMPARE(current.count(), 1);
    QTest::keyClick(&k.grid, Qt::Key_Return);
    QTest::keyClick(&k.grid, Qt::Key_F2);
    k.click(4, 2);
    QTest::mouseDClick(k.grid.viewport(), Qt::LeftButton, {}, k.grid.visualRect(k.model->index(4, 2)).center());
    QTest::mouseRelease(k.grid.viewport(), Qt::LeftButton);
    QCOMPARE(opened.count(), 3);
    QCOMPARE(opened.at(1).first().toModelIndex(), k.model->index(2, 1));
    QCOMPARE(opened.at(2).first().toModelIndex(), k.model->index(4, 2));
}

void TestGrid::copiesWhatRowtextWrites_data()
{
    QTest::addColumn<TextFormat>("format");
    QTest::newRow("tsv") << TextFormat::Tsv;
    QTest::newRow("csv") << TextFormat::Csv;
    QTest::newRow("json") << TextFormat::Json;
    QTest::newRow("markdown") << TextFormat::Markdown;
    QTest::newRow("insert") << TextFormat::Insert;
}

void TestGrid::copiesWhatRowtextWrites()
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

void TestGrid::copiesOneValueAsItIs()
{
    Scene k(10);
    k.click(1, 1);
    QTest::keyClick(&k.grid, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard(), "Ada\tLöv\n1"); // no quotes
    k.click(1, 3);
    QTest::keyClick(&k.grid, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard(), "");
}

void TestGrid::copiesScatteredCellsAsTheirRowsAndColumns()
{
    Scene k(20);
    k.click(7, 2);
    k.click(1, 0, Qt::ControlModifier);
    k.click(2, 0, Qt::ControlModifier);
    k.grid.copy(TextFormat::Csv);
    QCOMPARE(clipboard(), rowsAsText(Excerpt(k.source, {{1, 2}, {7, 1}}, {0, 2}), 0, 3, {TextFormat::Csv, true, {}, {}}));
}

void TestGrid::copyFollowsMovedColumns()
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

void TestGrid::cutValuesAreNeverPassedOffAsWhole()
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

void TestGrid::largeCopyGoesOnInSteps()
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

void TestGrid::newCopyReplacesTheOld()
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

void TestGrid::selectAllIsAFlag()
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

void TestGrid::edgesAreToldOnce()
{
    Scene k(5000);
    QSignalSpy end(&k.grid, &Grid::endReached), start(&k.grid, &Grid::startReached);
    QCoreApplication::processEvents();
    auto *bar = k.grid.verticalScrollBar();
    QCOMPARE(end.count() + start.count(), 0);
    bar->setValue(2000 * k.grid.rowHeight());
    QCoreApplication::processEvents();
    QCOMPARE(end.count() + start.count(), 0);
    bar->setValue(4900 * k.grid.rowHeight());
    QTRY_COMPARE(end.count(), 1);
    bar->setValue(bar->maximum());
    QCoreApplication::processEvents();
    QCOMPARE(end.count(), 1);
    k.source->setRows(5100);
    k.model->grow(); // still within 200 rows of the end
    QTRY_COMPARE(end.count(), 2);
    bar->setValue(100 * k.grid.rowHeight());
    QTRY_COMPARE(start.count(), 1);
    bar->setValue(0);
    QCoreApplication::processEvents();
    QCOMPARE(start.count(), 1);
    Scene few(30); // all of it is in sight
    QSignalSpy fewEnd(&few.grid, &Grid::endReached), fewStart(&few.grid, &Grid::startReached);
    few.source->setRows(60);
    few.model->grow();
    QTRY_COMPARE(fewEnd.count(), 1);
    QCOMPARE(fewStart.count(), 0);
}

void TestGrid::growingAndResetWhileSelected()
{
    Scene k(100);
    QTest::mouseClick(k.grid.horizontalHeader()->viewport(), Qt::LeftButton, {}, {10, 10});
    k.grid.scrollTo(k.model->index(99, 0));
    k.grid.setCurrentIndex(k.model->index(99, 3));
    k.source->setRows(200);
    k.model->grow();
    QCOMPARE(k.grid.currentIndex(), k.model->index(99, 3));
    QVERIFY(!k.grid.grab().isNull());
    k.model->setSource(std::make_shared<Made>(2));
    QVERIFY(!k.grid.currentIndex().isValid());
    QVERIFY(!k.grid.canCopy());
    QVERIFY(!k.grid.grab().isNull());
    QCOMPARE(k.grid.verticalScrollBar()->maximum(), 0);
    delete k.model;
    QVERIFY(!k.grid.grab().isNull());
    k.grid.copy(TextFormat::Csv);
    QTest::keyClick(&k.grid, Qt::Key_Down);
}

void TestGrid::fiftyMillionRows()
{
    Scene k(10);
    k.source->setRows(50'000'000);
    k.model->grow();
    k.grid.verticalScrollBar()->setValue(k.grid.verticalScrollBar()->maximum());
    QCOMPARE(k.grid.rowAt(k.grid.viewport()->height() - 1), 49'999'999);
    k.grid.selectColumn(1); // and none of these reads fifty million rows: the test would not end
    QVERIFY(!k.grid.grab().isNull());
    k.grid.selectEverything();
    QVERIFY(!k.grid.grab().isNull());
    k.grid.fitColumns();
    k.grid.resizeColumnToContents(0);
    QTest::keyClick(&k.grid, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(&k.grid, Qt::Key_End, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(k.grid.currentIndex(), k.model->index(49'999'999, 3));
    QVERIFY(!k.grid.grab().isNull());
}

void TestGrid::nullIsNotEmpty()
{
    Scene k(1);
    const auto inkIn = [&](int column) {
        const QRect rect = k.grid.visualRect(k.model->index(0, column)).adjusted(2, 2, -4, -4);
        const QImage picture = k.grid.viewport()->grab(rect).toImage();
        int ink = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                ink += picture.pixelColor(x, y) != Theme::current().colour(u"surface"_s);
        return ink;
    };
    k.grid.clearFocus();
    k.grid.setCurrentIndex({});
    QCOMPARE(inkIn(1), 0);  // an empty string
    QVERIFY(inkIn(3) > 20); // NULL
}

void TestGrid::manyColumnsAndNone()
{
    struct Wide final : RowSource
    {
        explicit Wide(int columns) : width(columns) {}
        QList<Column> columns() const override
        {
            QList<Column> all;
            for (int i = 0; i < width; ++i)
                all << Column{u"c%1"_s.arg(i), u"integer"_s, Look::Number, 23, {}, {}};
            return all;
        }
        qint64 rowCount() const override { return 500; }
        Cell cell(qint64 row, int column) const override { return {QByteArray::number(row * column), false, 9}; }
        int width;
    };
    Grid grid;
    RowModel model;
    model.setSource(std::make_shared<Wide>(1600));
    grid.setRowModel(&model);
    grid.resize(600, 400);
    grid.show();
    grid.fitColumns();
    grid.setCurrentIndex(model.index(499, 1599));
    QVERIFY(grid.viewport()->rect().contains(grid.visualRect(model.index(499, 1599)).center()));
    QVERIFY(!grid.grab().isNull());
    model.setSource(std::make_shared<Wide>(0)); // select from t: rows without a column
    QCOMPARE(model.rowCount(), 500);
    QVERIFY(!grid.grab().isNull());
    grid.fitColumns();
    grid.selectEverything();
    grid.copy(TextFormat::Csv);
    QTest::keyClick(&grid, Qt::Key_Down);
    QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, {50, 50});
    QTest::mouseClick(grid.verticalHeader()->viewport(), Qt::LeftButton, {}, {5, 50});
}

void TestGrid::accessibleTextWorks()
{
    Scene k(10);
    QAccessibleInterface *table = QAccessible::queryAccessibleInterface(&k.grid);
    QVERIFY(table && table->tableInterface());
    QCOMPARE(table->tableInterface()->rowCount(), 10);
    QAccessibleInterface *cell = table->tableInterface()->cellAt(4, 0);
    QVERIFY(cell);
    QCOMPARE(cell->text(QAccessible::Name), u"4"_s);
    QCOMPARE(table->tableInterface()->cellAt(4, 3)->text(QAccessible::Name), u"NULL"_s);
    QCOMPARE(table->tableInterface()->columnDescription(0), u"id"_s);
    QVERIFY(!cell->rect().isEmpty());
    QCOMPARE(table->childAt(cell->rect().center().x(), cell->rect().center().y())->text(QAccessible::Name), u"4"_s);
    QAccessible::setActive(true); // events of a growing grid go through the accessibility bridge
    k.source->setRows(20);
    k.model->grow();
    k.click(12, 1);
    QCOMPARE(table->tableInterface()->rowCount(), 20);
    QAccessible::setActive(false);
}

void TestGrid::productionHasItsEdge()
{
    Scene k(10);
    const auto edge = [&] { return k.grid.grab().toImage().pixelColor(1, 100); };
    QVERIFY(edge() != Theme::current().colour(u"production"_s));
    k.grid.setProduction(true);
    QCOMPARE(edge(), Theme::current().colour(u"production"_s));
    Theme::load(Theme::Mode::Dark)->apply();
    QCOMPARE(edge(), Theme::current().colour(u"production"_s));
    Theme::load(Theme::Mode::Light)->apply();
    k.grid.setProduction(false);
    QVERIFY(edge() != Theme::current().colour(u"production"_s));
}

QTEST_MAIN(TestGrid)
#include "tst_grid.moc"
