// SPDX-License-Identifier: GPL-3.0-or-later
// `oriel-cli vt` as a process, as scripts and conformance programs use it.
#include "cli/vtscript.h"
#include "support/wait.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

using namespace oriel;
using namespace oriel::cli;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

struct Told
{
    int code = -1;
    QByteArray out, err;
};

QString program() { return QCoreApplication::applicationDirPath() + u"/oriel-cli"_s; }

Told driven(const QStringList &arguments, const QByteArray &script = {})
{
    QProcess cli;
    cli.start(program(),
              QStringList{u"vt"_s} + (script.isEmpty() ? QStringList() : QStringList{u"--type"_s, u"-"_s}) + arguments);
    cli.write(script);
    cli.closeWriteChannel();
    if (!cli.waitForFinished(120'000))
        qFatal("oriel-cli does not end");
    return {cli.exitStatus() == QProcess::NormalExit ? cli.exitCode() : -1, cli.readAllStandardOutput(),
            cli.readAllStandardError()};
}

Told sh(const QByteArray &text, const QByteArray &script = {}, const QStringList &options = {})
{
    return driven(options + QStringList{u"--"_s, u"bash"_s, u"-c"_s, QString::fromUtf8(text)}, script);
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString scriptError(const QByteArray &script)
{
    const auto steps = stepsFrom(script);
    return steps ? QString() : steps.error().message;
}

} // namespace

class TestCliVt final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWholeText()
    {
        const Told told = sh("seq 100; printf '%0100d\\n' 7; printf '\\e[31mred\\e[m \\e]0;title\\a日本 e\\xcc\\x81'");
        QByteArray expected;
        for (int i = 1; i <= 100; ++i)
            expected += QByteArray::number(i) + '\n';
        QCOMPARE(told.out, expected + QByteArray(99, '0') + "7\nred 日本 e\xcc\x81\n");
        QCOMPARE(told.err, "");
        QCOMPARE(told.code, 0);
    }

    void theScreen()
    {
        const Told told = sh("seq 100; printf '\\e[H\\e[2J\\e[2;5Htwo日x\\e[4;1Hlast  '", {},
                             {u"--rows"_s, u"5"_s, u"--cols"_s, u"20"_s, u"--dump-screen"_s});
        QCOMPARE(told.out, "\n    two日x\n\nlast\n");
        QCOMPARE(sh("stty size", {}, {u"--rows"_s, u"7"_s, u"--cols"_s, u"33"_s}).out, "7 33\n");
        QCOMPARE(sh("true").out, "");
        QCOMPARE(sh("true", {}, {u"--dump-screen"_s}).out, "");
    }

    void itsExitCode()
    {
        QCOMPARE(sh("exit 7").code, 7);
        QCOMPARE(sh("kill -9 $$").code, 137);
        QCOMPARE(driven({u"--"_s, u"no-such-program"_s}).code, 127);
        QCOMPARE(driven({u"/usr"_s}).code, 126);
        QCOMPARE(driven({u"echo"_s, u"-n"_s, u"--help"_s}).out, "--help\n"); // behind the command all is the command's
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no command") << QStringList{};
        QTest::newRow("rows") << QStringList{u"--rows"_s, u"0"_s, u"true"_s};
        QTest::newRow("columns") << QStringList{u"--cols"_s, u"1001"_s, u"true"_s};
        QTest::newRow("timeout") << QStringList{u"--timeout"_s, u"x"_s, u"true"_s};
        QTest::newRow("option") << QStringList{u"--colour"_s, u"true"_s};
        QTest::newRow("file") << QStringList{u"--type"_s, u"/no/such"_s, u"true"_s};
    }
    void wrongUsage()
    {
        QFETCH(const QStringList, arguments);
        const Told told = driven(arguments);
        QCOMPARE(told.code, 2);
        QVERIFY(told.err.startsWith("oriel-cli: "));
        QCOMPARE(told.out, "");
    }

    void help()
    {
        const Told told = driven({u"--help"_s});
        QCOMPARE(told.code, 0);
        for (const char *word : {"--dump-screen", "--type", "@until", "@quiet", "@key", "127"})
            QVERIFY2(told.out.contains(word), word);
    }

    void itsQuestionsAreAnswered()
    {
        const Told told = sh("stty raw -echo; printf '\\e[6n'; head -c 6 | od -An -c; printf '\\e[5n'; head -c 4 | od -An -c");
        QVERIFY(told.out.contains("033   [   1   ;   1   R"));
        QVERIFY(told.out.contains("033   [   0   n"));
    }

    void aChecksum() // DECRQCRA: conformance programs read the screen by it
    {
        const Told told = sh("stty raw -echo; printf 'A\\e[7;1;1;1;1;1*y'; head -c 11 | od -An -c");
        QVERIFY2(told.out.simplified().contains("033 P 7 ! ~ F F B F 033 \\"), told.out);
    }

    void aSizeTheProgramAsksFor()
    {
        const Told told = sh("stty raw -echo; printf '\\e[8;30;100t\\e[18t'; head -c 11 | od -An -c; until [ \"$(stty size)\" = "
                             "'30 100' ]; do sleep 0.01; done; echo seen");
        QVERIFY2(told.out.simplified().contains("033 [ 8 ; 3 0 ; 1 0 0 t"), told.out);
        QVERIFY(told.out.contains("seen"));
    }

    void whatIsTyped()
    {
        const Told told = driven({u"bash"_s, u"--norc"_s, u"--noprofile"_s, u"-i"_s},
                                 "PS1='> '\n@send clear\\r\n@quiet 100\necho $((6*7))\n@until 42\n@show first\n@size 30 "
                                 "100\n@quiet 50\nstty size\n@until "
                                 "30 100\n@@at\n@send echo a\\x62\\tc\\x04\n@send \\r\n@until abc\n@send \\x04");
        QCOMPARE(told.code, 0);
        QVERIFY2(told.out.startsWith("== first ==\n> echo $((6*7))\n42\n>\n"), told.out);
        QVERIFY2(told.out.contains("\n> @at\nbash: @at: command not found\n"), told.out);
    }

    void keysAreTheProgramsOwn()
    {
        const Told told = sh("cat -v", "@key Up\n@quiet 20\n@send \\r\n@until [A\n@key Ctrl+Right\n@key F5\n@key é\n@send \\r\n"
                                       "@until [15~\n@send \\x04");
        QVERIFY(told.out.contains("^[[A"));
        QVERIFY(told.out.contains("^[[1;5C^[[15~"));
        const Told application = sh("printf '\\e[?1h'; echo ready; cat -v", "@until ready\n@key Up\n@send \\r\\x04");
        QVERIFY(application.out.contains("^[OA"));
    }

    void aWaitInVain()
    {
        const Told told = sh("echo shown; sleep 1000", "@until nowhere\n", {u"--timeout"_s, u"1"_s});
        QCOMPARE(told.code, 124);
        QCOMPARE(told.out, "shown\n");
        QVERIFY(told.err.contains("line 1"));
        const Told ended = sh("echo over; exit 3", "@until nowhere\nmore\n");
        QCOMPARE(ended.code, 3);
        QVERIFY(ended.err.contains("before line 1"));
    }

    void theLastWordsAreSeen() // what was written just before the end counts
    {
        for (int i = 0; i < 20; ++i)
            QCOMPARE(sh("echo the end; exit 0", "@until the end\n").err, "");
    }

    void itIsEnded_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("INT") << SIGINT;
        QTest::newRow("TERM") << SIGTERM;
    }
    void itIsEnded()
    {
        QFETCH(const int, signal);
        const QString file = QDir::homePath() + u"/pid"_s;
        QFile::remove(file);
        QProcess cli;
        cli.start(program(), {u"vt"_s, u"bash"_s, u"-c"_s, u"echo here; echo $$ >'%1'; sleep 1000"_s.arg(file)});
        QVERIFY(waitUntil([&] { return contents(file).endsWith('\n'); }));
        const pid_t child = pid_t(contents(file).trimmed().toInt());
        QCOMPARE(::kill(child, 0), 0);
        ::kill(pid_t(cli.processId()), signal);
        QVERIFY(cli.waitForFinished(60'000));
        QCOMPARE(cli.exitStatus(), QProcess::NormalExit);
        QCOMPARE(cli.exitCode(), 128 + signal);
        QCOMPARE(cli.readAllStandardOutput(), "here\n");
        QVERIFY(::kill(child, 0) != 0);
    }

    void underCron()
    {
        QProcess cli;
        QProcessEnvironment bare;
        bare.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
        cli.setProcessEnvironment(bare);
        cli.setStandardInputFile(QProcess::nullDevice());
        cli.setChildProcessModifier([] {
            ::setsid();
            ::umask(027);
        });
        cli.start(program(), {u"vt"_s, u"bash"_s, u"-c"_s, u"tty; echo $TERM; umask; tput cols"_s});
        QVERIFY(cli.waitForFinished(60'000));
        const QList<QByteArray> lines = cli.readAllStandardOutput().split('\n');
        QVERIFY(lines.value(0).startsWith("/dev/pts/"));
        QCOMPARE(lines.mid(1), (QList<QByteArray>{"xterm-256color", "0027", "80", ""}));
    }

    void scripts()
    {
        const auto steps =
            stepsFrom("one\n@@two\n\n@send \\e[A\\x00\\\\\n@quiet 5\n@key Ctrl+Shift+F12\n@key Ctrl++\n@key x\nlast");
        QVERIFY(steps);
        QCOMPARE(steps->size(), 9);
        QCOMPARE(std::get<Typed>(steps->at(0).action).bytes, "one\r");
        QCOMPARE(std::get<Typed>(steps->at(1).action).bytes, "@two\r");
        QCOMPARE(std::get<Typed>(steps->at(2).action).bytes, "\r");
        QCOMPARE(std::get<Typed>(steps->at(3).action).bytes, QByteArray("\x1b[A\0\\", 5));
        QCOMPARE(std::get<Quiet>(steps->at(4).action).length.count(), 5);
        const auto f12 = std::get<vt::Key>(steps->at(5).action), plus = std::get<vt::Key>(steps->at(6).action);
        QVERIFY(f12.name == vt::KeyName::Function && f12.code == 12 && f12.modifiers == (vt::Control | vt::Shift));
        QVERIFY(plus.code == U'+' && plus.modifiers == vt::Control);
        QCOMPARE(std::get<vt::Key>(steps->at(7).action).text, "x");
        QCOMPARE(std::get<Typed>(steps->at(8).action).bytes, "last");
        QCOMPARE(steps->at(8).line, 9);
        for (const char *bad : {"@wait", "@quiet", "@quiet x", "@quiet -1", "@until", "@send", "@send \\q", "@send \\x1", "@key",
                                "@key Hyper+x", "@key ab", "@key F36", "@size 1", "@size 0 5", "@size 1001 5", "@"})
            QVERIFY2(scriptError(QByteArray("ok\n") + bad).contains(u"Line 2"), bad);
    }
};

QTEST_GUILESS_MAIN(TestCliVt)
#include "tst_clivt.moc"
