// SPDX-License-Identifier: GPL-3.0-or-later
// OSC 133: what the shell marks, and what only pretends to be the shell.
#include <QTest> // first: moc stumbles over <compare> alone

#include <QRandomGenerator>

#include "engines/vt/terminal.h"

using namespace Qt::StringLiterals;
using namespace oriel::vt;

namespace {

QByteArray mark(const QByteArray &what, bool isTrusted = true)
{
    return "\x1b]133;" + what + (isTrusted ? ";nonce=secret" : "") + "\x1b\\";
}

// A whole command as bash with our integration prints it.
QByteArray ran(const QByteArray &line, const QByteArray &output, int code)
{
    return mark("A") + "$ " + mark("B") + line + "\r\n" + mark("C") + output + mark("D;" + QByteArray::number(code));
}

Options options()
{
    Options options;
    options.nonce = "secret";
    return options;
}

void feed(Terminal &terminal, const QByteArray &bytes) { terminal.feed({bytes.data(), std::size_t(bytes.size())}); }

QString outputOf(const Terminal &terminal, const Command &command)
{
    return command.output && command.end ? QString::fromStdString(terminal.text({*command.output, *command.end})) : u"none"_s;
}

} // namespace

class tst_promptmarks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneAfterTheOther();
    void whatTheShellSays();
    void stayOnTheirText();
    void emptyLines();
    void drawnAnew();
    void pretenders();
    void notOnTheAlternateScreen();
    void bounded();
    void seen();
    void seenScrolledBack();
    void erasedPromptsAreNotSeen();
    void onlyTrustedOnesAreSeen();
    void placesAreNobodyElses();
    void whateverComes();
    void foldersTheyBeganIn();
    void atThePrompt();
};

void tst_promptmarks::oneAfterTheOther()
{
    Terminal terminal({10, 40}, options());
    feed(terminal, ran("ls -l", "a\r\nb\r\n", 0) + ran("false", "", 1) + mark("A") + "$ " + mark("B"));
    const std::vector<Command> commands = terminal.commands();
    QCOMPARE(commands.size(), 3u);
    QCOMPARE(commands[0].text, std::string("ls -l"));
    QCOMPARE(commands[0].exitCode, 0);
    QCOMPARE(outputOf(terminal, commands[0]), u"a\nb\n"_s);
    QVERIFY(commands[0].isTrusted);
    QVERIFY(commands[0].ended >= commands[0].began);
    QCOMPARE(commands[1].exitCode, 1);
    QCOMPARE(outputOf(terminal, commands[1]), QString());
    QVERIFY(!commands[2].exitCode && !commands[2].output && commands[2].input);
    QCOMPARE(terminal.takeEvents().commands.size(), 2u);
    QCOMPARE(terminal.takeEvents().commands.size(), 0u);
    QCOMPARE(terminal.commandAt(terminal.anchorAt({}, 2, 0))->text, std::string("ls -l"));
    QCOMPARE(terminal.commandAt(terminal.anchorAt({}, 3, 0))->text, std::string("false"));
}

void tst_promptmarks::whatTheShellSays()
{
    Terminal terminal({10, 40}, options());
    feed(terminal, mark("A") + "$ " + mark("B") + "ls\r\n" + mark("C;cmdline_url=echo%20%27a%3bb%27") + mark("D;0"));
    feed(terminal, mark("A") + "$ " + mark("B") + "ls\r\n\x1b]133;C;nonce=secret;cmdline=echo 'c;d'\x07" + mark("D;0"));
    QCOMPARE(terminal.commands()[0].text, std::string("echo 'a;b'"));
    QCOMPARE(terminal.commands()[1].text, std::string("echo 'c;d'"));
    QVERIFY(terminal.commands()[1].isTrusted);
    feed(terminal, mark("A") + "$ " + mark("B") + "x  right\r\n" + mark("C;cmdline_url=a%0A%1b%0Db%0a") + mark("D;0"));
    QCOMPARE(terminal.commands()[2].text, std::string("a\nb"));
    feed(terminal, mark("A") + "$ " + mark("B") + "seen\r\n" + mark("C;cmdline_url=") + mark("D;0")); // it knows nothing
    QCOMPARE(terminal.commands()[3].text, std::string("seen"));
}

