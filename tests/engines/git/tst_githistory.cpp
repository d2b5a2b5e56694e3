// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/history.h"
#include "engines/git/lanes.h"
#include "support/gitroom.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace oriel::git;
using namespace Qt::StringLiterals;
using oriel::test::GitRoom;

namespace {

QByteArray idsOf(const QList<Commit> &commits)
{
    QByteArray text;
    for (const Commit &commit : commits)
        text += commit.id + '\n';
    return text;
}

// Some branches, merges, a rename, odd names and texts.
void fill(GitRoom &room)
{
    room.write("a", "1\n2\n3\n");
    room.commit("first\n\nbody of the first");
    room.write("d/ö\xff", "bytes\n");
    room.commit("sub, ject -> (tag: x) %H \x01");
    room.git({"checkout", "-q", "-b", "side,comma"});
    room.write("b", "needle\n");
    room.commit("on the side");
    room.git({"checkout", "-q", "main"});
    room.write("a", "1\n2\nneedle\n3\n");
    room.commit("Needle in the message");
    room.tick();
    room.git({"merge", "-q", "--no-ff", "-m", "merged", "side,comma"});
    room.git({"tag", "v1"});
    room.git({"tag", "-a", "-m", "annotated", "v2", "HEAD~1"});
    room.git({"mv", "a", "renamed"});
    room.commit("renamed");
    room.write("renamed", "1\n2\nneedle\n3\n4\n");
    qputenv("GIT_AUTHOR_NAME", "Bea Ö");
    qputenv("GIT_AUTHOR_EMAIL", "bea@example.org");
    room.commit("the last");
}

// The oracle's lines: one for each line of the text, "id originalLine path".
QByteArrayList linesOf(const QByteArray &porcelain)
{
    QByteArrayList lines;
    QByteArray head, path;
    for (const QByteArray &line : porcelain.split('\n')) {
        if (line.startsWith('\t'))
            lines << head + ' ' + path;
        else if (line.startsWith("filename "))
            path = line.sliced(9);
        else if (const QByteArrayList words = line.split(' '); words[0].size() >= 40 && words.size() >= 3)
            head = words[0] + ' ' + words[1];
    }
    return lines;
}

QByteArrayList linesOf(const Blame &blame)
{
    QMap<int, QByteArray> lines;
    for (const BlamePart &part : blame.parts)
        for (int i = 0; i < part.count; ++i)
            lines[part.line + i] =
                blame.commits[part.commit].id + ' ' + QByteArray::number(part.originalLine + i + 1) + ' ' + part.path;
    return lines.values();
}

} // namespace

