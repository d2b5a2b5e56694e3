// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/changebar.h"
#include "widgets/changepeek.h"
#include "widgets/fileeditor.h"
#include "widgets/gotoline.h"
#include "widgets/theme.h"

#include <QAction>
#include <QLineEdit>
#include <QSignalSpy>
#include <QVBoxLayout>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

using Sci = QsciScintillaBase;

namespace {

// An editor in a window of its own, with the focus.
struct Scene
{
    QWidget window;
    FileEditor *editor = new FileEditor(&window);
    explicit Scene(const QByteArray &text = {}, const char *language = "python")
    {
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(editor);
        window.resize(700, 400);
        editor->setLanguage(language);
        editor->setComments({u"#"_s, {}, {}});
        editor->load(text);
        window.show();
        window.activateWindow();
        editor->setFocus();
    }
    bool isReady() { return QTest::qWaitForWindowActive(&window) && editor->hasFocus(); }
    void press(const char *keys) { QTest::keySequence(editor, QKeySequence(QString::fromLatin1(keys))); }
    void type(const QString &text) { QTest::keyClicks(editor, text); }
    QPoint at(int line, int column) const
    {
        const long byte = editor->SendScintilla(Sci::SCI_FINDCOLUMN, ulong(line), long(column));
        return QPoint(int(editor->SendScintilla(Sci::SCI_POINTXFROMPOSITION, 0UL, byte)),
                      editor->topOf(line) + editor->textHeight(line) / 2);
    }
    QString text() const { return editor->wholeText(); }
};

} // namespace

class TestFileEditor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Theme::load(Theme::Mode::Light)->apply(); }
    void bytesStayAsTheyWere_data();
    void bytesStayAsTheyWere();
    void newLinesEndAsTheFileDoes();
    void linesAreCommanded_data();
    void linesAreCommanded();
    void indentationFollowsTheCode();
    void homeGoesToTheFirstLetter();
    void indentIsTheFiles();
    void altClickAddsACaret();
    void altDragDrawsARectangle();
    void nextOccurrenceAndBack();
    void columnCarets();
    void escapeWithOneCaretIsTheWindows();
    void foldsByKeyAndClick();
    void foldArrowsAreCalm();
    void placesAreGoneTo_data();
    void placesAreGoneTo();
    void goToLineIsLive();
    void blanksAndWrapOnDemand();
    void overtypes();
    void keysCanBeChanged();
    void textIsReplacedWithThePlaceKept();
    void replacedTextIsCutBetweenCharacters();
    void hintStandsAtTheCaretsLine();
};

void TestFileEditor::bytesStayAsTheyWere_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("trailing blanks, no end") << QByteArray("a  \n\tb \t\n  ");
    QTest::newRow("mixed ends") << QByteArray("a\r\nb\nc\rd\r\n");
    QTest::newRow("zero byte") << QByteArray("a\0b\n", 4);
    QTest::newRow("emoji") << QByteArray("é😀\n");
}

void TestFileEditor::bytesStayAsTheyWere()
{
    QFETCH(QByteArray, text);
    Scene scene(text);
    QVERIFY(scene.isReady());
    QCOMPARE(scene.editor->bytes(), text);
    QVERIFY(!scene.editor->isModified() && !scene.editor->isUndoAvailable());
    scene.type(u"x"_s);
    QCOMPARE(scene.editor->bytes(), "x" + text);
    scene.press("Ctrl+Z");
    QCOMPARE(scene.editor->bytes(), text);
    QVERIFY(!scene.editor->isModified());
}

void TestFileEditor::newLinesEndAsTheFileDoes()
{
    Scene scene("a\r\nb\r\n");
    QVERIFY(scene.isReady());
    scene.press("End");
    scene.press("Return");
    QCOMPARE(scene.editor->bytes(), QByteArray("a\r\n\r\nb\r\n"));
    scene.editor->load("a\nb");
    scene.press("Return");
    QCOMPARE(scene.editor->bytes(), QByteArray("\na\nb"));
}

