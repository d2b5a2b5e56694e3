// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/actions.h"
#include "engines/git/patch.h"
#include "support/gitroom.h"

#include <QMap>
#include <QScopeGuard>
#include <QtTest>

#include <sys/mount.h>

using namespace oriel;
using namespace oriel::git;
using namespace Qt::StringLiterals;
using oriel::test::GitRoom;

namespace {

// Everything but .git: kind, mode, content.
QMap<QByteArray, QByteArray> treeOf(const GitRoom &room)
{
    namespace fs = std::filesystem;
    QMap<QByteArray, QByteArray> tree;
    for (auto at = fs::recursive_directory_iterator(room.path().toStdString()); at != fs::recursive_directory_iterator(); ++at) {
        const QByteArray name = QByteArray::fromStdString(at->path().string()).sliced(room.path().size() + 1);
        if (name == ".git") {
            at.disable_recursion_pending();
            continue;
        }
        if (at->is_symlink())
            tree[name] = "link " + QByteArray::fromStdString(fs::read_symlink(at->path()).string());
        else if (at->is_regular_file())
            tree[name] = QByteArray::number(int(at->status().permissions()), 8) + ' ' + room.read(name);
    }
    return tree;
}

QByteArray indexOf(const GitRoom &room) { return room.git({"ls-files", "-s", "-z"}); }

// What the index would be after these commands of git's own, from the same state.
QByteArray indexAfter(const GitRoom &room, const QList<QByteArrayList> &commands)
{
    const QByteArray other = room.path(".git/other-index");
    std::filesystem::remove(other.toStdString());
    if (QFile::exists(QFile::decodeName(room.path(".git/index"))))
        std::filesystem::copy_file(room.path(".git/index").toStdString(), other.toStdString());
    qputenv("GIT_INDEX_FILE", other);
    const auto leave = qScopeGuard([] { qunsetenv("GIT_INDEX_FILE"); });
    for (const QByteArrayList &command : commands)
        room.git(command);
    return indexOf(room);
}

void link(const GitRoom &room, const QByteArray &name, const QByteArray &target)
{
    room.remove(name);
    if (::symlink(target.constData(), room.path(name).constData()) != 0)
        qFatal("no link");
}

// One of each kind of change, in the working tree only; the paths that changed.
QByteArrayList change(GitRoom &room)
{
    room.write("text", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    room.write("gone", "gone\n");
    room.write("mode", "#!/bin/sh\n");
    room.write("type", "a file\n");
    room.write("old name", "a long enough text\nto be found again\n");
    room.write("*", "a pattern?\n");
    room.write("d/same", "same\n");
    room.write("n\xff\n", "odd\n");
    link(room, "link", "there");
    room.commit();
    room.write("text", "1\n2\nthree\n4\n5\n6\n7\nacht\n9\n");
    room.remove("gone");
    ::chmod(room.path("mode").constData(), 0755);
    link(room, "type", "now a link");
    std::filesystem::rename(room.path("old name").toStdString(), room.path("new name").toStdString());
    room.write("*", "a pattern!\n");
    room.write("n\xff\n", "odder\n");
    link(room, "link", "elsewhere");
    room.write("d/new", "new\n");
    room.write("folder/a", "a\n");
    room.write("folder/b/c", "c\n");
    return {"text", "gone", "mode", "type", "old name", "new name", "*", "n\xff\n", "link", "d/new", "folder/"};
}

} // namespace

class TestGitActions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void stageEachAndAll()
    {
        GitRoom room;
        const QByteArrayList paths = change(room);
        for (const QByteArray &path : paths) {
            const QByteArray wanted = indexAfter(room, {{"--literal-pathspecs", "add", "-A", "--", path}});
            QVERIFY(stage(room.place(), {path}));
            QCOMPARE(indexOf(room), wanted);
        }
        QCOMPARE(indexOf(room), indexAfter(room, {{"add", "-A"}}));
        QVERIFY(stage(room.place(), {})); // nothing, not everything
        QVERIFY(room.git({"status", "--porcelain"}).contains("R  \"old name\" -> \"new name\""));
        QVERIFY(!stage(room.place(), {"nowhere"}));
    }
    void onlyWhatIsNamed()
    {
        GitRoom room;
        change(room);
        QVERIFY(stage(room.place(), {"*"}));
        QCOMPARE(room.git({"diff", "--cached", "--name-only", "-z"}), "*\0"_ba);
        QVERIFY(unstage(room.place(), {}));
        QCOMPARE(room.git({"diff", "--cached", "--name-only", "-z"}), "*\0"_ba);
    }
    void unstageEach()
    {
        GitRoom room;
        const QByteArrayList paths = change(room);
        const QByteArray before = indexOf(room);
        room.git({"add", "-A"});
        for (const QByteArray &path : paths) {
            const QByteArray wanted = indexAfter(room, {{"--literal-pathspecs", "reset", "-q", "--", path}});
            QVERIFY(unstage(room.place(), {path}));
            QCOMPARE(indexOf(room), wanted);
        }
        QCOMPARE(indexOf(room), before);
    }
    void beforeTheFirstCommit()
    {
        GitRoom room;
        room.write("a", "a\n");
        room.write("d/b", "b\n");
        QVERIFY(stage(room.place(), {"a", "d/"}));
        QCOMPARE(room.git({"ls-files"}), "a\nd/b\n");
        QVERIFY(unstage(room.place(), {"a"}));
        QCOMPARE(room.git({"ls-files"}), "d/b\n");
        QVERIFY(intentToAdd(room.place(), {"a"}));
        QCOMPARE(room.git({"status", "--porcelain"}), " A a\nA  d/b\n");
        const Shelf shelf{.folder = room.beside("shelf")};
        const auto ids = discard(room.place(), shelf, {"a"});
        QVERIFY(ids);
        QCOMPARE(room.git({"status", "--porcelain"}), "A  d/b\n");
        QVERIFY(undo(shelf, *ids));
        QCOMPARE(room.read("a"), "a\n");
    }
    void filtersAndLineEnds()
    {
        GitRoom room;
        room.git({"config", "core.autocrlf", "true"});
        room.git({"config", "filter.up.clean", "tr a-z A-Z"});
        room.git({"config", "filter.up.smudge", "tr A-Z a-z"});
        room.write(".gitattributes", "*.up filter=up -text\n");
        room.write("crlf", "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\n");
        room.write("f.up", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n");
        room.commit();
        room.write("crlf", "eins\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\nacht\r\n");
        room.write("f.up", "eins\ntwo\nthree\nfour\nfive\nsix\nseven\nacht\n");
        const Shelf shelf{.folder = room.beside("shelf")};
        const auto patch = diff(room.place(), {.context = 1});
        QVERIFY(patch && patch->size() == 2);
        for (const FilePatch &file : *patch) {
            QCOMPARE(file.hunks.size(), 2);
            FilePatch first = file;
            first.hunks.removeLast();
            QVERIFY(stagePatch(room.place(), textOf(first)));
        }
        QCOMPARE(room.git({"show", ":crlf"}), "eins\n2\n3\n4\n5\n6\n7\n8\n");
        QCOMPARE(room.git({"show", ":f.up"}), "EINS\nTWO\nTHREE\nFOUR\nFIVE\nSIX\nSEVEN\nEIGHT\n");
        const auto rest = diff(room.place(), {});
        QByteArrayList ids;
        for (const FilePatch &file : *rest) {
            const auto kept = discardPatch(room.place(), shelf, textOf(file));
            QVERIFY2(kept, kept ? "" : kept.error().detail.toUtf8());
            ids += *kept;
        }
        QCOMPARE(room.read("crlf"), "eins\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\n");
        QCOMPARE(room.read("f.up"), "eins\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n");
        QCOMPARE(room.git({"diff", "--stat"}), "");
        QVERIFY(undo(shelf, ids));
        QCOMPARE(room.read("crlf"), "eins\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\nacht\r\n");
        const auto staged = diff(room.place(), {.from = "HEAD", .to = DiffWish::index});
        for (const FilePatch &file : *staged)
            QVERIFY(unstagePatch(room.place(), textOf(file)));
        QCOMPARE(room.git({"diff", "--cached", "--stat"}), "");
        const auto ids2 = discard(room.place(), shelf, {"crlf", "f.up"});
        QVERIFY(ids2);
        QCOMPARE(room.git({"status", "--porcelain"}), "");
        QCOMPARE(room.read("crlf"), "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\n");
    }
    // As the gutter cuts them: hunks without context, one after the other, each where it stands.
    void hunksWithoutContext()
    {
        GitRoom room;
        change(room);
        room.write("text", "1\ntwo\n3\n4\n5\n6\nnew\n7\n9\n");
        const auto patch = diff(room.place(), {.paths = {"text"}, .context = 0});
        QVERIFY(patch && patch->size() == 1);
        QCOMPARE(patch->first().hunks.size(), 3);
        FilePatch middle = patch->first();
        middle.hunks = {middle.hunks[1]};
        QVERIFY(stagePatch(room.place(), textOf(middle)));
        QCOMPARE(room.git({"show", ":text"}), "1\n2\n3\n4\n5\n6\nnew\n7\n8\n9\n");
        const auto staged = diff(room.place(), {.from = "HEAD", .to = DiffWish::index, .paths = {"text"}, .context = 0});
        QVERIFY(staged && unstagePatch(room.place(), textOf(staged->first())));
        QCOMPARE(room.git({"diff", "--cached", "--stat"}), "");
        QVERIFY(discardPatch(room.place(), {.folder = room.beside("shelf")}, textOf(patch->first())));
        QCOMPARE(room.read("text"), "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    }
    // A patch that no longer fits changes nothing and leaves nothing on the shelf.
    void aPatchThatIsLate()
    {
        GitRoom room;
        change(room);
        const Shelf shelf{.folder = room.beside("shelf")};
        const auto patch = diff(room.place(), {.paths = {"text"}});
        QVERIFY(patch && patch->size() == 1);
        room.write("text", "something else\n");
        const auto before = treeOf(room);
        QVERIFY(!discardPatch(room.place(), shelf, textOf(patch->first())));
        QCOMPARE(treeOf(room), before);
        QCOMPARE(keptOf(shelf, room.path())->size(), 0);
        QVERIFY(stagePatch(room.place(), {}));
    }
    // Each by itself and all at once: the tree is as the index has it, and undo gives back every byte, mode and link.
    void discardAndUndo()
    {
        GitRoom room;
        const QByteArrayList paths = change(room);
        const Shelf shelf{.folder = room.beside("shelf")};
        const auto changed = treeOf(room);
        QList<QByteArrayList> wishes{paths};
        for (const QByteArray &path : paths)
            wishes << QByteArrayList{path};
        for (const QByteArrayList &wish : std::as_const(wishes)) {
            const auto ids = discard(room.place(), shelf, wish);
            QVERIFY2(ids, ids ? "" : ids.error().detail.toUtf8());
            QVERIFY(!ids->isEmpty());
            const QByteArray left =
                room.git(QByteArrayList{"--literal-pathspecs", "status", "--porcelain", "-uall", "--"} + wish);
            QCOMPARE(left, "");
            if (wish.size() > 1)
                QCOMPARE(room.git({"status", "--porcelain", "-uall"}), "");
            const auto undone = undo(shelf, *ids);
            QVERIFY2(undone, undone ? "" : qPrintable(undone.error().message));
            QCOMPARE(treeOf(room), changed);
        }
    }
    void discardKeepsWhatIsStaged()
    {
        GitRoom room;
        room.write("f", "1\n");
        room.commit();
        room.write("f", "2\n");
        room.git({"add", "f"});
        room.write("f", "3\n");
        const QByteArray index = indexOf(room);
        QVERIFY(discard(room.place(), {.folder = room.beside("shelf")}, {"f"}));
        QCOMPARE(room.read("f"), "2\n");
        QCOMPARE(indexOf(room), index);
    }
    void filesAndFoldersThatChangedPlaces()
    {
        GitRoom room;
        room.write("d/x/f", "tracked\n");
        room.write("e", "tracked too\n");
        room.commit();
        room.remove("d");
        room.write("d", "a file where a folder was\n");
        room.remove("e");
        room.write("e/mine/1", "untracked in the place of a tracked file\n");
        link(room, "e/link", "x");
        const Shelf shelf{.folder = room.beside("shelf")};
        const auto changed = treeOf(room);
        const auto ids = discard(room.place(), shelf, {"d/x/f", "e"});
        QVERIFY2(ids, ids ? "" : ids.error().detail.toUtf8());
        QCOMPARE(room.read("d/x/f"), "tracked\n");
        QCOMPARE(room.read("e"), "tracked too\n");
        const auto undone = undo(shelf, *ids);
        QVERIFY2(undone, undone ? "" : qPrintable(undone.error().message));
        QCOMPARE(treeOf(room), changed);
    }
    void whatIsIgnoredStays()
    {
        GitRoom room;
        room.write(".gitignore", "*.o\n");
        room.commit();
        room.write("folder/a", "a\n");
        room.write("folder/deep/b", "b\n");
        room.write("folder/a.o", "ignored\n");
        const Shelf shelf{.folder = room.beside("shelf")};
        QVERIFY(discard(room.place(), shelf, {"folder/"}));
        QCOMPARE(room.read("folder/a.o"), "ignored\n");
        QVERIFY(!QFile::exists(QFile::decodeName(room.path("folder/a"))));
        QVERIFY(!QFile::exists(QFile::decodeName(room.path("folder/deep"))));
        QVERIFY(discard(room.place(), shelf, {"folder/a.o"})); // meant is meant
        QVERIFY(!QFile::exists(QFile::decodeName(room.path("folder/a.o"))));
    }
    void submodulesAndRepositoriesInside()
    {
        GitRoom room;
        room.write("f", "1\n");
        room.commit();
        room.git({"clone", "-q", ".", room.beside("sub")});
        room.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", room.beside("sub"), "sub"});
        room.commit("with a submodule");
        room.git({"-C", room.path("sub"), "commit", "-q", "--allow-empty", "-m", "inside"});
        const Shelf shelf{.folder = room.beside("shelf")};
        const QByteArray inside = room.git({"-C", room.path("sub"), "rev-parse", "HEAD"});
        QCOMPARE(discard(room.place(), shelf, {"sub"}).error().code, u"submodule"_s);
        QVERIFY(stage(room.place(), {"sub"}));
        QCOMPARE(room.git({"rev-parse", ":sub"}), inside);
        QVERIFY(unstage(room.place(), {"sub"}));
        QCOMPARE(room.git({"rev-parse", ":sub"}), room.git({"rev-parse", "HEAD:sub"}));
        QCOMPARE(room.git({"-C", room.path("sub"), "rev-parse", "HEAD"}), inside);
        room.git({"clone", "-q", ".", room.path("nested/repo")});
        QCOMPARE(discard(room.place(), shelf, {"nested/"}).error().code, u"repository"_s);
        QVERIFY(QFile::exists(QFile::decodeName(room.path("nested/repo/f"))));
        QCOMPARE(keptOf(shelf, room.path())->size(), 0);
    }
    void aSparseTree()
    {
        GitRoom room;
        room.write("in/f", "1\n");
        room.write("out/f", "1\n");
        room.commit();
        room.git({"sparse-checkout", "set", "--cone", "in"});
        QVERIFY(!QFile::exists(QFile::decodeName(room.path("out/f"))));
        room.write("in/f", "2\n");
        room.write("out/new", "outside of what is checked out\n");
        QVERIFY(stage(room.place(), {"in/f", "out/new"}));
        QCOMPARE(room.git({"diff", "--cached", "--name-status"}), "M\tin/f\nA\tout/new\n");
        QVERIFY(unstage(room.place(), {"in/f", "out/new"}));
        QVERIFY(discard(room.place(), {.folder = room.beside("shelf")}, {"in/f"}));
        QCOMPARE(room.git({"ls-files", "out"}), "out/f\n");
        QCOMPARE(room.git({"status", "--porcelain", "-uall"}), "?? out/new\n");
    }
    void resolving_data()
    {
        QTest::addColumn<bool>("isDeletedByUs");
        QTest::addColumn<bool>("isDeletedByThem");
        QTest::newRow("both changed") << false << false;
        QTest::newRow("deleted by us") << true << false;
        QTest::newRow("deleted by them") << false << true;
    }
    void resolving()
    {
        QFETCH(bool, isDeletedByUs);
        QFETCH(bool, isDeletedByThem);
        for (const Resolution resolution : {Resolution::Ours, Resolution::Theirs, Resolution::AsItStands}) {
            GitRoom room;
            const auto put = [&room](const QByteArray &text, bool isDeleted) {
                isDeleted ? room.remove("f") : room.write("f", text);
                room.commit();
            };
            put("base\n", false);
            room.git({"checkout", "-q", "-b", "side"});
            put("theirs\n", isDeletedByThem);
            room.git({"checkout", "-q", "main"});
            put("ours\n", isDeletedByUs);
            QCOMPARE(room.tryGit({"merge", "-q", "side"}).exitCode, 1);
            const Shelf shelf{.folder = room.beside("shelf")};
            room.write("f", "by hand\n");
            QCOMPARE(discard(room.place(), shelf, {"f"}).error().code, u"unmerged"_s);
            const auto ids = resolve(room.place(), shelf, "f", resolution);
            QVERIFY2(ids, ids ? "" : ids.error().detail.toUtf8());
            QCOMPARE(room.git({"ls-files", "-u"}), "");
            const bool isOurs = resolution == Resolution::Ours, isTheirs = resolution == Resolution::Theirs;
            const bool isGone = (isOurs && isDeletedByUs) || (isTheirs && isDeletedByThem);
            QCOMPARE(QFile::exists(QFile::decodeName(room.path("f"))), !isGone);
            QCOMPARE(room.git({"ls-files"}), isGone ? "" : "f\n");
            if (!isGone)
                QCOMPARE(room.git({"show", ":f"}), isOurs ? "ours\n" : isTheirs ? "theirs\n" : "by hand\n");
            if (resolution != Resolution::AsItStands) {
                QVERIFY(undo(shelf, *ids));
                QCOMPARE(room.read("f"), "by hand\n");
                QCOMPARE(resolve(room.place(), shelf, "f", resolution).error().code, u"not-found"_s);
            }
        }
    }
    // Whatever stands in the way: an error that says so, and not a byte changed.
    void faults()
    {
        GitRoom room;
        const QByteArrayList paths = change(room);
        const auto changed = treeOf(room);
        const QByteArray index = indexOf(room);
        const auto each = [&](const Shelf &shelf, const QString &words) {
            for (const auto &result : {stage(room.place(), paths), unstage(room.place(), paths)})
                QVERIFY(!result && (result.error().message + result.error().detail).contains(words));
            const auto discarded = discard(room.place(), shelf, {"text", "gone", "type"});
            QVERIFY(!discarded && (discarded.error().message + discarded.error().detail).contains(words));
            QCOMPARE(treeOf(room), changed);
            QCOMPARE(indexOf(room), index);
        };
        const Shelf shelf{.folder = room.beside("shelf")};
        room.write(".git/index.lock", "");
        each(shelf, u"index.lock"_s);
        room.remove(".git/index.lock");
        const QByteArray folder = room.path(".git");
        if (::mount(folder.constData(), folder.constData(), nullptr, MS_BIND, nullptr) != 0)
            QSKIP("needs the right to mount");
        const auto unmount = qScopeGuard([&folder] { ::umount2(folder.constData(), MNT_DETACH); });
        QCOMPARE(::mount(nullptr, folder.constData(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr), 0);
        each(shelf, u"Read-only file system"_s);
    }
    void noRoomToKeep()
    {
        GitRoom room;
        const QByteArrayList paths = change(room);
        room.write("large", QByteArray(2'000'000, 'x'));
        const QByteArray mount = room.beside("small");
        QCOMPARE(::mkdir(mount.constData(), 0700), 0);
        if (::mount("tmpfs", mount.constData(), "tmpfs", 0, "size=1m") != 0)
            QSKIP("needs the right to mount a small file system");
        const auto unmount = qScopeGuard([&mount] { ::umount2(mount.constData(), MNT_DETACH); });
        const auto changed = treeOf(room);
        QCOMPARE(discard(room.place(), {.folder = mount + "/shelf"}, paths + QByteArrayList{"large"}).error().code, u"ENOSPC"_s);
        QCOMPARE(treeOf(room), changed);
    }
    void moreThanACommandLine()
    {
        GitRoom room;
        room.commit();
        QByteArrayList paths;
        for (int i = 0; i < 2'500; ++i) {
            paths << "a rather long name, so that they do not fit one command line " + QByteArray::number(i);
            room.write(paths.last(), "x");
        }
        QVERIFY(stage(room.place(), paths));
        QCOMPARE(room.git({"ls-files"}).count('\n'), 2'500);
        QVERIFY(unstage(room.place(), paths));
        QCOMPARE(room.git({"ls-files"}), "");
        const auto ids = discard(room.place(), {.folder = room.beside("shelf")}, paths);
        QVERIFY(ids);
        QCOMPARE(ids->size(), 2'500);
        QCOMPARE(treeOf(room).size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestGitActions)
#include "tst_gitactions.moc"
