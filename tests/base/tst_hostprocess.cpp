// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hostprocess.h"
#include "base/paths.h"

#include <QFileInfo>
#include <QtTest>

#include <signal.h>

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