void TestFileEditor::linesAreCommanded_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<int>("anchor");
    QTest::addColumn<int>("caret");
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("comment") << QByteArray("a\n  b\n") << 4 << 4 << QByteArray("Ctrl+/") << QByteArray("a\n  # b\n");
    QTest::newRow("comment twice") << QByteArray("a\n") << 0 << 0 << QByteArray("Ctrl+/, Ctrl+/") << QByteArray("a\n");
    QTest::newRow("move up") << QByteArray("a\nb\nc") << 2 << 2 << QByteArray("Alt+Up") << QByteArray("b\na\nc");
    QTest::newRow("move down") << QByteArray("a\nb\nc\n") << 0 << 3 << QByteArray("Alt+Down") << QByteArray("c\na\nb\n");
    QTest::newRow("duplicate line") << QByteArray("a\nb") << 0 << 0 << QByteArray("Ctrl+Shift+D") << QByteArray("a\na\nb");
    QTest::newRow("duplicate selection") << QByteArray("abc") << 0 << 2 << QByteArray("Ctrl+Shift+D") << QByteArray("ababc");
    QTest::newRow("delete") << QByteArray("a\nb\nc") << 2 << 2 << QByteArray("Ctrl+Shift+K") << QByteArray("a\nc");
    QTest::newRow("delete several") << QByteArray("a\nb\nc") << 0 << 3 << QByteArray("Ctrl+Shift+K") << QByteArray("c");
    QTest::newRow("delete last") << QByteArray("a\nb") << 2 << 2 << QByteArray("Ctrl+Shift+K") << QByteArray("a");
    QTest::newRow("delete only") << QByteArray("ab") << 2 << 2 << QByteArray("Ctrl+Shift+K") << QByteArray("");
    QTest::newRow("join") << QByteArray("a  \n   b\nc") << 0 << 0 << QByteArray("Ctrl+J") << QByteArray("a b\nc");
    QTest::newRow("join several") << QByteArray("a\nb\nc") << 0 << 5 << QByteArray("Ctrl+J") << QByteArray("a b c");
    QTest::newRow("join an empty line") << QByteArray("a\n\nb") << 0 << 0 << QByteArray("Ctrl+J") << QByteArray("a\nb");
    QTest::newRow("join the last") << QByteArray("a") << 0 << 0 << QByteArray("Ctrl+J") << QByteArray("a");
    QTest::newRow("select line") << QByteArray("a\nb\n") << 0 << 0 << QByteArray("Ctrl+L, Del") << QByteArray("b\n");
    QTest::newRow("outdent") << QByteArray("    a\n    b") << 0 << 11 << QByteArray("Shift+Tab") << QByteArray("a\nb");
}

void TestFileEditor::linesAreCommanded()
{
    QFETCH(QByteArray, before);
    QFETCH(int, anchor);
    QFETCH(int, caret);
    QFETCH(QByteArray, keys);
    QFETCH(QByteArray, after);
    Scene scene(before);
    QVERIFY(scene.isReady());
    scene.editor->SendScintilla(Sci::SCI_SETSEL, ulong(anchor), long(caret));
    const int steps = int(keys.count(',')) + 1;
    scene.press(keys.constData());
    QCOMPARE(scene.editor->bytes(), after);
    for (int i = 0; i < steps; ++i)
        scene.press("Ctrl+Z");
    QCOMPARE(scene.editor->bytes(), before);
}

void TestFileEditor::indentationFollowsTheCode()
{
    Scene scene;
    QVERIFY(scene.isReady());
    scene.type(u"def a():"_s);
    scene.press("Return");
    scene.type(u"b"_s);
    scene.press("Return");
    scene.type(u"c"_s);
    QCOMPARE(scene.text(), u"def a():\n    b\n    c"_s);
    scene.editor->setLanguage("css");
    scene.editor->load({});
    scene.type(u".a {"_s);
    scene.press("Return");
    scene.type(u"b: c;"_s);
    scene.press("Return");
    scene.window.grab(); // the opening one has its colour by now
    scene.type(u"}"_s);
    QCOMPARE(scene.text(), u".a {\n    b: c;\n}"_s);
    scene.editor->setLanguage("markdown"); // nothing opens there
    scene.editor->load({});
    scene.type(u"so:"_s);
    scene.press("Return");
    scene.type(u"b"_s);
    QCOMPARE(scene.text(), u"so:\nb"_s);
}

