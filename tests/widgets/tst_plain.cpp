// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/trap.h"
#include "widgets/filterline.h"
#include "widgets/plain.h"

#include <QAction>
#include <QLabel>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTextDocument>
#include <QToolTip>
#include <QtTest>

using namespace oriel;
using oriel::test::Trap;
using namespace Qt::StringLiterals;

class TestPlain : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void simpleTextStays();
    void richTextIsShownAsItIs_data();
    void richTextIsShownAsItIs();
    void marksAndLimit();
    void rawTextWouldSpringTheTrap();
    void poisonOpensNothing();
    void filterLineTellsAfterTyping();
};

void TestPlain::simpleTextStays()
{
    for (const QString &text : {u"customers"_s, u"a & b"_s, u"a\nb"_s, QString()})
        QCOMPARE(plain(text), text);
}

void TestPlain::richTextIsShownAsItIs_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text : {u"<b>bold</b>"_s, u"<img src=\"/x\">"_s, u"a &lt; b"_s, u"x < y > z"_s, u"<qt>"_s,
                                u"<?xml version"_s, u"  <br>two  blanks"_s, u"line\n<i>second</i>"_s})
        QTest::addRow("%s", qPrintable(text)) << text;
    QTest::newRow("long") << u"word "_s.repeated(60).trimmed();
}

void TestPlain::richTextIsShownAsItIs()
{
    QFETCH(QString, text);
    const QString shown = plain(text);
    if (!Qt::mightBeRichText(shown)) {
        QCOMPARE(shown, text);
        return;
    }
    QTextDocument document;
    document.setHtml(shown); // what a tooltip does with it
    QCOMPARE(document.toPlainText(), text);
}

void TestPlain::marksAndLimit()
{
    QCOMPARE(plain(u"a\u202Eb"_s), u"a⟦U+202E⟧b"_s);
    QCOMPARE(plain(u"a\x1b[31m"_s), u"a␛[31m"_s);
    QTextDocument document;
    document.setHtml(plain(u"x"_s.repeated(100'000)));
    QVERIFY(document.toPlainText().size() <= 4097);
    const QString pairs = u"x"_s + u"😀"_s.repeated(3000); // cut between surrogates
    document.setHtml(plain(pairs));
    QVERIFY(!document.toPlainText().chopped(1).back().isHighSurrogate());
}

// Without plain() the same text does open it: the test below can fail.
void TestPlain::rawTextWouldSpringTheTrap()
{
    Trap trap;
    QLabel label(u"<img src=\"%1\">"_s.arg(trap.path()));
    label.grab();
    QVERIFY(trap.isSprung());
}

void TestPlain::poisonOpensNothing()
{
    Trap trap;
    QVERIFY(trap.isMade());
    const QString poison = u"<img src=\"%1\"> &lt;img src=%1&gt;"_s.arg(trap.path());
    QWidget window;
    window.resize(400, 300);
    QAction action;
    setPlainToolTip(&window, poison);
    setPlainToolTip(&action, poison);
    QLabel *label = plainLabel(poison, &window);
    label->resize(300, 50);
    window.addAction(&action);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QVERIFY(!window.grab().isNull());
    QToolTip::showText(window.mapToGlobal(QPoint(5, 5)), window.toolTip(), &window);
    QTRY_VERIFY(QToolTip::isVisible());
    for (QWidget *top : QApplication::topLevelWidgets())
        top->grab();
    QMessageBox box;
    setPlainText(&box, poison, poison);
    box.show();
    QVERIFY(!box.grab().isNull());
    QCOMPARE(box.text(), poison);
    QCOMPARE(label->text(), poison);
    QVERIFY(!trap.isSprung());
    QToolTip::hideText();
}

void TestPlain::filterLineTellsAfterTyping()
{
    FilterLine line(u"Filter objects"_s);
    QSignalSpy changed(&line, &FilterLine::filterChanged), moved(&line, &FilterLine::moved);
    line.show();
    QTest::keyClicks(&line, u"inv"_s);
    QCOMPARE(changed.count(), 0); // one answer for several keys
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(changed.takeFirst().value(0).toString(), u"inv"_s);
    QTest::keyClicks(&line, u"o"_s);
    QTest::keyClick(&line, Qt::Key_Down); // the list is up to date before the focus goes there
    QCOMPARE(changed.takeFirst().value(0).toString(), u"invo"_s);
    QCOMPARE(moved.count(), 1);
    QTest::keyClick(&line, Qt::Key_Return);
    QCOMPARE(moved.count(), 2);
    QTest::keyClick(&line, Qt::Key_Escape);
    QCOMPARE(line.text(), QString());
    QCOMPARE(changed.takeFirst().value(0).toString(), QString());
}

QTEST_MAIN(TestPlain)
#include "tst_plain.moc"
