// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/layout.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel::layout;

class TestLayout final : public QObject
{
    Q_OBJECT

private:
    static std::optional<Node> read(const QByteArray &text) { return fromJson(QJsonDocument::fromJson(text).object()); }
    static QByteArray text(const Node &node) { return QJsonDocument(toJson(node)).toJson(QJsonDocument::Compact); }
    static Node pane(const QStringList &names)
    {
        Node node;
        for (const QString &name : names)
            node.tabs.append({u"table"_s, {{u"name"_s, name}}});
        return node;
    }
    static Node tree()
    {
        Node down;
        down.orientation = Qt::Vertical;
        down.sizes = {200, 300};
        down.parts = {pane({u"b"_s}), pane({u"c"_s, u"d"_s})};
        down.parts[1].current = 1;
        down.parts[1].isCurrent = true;
        Node root;
        root.sizes = {400, 600};
        root.parts = {pane({u"a"_s}), down};
        return root;
    }

private Q_SLOTS:
    void roundTrip()
    {
        const Node node = tree();
        const auto again = fromJson(toJson(node));
        QVERIFY(again);
        QCOMPARE(text(*again), text(node));
        QCOMPARE(again->parts[1].orientation, Qt::Vertical);
        QCOMPARE(again->parts[1].sizes, (QList<int>{200, 300}));
        QCOMPARE(again->parts[1].parts[1].current, 1);
        QVERIFY(again->parts[1].parts[1].isCurrent);
    }

    void garbage_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << "{}"_qba;
        QTest::newRow("no tabs") << R"({"tabs":[]})"_qba;
        QTest::newRow("tabs of numbers") << R"({"tabs":[1,2,"x",null]})"_qba;
        QTest::newRow("tab without kind") << R"({"tabs":[{"state":{}}]})"_qba;
        QTest::newRow("parts is text") << R"({"parts":"x"})"_qba;
        QTest::newRow("parts of nothing") << R"({"parts":[{},[],7]})"_qba;
    }
    void garbage()
    {
        QFETCH(QByteArray, json);
        QVERIFY(!read(json));
    }

    void whatIsReadableStays()
    {
        const auto node = read(R"({"split":"sideways","sizes":[1,-5,"x"],"parts":[{"tabs":[{"kind":"t"}],"current":99},{},
                                   {"tabs":[{"kind":"u","state":[]}],"current":-3}]})");
        QVERIFY(node);
        QCOMPARE(node->parts.size(), 2u);
        QVERIFY(node->sizes.isEmpty()); // three sizes for two parts
        QCOMPARE(node->parts[0].current, 0);
        QCOMPARE(node->parts[1].current, 0);
        const auto one = read(R"({"split":"down","parts":[{"tabs":[{"kind":"t"}]}]})");
        QVERIFY(one);
        QVERIFY(!one->isSplit());
        QCOMPARE(one->tabs.size(), 1);
    }

    void deepNestingEnds()
    {
        QByteArray json = R"({"tabs":[{"kind":"t"}]})";
        for (int i = 0; i < 200; ++i)
            json = R"({"parts":[)" + json + "]}";
        QVERIFY(!read(json));
    }

    void mutilatedTextNeverCrashes()
    {
        const QByteArray whole = text(tree());
        QRandomGenerator random(7);
        for (int round = 0; round < 2000; ++round) {
            QByteArray broken = whole;
            for (int i = 0; i < 3; ++i)
                broken[random.bounded(int(broken.size()))] = "{}[],:\"0x-"[random.bounded(10)];
            if (const auto node = read(broken))
                QVERIFY(!text(*node).isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestLayout)
#include "tst_layout.moc"