void TestFileEditor::homeGoesToTheFirstLetter()
{
    Scene scene("    ab");
    QVERIFY(scene.isReady());
    scene.press("End");
    scene.press("Home");
    QCOMPARE(scene.editor->caret(), 4);
    scene.press("Home");
    QCOMPARE(scene.editor->caret(), 0);
}

void TestFileEditor::indentIsTheFiles()
{
    Scene scene;
    QVERIFY(scene.isReady());
    scene.editor->setIndent(true, 8);
    scene.press("Tab");
    scene.type(u"if a:"_s);
    scene.press("Return");
    QCOMPARE(scene.text(), u"\tif a:\n\t\t"_s);
    scene.editor->load({});
    scene.editor->setIndent(false, 2);
    scene.type(u"if a:"_s);
    scene.press("Return");
    QCOMPARE(scene.text(), u"if a:\n  "_s);
}

void TestFileEditor::altClickAddsACaret()
{
    Scene scene("one\ntwo\nthree\n");
    QVERIFY(scene.isReady());
    QTest::mouseClick(scene.editor->viewport(), Qt::LeftButton, Qt::AltModifier, scene.at(1, 1));
    QTest::mouseClick(scene.editor->viewport(), Qt::LeftButton, Qt::AltModifier, scene.at(2, 2));
    QCOMPARE(scene.editor->caretCount(), 3);
    scene.type(u"X"_s);
    QCOMPARE(scene.text(), u"Xone\ntXwo\nthXree\n"_s);
    scene.press("Esc");
    QCOMPARE(scene.editor->caretCount(), 1);
    scene.type(u"Y"_s);
    QCOMPARE(scene.text(), u"Xone\ntXwo\nthXYree\n"_s);
}

void TestFileEditor::altDragDrawsARectangle()
{
    Scene scene("abcdef\nab\nabcdef\n");
    QVERIFY(scene.isReady());
    QWidget *view = scene.editor->viewport();
    QTest::mousePress(view, Qt::LeftButton, Qt::AltModifier, scene.at(0, 1));
    for (const QPoint to : {scene.at(0, 3), scene.at(2, 4)}) {
        QMouseEvent move(QEvent::MouseMove, to, view->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::AltModifier);
        QCoreApplication::sendEvent(view, &move);
    }
    QTest::mouseRelease(view, Qt::LeftButton, Qt::AltModifier, scene.at(2, 4));
    QCOMPARE(scene.editor->caretCount(), 3);
    QTest::keyClick(scene.editor, Qt::Key_Delete);
    QCOMPARE(scene.text(), u"aef\na\naef\n"_s);
}

void TestFileEditor::nextOccurrenceAndBack()
{
    Scene scene("total subtotal total TOTAL total\n");
    QVERIFY(scene.isReady());
    scene.press("Ctrl+D"); // the word at the caret
    scene.press("Ctrl+D"); // whole words, as they are written
    QCOMPARE(scene.editor->caretCount(), 2);
    scene.type(u"x"_s);
    QCOMPARE(scene.text(), u"x subtotal x TOTAL total\n"_s);
    scene.press("Esc");
    scene.editor->load("ab abab\n");
    scene.editor->select(0, 2); // what was selected is looked for anywhere
    scene.press("Ctrl+F2");
    QCOMPARE(scene.editor->caretCount(), 3);
    scene.type(u"c"_s);
    QCOMPARE(scene.text(), u"c cc\n"_s);
    scene.press("Esc");
    scene.editor->load("ab abab ab\n");
    scene.press("Ctrl+F2");
    QCOMPARE(scene.editor->caretCount(), 2);
}