void tst_promptmarks::stayOnTheirText()
{
    Terminal terminal({5, 40}, options());
    feed(terminal, ran("first", "output of it\r\n", 0));
    for (int i = 0; i < 50; ++i)
        feed(terminal, "line\r\n");
    terminal.resize({5, 7});
    terminal.resize({8, 60});
    QCOMPARE(terminal.commands().size(), 1u);
    QCOMPARE(outputOf(terminal, terminal.commands()[0]), u"output of it\n"_s);
    terminal.clearHistory();
    QCOMPARE(terminal.commands().size(), 0u); // gone with its text
}

// Return at an empty prompt is no command that ran.
void tst_promptmarks::emptyLines()
{
    Terminal terminal({10, 40}, options());
    feed(terminal, mark("A") + "$ " + mark("B") + "\r\n" + mark("D;0") + mark("A") + "$ " + mark("B"));
    QCOMPARE(terminal.takeEvents().commands.size(), 0u);
    QCOMPARE(terminal.commands().size(), 2u);
    QVERIFY(!terminal.commands()[0].exitCode);
}

void tst_promptmarks::drawnAnew()
{
    Terminal terminal({10, 40}, options());
    feed(terminal, mark("A") + "$ \r" + mark("A") + "$ " + mark("B"));
    QCOMPARE(terminal.commands().size(), 1u);
}

void tst_promptmarks::pretenders()
{
    Terminal terminal({10, 60}, options());
    feed(terminal, mark("A") + "$ " + mark("B") + "ssh host\r\n" + mark("C"));
    // The far shell has marks of its own, a hostile file has wrong ones.
    feed(terminal, mark("A", false) + "# " + mark("B", false) + "rm -rf /\r\n" + mark("C", false) + mark("D;0", false));
    feed(terminal, "\x1b]133;D;0;nonce=guess\x1b\\\x1b]133;D;0;nonce=\x1b\\");
    const std::vector<Command> commands = terminal.commands();
    QCOMPARE(commands.size(), 2u);
    QVERIFY(commands[0].isTrusted && !commands[0].end); // still running
    QVERIFY(!commands[1].isTrusted);
    QCOMPARE(commands[1].text, std::string("rm -rf /"));
    feed(terminal, mark("D;255"));
    QCOMPARE(terminal.commands()[0].exitCode, 255);

    Terminal open; // without a nonce nobody is trusted
    feed(open, mark("A") + "\x1b]133;B;nonce=\x1b\\");
    QVERIFY(!open.commands()[0].isTrusted);
}

void tst_promptmarks::notOnTheAlternateScreen()
{
    Terminal terminal({10, 40}, options());
    feed(terminal, "\x1b[?1049h" + ran("x", "", 0) + "\x1b[?1049l");
    QCOMPARE(terminal.commands().size(), 0u);
}

void tst_promptmarks::bounded()
{
    Terminal terminal({10, 40}, options());
    for (int i = 0; i < 5000; ++i)
        feed(terminal, ran(QByteArray::number(i), "", 0));
    QCOMPARE(terminal.commands().size(), 2000u);
    QCOMPARE(terminal.commands().back().text, std::string("4999"));
    QCOMPARE(terminal.takeEvents().commands.size(), 100u);
}

// "row:exit code", or "row:runs", from the top.
static QStringList seenIn(const Terminal &terminal, const View &view = {})
{
    Picture picture;
    terminal.look(view, picture);
    QStringList all;
    for (const PictureCommand &each : picture.commands)
        all.prepend(QString::number(each.row) + u':' + (each.exitCode ? QString::number(*each.exitCode) : u"runs"_s));
    return all;
}

