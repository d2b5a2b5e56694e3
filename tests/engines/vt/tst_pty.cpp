// SPDX-License-Identifier: GPL-3.0-or-later
// Real programs on real pseudo terminals.
#include "base/detach.h"
#include "engines/vt/pty.h"
#include "support/slowspawn.h"
#include "support/wait.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSemaphore>
#include <QTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <mutex>
#include <optional>

using namespace oriel;
using namespace oriel::test;
using namespace oriel::vt;
using namespace Qt::StringLiterals;

namespace {

Launch launching(const QList<QByteArray> &command)
{
    QList<QByteArray> environment = ownEnvironment();
    environment.append("PS1=$ ");
    return {command, environment, QDir::homePath(), {}};
}

Launch shell(const QByteArray &script) { return launching({"bash", "-c", script}); }
Launch interactive() { return launching({"bash", "--norc", "--noprofile", "-i"}); }

// A program and all it wrote.
class Running final
{
public:
    explicit Running(const Launch &launch, Size size = {})
    {
        auto started = Pty::start(launch, size,
                                  {.arrived =
                                       [this](std::string_view bytes) {
                                           const std::lock_guard lock(m_mutex);
                                           m_isOverdue = m_isOverdue || m_ending;
                                           m_output.append(bytes.data(), qsizetype(bytes.size()));
                                       },
                                   .ended =
                                       [this](Ending ending) {
                                           const std::lock_guard lock(m_mutex);
                                           m_isOverdue = m_isOverdue || m_ending;
                                           m_ending = ending;
                                       }});
        if (!started)
            qFatal("%s", qPrintable(started.error().message));
        pty = std::move(*started);
    }
    QByteArray output() const
    {
        const std::lock_guard lock(m_mutex);
        return m_output;
    }
    bool shows(const QByteArray &text) const
    {
        return waitUntil([&] { return output().contains(text); });
    }
    std::optional<Ending> ending() const
    {
        const std::lock_guard lock(m_mutex);
        return m_ending;
    }
    QByteArray toItsEnd() // what it wrote
    {
        if (!waitUntil([this] { return ending().has_value(); }))
            qFatal("it does not end");
        return output();
    }
    bool isInFront(const QString &name) const
    {
        return waitUntil([&] { return pty->foreground().name == name; });
    }
    bool isOverdue() const // something came after the end
    {
        const std::lock_guard lock(m_mutex);
        return m_isOverdue;
    }

private:
    mutable std::mutex m_mutex;
    QByteArray m_output;
    std::optional<Ending> m_ending;
    bool m_isOverdue = false;

public:
    std::unique_ptr<Pty> pty; // last: its callbacks end before the rest goes
};

QString errorOf(const Launch &launch)
{
    const auto started = Pty::start(launch, {}, {[](std::string_view) {}, [](Ending) {}});
    return started ? u"started"_s : started.error().message;
}

qsizetype openFiles()
{
    return QDir(u"/proc/self/fd"_s).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size();
}
qsizetype threads() { return QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(); }

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
qint64 residentPages() { return contents(u"/proc/self/statm"_s).split(' ').value(1).toLongLong(); }

char stateOf(int process) // R, S, T, Z …; 0: gone
{
    const QByteArray stat = contents(u"/proc/%1/stat"_s.arg(process));
    return stat.isEmpty() ? '\0' : stat[stat.lastIndexOf(')') + 2];
}
bool isAlive(int process) { return stateOf(process) != '\0' && stateOf(process) != 'Z'; }

QByteArray writeProgram(const QString &name, const QByteArray &text, bool isExecutable)
{
    QFile file(QDir::homePath() + u'/' + name);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(name));
    file.setPermissions(isExecutable ? QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner : QFile::ReadOwner);
    return QFile::encodeName(file.fileName());
}

} // namespace

