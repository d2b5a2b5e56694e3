// SPDX-License-Identifier: GPL-3.0-or-later
#include "terminalscene.h"

#include <QClipboard>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace oriel;

class TerminalMouseTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void charactersAreSelected();
    void wordsAndLines();
    void rectangles();
    void selectionOutlivesOutput();
    void dragBeyondTheEdgeScrolls();
    void clicksAreReported();
    void motionIsReported();
    void shiftSelectsWhereClicksAreReported();
    void controlClickFollows();
    void hyperlinksOfThePrograms();
    void filesAreLinksWhereTheyAre();
};

void TerminalMouseTest::charactersAreSelected()
{
    TerminalWindow window("printf 'hello brave world'; cat");
    QTRY_COMPARE(window.row(0), u"hello brave world"_s);
    QSignalSpy selections(window.canvas(), &TerminalCanvas::selectionChanged);
    window.drag(window.before(0, 6), window.before(0, 11));
    QCOMPARE(window.selected(), u"brave"_s);
    QTRY_COMPARE(selections.count(), 1);
    QTest::keyClick(window.canvas(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"brave"_s);
    window.drag(window.before(0, 11), window.before(0, 6)); // backwards
    QCOMPARE(window.selected(), u"brave"_s);
    QTest::mouseClick(window.canvas(), Qt::LeftButton, Qt::ShiftModifier, window.before(0, 17));
    QCOMPARE(window.selected(), u"brave world"_s);
    QTest::mouseClick(window.canvas(), Qt::LeftButton, {}, window.before(0, 2));
    QCOMPARE(window.selected(), QString());
    window.canvas()->selectAll();
    QCOMPARE(window.selected().trimmed(), u"hello brave world"_s);
}

void TerminalMouseTest::wordsAndLines()
{
    TerminalWindow window("printf 'one src/app.py:12 three'; cat");
    QTRY_COMPARE(window.row(0), u"one src/app.py:12 three"_s);
    const QPoint middle = window.at(0, 8);
    QTest::mouseDClick(window.canvas(), Qt::LeftButton, {}, middle);
    QCOMPARE(window.selected(), u"src/app.py:12"_s);
    QTest::mouseRelease(window.canvas(), Qt::LeftButton, {}, middle);
    QTest::mousePress(window.canvas(), Qt::LeftButton, {}, middle);
    QCOMPARE(window.selected(), u"one src/app.py:12 three"_s);
    QTest::mouseRelease(window.canvas(), Qt::LeftButton, {}, middle);
    QTest::qWait(QApplication::doubleClickInterval() + 20); // a fourth click begins anew
    QTest::mouseDClick(window.canvas(), Qt::LeftButton, {}, middle);
    QTest::mousePress(window.canvas(), Qt::LeftButton, {}, middle);
}

void TerminalMouseTest::rectangles()
{
    TerminalWindow window("printf 'abcdef\\r\\nghijkl\\r\\nmnopqr'; cat");
    QTRY_COMPARE(window.row(2), u"mnopqr"_s);
    window.drag(window.before(0, 1), window.before(2, 4), Qt::AltModifier);
    QCOMPARE(window.selected(), u"bcd\nhij\nnop"_s);
    window.drag(window.before(2, 1), window.before(0, 4), Qt::AltModifier); // from below to the right
    QCOMPARE(window.selected(), u"bcd\nhij\nnop"_s);
    window.drag(window.before(0, 4), window.before(2, 1), Qt::AltModifier);
    QCOMPARE(window.selected(), u"bcd\nhij\nnop"_s);
}

void TerminalMouseTest::selectionOutlivesOutput()
{
    TerminalWindow window("printf 'keep me\\n'; read a; seq 1 40; cat");
    QTRY_COMPARE(window.row(0), u"keep me"_s);
    window.drag(window.before(0, 0), window.before(0, 7));
    QCOMPARE(window.selected(), u"keep me"_s);
    window.view.host()->send("\n");
    QTRY_VERIFY(window.text().contains(u"40"_s));
    QCOMPARE(window.selected(), u"keep me"_s);
}

void TerminalMouseTest::dragBeyondTheEdgeScrolls()
{
    TerminalWindow window("seq 1 100; cat");
    QTRY_COMPARE(window.row(8), u"100"_s);
    QTest::mousePress(window.canvas(), Qt::LeftButton, {}, window.before(8, 3));
    window.move(QPoint(window.before(0, 0).x(), -30), Qt::LeftButton);
    QTRY_COMPARE(window.row(0), u"1"_s); // by itself, without another move
    QTest::mouseRelease(window.canvas(), Qt::LeftButton, {}, QPoint(0, -30));
    QVERIFY(window.selected().startsWith(u"1\n2\n3\n"_s));
    QVERIFY(window.selected().endsWith(u"\n100"_s));
}

void TerminalMouseTest::clicksAreReported()
{
    TerminalWindow window(echoing("\\033[?1000;1006h"));
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    QTest::mouseClick(window.canvas(), Qt::LeftButton, Qt::ControlModifier, window.at(2, 4));
    QTRY_COMPARE(window.row(0), u"ready:^[[<16;5;3M^[[<16;5;3m"_s);
    QCOMPARE(window.selected(), QString());
}

void TerminalMouseTest::motionIsReported()
{
    TerminalWindow window(echoing("\\033[?1003;1006h"));
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    window.move(window.at(0, 0));
    window.move(window.at(0, 0) + QPoint(1, 0)); // in the same cell: said once
    window.move(window.at(1, 1));
    QTRY_VERIFY(window.row(0).endsWith(u"^[[<35;2;2M"_s));
    QCOMPARE(window.row(0).count(u'M'), 2);
}

void TerminalMouseTest::shiftSelectsWhereClicksAreReported()
{
    TerminalWindow window(echoing("\\033[?1002;1006h"));
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    window.drag(window.before(0, 0), window.before(0, 5), Qt::ShiftModifier);
    QCOMPARE(window.selected(), u"ready"_s);
    QTest::keyClick(window.canvas(), Qt::Key_Period);
    QTRY_COMPARE(window.row(0), u"ready:."_s);
}

void TerminalMouseTest::controlClickFollows()
{
    TerminalWindow window("printf '漢 see https://example.org/a.'; cat");
    QTRY_COMPARE(window.row(0), u"漢 see https://example.org/a."_s);
    QSignalSpy followed(&window.view, &TerminalView::linkFollowed);
    const QPoint on = window.at(0, 12);
    window.move(on);
    QVERIFY(!window.canvas()->link());
    window.move(on, {}, Qt::ControlModifier);
    QVERIFY(window.canvas()->link());
    QCOMPARE(window.canvas()->link()->from, 7); // the ideograph takes two cells
    QTest::mouseClick(window.canvas(), Qt::LeftButton, Qt::ControlModifier, on);
    QCOMPARE(followed.count(), 1);
    QCOMPARE(followed.at(0).at(0).value<TerminalLink>().target, u"https://example.org/a"_s);
    QTest::keyRelease(window.canvas(), Qt::Key_Control, Qt::ControlModifier);
    QVERIFY(!window.canvas()->link());
    QTest::mouseClick(window.canvas(), Qt::LeftButton, {}, on);
    QCOMPARE(followed.count(), 1);
}

void TerminalMouseTest::hyperlinksOfThePrograms()
{
    TerminalWindow window("printf '\\033]8;;https://example.org/x\\033\\\\here\\033]8;;\\033\\\\ "
                          "\\033]8;;javascript:alert(1)\\033\\\\there\\033]8;;\\033\\\\'; cat");
    QTRY_COMPARE(window.row(0), u"here there"_s);
    window.move(window.at(0, 2), {}, Qt::ControlModifier);
    QVERIFY(window.canvas()->link());
    QCOMPARE(window.canvas()->link()->target, u"https://example.org/x"_s);
    QCOMPARE(window.canvas()->link()->to, 4);
    window.move(window.at(0, 7), {}, Qt::ControlModifier);
    QVERIFY(!window.canvas()->link());
}

void TerminalMouseTest::filesAreLinksWhereTheyAre()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"app.py"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    TerminalWindow window("cd '" + folder.path().toUtf8() + "'; printf 'gone.py:1 app.py:41:7'; cat");
    QTRY_COMPARE(window.row(0), u"gone.py:1 app.py:41:7"_s);
    window.move(window.at(0, 12), {}, Qt::ControlModifier);
    QTRY_VERIFY(window.canvas()->link());
    const TerminalLink link = *window.canvas()->link();
    QCOMPARE(link.target, file.fileName());
    QCOMPARE(std::pair(link.line, link.column), std::pair(41, 7));
    window.move(window.at(0, 2), {}, Qt::ControlModifier);
    QTest::qWait(50); // it would be known by now
    QVERIFY(!window.canvas()->link());
}

QTEST_MAIN(TerminalMouseTest)
#include "tst_terminalmouse.moc"