void TestFileEditor::columnCarets()
{
    Scene scene("a\nb\nc\n");
    QVERIFY(scene.isReady());
    scene.press("Alt+Shift+Down");
    scene.press("Alt+Shift+Down");
    scene.type(u"-"_s);
    QCOMPARE(scene.text(), u"-a\n-b\n-c\n"_s);
    scene.press("Alt+Shift+Up");
    scene.press("Esc");
    QCOMPARE(scene.editor->caretCount(), 1);
}

void TestFileEditor::escapeWithOneCaretIsTheWindows()
{
    Scene scene("abc");
    QVERIFY(scene.isReady());
    QAction escape;
    escape.setShortcut(Qt::Key_Escape);
    scene.window.addAction(&escape);
    QSignalSpy escaped(&escape, &QAction::triggered);
    scene.press("Esc");
    QCOMPARE(escaped.count(), 1);
    scene.press("Ctrl+D");
    scene.press("Alt+Shift+Right"); // a rectangle of one line: one caret
    scene.press("Esc");
    QCOMPARE(escaped.count(), 2);
}

void TestFileEditor::foldsByKeyAndClick()
{
    Scene scene("def a():\n    b\n    c\nd\n");
    QVERIFY(scene.isReady());
    FileEditor &editor = *scene.editor;
    editor.setCaret(15);
    scene.press("Ctrl+Shift+[");
    QVERIFY(!editor.SendScintilla(Sci::SCI_GETLINEVISIBLE, 1UL));
    QCOMPARE(editor.SendScintilla(Sci::SCI_LINEFROMPOSITION, ulong(editor.SendScintilla(Sci::SCI_GETCURRENTPOS))), 0L);
    scene.press("Ctrl+Shift+]");
    QVERIFY(editor.SendScintilla(Sci::SCI_GETLINEVISIBLE, 1UL));
    int left = 0;
    for (int margin = 0; margin < CodeEditor::Folds; ++margin)
        left += editor.marginWidth(margin);
    const QPoint arrow(left + editor.marginWidth(CodeEditor::Folds) / 2, editor.topOf(0) + 5);
    QTest::mouseClick(editor.viewport(), Qt::LeftButton, {}, arrow);
    QVERIFY(!editor.SendScintilla(Sci::SCI_GETLINEVISIBLE, 2UL));
    QTest::mouseClick(editor.viewport(), Qt::LeftButton, {}, arrow);
    QVERIFY(editor.SendScintilla(Sci::SCI_GETLINEVISIBLE, 2UL));
    editor.findChild<QAction *>(u"editor.foldAll"_s)->trigger();
    QVERIFY(!editor.SendScintilla(Sci::SCI_GETLINEVISIBLE, 1UL));
    QVERIFY(editor.goTo(u"2"_s)); // what is gone to is seen
    QVERIFY(editor.SendScintilla(Sci::SCI_GETLINEVISIBLE, 1UL));
}

void TestFileEditor::foldArrowsAreCalm()
{
    Scene scene("def a():\n    b\n");
    QVERIFY(scene.isReady());
    int left = 0;
    for (int margin = 0; margin < CodeEditor::Folds; ++margin)
        left += scene.editor->marginWidth(margin);
    const auto ink = [&] {
        const QImage picture = scene.editor->viewport()->grab(QRect(left, 0, 12, 20)).toImage();
        int count = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                count += picture.pixelColor(x, y).lightness() < 180;
        return count;
    };
    scene.editor->grab(); // colours and folds
    QCOMPARE(ink(), 0);
    QTest::mouseMove(scene.editor->viewport(), QPoint(10, 10));
    QTRY_VERIFY(ink() > 5);
    QTest::mouseMove(scene.editor->viewport(), QPoint(300, 10));
    QTRY_COMPARE(ink(), 0);
}

void TestFileEditor::placesAreGoneTo_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("isPlace");
    QTest::addColumn<int>("caret");
    QTest::newRow("line") << u"3"_s << true << 10;
    QTest::newRow("line, column") << u"2:3"_s << true << 6;
    QTest::newRow("comma") << u" 2, 3 "_s << true << 6;
    QTest::newRow("column") << u":2"_s << true << 1;
    QTest::newRow("beyond the line") << u"2:99"_s << true << 7;
    QTest::newRow("beyond the end") << u"99"_s << true << 10;
    QTest::newRow("zero") << u"0:0"_s << true << 0;
    QTest::newRow("word") << u"x"_s << false << 0;
    QTest::newRow("nothing") << u" "_s << false << 0;
}

