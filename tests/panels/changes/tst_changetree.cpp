// SPDX-License-Identifier: GPL-3.0-or-later
// The model of what has changed: git's status in groups, updated row by row.
#include "panels/changes/changetree.h"
#include "panels/changes/changewords.h"
#include "panels/changes/linecounts.h"
#include "support/gitroom.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

#include <future>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestChangeTree final : public QObject
{
    Q_OBJECT

    static QString text(const ChangeTree &tree)
    {
        QStringList lines;
        for (int group = 0; group < ChangeTree::groups; ++group)
            for (const Change &change : tree.changes(ChangeTree::Group(group)))
                lines << u"%1 %2 %3"_s.arg(group).arg(QChar::fromLatin1(change.letter)).arg(QString::fromUtf8(change.path));
        return lines.join(u'\n');
    }
    static git::Status untracked(const QByteArrayList &paths)
    {
        git::Status status;
        for (const QByteArray &path : paths)
            status.entries.append({.path = path, .kind = git::Entry::Kind::Untracked, .index = '?', .work = '?'});
        return status;
    }

private Q_SLOTS:
    void groupsAreWhatGitSays()
    {
        GitRoom room;
        room.write("both", "1\n");
        room.write("gone", "1\n");
        room.write("old", "a long enough text\nto be found again\n");
        room.commit();
        room.write("both", "2\n");
        room.git({"add", "both"});
        room.write("both", "3\n");
        room.remove("gone");
        room.git({"mv", "old", "new"});
        room.write("dir/fresh", "x");
        ChangeTree tree;
        QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tree.setStatus(*std::async(std::launch::async, [&] { return git::status(room.place()); }).get());
        QCOMPARE(text(tree), u"1 M both\n1 R new\n2 M both\n2 D gone\n3 ? dir/"_s);
        const QModelIndex renamed = tree.find(ChangeTree::Staged, "new");
        QCOMPARE(renamed.data(ChangeTree::FromRole).toString(), u"old"_s);
        QCOMPARE(tree.find(ChangeTree::Untracked, "dir/").data().toString(), u"dir/"_s);

        const auto staged = std::async(std::launch::async, [&] { return lineCounts(room.place(), true, {}); }).get();
        QVERIFY(staged);
        QCOMPARE(staged->value("both"), (LineCount{1, 1, false}));
        QVERIFY(staged->contains("new"));
        tree.setLines(ChangeTree::Staged, *staged);
        QCOMPARE(tree.find(ChangeTree::Staged, "both").data(ChangeTree::LinesRole).value<LineCount>(), (LineCount{1, 1, false}));
    }

    void onlyRowsThatDifferComeAndGo()
    {
        ChangeTree tree;
        QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tree.setStatus(untracked({"b", "d", "f"}));
        const QPersistentModelIndex d = tree.find(ChangeTree::Untracked, "d");
        QSignalSpy removed(&tree, &ChangeTree::rowsRemoved), inserted(&tree, &ChangeTree::rowsInserted);
        tree.setStatus(untracked({"a", "c", "d", "e", "g"}));
        QVERIFY(d.isValid());
        QCOMPARE(d.row(), 2);
        QCOMPARE(text(tree), u"3 ? a\n3 ? c\n3 ? d\n3 ? e\n3 ? g"_s);
        QCOMPARE(removed.count(), 2); // b, f
        removed.clear();
        inserted.clear();
        tree.setStatus(untracked({"a", "c", "d", "e", "g"}));
        QCOMPARE(removed.count() + inserted.count(), 0);
        tree.setStatus({});
        QVERIFY(!d.isValid());
        QCOMPARE(text(tree), QString());
    }

    // Every way from one random list to another ends in that list.
    void anyListToAnyOther()
    {
        ChangeTree tree;
        QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
        quint32 seed = 7;
        for (int round = 0; round < 200; ++round) {
            QByteArrayList paths;
            for (int i = 0; i < (round % 50 == 49 ? 1500 : 30); ++i)
                if ((seed = seed * 1664525 + 1013904223) >> 31)
                    paths << QByteArray::number(1000 + i);
            tree.setStatus(untracked(paths));
            QCOMPARE(tree.count(ChangeTree::Untracked), paths.size());
            for (int row = 0; row < paths.size(); ++row)
                QCOMPARE(tree.changes(ChangeTree::Untracked).at(row).path, paths.at(row));
        }
    }

    void numbersOfRenamesAndBinaries()
    {
        static constexpr char said[] = "3\t1\ta\0-\t-\tb.png\0"
                                       "2\t0\t\0old\0new";
        const QByteArray text(said, sizeof said);
        const LineCounts counts = readLineCounts(text);
        QCOMPARE(counts.size(), 3);
        QCOMPARE(counts.value("a"), (LineCount{3, 1, false}));
        QVERIFY(counts.value("b.png").isBinary);
        QCOMPARE(counts.value("new"), (LineCount{2, 0, false}));
    }

    void ignoreLinesMeanOnePath_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"plain", "with blank", "end ", "st*r", "wh?t", "br[a]c", "back\\slash", "#hash", "!bang"})
            QTest::newRow(name) << QByteArray(name);
    }
    void ignoreLinesMeanOnePath()
    {
        QFETCH(QByteArray, name);
        GitRoom room;
        room.write(name, "x");
        room.write("other/" + name, "x");
        room.write("straw", "x");
        room.write(".gitignore", changewords::ignoreLine(name) + '\n');
        const QByteArray ignored = room.git({"ls-files", "-z", "-o", "-i", "--exclude-standard"});
        QCOMPARE(ignored, name + '\0');
    }

    void ages()
    {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QCOMPARE(changewords::ago(now.addSecs(-5), now), u"just now"_s);
        QCOMPARE(changewords::ago(now.addSecs(-2 * 3600 - 5), now), u"2 h ago"_s);
        QCOMPARE(changewords::ago(now.addDays(-3), now), u"3 d ago"_s);
    }
};

QTEST_MAIN(TestChangeTree)
#include "tst_changetree.moc"
