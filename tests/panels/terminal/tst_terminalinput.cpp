// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalkeys.h"
#include "terminalscene.h"
#include "widgets/noticebar.h"

#include <QAction>
#include <QClipboard>
#include <QDropEvent>
#include <QInputMethodEvent>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QShortcut>
#include <QSignalSpy>
#include <QTextFormat>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace oriel;

class TerminalInputTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keysReachTheProgram_data();
    void keysReachTheProgram();
    void modesChangeKeys();
    void shortcutsAreTheProgramsButForTheAllowed();
    void windowKeysCanBeChosen();
    void composedText();
    void composedTextIsSeenAtTheCursor();
    void whatComposesStaysWithTheCursor();
    void middleClickPastesTheSelection();
    void onePasteLineGoesAtOnce();
    void severalLinesAreAskedAbout();
    void controlCharactersAreAskedAboutAndLeftOut();
    void bracketedPasteCannotBeEnded();
    void droppedNamesAreQuoted();
    void shellQuoting();
    void focusIsReported();
};

void TerminalInputTest::keysReachTheProgram_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("modifiers");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sent"); // as cat -v shows it
    const auto row = [](const char *name, int key, int modifiers, const QString &text, const QString &sent) {
        QTest::newRow(name) << key << modifiers << text << sent;
    };
    const int ctrl = Qt::ControlModifier, shift = Qt::ShiftModifier, alt = Qt::AltModifier, pad = Qt::KeypadModifier;
    row("letter", Qt::Key_A, 0, u"a"_s, u"a"_s);
    row("capital", Qt::Key_A, shift, u"A"_s, u"A"_s);
    row("umlaut", Qt::Key_Udiaeresis, 0, u"ü"_s, u"M-CM-<"_s);
    row("astral", 0, 0, u"😀"_s, u"M-pM-^_M-^XM-^@"_s);
    row("Ctrl+A", Qt::Key_A, ctrl, u"\x01"_s, u"^A"_s);
    row("Ctrl+Z", Qt::Key_Z, ctrl, u"\x1a"_s, u"^Z"_s);
    row("Ctrl+Space", Qt::Key_Space, ctrl, u" "_s, u"^@"_s);
    row("Ctrl+[", Qt::Key_BracketLeft, ctrl, u"\x1b"_s, u"^["_s);
    row("Ctrl+_", Qt::Key_Underscore, ctrl | shift, u"\x1f"_s, u"^_"_s);
    row("Alt+x", Qt::Key_X, alt, u"x"_s, u"^[x"_s);
    row("Escape", Qt::Key_Escape, 0, u"\x1b"_s, u"^["_s);
    row("Tab", Qt::Key_Tab, 0, u"\t"_s, u"\t"_s);
    row("Backtab", Qt::Key_Backtab, shift, {}, u"^[[Z"_s);
    row("Backspace", Qt::Key_Backspace, 0, u"\x08"_s, u"^?"_s);
    row("Ctrl+Backspace", Qt::Key_Backspace, ctrl, {}, u"^H"_s);
    row("Up", Qt::Key_Up, 0, {}, u"^[[A"_s);
    row("Ctrl+Right", Qt::Key_Right, ctrl, {}, u"^[[1;5C"_s);
    row("Home", Qt::Key_Home, 0, {}, u"^[[H"_s);
    row("PageUp", Qt::Key_PageUp, 0, {}, u"^[[5~"_s);
    row("Delete", Qt::Key_Delete, 0, u"\x7f"_s, u"^[[3~"_s);
    row("F1", Qt::Key_F1, 0, {}, u"^[OP"_s);
    row("F12", Qt::Key_F12, 0, {}, u"^[[24~"_s);
    row("keypad 5", Qt::Key_5, pad, u"5"_s, u"5"_s);
}

void TerminalInputTest::keysReachTheProgram()
{
    QFETCH(const int, key);
    QFETCH(const int, modifiers);
    QFETCH(const QString, text);
    QFETCH(QString, sent);
    TerminalWindow window(echoing());
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    QTest::sendKeyEvent(QTest::Click, window.canvas(), Qt::Key(key), text, Qt::KeyboardModifiers(modifiers));
    QTest::keyClick(window.canvas(), Qt::Key_Period);
    QTRY_COMPARE(window.text(), u"ready:"_s + (sent == u"\t"_s ? u"  ."_s : sent + u'.'));
}