void TestFileEditor::placesAreGoneTo()
{
    QFETCH(QString, place);
    Scene scene("one\ntwo\n  three"); // the caret goes to the first letter
    QTEST(scene.editor->goTo(place), "isPlace");
    QTEST(int(scene.editor->caret()), "caret");
}

void TestFileEditor::goToLineIsLive()
{
    Scene scene(QByteArray("a line\n").repeated(200));
    QVERIFY(scene.isReady());
    GoToLine line(scene.editor, &scene.window);
    scene.window.layout()->addWidget(&line);
    auto *place = line.findChild<QLineEdit *>(u"editor.goTo"_s);
    scene.editor->select(0, 6);
    line.open();
    QTest::keyClicks(place, u"150:3"_s);
    QCOMPARE(scene.editor->caretLine(), 149);
    QCOMPARE(scene.editor->caret(), 149 * 7 + 2);
    QVERIFY(scene.editor->firstVisibleLine() > 100);
    QTest::keyClick(place, Qt::Key_Escape); // back
    QCOMPARE(scene.editor->selectedRange(), std::pair(qsizetype(0), qsizetype(6)));
    QCOMPARE(scene.editor->firstVisibleLine(), 0);
    line.open();
    QTest::keyClicks(place, u"12x"_s);
    QVERIFY(place->property("invalid").toBool());
    QTest::keyClick(place, Qt::Key_Backspace);
    QTest::keyClick(place, Qt::Key_Return);
    QCOMPARE(scene.editor->caretLine(), 11);
    QVERIFY(!line.isVisible() && scene.editor->hasFocus());
}

void TestFileEditor::blanksAndWrapOnDemand()
{
    Scene scene("a b\n" + QByteArray("long ").repeated(100));
    QVERIFY(scene.isReady());
    QCOMPARE(scene.editor->SendScintilla(Sci::SCI_GETVIEWWS), 0L);
    auto *blanks = scene.editor->findChild<QAction *>(u"editor.showBlanks"_s);
    blanks->trigger();
    QCOMPARE(scene.editor->SendScintilla(Sci::SCI_GETVIEWWS), long(Sci::SCWS_VISIBLEALWAYS));
    scene.press("Alt+Z");
    QTRY_VERIFY(scene.editor->SendScintilla(Sci::SCI_WRAPCOUNT, 1UL) > 3);
    scene.press("Alt+Z");
    QTRY_COMPARE(scene.editor->SendScintilla(Sci::SCI_WRAPCOUNT, 1UL), 1L);
}

void TestFileEditor::overtypes()
{
    Scene scene("abc");
    QVERIFY(scene.isReady());
    scene.press("Ins");
    scene.type(u"X"_s);
    QCOMPARE(scene.text(), u"Xbc"_s);
    scene.press("Ins");
    scene.type(u"Y"_s);
    QCOMPARE(scene.text(), u"XYbc"_s);
}

void TestFileEditor::keysCanBeChanged()
{
    Scene scene("a\nb\n");
    QVERIFY(scene.isReady());
    QStringList names;
    for (const QAction *action : scene.editor->actions()) {
        QVERIFY(action->objectName().startsWith(u"editor."_s) && !action->text().isEmpty());
        QCOMPARE(action->shortcutContext(), Qt::WidgetWithChildrenShortcut);
        names << action->objectName();
    }
    QCOMPARE(names.size(), QSet<QString>(names.begin(), names.end()).size());
    scene.editor->findChild<QAction *>(u"editor.duplicate"_s)
        ->setShortcut(QKeySequence(u"Ctrl+Down"_s)); // one that Scintilla binds
    scene.press("Ctrl+Down");
    QCOMPARE(scene.text(), u"a\na\nb\n"_s);
}

