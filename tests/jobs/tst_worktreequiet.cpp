// SPDX-License-Identifier: GPL-3.0-or-later
// What an open project must not do: leave a trace, meet the terminal's git, work while nothing happens.
#include "worktreeroom.h"

#include "support/footprint.h"

#include <QAbstractEventDispatcher>
#include <QProcess>
#include <QTest>
#include <QTimer>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace oriel;
using test::everythingIn;
using test::WorktreeRoom;

namespace {

void browse(WorktreeRoom &room, const QByteArray &folder)
{
    room.tree = std::make_unique<Worktree>(pathText(folder));
    Worktree &tree = *room.tree;
    tree.setTrusted(true);
    QTRY_VERIFY(tree.status());
    const auto at = [&](const char *name) { return pathText(folder + '/' + name); };
    QCOMPARE(tree.state(at("a")), FileState::Modified);
    QCOMPARE(tree.state(at("new")), FileState::Untracked);
    tree.setShown({at("dir"), at("venv")});
    QTRY_VERIFY(tree.watcher()->isPlaced());
    for (const char *name : {"a", "dir/b", "new"}) {
        for (const auto base : {Worktree::Base::Head, Worktree::Base::Index}) {
            std::optional<Worktree::Text> text;
            tree.base(&tree, at(name), base, [&](const Worktree::Text &answer) { text = answer; });
            QTRY_VERIFY(text);
            QVERIFY2(*text, qPrintable(text->error().message));
        }
    }
    QSignalSpy failed(&tree, &Worktree::failed);
    const qsizetype before = room.runs("status").size();
    tree.refresh();
    QTRY_VERIFY(room.runs("status").size() > before);
    QTest::qWait(300);
    QCOMPARE(failed.size(), 0);
}

} // namespace

class TestWorktreeQuiet final : public QObject
{
    Q_OBJECT

private:
    static void fill(WorktreeRoom &room)
    {
        room.write(".gitignore", "venv/\n");
        room.write("a", "1\n");
        room.write("dir/b", "1\n");
        room.write("venv/x", "");
        room.commit();
        room.write("a", "2 2\n");
        room.write("new", "");
        const timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}}; // racily clean: what tempts git to refresh the index
        ::utimensat(AT_FDCWD, room.path("dir/b").constData(), times, 0);
    }

private Q_SLOTS:
    void nothingIsLeftInTheFolder()
    {
        WorktreeRoom room;
        fill(room);
        const auto before = everythingIn(room.path());
        test::Footprint footprint(room.path());
        browse(room, room.path());
        room.tree.reset();
        QTest::qWait(300);
        QCOMPARE(footprint.steps(), QByteArrayList());
        QCOMPARE(everythingIn(room.path()), before);
        room.git({"status"}); // the trap catches: anybody else's refreshes the index
        QVERIFY(footprint.steps().contains(room.path(".git/index")));
    }
    void aReadOnlyDiskIsEnough()
    {
        WorktreeRoom room;
        fill(room);
        const test::ReadOnlyMount mount(room.path(), room.beside("readonly"));
        if (!mount.isMounted())
            QSKIP("needs root to mount");
        QVERIFY(::open((mount.path() + "/x").constData(), O_CREAT | O_WRONLY, 0600) < 0);
        browse(room, mount.path());
        room.tree.reset();
    }
    void theTerminalsGitNeverMeetsALock()
    {
        WorktreeRoom room;
        for (int i = 0; i < 200; ++i)
            room.write("dir/f" + QByteArray::number(i), "1\n");
        room.commit();
        QVERIFY(room.open());
        room.forgetRuns();
        QProcess shell;
        shell.setWorkingDirectory(pathText(room.path()));
        shell.setProcessChannelMode(QProcess::MergedChannels);
        shell.start(u"/bin/sh"_s, {u"-ec"_s, uR"(
            for i in $(seq 50); do echo $i >> dir/f$i; git add -A; git commit -q -m $i; done
            git checkout -q -b side HEAD~10
            for i in 1 2 3; do echo $i > side$i; git add -A; git commit -q -m side$i; done
            git rebase -q main
            for i in 1 2 3 4 5; do git checkout -q main; git checkout -q side; done
            git stash list; git tag done)"_s});
        QSignalSpy ended(&shell, &QProcess::finished);
        for (int i = 0; shell.state() != QProcess::NotRunning && i < 60'000; ++i) { // and the window asks all the while
            room.tree->refresh();
            ended.wait(5);
        }
        const QByteArray said = shell.readAll();
        QVERIFY2(shell.exitCode() == 0 && shell.exitStatus() == QProcess::NormalExit, said);
        QVERIFY(room.runs("status").size() > 20);
        QVERIFY(room.isAsGitSays());
        QCOMPARE(room.tree->status()->branch, "side");
        QCOMPARE(room.git({"rev-list", "--count", "HEAD"}).trimmed(), "54");
    }
    void noTimerRunsWhileNothingHappens()
    {
        WorktreeRoom room;
        fill(room);
        QVERIFY(room.open());
        QTest::qWait(500);
        room.forgetRuns();
        int awake = 0;
        QEventLoop loop;
        const auto counting =
            connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake, this, [&] { ++awake; });
        QTimer::singleShot(3'000, &loop, &QEventLoop::quit);
        loop.exec();
        QVERIFY2(awake <= 2, qPrintable(u"woken %1 times in 3 s"_s.arg(awake))); // our own timer, and its start
        QCOMPARE(room.runs(), QByteArrayList());
        QTimer::singleShot(1'000, &loop, &QEventLoop::quit);
        room.write("a", "4 4 4\n");
        loop.exec();
        QVERIFY(awake > 4); // the count counts
        disconnect(counting);
    }
};

QTEST_GUILESS_MAIN(TestWorktreeQuiet)
#include "tst_worktreequiet.moc"
