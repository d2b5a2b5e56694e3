// SPDX-License-Identifier: GPL-3.0-or-later
// The answers of git itself are the oracle.
#include "jobs/worktree.h"
#include "panels/changes/codecolours.h"
#include "panels/changes/diffdocument.h"
#include "panels/changes/diffpane.h"
#include "support/gitroom.h"
#include "widgets/diffview.h"
#include "widgets/noticebar.h"

#include <QAction>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

// What a file's hunks say, as git writes them.
QByteArray patchText(const DiffFile &file)
{
    QByteArray text;
    for (const DiffHunk &hunk : file.hunks)
        for (const DiffLine &line : hunk.lines)
            text += line.sign + line.text;
    return text;
}

QByteArray linesOf(const QByteArray &git)
{
    QByteArray text;
    bool isHunk = false;
    for (const QByteArray &line : git.split('\n')) {
        if (line.startsWith("@@"))
            isHunk = true;
        else if (line.startsWith("diff "))
            isHunk = false;
        else if (isHunk && !line.isEmpty())
            text += line + '\n';
    }
    return text;
}

struct Scene
{
    GitRoom &room;
    std::unique_ptr<Worktree> tree;
    DiffDocument document;

    Scene(GitRoom &of, const DiffSubject &subject, bool isTrusted = true)
        : room(of),
          tree(std::make_unique<Worktree>(QString::fromUtf8(of.path()))),
          document([this] { return tree.get(); }, {.folder = of.beside("shelf")})
    {
        tree->setTrusted(isTrusted);
        document.resize(1000, 700);
        document.show(subject);
        document.QWidget::show();
    }
    DiffView *view() const { return document.pane()->view(); }
    bool waitFor(const QStringList &paths) const
    {
        return QTest::qWaitFor([&] { return !document.pane()->isLoading() && shown() == paths; }, 15000);
    }
    QStringList shown() const
    {
        QStringList paths;
        for (int i = 0; i < view()->fileCount(); ++i)
            paths << view()->file(i).path + (view()->file(i).group.isEmpty() ? QString() : u' ' + view()->file(i).group);
        return paths;
    }
};

} // namespace

