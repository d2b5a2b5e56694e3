// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/commit.h"
#include "support/gitroom.h"

#include <QScopeGuard>
#include <QtTest>

#include <sys/mount.h>

using namespace oriel::git;
using namespace Qt::StringLiterals;
using oriel::test::GitRoom;

namespace {

void hook(const GitRoom &room, const QByteArray &name, const QByteArray &script)
{
    room.write(".git/hooks/" + name, "#!/bin/sh\n" + script);
    ::chmod(room.path(".git/hooks/" + name).constData(), 0755);
}

void staged(const GitRoom &room, const QByteArray &text)
{
    room.write("f", text);
    room.git({"add", "f"});
}

QByteArray show(const GitRoom &room, const QByteArray &format) { return room.git({"log", "-1", "--format=" + format}); }

} // namespace

class TestCommit : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theFirstAndItsMessage()
    {
        GitRoom room;
        staged(room, "1\n");
        const auto id = commit(room.place(), {.message = "#12 a subject\n\nBöse Zeile\n# kept\n"});
        QVERIFY(id);
        QCOMPARE(*id, room.git({"rev-parse", "HEAD"}).trimmed());
        QCOMPARE(room.git({"cat-file", "commit", "HEAD"}).split('\n').mid(4).join('\n'), "#12 a subject\n\nBöse Zeile\n# kept\n");
        QCOMPARE(room.git({"status", "--porcelain"}), "");
    }
    void onlyWhatIsStaged()
    {
        GitRoom room;
        staged(room, "1\n");
        room.commit();
        staged(room, "2\n");
        room.write("f", "3\n");
        room.write("other", "x");
        QVERIFY(commit(room.place(), {.message = "two"}));
        QCOMPARE(room.git({"show", "HEAD:f"}), "2\n");
        QCOMPARE(room.git({"status", "--porcelain"}), " M f\n?? other\n");
    }
    void amendSignOffAndAuthor()
    {
        GitRoom room;
        staged(room, "1\n");
        QVERIFY(
            commit(room.place(),
                   {.message = "one", .isSignOff = true, .author = "Bea <bea@example.org>", .authorDate = "1600000000 +0200"}));
        QCOMPARE(show(room, "%an %ae %ad|%cn"), "Bea bea@example.org Sun Sep 13 14:26:40 2020 +0200|Ada Oriel\n");
        QCOMPARE(show(room, "%B"), "one\n\nSigned-off-by: Ada Oriel <ada@example.org>\n\n");
        staged(room, "2\n");
        QVERIFY(commit(room.place(), {.isAmend = true}));
        QCOMPARE(show(room, "%an|%s"), "Bea|one\n");
        QCOMPARE(room.git({"show", "HEAD:f"}), "2\n");
        QVERIFY(commit(room.place(), {.message = "better", .isAmend = true}));
        QCOMPARE(show(room, "%s"), "better\n");
        QCOMPARE(room.git({"rev-list", "--count", "HEAD"}), "1\n");
        QVERIFY(commit(room.place(), {.message = "nothing", .isAllowEmpty = true}));
        QCOMPARE(room.git({"rev-list", "--count", "HEAD"}), "2\n");
    }
    void refusals()
    {
        GitRoom room;
        QCOMPARE(commit(room.place(), {.message = "m"}).error().code, u"nothing"_s);
        staged(room, "1\n");
        QCOMPARE(commit(room.place(), {.message = "  \n"}).error().code, u"nothing"_s);
        room.commit();
        const auto clean = commit(room.place(), {.message = "m"});
        QCOMPARE(clean.error().code, u"nothing"_s);
        QVERIFY(clean.error().message.contains(u"nothing to commit, working tree clean"_s));
        room.write("f", "2\n");
        QVERIFY(commit(room.place(), {.message = "m"}).error().message.contains(u"no changes added to commit"_s));
        staged(room, "2\n");
        room.write(".git/index.lock", "");
        const auto locked = commit(room.place(), {.message = "m"});
        QCOMPARE(locked.error().code, u"128"_s);
        QVERIFY(locked.error().message.contains(u"index.lock"_s));
        QCOMPARE(room.git({"rev-list", "--count", "HEAD"}), "1\n");
    }
    void whoAreYou()
    {
        GitRoom room;
        staged(room, "1\n");
        room.git({"config", "user.useConfigOnly", "true"});
        for (const char *name : {"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"})
            qunsetenv(name);
        QCOMPARE(commit(room.place(), {.message = "m"}).error().code, u"author"_s);
    }
    // Each hook's words while it runs, whichever stream it writes to; its refusal; and not at all where it shall not run.
    void hooks()
    {
        GitRoom room;
        hook(room, "pre-commit", "echo looking; echo twice >&2; test \"$(cat f)\" != bad\n");
        hook(room, "commit-msg", "sed -i 's/^/checked /' \"$1\"\n");
        hook(room, "post-commit", "echo done\n");
        staged(room, "bad");
        QByteArray said;
        const auto listen = [&said](QByteArrayView piece) { said += piece.toByteArray(); };
        const auto refused = commit(room.place(), {.message = "m"}, listen);
        QCOMPARE(refused.error().code, u"hook"_s);
        QVERIFY(refused.error().detail.contains(u"twice"_s));
        QCOMPARE(said, "looking\ntwice\n");
        QVERIFY(room.tryGit({"rev-parse", "--verify", "HEAD"}).exitCode != 0);
        staged(room, "good");
        QVERIFY(commit(room.place(), {.message = "m"}, listen));
        QCOMPARE(said, "looking\ntwice\nlooking\ntwice\ndone\n");
        QCOMPARE(show(room, "%s"), "checked m\n");
        staged(room, "bad");
        QVERIFY(commit(room.place(), {.message = "m", .isNoVerify = true}));
        QCOMPARE(show(room, "%s"), "m\n");
    }
    void aHookThatPrintsALot()
    {
        GitRoom room;
        hook(room, "pre-commit", "seq 5000000\n");
        staged(room, "1\n");
        qint64 said = 0;
        QVERIFY(commit(room.place(), {.message = "m"}, [&said](QByteArrayView piece) { said += piece.size(); }));
        QCOMPARE(said, 38'888'896);
    }
    // Stopped in the middle of a hook: no commit, and no lock stays behind.
    void stoppedInAHook()
    {
        GitRoom room;
        QCOMPARE(::mkfifo(room.beside("fifo").constData(), 0600), 0);
        hook(room, "pre-commit", "echo here; cat " + room.beside("fifo") + '\n');
        staged(room, "1\n");
        std::stop_source stop;
        const auto stopped =
            commit(room.place(), {.message = "m"}, [&stop](QByteArrayView) { stop.request_stop(); }, stop.get_token());
        QCOMPARE(stopped.error().code, u"cancelled"_s);
        QVERIFY(!QFile::exists(QFile::decodeName(room.path(".git/index.lock"))));
        QVERIFY(room.tryGit({"rev-parse", "--verify", "HEAD"}).exitCode != 0);
        hook(room, "pre-commit", "exit 0\n");
        QVERIFY(commit(room.place(), {.message = "m"}));
    }
    void signingThatWouldAsk()
    {
        GitRoom room;
        staged(room, "1\n");
        room.git({"config", "commit.gpgSign", "true"});
        room.write(".git/gpg", "#!/bin/sh\necho 'gpg: signing failed: Inappropriate ioctl for device' >&2\nexit 2\n");
        ::chmod(room.path(".git/gpg").constData(), 0755);
        room.git({"config", "gpg.program", room.path(".git/gpg")});
        const auto asked = commit(room.place(), {.message = "m"});
        QCOMPARE(asked.error().code, u"asks"_s);
        QVERIFY(asked.error().message.contains(u"terminal"_s));
    }
    // Permissions are nothing to root: a file system that may not be written to.
    void aReadOnlyRepository()
    {
        GitRoom room;
        staged(room, "1\n");
        const QByteArray folder = room.path(".git");
        if (::mount(folder.constData(), folder.constData(), nullptr, MS_BIND, nullptr) != 0)
            QSKIP("needs the right to mount");
        const auto unmount = qScopeGuard([&folder] { ::umount2(folder.constData(), MNT_DETACH); });
        QCOMPARE(::mount(nullptr, folder.constData(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr), 0);
        const auto failed = commit(room.place(), {.message = "m"});
        QCOMPARE(failed.error().code, u"128"_s);
        QVERIFY(failed.error().detail.contains(u"Read-only file system"_s));
    }
    void remarks_data()
    {
        using Kind = MessageRemark::Kind;
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QList<MessageRemark>>("remarks");
        const auto row = [](const char *name, const QByteArray &message, const QList<MessageRemark> &remarks) {
            QTest::newRow(name) << message << remarks;
        };
        row("fine", "Subject\n\nBody\nof two lines\n", {});
        row("subject only", "Subject", {});
        row("empty", "", {{Kind::Empty, 0}});
        row("blank", " \n\t\n", {{Kind::Empty, 0}});
        row("comments", "\n# one\n\n# two\n", {{Kind::OnlyComments, 1}});
        row("a number", "#12 fixed\nat last", {{Kind::NoBlankSecond, 1}});
        row("72", QByteArray(72, 'x'), {});
        row("73", QByteArray(73, 'x'), {{Kind::LongSubject, 0}});
        row("72 letters of two bytes", QByteArray("ä").repeated(72), {});
        row("no blank second", "Subject\nbody\n", {{Kind::NoBlankSecond, 1}});
        row("trailing", "Subject \n\nbody\t\n", {{Kind::TrailingBlanks, 0}, {Kind::TrailingBlanks, 2}});
    }
    void remarks()
    {
        QFETCH(QByteArray, message);
        QFETCH(QList<MessageRemark>, remarks);
        QCOMPARE(remarksOn(message), remarks);
    }
    void whatGitProposes()
    {
        GitRoom room;
        QCOMPARE(proposedMessage(room.place(), false).value_or("?"), "");
        room.write("template", "Why:\n");
        room.git({"config", "commit.template", "template"});
        QCOMPARE(proposedMessage(room.place(), false).value_or("?"), "Why:\n");
        room.write("f", "1\n");
        room.commit("one\n\nbody");
        QCOMPARE(proposedMessage(room.place(), true).value_or("?").trimmed(), "one\n\nbody");
        room.git({"checkout", "-q", "-b", "side"});
        room.write("f", "2\n");
        room.commit();
        room.git({"checkout", "-q", "main"});
        room.git({"merge", "--no-ff", "--no-commit", "-q", "side"});
        QVERIFY(proposedMessage(room.place(), false).value_or("?").startsWith("Merge branch 'side'"));
        QVERIFY(commit(room.place(), {.message = "merged"}));
        QCOMPARE(show(room, "%P").split(' ').size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestCommit)
#include "tst_commit.moc"
