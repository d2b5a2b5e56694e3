// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/changebar.h"
#include "widgets/changepeek.h"
#include "widgets/fileeditor.h"
#include "widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

using Sci = QsciScintillaBase;
using Kind = ChangeMark::Kind;

namespace {

struct Scene
{
    QWidget window;
    FileEditor *editor = new FileEditor(&window);
    Scene()
    {
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(editor);
        window.resize(700, 400);
        QByteArray text;
        for (int i = 0; i < 100; ++i)
            text += "line " + QByteArray::number(i) + '\n';
        editor->setLanguage("python");
        editor->load(text);
        window.show();
        window.activateWindow();
        editor->setFocus();
    }
    bool isReady() { return QTest::qWaitForWindowActive(&window); }
    void press(const char *keys) { QTest::keySequence(editor, QKeySequence(QString::fromLatin1(keys))); }
    int line() const
    {
        return int(editor->SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(editor->SendScintilla(Sci::SCI_GETCURRENTPOS))));
    }
    int left() const
    {
        int left = 0;
        for (int margin = 0; margin < CodeEditor::Changes; ++margin)
            left += editor->marginWidth(margin);
        return left;
    }
    QPoint bar(int line) const { return QPoint(left() + 4, editor->topOf(line) + 5); }
    // The pixels of a role's colour in the bar's margin beside that line, row by row: 'x' any, '.' none.
    QByteArray rows(int line, const char *role) const
    {
        const QImage picture =
            editor->viewport()->grab(QRect(left(), editor->topOf(line), 8, editor->textHeight(line))).toImage();
        const QColor wanted = Theme::current().colour(QString::fromLatin1(role));
        QByteArray rows;
        for (int y = 0; y < picture.height(); ++y) {
            int count = 0;
            for (int x = 0; x < picture.width(); ++x)
                count += picture.pixelColor(x, y) == wanted;
            rows += char('0' + count);
        }
        return rows;
    }
};

} // namespace

class TestChangeBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Theme::load(Theme::Mode::Light)->apply(); }
    void everyKindHasItsShape();
    void marksGoWithTheirLines();
    void whatStaysIsNotSetAnew();
    void keysGoFromChangeToChange();
    void aClickAsksForThePeek();
    void theCursorSaysWhatCanBeClicked();
    void peekPushesTheTextDown();
    void peekScrollsWithTheText();
    void peekSaysWhatWasPressed();
    void escapeClosesThePeek();
    void peekOfNothingAndOfMuch();
};

void TestChangeBar::everyKindHasItsShape()
{
    Scene scene;
    QVERIFY(scene.isReady());
    scene.editor->changes()->setChanges({{1, 2, Kind::Added, false},
                                         {4, 1, Kind::Changed, false},
                                         {6, 0, Kind::Removed, false},
                                         {8, 2, Kind::Added, true},
                                         {11, 1, Kind::Changed, true},
                                         {100, 0, Kind::Removed, false}});
    QCOMPARE(scene.rows(0, "added").count('0'), scene.rows(0, "added").size());
    QCOMPARE(scene.rows(1, "added").count('4'), scene.rows(1, "added").size()); // a whole bar
    QCOMPARE(scene.rows(1, "added"), scene.rows(2, "added"));
    const QByteArray changed = scene.rows(4, "changed");
    QVERIFY(changed.contains('4') && changed.contains('0')); // a broken one
    const QByteArray staged = scene.rows(8, "added");
    QCOMPARE(staged.count('4'), 1); // closed on top
    QCOMPARE(staged.count('2'), staged.size() - 1);
    const QByteArray stagedChange = scene.rows(11, "changed");
    QVERIFY(stagedChange.contains('2') && stagedChange.contains('0'));
    const QByteArray wedge = scene.rows(6, "removed"); // its lower half
    QVERIFY(wedge.at(0) > wedge.at(3) && wedge.endsWith("0000"));
    QVERIFY(scene.rows(5, "removed").startsWith("0000"));
    QVERIFY(!scene.editor->changes()->isChanged(0) && scene.editor->changes()->isChanged(6));
}

void TestChangeBar::marksGoWithTheirLines()
{
    Scene scene;
    QVERIFY(scene.isReady());
    ChangeBar &bar = *scene.editor->changes();
    const QList<ChangeMark> marks{{3, 2, Kind::Added, false}, {9, 1, Kind::Changed, false}};
    bar.setChanges(marks);
    QCOMPARE(bar.firstLines(), (QList<int>{3, 9}));
    scene.press("Return");
    scene.press("Return");
    QCOMPARE(bar.firstLines(), (QList<int>{5, 11}));
    QVERIFY(bar.isChanged(6) && !bar.isChanged(7) && !bar.isChanged(3));
    bar.setChanges(marks); // the same values, of another text
    QCOMPARE(bar.firstLines(), (QList<int>{3, 9}));
    bar.setChanges({});
    QVERIFY(bar.firstLines().isEmpty());
}

