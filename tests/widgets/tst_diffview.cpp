// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/difftext.h"
#include "widgets/diffview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

// "-old", "+new", " same": numbered from `first` on.
DiffHunk hunk(int first, const QByteArrayList &lines, const QString &heading = {})
{
    DiffHunk made{.before = first, .after = first, .heading = heading};
    for (const QByteArray &text : lines) {
        DiffLine line{.sign = text[0], .text = text.mid(1) + '\n'};
        if (line.sign != '+')
            line.before = first + made.beforeCount++;
        if (line.sign != '-')
            line.after = first + made.afterCount++;
        made.lines << line;
    }
    return made;
}

DiffFile file(const QByteArray &name, const QList<DiffHunk> &hunks)
{
    DiffFile made{.key = name,
                  .path = QString::fromUtf8(name),
                  .hunks = hunks,
                  .canStage = true,
                  .canDiscard = true,
                  .canOpen = true,
                  .canUnfold = true};
    for (const DiffHunk &each : hunks)
        for (const DiffLine &line : each.lines)
            made.added += line.sign == '+', made.removed += line.sign == '-';
    return made;
}

QList<DiffFile> some()
{
    return {file("src/a.py", {hunk(10, {" def f():", "-    return 1", "+    return 2", "+    # two", " "}, u"class A"_s),
                              hunk(40, {" x", "-gone", " y"})}),
            file("b.txt", {hunk(1, {"+new"})})};
}

struct Scene
{
    DiffView view;

    explicit Scene(const QList<DiffFile> &files = some())
    {
        view.resize(900, 500);
        view.show();
        view.append(files);
        view.setFocus();
    }
    void drag(QPoint from, QPoint to)
    {
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(view.viewport(), to);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, to);
    }
};

} // namespace