void tst_promptmarks::seen()
{
    Terminal terminal({8, 20}, options());
    feed(terminal, ran("ls", "a\r\nb\r\n", 0) + ran("false", "", 1));
    QCOMPARE(seenIn(terminal), (QStringList{u"0:0"_s, u"3:1"_s}));
    feed(terminal, mark("A") + "$ " + mark("B"));
    QCOMPARE(seenIn(terminal).size(), 2); // nothing ran here yet
    feed(terminal, "sleep 9\r\n" + mark("C"));
    QCOMPARE(seenIn(terminal).last(), u"4:runs"_s);
    feed(terminal, "\x1b[?1049h");
    QCOMPARE(seenIn(terminal), QStringList());
    feed(terminal, "\x1b[?1049l" + mark("D;137"));
    QCOMPARE(seenIn(terminal).last(), u"4:137"_s);
    Picture picture;
    terminal.look({}, picture);
    const std::optional<Command> last = terminal.command(picture.commands.front().number);
    QCOMPARE(last->text, std::string("sleep 9"));
    QCOMPARE(picture.commands.front().took, duration_cast<std::chrono::milliseconds>(last->ended - last->began));
    QVERIFY(std::chrono::system_clock::now() - last->beganAt < std::chrono::minutes(10));
    QVERIFY(!terminal.command(last->number + 1) && !terminal.command(-1));
}

void tst_promptmarks::seenScrolledBack()
{
    Terminal terminal({5, 20}, options());
    for (int i = 0; i < 300; ++i)
        feed(terminal, ran(QByteArray::number(i), "x\r\n", i % 256));
    QCOMPARE(seenIn(terminal), (QStringList{u"0:42"_s, u"2:43"_s}));
    QCOMPARE(seenIn(terminal, terminal.scrolledTo(21)), (QStringList{u"1:11"_s, u"3:12"_s}));
    terminal.resize({5, 3}); // each prompt takes two rows
    QCOMPARE(seenIn(terminal, terminal.scrolledTo(0)), (QStringList{u"0:0"_s, u"2:1"_s, u"4:2"_s}));
    QCOMPARE(seenIn(terminal, terminal.scrolledTo(31)).first(), u"1:14"_s); // 13's output is above it
    for (int i = 0; i < 2000; ++i)
        feed(terminal, ran("y", "", 7));
    QCOMPARE(terminal.commands().front().number, 300);
    QCOMPARE(terminal.command(300)->exitCode, 7);
    QVERIFY(!terminal.command(299));
}

// Ctrl+L, clear, and what a program draws over them.
void tst_promptmarks::erasedPromptsAreNotSeen()
{
    Terminal terminal({8, 20}, options());
    feed(terminal, ran("a", "", 1) + ran("b", "", 2) + mark("A") + "$ " + mark("B"));
    feed(terminal, "\x1b[H\x1b[2J" + mark("A") + "$ " + mark("B"));
    QCOMPARE(seenIn(terminal), QStringList());
    feed(terminal, "c\r\n" + mark("C") + mark("D;3") + mark("A") + "$ " + mark("B"));
    QCOMPARE(seenIn(terminal), QStringList{u"0:3"_s});
}

void tst_promptmarks::onlyTrustedOnesAreSeen()
{
    Terminal terminal({8, 20}, options());
    feed(terminal, mark("A") + "$ " + mark("B") + "cat bad\r\n" + mark("C"));
    feed(terminal, mark("A", false) + "# " + mark("B", false) + "rm\r\n" + mark("C", false) + mark("D;0", false));
    QCOMPARE(seenIn(terminal), QStringList{u"0:runs"_s});
    feed(terminal, "\x1b[H" + mark("A", false) + mark("B", false) + "x\r\n" + mark("C", false) + mark("D;1", false));
    QCOMPARE(seenIn(terminal), QStringList{u"0:runs"_s}); // nor do they cover one
}

// What was forgotten does not come back at the place of a later one.
void tst_promptmarks::placesAreNobodyElses()
{
    Terminal terminal({8, 20}, options());
    feed(terminal, ran("before", "", 1) +
                       "\x1b"
                       "c" +
                       ran("after", "", 2));
    QCOMPARE(terminal.commands().size(), 1u);
    QCOMPARE(terminal.commands()[0].text, std::string("after"));
}

