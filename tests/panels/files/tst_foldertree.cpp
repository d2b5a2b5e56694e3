// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/files/foldertree.h"

#include "base/pathtext.h"
#include "panels/files/namefilter.h"
#include "panels/files/projectpaths.h"
#include "support/gitroom.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20'000;

struct Kit
{
    GitRoom git;
    std::unique_ptr<Worktree> worktree;
    FolderTree tree;
    QAbstractItemModelTester tester{&tree, QAbstractItemModelTester::FailureReportingMode::Fatal};

    void open(const QByteArray &below = {})
    {
        tree.setWorktree(nullptr);
        worktree = std::make_unique<Worktree>(pathText(below.isEmpty() ? git.path() : git.path(below)));
        tree.setWorktree(worktree.get());
    }
    ~Kit() { tree.setWorktree(nullptr); }

    // A row a line: indentation, name, what git says of it.
    QString text(const QModelIndex &parent = {}, int depth = 0) const
    {
        QString all;
        for (int row = 0; row < tree.rowCount(parent); ++row) {
            const QModelIndex index = tree.index(row, 0, parent);
            const QString letter = letterOf(FileState(index.data(FolderTree::StateRole).toInt()));
            all += QString(depth * 2, u' ') + index.data().toString() + (letter.isEmpty() ? letter : u' ' + letter) + u'\n' +
                   text(index, depth + 1);
        }
        return all;
    }
    bool becomes(const QString &wanted) const
    {
        if (QTest::qWaitFor([&] { return text() == wanted; }, patience))
            return true;
        qWarning("is:\n%s", qPrintable(text()));
        return false;
    }
    void unfold(const QByteArray &path)
    {
        QVERIFY(tree.indexOf(path).isValid());
        tree.fetchMore(tree.indexOf(path));
        QTRY_VERIFY_WITH_TIMEOUT(tree.isRead(tree.indexOf(path)), patience);
    }
};

} // namespace