// Each marker set or taken away is a repaint.
void TestChangeBar::whatStaysIsNotSetAnew()
{
    Scene scene;
    QVERIFY(scene.isReady());
    ChangeBar &bars = *scene.editor->changes();
    bars.setChanges({{1, 2, Kind::Added, false}, {6, 0, Kind::Removed, false}, {50, 1, Kind::Changed, true}});
    int touched = 0;
    connect(scene.editor, &Sci::SCN_MODIFIED, this, [&touched](int, int type, const char *, int, int, int, int, int, int, int) {
        touched += (type & Sci::SC_MOD_CHANGEMARKER) != 0;
    });
    scene.editor->insertAt(u"more\n"_s, 20, 0);
    bars.setChanges({{1, 2, Kind::Added, false}, {6, 0, Kind::Removed, false}, {51, 1, Kind::Changed, true}}); // where they went
    QCOMPARE(touched, 0);
    bars.setChanges({{1, 2, Kind::Added, false}, {6, 0, Kind::Removed, false}, {51, 1, Kind::Changed, false}});
    QCOMPARE(touched, 2); // one off, one on
    QCOMPARE(bars.firstLines(), (QList<int>{1, 6, 51}));
    bars.setChanges({});
    for (int line = 0; line < 100; ++line)
        QVERIFY2(!bars.isChanged(line), qPrintable(QString::number(line)));
    QVERIFY(bars.firstLines().isEmpty());
}

void TestChangeBar::keysGoFromChangeToChange()
{
    Scene scene;
    QVERIFY(scene.isReady());
    scene.press("F7");
    QCOMPARE(scene.line(), 0); // there is none
    scene.editor->changes()->setChanges({{3, 2, Kind::Added, false}, {5, 1, Kind::Changed, false}, {80, 0, Kind::Removed, true}});
    QList<int> seen;
    for (int i = 0; i < 4; ++i) {
        scene.press("F7");
        seen << scene.line();
    }
    QCOMPARE(seen, (QList<int>{3, 5, 80, 3}));
    scene.press("Shift+F7");
    QCOMPARE(scene.line(), 80);
    scene.press("Shift+F7");
    QCOMPARE(scene.line(), 5);
}

void TestChangeBar::aClickAsksForThePeek()
{
    Scene scene;
    QVERIFY(scene.isReady());
    scene.editor->changes()->setChanges({{3, 1, Kind::Changed, false}});
    QSignalSpy asked(scene.editor, &FileEditor::peekAsked);
    QTest::mouseClick(scene.editor->viewport(), Qt::LeftButton, {}, scene.bar(2));
    QCOMPARE(asked.count(), 0);
    QTest::mouseClick(scene.editor->viewport(), Qt::LeftButton, {}, scene.bar(3));
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).toInt(), 3);
    scene.press("Ctrl+F7");
    QCOMPARE(asked.count(), 1); // the caret is elsewhere
    scene.press("F7");
    scene.press("Ctrl+F7");
    QCOMPARE(asked.count(), 2);
}

void TestChangeBar::theCursorSaysWhatCanBeClicked()
{
    Scene scene;
    QVERIFY(scene.isReady());
    scene.editor->changes()->setChanges({{3, 1, Kind::Changed, false}});
    QTest::mouseMove(scene.editor->viewport(), scene.bar(2));
    QTRY_COMPARE(scene.editor->viewport()->cursor().shape(), Qt::ArrowCursor);
    QTest::mouseMove(scene.editor->viewport(), scene.bar(3));
    QTRY_COMPARE(scene.editor->viewport()->cursor().shape(), Qt::PointingHandCursor);
    QTest::mouseMove(scene.editor->viewport(), QPoint(300, 50));
    QTRY_COMPARE(scene.editor->viewport()->cursor().shape(), Qt::IBeamCursor);
}

void TestChangeBar::peekPushesTheTextDown()
{
    Scene scene;
    QVERIFY(scene.isReady());
    FileEditor &editor = *scene.editor;
    ChangePeek &peek = *editor.peek();
    const int before = editor.topOf(4);
    peek.open(3, {u"Last commit"_s, u"line three\n"_s, "python", {{5, 5}}});
    QTRY_VERIFY(peek.isVisible());
    QVERIFY(editor.topOf(4) > before + 40);
    QVERIFY(peek.geometry().top() >= before && peek.geometry().bottom() < editor.topOf(4));
    QVERIFY(peek.geometry().left() >= scene.left());
    auto *text = peek.findChild<CodeEditor *>(u"peek.text"_s);
    QCOMPARE(text->marginWidth(CodeEditor::Numbers), 0);
    QVERIFY(text->SendScintilla(Sci::SCI_INDICATORVALUEAT, 8UL, 5L) && !text->SendScintilla(Sci::SCI_INDICATORVALUEAT, 8UL, 4L));
    QCOMPARE(editor.bytes().count("three"), 0); // the text is what it was
    QVERIFY(!editor.isModified());
    scene.press("Return"); // a line above: it goes along
    QTRY_COMPARE(peek.line(), 4);
    editor.zoomIn(4);
    QTRY_VERIFY(peek.geometry().bottom() < editor.topOf(5));
    peek.close();
    QCOMPARE(editor.SendScintilla(Sci::SCI_ANNOTATIONGETLINES, 4UL), 0L);
    QVERIFY(!peek.isVisible());
}

