// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/project/watcher.h"

#include "support/wait.h"

#include <QDir>
#include <QProcess>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace oriel;
using project::Watcher;
using project::WatchPace;

namespace {

// A folder of the test's own, what is watched of it, and what was told.
struct Room
{
    QTemporaryDir folder;
    Watcher watcher;
    QSet<QByteArray> told; // from the folder
    QList<QByteArrayList> signalled;
    int everything = 0;
    QByteArrayList named, placed;

    explicit Room(const WatchPace &pace = {}) : watcher(pace)
    {
        QObject::connect(&watcher, &Watcher::changed, &watcher, [this](const QByteArrayList &paths) {
            signalled << paths;
            for (const QByteArray &path : paths)
                told.insert(path == root() ? QByteArray(".") : path.mid(root().size() + 1));
        });
        QObject::connect(&watcher, &Watcher::everything, &watcher, [this] { ++everything; });
        QObject::connect(&watcher, &Watcher::placed, &watcher, [this](const QByteArrayList &paths) { placed << paths; });
    }
    ~Room() { QProcess::execute(u"rm"_s, {u"-rf"_s, folder.path()}); } // Qt's own knows no names that are not UTF-8
    QByteArray root() const { return QFile::encodeName(folder.path()); }
    QByteArray path(const QByteArray &name) const { return root() + '/' + name; }
    bool watch(const QByteArrayList &names)
    {
        QByteArrayList paths;
        for (const QByteArray &name : names)
            paths << (name == "." ? root() : path(name));
        const auto news = std::ranges::count_if(paths, [this](const QByteArray &name) { return !named.contains(name); });
        placed.clear();
        named = paths;
        watcher.setFolders(u"test"_s, paths);
        return test::waitUntil([&] { return placed.size() == news; });
    }
    void run(const QByteArray &script) const // by a shell in the folder
    {
        QProcess shell;
        shell.setWorkingDirectory(folder.path());
        shell.start(u"/bin/sh"_s, {u"-ec"_s, QString::fromUtf8(script)});
        if (!shell.waitForFinished() || shell.exitCode() != 0)
            qFatal("%s: %s", script.constData(), shell.readAllStandardError().constData());
    }
    bool hears(const QByteArray &name)
    {
        return test::waitUntil([&] { return told.contains(name) || everything > 0; }, 20'000) && everything == 0;
    }
    bool runAndHear(const QByteArray &script, const QByteArrayList &names)
    {
        told.clear();
        run(script);
        return std::ranges::all_of(names, [this](const QByteArray &name) { return hears(name); });
    }
};

// The number of the watcher's thread; 0: there is none.
int watcherThread()
{
    const QDir tasks(u"/proc/self/task"_s);
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile name(tasks.filePath(task + u"/comm"_s));
        if (name.open(QIODevice::ReadOnly) && name.readAll() == "oriel-watcher\n")
            return task.toInt();
    }
    return 0;
}

// How often the watcher's thread has slept and woken.
int turns()
{
    QFile status(u"/proc/self/task/%1/status"_s.arg(watcherThread()));
    if (status.open(QIODevice::ReadOnly))
        for (const QByteArray &line : status.readAll().split('\n'))
            if (line.startsWith("voluntary_ctxt_switches:"))
                return line.mid(24).trimmed().toInt();
    return -1;
}

// Holds the watcher's thread still, in a signal's handler, for as long as this lives.
class Standstill
{
public:
    Standstill()
    {
        struct sigaction action = {};
        action.sa_handler = [](int) {
            const int error = errno;
            char byte = 'h';
            [[maybe_unused]] ssize_t done = ::write(held[1], &byte, 1);
            done = ::read(freed[0], &byte, 1);
            errno = error;
        };
        char byte;
        if (::pipe(held) < 0 || ::pipe(freed) < 0 || ::sigaction(SIGUSR2, &action, nullptr) < 0 ||
            ::tgkill(::getpid(), watcherThread(), SIGUSR2) < 0 || ::read(held[0], &byte, 1) != 1)
            qFatal("the watcher's thread cannot be held");
    }
    ~Standstill()
    {
        if (::write(freed[1], "f", 1) != 1)
            qFatal("the watcher's thread cannot be freed");
    }
    Q_DISABLE_COPY_MOVE(Standstill)

private:
    static inline int held[2], freed[2];
};

// The running test function again, in a user namespace with a limit of its own.
void again(const char *limit, int value)
{
    QProcess test;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"ORIEL_TEST_LIMITED"_s, u"1"_s);
    environment.insert(u"ASAN_OPTIONS"_s, u"detect_leaks=0"_s); // it cannot trace in there
    test.setProcessEnvironment(environment);
    test.setProcessChannelMode(QProcess::MergedChannels);
    test.start(u"unshare"_s, {u"-Ur"_s, u"sh"_s, u"-c"_s,
                              u"echo %2 > /proc/sys/user/%1 && exec \"$0\" \"$@\""_s.arg(QLatin1String(limit)).arg(value),
                              QCoreApplication::applicationFilePath(), QLatin1String(QTest::currentTestFunction())});
    QVERIFY(test.waitForFinished(100'000));
    QVERIFY2(test.exitCode() == 0, test.readAll().constData());
}

} // namespace

class TestWatcher final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfChangeIsTold()
    {
        Room room;
        room.run("mkdir sub; echo 1 > old; echo 1 > sub/deep");
        QVERIFY(room.watch({"."}));
        QVERIFY(room.runAndHear("echo 2 >> old", {"old"}));                           // in place
        QVERIFY(room.runAndHear("echo 3 > .new; mv .new old", {"old", ".new"}));      // an editor's atomic replace
        QVERIFY(room.runAndHear("echo 4 > old", {"old"}));                            // and it is still watched
        QVERIFY(room.runAndHear("chmod 600 old", {"old"}));                           // mode
        QVERIFY(room.runAndHear("touch fresh; ln -s old link", {"fresh", "link"}));   // made
        QVERIFY(room.runAndHear("mv fresh moved", {"fresh", "moved"}));               // both names
        QVERIFY(room.runAndHear("rm moved", {"moved"}));                              // gone
        QVERIFY(room.runAndHear("printf x > \"$(printf 'n\\377me')\"", {"n\xffme"})); // not UTF-8
        QVERIFY(room.runAndHear("echo > 'two\nlines'", {"two\nlines"}));
        QVERIFY(room.runAndHear("echo 2 > sub/deep; echo > after", {"after"}));
        QVERIFY(!room.told.contains("sub/deep")); // a folder that is not named
    }
    void aFileThatIsHeldOpenIsToldWhileItGrows()
    {
        Room room;
        QVERIFY(room.watch({"."}));
        QFile file(room.folder.filePath(u"log"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(room.hears("log"));
        room.told.clear();
        file.write("line\n");
        file.flush();
        QVERIFY(room.hears("log"));
    }
    void manyEventsAreOneSignal()
    {
        Room room({.quiet = std::chrono::seconds(1), .ceiling = std::chrono::seconds(30)});
        QVERIFY(room.watch({"."}));
        room.run("for i in 1 2 3 4 5 6 7 8 9; do echo $i > same; echo $i > other; done");
        QVERIFY(room.hears("same"));
        QCOMPARE(room.signalled.size(), 1);
        QCOMPARE(room.signalled[0], (QByteArrayList{room.path("other"), room.path("same")})); // each once, sorted
    }
    void whatNeverRestsIsToldNevertheless()
    {
        Room room({.quiet = std::chrono::seconds(600), .ceiling = std::chrono::milliseconds(200)});
        QVERIFY(room.watch({"."}));
        QVERIFY(room.runAndHear("echo > busy", {"busy"}));
    }
    void aFolderThatComesBackIsWatchedAgain()
    {
        Room room;
        room.run("mkdir -p a/b/c");
        QVERIFY(room.watch({"a", "a/b", "a/b/c"}));
        QTRY_COMPARE(room.watcher.watched(), 3);
        QVERIFY(room.runAndHear("rm -r a", {"a", "a/b", "a/b/c"}));
        QTRY_COMPARE(room.watcher.watched(), 0);
        QVERIFY(room.runAndHear("mkdir -p a/b/c; echo 1 > a/b/c/file", {"a/b/c"})); // "look at all in it"
        QTRY_COMPARE(room.watcher.watched(), 3);
        QVERIFY(room.runAndHear("echo 2 > a/b/c/file", {"a/b/c/file"}));
    }
    void aRenamedFolderIsNotTakenForItsOldName()
    {
        Room room;
        room.run("mkdir -p a/b/c; echo 1 > a/b/c/file");
        QVERIFY(room.watch({".", "a", "a/b", "a/b/c"}));
        QTRY_COMPARE(room.watcher.watched(), 4);
        QVERIFY(room.runAndHear("mv a z", {"a", "z", "a/b/c"}));
        QTRY_COMPARE(room.watcher.watched(), 1);
        QVERIFY(room.runAndHear("echo 2 > z/b/c/file; touch end", {"end"}));
        QVERIFY(!room.told.contains("a/b/c/file"));
        QVERIFY(room.runAndHear("mv z a", {"a/b/c"}));
        QTRY_COMPARE(room.watcher.watched(), 4);
        QVERIFY(room.runAndHear("echo 3 > a/b/c/file", {"a/b/c/file"}));
        QVERIFY(room.watch({".", "z/b/c"})); // not there yet
        QVERIFY(room.runAndHear("mv a z; echo 4 > z/b/c/file", {"z/b/c"}));
    }
    void aFolderReplacedByAFileAndAnUnreadableOneComeBack()
    {
        Room room;
        room.run("mkdir a");
        QVERIFY(room.watch({"a"}));
        QVERIFY(room.runAndHear("rmdir a; touch a", {"a"}));
        QTRY_COMPARE(room.watcher.watched(), 0);
        QVERIFY(room.runAndHear("rm a; mkdir a", {"a"}));
        QTRY_COMPARE(room.watcher.watched(), 1);
        QVERIFY(room.runAndHear("touch a/x", {"a/x"}));
    }
    void twoPathsToOneFolderAreBothTold()
    {
        Room room;
        room.run("mkdir a; ln -s a b");
        QVERIFY(room.watch({"a", "b"}));
        QVERIFY(room.runAndHear("touch a/x", {"a/x", "b/x"}));
        QVERIFY(room.watch({"b"})); // and one may go
        QVERIFY(room.runAndHear("touch b/y", {"b/y"}));
        QVERIFY(!room.told.contains("a/y"));
    }
    void ownersAreAUnion()
    {
        Room room;
        room.run("mkdir a b");
        QVERIFY(room.watch({"a", "b"}));
        room.watcher.setFolders(u"other"_s, {room.path("b") + '/'});
        room.watcher.setFolders(u"test"_s, {});
        QTRY_COMPARE(room.watcher.watched(), 1);
        QVERIFY(room.runAndHear("touch a/x b/x", {"b/x"}));
        QVERIFY(!room.told.contains("a/x"));
        room.watcher.setFolders(u"other"_s, {});
        QTRY_COMPARE(room.watcher.watched(), 0);
    }
    void aBurstIsEverything()
    {
        Room room({.quiet = std::chrono::seconds(2), .ceiling = std::chrono::seconds(60)});
        QVERIFY(room.watch({"."}));
        room.run("seq 20000 | xargs touch");
        QTRY_VERIFY_WITH_TIMEOUT(room.everything > 0, 30'000);
        QVERIFY(room.signalled.isEmpty());
        room.everything = 0;
        QVERIFY(room.runAndHear("echo > calm", {"calm"})); // and paths again afterwards
    }
    void anOverflowOfTheQueueIsEverything()
    {
        QTRY_COMPARE(watcherThread(), 0); // that of the test before ends on its own; it is not the one to hold
        Room room({.quiet = std::chrono::seconds(1), .ceiling = std::chrono::seconds(30), .most = 1'000'000});
        room.run("mkdir gone made");
        QVERIFY(room.watch({".", "gone", "late"}));
        QTRY_COMPARE(room.watcher.watched(), 2);
        const int most = [] {
            QFile file(u"/proc/sys/fs/inotify/max_queued_events"_s);
            return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 16'384;
        }();
        { // more events than the queue holds, while nobody reads
            const Standstill standstill;
            QFile file(room.folder.filePath(u"file"_s)), other(room.folder.filePath(u"other"_s));
            QVERIFY(file.open(QIODevice::WriteOnly) && other.open(QIODevice::WriteOnly));
            for (int i = 0; i < 2 * most; ++i) // two files in turn: equal events are merged by the kernel
                ::fchmod((i % 2 ? file : other).handle(), 0600 + i % 2);
            room.run("rmdir gone; mkdir late");
        }
        QTRY_VERIFY_WITH_TIMEOUT(room.everything > 0, 60'000);
        QTRY_COMPARE(room.watcher.watched(), 2);
        room.everything = 0;
        QVERIFY(room.runAndHear("touch late/x", {"late/x"}));
    }
    void whereInotifyEndsFoldersAreLookedAt()
    {
        if (!qEnvironmentVariableIsSet("ORIEL_TEST_LIMITED"))
            return again("max_inotify_watches", 10);
        Room room({.polling = std::chrono::milliseconds(200)});
        QSignalSpy limited(&room.watcher, &Watcher::limited);
        QByteArrayList names;
        for (int i = 0; i < 20; ++i)
            names << "f" + QByteArray::number(i);
        room.run("mkdir " + names.join(' '));
        QVERIFY(room.watch(names));
        QTRY_COMPARE(limited.size(), 1);
        QCOMPARE(room.watcher.watched(), 10);
        QVERIFY(room.watcher.limitation().contains(u"sudo sysctl fs.inotify.max_user_watches="_s));
        for (const QByteArray &name : std::as_const(names)) {
            QVERIFY(room.runAndHear("echo 1 > " + name + "/x", {name + "/x"}));
            QVERIFY(room.runAndHear("echo 22 > " + name + "/x", {name + "/x"}));
            QVERIFY(room.runAndHear("rm " + name + "/x", {name + "/x"}));
        }
        room.run("rmdir f3 f17; mkdir f3 f17; touch f3/y f17/y");
        for (const QByteArray name : {"f3", "f17"}) // the folder, or what is in it now
            QTRY_VERIFY(room.told.contains(name) || room.told.contains(name + "/y"));
        room.watcher.setActive(false);
        QVERIFY(room.watch(names.first(5))); // room again
        QTRY_COMPARE(room.watcher.limitation(), QString());
        QVERIFY(limited.size() >= 2);
        QCOMPARE(room.watcher.watched(), 5);
    }
    void withoutAnyInotifyInstanceAllIsLookedAt()
    {
        if (!qEnvironmentVariableIsSet("ORIEL_TEST_LIMITED"))
            return again("max_inotify_instances", 0);
        Room room({.polling = std::chrono::milliseconds(100)});
        QVERIFY(room.watch({".", "late"}));
        QTRY_VERIFY(room.watcher.limitation().contains(u"sudo sysctl fs.inotify.max_user_instances="_s));
        QCOMPARE(room.watcher.watched(), 0);
        QVERIFY(room.runAndHear("touch x; mkdir late", {"x", "late"}));
        QVERIFY(room.runAndHear("touch late/x", {"late/x"}));
        room.watcher.setActive(false);
        QTRY_VERIFY([&] { // the looks come to rest
            const int before = turns();
            QTest::qWait(500);
            return turns() == before;
        }());
        room.run("touch resting");
        QVERIFY(!room.told.contains("resting"));
        room.watcher.setActive(true);
        QVERIFY(room.hears("resting")); // looked at, at once
    }
    void networkFileSystemsAreKnown()
    {
        for (const qint64 magic : {0x6969LL, 0xff534d42LL, 0xfe534d42LL, 0x65735546LL, 0x01021997LL, 0x5346414fLL})
            QVERIFY(project::isNetworkFileSystem(magic));
        QVERIFY(project::isNetworkFileSystem(qint64(qint32(0xff534d42)))); // where f_type is 32 bits wide
        for (const char *path : {"/", "/proc", "/dev"}) {
            struct statfs facts{};
            QCOMPARE(::statfs(path, &facts), 0);
            QVERIFY(!project::isNetworkFileSystem(qint64(facts.f_type)));
        }
    }
    void idleCostsNoWakeUp()
    {
        Room room;
        room.run("mkdir a");
        QVERIFY(room.watch({".", "a", "missing"}));
        QVERIFY(room.runAndHear("touch a/x", {"a/x"}));
        QTRY_VERIFY(turns() > 0);
        const int before = turns();
        QTest::qWait(3'000);
        QCOMPARE(turns(), before);
        QVERIFY(room.runAndHear("touch a/y", {"a/y"}));
        QVERIFY(turns() > before); // the count counts
    }
    void itMayGoAtAnyMoment()
    {
        for (int i = 0; i < 50; ++i) {
            Room room({.quiet = std::chrono::milliseconds(0)});
            room.watcher.setFolders(u"test"_s, {room.root(), "/nowhere/at/all"});
            room.run("touch x y z");
            if (i % 2)
                QCoreApplication::processEvents();
        }
        QTRY_COMPARE(turns(), -1); // no thread is left
    }
};

QTEST_GUILESS_MAIN(TestWatcher)
#include "tst_watcher.moc"
