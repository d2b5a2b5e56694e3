// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/command.h"
#include "support/gitroom.h"

#include <QRegularExpression>
#include <QtTest>

#include <fstream>

using namespace oriel;
using namespace oriel::git;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::GitRoom;

namespace {

QByteArray idOf(GitRoom &room, const QByteArray &what) { return room.git({"rev-parse", what}).trimmed(); }

QByteArray objectPath(const QByteArray &id) { return ".git/objects/" + id.first(2) + '/' + id.sliced(2); }

// A program that says in a file beside the tree that it was run.
QByteArray canary(const GitRoom &room, const QByteArray &name)
{
    const QByteArray path = room.beside(name);
    std::ofstream(path.toStdString()) << "#!/bin/sh\n: > '" << path.toStdString() << ".ran'\n[ -t 0 ] || cat\n";
    std::filesystem::permissions(path.toStdString(), std::filesystem::perms::owner_all);
    return path;
}

bool hasRun(const GitRoom &room, const QByteArray &name)
{
    return std::filesystem::exists((room.beside(name) + ".ran").toStdString());
}

} // namespace

class TestGitCommand : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void namesAreBytesAndLiteral()
    {
        GitRoom room;
        room.write("a\xff*", "one\n");
        room.write("a\xffz", "two\n");
        room.commit();
        const auto listed = answer(room.place(), {.arguments = {"ls-files", "-z", "--", "a\xff*"}});
        QVERIFY(listed);
        QCOMPARE(*listed, QByteArray("a\xff*\0", 4));
    }
    void inputAndStatus()
    {
        GitRoom room;
        const auto output = run(room.place(), {.arguments = {"hash-object", "--stdin"}, .input = "hello\n"});
        QVERIFY(output);
        QCOMPARE(output->text.trimmed(), "ce013625030ba8dba906f756967f9e9ca394464a");
        const auto failed = run(room.place(), {.arguments = {"rev-parse", "--verify", "HEAD"}});
        QVERIFY(failed);
        QCOMPARE(failed->exitCode, 128);
    }
    void ourOwnEnvironmentLeadsNowhere() // Oriel may have been started from a hook
    {
        GitRoom room, other;
        room.write("mine", "");
        room.commit();
        qputenv("GIT_DIR", other.path(".git"));
        qputenv("GIT_INDEX_FILE", other.path("nothing"));
        qputenv("GIT_TRACE", "1");
        qputenv("GIT_CONFIG_COUNT", "1"), qputenv("GIT_CONFIG_KEY_0", "core.quotePath"), qputenv("GIT_CONFIG_VALUE_0", "x");
        qputenv("LANGUAGE", "de");
        const auto output = run(room.place(), {.arguments = {"ls-files"}});
        for (const char *name :
             {"GIT_DIR", "GIT_INDEX_FILE", "GIT_TRACE", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0", "LANGUAGE"})
            qunsetenv(name);
        QVERIFY(output);
        QCOMPARE(output->text, "mine\n");
        QCOMPARE(output->errors, "");
        const QByteArrayList ours = environmentOf({.arguments = {}, .environment = {{"GIT_EDITOR", "vi"}}});
        QVERIFY(ours.contains("GIT_EDITOR=vi") && !ours.contains("GIT_EDITOR=:"));
        QVERIFY(ours.contains("GIT_AUTHOR_NAME=Ada Oriel"));
    }
    void stopsAndLimits()
    {
        GitRoom room;
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(run(room.place(), {.arguments = {"cat-file", "--batch"}}, stop.get_token()).error().code, u"cancelled"_s);
        room.git({"config", "alias.wait", "!sleep 100"});
        QCOMPARE(run(room.place(), {.arguments = {"wait"}, .limit = 50ms}).error().code, u"timeout"_s);
        room.git({"config", "alias.talk", "!yes"});
        QCOMPARE(run(room.place(), {.arguments = {"talk"}, .outputLimit = 10'000}).error().code, u"too-much"_s);
        qint64 pieces = 0;
        const auto enough =
            run(room.place(), {.arguments = {"talk"}, .each = [&pieces](QByteArrayView) { return ++pieces < 3; }});
        QVERIFY(enough && enough->isEnough);
        QCOMPARE(pieces, 3);
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", "/nonexistent");
        const auto missing = run(room.place(), {.arguments = {"version"}});
        qputenv("PATH", path);
        QCOMPARE(missing.error().code, u"not-found"_s);
    }
    void askingForAPasswordEndsAtOnce()
    {
        GitRoom room;
        room.git({"config", "core.askPass", canary(room, "ask")});
        qputenv("SSH_ASKPASS", room.beside("ask"));
        const auto answered =
            run(room.place(),
                {.arguments = {"credential", "fill"}, .input = "protocol=https\nhost=x.invalid\n\n", .isWriting = true});
        qunsetenv("SSH_ASKPASS");
        QVERIFY(answered && answered->exitCode != 0);
        QVERIFY(!hasRun(room, "ask"));
    }
    void aHostileConfigurationRunsNothingButFilters() // those only the user's consent stops: SAFETY 6
    {
        GitRoom room;
        room.write("f.txt", "one\n");
        room.write(".gitattributes", "*.txt filter=f diff=f\n");
        room.commit();
        room.write("f.txt", "two\n");
        room.git({"config", "core.fsmonitor", canary(room, "fsmonitor")});
        room.git({"config", "diff.external", canary(room, "external")});
        room.git({"config", "diff.f.command", canary(room, "command")});
        room.git({"config", "diff.f.textconv", canary(room, "textconv")});
        room.git({"config", "core.pager", canary(room, "pager")});
        room.git({"config", "gpg.program", canary(room, "gpg")});
        room.git({"config", "log.showSignature", "true"});
        room.git({"config", "alias.status", '!' + canary(room, "alias")});
        room.git({"config", "filter.f.clean", canary(room, "filter")});
        for (const QByteArrayList &words : {QByteArrayList{"status", "--porcelain=v2"},
                                            {"diff", "--no-ext-diff", "--no-textconv"},
                                            {"log", "-p", "--no-ext-diff", "--no-textconv"}})
            QCOMPARE(run(room.place(), {.arguments = words})->exitCode, 0);
        for (const char *name : {"fsmonitor", "external", "command", "textconv", "pager", "gpg", "alias"})
            QVERIFY2(!hasRun(room, name), name);
        QVERIFY(hasRun(room, "filter"));
    }
    void aPartialCloneIsNotFetchedWhileReading()
    {
        GitRoom room;
        room.write("f", "one\n");
        room.commit();
        room.git({"config", "uploadpack.allowFilter", "true"});
        room.git({"-c", "protocol.file.allow=always", "clone", "-q", "--no-checkout", "--filter=blob:none",
                  "file://" + room.path(), room.beside("part")});
        const Place place = (*findPlace(room.beside("part"))).value();
        const auto read = answer(place, {.arguments = {"cat-file", "-p", "HEAD:f"}});
        QVERIFY(!read);
        QVERIFY2(read.error().message.contains(u"not all objects"_s), qPrintable(read.error().detail));
        QCOMPARE(*answer(place, {.arguments = {"cat-file", "-p", "HEAD:f"}, .isWriting = true}), "one\n");
    }
    void failuresSayWhatToDo_data()
    {
        QTest::addColumn<QString>("harm");
        QTest::addColumn<QByteArrayList>("arguments");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("lock") << u"lock"_s << QByteArrayList{"add", "f"} << u"Another git.*remove .*/\\.git/index\\.lock\\."_s;
        QTest::newRow("index") << u"index"_s << QByteArrayList{"status"} << u"index of .* is damaged.*git reset"_s;
        QTest::newRow("cut index") << u"cut"_s << QByteArrayList{"status"} << u"index of .* is damaged.*git reset"_s;
        QTest::newRow("gone") << u"gone"_s << QByteArrayList{"status"} << u"no repository in .*\\.git any more"_s;
        QTest::newRow("blob") << u"blob"_s << QByteArrayList{"diff"} << u"lacks an object.*git fsck"_s;
        QTest::newRow("tree") << u"tree"_s << QByteArrayList{"diff", "HEAD"} << u"lacks an object.*git fsck"_s;
        QTest::newRow("revision") << QString() << QByteArrayList{"diff", "nobody", "--"} << u"no such revision.*nobody"_s;
        QTest::newRow("path") << QString() << QByteArrayList{"cat-file", "-p", "HEAD:nope"} << u"no such revision.*nope"_s;
        QTest::newRow("newer") << u"newer"_s << QByteArrayList{"status"} << u"newer git"_s;
        QTest::newRow("config") << u"config"_s << QByteArrayList{"status"} << u"configuration: bad config line 1 .*Correct"_s;
        QTest::newRow("other") << QString() << QByteArrayList{"mv", "x", "y"} << u"^git mv failed: bad source"_s;
    }
    void failuresSayWhatToDo()
    {
        QFETCH(QString, harm);
        QFETCH(QByteArrayList, arguments);
        QFETCH(QString, sentence);
        GitRoom room;
        room.write("f", "one\n");
        room.commit();
        const QByteArray blob = objectPath(idOf(room, "HEAD:f")), tree = objectPath(idOf(room, "HEAD^{tree}"));
        room.write("f", "two\n");
        if (harm == u"lock")
            room.write(".git/index.lock", "");
        else if (harm == u"index")
            room.write(".git/index", "no index at all, but long enough to be read\n");
        else if (harm == u"cut")
            room.write(".git/index", room.read(".git/index").first(20));
        else if (harm == u"gone")
            room.remove(".git/HEAD");
        else if (harm == u"blob")
            room.remove(blob);
        else if (harm == u"tree")
            room.remove(tree);
        else if (harm == u"newer")
            room.write(".git/config", "[core]\nrepositoryformatversion = 1\n[extensions]\nfromTheFuture = 1\n");
        else if (harm == u"config")
            room.write(".git/config", "[core\n");
        const Result<QByteArray> said = answer(room.place(), {.arguments = arguments, .isWriting = true});
        QVERIFY(!said);
        QCOMPARE(said.error().code.toInt() > 0, true);
        QVERIFY2(QRegularExpression(sentence).match(said.error().message).hasMatch(),
                 qPrintable(said.error().message + u" ← "_s + said.error().detail));
    }
    void aTreeThatIsGone()
    {
        GitRoom room;
        const Place place = room.place();
        std::filesystem::remove_all(room.path().toStdString());
        QCOMPARE(run(place, {.arguments = {"status"}}).error().code, u"no-folder"_s);
    }
    void whatIsEndedWhileWritingLeavesNoLock()
    {
        GitRoom room;
        room.write("f", "one\n");
        room.write(".gitattributes", "* filter=slow\n");
        room.git({"config", "filter.slow.clean", "touch '" + room.beside("begun") + "'; sleep 100"});
        std::stop_source stop;
        QThreadPool pool;
        pool.start([&] {
            for (const QDeadlineTimer limit(20s); !QFile::exists(QFile::decodeName(room.beside("begun"))) && !limit.hasExpired();)
                QThread::yieldCurrentThread();
            stop.request_stop();
        });
        const auto added = run(room.place(), {.arguments = {"add", "."}, .isWriting = true}, stop.get_token());
        QCOMPARE(added.error().code, u"cancelled"_s);
        QVERIFY(!std::filesystem::exists(room.path(".git/index.lock").toStdString()));
    }
};

QTEST_GUILESS_MAIN(TestGitCommand)
#include "tst_gitcommand.moc"
