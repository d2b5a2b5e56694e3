// SPDX-License-Identifier: GPL-3.0-or-later
// The badges beside the prompts: what they say, where they stand and what they do.
#include "panels/terminal/terminalbadges.h"
#include "panels/terminal/terminalroom.h"
#include "terminalscene.h"

#include <QClipboard>
#include <QMenu>
#include <QPaintEvent>
#include <QToolTip>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

// For printf of a shell; without a nonce nobody trusts it.
QByteArray mark(const QByteArray &what, bool isTrusted = true)
{
    return "\\033]133;" + what + (isTrusted ? ";nonce=secret" : "") + "\\033\\\\";
}
QByteArray prompt(bool isTrusted = true) { return mark("A", isTrusted) + "$ " + mark("B", isTrusted); }
QByteArray began(const QByteArray &line) { return prompt() + line + "\\n" + mark("C"); }
QByteArray ran(const QByteArray &line, const QByteArray &output, int code)
{
    return began(line) + output + mark("D;" + QByteArray::number(code));
}
QByteArray print(const QByteArray &text) { return "printf '" + text + "'; "; }

vt::Options trusting()
{
    vt::Options options;
    options.nonce = "secret";
    return options;
}

struct PaintSpy final : QObject // what was painted anew
{
    explicit PaintSpy(QWidget *widget) { widget->installEventFilter(this); }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            seen += static_cast<QPaintEvent *>(event)->region();
        return false;
    }
    QRegion seen;
};

QRect gutter(const TerminalCanvas *canvas, int row)
{
    const QRect cell = canvas->cellRect(row, 0);
    return {0, cell.top(), cell.left(), cell.height()};
}
QPoint badge(const TerminalCanvas *canvas, int row) { return gutter(canvas, row).center(); }

// Where ink is; the row's part from `left` on, or the gutter.
QImage inkOf(TerminalCanvas *canvas, const QRect &area)
{
    QImage image = canvas->grab(area).toImage().convertToFormat(QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            image.setPixel(x, y, image.pixel(x, y) == (canvas->inks().background | 0xff000000) ? 0 : 1);
    return image;
}
bool hasInk(TerminalCanvas *canvas, const QRect &area)
{
    QImage nothing = inkOf(canvas, area);
    nothing.fill(0);
    return inkOf(canvas, area) != nothing;
}
bool hasColour(TerminalCanvas *canvas, const QRect &area, const QString &role)
{
    const QImage image = canvas->grab(area).toImage().convertToFormat(QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) == Theme::current().colour(role).rgb())
                return true;
    return false;
}
QRect rowsEnd(TerminalCanvas *canvas, int row) // its last ten columns
{
    const int columns = canvas->picture().size.columns;
    return canvas->cellRect(row, columns - 10).united(canvas->cellRect(row, columns - 1));
}

QString tipAt(TerminalCanvas *canvas, int row)
{
    QHelpEvent event(QEvent::ToolTip, badge(canvas, row), canvas->mapToGlobal(badge(canvas, row)));
    QApplication::sendEvent(canvas, &event);
    return QToolTip::text();
}
QAction *menuAction(TerminalCanvas *canvas, int row, const QString &name)
{
    qDeleteAll(canvas->findChildren<QMenu *>());
    QContextMenuEvent event(QContextMenuEvent::Mouse, badge(canvas, row), canvas->mapToGlobal(badge(canvas, row)));
    QApplication::sendEvent(canvas, &event);
    const QList<QMenu *> menus = canvas->findChildren<QMenu *>();
    return menus.isEmpty() ? nullptr : menus.last()->findChild<QAction *>(u"terminal.command."_s + name);
}
int rowOf(TerminalCanvas *canvas, const QString &end) // the last row that ends so; -1: none
{
    int row = int(canvas->picture().rows.size()) - 1;
    while (row >= 0 && !canvas->rowText(row).endsWith(end))
        --row;
    return row;
}

} // namespace

