// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codeeditor.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QSignalSpy>
#include <QToolTip>
#include <QVBoxLayout>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

QList<Stretch> words(const QString &text, const QString &word, const char *role)
{
    QList<Stretch> found;
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
        found.append({at, at + word.size(), role, false});
    return found;
}

int styleAtByte(const CodeEditor &editor, long byte)
{
    return int(editor.SendScintilla(QsciScintilla::SCI_GETSTYLEAT, ulong(byte)));
}

QColor colourAtByte(const CodeEditor &editor, long byte)
{
    const long bgr = editor.SendScintilla(QsciScintilla::SCI_STYLEGETFORE, ulong(styleAtByte(editor, byte)));
    return QColor(int(bgr & 255), int(bgr >> 8 & 255), int(bgr >> 16 & 255));
}

bool hasIndicator(const CodeEditor &editor, int indicator, long byte)
{
    return editor.SendScintilla(QsciScintilla::SCI_INDICATORVALUEAT, ulong(indicator), byte) != 0;
}

constexpr int errorMark = 8, rangeMark = 9;

} // namespace

class TestCodeEditor : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void zoomTakesTheLineNumbersAlong();
    void init() { Theme::load(Theme::Mode::Light)->apply(); }
    void offsetsAreUtf16_data();
    void offsetsAreUtf16();
    void offsetsFollowEdits();
    void coloursComeFromTheCallback();
    void coloursFollowTheTheme();
    void oddStretchesDoNoHarm();
    void largeTextStaysPlain();
    void errorIsMarkedWhereItIs();
    void errorAtTheEndIsVisible();
    void messageIsPlainOnHover();
    void rangeIsMarked();
    void keysOfTheWindowPass_data();
    void keysOfTheWindowPass();
    void commentsToggle();
    void findGoesAroundAndOn();
    void indentsWithBlanks();
    void fontHasNoLigatures();
    void placeholderWhileEmpty();
    void hiddenCharactersAreShown();
    void positionsAreCountedForListenersOnly();
    void farLinesAreStyledAgain();
};

void TestCodeEditor::offsetsAreUtf16_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("ascii") << u"select 1;\nselect 2;\n"_s;
    QTest::newRow("umlauts") << u"select 'äöü€';\n-- ß"_s;
    QTest::newRow("emoji") << u"a😀b\n👩‍👩‍👧 'x'\n😀"_s;
    QTest::newRow("crlf") << u"one\r\ntwo 😀\r\n\r\nfour"_s;
    QTest::newRow("old mac") << u"one\rtwo"_s;
    QTest::newRow("separators inside a line") << u"a\u2028b\u0085c\nd"_s;
    QTest::newRow("empty") << QString();
    QTest::newRow("line ends only") << u"\n\n\n"_s;
}

void TestCodeEditor::offsetsAreUtf16()
{
    QFETCH(QString, text);
    CodeEditor editor;
    editor.setText(text);
    QCOMPARE(editor.wholeText(), text);
    for (qsizetype offset = 0; offset <= text.size(); ++offset) {
        const bool isInsidePair = offset > 0 && offset < text.size() && text[offset].isLowSurrogate();
        const bool isInsideEnd = offset > 0 && offset < text.size() && text[offset] == u'\n' && text[offset - 1] == u'\r';
        if (isInsidePair || isInsideEnd)
            continue; // no caret stands there
        editor.setCaret(offset);
        QCOMPARE(editor.SendScintilla(QsciScintilla::SCI_GETCURRENTPOS), long(QStringView(text).first(offset).toUtf8().size()));
        QCOMPARE(editor.caret(), offset);
        editor.select(0, offset);
        QCOMPARE(editor.selectedRange(), std::pair(qsizetype(0), offset));
        QCOMPARE(editor.selectedText(), text.first(offset));
    }
    editor.setCaret(text.size() + 100); // beyond: the end
    QCOMPARE(editor.caret(), text.size());
    editor.setCaret(-5);
    QCOMPARE(editor.caret(), 0);
}

void TestCodeEditor::offsetsFollowEdits()
{
    CodeEditor editor;
    editor.setText(u"a\nb\nc"_s);
    editor.setCaret(2);
    editor.insert(u"😀\n😀"_s);
    const QString now = u"a\n😀\n😀b\nc"_s;
    QCOMPARE(editor.wholeText(), now);
    editor.setCaret(now.indexOf(u'c'));
    QCOMPARE(editor.caret(), now.indexOf(u'c'));
    editor.undo();
    editor.setCaret(4);
    QCOMPARE(editor.caret(), 4);
}

