// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hostprocess.h"
#include "base/paths.h"

#include <QFileInfo>
#include <QtTest>

#include <signal.h>
#include <sys/stat.h>

using namespace oriel;
using namespace std::chrono_literals;

class TestHostProcess : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void passesInputAndOutput()
    {
        const auto answer = runHost({.program = QStringLiteral("cat"), .input = "hello"});
        QVERIFY(answer);
        QCOMPARE(answer->output, "hello");
    }
    void namesWhatIsMissing()
    {
        const auto answer = runHost({.program = QStringLiteral("/nonexistent/initdb")});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, QStringLiteral("not-found"));
    }
    void tellsTheLastLineOfAFailure()
    {
        const auto answer =
            runHost({.program = QStringLiteral("sh"),
                     .arguments = {QStringLiteral("-c"), QStringLiteral("echo one >&2; echo password=two >&2; exit 3")}});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, QStringLiteral("3"));
        QVERIFY(answer.error().message.contains(QStringLiteral("password=••••")));
    }
    void handsOnErrorsAsTheyCome()
    {
        QByteArray all;
        const auto answer = runProgram({.command = {"sh", "-c", "seq 100000 >&2; printf end >&2"},
                                        .environment = {"PATH=/usr/bin:/bin"},
                                        .outputLimit = 300'000, // less than it says: only the end is held
                                        .eachError = [&all](QByteArrayView piece) { all += piece.toByteArray(); }});
        QVERIFY(answer);
        QCOMPARE(all.size(), 588'898);
        QVERIFY(all.endsWith("100000\nend"));
        QVERIFY(answer->errors.endsWith("100000\nend"));
        QVERIFY(answer->errors.size() < 200'000);
    }
    void endsWhatTakesTooLong()
    {
        const auto answer = runHost({.program = QStringLiteral("sleep"), .arguments = {QStringLiteral("100")}, .limit = 100ms});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, QStringLiteral("timeout"));
    }
    void isCancelled()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto answer = runHost({.program = QStringLiteral("sleep"), .arguments = {QStringLiteral("100")}}, stop.get_token());
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, QStringLiteral("cancelled"));
    }
    void itsChildrenEndWithIt()
    {
        QTemporaryDir folder;
        const QString note = folder.filePath(QStringLiteral("child"));
        std::stop_source stop;
        QThreadPool pool;
        pool.start([&] { // once the child has said its number
            for (const QDeadlineTimer limit(10s); QFileInfo(note).size() == 0 && !limit.hasExpired();)
                QThread::yieldCurrentThread();
            stop.request_stop();
        });
        const auto answer =
            runHost({.program = QStringLiteral("sh"),
                     .arguments = {QStringLiteral("-c"), QStringLiteral("sleep 1000 & echo $! > \"$0\"; wait"), note}},
                    stop.get_token());
        QCOMPARE(answer.error().code, QStringLiteral("cancelled"));
        QFile file(note);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const pid_t child = file.readAll().trimmed().toInt();
        QVERIFY(child > 0);
        QTRY_VERIFY(::kill(child, 0) != 0);
    }
    void wordsAreBytes()
    {
        const auto answer = runProgram({.command = {"printf", "%s.", "a\xff", "\n", "$HOME"}, .environment = {"LC_ALL=C"}});
        QVERIFY(answer);
        QCOMPARE(answer->output, "a\xff.\n.$HOME.");
        const auto environment = runProgram({.command = {"env"}, .environment = {"NAME=\xfe"}, .folder = "/"});
        QVERIFY(environment);
        QCOMPARE(environment->output, "NAME=\xfe\n");
    }
    void anyStatusIsAnAnswer()
    {
        const auto answer = runProgram({.command = {"sh", "-c", "echo no >&2; exit 3"}});
        QVERIFY(answer);
        QCOMPARE(answer->exitCode, 3);
        QCOMPARE(answer->errors, "no\n");
    }
    void aFolderThatIsGoneIsNamed()
    {
        const auto answer = runProgram({.command = {"true"}, .folder = "/nonexistent"});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, QStringLiteral("no-folder"));
    }
    void outputComesInPiecesUntilItIsEnough()
    {
        QByteArray all;
        const auto whole = runProgram({.command = {"seq", "300000"}, .each = [&all](QByteArrayView piece) {
                                           all += piece;
                                           return true;
                                       }});
        QVERIFY(whole && whole->output.isEmpty() && !whole->isEnough);
        QCOMPARE(all, runProgram({.command = {"seq", "300000"}})->output);
        const auto cut = runProgram({.command = {"yes"}, .each = [](QByteArrayView) { return false; }});
        QVERIFY(cut && cut->isEnough);
    }
    void tooMuchIsEnded()
    {
        const auto answer = runProgram({.command = {"yes"}, .outputLimit = 1'000'000});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, QStringLiteral("too-much"));
    }
    void largeInputThatNobodyReadsDoesNoHarm()
    {
        const QByteArray large(4'000'000, 'x');
        QVERIFY(runProgram({.command = {"true"}, .input = large}));
        QCOMPARE(runProgram({.command = {"cat"}, .input = large})->output, large);
    }
    void hasTimeToCleanUp() // git takes its index.lock away
    {
        QTemporaryDir folder;
        const QByteArray lock = QFile::encodeName(folder.filePath(QStringLiteral("lock")));
        std::stop_source stop;
        const auto answer = runProgram(
            {.command = {"sh", "-c", "trap 'rm \"$0\"; exit' TERM; : > \"$0\"; echo; while :; do sleep 0.01; done", lock},
             .environment = {"PATH=" + qgetenv("PATH")},
             .grace = 10s,
             .each =
                 [&stop](QByteArrayView) {
                     stop.request_stop();
                     return true;
                 }},
            stop.get_token());
        QCOMPARE(answer.error().code, QStringLiteral("cancelled"));
        QVERIFY(!QFile::exists(QFile::decodeName(lock)));
    }
    void whatIsLeftInTheBackgroundHoldsNothingUp() // it has our pipe still
    {
        const auto answer =
            runProgram({.command = {"sh", "-c", "sleep 5 & echo $!"}, .environment = {"PATH=" + qgetenv("PATH")}});
        QVERIFY(answer);
        const pid_t child = answer->output.trimmed().toInt();
        QVERIFY(child > 0);
        QCOMPARE(::kill(child, SIGKILL), 0);
    }
    void hasNoTerminal()
    {
        const auto answer = runProgram({.command = {"sh", "-c", ": < /dev/tty"}});
        QVERIFY(answer);
        QVERIFY(answer->exitCode != 0);
    }
    void inChildRunsBeforeTheProgram()
    {
        const auto answer = runHost({.program = QStringLiteral("sh"),
                                     .arguments = {QStringLiteral("-c"), QStringLiteral("umask")},
                                     .inChild = [] { ::umask(0123); }});
        QVERIFY(answer);
        QCOMPARE(answer->output.trimmed(), "0123");
        const auto missing = runHost({.program = QStringLiteral("/nonexistent/initdb"), .inChild = [] {}});
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, QStringLiteral("not-found"));
    }
    void ownFoldersAreClosedToOthers()
    {
        for (const QString &folder : {paths::config(), paths::state(), paths::cache(), paths::data(), paths::runtime()}) {
            QVERIFY(folder.startsWith(qEnvironmentVariable("HOME")));
            QCOMPARE(QFileInfo(folder).permissions() & 0x0077, QFile::Permissions());
        }
    }
};

QTEST_GUILESS_MAIN(TestHostProcess)
#include "tst_hostprocess.moc"
