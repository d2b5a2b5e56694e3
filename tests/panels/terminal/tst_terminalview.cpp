// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/terminal/terminalaccess.h"
#include "terminalscene.h"
#include "widgets/noticebar.h"

#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace oriel;

static void turnWheel(TerminalCanvas *canvas, int angle, Qt::KeyboardModifiers modifiers = {})
{
    QWheelEvent event(QPointF(20, 20), canvas->mapToGlobal(QPointF(20, 20)), {}, {0, angle}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(canvas, &event);
}

class TerminalViewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void programIsShownAndEnds();
    void programThatIsNotThere();
    void sizeFollowsTheWidget();
    void historyKeepsItsPlace();
    void pageUpIsTheProgramsWithShiftTheViews();
    void wheelSendsArrowsOnTheAlternateScreen();
    void wheelMovesPagers_data();
    void wheelMovesPagers();
    void wheelMovesTheHistoryOfALineEditor();
    void zoomChangesTheGrid();
    void hiddenViewStillTells();
    void synchronizedOutputIsShownAtOnce();
    void bellIsRateLimited();
    void clipboardIsAskedFor();
    void programsColors();
    void searchThroughTheHistory();
    void searchByExpression();
    void searchFollowsOutput();
    void screenReaderReadsIt();
    void closedInAFlood();
    void framesArePaced();
    void settingsAreKept();
};

void TerminalViewTest::programIsShownAndEnds()
{
    TerminalView view;
    QSignalSpy ended(&view, &TerminalView::ended), titles(&view, &TerminalView::titleChanged), bells(&view, &TerminalView::bell),
        folders(&view, &TerminalView::folderChanged);
    view.resize(600, 300);
    view.show();
    QVERIFY(view.start(shellLaunch("printf '\\033]2;hello\\007\\033]7;file://localhost/tmp\\007\\a'; echo done; exit 3")));
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(ended.at(0).at(0).value<vt::Ending>().exitCode, 3);
    QCOMPARE(titles.value(0).value(0).toString(), u"hello"_s);
    QCOMPARE(folders.value(0).value(0).toString(), u"/tmp"_s);
    QCOMPARE(bells.count(), 1);
    QCOMPARE(view.canvas()->rowText(0), u"done"_s);
    QTest::keyClick(view.canvas(), Qt::Key_A); // nobody is there: no complaint, no crash
    QVERIFY(view.notice()->isHidden());
}

void TerminalViewTest::programThatIsNotThere()
{
    TerminalView view;
    QSignalSpy failed(&view, &TerminalView::failed);
    QVERIFY(view.start({.command = {"/no/such/shell"}, .environment = vt::ownEnvironment(), .folder = u"/"_s}));
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed.at(0).at(0).value<Error>().message.contains(u"/no/such/shell"_s));
    view.show();
    QTest::keyClick(view.canvas(), Qt::Key_A);
    QTest::mouseClick(view.canvas(), Qt::LeftButton);
    view.find();
    view.canvas()->selectAll();
    view.canvas()->scrollBy(-3);
}

void TerminalViewTest::sizeFollowsTheWidget()
{
    TerminalWindow window("trap 'stty size' WINCH; stty size; while :; do sleep 0.02; done", 10, 40);
    QTRY_COMPARE(window.row(0), u"10 40"_s);
    const QRect cell = window.canvas()->cellRect(0, 0);
    window.view.resize(window.view.width() - 10 * cell.width(), window.view.height() + 2 * cell.height());
    QCOMPARE(window.canvas()->picture().size.rows, 12); // painted at once
    QCOMPARE(window.canvas()->picture().size.columns, 30);
    QTRY_COMPARE(window.row(1), u"12 30"_s); // the program was told
    window.view.resize(1, 1);
    QCOMPARE(window.canvas()->picture().size.columns, 1);
}

