// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/config.h"
#include "engines/git/place.h"
#include "support/gitroom.h"

#include <QtTest>

using namespace oriel;
using namespace oriel::git;
using test::GitRoom;

namespace {

// What git itself takes for the repository of a folder.
Place gitsOwn(const QByteArray &folder)
{
    const auto ask = [&folder](const char *what) {
        return test::gitroom::run(folder, {"rev-parse", "--path-format=absolute", what}).text.chopped(1);
    };
    return {ask("--show-toplevel"), ask("--absolute-git-dir"), ask("--git-common-dir")};
}

void comparePlaces(const QByteArray &folder)
{
    const auto found = findPlace(folder);
    QVERIFY2(found && *found, found ? "none" : qPrintable(found.error().message));
    const Place theirs = gitsOwn(folder);
    QCOMPARE((*found)->workTree, theirs.workTree);
    QCOMPARE((*found)->gitDir, theirs.gitDir);
    QCOMPARE((*found)->commonDir, theirs.commonDir);
}

QString codeOf(const QByteArray &folder)
{
    const auto found = findPlace(folder);
    return found ? QString() : found.error().code;
}

} // namespace

class TestGitPlace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theTopAndWhatIsBelow()
    {
        GitRoom room;
        room.write("a/b\xff/c", "x\n");
        comparePlaces(room.path());
        comparePlaces(room.path("a/b\xff"));
        QCOMPARE((*findPlace(room.path("a"))).value(), room.place());
    }
    void aLinkedWorktree()
    {
        GitRoom room;
        room.commit();
        room.git({"worktree", "add", "-q", room.beside("other\xfe"), "-b", "side"});
        comparePlaces(room.beside("other\xfe"));
        room.git({"config", "extensions.worktreeConfig", "true"});
        room.git({"config", "--worktree", "core.sparseCheckout", "false"});
        comparePlaces(room.beside("other\xfe"));
        std::filesystem::rename(room.path().toStdString(), room.beside("moved").toStdString());
        QCOMPARE(codeOf(room.beside("other\xfe")), QStringLiteral("malformed"));
        std::filesystem::rename(room.beside("moved").toStdString(), room.path().toStdString());
    }
    void aWorktreeOfABareRepository()
    {
        GitRoom room;
        room.commit();
        room.git({"clone", "-q", "--bare", ".", room.beside("p/.git")});
        QCOMPARE(codeOf(room.beside("p")), QStringLiteral("bare"));
        room.git({"--git-dir=" + room.beside("p/.git"), "worktree", "add", "-q", room.beside("p/main"), "main"});
        comparePlaces(room.beside("p/main"));
    }
    void aSubmodule()
    {
        GitRoom inner, room;
        inner.write("x", "x\n");
        inner.commit();
        room.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.path(), "deep/sub"});
        comparePlaces(room.path("deep/sub"));
        comparePlaces(room.path("deep"));
    }
    void aBareFolderIsNoTree()
    {
        GitRoom room;
        room.commit();
        room.git({"clone", "-q", "--bare", ".", room.beside("bare.git")});
        QCOMPARE(codeOf(room.beside("bare.git")), QStringLiteral("bare"));
        QCOMPARE(codeOf(room.beside("bare.git/hooks")), QStringLiteral("bare"));
    }
    void whatIsShapedLikeARepositoryInsideATreeIsAFolder() // git takes it, and runs what its configuration names
    {
        GitRoom room;
        room.commit();
        room.git({"clone", "-q", "--bare", ".", room.path("vendor/kit")});
        QCOMPARE((*findPlace(room.path("vendor/kit"))).value(), room.place());
        QCOMPARE((*findPlace(room.path("vendor/kit/objects"))).value(), room.place());
    }
    void emptyAndStrangeOnes()
    {
        GitRoom room;
        room.write("a/.git/x", "an unfinished folder\n");
        QCOMPARE((*findPlace(room.path("a"))).value(), room.place());
        room.write("b/.git", "no such thing\n");
        QCOMPARE(codeOf(room.path("b")), QStringLiteral("malformed"));
        room.write("c/.git", "gitdir: ../nowhere\n");
        QCOMPARE(codeOf(room.path("c")), QStringLiteral("malformed"));
        room.write("d/x", "");
        QCOMPARE(::mkfifo(room.path("d/.git").constData(), 0600), 0); // nothing waits for it
        QCOMPARE((*findPlace(room.path("d"))).value(), room.place());
        QCOMPARE(codeOf(room.path("gone")), QStringLiteral("unreadable"));
        QVERIFY(!(*findPlace(room.beside(""))).has_value());
        QVERIFY(!(*findPlace("/")).has_value());
    }
    void aLinkLeadsToTheTree()
    {
        GitRoom room;
        std::filesystem::create_symlink(room.path().toStdString(), room.beside("link").toStdString());
        QCOMPARE((*findPlace(room.beside("link"))).value(), room.place());
    }
    void anotherTreeIsNotTakenSilently()
    {
        GitRoom room;
        room.write("x/y", "");
        room.git({"config", "core.worktree", room.path("x")});
        comparePlaces(room.path("x"));
        QCOMPARE(codeOf(room.path()), QStringLiteral("malformed"));
    }
    void aFolderThatMayNotBeRead()
    {
        if (::geteuid() == 0) { // root reads everything: somebody else looks
            GitRoom room;
            QCOMPARE(::chmod(room.path(".git").constData(), 0700), 0);
            QCOMPARE(::chmod(room.beside("").constData(), 0755), 0);
            int ends[2];
            QCOMPARE(::pipe(ends), 0);
            const pid_t child = ::fork();
            if (child == 0) {
                char says = ::setuid(65534) == 0 ? 'u' : '?';
                if (says == 'u' && codeOf(room.path()) != QStringLiteral("unreadable"))
                    says = 'n';
                [[maybe_unused]] const ssize_t written = ::write(ends[1], &says, 1);
                ::_exit(0);
            }
            char says = 0;
            QCOMPARE(::read(ends[0], &says, 1), 1);
            ::waitpid(child, nullptr, 0);
            ::close(ends[0]), ::close(ends[1]);
            QCOMPARE(says, 'u');
        }
    }
    void settingsAreReadAsGitReadsThem()
    {
        GitRoom room;
        room.write("part", "[core]\n\teditor = from the part\n");
        room.write(".git/config", "\xef\xbb\xbfnosection=1\n[core] bare = false ; why\n"
                                  "\trepositoryformatversion=0\n"
                                  "[alias \"x\\\"y.Z\"]\n  one = \"a ; b\" # c\n  two = a\\\n  b\\tc\\\\ \n  three\n\tfour =\n"
                                  "[A.Old]K=  spaces   within \t\n[include]\n\tpath = ../part\n");
        QByteArray theirs;
        for (const QByteArray &line : room.git({"config", "--file", ".git/config", "--includes", "--list", "-z"}).split('\0'))
            if (!line.isEmpty())
                theirs += (line.contains('\n') ? line : line + "\ntrue") + '|';
        QByteArray ours;
        for (const Setting &setting : settingsOf(room.path(".git/config")))
            ours += setting.key + '\n' + setting.value + '|';
        QCOMPARE(ours, theirs);
        for (const char *broken :
             {"[core", "[]x", "[core]\n1 = 1\n", "[core]\n= 1", "[core]\nx = \"open\n", "[core]\nx = \\q\n", "[a \"b\n\"]"})
            QVERIFY2(!readSettings(broken), broken);
    }
    void theFingerprintChangesWithWhatCanRunPrograms()
    {
        GitRoom room;
        room.write(".git/part", "");
        room.git({"config", "include.path", "part"});
        const Place place = room.place();
        QByteArray last = fingerprint(place);
        const auto hasChanged = [&] { return std::exchange(last, fingerprint(place)) != last; };
        QVERIFY(!hasChanged());
        room.git({"config", "branch.x.remote", "origin"});
        room.git({"config", "remote.origin.url", "/x"});
        QVERIFY(!hasChanged());
        room.git({"config", "core.fsmonitor", "/bin/x"});
        QVERIFY(hasChanged());
        room.git({"config", "branch.x.mergeoptions", "--strategy=x"});
        QVERIFY(hasChanged());
        room.write(".git/part", "[filter \"f\"]\n\tclean = x\n");
        QVERIFY(hasChanged());
        room.write(".git/part", "[filter \"f\"\n\tclean = x\n"); // cannot be parsed
        QVERIFY(hasChanged());
        room.write(".git/part", "");
        QVERIFY(hasChanged());
        room.write(".git/config.worktree", "[core]\n\tsshCommand = x\n");
        QVERIFY(hasChanged());
        room.write(".git/hooks/pre-commit", "#!/bin/sh\n");
        QVERIFY(hasChanged());
        QCOMPARE(::chmod(room.path(".git/hooks/pre-commit").constData(), 0755), 0);
        QVERIFY(hasChanged());
        room.write("hooks/pre-push", "#!/bin/sh\n");
        QVERIFY(!hasChanged());
        room.git({"config", "core.hooksPath", "hooks"});
        QVERIFY(hasChanged());
        room.write("hooks/pre-push", "#!/bin/bash\n");
        QVERIFY(hasChanged());
        room.write("file", "x");
        room.commit();
        QVERIFY(!hasChanged());
    }
};

QTEST_GUILESS_MAIN(TestGitPlace)
#include "tst_gitplace.moc"
