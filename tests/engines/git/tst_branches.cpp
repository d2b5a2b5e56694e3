// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/branches.h"
#include "support/gitroom.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace oriel::git;
using namespace Qt::StringLiterals;
using oriel::test::GitRoom;

namespace {

QByteArray headOf(const GitRoom &room) { return room.git({"rev-parse", "HEAD"}).trimmed(); }
QByteArray current(const GitRoom &room) { return room.git({"branch", "--show-current"}).trimmed(); }

// main and side changed the same line.
void fork(GitRoom &room)
{
    room.write("f", "base\n");
    room.write("g", "base\n");
    room.commit("base");
    room.git({"checkout", "-q", "-b", "side"});
    room.write("f", "side\n");
    room.commit("on side");
    room.git({"checkout", "-q", "main"});
    room.write("f", "main\n");
    room.commit("on main");
}

} // namespace

class TestBranches : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asGitListsThem()
    {
        GitRoom room;
        QCOMPARE(branches(room.place()).value_or(QList<Branch>{{}}), QList<Branch>());
        fork(room);
        room.git({"clone", "-q", "--bare", ".", room.beside("remote.git")});
        room.git({"remote", "add", "origin", room.beside("remote.git")});
        room.git({"fetch", "-q", "origin"});
        room.git({"remote", "set-head", "origin", "main"});
        room.git({"branch", "-q", "-u", "origin/side", "main"});
        room.git({"branch", "-q", "--track", "gone", "origin/side"});
        room.git({"config", "branch.gone.merge", "refs/heads/nowhere"});
        room.commit("a subject, with (odd) %00 text");
        room.git({"worktree", "add", "-q", room.beside("linked"), "side"});
        const auto all = branches(room.place());
        QVERIFY(all);
        QByteArrayList names;
        for (const Branch &branch : *all) {
            names << branch.name();
            QCOMPARE(branch.id, room.git({"rev-parse", branch.ref}).trimmed());
            QCOMPARE(branch.subject, room.git({"log", "-1", "--format=%s", branch.ref}).trimmed());
            QCOMPARE(QByteArray::number(branch.when.toSecsSinceEpoch()),
                     room.git({"log", "-1", "--format=%ct", branch.ref}).trimmed());
        }
        QCOMPARE(names, (QByteArrayList{"gone", "main", "side", "origin/HEAD", "origin/main", "origin/side"}));
        QVERIFY(all->at(0).isGone);
        QVERIFY(all->at(1).isCurrent && !all->at(2).isCurrent);
        QCOMPARE(all->at(1).upstream, "refs/remotes/origin/side");
        QCOMPARE(QByteArray::number(all->at(1).ahead) + '\t' + QByteArray::number(all->at(1).behind),
                 room.git({"rev-list", "--left-right", "--count", "main...origin/side"}).trimmed());
        QCOMPARE(all->at(2).workTree, room.beside("linked"));
        QCOMPARE(all->at(3).target, "refs/remotes/origin/main");
        QVERIFY(all->at(3).isRemote() && !all->at(2).isRemote());
    }
    // Every name of one to four characters from the ones that matter, and made-up ones: git's judgement.
    void namesAsGitJudgesThem()
    {
        GitRoom room;
        QRandomGenerator random(3);
        QByteArrayList names{"HEAD",
                             "-",
                             "@",
                             "a.lock/b",
                             "main",
                             "feature/x",
                             "ä",
                             "\xff",
                             "a\x7f"
                             "b",
                             "a b",
                             "refs/heads/x",
                             ".",
                             "x.lock",
                             "X.LOCK"};
        const QByteArray signs = "a./@{-~^:?*[\\ l\x01";
        for (int i = 0; i < 150; ++i) {
            QByteArray name;
            for (quint32 length = random.bounded(1U, 6U); length > 0; --length)
                name += signs[random.bounded(int(signs.size()))];
            names << name;
        }
        for (const QByteArray &name : std::as_const(names)) {
            const bool isGood = room.tryGit({"check-ref-format", "refs/heads/" + name}).exitCode == 0 && !name.startsWith('-') &&
                                name != "HEAD" && name != "@";
            QVERIFY2(checkBranchName(name).has_value() == isGood, name.toPercentEncoding());
        }
        QVERIFY(!checkBranchName({}));
    }
    void createRenameDelete()
    {
        GitRoom room;
        fork(room);
        QVERIFY(createBranch(room.place(), "topic/one"));
        QCOMPARE(room.git({"rev-parse", "topic/one"}).trimmed(), headOf(room));
        QVERIFY(createBranch(room.place(), "two", "main~1"));
        QCOMPARE(room.git({"rev-parse", "two"}), room.git({"rev-parse", "main~1"}));
        QVERIFY(createBranch(room.place(), "two").error().message.contains(u"already exists"_s));
        QCOMPARE(createBranch(room.place(), "-D").error().code, u"name"_s);
        QVERIFY(!createBranch(room.place(), "three", "no such"));
        QVERIFY(renameBranch(room.place(), "two", "zwei"));
        QVERIFY(room.tryGit({"rev-parse", "--verify", "two"}).exitCode != 0);
        QVERIFY(deleteBranch(room.place(), "zwei"));
        QVERIFY(!deleteBranch(room.place(), "main")); // it is checked out
        QCOMPARE(deleteBranch(room.place(), "nowhere").error().code, u"not-found"_s);
        const QByteArray side = room.git({"rev-parse", "side"}).trimmed();
        QCOMPARE(deleteBranch(room.place(), "side").error().code, u"unmerged"_s);
        QCOMPARE(deleteBranch(room.place(), "side", true).value_or(""), side);
        QVERIFY(createBranch(room.place(), "side", side)); // and back
    }
    void switching()
    {
        GitRoom room;
        fork(room);
        room.write("g", "mine\n"); // the same in both: goes along
        QVERIFY(switchTo(room.place(), "side"));
        QCOMPARE(current(room), "side");
        QCOMPARE(room.read("f"), "side\n");
        QCOMPARE(room.read("g"), "mine\n");
        QVERIFY(switchTo(room.place(), "main~1", true));
        QCOMPARE(current(room), "");
        QVERIFY(switchTo(room.place(), "main"));
        QVERIFY(!switchTo(room.place(), "no-such"));
        QCOMPARE(switchTo(room.place(), "--force").error().code, u"name"_s);
    }
    void whatASwitchWouldLose()
    {
        GitRoom room;
        fork(room);
        room.git({"checkout", "-q", "side"});
        room.write("neü\xff", "tracked there");
        room.commit();
        room.git({"checkout", "-q", "main"});
        room.write("f", "not committed\n");
        const auto refused = switchTo(room.place(), "side");
        QCOMPARE(refused.error().code, u"overwrites"_s);
        QCOMPARE(refused.error().detail, u"f"_s);
        room.git({"checkout", "-q", "f"});
        room.write("neü\xff", "untracked here");
        const auto untracked = switchTo(room.place(), "side");
        QCOMPARE(untracked.error().code, u"overwrites"_s);
        QCOMPARE(untracked.error().detail, uR"(neü\xff)"_s);
        room.write(".gitignore", "ne*\n"); // ignored is not worthless
        QCOMPARE(switchTo(room.place(), "side").error().code, u"overwrites"_s);
        QCOMPARE(room.read("neü\xff"), "untracked here");
        QCOMPARE(current(room), "main");
    }
    void aRemoteBranchIsFollowed()
    {
        GitRoom room;
        fork(room);
        room.git({"clone", "-q", "--bare", ".", room.beside("remote.git")});
        room.git({"remote", "add", "origin", room.beside("remote.git")});
        room.git({"fetch", "-q", "origin"});
        room.git({"branch", "-q", "-D", "side"});
        QVERIFY(switchTo(room.place(), "side"));
        QCOMPARE(room.git({"rev-parse", "--symbolic-full-name", "side@{upstream}"}).trimmed(), "refs/remotes/origin/side");
    }
    void mergeInConflict()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("shelf")};
        fork(room);
        const QByteArray head = headOf(room);
        QCOMPARE(merge(room.place(), "side").error().code, u"conflict"_s);
        QCOMPARE(proceed(room.place(), shelf, Operation::Merge, Step::Continue).error().code, u"conflict"_s);
        room.write("f", "half resolved\n");
        const auto aborted = proceed(room.place(), shelf, Operation::Merge, Step::Abort);
        QVERIFY(aborted);
        QCOMPARE(room.read("f"), "main\n");
        QCOMPARE(room.git({"status", "--porcelain"}), "");
        QCOMPARE(headOf(room), head);
        QCOMPARE(aborted->size(), 1);
        QVERIFY(undo(shelf, *aborted)); // what was resolved is not lost
        QCOMPARE(room.read("f"), "half resolved\n");
        room.git({"checkout", "-q", "f"});

        QCOMPARE(merge(room.place(), "side").error().code, u"conflict"_s);
        room.write("f", "both\n");
        room.git({"add", "f"});
        QVERIFY(proceed(room.place(), shelf, Operation::Merge, Step::Continue));
        QCOMPARE(room.git({"log", "-1", "--format=%s"}), "Merge branch 'side'\n");
        QVERIFY(!proceed(room.place(), shelf, Operation::Merge, Step::Abort));
        QCOMPARE(proceed(room.place(), shelf, Operation::None, Step::Abort).error().code, u"not-found"_s);
        QVERIFY(!merge(room.place(), "--help"));
    }
    void rebaseAndPickInConflict()
    {
        GitRoom room;
        const Shelf shelf{.folder = room.beside("shelf")};
        fork(room);
        const QByteArray onMain = headOf(room);
        QVERIFY(room.tryGit({"rebase", "side"}).exitCode != 0);
        QVERIFY(proceed(room.place(), shelf, Operation::Rebase, Step::Abort));
        QCOMPARE(current(room), "main");
        QVERIFY(room.tryGit({"rebase", "side"}).exitCode != 0);
        room.write("f", "rebased\n");
        room.git({"add", "f"});
        QVERIFY(proceed(room.place(), shelf, Operation::Rebase, Step::Continue));
        QCOMPARE(room.git({"log", "--format=%s"}), "on main\non side\nbase\n");
        room.git({"reset", "-q", "--hard", "side"});
        QVERIFY(room.tryGit({"cherry-pick", onMain}).exitCode != 0);
        QVERIFY(proceed(room.place(), shelf, Operation::CherryPick, Step::Skip));
        QCOMPARE(room.git({"status", "--porcelain"}), "");
        QVERIFY(room.tryGit({"revert", "--no-edit", "side~1"}).exitCode != 0);
        QVERIFY(proceed(room.place(), shelf, Operation::Revert, Step::Abort));
        QCOMPARE(room.git({"log", "--format=%s"}), "on side\nbase\n");
    }
    void stashing()
    {
        GitRoom room;
        fork(room);
        QCOMPARE(stashes(room.place()).value_or(QList<Stash>{{}}), QList<Stash>());
        QCOMPARE(stashPush(room.place(), {}).error().code, u"nothing"_s);
        room.write("f", "one\n");
        QVERIFY(stashPush(room.place(), {.message = "first"}));
        room.write("f", "two\n");
        room.write("g", "stays\n");
        room.write("new", "untracked\n");
        QVERIFY(stashPush(room.place(), {.message = "second", .paths = {"f"}}));
        QCOMPARE(room.git({"status", "--porcelain"}), " M g\n?? new\n");
        QVERIFY(stashPush(room.place(), {.isWithUntracked = true}));
        QCOMPARE(room.git({"status", "--porcelain"}), "");
        const auto all = stashes(room.place());
        QVERIFY(all);
        QByteArray said;
        for (const Stash &stash : *all)
            said += stash.id + ' ' + stash.subject + '\n';
        QCOMPARE(said, room.git({"stash", "list", "--format=%H %gs"}));

        QVERIFY(stashApply(room.place(), all->at(0).id, true));
        QCOMPARE(room.git({"status", "--porcelain"}), " M g\n?? new\n");
        QVERIFY(stashApply(room.place(), all->at(2).id, false));
        QCOMPARE(room.read("f"), "one\n");
        QCOMPARE(stashes(room.place())->size(), 2);
        QCOMPARE(stashApply(room.place(), all->at(1).id, true).error().code, u"overwrites"_s);
        room.git({"commit", "-qam", "one"});
        QCOMPARE(stashApply(room.place(), all->at(1).id, true).error().code, u"conflict"_s);
        QCOMPARE(stashes(room.place())->size(), 2); // not dropped
        QVERIFY(stashDrop(room.place(), all->at(2).id));
        QCOMPARE(stashDrop(room.place(), all->at(2).id).error().code, u"not-found"_s);
        QCOMPARE(stashes(room.place())->first().id, all->at(1).id);
        QVERIFY(stashStore(room.place(), all->at(2)));
        QCOMPARE(stashes(room.place())->first().id, all->at(2).id);
        QCOMPARE(stashes(room.place())->first().subject, all->at(2).subject);
    }
    void theIndexIsPutAwayToo()
    {
        GitRoom room;
        fork(room);
        room.write("f", "staged\n");
        room.git({"add", "f"});
        room.write("g", "and more\n");
        const QByteArray before = room.git({"status", "--porcelain=v2"});
        QVERIFY(stashPush(room.place(), {}));
        QVERIFY(stashApply(room.place(), stashes(room.place())->first().id, true));
        QCOMPARE(room.git({"status", "--porcelain=v2"}), before);
        QVERIFY(stashPush(room.place(), {.isKeepingIndex = true}));
        QCOMPARE(room.git({"status", "--porcelain"}), "M  f\n");
        room.git({"commit", "-qm", "the index moved on"});
        QVERIFY(stashApply(room.place(), stashes(room.place())->first().id, true)); // the index cannot be had back, the text can
        QCOMPARE(room.read("g"), "and more\n");
    }
    void aLockIsInTheWay()
    {
        GitRoom room;
        fork(room);
        room.write(".git/index.lock", "");
        QVERIFY(switchTo(room.place(), "side").error().message.contains(u"index.lock"_s));
        room.write("f", "changed");
        QVERIFY(!stashPush(room.place(), {}));
        QCOMPARE(room.read("f"), "changed");
    }
};

QTEST_GUILESS_MAIN(TestBranches)
#include "tst_branches.moc"