void TerminalViewTest::historyKeepsItsPlace()
{
    TerminalWindow window("seq 1 300; read a; seq 301 600; cat");
    QTRY_COMPARE(window.row(8), u"300"_s);
    const auto *bar = window.view.findChild<QScrollBar *>();
    QTRY_COMPARE(bar->maximum(), 291);
    QCOMPARE(bar->value(), 291);
    turnWheel(window.canvas(), 120);
    turnWheel(window.canvas(), 120);
    QCOMPARE(window.row(0), u"286"_s); // six rows up
    QCOMPARE(bar->value(), 285);
    window.view.host()->send("\n");
    QTRY_VERIFY(bar->maximum() > 500);
    QCOMPARE(window.row(0), u"286"_s);
    QTest::keyClick(window.canvas(), Qt::Key_X);
    QTRY_COMPARE(bar->value(), bar->maximum());
    QTRY_VERIFY(window.text().endsWith(u"x"_s));
    window.view.findChild<QScrollBar *>()->setValue(0);
    QCOMPARE(window.row(0), u"1"_s);
}

void TerminalViewTest::pageUpIsTheProgramsWithShiftTheViews()
{
    TerminalWindow window("seq 1 100; stty raw -echo; cat -v");
    QTRY_COMPARE(window.row(8), u"100"_s);
    QTest::keyClick(window.canvas(), Qt::Key_PageUp, Qt::ShiftModifier);
    QCOMPARE(window.row(0), u"83"_s); // a page less one row for the eye
    QTest::keyClick(window.canvas(), Qt::Key_Home, Qt::ShiftModifier);
    QCOMPARE(window.row(0), u"1"_s);
    QTest::keyClick(window.canvas(), Qt::Key_Down, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(window.row(0), u"2"_s);
    QTest::keyClick(window.canvas(), Qt::Key_PageUp);
    QTRY_COMPARE(window.row(9), u"^[[5~"_s);
}

void TerminalViewTest::wheelSendsArrowsOnTheAlternateScreen()
{
    TerminalWindow window(echoing("\\033[?1049h")); // unasked
    QTRY_COMPARE(window.row(0), u"ready:"_s);
    turnWheel(window.canvas(), 120);
    QTRY_COMPARE(window.row(0), u"ready:^[[A^[[A^[[A"_s);
    turnWheel(window.canvas(), -40); // a third of a notch
    QTRY_COMPARE(window.row(0), u"ready:^[[A^[[A^[[A^[[B"_s);
}

void TerminalViewTest::wheelMovesPagers_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<bool>("isAlternate");
    QTest::newRow("less") << QByteArray("seq 100 190 | less") << true;
    QTest::newRow("less -X") << QByteArray("seq 100 190 | less -X") << false;
    QTest::newRow("man") << QByteArray("(echo .TH X 1; for i in $(seq 100 190); do echo $i; echo .br; done) > x.1; man -l x.1")
                         << true;
    QTest::newRow("git log") << QByteArray("git init -q; for i in $(seq 190 -1 150); do git -c user.name=a -c user.email=a@b "
                                           "commit -q --allow-empty -m $i; done; git log --format=%s")
                             << false; // calls less -FRX
}

// None of them is told to know a mouse.
void TerminalViewTest::wheelMovesPagers()
{
    QFETCH(const QByteArray, command);
    QFETCH(const bool, isAlternate);
    const QTemporaryDir folder;
    TerminalWindow window("cd '" + folder.path().toUtf8() + "'; unset LESS MANPAGER PAGER GIT_PAGER; seq 30; " + command);
    QTRY_VERIFY2(window.row(9).startsWith(u':') || window.row(9).contains(u"press h"_s), qPrintable(window.text()));
    const QString fourth = window.row(3), fifth = window.row(4);
    QVERIFY(!fourth.isEmpty() && fourth != fifth);
    turnWheel(window.canvas(), -120);
    QTRY_COMPARE(window.row(1), fifth);
    QCOMPARE(window.row(0), fourth);
    turnWheel(window.canvas(), 120);
    QTRY_COMPARE(window.row(3), fourth);
    if (isAlternate)
        return;
    turnWheel(window.canvas(), 120, Qt::ShiftModifier); // what was before it
    turnWheel(window.canvas(), 120, Qt::ShiftModifier);
    QVERIFY(window.text().contains(u"30"_s));
    turnWheel(window.canvas(), 120); // where one is, the wheel goes on
    QVERIFY(window.text().contains(u"25"_s));
    turnWheel(window.canvas(), -360);
    QTRY_COMPARE(window.row(3), fourth);
}

