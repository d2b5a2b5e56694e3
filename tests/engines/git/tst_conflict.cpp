// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/conflict.h"
#include "support/gitroom.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace oriel::git;
using oriel::test::GitRoom;

namespace {

// Three versions of a text that conflict somewhere.
struct Versions
{
    QByteArray base, ours, theirs;
};

Versions versionsOf(QRandomGenerator &random, const QByteArray &lineEnd)
{
    Versions made;
    for (int line = 0; line < 40; ++line) {
        const QByteArray text = "line " + QByteArray::number(line) + lineEnd;
        made.base += text;
        const quint32 chance = random.bounded(12);
        made.ours += chance == 0 ? "ours " + text : chance == 2 ? text + "ours too" + lineEnd : chance == 3 ? QByteArray() : text;
        made.theirs += chance <= 1 ? "theirs " + text : chance == 2 ? text + "theirs too" + lineEnd : text;
    }
    return made;
}

} // namespace

class TestConflict : public QObject
{
    Q_OBJECT
private:
    static GitRoom &inConflict(GitRoom &room, const Versions &versions)
    {
        room.write("f", versions.base);
        room.commit("base");
        room.git({"checkout", "-q", "-b", "side"});
        room.write("f", versions.theirs);
        room.commit("theirs");
        room.git({"checkout", "-q", "main"});
        room.write("f", versions.ours);
        room.commit("ours");
        return room;
    }
private Q_SLOTS:
    // Every region resolved to one side is what git merges with -X ours / theirs; in both styles, whatever the line ends.
    void asGitDoesIt_data()
    {
        QTest::addColumn<QByteArray>("style");
        QTest::addColumn<QByteArray>("lineEnd");
        for (const char *style : {"merge", "diff3", "zdiff3"})
            for (const char *end : {"\n", "\r\n"})
                QTest::addRow("%s %s", style, end[0] == '\r' ? "CRLF" : "LF") << QByteArray(style) << QByteArray(end);
    }
    void asGitDoesIt()
    {
        QFETCH(QByteArray, style);
        QFETCH(QByteArray, lineEnd);
        QRandomGenerator random(7);
        int conflicts = 0;
        for (int round = 0; round < 4; ++round) {
            GitRoom room;
            room.git({"config", "merge.conflictStyle", style});
            const Versions versions = versionsOf(random, lineEnd);
            inConflict(room, versions);
            room.write("ours", versions.ours);
            room.write("base", versions.base);
            room.write("theirs", versions.theirs);
            const bool isMerged = room.tryGit({"merge", "-q", "side"}).exitCode == 0;
            const QByteArray text = room.read("f");
            const QList<Conflict> found = conflictsIn(text);
            QCOMPARE(found.isEmpty(), isMerged);
            conflicts += int(found.size());
            for (const auto &[side, option] : {std::pair(Side::Ours, "--ours"), std::pair(Side::Theirs, "--theirs"),
                                               std::pair(Side::OursThenTheirs, "--union")}) {
                QByteArray whole = text;
                for (auto conflict = found.rbegin(); conflict != found.rend(); ++conflict)
                    whole = resolved(whole, *conflict, side);
                QCOMPARE(whole, room.git({"merge-file", "-p", option, "ours", "base", "theirs"}));
            }
            for (const Conflict &conflict : found) {
                QCOMPARE(conflict.base.has_value(), style != "merge");
                QCOMPARE(conflict.oursName, "HEAD");
                QCOMPARE(conflict.theirsName, "side");
                QCOMPARE(chosen(text, conflict, Side::TheirsThenOurs),
                         chosen(text, conflict, Side::Theirs) + chosen(text, conflict, Side::Ours));
                if (conflict.base)
                    QVERIFY(versions.base.contains(chosen(text, conflict, Side::Base)));
            }
        }
        QVERIFY(conflicts > 4);
    }
    void theBaseOfDiff3()
    {
        GitRoom room;
        room.git({"config", "merge.conflictStyle", "diff3"});
        inConflict(room, {"a\nb\nc\n", "a\nours\nc\n", "a\ntheirs\nc\n"});
        QCOMPARE(room.tryGit({"merge", "-q", "side"}).exitCode, 1);
        const QByteArray text = room.read("f");
        const QList<Conflict> found = conflictsIn(text);
        QCOMPARE(found.size(), 1);
        QCOMPARE(resolved(text, found[0], Side::Base), "a\nb\nc\n");
    }
    // A line that looks like a mark: git makes its own longer where the attribute says so.
    void marksOfAnotherSize()
    {
        GitRoom room;
        room.write(".gitattributes", "f conflict-marker-size=11\n");
        inConflict(room, {"title\n=======\na\n", "title\n=======\nb\n", "title\n=======\nc\n"});
        QCOMPARE(room.tryGit({"merge", "-q", "side"}).exitCode, 1);
        const QByteArray text = room.read("f");
        QVERIFY(conflictsIn(text).isEmpty());
        const QList<Conflict> found = conflictsIn(text, 11);
        QCOMPARE(found.size(), 1);
        QCOMPARE(resolved(text, found[0], Side::Theirs), "title\n=======\nc\n");
    }
    void whatIsNoConflict_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("title") << QByteArray("Title\n=======\n");
        QTest::newRow("no end") << QByteArray("<<<<<<< HEAD\na\n=======\nb\n");
        QTest::newRow("no middle") << QByteArray("<<<<<<< HEAD\na\n>>>>>>> side\n");
        QTest::newRow("longer") << QByteArray("<<<<<<<< HEAD\na\n========\nb\n>>>>>>>> side\n");
        QTest::newRow("indented") << QByteArray(" <<<<<<< HEAD\na\n =======\nb\n >>>>>>> side\n");
        QTest::newRow("no blank") << QByteArray("<<<<<<<HEAD\na\n=======\nb\n>>>>>>>side\n");
    }
    void whatIsNoConflict()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(conflictsIn(text).size(), 0);
    }
    void oneThatBeginsAnew()
    {
        const QByteArray text = "<<<<<<< x\nlost\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> side";
        const QList<Conflict> found = conflictsIn(text);
        QCOMPARE(found.size(), 1);
        QCOMPARE(resolved(text, found[0], Side::Ours), "<<<<<<< x\nlost\na\n");
    }
};

QTEST_GUILESS_MAIN(TestConflict)
#include "tst_conflict.moc"
