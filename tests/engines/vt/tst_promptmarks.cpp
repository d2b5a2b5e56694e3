// SPDX-License-Identifier: GPL-3.0-or-later
// OSC 133: what the shell marks, and what only pretends to be the shell.
#include <QTest> // first: moc stumbles over <compare> alone

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

QTEST_APPLESS_MAIN(tst_promptmarks)
#include "tst_promptmarks.moc"