// zsh's has the cursor keys in application mode, too.
void TerminalViewTest::wheelMovesTheHistoryOfALineEditor()
{
    TerminalWindow window("seq 30; " + echoing("\\033[?1h\\033[?2004h"));
    QTRY_COMPARE(window.row(9), u"ready:"_s);
    turnWheel(window.canvas(), 120);
    QCOMPARE(window.row(9), u"28"_s);
}

void TerminalViewTest::zoomChangesTheGrid()
{
    TerminalWindow window("cat");
    const vt::Size before = window.canvas()->picture().size;
    turnWheel(window.canvas(), 120, Qt::ControlModifier);
    turnWheel(window.canvas(), 120, Qt::ControlModifier);
    QVERIFY(window.canvas()->picture().size.columns < before.columns);
    window.view.action(u"terminal.zoomReset"_s)->trigger();
    QCOMPARE(window.canvas()->picture().size, before);
}

void TerminalViewTest::hiddenViewStillTells()
{
    TerminalWindow window("read a; printf '\\033]2;late\\007shown'; cat");
    QSignalSpy titles(&window.view, &TerminalView::titleChanged), painted(window.canvas(), &TerminalCanvas::painted);
    window.view.hide();
    painted.clear();
    window.view.host()->send("\n");
    QTRY_COMPARE(titles.count(), 1);
    QCOMPARE(painted.count(), 0);
    window.view.show();
    QTRY_COMPARE(window.row(1), u"shown"_s);
}

void TerminalViewTest::synchronizedOutputIsShownAtOnce()
{
    TerminalWindow window("printf 'ready'; read a; printf '\\033[?2026h\\033[2J\\033[Hhalf\\033]2;held\\007'; read a; "
                          "printf ' whole\\033[?2026l'; cat");
    QTRY_COMPARE(window.row(0), u"ready"_s);
    QSignalSpy titles(&window.view, &TerminalView::titleChanged);
    window.view.host()->send("\n");
    QTRY_COMPARE(titles.count(), 1);     // it has been looked at …
    QCOMPARE(window.row(0), u"ready"_s); // … and not shown
    window.view.host()->send("\n");
    QTRY_VERIFY(window.text().contains(u" whole"_s));
}

void TerminalViewTest::bellIsRateLimited()
{
    TerminalWindow window("for i in 1 2 3 4 5 6 7 8 9; do printf '\\a'; sleep 0.03; done; echo done; cat");
    QSignalSpy bells(&window.view, &TerminalView::bell);
    QTRY_VERIFY(window.text().contains(u"done"_s));
    QVERIFY(bells.count() <= 1);
}