class TestTerminalCommands final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words()
    {
        using namespace std::chrono_literals;
        QCOMPARE(tookText(240ms), u"240 ms"_s);
        QCOMPARE(tookText(1449ms), u"1.4 s"_s);
        QCOMPARE(tookText(59'960ms), u"1 m 0 s"_s);
        QCOMPARE(tookText(130s), u"2 m 10 s"_s);
        QCOMPARE(tookText(3599'600ms), u"1 h 0 m"_s);
        QCOMPARE(tookText(11'100s), u"3 h 5 m"_s);
        QCOMPARE(exitText(0), u"ended well"_s);
        QCOMPARE(exitText(1), u"status 1"_s);
        QCOMPARE(exitText(128), u"status 128"_s);
        QCOMPARE(exitText(130), u"interrupted (SIGINT), status 130"_s);
        QCOMPARE(exitText(137), u"killed (SIGKILL), status 137"_s);
        QCOMPARE(exitText(139), u"killed (SIGSEGV), status 139"_s);
        QCOMPARE(exitText(148), u"stopped (SIGTSTP), status 148"_s);
        QCOMPARE(exitText(255), u"status 255"_s); // ssh's own
    }

    void onlyTrustedCommandsHaveOne_data()
    {
        QTest::addColumn<Theme::Mode>("mode");
        QTest::newRow("light") << Theme::Mode::Light;
        QTest::newRow("dark") << Theme::Mode::Dark;
    }
    void onlyTrustedCommandsHaveOne()
    {
        QFETCH(const Theme::Mode, mode);
        Theme::load(mode)->apply();
        TerminalWindow window(print(ran("good", "out\\n", 0) + ran("bad", "", 1) + mark("A", false) + "# " + mark("B", false) +
                                    "false\\n" + mark("C", false) + mark("D;1", false) + began("runs") + "x\\n") +
                                  "cat",
                              10, 40, trusting());
        TerminalCanvas *canvas = window.canvas();
        QTRY_COMPARE(window.row(5), u"x"_s);
        QVERIFY(hasColour(canvas, gutter(canvas, 0), u"success"_s) && hasColour(canvas, gutter(canvas, 2), u"error"_s));
        QVERIFY(hasInk(canvas, gutter(canvas, 4)));
        QVERIFY(!hasInk(canvas, gutter(canvas, 1)) && !hasInk(canvas, gutter(canvas, 3)) && !hasInk(canvas, gutter(canvas, 5)));
        const QImage ok = inkOf(canvas, gutter(canvas, 0)), failed = inkOf(canvas, gutter(canvas, 2)),
                     runs = inkOf(canvas, gutter(canvas, 4));
        QVERIFY(ok != failed && failed != runs && ok != runs); // by shape, too
        QCOMPARE(window.row(0), u"$ good"_s);
        window.canvas()->selectAll();
        QCOMPARE(window.selected().trimmed(), u"$ good\nout\n$ bad\n# false\n$ runs\nx"_s); // no part of the text
        Theme::load(Theme::Mode::Light)->apply();
    }

    // It is drawn anew exactly where it changed.
    void itChangesAndMovesWithItsCommand()
    {
        TerminalWindow window(print(began("work")) + "read a; " + print(mark("D;3")) + "read a; seq 30; read a; " +
                                  print("\\033[?1049h") + "cat",
                              10, 40, trusting());
        TerminalCanvas *canvas = window.canvas();
        const auto seen = [canvas] { return canvas->picture().commands; };
        QTRY_COMPARE(seen().size(), 1u);
        QVERIFY(!seen()[0].exitCode);
        QTRY_VERIFY(hasInk(canvas, gutter(canvas, 0)));
        PaintSpy painted(canvas);
        window.view.host()->send("\n");
        QTRY_VERIFY(seen()[0].exitCode == 3);
        QTRY_VERIFY(QRegion(gutter(canvas, 0)).subtracted(painted.seen).isEmpty());
        QVERIFY(!painted.seen.intersects(gutter(canvas, 7)));
        QVERIFY(hasColour(canvas, gutter(canvas, 0), u"error"_s));
        window.view.host()->send("\n");
        QTRY_VERIFY(window.text().contains(u"30"_s));
        QVERIFY(seen().empty());
        canvas->scrollTo(0);
        QVERIFY(hasColour(canvas, gutter(canvas, 0), u"error"_s));
        canvas->scrollBy(1);
        QVERIFY(seen().empty() && !hasInk(canvas, gutter(canvas, 0)));
        canvas->scrollTo(0);
        window.view.host()->send("\n");
        QTRY_VERIFY(canvas->picture().commands.empty()); // the alternate screen's lines are none of these
    }

    void durationsWhereThereIsRoom()
    {
        const QByteArray rest = "read a; sleep 1.1; " + print(mark("D;0") + prompt()) + "cat";
        for (const bool isLong : {false, true}) {
            TerminalWindow window(print(began(isLong ? QByteArray(33, 'x') : "x")) + rest, 10, 40, trusting());
            TerminalCanvas *canvas = window.canvas();
            const QRect end = rowsEnd(canvas, 0).adjusted(60, 0, 0, 0);
            QTRY_VERIFY(!canvas->picture().commands.empty());
            QVERIFY(isLong || !hasInk(canvas, end));
            const QImage before = inkOf(canvas, rowsEnd(canvas, 0));
            window.view.host()->send("\n");
            QTRY_VERIFY(canvas->picture().commands[0].exitCode);
            QVERIFY(canvas->picture().commands[0].took >= std::chrono::seconds(1));
            QCOMPARE(inkOf(canvas, rowsEnd(canvas, 0)) == before, isLong); // never over text
            QCOMPARE(window.row(0).endsWith(u" s"_s), false);              // nor part of it
        }
    }

    void tipsTellAll()
    {
        TerminalWindow window(print(ran("make <b>all</b>", "", 137) + "\\n" + began("sleep 9")) + "cat", 10, 40, trusting());
        TerminalCanvas *canvas = window.canvas();
        QTRY_COMPARE(canvas->picture().commands.size(), 2u);
        const QString tip = tipAt(canvas, 0);
        QVERIFY2(tip.contains(u"killed (SIGKILL), status 137"_s) && tip.contains(u" ms · started at "_s), qPrintable(tip));
        QVERIFY(tip.contains(u"make &lt;b&gt;all"_s)); // what was typed is no markup
        QVERIFY(tipAt(canvas, 2).contains(u"runs · "_s));
        tipAt(canvas, 1);
        QTRY_COMPARE(QToolTip::text(), QString());
    }

    void aClickSelectsTheOutput()
    {
        TerminalWindow window(print(ran("two", "one\\ntwo\\n", 0) + ran("none", "", 0) + began("more") + "so far") + "cat", 10,
                              40, trusting());
        TerminalCanvas *canvas = window.canvas();
        QTRY_COMPARE(window.row(5), u"so far"_s);
        QTest::mouseClick(canvas, Qt::LeftButton, {}, badge(canvas, 0));
        QCOMPARE(window.selected(), u"one\ntwo\n"_s);
        QTest::mouseDClick(canvas, Qt::LeftButton, {}, badge(canvas, 0));
        QCOMPARE(window.selected(), u"one\ntwo\n"_s);
        QTest::mouseClick(canvas, Qt::LeftButton, {}, badge(canvas, 3));
        QCOMPARE(window.selected(), QString());
        QTest::mouseClick(canvas, Qt::LeftButton, {}, badge(canvas, 4));
        QCOMPARE(window.selected().trimmed(), u"so far"_s);
        window.move(badge(canvas, 0));
        QCOMPARE(canvas->cursor().shape(), Qt::PointingHandCursor);
        window.move(badge(canvas, 1));
        QCOMPARE(canvas->cursor().shape(), Qt::IBeamCursor);
    }

    void theMenusWork()
    {
        TerminalRoom room;
        TerminalPane *pane = room.start();
        TerminalCanvas *canvas = pane->view()->canvas();
        QVERIFY(run(pane, "echo 'a  b' | tee -a ran"));
        QTRY_VERIFY(rowOf(canvas, u"tee -a ran"_s) >= 0 && !canvas->picture().commands.empty());
        const int row = rowOf(canvas, u"tee -a ran"_s);
        menuAction(canvas, row, u"copyOutput"_s)->trigger();
        QCOMPARE(QApplication::clipboard()->text(), u"a  b\n"_s);
        menuAction(canvas, row, u"copy"_s)->trigger();
        QCOMPARE(QApplication::clipboard()->text(), u"echo 'a  b' | tee -a ran"_s);
        QVERIFY(!menuAction(canvas, row + 1, u"copy"_s));
        QAction *again = menuAction(canvas, row, u"rerun"_s);
        QVERIFY(again->isEnabled());
        again->trigger();
        QTRY_COMPARE(rowOf(canvas, u"tee -a ran"_s), row + 2);
        QVERIFY(!menuAction(canvas, row, u"rerun"_s)->isEnabled());    // it would be added to what is typed
        QCOMPARE(QFileInfo(room.folder.filePath(u"ran"_s)).size(), 5); // only inserted
        type(pane, "\r");
        QTRY_COMPARE(QFileInfo(room.folder.filePath(u"ran"_s)).size(), 10);

        QVERIFY(run(pane, "sh -c 'kill -9 $$'"));
        QTRY_VERIFY(canvas->picture().commands[0].exitCode == 137);
        const int killed = canvas->picture().commands[0].row;
        QVERIFY(hasColour(canvas, gutter(canvas, killed), u"error"_s));
        QVERIFY(tipAt(canvas, killed).contains(u"killed (SIGKILL)"_s));
        QVERIFY(!menuAction(canvas, killed, u"copyOutput"_s)->isEnabled() || rowOf(canvas, u"Killed"_s) > killed);
        type(pane, "cat \\\r");
        QVERIFY(run(pane, "> kept <<< x"));
        QTRY_VERIFY(canvas->picture().commands[0].exitCode == 0);
        QVERIFY(!menuAction(canvas, canvas->picture().commands[0].row, u"rerun"_s)->isEnabled()); // "> > kept"
        QVERIFY(menuAction(canvas, killed, u"rerun"_s)->isEnabled());
        type(pane, "cat\r");
        QTRY_VERIFY(!canvas->picture().commands[0].exitCode);
        QVERIFY(!menuAction(canvas, killed, u"rerun"_s)->isEnabled()); // cat would read it
    }

    // Not what the screen shows: a right prompt, one for each further line.
    void textsAreWhatWasTyped_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::newRow("zsh") << u"/usr/bin/zsh"_s;
        QTest::newRow("fish") << u"/usr/bin/fish"_s;
    }
    void textsAreWhatWasTyped()
    {
        QFETCH(const QString, shell);
        write(QDir::homePath() + u"/.zshrc"_s, "RPROMPT='right'\nPS1='%# '\n");
        TerminalRoom room;
        room.project.shell = shell;
        room.panel->setProject(room.project);
        TerminalPane *pane = room.start();
        QVERIFY(run(pane, "echo 'a;b%0A' \\\r'c'"));
        QTRY_VERIFY(!pane->view()->canvas()->picture().commands.empty());
        const auto number = pane->view()->canvas()->picture().commands[0].number;
        const auto command = pane->view()->host()->use([&](const vt::Terminal &terminal) { return terminal.command(number); });
        QCOMPARE(QString::fromStdString(command->text), u"echo 'a;b%0A' \\\n'c'"_s);
        QVERIFY(command->exitCode == 0);
    }

    // Ctrl+L, clear and reset leave no badge where no command is.
    void cleared()
    {
        TerminalRoom room;
        TerminalPane *pane = room.start();
        TerminalCanvas *canvas = pane->view()->canvas();
        QVERIFY(run(pane, "false") && run(pane, "true"));
        QTRY_COMPARE(canvas->picture().commands.size(), 2u);
        type(pane, "\f");
        QTRY_COMPARE(canvas->picture().commands.size(), 0u);
        QVERIFY(run(pane, "false"));
        QTRY_COMPARE(canvas->picture().commands.size(), 1u);
        type(pane, "printf '\\033c'\r"); // its own marks are gone, too
        QTRY_COMPARE(canvas->picture().commands.size(), 0u);
        QVERIFY(run(pane, "true"));
        QTRY_COMPARE(canvas->picture().commands.size(), 1u);
        QTRY_VERIFY(canvas->picture().commands[0].exitCode == 0);
    }

    void linksLeadFromTheFolderOfTheirCommand()
    {
        TerminalRoom room;
        const QDir top(room.project.folder);
        QVERIFY(top.mkpath(u"one"_s) && top.mkpath(u"two"_s));
        write(top.filePath(u"one/app.py"_s), "1");
        write(top.filePath(u"two/app.py"_s), "2");
        write(top.filePath(u"two/only.py"_s), "2");
        TerminalPane *pane = room.start();
        TerminalCanvas *canvas = pane->view()->canvas();
        QVERIFY(run(pane, "cd one") && run(pane, "printf '%s\\n' app.py:1 only.py:1"));
        QVERIFY(run(pane, "cd ../two") && run(pane, "echo app.py:2; cd ..; echo only.py:2"));
        const auto targetAt = [&](const QString &text, int limit = 10'000) { // ms
            const int row = rowOf(canvas, text);
            QMouseEvent move(QEvent::MouseMove, canvas->cellRect(row, 1).center(), canvas->cellRect(row, 1).center(),
                             Qt::NoButton, {}, Qt::ControlModifier);
            QApplication::sendEvent(canvas, &move);
            return waitUntil([canvas] { return canvas->link().has_value(); }, limit) ? canvas->link()->target : QString();
        };
        QTRY_VERIFY(rowOf(canvas, u"only.py:2"_s) >= 0);
        QCOMPARE(targetAt(u"app.py:1"_s), top.filePath(u"one/app.py"_s)); // though the shell has gone on
        QCOMPARE(targetAt(u"app.py:2"_s), top.filePath(u"two/app.py"_s));
        QCOMPARE(targetAt(u"only.py:2"_s), top.filePath(u"two/only.py"_s));
        QCOMPARE(targetAt(u"only.py:1"_s, 500), QString()); // not in one/
    }
};

QTEST_MAIN(TestTerminalCommands)
#include "tst_terminalcommands.moc"