void TerminalInputTest::modesChangeKeys()
{
    TerminalWindow window(echoing("\\033[?1h\\033="));
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    QTest::keyClick(window.canvas(), Qt::Key_Up);
    QTRY_COMPARE(window.row(0), u"ready:^[OA"_s);
}

void TerminalInputTest::shortcutsAreTheProgramsButForTheAllowed()
{
    TerminalWindow window(echoing());
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    int stolen = 0, kept = 0;
    for (const QString &key : {u"Esc"_s, u"Ctrl+W"_s, u"Ctrl+P"_s, u"F4"_s, u"Alt+Left"_s, u"Tab"_s})
        connect(new QShortcut(QKeySequence(key), &window.view), &QShortcut::activated, this, [&] { ++stolen; });
    for (const QString &key : {u"Ctrl+`"_s, u"Ctrl+Shift+P"_s, u"Alt+2"_s})
        connect(new QShortcut(QKeySequence(key), &window.view), &QShortcut::activated, this, [&] { ++kept; });
    QTest::keyClick(window.canvas(), Qt::Key_Escape);
    QTest::keyClick(window.canvas(), Qt::Key_W, Qt::ControlModifier);
    QTest::keyClick(window.canvas(), Qt::Key_P, Qt::ControlModifier);
    QTest::keyClick(window.canvas(), Qt::Key_F4);
    QTest::keyClick(window.canvas(), Qt::Key_Left, Qt::AltModifier);
    QTRY_COMPARE(window.row(0), u"ready:^[^W^P^[OS^[[1;3D"_s);
    QTest::keyClick(window.canvas(), Qt::Key_QuoteLeft, Qt::ControlModifier);
    QTest::keyClick(window.canvas(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QTest::keyClick(window.canvas(), Qt::Key_2, Qt::AltModifier);
    QTest::keyClick(window.canvas(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); // nobody's: not the program's either
    QTest::keyClick(window.canvas(), Qt::Key_Period);
    QTRY_COMPARE(window.row(0), u"ready:^[^W^P^[OS^[[1;3D."_s);
    QCOMPARE(stolen, 0);
    QCOMPARE(kept, 3);
    QVERIFY(window.canvas()->hasFocus()); // Tab did not move it
}

void TerminalInputTest::windowKeysCanBeChosen()
{
    const QKeyEvent plus(QEvent::KeyPress, Qt::Key_Plus, Qt::ControlModifier),
        letter(QEvent::KeyPress, Qt::Key_P, Qt::ControlModifier);
    QVERIFY(!isWindowKey(plus, TerminalSettings().windowKeys));
    QVERIFY(isWindowKey(plus, {u"Ctrl++"_s}));
    QVERIFY(isWindowKey(letter, {u"Ctrl+letter"_s}));
    QVERIFY(!isWindowKey(letter, {u"Ctrl+Shift+letter"_s, u"Ctrl+digit"_s, u""_s, u"+"_s}));
}

void TerminalInputTest::composedText()
{
    TerminalWindow window(echoing());
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    QInputMethodEvent preedit(u"かn"_s, {});
    QApplication::sendEvent(window.canvas(), &preedit);
    QInputMethodEvent commit;
    commit.setCommitString(u"é"_s);
    QApplication::sendEvent(window.canvas(), &commit);
    QTRY_COMPARE(window.row(0), u"ready:M-CM-)"_s); // nothing of the preedit
    const QRect cursor = window.canvas()->inputMethodQuery(Qt::ImCursorRectangle).toRect();
    QCOMPARE(cursor, window.canvas()->cellRect(0, int(window.row(0).size())));
}

static void compose(TerminalCanvas *canvas, const QString &text, const QList<QInputMethodEvent::Attribute> &look = {})
{
    QInputMethodEvent event(text, look);
    QApplication::sendEvent(canvas, &event);
}
static QImage pixels(TerminalCanvas *canvas, int row, int from, int to) // columns, half open
{
    return canvas->grab(canvas->cellRect(row, from).united(canvas->cellRect(row, to - 1))).toImage();
}
static int count(const QImage &image, QRgb rgb)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixel(x, y) == (rgb | 0xff000000);
    return count;
}

void TerminalInputTest::composedTextIsSeenAtTheCursor()
{
    TerminalWindow window("printf '\\033[5;11Hready:\\033[?25l'; stty raw -echo; cat -v");
    QTRY_COMPARE(window.row(4).trimmed(), u"ready:"_s);
    TerminalCanvas *canvas = window.canvas();
    QTRY_VERIFY(!canvas->picture().isCursorVisible);
    const QImage before = canvas->grab().toImage(), cell = pixels(canvas, 4, 16, 17);
    compose(canvas, u"´"_s); // a dead key waits for its letter
    QVERIFY(pixels(canvas, 4, 16, 17) != cell);
    compose(canvas, u"nihon"_s);
    const QImage drawn = pixels(canvas, 4, 16, 21);
    QVERIFY(count(drawn, canvas->inks().foreground) > 5 * cell.width()); // a line under all of it, and the letters
    QCOMPARE(pixels(canvas, 4, 10, 16), before.copy(canvas->cellRect(4, 10).united(canvas->cellRect(4, 15))));
    QCOMPARE(window.row(4).trimmed(), u"ready:"_s); // no part of the text

    QTextCharFormat chosen; // the clause that is being converted, and no caret
    chosen.setBackground(Qt::red);
    compose(canvas, u"nihon"_s, {{QInputMethodEvent::TextFormat, 2, 3, chosen}, {QInputMethodEvent::Cursor, 5, 0, QVariant()}});
    QCOMPARE(count(pixels(canvas, 4, 16, 17), qRgb(255, 0, 0)), 0);
    QVERIFY(count(pixels(canvas, 4, 18, 20), qRgb(255, 0, 0)) > 0);

    compose(canvas, QString(35, u'm') + u'-'); // wider than what is left, and than the row
    const QImage end = pixels(canvas, 4, 38, 39);
    QVERIFY(count(end, canvas->inks().foreground) > 0);
    compose(canvas, QString(70, u'm') + u'-');
    QCOMPARE(pixels(canvas, 4, 38, 39), end);
    compose(canvas, {});
    QCOMPARE(canvas->grab().toImage(), before);
}

void TerminalInputTest::whatComposesStaysWithTheCursor()
{
    TerminalWindow window("printf '\\033[?25lone'; read a; printf 'two\\nthree'; read a; cat");
    QTRY_COMPARE(window.row(0), u"one"_s);
    TerminalCanvas *canvas = window.canvas();
    const QImage blank = pixels(canvas, 8, 5, 12);
    const auto isDrawn = [&](int row) { return pixels(canvas, row, 5, 12) != blank; };
    compose(canvas, u"        composed"_s);
    QVERIFY(isDrawn(0));
    window.view.host()->send("\n");
    QTRY_COMPARE(window.row(2), u"three"_s);
    QVERIFY(isDrawn(2) && !isDrawn(0) && !isDrawn(1));
}

// On X there is a selection to paste: the test runs once more, on a display of its own.
void TerminalInputTest::middleClickPastesTheSelection()
{
    if (!QGuiApplication::clipboard()->supportsSelection()) {
        QProcess display, again;
        display.start(u"Xvfb"_s, {u"-displayfd"_s, u"1"_s, u"-nolisten"_s, u"tcp"_s});
        QVERIFY2(display.waitForStarted(), "Xvfb");
        QTRY_VERIFY_WITH_TIMEOUT(display.canReadLine(), 20'000);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"DISPLAY"_s, u':' + QString::fromLatin1(display.readLine().trimmed()));
        environment.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
        again.setProcessEnvironment(environment);
        again.setProcessChannelMode(QProcess::MergedChannels);
        again.start(QCoreApplication::applicationFilePath(), {u"middleClickPastesTheSelection"_s});
        const bool isDone = again.waitForFinished(60'000);
        display.terminate();
        display.waitForFinished();
        QVERIFY2(isDone && again.exitCode() == 0, again.readAll().constData());
        return;
    }
    TerminalWindow window("printf 'git status \\n'; " + echoing());
    QTRY_COMPARE(window.row(1), u"ready:"_s);
    QGuiApplication::clipboard()->setText(u"not this"_s);
    window.drag(window.before(0, 0), window.before(0, 10));
    QCOMPARE(QGuiApplication::clipboard()->text(QClipboard::Selection), u"git status"_s);
    QTest::mouseClick(window.canvas(), Qt::MiddleButton, {}, window.at(5, 5));
    QTRY_COMPARE(window.row(1), u"ready:git status"_s);
    QGuiApplication::clipboard()->setText(u"a\nb"_s, QClipboard::Selection);
    QTest::mouseClick(window.canvas(), Qt::MiddleButton, {}, window.at(5, 5));
    QVERIFY(window.view.notice()->isVisible()); // asked about as any paste
}

void TerminalInputTest::onePasteLineGoesAtOnce()
{
    TerminalWindow window(echoing());
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    QGuiApplication::clipboard()->setText(u"git st"_s);
    QTest::keyClick(window.canvas(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(window.row(0), u"ready:git st"_s);
    QVERIFY(window.view.notice()->isHidden());
}

void TerminalInputTest::severalLinesAreAskedAbout()
{
    TerminalWindow window(echoing());
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    const auto button = [&](const QString &name) { return window.view.findChild<QPushButton *>(name); };
    window.view.paste(u"one\ntwo"_s);
    QTRY_VERIFY(window.view.notice()->isVisible());
    QVERIFY(window.view.notice()->message().contains(u"2 lines"_s));
    QTRY_VERIFY(button(u"terminal.paste.yes"_s)->hasFocus());
    QTest::keyClick(button(u"terminal.paste.yes"_s), Qt::Key_Escape);
    QVERIFY(window.view.notice()->isHidden());
    QTRY_VERIFY(window.canvas()->hasFocus());
    window.view.paste(u"one\ntwo"_s);
    QTest::mouseClick(button(u"terminal.paste.line"_s), Qt::LeftButton);
    QTRY_COMPARE(window.row(0), u"ready:one two"_s);
    window.view.paste(u"3\n4"_s);
    QTest::mouseClick(button(u"terminal.paste.yes"_s), Qt::LeftButton);
    QTRY_COMPARE(window.row(0), u"ready:one two3^M4"_s);

    TerminalSettings settings;
    settings.askLines = TerminalSettings::Ask::Never;
    window.view.setSettings(settings);
    window.view.paste(u"5\n6"_s);
    QTRY_COMPARE(window.row(0), u"ready:one two3^M45^M6"_s);
}

void TerminalInputTest::controlCharactersAreAskedAboutAndLeftOut()
{
    TerminalWindow window(echoing());
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    window.view.paste(u"a\x1b[31mb\x03"_s);
    QVERIFY(window.view.notice()->message().contains(u"control characters"_s));
    QTest::mouseClick(window.view.findChild<QPushButton *>(u"terminal.paste.yes"_s), Qt::LeftButton);
    QTRY_COMPARE(window.row(0), u"ready:a[31mb"_s);
}

void TerminalInputTest::bracketedPasteCannotBeEnded()
{
    TerminalWindow window(echoing("\\033[?2004h"));
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    window.canvas()->insert(u"x\x1b[201~y"_s);
    QTRY_COMPARE(window.row(0), u"ready:^[[200~x[201~y^[[201~"_s);
}

void TerminalInputTest::droppedNamesAreQuoted()
{
    TerminalWindow window(echoing());
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    const auto drop = [&](const QStringList &files) {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString &file : files)
            urls << QUrl::fromLocalFile(file);
        data.setUrls(urls);
        QDragEnterEvent enter(window.at(0, 0), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window.canvas(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(window.at(0, 0), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(window.canvas(), &event);
    };
    drop({u"/tmp/a b"_s, u"/c"_s});
    QTRY_COMPARE(window.row(0), u"ready:'/tmp/a b' /c"_s);
    drop({u"/tmp/a\nrm -rf b"_s});
    QTRY_VERIFY(window.view.notice()->isVisible());
    QTest::keyClick(window.canvas(), Qt::Key_Period);
    QTRY_COMPARE(window.row(0), u"ready:'/tmp/a b' /c ."_s);
}

void TerminalInputTest::shellQuoting()
{
    QCOMPARE(shellNames({u"/a/b-c.py"_s}), u"/a/b-c.py "_s);
    QCOMPARE(shellNames({u"it's"_s, u"$HOME"_s, u"a;b"_s, u"~"_s}), u"'it'\\''s' '$HOME' 'a;b' '~' "_s);
    QCOMPARE(shellNames({u""_s}), u"'' "_s);
    QVERIFY(!shellNames({u"ok"_s, u"a\x1b"_s}));
    QVERIFY(!shellNames({u"a\u0085"_s}));
}

void TerminalInputTest::focusIsReported()
{
    TerminalWindow window(echoing("\\033[?1004h"));
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    window.canvas()->clearFocus();
    QTRY_COMPARE(window.row(0), u"ready:^[[O"_s);
    window.canvas()->setFocus();
    QTRY_COMPARE(window.row(0), u"ready:^[[O^[[I"_s);
}

QTEST_MAIN(TerminalInputTest)
#include "tst_terminalinput.moc"