class TestDiffDocument final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allChangesInOneText()
    {
        GitRoom room;
        room.write("a.txt", numbered(60));
        room.write("gone.txt", "x\n");
        room.commit();
        room.write("a.txt", numbered(60, {{3, "three"}, {50, "fifty"}}));
        room.git({"add", "a.txt"});
        room.write("a.txt", numbered(60, {{3, "three"}, {30, "thirty"}, {50, "fifty"}}));
        room.write("new\xc3\xa9.txt", "one\ntwo");
        room.remove("gone.txt");
        Scene scene(room, {});
        QVERIFY2(scene.waitFor({u"a.txt Unstaged"_s, u"gone.txt Unstaged"_s, u"newé.txt Untracked"_s, u"a.txt Staged"_s}),
                 qPrintable(scene.shown().join(u'\n')));
        QCOMPARE(patchText(scene.view()->file(0)), linesOf(room.git({"diff", "a.txt"})));
        QCOMPARE(patchText(scene.view()->file(1)), linesOf(room.git({"diff", "--", "gone.txt"})));
        QCOMPARE(patchText(scene.view()->file(3)), linesOf(room.git({"diff", "--cached"})));
        QCOMPARE(patchText(scene.view()->file(2)), "+one\n+two");
        QVERIFY(!scene.view()->file(2).hunks[0].lines[1].hasNewline);
        QCOMPARE(scene.document.pane()->counts(), u"4 files, +5 −4"_s);
    }
    void nothingIsWrittenByLooking()
    {
        GitRoom room;
        room.write("a.txt", numbered(60));
        room.commit();
        room.write("a.txt", numbered(60, {{3, "three"}}));
        const QByteArray index = room.read(".git/index");
        Scene scene(room, {});
        QVERIFY(scene.waitFor({u"a.txt Unstaged"_s}));
        scene.document.act(Verb::Refresh);
        QTRY_VERIFY(!scene.document.pane()->isLoading());
        QCOMPARE(room.read(".git/index"), index);
    }
    void hunksAndLinesGoToTheIndexAndBack()
    {
        GitRoom room;
        room.write("a.txt", numbered(60));
        room.commit();
        room.write("a.txt", numbered(60, {{3, "three"}, {50, "fifty"}}));
        Scene scene(room, {});
        QVERIFY(scene.waitFor({u"a.txt Unstaged"_s}));
        scene.view()->setCurrent(0, 1);
        QTest::keyClick(scene.view(), Qt::Key_Space);
        QVERIFY(scene.waitFor({u"a.txt Unstaged"_s, u"a.txt Staged"_s}));
        QCOMPARE(room.git({"diff", "--cached", "--numstat"}), "1\t1\ta.txt\n");
        QCOMPARE(patchText(scene.view()->file(1)), linesOf(room.git({"diff", "--cached"})));
        // Only the removed line of the other hunk.
        const QList<DiffLine> lines = scene.view()->file(0).hunks[0].lines;
        int removed = 0;
        while (lines[removed].sign != '-')
            ++removed;
        scene.view()->setCurrent(0, 0);
        scene.view()->choose(0, 0, removed, true);
        scene.view()->actHere(DiffView::Act::Stage);
        QTRY_COMPARE_WITH_TIMEOUT(room.git({"diff", "--cached", "--numstat"}), "1\t2\ta.txt\n", 15000);
        QVERIFY(
            QTest::qWaitFor([&] { return !scene.document.pane()->isLoading() && scene.view()->file(1).removed == 2; }, 15000));
        QBitArray all;
        Q_EMIT scene.view()->acted(DiffView::Act::Unstage, 1, all); // the whole file
        QVERIFY(scene.waitFor({u"a.txt Unstaged"_s}));
        QCOMPARE(room.git({"diff", "--cached"}), QByteArray());
    }
    void aDiscardCanBeUndone()
    {
        GitRoom room;
        room.write("a.txt", numbered(60));
        room.commit();
        const QByteArray edited = numbered(60, {{3, "three"}, {50, "fifty"}});
        room.write("a.txt", edited);
        Scene scene(room, {});
        QVERIFY(scene.waitFor({u"a.txt Unstaged"_s}));
        scene.view()->setCurrent(0, 0);
        scene.view()->actHere(DiffView::Act::Discard);
        QTRY_COMPARE_WITH_TIMEOUT(room.read("a.txt"), numbered(60, {{50, "fifty"}}), 15000);
        QPushButton *undo = nullptr;
        QTRY_VERIFY((undo = scene.document.findChild<QPushButton *>(u"diff.undo"_s)));
        QTest::mouseClick(undo, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(room.read("a.txt"), edited, 15000);
        QTRY_VERIFY(scene.document.pane()->notice()->message().isEmpty());
    }
    void whatCanBeDoneWithTheFileHere()
    {
        GitRoom room;
        room.write("a.txt", numbered(60));
        room.commit();
        room.write("a.txt", numbered(60, {{3, "three"}, {50, "fifty"}}));
        Scene scene(room, {});
        QVERIFY(scene.waitFor({u"a.txt Unstaged"_s}));
        QSignalSpy wished(&scene.document, &Guest::wished);
        const auto trigger = [&](const char *name) { scene.document.findChild<QAction *>(QLatin1String(name))->trigger(); };
        QTest::mouseClick(scene.view()->viewport(), Qt::RightButton, {}, scene.view()->placeOf(0, 1, 0));
        QCOMPARE(scene.view()->current(), std::pair(0, 1));
        trigger("diff.open");
        trigger("diff.history");
        trigger("diff.blame");
        QCOMPARE(wished.size(), 3);
        const QString path = QString::fromUtf8(room.path("a.txt"));
        QCOMPARE(std::get<OpenFile>(wished[0][0].value<Wish>()).path, path);
        QCOMPARE(std::get<OpenFile>(wished[0][0].value<Wish>()).line, 47);
        QCOMPARE(std::get<OpenHistory>(wished[1][0].value<Wish>()).path, path);
        QCOMPARE(std::get<OpenBlame>(wished[2][0].value<Wish>()).line, 47);
        QVERIFY(scene.document.findChild<QAction *>(u"diff.stage"_s)->isEnabled());
        QVERIFY(!scene.document.findChild<QAction *>(u"diff.unstage"_s)->isEnabled());
        trigger("diff.stage");
        QTRY_COMPARE_WITH_TIMEOUT(room.git({"diff", "--cached", "--numstat"}), "1\t1\ta.txt\n", 15000);
    }
    void itFollowsTheTree()
    {
        GitRoom room;
        room.write("a.txt", numbered(60));
        room.commit();
        Scene scene(room, {});
        QVERIFY(QTest::qWaitFor([&] { return scene.tree->status() && !scene.document.pane()->isLoading(); }, 15000));
        room.write("a.txt", numbered(60, {{3, "three"}}));
        QVERIFY(scene.waitFor({u"a.txt Unstaged"_s}));
        room.git({"commit", "-qam", "done elsewhere"});
        QVERIFY(scene.waitFor({}));
    }
    void commitsRevisionsAndFiles()
    {
        GitRoom room;
        room.write("a.txt", numbered(20));
        const QByteArray first = room.commit();
        room.write("a.txt", numbered(20, {{5, "five"}}));
        const QByteArray second = room.commit();
        room.write("a.txt", numbered(20, {{5, "five"}, {15, "fifteen"}}));
        const QByteArray third = room.commit();
        using Kind = DiffSubject::Kind;
        Scene scene(room, {.kind = Kind::Commit, .to = first}); // the root
        QVERIFY(scene.waitFor({u"a.txt"_s}));
        QCOMPARE(scene.view()->file(0).added, 20);
        scene.document.show({.kind = Kind::Revisions, .from = first, .to = third});
        QTRY_VERIFY(!scene.document.pane()->isLoading() && scene.view()->fileCount() == 1);
        QCOMPARE(patchText(scene.view()->file(0)), linesOf(room.git({"diff", first, third})));
        room.write("b.txt", numbered(20, {{5, "five"}, {6, "six"}}) + "more");
        scene.document.show({.kind = Kind::Files, .from = room.path("a.txt"), .to = room.path("b.txt")});
        QTRY_VERIFY(!scene.document.pane()->isLoading() && scene.view()->fileCount() == 1);
        const QByteArray theirs = room.tryGit({"diff", "--no-index", "a.txt", "b.txt"}).text;
        QCOMPARE(patchText(scene.view()->file(0)) + '\n',
                 QByteArray(linesOf(theirs)).replace("\\ No newline at end of file\n", ""));
        scene.document.show({.kind = Kind::Text, .paths = {"a.txt"}, .text = numbered(20, {{1, "unsaved"}})});
        QTRY_VERIFY(!scene.document.pane()->isLoading() && scene.view()->fileCount() == 1 &&
                    scene.view()->file(0).hunks.size() > 0);
        QVERIFY(patchText(scene.view()->file(0)).contains("+unsaved\n"));
    }
    void whatIsNoText()
    {
        GitRoom room;
        room.write("old.txt", numbered(40));
        room.write("bits", QByteArray("a\0b", 3));
        room.write("run.sh", "true\n");
        room.commit();
        room.git({"mv", "old.txt", "new.txt"});
        room.write("bits", QByteArray("a\0c", 3));
        room.git({"add", "bits"});
        ::chmod(room.path("run.sh").constData(), 0755);
        room.git({"add", "run.sh"});
        Scene scene(room, {.kind = DiffSubject::Kind::Staged});
        QVERIFY(scene.waitFor({u"bits Staged"_s, u"new.txt Staged"_s, u"run.sh Staged"_s}));
        QVERIFY(scene.view()->file(0).remarks.first().startsWith(u"Binary"_s));
        QCOMPARE(scene.view()->file(1).remarks.first(), u"Renamed from old.txt, 100 % alike"_s);
        QCOMPARE(scene.view()->file(2).remarks.first(), u"Mode 100644 → 100755"_s);
    }
    void withoutTrustNothingRuns()
    {
        GitRoom room;
        room.write("a.txt", "x\n");
        Scene scene(room, {}, false);
        QVERIFY(QTest::qWaitFor([&] { return scene.tree->isFound(); }));
        QVERIFY(!scene.document.pane()->isLoading());
        QCOMPARE(scene.view()->fileCount(), 0);
    }
    void errorsAreSaid()
    {
        GitRoom room;
        room.write("a.txt", "x\n");
        room.commit();
        Scene scene(room, {.kind = DiffSubject::Kind::Revisions, .from = "no-such", .to = "HEAD"});
        QTRY_VERIFY_WITH_TIMEOUT(!scene.document.pane()->notice()->message().isEmpty(), 15000);
    }
    void statesComeBack()
    {
        DiffDocument document([] { return nullptr; }, {});
        const DiffSubject subject{.kind = DiffSubject::Kind::Revisions, .paths = {"caf\xe9"}, .from = "a", .to = "b"};
        document.show(subject);
        document.pane()->view();
        DiffDocument other([] { return nullptr; }, {});
        other.restore(document.state());
        QCOMPARE(other.key(), document.key());
        QCOMPARE(DiffSubject::restored(subject.state()), subject);
        const DiffSubject text{.kind = DiffSubject::Kind::Text, .paths = {"a"}, .text = "secret"};
        QCOMPARE(DiffSubject::restored(text.state()), (DiffSubject{.kind = DiffSubject::Kind::SinceHead, .paths = {"a"}}));
    }
    void roughColours()
    {
        CodeColours colours("python");
        const auto text = [](const QList<Stretch> &stretches, const QString &line) {
            QStringList words;
            for (const Stretch &stretch : stretches)
                words << QString::fromLatin1(stretch.role) + u':' + line.sliced(stretch.begin, stretch.end - stretch.begin);
            return words.join(u' ');
        };
        const auto of = [&](const QString &line) { return text(colours.line(line), line); };
        QCOMPARE(of(u"def f(x): return \"a#\" # why"_s), u"keyword:def function:f keyword:return string:\"a#\" comment:# why"_s);
        QCOMPARE(of(u"x = '''open"_s), u"string:'''open"_s);
        QCOMPARE(of(u"still''' + 12"_s), u"string:still''' number:12"_s);
    }
};

QTEST_MAIN(TestDiffDocument)
#include "tst_diffdocument.moc"