void TestFileEditor::textIsReplacedWithThePlaceKept()
{
    QByteArray text;
    for (int i = 0; i < 300; ++i)
        text += "line " + QByteArray::number(i) + "\n";
    Scene scene("def a():\n    b\n    c\n" + text);
    QVERIFY(scene.isReady());
    FileEditor &editor = *scene.editor;
    editor.setCaret(0);
    scene.press("Ctrl+Shift+[");
    editor.goTo(u"200:4"_s);
    QByteArray now = editor.bytes();
    now.insert(now.indexOf("line 50\n"), "more\nand more\n"); // above the view
    now.replace("line 299\n", "line last\n");
    editor.setTextKeepingPlace(now);
    QCOMPARE(editor.bytes(), now);
    QVERIFY(!editor.isModified());
    QVERIFY(!editor.SendScintilla(Sci::SCI_GETLINEVISIBLE, 1UL)); // still folded
    scene.press("Ctrl+Z");                                        // one step
    QCOMPARE(editor.bytes(), "def a():\n    b\n    c\n" + text);
    QVERIFY(editor.isModified());

    editor.goTo(u"200:4"_s);
    const int before = editor.firstVisibleLine();
    now = editor.bytes();
    now.insert(now.indexOf("line 50\n"), "more\nand more\n");
    editor.setTextKeepingPlace(now);
    int line = 0, column = 0;
    editor.getCursorPosition(&line, &column);
    QCOMPARE(line, 201);
    QCOMPARE(column, 3);
    QCOMPARE(editor.firstVisibleLine(), before + 2);             // the same text is seen
    editor.setTextKeepingPlace(QByteArray("x\n").repeated(400)); // all of it
    editor.getCursorPosition(&line, &column);
    QCOMPARE(line, 201);
}

void TestFileEditor::replacedTextIsCutBetweenCharacters()
{
    Scene scene("aé\n"); // c3 a9
    scene.editor->setTextKeepingPlace("aè\n");
    QCOMPARE(scene.editor->bytes(), QByteArray("aè\n"));
    scene.editor->setTextKeepingPlace("a\xf0\x9f\x98\x80\n");
    scene.editor->setTextKeepingPlace("a\xf0\x9f\x98\x81\n");
    QCOMPARE(scene.editor->bytes(), QByteArray("a\xf0\x9f\x98\x81\n"));
    scene.editor->setTextKeepingPlace("a\xf0\x9f\x98\x81\xf0\x9f\x98\x81\n");
    QCOMPARE(scene.editor->bytes(), QByteArray("a\xf0\x9f\x98\x81\xf0\x9f\x98\x81\n"));
    scene.editor->setTextKeepingPlace({});
    QCOMPARE(scene.editor->bytes(), QByteArray());
    scene.editor->undo();
    QCOMPARE(scene.editor->bytes(), QByteArray("a\xf0\x9f\x98\x81\xf0\x9f\x98\x81\n"));
}

void TestFileEditor::hintStandsAtTheCaretsLine()
{
    Scene scene("one\ntwo\n");
    QVERIFY(scene.isReady());
    const auto ink = [&] {
        const QImage picture = scene.editor->viewport()->grab(QRect(scene.at(0, 3).x() + 24, 0, 300, 20)).toImage();
        int count = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                count += picture.pixelColor(x, y).lightness() < 160;
        return count;
    };
    QSignalSpy moved(scene.editor, &FileEditor::caretLineChanged);
    QCOMPARE(ink(), 0);
    scene.editor->setLineHint(1, u"not of this line"_s);
    QCOMPARE(ink(), 0);
    scene.editor->setLineHint(0, u"Ada, 3 days ago: why <b>"_s);
    QVERIFY(ink() > 50);
    scene.press("Down");
    QTRY_COMPARE(ink(), 0);
    QCOMPARE(moved.count(), 1);
    scene.press("Up");
    scene.editor->setLineHint(0, u"said before the line's signal came"_s);
    QTRY_COMPARE(moved.count(), 2);
    QVERIFY(ink() > 50);
}

QTEST_MAIN(TestFileEditor)
#include "tst_fileeditor.moc"