class TestGitHistory : public QObject
{
    Q_OBJECT
private:
    static void compare(const GitRoom &room, const LogWish &wish, const QByteArrayList &git)
    {
        const auto commits = log(room.place(), wish);
        QVERIFY2(commits, commits ? "" : commits.error().detail.toUtf8());
        QCOMPARE(idsOf(*commits), room.git(QByteArrayList{"log", "--format=%H"} + git));
    }
private Q_SLOTS:
    void eachFieldAsGitHasIt()
    {
        GitRoom room;
        fill(room);
        const auto commits = log(room.place(), {});
        QVERIFY(commits);
        QCOMPARE(commits->size(), 7);
        for (const Commit &commit : *commits) {
            const auto git = [&](const QByteArray &format) {
                return room.git({"log", "-1", "--date=raw", "--format=" + format, commit.id}).chopped(1);
            };
            QCOMPARE(commit.parents.join(' '), git("%P"));
            QCOMPARE(commit.author.name + '|' + commit.author.mail + '|' + commit.committer.name, git("%an|%ae|%cn"));
            QCOMPARE(QByteArray::number(commit.author.when.toSecsSinceEpoch()) + " +0100", git("%ad"));
            QCOMPARE(commit.committer.when.offsetFromUtc(), 3600);
            QCOMPARE(commit.subject, git("%s"));
            QCOMPARE(messageOf(room.place(), commit.id).value_or("?"), git("%B") + '\n');
        }
        QCOMPARE(commits->at(0).refs, (QByteArrayList{"HEAD", "refs/heads/main"}));
        QCOMPARE(commits->at(2).refs, QByteArrayList{"refs/tags/v1"});
        const auto all = log(room.place(), {.revisions = {"side,comma"}});
        QCOMPARE(all->first().refs, QByteArrayList{"refs/heads/side,comma"});
    }
    void asGitFindsThem()
    {
        GitRoom room;
        fill(room);
        room.git({"checkout", "-q", "--detach", "HEAD~2"});
        compare(room, {}, {});
        compare(room, {.isAll = true}, {"--all"});
        compare(room, {.revisions = {"main", "^side,comma"}}, {"main", "^side,comma"});
        compare(room, {.revisions = {"main"}, .paths = {"renamed"}}, {"main", "--", "renamed"});
        compare(room, {.revisions = {"main"}, .paths = {"d/ö\xff"}}, {"main", "--", "d/ö\xff"});
        compare(room, {.isAll = true, .message = "needle in"}, {"--all", "-i", "--grep=needle in"});
        compare(room, {.isAll = true, .message = "(tag: x) %H"}, {"--all", "-F", "--grep=(tag: x) %H"});
        compare(room, {.isAll = true, .author = "bea"}, {"--all", "-i", "--author=bea"});
        compare(room, {.isAll = true, .changed = "needle"}, {"--all", "-Sneedle"});
        compare(room, {.isAll = true, .changedLike = "^n.*le$"}, {"--all", "-G^n.*le$"});
        compare(room, {.isAll = true, .since = "1700000300"}, {"--all", "--since=1700000300"});
        compare(room, {.isAll = true, .skip = 2, .most = 3}, {"--all", "--skip=2", "-n3"});
        QVERIFY(log(room.place(), {.isAll = true, .changed = "needle"})->size() > 1);
        QVERIFY(!log(room.place(), {.revisions = {"nowhere"}}));
        QVERIFY(!log(room.place(), {.revisions = {"--output=" + room.beside("planted")}}));
        QVERIFY(!QFile::exists(QFile::decodeName(room.beside("planted"))));
    }
    void aFileUnderItsEarlierNames()
    {
        GitRoom room;
        fill(room);
        const auto commits = log(room.place(), {.paths = {"renamed"}, .isFollowing = true});
        QVERIFY(commits);
        QByteArray said;
        for (const Commit &commit : *commits)
            said += commit.id + '\n' + commit.path + '\n';
        QByteArray git = room.git({"log", "--follow", "--name-only", "--format=%H", "--", "renamed"});
        QCOMPARE(said, git.replace("\n\n", "\n"));
        QCOMPARE(commits->last().path, "a");
    }
    // The graph of some paths: parents that are shown.
    void aGraphOfOneFile()
    {
        GitRoom room;
        fill(room);
        const auto commits = log(room.place(), {.paths = {"b", "renamed"}, .isGraph = true});
        QVERIFY(commits && commits->size() > 2);
        Lanes lanes;
        for (const Commit &commit : *commits) {
            for (const QByteArray &parent : commit.parents)
                QVERIFY(idsOf(*commits).contains(parent));
            lanes.add(commit.id, commit.parents);
        }
        QVERIFY(lanes.isEmpty());
        QByteArray said;
        for (const Commit &commit : *commits)
            said += (QByteArrayList{commit.id} + commit.parents).join(' ') + '\n';
        QCOMPARE(said, room.git({"rev-list", "--parents", "--topo-order", "HEAD", "--", "b", "renamed"}));
    }
    void inBatchesAndEnough()
    {
        GitRoom room;
        QByteArray import;
        for (int i = 1; i <= 20'000; ++i)
            import += "commit refs/heads/main\nmark :" + QByteArray::number(i) + "\ncommitter A <a@b> " +
                      QByteArray::number(1'000'000'000 + i) + " +0000\ndata 2\nm\n" +
                      (i > 1 ? "from :" + QByteArray::number(i - 1) + '\n' : QByteArray()) + '\n';
        room.git({"fast-import", "--quiet"}, import);
        qsizetype total = 0;
        QList<qsizetype> sizes;
        QVERIFY(log(room.place(), {}, [&](const QList<Commit> &more) {
            sizes << more.size();
            total += more.size();
            return true;
        }));
        QCOMPARE(total, 20'000);
        QVERIFY(sizes.size() > 10);
        int calls = 0;
        QVERIFY(log(room.place(), {}, [&calls](const QList<Commit> &) { return ++calls < 2; }));
        QCOMPARE(calls, 2);
        std::stop_source stop;
        QCOMPARE(log(
                     room.place(), {}, [&stop](const QList<Commit> &) { return stop.request_stop(); }, stop.get_token())
                     .error()
                     .code,
                 u"cancelled"_s);
    }
    void withoutACommit()
    {
        GitRoom room;
        QCOMPARE(log(room.place(), {}).value_or(QList<Commit>{{}}), QList<Commit>());
        QCOMPARE(log(room.place(), {.isAll = true}).value_or(QList<Commit>{{}}), QList<Commit>());
    }
    void patchesOfCommits()
    {
        GitRoom room;
        fill(room);
        const auto commits = log(room.place(), {.isAll = true});
        for (const Commit &commit : *commits)
            for (int parent = 0; parent < std::max<int>(1, int(commit.parents.size())); ++parent) {
                QByteArray said;
                QVERIFY(patchOf(room.place(), commit, parent, [&said](const FilePatch &file) {
                    said += QByteArray::number(file.added) + '\t' + QByteArray::number(file.removed) + '\t' +
                            (file.after.isEmpty() ? file.before : file.after) + '\n';
                }));
                const QByteArray from = commit.parents.isEmpty() ? room.git({"hash-object", "-t", "tree", "/dev/null"}).trimmed()
                                                                 : commit.parents[parent];
                QByteArray git;
                for (const QByteArray &entry : room.git({"diff", "--numstat", "-z", "--no-renames", from, commit.id}).split('\0'))
                    git += entry.isEmpty() ? QByteArray() : entry + '\n';
                if (!said.contains("renamed") || commit.subject != "renamed") // there git diff above finds no rename
                    QCOMPARE(said, git);
            }
    }
    void mergeBases()
    {
        GitRoom room;
        fill(room);
        QCOMPARE(mergeBase(room.place(), "main~3", "side,comma").value_or("?"),
                 room.git({"merge-base", "main~3", "side,comma"}).trimmed());
        room.git({"checkout", "-q", "--orphan", "alone"});
        room.commit("another root");
        QCOMPARE(mergeBase(room.place(), "main", "alone").value_or("?"), "");
        QVERIFY(!mergeBase(room.place(), "main", "nowhere"));
    }
    void blameAsGitDoesIt()
    {
        GitRoom room;
        fill(room);
        for (const BlameWish &wish :
             {BlameWish{.path = "renamed"}, BlameWish{.path = "d/ö\xff"}, BlameWish{.path = "a", .revision = "main~3"},
              BlameWish{.path = "renamed", .isIgnoringBlanks = true, .isFindingMoves = true}}) {
            const auto found = blame(room.place(), wish);
            QVERIFY2(found, found ? "" : found.error().detail.toUtf8());
            QByteArrayList git{"-c", "core.quotePath=false", "blame", "--line-porcelain"};
            if (wish.isFindingMoves)
                git << "-w" << "-M" << "-C";
            if (!wish.revision.isEmpty())
                git << wish.revision;
            QByteArray porcelain = room.git(git + QByteArrayList{"--", wish.path});
            QCOMPARE(linesOf(*found), linesOf(porcelain));
            for (const BlameCommit &commit : found->commits) {
                QCOMPARE(commit.author.name + '|' + commit.subject,
                         room.git({"log", "-1", "--format=%an|%s", commit.id}).chopped(1));
                QCOMPARE(commit.author.mail, room.git({"log", "-1", "--format=%ae", commit.id}).trimmed());
                QCOMPARE(QByteArray::number(commit.author.when.toSecsSinceEpoch()),
                         room.git({"log", "-1", "--format=%at", commit.id}).trimmed());
            }
        }
        QVERIFY(!blame(room.place(), {.path = "nowhere"}));
        QVERIFY(!blame(room.place(), {.path = "renamed", .revision = "nowhere"}));
        QCOMPARE(blame(room.place(), {.path = "renamed", .revision = "--contents=/etc/passwd"}).error().code, u"revision"_s);
    }
    void blameOfAnEditorsText()
    {
        GitRoom room;
        fill(room);
        const QByteArray text = "new\n1\n2\nneedle\nchanged\n4\n";
        const auto found = blame(room.place(), {.path = "renamed", .text = text});
        QVERIFY(found);
        QCOMPARE(linesOf(*found), linesOf(room.git({"blame", "--line-porcelain", "--contents", "-", "--", "renamed"}, text)));
        const auto uncommitted =
            std::find_if(found->commits.begin(), found->commits.end(), [](const BlameCommit &c) { return c.isUncommitted(); });
        QVERIFY(uncommitted != found->commits.end());
        QCOMPARE(uncommitted->previousPath, "renamed");
        QCOMPARE(uncommitted->previous, room.git({"rev-parse", "HEAD"}).trimmed());
        QCOMPARE(room.read("renamed"), "1\n2\nneedle\n3\n4\n");
        QCOMPARE(blame(room.place(), {.path = "renamed", .text = ""_ba})->parts.size(), 0);
    }
    void namesThatGitQuotes()
    {
        GitRoom room;
        const QByteArray odd = "a\t\"b\"\\\n\x01\x7f";
        room.write("plain", "1\n2\n3\n4\n5\n6\n");
        room.commit();
        room.remove("plain");
        room.write(odd, "1\n2\n3\n4\n5\n6\n");
        room.commit();
        room.git({"mv", odd, "now"});
        room.commit();
        room.write("now", "1\n2\n3\n4\n5\nsix\n");
        room.commit();
        const auto found = blame(room.place(), {.path = "now"});
        QCOMPARE(found->parts.size(), 2);
        QVERIFY(std::any_of(found->commits.begin(), found->commits.end(),
                            [](const BlameCommit &c) { return c.previousPath == "now"; }));
        QVERIFY(std::any_of(found->parts.begin(), found->parts.end(), [](const BlamePart &p) { return p.path == "plain"; }));
        const auto before = blame(room.place(), {.path = odd, .revision = "HEAD~2"});
        QCOMPARE(before->parts.first().path, "plain");
    }
};

QTEST_GUILESS_MAIN(TestGitHistory)
#include "tst_githistory.moc"