class TestFolderTree final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foldersComeFirstAndNumbersCount()
    {
        Kit k;
        for (const char *name : {"file10", "file2", ".env", "b/x", "A/y", "n\xff"})
            k.git.write(name, "");
        QVERIFY(::symlink("b", k.git.path("link").constData()) == 0);
        k.open();
        QVERIFY(k.becomes(u"A\nb\nlink\n.env\nfile2\nfile10\nn\\xff\n"_s));
        QVERIFY(k.tree.hasChildren(k.tree.indexOf("b")));
        QVERIFY(!k.tree.hasChildren(k.tree.indexOf("file2")));
        QVERIFY(k.tree.indexOf("link").data(FolderTree::IsLinkRole).toBool());
        k.unfold("b");
        QCOMPARE(k.tree.path(k.tree.index(0, 0, k.tree.indexOf("b"))), "b/x");
        QCOMPARE(k.tree.relative(k.tree.absolute("n\xff")), "n\xff");
    }

    void whatChangesIsSeenAndWhatStaysKeepsItsPlace()
    {
        Kit k;
        k.git.write("a/one", "");
        k.git.write("m", "");
        k.git.write("z/two", "");
        k.open();
        QVERIFY(k.becomes(u"a\nz\nm\n"_s));
        k.unfold("z");
        const QPersistentModelIndex two(k.tree.indexOf("z/two"));
        QVERIFY(
            QTest::qWaitFor([&] { return k.worktree->watcher()->isPlaced() && k.worktree->watcher()->watched() > 2; }, patience));
        k.git.write("c/new", "");
        k.git.write("z/also", "");
        k.git.remove("a");
        k.git.remove("m");
        k.git.write("m/inside", ""); // a file became a folder
        QVERIFY(k.becomes(u"c\nm\nz\n  also\n  two\n"_s));
        QVERIFY(two.isValid());
        QCOMPARE(k.tree.path(two), "z/two");
    }

    void gitSaysItsWordOnceTrusted()
    {
        Kit k;
        k.git.write(".gitignore", "out/\n");
        k.git.write("src/app.py", "1\n");
        k.git.write("gone", "1\n");
        k.git.commit();
        k.git.write("src/app.py", "2\n");
        k.git.write("new", "");
        k.git.write("out/x", "");
        k.open();
        QTRY_VERIFY_WITH_TIMEOUT(k.tree.indexOf("src").isValid(), patience);
        k.unfold("out");
        k.unfold("src");
        QVERIFY(k.becomes(u"out\n  x\nsrc\n  app.py\n.gitignore\ngone\nnew\n"_s));
        QTRY_COMPARE_WITH_TIMEOUT(FileState(k.tree.indexOf("out").data(FolderTree::StateRole).toInt()), FileState::Ignored,
                                  patience);
        k.worktree->setTrusted(true);
        QVERIFY(k.becomes(u"out\n  x\nsrc M\n  app.py M\n.gitignore\ngone\nnew U\n"_s));
        k.git.commit();
        QVERIFY(k.becomes(u"out\n  x\nsrc\n  app.py\n.gitignore\ngone\nnew\n"_s));
    }

    void aFolderOfThousandsIsRead()
    {
        Kit k;
        for (int i = 0; i < 20'000; ++i)
            std::ofstream(k.git.path("f" + QByteArray::number(i)).toStdString());
        QSignalSpy inserted(&k.tree, &QAbstractItemModel::rowsInserted);
        k.open();
        QTRY_COMPARE_WITH_TIMEOUT(k.tree.rowCount(), 20'000, patience);
        QCOMPARE(inserted.size(), 1); // at once
        QCOMPARE(k.tree.index(9'999, 0).data().toString(), u"f9999"_s);
    }

    void aFilterKeepsTheWay()
    {
        Kit k;
        for (const char *name : {"src/app.py", "src/deep/apple.txt", "docs/readme", "apps/x", "zoo", ".gitignore", "out/app"})
            k.git.write(name, "");
        k.git.write(".gitignore", "out\n");
        k.open();
        ProjectPaths paths;
        paths.setWorktree(k.worktree.get());
        paths.want();
        QTRY_VERIFY_WITH_TIMEOUT(paths.isComplete(), patience);
        QCOMPARE(paths.list()->size(), 6);
        k.tree.setFound(namesLike(u"app"_s, *paths.list(), 100));
        QCOMPARE(k.text(), u"apps\nsrc\n  deep\n    apple.txt\n  app.py\n"_s);
        QCOMPARE(k.tree.indexOf("src/app.py").data(FolderTree::MatchRole).value<QList<int>>(), (QList<int>{0, 1, 2}));
        k.unfold("apps"); // what was found itself can be looked into
        QVERIFY(k.becomes(u"apps\n  x\nsrc\n  deep\n    apple.txt\n  app.py\n"_s));
        k.tree.clearFound();
        for (const char *folder : {"apps", "docs", "out", "src", "src/deep"})
            k.unfold(folder);
        QVERIFY(k.becomes(u"apps\n  x\ndocs\n  readme\nout\n  app\nsrc\n  deep\n    apple.txt\n  app.py\n.gitignore\nzoo\n"_s));
        paths.setWorktree(nullptr);
    }

    void pathsAreKeptUp()
    {
        Kit k;
        k.git.write("top/.gitignore", "*.log\n");
        k.git.write(".gitignore", "tmp\n");
        k.git.write("top/a", "");
        k.open("top"); // a folder of a repository: the rules above hold too
        ProjectPaths paths;
        paths.setWorktree(k.worktree.get());
        const auto all = [&] {
            QByteArrayList names;
            for (qsizetype i = 0; i < paths.list()->size(); ++i)
                names << paths.list()->path(i);
            std::ranges::sort(names);
            return names.join(' ');
        };
        QVERIFY(QTest::qWaitFor([&] { return k.worktree->isFound() && k.worktree->watcher()->watched() > 0; }, patience));
        paths.want();
        QTRY_COMPARE_WITH_TIMEOUT(all(), ".gitignore a", patience);
        k.git.write("top/b", "");
        k.git.write("top/tmp", "");
        k.git.write("top/x.log", "");
        k.git.write("top/more/c", "");
        k.git.remove("top/a");
        QTRY_COMPARE_WITH_TIMEOUT(all(), ".gitignore b more/c", patience);
        k.git.write("top/.gitignore", "b\n");
        QTRY_COMPARE_WITH_TIMEOUT(all(), ".gitignore more/c x.log", patience);
        paths.setWorktree(nullptr);
    }

    void somethingNewIsNamedInPlace()
    {
        Kit k;
        k.git.write("a/b", "");
        k.open();
        QVERIFY(k.becomes(u"a\n"_s));
        k.unfold("a");
        QSignalSpy named(&k.tree, &FolderTree::named), renamed(&k.tree, &FolderTree::renamed);
        const QModelIndex draft = k.tree.beginDraft(k.tree.indexOf("a"), false);
        QCOMPARE(draft.row(), 0);
        k.tree.refresh("a"); // a reading meanwhile leaves it alone
        QSignalSpy listed(&k.tree, &FolderTree::listed);
        QVERIFY(listed.wait(patience));
        QCOMPARE(k.tree.rowCount(k.tree.indexOf("a")), 2);
        QVERIFY(!k.tree.setData(draft, u""_s, Qt::EditRole));
        QVERIFY(k.tree.setData(draft, u"new.py"_s, Qt::EditRole));
        QCOMPARE(named.size(), 1);
        QCOMPARE(named[0][0].toByteArray(), "a/new.py");
        k.tree.endDraft();
        QCOMPARE(k.tree.rowCount(k.tree.indexOf("a")), 1);
        QVERIFY(k.tree.setData(k.tree.indexOf("a/b"), u"c"_s, Qt::EditRole));
        QCOMPARE(renamed[0][0].toByteArray(), "a/b");
        QCOMPARE(renamed[0][1].toByteArray(), "a/c");
    }
};

QTEST_MAIN(TestFolderTree)
#include "tst_foldertree.moc"
