// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/git/lanes.h"
#include "support/gitroom.h"

#include <QHash>
#include <QRandomGenerator>
#include <QSet>
#include <QtTest>

using namespace oriel::git;
using oriel::test::GitRoom;

namespace {

struct Node
{
    QByteArray id;
    QByteArrayList parents;
};
using Edges = QSet<std::pair<QByteArray, QByteArray>>;

QList<LaneRow> rowsOf(const QList<Node> &nodes)
{
    Lanes lanes;
    QList<LaneRow> rows;
    for (const Node &node : nodes)
        rows << lanes.add(node.id, node.parents);
    return rows;
}

// Follows each line downwards with nothing but columns, as an eye does.
Edges followed(const QList<Node> &nodes, const QList<LaneRow> &rows)
{
    Edges edges;
    for (qsizetype child = 0; child < rows.size(); ++child)
        for (const LaneLine &start : rows[child].lower) {
            if (start.from != rows[child].column)
                continue;
            int column = start.to;
            for (qsizetype row = child + 1; row < rows.size(); ++row) {
                const auto line = std::find_if(rows[row].upper.begin(), rows[row].upper.end(),
                                               [column](const LaneLine &upper) { return upper.from == column; });
                if (line == rows[row].upper.end()) {
                    edges.insert({nodes[child].id, "broken"});
                    break;
                }
                if (line->to == rows[row].column) {
                    edges.insert({nodes[child].id, nodes[row].id});
                    break;
                }
                column = line->to;
            }
        }
    return edges;
}

Edges wanted(const QList<Node> &nodes)
{
    QSet<QByteArray> known;
    for (const Node &node : nodes)
        known.insert(node.id);
    Edges edges;
    for (const Node &node : nodes)
        for (const QByteArray &parent : node.parents)
            if (known.contains(parent))
                edges.insert({node.id, parent});
    return edges;
}

// What must hold of every picture.
void check(const QList<Node> &nodes)
{
    const QList<LaneRow> rows = rowsOf(nodes);
    QCOMPARE(followed(nodes, rows), wanted(nodes));
    QHash<int, int> above; // column -> colour at the row's upper edge
    for (const LaneRow &row : rows) {
        QHash<int, int> upper, lower;
        for (const LaneLine &line : row.upper) {
            QVERIFY2(!upper.contains(line.from), "two lines begin in one column");
            upper[line.from] = line.color;
            QVERIFY(line.to == line.from || line.to == row.column); // passes, or ends in the commit
            QVERIFY(line.from < row.width && line.to < row.width);
        }
        QCOMPARE(upper, above);
        for (const LaneLine &line : row.lower) {
            QVERIFY(line.to == line.from || line.from == row.column);
            QVERIFY(!lower.contains(line.to) || lower[line.to] == line.color); // joined lanes share their colour
            QVERIFY(line.from < row.width && line.to < row.width);
            lower[line.to] = line.color;
        }
        for (const LaneLine &line : row.lower) // a lane that passes keeps its column and its colour
            if (line.from != row.column)
                QCOMPARE(upper.value(line.from, -1), line.color);
        above = lower;
    }
}

QList<Node> logOf(const GitRoom &room, const QByteArrayList &options = {})
{
    QList<Node> nodes;
    for (const QByteArray &line :
         room.git(QByteArrayList{"log", "--all", "--topo-order", "--format=%H %P"} + options).trimmed().split('\n')) {
        QByteArrayList words = line.trimmed().split(' ');
        const QByteArray id = words.takeFirst();
        nodes << Node{id, words};
    }
    return nodes;
}

} // namespace

class TestLanes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLineGoesStraightDown()
    {
        const QList<LaneRow> rows = rowsOf({{"c", {"b"}}, {"b", {"a"}}, {"a", {}}});
        for (const LaneRow &row : rows) {
            QCOMPARE(row.column, 0);
            QCOMPARE(row.color, rows[0].color);
            QCOMPARE(row.width, 1);
        }
        QVERIFY(rows[0].upper.isEmpty() && rows[2].lower.isEmpty());
    }
    void aMergeOpensALaneThatEndsInTheFork()
    {
        const QList<LaneRow> rows = rowsOf({{"m", {"a", "b"}}, {"b", {"r"}}, {"a", {"r"}}, {"r", {}}});
        QCOMPARE(rows[0].lower, (QList<LaneLine>{{0, 0, 0}, {0, 1, 1}}));
        QCOMPARE(rows[1].column, 1);
        QCOMPARE(rows[2].column, 0);
        QCOMPARE(rows[3].upper, (QList<LaneLine>{{0, 0, 0}, {1, 0, 1}}));
    }
    void aLaneIsUsedAgain()
    {
        Lanes lanes;
        lanes.add("t1", {});
        QVERIFY(lanes.isEmpty());
        const LaneRow row = lanes.add("t2", {"x"});
        QCOMPARE(row.column, 0);
        QVERIFY(row.color != 0);
        QVERIFY(!lanes.isEmpty());
    }
    void randomHistories()
    {
        QRandomGenerator random(11);
        for (int round = 0; round < 300; ++round) {
            const int count = random.bounded(1, 60);
            QList<Node> nodes;
            for (int i = 0; i < count; ++i) { // a parent stands anywhere below, some beyond the end (a log that is cut)
                Node node{QByteArray::number(i), {}};
                for (quint32 parents = random.bounded(8) == 0 ? random.bounded(6U) : random.bounded(3U); parents > 0; --parents)
                    node.parents << QByteArray::number(i + random.bounded(1, 12));
                nodes << node;
            }
            check(nodes);
            if (QTest::currentTestFailed())
                return;
        }
    }
    // A real history with merges, an octopus and two roots; the pairs git's own graph is made of.
    void asGitKnowsIt()
    {
        GitRoom room;
        room.commit("root");
        QRandomGenerator random(5);
        for (int i = 0; i < 30; ++i) {
            const QByteArray branch = "b" + QByteArray::number(random.bounded(5));
            if (room.tryGit({"checkout", "-q", branch}).exitCode != 0)
                room.git({"checkout", "-q", "-b", branch});
            room.write(branch, QByteArray::number(i));
            room.commit(branch);
            if (random.bounded(3) == 0) {
                room.tick();
                room.tryGit({"merge", "-q", "--no-ff", "--no-edit", "b" + QByteArray::number(random.bounded(5))});
            }
        }
        room.git({"checkout", "-q", "main"});
        room.tick();
        room.git({"merge", "-q", "--no-ff", "--no-edit", "b0", "b1", "b2"});
        room.git({"checkout", "-q", "--orphan", "other"});
        room.commit("another root");
        check(logOf(room));
        check(logOf(room, {"-n", "12"}));
        Edges git;
        QByteArrayList ids = room.git({"log", "--all", "--graph", "--format=%x01%H %P"}).split('\n'); // only rows with a commit
        for (const QByteArray &row : std::as_const(ids)) {
            const qsizetype at = row.indexOf('\1');
            const QByteArrayList words = at < 0 ? QByteArrayList() : row.sliced(at + 1).trimmed().split(' ');
            for (const QByteArray &parent : words.mid(1))
                git.insert({words[0], parent});
        }
        const QList<Node> nodes = logOf(room);
        QVERIFY(git.size() > nodes.size());
        QCOMPARE(followed(nodes, rowsOf(nodes)), git);
    }
};

QTEST_GUILESS_MAIN(TestLanes)
#include "tst_lanes.moc"