void TestCodeEditor::coloursComeFromTheCallback()
{
    CodeEditor editor;
    int runs = 0;
    editor.setHighlighter([&runs](const QString &text) {
        ++runs;
        return words(text, u"select"_s, "keyword");
    });
    QCOMPARE(runs, 0); // nothing to colour
    editor.setText(u"😀ä select x"_s);
    QTRY_COMPARE(runs, 1);
    const long at = QByteArray("😀ä ").size();
    const QColor keyword = Theme::current().colour(u"keyword"_s), text = Theme::current().colour(u"text"_s);
    QCOMPARE(colourAtByte(editor, at - 1), text);
    QCOMPARE(colourAtByte(editor, at), keyword);
    QCOMPARE(colourAtByte(editor, at + 5), keyword);
    QCOMPARE(colourAtByte(editor, at + 6), text);
    editor.setCursorPosition(0, 0);
    editor.insert(u"sel"_s);
    editor.insert(u"s"_s);
    editor.insert(u"x"_s); // several changes, one run
    QTRY_COMPARE(runs, 2);
    editor.setText(u"nothing"_s);
    QTRY_COMPARE(runs, 3);
    for (long byte = 0; byte < 7; ++byte)
        QCOMPARE(colourAtByte(editor, byte), text);
}

void TestCodeEditor::coloursFollowTheTheme()
{
    CodeEditor editor;
    editor.setText(u"select 1"_s);
    editor.setHighlighter([](const QString &text) { return words(text, u"select"_s, "keyword"); });
    editor.resize(400, 200);
    editor.show();
    Theme::load(Theme::Mode::Dark)->apply();
    QTRY_COMPARE(colourAtByte(editor, 0), Theme::current().colour(u"keyword"_s));
    QCOMPARE(colourAtByte(editor, 7), Theme::current().colour(u"text"_s));
    const QImage picture = editor.grab().toImage();
    QCOMPARE(picture.pixelColor(390, 150), Theme::current().colour(u"surface"_s));
    QCOMPARE(picture.pixelColor(2, 150), Theme::current().colour(u"surface"_s));
    QCOMPARE(picture.pixelColor(390, 8), Theme::current().colour(u"currentLine"_s));
}

void TestCodeEditor::oddStretchesDoNoHarm()
{
    CodeEditor editor;
    editor.setText(u"abc😀"_s);
    editor.setHighlighter([](const QString &) -> QList<Stretch> {
        return {{2, 1, "keyword", false}, {0, 900, "string", false}, {1, 2, "nonsense", true}, {-4, 2, "type", false}};
    });
    QCOMPARE(colourAtByte(editor, 6), Theme::current().colour(u"string"_s));
}

void TestCodeEditor::largeTextStaysPlain()
{
    CodeEditor editor;
    int runs = 0;
    editor.setHighlighter([&runs](const QString &) {
        ++runs;
        return QList<Stretch>();
    });
    const QString line = u"insert into t values (1, 'ä');\n"_s;
    const QString text = line.repeated(10'000'000 / line.size());
    editor.setText(text);
    editor.resize(600, 400);
    editor.show();
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    editor.setCaret(text.size());
    QCOMPARE(editor.caret(), text.size());
    QTest::keyClicks(&editor, u"x"_s);
    editor.select(text.size() / 2, text.size() / 2 + 10);
    QCOMPARE(editor.selectedRange().first, text.size() / 2);
    QVERIFY(!editor.grab().isNull());
    QTest::qWait(60); // longer than the pause before colours
    QCOMPARE(runs, 0);
}

void TestCodeEditor::errorIsMarkedWhereItIs()
{
    CodeEditor editor;
    const QString text = u"select '😀',\n  nosuch\n from t"_s;
    editor.setText(text);
    const qsizetype offset = text.indexOf(u"nosuch"_s);
    editor.markError(offset, 6, u"column \"nosuch\" does not exist"_s);
    const long byte = QStringView(text).first(offset).toUtf8().size();
    QVERIFY(!hasIndicator(editor, errorMark, byte - 1));
    QVERIFY(hasIndicator(editor, errorMark, byte) && hasIndicator(editor, errorMark, byte + 5));
    QVERIFY(!hasIndicator(editor, errorMark, byte + 6));
    QVERIFY(editor.markersAtLine(1) != 0);
    QCOMPARE(editor.caret(), offset);
    editor.setCursorPosition(0, 0);
    editor.insert(u"\n"_s); // the sign goes with its line
    QVERIFY(editor.markersAtLine(2) != 0 && editor.markersAtLine(1) == 0);
    editor.clearMarks();
    QVERIFY(editor.markersAtLine(2) == 0 && !hasIndicator(editor, errorMark, byte + 2));
}

void TestCodeEditor::errorAtTheEndIsVisible()
{
    CodeEditor editor;
    editor.setText(u"select ä"_s);
    editor.markError(8, 1, u"syntax error at end of input"_s);
    QVERIFY(hasIndicator(editor, errorMark, QByteArray("select ").size()));
    editor.clearMarks();
    editor.setText({});
    editor.markError(0, 0, u"nothing to mark"_s);
}