void TerminalViewTest::clipboardIsAskedFor()
{
    QGuiApplication::clipboard()->setText(u"mine"_s);
    TerminalWindow window("printf '\\033]52;c;aGVsbG8=\\007'; read a; printf '\\033]52;c;d29ybGQ=\\007'; cat");
    QTRY_VERIFY(window.view.notice()->isVisible());
    QCOMPARE(QGuiApplication::clipboard()->text(), u"mine"_s);
    QTest::mouseClick(window.view.findChild<QPushButton *>(u"terminal.clipboard.yes"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"hello"_s);
    TerminalSettings settings;
    settings.clipboard = TerminalSettings::Clipboard::Refuse;
    window.view.setSettings(settings);
    QSignalSpy painted(window.canvas(), &TerminalCanvas::painted);
    window.view.host()->send("x\n");
    QTRY_VERIFY(painted.count() > 0);
    QTest::qWait(50); // nothing is to come
    QVERIFY(window.view.notice()->isHidden());
    QCOMPARE(QGuiApplication::clipboard()->text(), u"hello"_s);
}

void TerminalViewTest::programsColors()
{
    TerminalWindow window("printf '\\033]4;1;rgb:12/34/56\\007\\033]11;rgb:01/02/03\\007\\033]12;#ff0000\\007ok'; read a; "
                          "printf '\\033]104\\007\\033]111\\007\\033]112\\007'; cat");
    const TerminalInks themes = TerminalColors().inks(Theme::current());
    QTRY_COMPARE(window.canvas()->inks().background, qRgb(1, 2, 3));
    QCOMPARE(window.canvas()->inks().entries[1], qRgb(0x12, 0x34, 0x56));
    QCOMPARE(window.canvas()->inks().cursor, std::optional(qRgb(255, 0, 0)));
    window.view.host()->send("\n");
    QTRY_COMPARE(window.canvas()->inks().background, themes.background);
    QCOMPARE(window.canvas()->inks(), themes);
}

void TerminalViewTest::searchThroughTheHistory()
{
    TerminalWindow window("seq 1 3000; cat");
    QTRY_COMPARE(window.row(8), u"3000"_s);
    window.view.find();
    auto *edit = window.view.findChild<QLineEdit *>(u"terminal.find"_s);
    QTRY_VERIFY(edit->hasFocus());
    QTest::keyClicks(edit, u"77"_s);
    auto *count = window.view.findChild<QLabel *>(u"terminal.find.count"_s);
    QTRY_COMPARE(count->text(), u"57 of 57"_s); // 77 … 2977, 770–779, 1770–1779, 2770–2779, the last one first
    QTRY_VERIFY(window.text().contains(u"2977"_s));
    QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(count->text(), u"56 of 57"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(count->text(), u"1 of 57"_s); // around the end
    QTRY_VERIFY(window.text().contains(u"77\n78"_s));
    QTest::keyClick(edit, Qt::Key_Escape);
    QVERIFY(window.canvas()->hasFocus());
    QVERIFY(window.canvas()->search().hits().empty());
}

void TerminalViewTest::searchByExpression()
{
    TerminalWindow window("printf 'Alpha beta\\nalpha 漢字 gamma\\n'; cat");
    QTRY_COMPARE(window.row(0), u"Alpha beta"_s);
    window.view.find();
    auto *edit = window.view.findChild<QLineEdit *>(u"terminal.find"_s);
    auto *count = window.view.findChild<QLabel *>(u"terminal.find.count"_s);
    edit->setText(u"^alpha"_s);
    QTRY_COMPARE(count->text(), u"not found"_s);
    window.view.findChild<QToolButton *>(u"terminal.find.expression"_s)->click();
    QTRY_COMPARE(count->text(), u"2 of 2"_s);
    window.view.findChild<QToolButton *>(u"terminal.find.case"_s)->click();
    QTRY_COMPARE(count->text(), u"1 of 1"_s);
    edit->setText(u"字 g"_s);
    QTRY_COMPARE(window.canvas()->search().hits().front().from, 8);
    const TerminalHit hit = window.canvas()->search().hits().front();
    QCOMPARE(std::pair(hit.from, hit.to), std::pair(8, 12)); // cells: both ideographs are wide
    edit->setText(u"("_s);
    QTRY_VERIFY(edit->property("invalid").toBool());
    QVERIFY(window.canvas()->search().hits().empty());
}

void TerminalViewTest::searchFollowsOutput()
{
    TerminalWindow window("printf 'needle\\n'; read a; seq 1 30; printf 'needle\\n'; cat");
    QTRY_COMPARE(window.row(0), u"needle"_s);
    window.view.find();
    window.view.findChild<QLineEdit *>(u"terminal.find"_s)->setText(u"needle"_s);
    QTRY_COMPARE(window.canvas()->search().hits().size(), std::size_t(1));
    window.view.host()->send("\n");
    QTRY_COMPARE(window.canvas()->search().hits().size(), std::size_t(2));
}

void TerminalViewTest::screenReaderReadsIt()
{
    TerminalWindow window("printf 'one\\ntwo x'; cat");
    QTRY_COMPARE(window.row(1), u"two x"_s);
    QAccessibleInterface *access = QAccessible::queryAccessibleInterface(window.canvas());
    QVERIFY(access);
    QCOMPARE(access->role(), QAccessible::Terminal);
    QVERIFY(!access->text(QAccessible::Name).isEmpty());
    QAccessibleTextInterface *text = access->textInterface();
    QVERIFY(text);
    QCOMPARE(text->text(0, 9), u"one\ntwo x"_s);
    QCOMPARE(text->cursorPosition(), 9);
    const QRect x = text->characterRect(8);
    QCOMPARE(text->offsetAtPoint(x.center()), 8);
}

void TerminalViewTest::closedInAFlood()
{
    auto window = std::make_unique<TerminalWindow>("yes");
    QTRY_COMPARE(window->row(0), u"y"_s);
    window->view.find();
    window->view.findChild<QLineEdit *>(u"terminal.find"_s)->setText(u"y"_s);
    QTRY_VERIFY(window->canvas()->search().hits().size() > 100);
    window.reset(); // while it is searched and written to
}

void TerminalViewTest::framesArePaced()
{
    TerminalFrames frames;
    int shown = 0;
    connect(&frames, &TerminalFrames::due, this, [&] { ++shown; });
    frames.ask();
    QCOMPARE(shown, 1); // at once
    frames.ask();
    frames.ask();
    QCOMPARE(shown, 1);
    QCOMPARE(frames.interval(), 16);
    QTRY_COMPARE(shown, 2);
    const auto flood = connect(&frames, &TerminalFrames::due, &frames, &TerminalFrames::ask);
    frames.ask();
    QTRY_VERIFY(frames.interval() > 16);
    disconnect(flood);
    frames.setSeen(false);
    QVERIFY(frames.interval() > 100);
    frames.ask();
    const int before = shown;
    frames.setSeen(true); // shown again: at once
    QCOMPARE(shown, before + 1);
}

void TerminalViewTest::settingsAreKept()
{
    QTemporaryDir folder;
    QSettings store(folder.filePath(u"s.ini"_s), QSettings::IniFormat);
    TerminalSettings settings, read;
    settings.fontSize = 17;
    settings.windowKeys = QStringList{u"Ctrl++"_s};
    settings.clipboard = TerminalSettings::Clipboard::Refuse;
    settings.save(store);
    read.load(store);
    QCOMPARE(read, settings);
    TerminalColors colors, others;
    colors.dark.named[3] = QColor(u"#123456"_s);
    colors.dark.cursor = QColor(u"#ff0000"_s);
    colors.light = knownPalettes().at(1).light;
    colors.light.background = {}; // the theme's
    colors.leastContrast = 7;
    colors.save(store);
    others.load(store);
    QVERIFY(others == colors);
    store.setValue(u"terminal/fontSize"_s, u"nonsense"_s);
    store.setValue(u"terminal/dark"_s, QStringList{u"no colour"_s});
    read.load(store);
    QCOMPARE(read.fontSize, 6.0);
    others = TerminalColors();
    others.load(store);
    QVERIFY(others.dark == TerminalColors().dark);
}

QTEST_MAIN(TerminalViewTest)
#include "tst_terminalview.moc"