void TestChangeBar::peekScrollsWithTheText()
{
    Scene scene;
    QVERIFY(scene.isReady());
    ChangePeek &peek = *scene.editor->peek();
    peek.open(3, {u"Last commit"_s, u"line three\n"_s, "python", {}});
    QTRY_VERIFY(peek.isVisible());
    const int top = peek.geometry().top(), row = scene.editor->textHeight(0);
    scene.editor->setFirstVisibleLine(2);
    QTRY_COMPARE(peek.geometry().top(), top - 2 * row);
    scene.editor->setFirstVisibleLine(60);
    QTRY_VERIFY(peek.geometry().bottom() < 0);
    scene.editor->setFirstVisibleLine(0);
    QTRY_COMPARE(peek.geometry().top(), top);
    peek.open(20, {u"Last commit"_s, u"a\nb\nc\n"_s, "python", {}}); // the last line that is seen
    QTRY_VERIFY(peek.geometry().bottom() < scene.editor->viewport()->height());
    QVERIFY(scene.editor->topOf(20) >= 0);
}

void TestChangeBar::peekSaysWhatWasPressed()
{
    Scene scene;
    QVERIFY(scene.isReady());
    ChangePeek &peek = *scene.editor->peek();
    peek.open(3, {u"Last <b>commit"_s, u"é three\n"_s, "python", {}});
    const auto click = [&peek](const char *name) {
        QTest::mouseClick(peek.findChild<QToolButton *>(QLatin1String(name)), Qt::LeftButton);
    };
    QSignalSpy staged(&peek, &ChangePeek::staged), reverted(&peek, &ChangePeek::reverted), copied(&peek, &ChangePeek::copied),
        previous(&peek, &ChangePeek::previous), next(&peek, &ChangePeek::next), closed(&peek, &ChangePeek::closed);
    click("peek.stage");
    click("peek.copy");
    click("peek.previous");
    click("peek.next");
    click("peek.revert");
    QCOMPARE(staged.count() + reverted.count() + copied.count() + previous.count() + next.count(), 5);
    QCOMPARE(closed.count(), 0);
    QCOMPARE(QApplication::clipboard()->text(), u"é three"_s);
    click("peek.close");
    QCOMPARE(closed.count(), 1);
    peek.open(3, {u"Index"_s, u"x"_s, "python", {}, true, true, false});
    QCOMPARE(peek.findChild<QToolButton *>(u"peek.stage"_s)->text(), u"Unstage"_s);
    QVERIFY(!peek.findChild<QToolButton *>(u"peek.revert"_s)->isEnabled());
}

void TestChangeBar::escapeClosesThePeek()
{
    Scene scene;
    QVERIFY(scene.isReady());
    QAction escape;
    escape.setShortcut(Qt::Key_Escape);
    scene.window.addAction(&escape);
    QSignalSpy escaped(&escape, &QAction::triggered);
    ChangePeek &peek = *scene.editor->peek();
    peek.open(3, {u"Last commit"_s, u"x"_s, "python", {}});
    scene.press("Esc"); // from the editor
    QVERIFY(!peek.isOpen());
    peek.open(3, {u"Last commit"_s, u"x"_s, "python", {}});
    auto *text = peek.findChild<CodeEditor *>(u"peek.text"_s);
    text->setFocus();
    QTest::keyClick(text, Qt::Key_Escape);
    QVERIFY(!peek.isOpen());
    QVERIFY(scene.editor->hasFocus());
    QCOMPARE(escaped.count(), 0);
}

void TestChangeBar::peekOfNothingAndOfMuch()
{
    Scene scene;
    QVERIFY(scene.isReady());
    ChangePeek &peek = *scene.editor->peek();
    peek.open(0, {u"Last commit"_s, {}, "python", {}});
    QTRY_VERIFY(peek.isVisible());
    const int least = peek.height();
    QVERIFY(!peek.findChild<QToolButton *>(u"peek.copy"_s)->isEnabled());
    peek.open(0, {u"Last commit"_s, u"old\n"_s.repeated(500), "python", {}});
    QVERIFY(peek.height() > least && peek.height() < 350); // it scrolls
    scene.editor->load("another file\n");
    QTRY_VERIFY(peek.line() <= 0);
    peek.close();
    QVERIFY(!peek.isOpen());
}

QTEST_MAIN(TestChangeBar)
#include "tst_changebar.moc"