class TestDiffView final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLineAsItIsDrawn()
    {
        const DiffText text = diffText("\ta b\r\n", 4, true);
        QCOMPARE(text.shown, u"→   a·b"_s);
        QVERIFY(text.hasCr);
        QCOMPARE(text.at, (QList<int>{0, 4, 5, 6, 7}));
        QCOMPARE(text.sourceAt(2), 0);
        QCOMPARE(text.sourceAt(5), 2);
        QVERIFY(diffText("a\xe2\x80\xae", 4, false).shown.contains(u"U+202E"_s)); // what turns text around is seen
        const DiffText cut = diffText(QByteArray(5000, 'x'), 4, false);
        QCOMPARE(cut.shown.size(), longestDiffLine);
        QCOMPARE(cut.cut, 3000);
    }
    void piecesOfALine()
    {
        QCOMPARE(diffPieces(u"abcdefg", 3), (QList<int>{0, 3, 6}));
        QCOMPARE(diffPieces(u"日本語", 4), (QList<int>{0, 2})); // two columns each
        QCOMPARE(diffColumns("\tab\n", 8), 10);
    }
    void linesStandBesideEachOther()
    {
        DiffEntry entry{.file = file("f", {hunk(1, {" a", "-b", "-c", "+B", " d", "+e"})})};
        entry.layOut({.isSideBySide = true});
        QStringList rows;
        for (const DiffRow &row : std::as_const(entry.rows))
            if (row.kind == DiffRow::Line)
                rows << u"%1|%2"_s.arg(row.left).arg(row.right);
        QCOMPARE(rows, (QStringList{u"0|0"_s, u"1|3"_s, u"2|-1"_s, u"4|4"_s, u"-1|5"_s}));
    }
    void gapsAreCountedAndUnfold()
    {
        Scene scene;
        DiffEntry entry{.file = scene.view.file(0)};
        entry.layOut({});
        QCOMPARE(entry.gapBefore(0), 9);
        QCOMPARE(entry.gapBefore(1), 26); // 14 to 39
        QSignalSpy asked(&scene.view, &DiffView::wholeAsked);
        const int before = scene.view.verticalScrollBar()->maximum();
        const QPoint hunkRow = scene.view.placeOf(0, 0, 0) - QPoint(0, 20);
        QTest::mouseClick(scene.view.viewport(), Qt::LeftButton, {}, {20, hunkRow.y()});
        QCOMPARE(asked.size(), 1);
        QByteArray whole;
        for (int i = 1; i <= 60; ++i)
            whole += "line " + QByteArray::number(i) + '\n';
        scene.view.setWhole(0, whole);
        QVERIFY(scene.view.verticalScrollBar()->maximum() > before);
        scene.drag(scene.view.placeOf(0, 0, 0) - QPoint(0, 28 + 18 * 2), scene.view.placeOf(0, 0, 0) + QPoint(300, 0));
        QVERIFY2(scene.view.selectedText().contains(u"line 9\n"_s), qPrintable(scene.view.selectedText()));
    }
    void textIsSelectedWithoutSigns()
    {
        Scene scene;
        scene.drag(scene.view.placeOf(0, 0, 0), scene.view.placeOf(0, 0, 2) + QPoint(800, 0));
        QCOMPARE(scene.view.selectedText(), u"def f():\n    return 1\n    return 2"_s);
        QTest::keyClick(&scene.view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"def f():\n    return 1\n    return 2"_s);
        scene.view.setSideBySide(true);
        scene.drag(scene.view.placeOf(0, 0, 2), scene.view.placeOf(0, 0, 3) + QPoint(400, 0));
        QCOMPARE(scene.view.selectedText(), u"    return 2\n    # two"_s); // one side
    }
    void keysWalkHunksAndFiles()
    {
        Scene scene;
        QCOMPARE(scene.view.current(), std::pair(0, 0));
        QTest::keyClick(&scene.view, Qt::Key_N);
        QCOMPARE(scene.view.current(), std::pair(0, 1));
        QTest::keyClick(&scene.view, Qt::Key_F7);
        QCOMPARE(scene.view.current(), std::pair(1, 0));
        QTest::keyClick(&scene.view, Qt::Key_N); // the end
        QCOMPARE(scene.view.current(), std::pair(1, 0));
        QTest::keyClick(&scene.view, Qt::Key_F7, Qt::ShiftModifier);
        QCOMPARE(scene.view.current(), std::pair(0, 1));
        QVERIFY(scene.view.accessibleDescription().contains(u"removed: gone"_s));
        QSignalSpy opened(&scene.view, &DiffView::openAsked);
        QTest::keyClick(&scene.view, Qt::Key_Return);
        QCOMPARE(opened.first(), (QVariantList{0, 40}));
        QTest::keyClick(&scene.view, Qt::Key_BracketRight);
        QCOMPARE(scene.view.current(), std::pair(1, 0));
    }
    void hunksAndLinesAreStaged()
    {
        Scene scene;
        QSignalSpy acted(&scene.view, &DiffView::acted);
        QTest::keyClick(&scene.view, Qt::Key_Space);
        QCOMPARE(acted.size(), 1);
        QCOMPARE(acted[0][0].value<DiffView::Act>(), DiffView::Act::Stage);
        QBitArray expected(8);
        expected.fill(true, 0, 5);
        QCOMPARE(acted[0][2].toBitArray(), expected);
        // The gutter chooses what changed between the rows, never context.
        const QPoint first = scene.view.placeOf(0, 0, 0), last = scene.view.placeOf(0, 0, 2);
        scene.drag({20, first.y()}, {20, last.y()});
        expected.fill(false);
        expected.setBit(1), expected.setBit(2);
        QCOMPARE(scene.view.chosenLines(0), expected);
        QTest::keyClick(&scene.view, Qt::Key_Space);
        QCOMPARE(acted[1][2].toBitArray(), expected);
        // Discard stands alone at the edge.
        QTest::mouseClick(scene.view.viewport(), Qt::LeftButton, {}, {scene.view.viewport()->width() - 20, first.y() - 22});
        QCOMPARE(acted[2][0].value<DiffView::Act>(), DiffView::Act::Discard);
        QCOMPARE(acted[2][2].toBitArray(), expected);
        QTest::keyClick(&scene.view, Qt::Key_Escape);
        QVERIFY(scene.view.chosenLines(0).isEmpty());
    }
    void thePlaceStaysWhereFilesChange()
    {
        QList<DiffFile> files;
        for (int i = 0; i < 30; ++i)
            files << file("f" + QByteArray::number(i), {hunk(1, QByteArrayList(40, "+x"))});
        Scene scene(files);
        scene.view.setCurrent(12, 0);
        const int y = scene.view.placeOf(12, 0, 3).y();
        files.removeFirst();
        files[0].hunks[0].lines.removeLast();
        scene.view.setFiles(files);
        QCOMPARE(scene.view.file(11).key, "f12");
        QCOMPARE(scene.view.placeOf(11, 0, 3).y(), y);
        QCOMPARE(scene.view.current(), std::pair(11, 0));
    }
    void foldedFilesTakeOneRow()
    {
        Scene scene;
        scene.view.resize(900, 200);
        const int all = scene.view.verticalScrollBar()->maximum();
        QTest::mouseClick(scene.view.viewport(), Qt::LeftButton, {}, {16, 10});
        QVERIFY(scene.view.verticalScrollBar()->maximum() < all);
        QTest::keyClick(&scene.view, Qt::Key_N); // goes on to what is unfolded
        QCOMPARE(scene.view.current().first, 1);
    }
    void findsInLines()
    {
        Scene scene;
        QCOMPARE(scene.view.find(u"RETURN"_s), 2);
        scene.view.stepFound(true);
        QCOMPARE(scene.view.foundAt(), 1);
        scene.view.stepFound(false);
        QCOMPARE(scene.view.foundAt(), 2);
        QCOMPARE(scene.view.find({}), 0);
    }
    void coloursComeLater()
    {
        QAtomicInt asked;
        Scene scene(QList<DiffFile>{});
        QThread *const gui = QThread::currentThread();
        scene.view.setDresser([&asked, gui](const DiffFile &of) {
            if (QThread::currentThread() != gui)
                ++asked;
            DiffDresses made;
            for (const DiffHunk &each : of.hunks)
                made << QList<DiffDress>(each.lines.size(), {.colours = {{0, 1, "keyword", false}}, .words = {{1, 1}}});
            return made;
        });
        QList<DiffFile> files;
        for (int i = 0; i < 50; ++i)
            files << file("f" + QByteArray::number(i), {hunk(1, QByteArrayList(40, "+xy"))});
        scene.view.append(files);
        QTRY_VERIFY(asked.loadRelaxed() > 0);
        scene.view.grab();
        QCoreApplication::processEvents();
        QVERIFY(asked.loadRelaxed() < 5); // only what is seen
    }
    void picturesAreAskedForAgainWhereARefreshCameBetween()
    {
        DiffFile picture = file("logo.png", {});
        picture.isPicture = true;
        Scene scene({picture});
        QSignalSpy asked(&scene.view, &DiffView::picturesAsked);
        scene.view.grab();
        QTRY_COMPARE(asked.size(), 1);
        scene.view.setFiles({picture}); // before the answer
        scene.view.grab();
        QTRY_COMPARE(asked.size(), 2);
        scene.view.setPictures(0, {});
        scene.view.setFiles({picture});
        scene.view.grab();
        QCoreApplication::processEvents();
        QCOMPARE(asked.size(), 2);
    }
    void aWrappedLineTakesMoreRows()
    {
        Scene scene({file("f", {hunk(1, {"+" + QByteArray(400, 'w'), "+z"})})});
        const int row = scene.view.placeOf(0, 0, 1).y() - scene.view.placeOf(0, 0, 0).y();
        QVERIFY(scene.view.horizontalScrollBar()->maximum() > 0);
        scene.view.setWrapped(true);
        QCOMPARE(scene.view.horizontalScrollBar()->maximum(), 0);
        QVERIFY(scene.view.placeOf(0, 0, 1).y() - scene.view.placeOf(0, 0, 0).y() >= 3 * row);
    }
};

QTEST_MAIN(TestDiffView)
#include "tst_diffview.moc"