class TestPty final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTerminalOfItsOwn()
    {
        const int leaking = ::open("/dev/null", O_RDONLY); // not CLOEXEC, as libraries do
        std::signal(SIGPIPE, SIG_IGN);
        sigset_t interrupts, before;
        sigemptyset(&interrupts);
        sigaddset(&interrupts, SIGINT);
        pthread_sigmask(SIG_BLOCK, &interrupts, &before);
        Running run(
            shell("tty; stty size; stty -a | grep -o ' iutf8'; grep -E 'SigBlk|SigIgn' /proc/self/status; ls /proc/self/fd "
                  "| wc -l; cut -d' ' -f6,8 /proc/$$/stat; echo $$"),
            {30, 100, 8, 16});
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        std::signal(SIGPIPE, SIG_DFL);
        ::close(leaking);
        const QList<QByteArray> lines = run.toItsEnd().replace("\r", "").split('\n');
        QVERIFY(lines[0].startsWith("/dev/pts/"));
        QCOMPARE(lines[1], "30 100");
        QCOMPARE(lines[2], " iutf8");
        QCOMPARE(lines[3], "SigBlk:\t0000000000000000");
        QVERIFY(lines[4].startsWith("SigIgn:\t"));
        QCOMPARE(lines[4].sliced(8).toULongLong(nullptr, 16) & 0x7fffffff, 0u); // 32 and 33 are glibc's own
        QCOMPARE(lines[5].trimmed(), "4");                                      // and the folder that ls reads
        const QByteArray id = lines[7];
        QCOMPARE(lines[6].simplified(), id + ' ' + id); // leads its session, its group is in front
        QCOMPARE(id.toInt(), run.pty->process());
    }

    void itsEnd_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<int>("signal");
        QTest::newRow("ok") << QByteArray("true") << 0 << 0;
        QTest::newRow("7") << QByteArray("exit 7") << 7 << 0;
        QTest::newRow("killed") << QByteArray("kill -9 $$") << 0 << SIGKILL;
    }
    void itsEnd()
    {
        QFETCH(const QByteArray, script);
        Running run(shell(script));
        run.toItsEnd();
        QTEST(run.ending()->exitCode, "exitCode");
        QTEST(run.ending()->signal, "signal");
        QVERIFY(!run.pty->write("x"));
        QVERIFY(run.pty->foreground().name.isEmpty());
    }

    void allItWroteComesBeforeItsEnd()
    {
        for (int i = 0; i < 20; ++i) {
            Running run(shell("head -c 300000 /dev/zero | tr '\\0' x; echo -n END"));
            const QByteArray output = run.toItsEnd();
            QCOMPARE(output.size(), 300'003);
            QVERIFY(output.endsWith("END"));
            QVERIFY(!run.isOverdue());
        }
    }

    void jobs()
    {
        Running run(interactive());
        QVERIFY(run.shows("$ "));
        QVERIFY(run.pty->foreground().isShell);
        QCOMPARE(run.pty->foreground().name, u"bash"_s);
        QVERIFY(run.pty->jobs().isEmpty());
        run.pty->write("cd /usr\n true | sleep 1000\n"); // the group's leader is gone at once
        QVERIFY(run.isInFront(u"sleep"_s));
        QVERIFY(!run.pty->foreground().isShell);
        QCOMPARE(run.pty->foreground().folder, u"/usr"_s);
        run.pty->write("\x1a");
        QVERIFY(run.isInFront(u"bash"_s));
        run.pty->write("nohup tail -f /dev/null >/dev/null 2>&1 & yes >/dev/null &\necho $((6*7))\n");
        QVERIFY(run.shows("42"));
        const auto named = [&run] { return run.pty->jobs(); };
        QVERIFY(waitUntil([&] { return named() == QStringList{u"sleep"_s, u"yes"_s}; })); // tail would live on
        run.pty->write("fg 1\n");
        QVERIFY(run.isInFront(u"sleep"_s));
        QVERIFY(waitUntil([&] { return named() == QStringList{u"yes"_s}; }));
        run.pty->write("\x03");
        QVERIFY(run.isInFront(u"bash"_s));
        run.pty->write("kill %2 %3\nexit 5\n");
        run.toItsEnd();
        QCOMPARE(run.ending()->exitCode, 5);
    }

    void aFolderThatIsRemoved()
    {
        const QString folder = QDir::homePath() + u"/was"_s;
        QVERIFY(QDir().mkdir(folder));
        Launch launch = shell("pwd; echo $PWD; rmdir \"$PWD\"; echo gone; sleep 1000");
        launch.folder = folder;
        Running run(launch);
        QVERIFY(run.shows("gone"));
        QCOMPARE(run.output().split('\n')[1].trimmed(), QFile::encodeName(folder));
        QCOMPARE(run.pty->foreground().folder, folder);
        launch = shell("echo at $PWD");
        launch.folder = folder + u"/deeper/still"_s;
        Running next(launch);
        QCOMPARE(next.toItsEnd(), "at " + QFile::encodeName(QDir::homePath()) + "\r\n");
    }

    void aFloodIsHeldBack()
    {
        QSemaphore mayGoOn;
        std::atomic<qint64> arrived = 0;
        auto started = Pty::start(launching({"yes"}), {},
                                  {.arrived =
                                       [&](std::string_view bytes) {
                                           mayGoOn.acquire();
                                           arrived += qint64(bytes.size());
                                       },
                                   .ended = [](Ending) {}});
        QVERIFY(started);
        const int yes = (*started)->process();
        const auto written = [yes] { // bytes, since its start
            const QByteArray io = contents(u"/proc/%1/io"_s.arg(yes));
            return io.mid(io.indexOf("wchar: ") + 7).split('\n').front().toLongLong();
        };
        QVERIFY(waitUntil([&] { return stateOf(yes) == 'S' && written() > 0; })); // it waits in write()
        QCOMPARE(arrived, 0);
        QVERIFY(written() < 1 << 20);
        mayGoOn.release(1'000'000);
        QVERIFY(waitUntil([&] { return arrived > 4 << 20; }));
        const qint64 pages = residentPages();
        QVERIFY(waitUntil([&] { return arrived > 64 << 20; }));
        QVERIFY2((residentPages() - pages) * 4096 < 2 << 20, "memory grew with what was read");
    }

    void ctrlCInAFlood()
    {
        Running run(interactive());
        run.pty->write("yes\n");
        QVERIFY(waitUntil([&] { return run.output().size() > 1 << 20; }));
        run.pty->write("\x03");
        QVERIFY(run.isInFront(u"bash"_s));
        run.pty->write("echo \"was $?\"\n");
        QVERIFY(run.shows("was 130"));
    }

    void ctrlCBehindAPasteNobodyReads()
    {
        Running run(launching({"sleep", "1000"}));
        const std::string line(99, 'x');
        std::string paste;
        for (int i = 0; i < 6000; ++i)
            paste += line + '\n';
        QVERIFY(run.pty->write(paste));
        QVERIFY(run.pty->write(paste));
        QVERIFY(!run.pty->write("more"));
        QVERIFY(run.pty->write("\x03"));
        run.toItsEnd();
        QCOMPARE(run.ending()->signal, SIGINT);
    }

    void aPasteComesWhole() // where Ctrl+C is an ordinary key it throws nothing away
    {
        const QByteArray go = writeProgram(u"go"_s, {}, false);
        QVERIFY(QFile::remove(QFile::decodeName(go)));
        Running run(shell("stty raw -echo; echo ready; until [ -e " + go + " ]; do sleep 0.01; done; head -c 900001 | md5sum"));
        QVERIFY(run.shows("ready"));
        QByteArray paste;
        for (int i = 0; i < 900'000; ++i)
            paste.append(char('a' + i * 7 % 23));
        QVERIFY(run.pty->write({paste.constData(), std::size_t(paste.size())}));
        QVERIFY(run.pty->write("\x03"));
        writeProgram(u"go"_s, {}, false);
        QVERIFY(run.toItsEnd().contains(QCryptographicHash::hash(paste + '\x03', QCryptographicHash::Md5).toHex()));
    }

    void itClosesItsTerminal()
    {
        Running run(shell("exec 0<&- 1>&- 2>&-; sleep 0.2; echo back >/dev/tty; exit 3"));
        QCOMPARE(run.toItsEnd(), "back\r\n");
        QCOMPARE(run.ending()->exitCode, 3);
    }

    void aChildThatKeepsTheTerminal()
    {
        Running quiet(shell("trap '' HUP; sleep 1000 & echo $!; exit 4"));
        const int child = quiet.toItsEnd().trimmed().toInt();
        QCOMPARE(quiet.ending()->exitCode, 4);
        QVERIFY(isAlive(child));
        ::kill(child, SIGKILL);
        Running loud(shell("t=$(tty); setsid sh -c \"while :; do echo x >$t; done\" & echo $!; sleep 0.1; exit 6"));
        const int writer = loud.toItsEnd().split('\r').front().trimmed().toInt();
        QCOMPARE(loud.ending()->exitCode, 6);
        ::kill(writer, SIGKILL);
    }

    void itIsTold()
    {
        Running run(shell("trap 'stty size' WINCH; echo ready; while :; do sleep 0.01; done"));
        QVERIFY(run.shows("ready"));
        run.pty->resize({11, 22});
        QVERIFY(run.shows("11 22"));
    }

    void hangUp()
    {
        const QByteArray log = QFile::encodeName(QDir::homePath() + u"/log"_s);
        Running run(interactive());
        run.pty->write("trap 'echo shell >>" + log.toStdString() + "; exit 9' EXIT\n(trap 'echo job >>" + log.toStdString() +
                       "; exit' HUP; while :; do sleep 0.01; done) & disown\n" +
                       "nohup tail -f /dev/null >/dev/null 2>&1 & echo nohup=$!\nsleep 1000\n");
        QVERIFY(run.isInFront(u"sleep"_s));
        run.pty->write("\x1a");
        QVERIFY(run.isInFront(u"bash"_s));
        const QByteArray shown = run.output();
        const int survivor = shown.mid(shown.lastIndexOf("nohup=") + 6).split('\r').front().toInt();
        QVERIFY(isAlive(survivor));
        run.pty->hangUp();
        run.toItsEnd();
        QTRY_VERIFY(contents(QFile::decodeName(log)).contains("job\n")); // it was told, and may end after the shell
        QVERIFY(isAlive(survivor));
        ::kill(survivor, SIGKILL);
    }

    void whoIgnoresTheHangUpIsKilled()
    {
        Running run(shell("trap '' HUP TERM INT; echo ready; while :; do sleep 0.01; done"));
        QVERIFY(run.shows("ready"));
        run.pty->hangUp();
        run.pty->hangUp();
        run.toItsEnd();
        QCOMPARE(run.ending()->signal, SIGKILL);
    }

    void goneFromInsideItsCallback()
    {
        std::unique_ptr<Pty> pty;
        std::atomic_int calls = 0;
        QSemaphore isAssigned;
        auto started = Pty::start(launching({"yes"}), {},
                                  {.arrived =
                                       [&](std::string_view) {
                                           isAssigned.acquire();
                                           ++calls;
                                           pty.reset();
                                       },
                                   .ended = [&](Ending) { ++calls; }});
        QVERIFY(started);
        pty = std::move(*started);
        isAssigned.release();
        QVERIFY(awaitDetached(std::chrono::minutes(1)));
        QCOMPARE(calls, 1);
    }

    void openedAndClosedAHundredTimes()
    {
        QVERIFY(awaitDetached(std::chrono::minutes(1)));
        const qsizetype files = openFiles(), before = threads();
        std::atomic_bool isGone = false, isLate = false;
        for (int i = 0; i < 300; ++i) {
            isGone = false;
            const QByteArray program = i % 3 == 0 ? "true" : i % 3 == 1 ? "yes" : "cat";
            auto started = Pty::start(launching({program}), {},
                                      {.arrived = [&](std::string_view) { isLate = isLate || isGone; },
                                       .ended = [&](Ending) { isLate = isLate || isGone; }});
            QVERIFY2(started, qPrintable(started ? QString() : started.error().message));
            if (i % 2 == 0)
                (*started)->write("hello\n");
            started->reset();
            isGone = true;
            QVERIFY(awaitDetached(std::chrono::minutes(1))); // or the next one's isGone would not be this one's
        }
        QVERIFY(!isLate);
        QCOMPARE(openFiles(), files);
        QVERIFY(waitUntil([&] { return threads() <= before; })); // a moment after the last word of one
        QCOMPARE(::waitpid(-1, nullptr, WNOHANG), -1);           // no zombie, no child at all
    }

    void manyAtOnce()
    {
        const qsizetype files = openFiles();
        std::vector<std::unique_ptr<Running>> all;
        for (int i = 0; i < 60; ++i)
            all.push_back(std::make_unique<Running>(launching({i % 2 ? "yes" : "cat"})));
        all.clear();
        QVERIFY(awaitDetached(std::chrono::minutes(1)));
        QCOMPARE(openFiles(), files);
    }

    void startsWithoutWaiting()
    {
        std::mutex mutex;
        QByteArray output;
        std::optional<Error> failure;
        std::atomic_bool isEnded = false;
        const Pty::Callbacks callbacks{.arrived =
                                           [&](std::string_view bytes) {
                                               const std::lock_guard lock(mutex);
                                               output.append(bytes.data(), qsizetype(bytes.size()));
                                           },
                                       .ended = [&](Ending) { isEnded = true; },
                                       .failed =
                                           [&](const Error &error) {
                                               const std::lock_guard lock(mutex);
                                               failure = error;
                                           }};
        std::unique_ptr<Pty> pty;
        {
            const SlowSpawn slow;
            pty = *Pty::start(shell("read word; echo \"<$word>\""), {}, callbacks);
            QCOMPARE(pty->process(), 0);
            QVERIFY(pty->foreground().name.isEmpty() && pty->jobs().isEmpty());
            QVERIFY(pty->write("first\n")); // typed before there is anybody
            pty->resize({30, 90});
        }
        QVERIFY(waitUntil([&] { return isEnded.load(); }));
        QVERIFY2(output.contains("<first>"), output);
        QVERIFY(!failure);

        isEnded = false;
        {
            const SlowSpawn slow;
            pty = *Pty::start(shell("echo; sleep 4646"), {}, callbacks);
            pty.reset(); // given up before it has begun
        }
        QVERIFY(waitUntil([] { return ::waitpid(-1, nullptr, WNOHANG) < 0; }));
        QVERIFY(!isEnded);

        pty = *Pty::start(launching({"no-such-shell"}), {}, callbacks);
        QVERIFY(waitUntil([&] {
            const std::lock_guard lock(mutex);
            return failure.has_value();
        }));
        QVERIFY2(failure->message.contains(u"no-such-shell"_s), qPrintable(failure->message));
        QVERIFY(!pty->write("x") && pty->process() == 0 && !isEnded);
    }

    void environment()
    {
        qputenv("PGPASSWORD", "planted");
        qputenv("COLUMNS", "12");
        qputenv("TMUX", "x");
        qputenv("XDG_ACTIVATION_TOKEN", "x");
        qputenv("ORIEL_TEST", "a=b=c");
        Running run(shell("env"));
        qunsetenv("PGPASSWORD");
        qunsetenv("TMUX");
        const QList<QByteArray> lines = run.toItsEnd().replace("\r", "").split('\n');
        for (const char *absent : {"PGPASSWORD=planted", "COLUMNS=12", "TMUX=x", "XDG_ACTIVATION_TOKEN=x"})
            QVERIFY2(!lines.contains(absent), absent);
        for (const char *present : {"TERM=xterm-256color", "COLORTERM=truecolor", "TERM_PROGRAM=oriel", "ORIEL_TEST=a=b=c"})
            QCOMPARE(lines.count(present), 1);
    }

    void umaskOfItsOwn()
    {
        const mode_t before = ::umask(077);
        Launch launch = shell("umask");
        launch.fileMask = 022;
        Running its(launch), ours(shell("umask"));
        QCOMPARE(its.toItsEnd(), "0022\r\n");
        QCOMPARE(ours.toItsEnd(), "0077\r\n");
        QCOMPARE(::umask(before), mode_t(077));
    }

    void programs()
    {
        QVERIFY(errorOf(launching({"no-such-shell"})).contains(u"no program “no-such-shell”"));
        QVERIFY(errorOf(launching({"/usr/bin/no-such-shell"})).contains(u"no program"));
        QVERIFY(errorOf(launching({QByteArray()})).contains(u"no program"));
        QVERIFY(errorOf(launching({})).contains(u"no program"));
        QVERIFY(errorOf(launching({"/usr"})).contains(u"is a folder"));
        QVERIFY(errorOf(launching({writeProgram(u"plain"_s, "#!/bin/sh\n", false)})).contains(u"chmod +x"));
        QVERIFY(errorOf(launching({writeProgram(u"bare"_s, "echo hi\n", true)})).contains(u"#!/bin/sh"));
        QVERIFY(errorOf(launching({writeProgram(u"lost"_s, "#!/no/such/sh\n", true)})).contains(u"no program"));
        writeProgram(u"mine"_s, "#!/bin/sh\necho mine\n", true);
        Launch launch = launching({"mine"}); // the launch's PATH, not this process's
        launch.environment = {"PATH=/nowhere::/usr/bin"};
        Running run(launch);
        QCOMPARE(run.toItsEnd(), "mine\r\n");
        Running relative(launching({"./mine"}));
        QCOMPARE(relative.toItsEnd(), "mine\r\n");
    }

    void noFileLeft()
    {
        QVERIFY(awaitDetached(std::chrono::minutes(1)));
        rlimit limit;
        ::getrlimit(RLIMIT_NOFILE, &limit);
        const qsizetype before = openFiles();
        for (int spare = 0; spare < 8; ++spare) {
            const rlimit tight{rlim_t(before + spare), limit.rlim_max};
            ::setrlimit(RLIMIT_NOFILE, &tight);
            const QString error = errorOf(launching({"true"}));
            ::setrlimit(RLIMIT_NOFILE, &limit);
            QVERIFY(awaitDetached(std::chrono::minutes(1)));
            QCOMPARE(openFiles(), before);
            if (error == u"started"_s)
                return;
            QVERIFY2(error.contains(u"too many files"), qPrintable(error));
        }
        QFAIL("it never started");
    }

    void noProcessLeft() // runs itself again, as a user the limit counts for
    {
        if (!qEnvironmentVariableIsSet("ORIEL_LIMITED")) {
            QProcess again;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"ORIEL_LIMITED"_s, u"1"_s);
            environment.insert(u"ASAN_OPTIONS"_s, u"detect_leaks=0"_s); // that is a thread too
            again.setProcessEnvironment(environment);
            again.start(QCoreApplication::applicationFilePath(), {u"noProcessLeft"_s});
            QVERIFY(again.waitForFinished(120'000));
            QVERIFY2(again.exitCode() == 0, again.readAllStandardOutput() + again.readAllStandardError());
            return;
        }
        const rlimit none{0, 0};
        QCOMPARE(::setrlimit(RLIMIT_NPROC, &none), 0);
        if (::getuid() == 0)
            QCOMPARE(::setuid(65534), 0);
        const qsizetype files = openFiles();
        QVERIFY(errorOf(launching({"/bin/true"})).contains(u"ulimit -u"));
        QCOMPARE(openFiles(), files);
    }
};

QTEST_GUILESS_MAIN(TestPty)
#include "tst_pty.moc"
