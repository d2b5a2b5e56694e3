// SPDX-License-Identifier: GPL-3.0-or-later
#include "worktreeroom.h"

#include <QPointer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;
using test::WorktreeRoom;
using Base = Worktree::Base;

Q_DECLARE_METATYPE(oriel::FileState)

class TestWorktree final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noGitRunsBeforeTheUserAgrees()
    {
        WorktreeRoom room;
        room.write("a", "1\n");
        room.commit();
        Worktree tree(pathText(room.path()));
        QSignalSpy found(&tree, &Worktree::found), files(&tree, &Worktree::filesChanged);
        QVERIFY(!tree.isFound());
        QTRY_COMPARE(found.size(), 1);
        QCOMPARE(tree.place(), room.place());
        QCOMPARE(tree.fingerprint(), git::fingerprint(room.place()));
        QTRY_VERIFY(tree.watcher()->watched() > 0 && tree.watcher()->isPlaced());
        room.write("a", "2\n");
        QTRY_VERIFY(!files.isEmpty()); // files are told nevertheless
        QCOMPARE(files[0][0].toStringList(), QStringList{pathText(room.path("a"))});
        tree.refresh();
        std::optional<Worktree::Text> text;
        tree.base(this, pathText(room.path("a")), Base::Head, [&](const Worktree::Text &answer) { text = answer; });
        QTRY_VERIFY(text);
        QCOMPARE(text->error().code, u"untrusted"_s);
        QVERIFY(!tree.status());
        QCOMPARE(room.runs(), QByteArrayList());
        tree.setTrusted(true);
        QTRY_VERIFY(tree.status());
        QCOMPARE(tree.state(pathText(room.path("a"))), FileState::Modified);
        tree.setTrusted(false);
        QVERIFY(!tree.status());
    }
    void everyKindOfChangeIsSeen()
    {
        WorktreeRoom room;
        for (const char *name : {"a", "b", "c", "dir/d", "dir/e", "n\xff/f"})
            room.write(name, QByteArray(name) + "\n1\n2\n3\n");
        room.commit();
        QVERIFY(room.open());
        QVERIFY(room.tree->status()->entries.isEmpty());
        room.write("a", "other\n");
        QVERIFY(room.becomes("a", FileState::Modified));
        room.write("dir/new", "");
        QVERIFY(room.becomes("dir/new", FileState::Untracked));
        QCOMPARE(room.state("dir"), FileState::Untracked);
        room.remove("dir/d");
        QVERIFY(room.becomes("dir/d", FileState::Deleted));
        QCOMPARE(room.state("dir"), FileState::Deleted); // the more telling
        QCOMPARE(room.state("dir/e"), FileState::Clean);
        room.git({"mv", "b", "moved"});
        QVERIFY(room.becomes("moved", FileState::Renamed));
        QVERIFY(room.becomes("b", FileState::Deleted));
        room.git({"add", "dir/new"});
        QVERIFY(room.becomes("dir/new", FileState::Added));
        room.write("n\xff/f", "other");
        QVERIFY(room.becomes("n\xff/f", FileState::Modified));
        QVERIFY(room.tree->hasChangesBelow(pathText(room.path("n\xff"))));
        QVERIFY(room.tree->hasChangesBelow(pathText(room.path())));
        ::chmod(room.path("c").constData(), 0755);
        QVERIFY(room.becomes("c", FileState::Modified));
        ::chmod(room.path("c").constData(), 0644);
        QVERIFY(room.becomes("c", FileState::Clean));
        QVERIFY(room.isAsGitSays());
        room.commit();
        QVERIFY(room.becomes("a", FileState::Clean));
        QVERIFY(room.isAsGitSays());
        QVERIFY(!room.tree->hasChangesBelow(pathText(room.path())));
        QCOMPARE(room.tree->pathOf(room.tree->absolute("n\xff/f")), QByteArray("n\xff/f"));
        QCOMPARE(room.tree->pathOf(u"/elsewhere"_s), QByteArray());
    }
    void foldersComeAndGo()
    {
        WorktreeRoom room;
        room.write("old/x/y/z", "1\n");
        room.commit();
        QVERIFY(room.open());
        std::filesystem::create_directories(room.path("empty/deep/er").toStdString()); // git says nothing of it
        QTRY_VERIFY(room.tree->watcher()->isPlaced());
        QVERIFY(room.settle());
        room.write("empty/deep/er/file", ""); // but it is watched
        QVERIFY(room.becomes("empty/deep/er/file", FileState::Untracked));
        QVERIFY(room.tree->hasChangesBelow(pathText(room.path("empty/deep"))));
        room.remove("empty/deep/er/file"); // the last file of an untracked folder
        QVERIFY(room.becomes("empty", FileState::Clean));
        std::filesystem::rename(room.path("old").toStdString(), room.path("new").toStdString());
        QVERIFY(room.becomes("old/x/y/z", FileState::Deleted));
        QVERIFY(room.becomes("new/x/y/z", FileState::Untracked));
        QVERIFY(room.settle());
        room.remove("new/x/y/z");
        QVERIFY(room.becomes("new", FileState::Clean));
        room.write("old/x/y/z", "1\n"); // there again, and watched again
        QVERIFY(room.becomes("old/x/y/z", FileState::Clean));
        QVERIFY(room.settle());
        room.write("old/x/y/z", "2\n");
        QVERIFY(room.becomes("old/x/y/z", FileState::Modified));
        QVERIFY(room.isAsGitSays());
    }
    void aRepositoryInsideIsOneEntry()
    {
        WorktreeRoom room;
        room.commit();
        QVERIFY(room.open());
        room.write("inner/code", "");
        room.git({"init", "-q", "inner"});
        QVERIFY(room.becomes("inner/code", FileState::Untracked));
        QVERIFY(room.isAsGitSays());
    }
    void whatIsIgnoredCostsNoGit()
    {
        WorktreeRoom room;
        room.write(".gitignore", "venv/\n__pycache__/\n*.log\n");
        room.write("src/a.py", "1\n");
        room.write("kept.log", "1\n");
        room.git({"add", "-f", "kept.log"});
        room.commit();
        QVERIFY(room.open());
        room.forgetRuns();
        QSignalSpy files(room.tree.get(), &Worktree::filesChanged);
        for (int i = 0; i < 50; ++i)
            room.write("venv/lib/p" + QByteArray::number(i) + "/x.py", "");
        room.write("src/__pycache__/a.pyc", "");
        room.write("build.log", "line\n");
        QVERIFY(test::waitUntil([&] {
            return std::ranges::any_of(files, [&](const QList<QVariant> &one) {
                return one[0].toStringList().contains(pathText(room.path("build.log")));
            });
        }));
        room.write("src/a.py", "2\n");
        QVERIFY(room.becomes("src/a.py", FileState::Modified));
        QCOMPARE(room.runs("status").size(), 1);
        QVERIFY(room.runs("status")[0].endsWith("-- src/a.py"));
        QCOMPARE(room.state("venv/lib"), FileState::Ignored);
        QCOMPARE(room.state("build.log"), FileState::Ignored);
        QCOMPARE(room.state("src/__pycache__"), FileState::Ignored);
        QCOMPARE(room.state("src"), FileState::Modified);
        room.write("kept.log", "2\n"); // tracked, whatever the rules say
        QVERIFY(room.becomes("kept.log", FileState::Modified));
        room.tree->setShown({pathText(room.path("venv/lib/p1"))}); // unfolded: its files are told, still without git
        QTRY_VERIFY(room.tree->watcher()->isPlaced());
        QVERIFY(room.settle());
        room.forgetRuns();
        files.clear();
        room.write("venv/lib/p1/y.py", "");
        QTRY_VERIFY(!files.isEmpty());
        room.write("src/a.py", "3 3\n");
        QTRY_COMPARE(room.runs("status").size(), 1);
        room.write(".gitignore", "*.py\n"); // other rules
        QVERIFY(room.becomes("venv/lib/p1", FileState::Clean));
        QVERIFY(room.becomes("build.log", FileState::Untracked));
        QVERIFY(room.isAsGitSays());
    }
    void whatTheTerminalDoesIsSeen()
    {
        WorktreeRoom room;
        room.write("a", "1\n");
        const QByteArray first = room.commit();
        QVERIFY(room.open());
        QCOMPARE(room.tree->status()->head, first);
        QCOMPARE(room.tree->status()->branch, "main");
        room.git({"checkout", "-q", "-b", "deep/side"});
        QTRY_COMPARE(room.tree->status()->branch, "deep/side");
        room.write("a", "2\n");
        const QByteArray second = room.commit();
        QTRY_COMPARE(room.tree->status()->head, second);
        room.git({"checkout", "-q", "main"});
        QTRY_COMPARE(room.tree->status()->branch, "main");
        room.write("a", "3\n");
        room.commit();
        room.tryGit({"merge", "deep/side"});
        QVERIFY(room.becomes("a", FileState::Conflicted));
        QTRY_COMPARE(room.tree->status()->operation, git::Operation::Merge);
        room.git({"merge", "--abort"});
        QVERIFY(room.becomes("a", FileState::Clean));
        QTRY_COMPARE(room.tree->status()->operation, git::Operation::None);
        room.write("a", "4\n");
        room.git({"stash", "-q"});
        QTRY_COMPARE(room.tree->status()->stashes, 1);
        room.git({"stash", "drop", "-q"});
        QTRY_COMPARE(room.tree->status()->stashes, 0);
        room.git({"branch", "-q", "up/stream", "HEAD~1"});
        room.git({"branch", "-q", "--set-upstream-to=up/stream"});
        QTRY_COMPARE(room.tree->status()->ahead, 1);
        room.git({"update-ref", "refs/heads/up/stream", "HEAD"}); // someone pushed
        QTRY_COMPARE(room.tree->status()->ahead, 0);
        room.git({"checkout", "-q", "--detach"});
        QTRY_COMPARE(room.tree->status()->branch, "");
        QVERIFY(room.tree->isTrusted());
        QVERIFY(room.isAsGitSays());
    }
    void aBurstIsAskedAsAWhole()
    {
        WorktreeRoom room;
        for (int i = 0; i < 6000; ++i)
            room.write("d" + QByteArray::number(i % 10) + "/f" + QByteArray::number(i), "1\n");
        room.commit();
        QVERIFY(room.open());
        room.forgetRuns();
        for (int i = 0; i < 300; ++i)
            room.write("d" + QByteArray::number(i % 10) + "/f" + QByteArray::number(i), "2 2\n");
        QTRY_COMPARE(room.tree->status()->entries.size(), 300);
        for (const QByteArray &run : room.runs("status"))
            QVERIFY2(run.count(' ') < 200, run);
        QSignalSpy everything(room.tree->watcher(), &project::Watcher::everything);
        for (int i = 0; i < 6000; ++i)
            room.write("d" + QByteArray::number(i % 10) + "/f" + QByteArray::number(i), "3 3 3\n");
        QTRY_COMPARE_WITH_TIMEOUT(room.tree->status()->entries.size(), 6000, 20'000);
        QVERIFY(room.isAsGitSays());
    }
    void oneGitAtATime()
    {
        WorktreeRoom room;
        for (int i = 0; i < 20; ++i)
            room.write("f" + QByteArray::number(i), "1\n");
        room.commit();
        QVERIFY(room.open());
        room.forgetRuns();
        for (int i = 0; i < 20; ++i) {
            room.write("f" + QByteArray::number(i), "2 2\n");
            if (i % 5 == 0)
                room.tree->refresh();
            QTest::qWait(30); // spreads them over several signals of the watcher
        }
        QTRY_COMPARE(room.tree->status()->entries.size(), 20);
        QVERIFY(room.settle());
        QByteArray running;
        for (const QByteArray &line : room.read("../log").split('\n')) {
            const QByteArrayList words = line.split(' ');
            if (words[0] == "begin") {
                QCOMPARE(running, QByteArray());
                running = words[1];
            } else if (words[0] == "end") {
                QCOMPARE(words[1], running);
                running.clear();
            }
        }
    }
    void theBaseOfAFile()
    {
        WorktreeRoom room;
        room.write("a", "head\n");
        room.write("clean", "clean\n");
        room.write("n\xff", "bytes\n");
        room.write("old", "1\n2\n3\n4\n5\n");
        room.write(".gitattributes", "*.crlf eol=crlf\n");
        room.write("x.crlf", "1\r\n");
        room.commit();
        QVERIFY(room.open());
        room.write("a", "index\n");
        room.git({"add", "a"});
        room.write("a", "work\n");
        room.write("new", "new\n");
        room.write("dir/new", "new\n");
        room.write("added", "added\n");
        room.git({"add", "added"});
        room.git({"mv", "old", "moved"});
        QVERIFY(room.becomes("moved", FileState::Renamed));
        QVERIFY(room.isAsGitSays());
        QCOMPARE(room.text("a"), "head\n");
        QCOMPARE(room.text("a", Base::Index), "index\n");
        QCOMPARE(room.text("clean"), "clean\n");
        QCOMPARE(room.text("clean", Base::Index), "clean\n");
        QCOMPARE(room.text("n\xff"), "bytes\n");
        QCOMPARE(room.text("x.crlf"), "1\r\n"); // as the working tree would have it
        QCOMPARE(room.text("moved"), "1\n2\n3\n4\n5\n");
        room.forgetRuns();
        QCOMPARE(room.text("new"), "none");
        QCOMPARE(room.text("dir/new", Base::Index), "none");
        QCOMPARE(room.text("added"), "none");
        QCOMPARE(room.text("a"), "head\n"); // kept
        QCOMPARE(room.text("a", Base::Index), "index\n");
        QCOMPARE(room.runs(), QByteArrayList());
        QCOMPARE(room.text("added", Base::Index), "added\n");
        QCOMPARE(room.text("nowhere"), "none");
        QCOMPARE(room.text("../outside"), "error outside");
        room.write(".gitattributes", "*.crlf -text\n"); // the same object, other line ends
        QVERIFY(room.becomes(".gitattributes", FileState::Modified));
        QCOMPARE(room.text("x.crlf"), "1\n");
    }
    void theBaseOfAConflictIsOurs()
    {
        WorktreeRoom room;
        room.write("a", "base\n");
        room.commit();
        room.git({"checkout", "-q", "-b", "side"});
        room.write("a", "theirs\n");
        room.commit();
        room.git({"checkout", "-q", "main"});
        room.write("a", "ours\n");
        room.commit();
        room.tryGit({"merge", "side"});
        QVERIFY(room.open());
        QCOMPARE(room.state("a"), FileState::Conflicted);
        QCOMPARE(room.text("a", Base::Index), "ours\n");
        QCOMPARE(room.text("a"), "ours\n");
    }
    void whoIsGoneIsNotAnswered()
    {
        WorktreeRoom room;
        room.write("a", "1\n");
        room.commit();
        QVERIFY(room.open());
        int answers = 0;
        {
            QObject owner;
            for (int i = 0; i < 5; ++i)
                room.tree->base(&owner, pathText(room.path("a")), Base::Head, [&](const Worktree::Text &) { ++answers; });
        }
        QCOMPARE(room.text("a"), "1\n");
        QCOMPARE(answers, 0);
        QObject owner; // an owner that outlives the worktree is answered
        QByteArray text;
        room.tree->base(&owner, pathText(room.path(".git")), Base::Head, [](const Worktree::Text &) {});
        room.tree->base(&owner, pathText(room.path("a")), Base::Index,
                        [&](const Worktree::Text &answer) { text = answer && *answer ? **answer : "error"; });
        room.tree.reset();
        QTRY_COMPARE(text, "1\n");
        for (int i = 0; i < 20; ++i) { // and it may go in the middle of anything
            Worktree tree(pathText(room.path()));
            tree.setTrusted(true);
            if (i % 4)
                QTest::qWait(i);
        }
    }
    void otherProgramsEndTheTrust()
    {
        WorktreeRoom room;
        room.write("a", "1\n");
        room.commit();
        QVERIFY(room.open());
        QSignalSpy changed(room.tree.get(), &Worktree::fingerprintChanged);
        const QByteArray before = room.tree->fingerprint();
        room.git({"config", "user.signingKey", "x"}); // names no program
        QVERIFY(room.settle());
        QVERIFY(room.tree->isTrusted());
        const QByteArray canary = room.beside("canary");
        room.git({"config", "filter.x.clean", "touch '" + canary + "'; cat"});
        room.write(".gitattributes", "* filter=x\n");
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(!room.tree->isTrusted());
        QVERIFY(!room.tree->status());
        QVERIFY(room.tree->fingerprint() != before);
        room.write("a", "2\n");
        QTest::qWait(700); // longer than the watcher holds anything back
        QVERIFY(!std::filesystem::exists(canary.toStdString()));
        room.tree->setTrusted(true); // the user looked at it
        QTRY_VERIFY(room.tree->status());
        QVERIFY(room.becomes("a", FileState::Modified));
        QVERIFY(std::filesystem::exists(canary.toStdString()));
        room.write(".git/hooks/pre-commit", "#!/bin/sh\n");
        ::chmod(room.path(".git/hooks/pre-commit").constData(), 0755);
        QTRY_COMPARE(changed.size(), 2);
    }
    void aRepositoryIsMadeAndRemoved()
    {
        WorktreeRoom room;
        const QByteArray folder = room.beside("plain");
        std::filesystem::create_directories(folder.toStdString());
        Worktree tree(pathText(folder));
        QSignalSpy found(&tree, &Worktree::found), files(&tree, &Worktree::filesChanged);
        QTRY_COMPARE(found.size(), 1);
        QVERIFY(!tree.place());
        QTRY_VERIFY(tree.watcher()->watched() > 0);
        room.git({"init", "-q", folder});
        QTRY_VERIFY(tree.place());
        QCOMPARE(tree.place()->gitDir, folder + "/.git");
        tree.setTrusted(true);
        QTRY_VERIFY(tree.status());
        std::ofstream(folder.toStdString() + "/x") << "1";
        QTRY_COMPARE(tree.state(pathText(folder + "/x")), FileState::Untracked);
        std::filesystem::remove_all(folder.toStdString() + "/.git");
        QTRY_VERIFY(!tree.place());
        QVERIFY(!tree.status());
        QVERIFY(!tree.isTrusted());
        std::filesystem::remove_all(folder.toStdString()); // the open folder itself
        QTRY_VERIFY(tree.watcher()->watched() == 0);
        std::filesystem::create_directories(folder.toStdString());
        QTRY_VERIFY(tree.watcher()->watched() > 0);
        files.clear();
        std::ofstream(folder.toStdString() + "/again") << "1";
        QTRY_VERIFY(!files.isEmpty());
    }
    void aFolderBelowTheTopAndThroughALink()
    {
        WorktreeRoom room;
        room.write("sub/a", "1\n");
        room.write("b", "1\n");
        room.commit();
        const QByteArray link = room.beside("link");
        ::symlink(room.path("sub").constData(), link.constData());
        QVERIFY(room.open(link));
        QCOMPARE(room.tree->folder(), pathText(link));
        QSignalSpy files(room.tree.get(), &Worktree::filesChanged);
        room.write("sub/a", "2\n");
        QTRY_COMPARE(room.tree->state(pathText(link + "/a")), FileState::Modified);
        QCOMPARE(files[0][0].toStringList(), QStringList{pathText(link + "/a")});
        QCOMPARE(room.tree->pathOf(pathText(link + "/a")), QByteArray("sub/a"));
        QCOMPARE(room.tree->absolute("sub/a"), pathText(link + "/a"));
        QCOMPARE(room.tree->absolute("b"), pathText(room.path("b")));
        room.write("b", "2\n");
        QVERIFY(room.becomes("b", FileState::Modified));
    }
    void linkedTreesAndSubmodules()
    {
        WorktreeRoom room;
        WorktreeRoom other;
        other.write("x", "1\n");
        other.commit();
        room.write("a", "1\n");
        room.git({"-c", "protocol.file.allow=always", "submodule", "add", "-q", other.path(), "mod"});
        room.commit();
        QVERIFY(room.open());
        QVERIFY(room.tree->status()->entries.isEmpty());
        room.git({"-C", "mod", "commit", "-q", "--allow-empty", "-m", "further"});
        QVERIFY(room.becomes("mod", FileState::Modified));
        room.git({"worktree", "add", "-q", "-b", "second", "../second"});
        const QByteArray second = room.beside("second");
        QVERIFY(room.open(second));
        QCOMPARE(room.tree->status()->branch, "second");
        std::ofstream(second.toStdString() + "/a") << "2";
        QTRY_COMPARE(room.tree->state(pathText(second + "/a")), FileState::Modified);
        room.git({"-C", "../second", "commit", "-qam", "there"});
        QTRY_COMPARE(room.tree->state(pathText(second + "/a")), FileState::Clean);
        QTRY_COMPARE(room.tree->status()->head, room.git({"rev-parse", "second"}).trimmed());
    }
    void gitsOwnWordIsToldAndTheStatusStays()
    {
        WorktreeRoom room;
        room.write("a", "1\n");
        room.commit();
        room.write("a", "2\n");
        QVERIFY(room.open());
        const QByteArray index = room.read(".git/index");
        QSignalSpy failed(room.tree.get(), &Worktree::failed);
        room.write(".git/index", "nonsense");
        QTRY_VERIFY(!failed.isEmpty());
        QVERIFY(!failed[0][0].value<Error>().message.isEmpty());
        QCOMPARE(room.state("a"), FileState::Modified);
        room.write(".git/index", index);
        room.remove("a");
        QVERIFY(room.becomes("a", FileState::Deleted));
    }
    void aSlowStatusIsNoticed()
    {
        WorktreeRoom room;
        room.write("a", "1\n");
        room.commit();
        QVERIFY(room.open());
        QSignalSpy slow(room.tree.get(), &Worktree::slow);
        const auto refresh = [&](bool isLocked) {
            const qsizetype before = room.runs("status").size();
            room.tree->refresh(isLocked);
            QTRY_VERIFY(room.runs("status").size() > before);
            QVERIFY(room.settle());
        };
        for (int i = 0; i < 6; ++i)
            refresh(false);
        QVERIFY(!room.tree->isSlow());
        const QByteArray index = room.read(".git/index");
        std::ofstream(room.beside("wait").toStdString()) << "";
        room.tree->refresh();
        QTRY_COMPARE(slow.size(), 1);
        QVERIFY(room.tree->isSlow());
        std::filesystem::remove(room.beside("wait").toStdString());
        QCOMPARE(room.read(".git/index"), index); // only the user's own refresh writes
        ::utimensat(AT_FDCWD, room.path("a").constData(), nullptr, 0);
        room.forgetRuns();
        refresh(true);
        QVERIFY(room.read(".git/index") != index);
    }
};

QTEST_GUILESS_MAIN(TestWorktree)
#include "tst_worktree.moc"