// Each command that is seen is there, in its row, whatever was done to the text between its marks.
void tst_promptmarks::whateverComes()
{
    Options limited = options();
    limited.historyLines = 40;
    Terminal terminal({8, 20}, limited);
    QRandomGenerator random(133);
    const QByteArrayList pieces{"\r\n",
                                "a long line that wraps",
                                "\x1b[2J",
                                "\x1b[H",
                                "\x1b"
                                "c",
                                "\x1b[3J",
                                "\x1b[?1049h",
                                "\x1b[?1049l",
                                "\x1b[3;6r",
                                "\x1b[r",
                                "\x1b[L\x1b[5M",
                                "\x1b[4;3H",
                                mark("A"),
                                mark("B"),
                                mark("C"),
                                mark("D;1"),
                                mark("A", false),
                                mark("D", false)};
    Picture picture;
    int seen = 0;
    for (int i = 0; i < 20'000; ++i) {
        const bool isWhole = random.bounded(3) == 0;
        feed(terminal, isWhole ? ran("x", "out\r\n", i % 3) : pieces[random.bounded(int(pieces.size()))]);
        if (random.bounded(20) == 0)
            terminal.resize({random.bounded(1, 12), random.bounded(1, 40)});
        const View view = terminal.scrolledTo(random.bounded(60));
        terminal.look(view, picture);
        seen += int(picture.commands.size());
        for (const PictureCommand &each : picture.commands) {
            QVERIFY(each.row >= 0 && each.row < picture.size.rows && picture.rows[std::size_t(each.row)].isPrompt);
            const std::optional<Command> command = terminal.command(each.number);
            QVERIFY(command && command->isTrusted && command->exitCode == each.exitCode);
            QCOMPARE(command->prompt.line, picture.rows[std::size_t(each.row)].begin.line);
        }
    }
    QVERIFY(seen > 1000);
}

void tst_promptmarks::foldersTheyBeganIn()
{
    Terminal terminal({8, 20}, options());
    feed(terminal, ran("unknown", "x\r\n", 0) + "\x1b]7;file:///a%20b\x1b\\" + ran("first", "x\r\n", 0));
    feed(terminal, "\x1b]7;file:///" + QByteArray(5000, 'x') + "\x1b\\"); // no path is that long
    feed(terminal, "\x1b]7;file:///c\x1b\\" + mark("A") + "$ " + mark("B") + "less\r\n" + mark("C"));
    QCOMPARE(terminal.commandAt({1, 0})->folder, std::string());
    QCOMPARE(terminal.commandAt({3, 0})->folder, std::string("/a b"));
    QCOMPARE(terminal.commandAt({5, 0})->folder, std::string("/c"));
    feed(terminal, "\x1b[?1049hwhat less shows");
    QCOMPARE(terminal.commandAt({0, 0})->text, std::string("less")); // of the alternate screen
}

void tst_promptmarks::atThePrompt()
{
    Terminal terminal({8, 20}, options());
    QVERIFY(!terminal.isAtPrompt());
    feed(terminal, mark("A") + "$ ");
    QVERIFY(!terminal.isAtPrompt());
    feed(terminal, mark("B"));
    QVERIFY(terminal.isAtPrompt());
    feed(terminal, "l");
    QVERIFY(!terminal.isAtPrompt());
    feed(terminal, "\b");
    QVERIFY(terminal.isAtPrompt());
    feed(terminal, "\x1b[?1049h");
    QVERIFY(!terminal.isAtPrompt());
    feed(terminal, "\x1b[?1049l\r\n" + mark("C"));
    QVERIFY(!terminal.isAtPrompt());
    feed(terminal, mark("D;0") + mark("A", false) + mark("B", false));
    QVERIFY(!terminal.isAtPrompt());
    feed(terminal, mark("A") + mark("B"));
    QVERIFY(terminal.isAtPrompt());
}

QTEST_APPLESS_MAIN(tst_promptmarks)
#include "tst_promptmarks.moc"