void TestCodeEditor::messageIsPlainOnHover()
{
    CodeEditor editor;
    editor.setText(u"select x\nfrom y"_s);
    editor.resize(400, 200);
    editor.show();
    QVERIFY(QTest::qWaitForWindowExposed(&editor));
    editor.markError(12, 1, u"no <b>y</b>"_s);
    const auto hover = [&](int line) {
        const QPoint at(100, line * editor.textHeight(0) + 5);
        QHelpEvent help(QEvent::ToolTip, at, editor.viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(editor.viewport(), &help);
        return QToolTip::text();
    };
    QVERIFY(hover(1).contains(u"&lt;b&gt;"_s));
    hover(0);
    QTRY_COMPARE(QToolTip::text(), QString());
}

void TestCodeEditor::rangeIsMarked()
{
    CodeEditor editor;
    editor.setText(u"😀;select 1;"_s);
    editor.markRange(3, 11);
    QVERIFY(!hasIndicator(editor, rangeMark, 4));
    QVERIFY(hasIndicator(editor, rangeMark, 5) && hasIndicator(editor, rangeMark, 12));
    QVERIFY(!hasIndicator(editor, rangeMark, 13));
}

void TestCodeEditor::keysOfTheWindowPass_data()
{
    QTest::addColumn<QKeySequence>("key");
    for (const char *key :
         {"Ctrl+Return", "Ctrl+Shift+Return", "Ctrl+D", "Ctrl+L", "Ctrl+T", "Ctrl+U", "Ctrl+\\", "Ctrl+/", "Ctrl+P",
          "Ctrl+Shift+L", "Ctrl+Shift+T", "Ctrl+F", "Ctrl+G", "Ctrl+B", "Ctrl+W", "Ctrl++", "F5", "Alt+Left", "Alt+1"})
        QTest::addRow("%s", key) << QKeySequence(QString::fromLatin1(key));
}

void TestCodeEditor::keysOfTheWindowPass()
{
    QFETCH(QKeySequence, key);
    QWidget window;
    auto *layout = new QVBoxLayout(&window);
    auto *editor = new CodeEditor(&window);
    layout->addWidget(editor);
    editor->setText(u"select 1;\nselect 2;"_s);
    editor->setCaret(3);
    QAction action;
    action.setShortcut(key);
    window.addAction(&action);
    QSignalSpy triggered(&action, &QAction::triggered);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    editor->setFocus();
    QTest::keySequence(editor, key);
    QCOMPARE(triggered.count(), 1);
    QCOMPARE(editor->wholeText(), u"select 1;\nselect 2;"_s);
    QCOMPARE(editor->caret(), 3);
    window.removeAction(&action); // and without the window's action it does nothing of its own
    QTest::keySequence(editor, key);
    QCOMPARE(editor->wholeText(), u"select 1;\nselect 2;"_s);
}

void TestCodeEditor::commentsToggle()
{
    CodeEditor editor;
    const QString text = u"select 'ä',\n\n  😀 x\nfrom t"_s;
    editor.setText(text);
    editor.select(0, text.indexOf(u"from"_s)); // up to the start of the last line: that one is not meant
    editor.toggleComment(u"-- "_s);
    QCOMPARE(editor.wholeText(), u"-- select 'ä',\n\n  -- 😀 x\nfrom t"_s);
    editor.toggleComment(u"-- "_s);
    QCOMPARE(editor.wholeText(), text);
    editor.undo();
    QCOMPARE(editor.wholeText(), u"-- select 'ä',\n\n  -- 😀 x\nfrom t"_s); // one step
    editor.setText(u"--x\ny"_s);
    editor.setCaret(0);
    editor.toggleComment(u"-- "_s);
    QCOMPARE(editor.wholeText(), u"x\ny"_s);
}

void TestCodeEditor::findGoesAroundAndOn()
{
    CodeEditor editor;
    editor.setText(u"ä Total, total; TOTALS"_s);
    editor.setCaret(0);
    const auto at = [&] { return editor.selectedRange(); };
    const auto range = [](qsizetype begin, qsizetype end) { return std::pair(begin, end); };
    editor.find(u"to"_s);
    QCOMPARE(at(), range(2, 4));
    editor.find(u"tot"_s); // typed on: the same place
    QCOMPARE(at(), range(2, 5));
    editor.find(u"total"_s);
    QCOMPARE(at(), range(2, 7));
    editor.find(u"total"_s);
    QCOMPARE(at(), range(9, 14));
    editor.find(u"total"_s);
    QCOMPARE(at(), range(16, 21));
    editor.find(u"total"_s); // around
    QCOMPARE(at(), range(2, 7));
    editor.find(u"total"_s, false);
    QCOMPARE(at(), range(16, 21));
    editor.find(u"total"_s, false);
    QCOMPARE(at(), range(9, 14));
    editor.find(u"totally"_s);
    QCOMPARE(at().first, at().second); // no match is selected
    editor.find(u"total;"_s);
    QCOMPARE(at(), range(9, 15));
}

void TestCodeEditor::indentsWithBlanks()
{
    CodeEditor editor;
    editor.show();
    QTest::keyClick(&editor, Qt::Key_Tab);
    QTest::keyClicks(&editor, u"a"_s);
    QTest::keyClick(&editor, Qt::Key_Return);
    QTest::keyClicks(&editor, u"b"_s);
    QCOMPARE(editor.wholeText(), u"    a\n    b"_s);
}

void TestCodeEditor::fontHasNoLigatures()
{
    const CodeEditor editor; // what the family is worth is tst_theme's
    for (const int style : {0, 1, 2, int(QsciScintilla::STYLE_DEFAULT), int(QsciScintilla::STYLE_LINENUMBER)}) {
        char family[200] = {};
        editor.SendScintilla(QsciScintilla::SCI_STYLEGETFONT, ulong(style), reinterpret_cast<void *>(family));
        QCOMPARE(QString::fromUtf8(family), Theme::dataFont().family());
        QVERIFY(editor.SendScintilla(QsciScintilla::SCI_STYLEGETSIZEFRACTIONAL, ulong(style)) >= 900);
    }
}

void TestCodeEditor::placeholderWhileEmpty()
{
    CodeEditor editor;
    editor.resize(500, 200);
    editor.setPlaceholder(u"Write SQL here"_s);
    const auto ink = [&] {
        const QImage picture = editor.grab(QRect(60, 20, 400, 60)).toImage();
        int count = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                count += picture.pixelColor(x, y).lightness() < 200;
        return count;
    };
    QVERIFY(ink() > 50);
    editor.setText(u" "_s);
    QCOMPARE(ink(), 0);
}

void TestCodeEditor::hiddenCharactersAreShown()
{
    CodeEditor editor, plain;
    editor.setText(u"a\u202Eb"_s);
    plain.setText(u"ab"_s);
    const auto width = [](const CodeEditor &which, long byte) {
        return which.SendScintilla(QsciScintilla::SCI_POINTXFROMPOSITION, 0UL, byte);
    };
    QVERIFY(width(editor, 5) - width(plain, 2) > 20); // "U+202E" takes room
    QCOMPARE(editor.wholeText(), u"a\u202Eb"_s);
}

void TestCodeEditor::positionsAreCountedForListenersOnly()
{
    CodeEditor editor;
    editor.setAccessibleName(u"Query"_s);
    QAccessibleInterface *face = QAccessible::queryAccessibleInterface(&editor);
    QVERIFY(face);
    QVERIFY(!QAccessible::isActive());
    QCOMPARE(face->textInterface(), nullptr); // QScintilla's counts at every key
    QCOMPARE(face->text(QAccessible::Name), u"Query"_s);
    QCOMPARE(face->role(), QAccessible::EditableText);
    const QAccessible::Id before = QAccessible::uniqueId(face);
    QAccessible::setActive(true); // what has been handed out by then goes
    QCOMPARE(QAccessible::accessibleInterface(before), nullptr);
}

void TestCodeEditor::farLinesAreStyledAgain() // also where no paint asks for them
{
    CodeEditor editor;
    editor.setText(QString(u"value = 1  # row\n"_s).repeated(20'000));
    editor.setLanguage("python");
    const long end = editor.SendScintilla(QsciScintilla::SCI_GETLENGTH), last = end - 4;
    QTRY_VERIFY(editor.SendScintilla(QsciScintilla::SCI_GETENDSTYLED) > last);
    const int comment = styleAtByte(editor, last);
    editor.insertAt(u"\"\"\""_s, 0, 0);
    QVERIFY(editor.SendScintilla(QsciScintilla::SCI_GETENDSTYLED) < last);
    QTRY_VERIFY(editor.SendScintilla(QsciScintilla::SCI_GETENDSTYLED) > last);
    QVERIFY(styleAtByte(editor, last) != comment); // inside of a string now
}

void TestCodeEditor::zoomTakesTheLineNumbersAlong()
{
    CodeEditor editor;
    const int before = editor.marginWidth(0);
    QVERIFY(before > 0);
    editor.zoomIn(8);
    QVERIFY(editor.marginWidth(0) > before);
    editor.zoomTo(0);
    QCOMPARE(editor.marginWidth(0), before);
}

QTEST_MAIN(TestCodeEditor)
#include "tst_codeeditor.moc"
