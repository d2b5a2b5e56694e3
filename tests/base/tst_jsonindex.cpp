// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/jsonindex.h"
#include "base/jsontext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QtTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

QByteArray randomText(QRandomGenerator *random, int depth)
{
    const auto blanks = [&] { return QByteArray(" \n\t\r").left(int(random->bounded(3))); };
    const int kind = depth == 0 ? 4 + int(random->bounded(2)) : int(random->bounded(depth > 5 ? 4 : 6));
    if (kind < 4)
        return blanks() + QList<QByteArray>{"-12.50", "\"a\\\"]},\\u00e9 ß\"", "null", "true"}.at(kind) + blanks();
    QList<QByteArray> parts;
    for (int i = int(random->bounded(depth < 2 ? 40 : 5)); i > 0; --i)
        parts << (kind == 4 ? QByteArray() : "\"k" + QByteArray::number(i) + "\"" + blanks() + ":") +
                     randomText(random, depth + 1);
    return blanks() + (kind == 4 ? '[' : '{') + blanks() + parts.join(',') + (kind == 4 ? ']' : '}') + blanks();
}

// Walks the whole index and compares it with what Qt reads.
void compare(const JsonIndex &index, const JsonItem &item, const QJsonValue &expected)
{
    switch (item.kind) {
    case JsonItem::Kind::Object: {
        const QJsonObject object = expected.toObject();
        QCOMPARE(index.count(item), object.size());
        for (const JsonItem &member : index.members(item, 0, 1'000'000))
            compare(index, member, object.value(index.key(member)));
        return;
    }
    case JsonItem::Kind::Array: {
        const QJsonArray array = expected.toArray();
        QCOMPARE(index.count(item), array.size());
        const QList<JsonItem> members = index.members(item, 0, 1'000'000);
        for (qsizetype i = 0; i < members.size(); ++i) {
            QCOMPARE(members[i].number, i);
            compare(index, members[i], array.at(i));
        }
        return;
    }
    default:
        QCOMPARE(QJsonDocument::fromJson('[' + index.source(item).toByteArray() + ']').array().at(0), expected);
    }
}

} // namespace

class TestJsonIndex : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatQtReads();
    void refusesWhatIsNoJson_data();
    void refusesWhatIsNoJson();
    void everyPrefixIsRefused();
    void anyThousandOfManyMembers();
    void digitsOrderAndRepeatedNamesStay();
    void findsNamesAndValues();
    void countsLevels();
    void stops();
};

void TestJsonIndex::readsWhatQtReads()
{
    QRandomGenerator random(11);
    for (int i = 0; i < 200; ++i) {
        const QByteArray text = randomText(&random, 0);
        const auto index = JsonIndex::read(text);
        QVERIFY2(index, text.constData());
        const QJsonDocument document = QJsonDocument::fromJson(text);
        compare(*index, index->root(), document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()));
    }
}

void TestJsonIndex::refusesWhatIsNoJson_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"",         " ",         "1",
                             "\"a\"",    "null",      "[1,]",
                             "[,1]",     "{,}",       "{\"a\":1,}",
                             "{\"a\"}",  "{a:1}",     "[01]",
                             "[1.]",     "[.5]",      "[1e]",
                             "[+1]",     "[NaN]",     "[tru]",
                             "[\"\t\"]", "[\"\\x\"]", "[\"\\u12g4\"]",
                             "[1] x",    "[1][2]",    "{]",
                             "[}",       "{1,2}",     "{\"a\":1 \"b\":2}",
                             "[1 2]",    "[--1]",     "['a']"})
        QTest::addRow("%s", text) << QByteArray(text);
    QTest::newRow("deep") << QByteArray(100'000, '[') + QByteArray(100'000, ']');
}

void TestJsonIndex::refusesWhatIsNoJson()
{
    QFETCH(QByteArray, text);
    QVERIFY(!JsonIndex::read(text));
}

void TestJsonIndex::everyPrefixIsRefused()
{
    const QByteArray text = R"({"a":[1,-2.5e+10,"\u00e9\"",{"b":null}],"c":{},"d":[true,false]})";
    QVERIFY(JsonIndex::read(text));
    for (qsizetype length = 0; length < text.size(); ++length)
        QVERIFY(!JsonIndex::read(text.first(length)));
}

void TestJsonIndex::anyThousandOfManyMembers()
{
    QByteArray text = "{\"first\":1,\"many\":[";
    for (int i = 0; i < 25'000; ++i)
        text += (i ? ",{\"n\":" : "{\"n\":") + QByteArray::number(i) + '}';
    text += "]}";
    const auto index = JsonIndex::read(text);
    QVERIFY(index);
    const JsonItem many = index->members(index->root(), 1, 1).first();
    QCOMPARE(index->key(many), u"many"_s);
    QCOMPARE(index->count(many), 25'000);
    for (const qint64 first : {0, 999, 1000, 1001, 12'345, 24'999}) {
        const JsonItem item = index->members(many, first, 1).first();
        QCOMPARE(item.number, first);
        QCOMPARE(index->source(item).toByteArray(), "{\"n\":" + QByteArray::number(first) + '}');
    }
    QCOMPARE(index->members(many, 24'500, 1000).size(), 500);
    QCOMPARE(index->members(many, 25'000, 1000).size(), 0);
}

void TestJsonIndex::digitsOrderAndRepeatedNamesStay()
{
    const auto index = JsonIndex::read(R"({"z":9007199254740993.10,"a":1,"\u007a":-0.0E+400,"":0})");
    QVERIFY(index);
    const QList<JsonItem> members = index->members(index->root(), 0, 10);
    QCOMPARE(members.size(), 4);
    QCOMPARE(index->source(members[0]).toByteArray(), "9007199254740993.10");
    QCOMPARE(index->source(members[2]).toByteArray(), "-0.0E+400");
    QCOMPARE(index->key(members[2]), u"z"_s);
    QCOMPARE(index->key(members[3]), QString());
    QVERIFY(index->isRepeated(members[0]) && index->isRepeated(members[2]));
    QVERIFY(!index->isRepeated(members[1]) && !index->isRepeated(members[3]));
    QVERIFY(!index->isRepeated(index->root()));
}

void TestJsonIndex::findsNamesAndValues()
{
    const auto index = JsonIndex::read(R"({"Name":"x","list":[{"a":"the NAME"},{"b":"caf\u00e9"},12.50]})");
    const auto ways = index->find(u"name"_s, 10);
    QCOMPARE(ways.size(), 2);
    QCOMPARE(index->key(ways[0].last()), u"Name"_s);
    QCOMPARE(ways[1].size(), 4); // the whole, list, its first, a
    QCOMPARE(index->key(ways[1].at(1)), u"list"_s);
    QCOMPARE(ways[1].at(2).number, 0);
    QCOMPARE(index->find(u"café"_s, 10).size(), 1);
    QCOMPARE(index->find(u"12.50"_s, 10).size(), 1);
    QCOMPARE(index->find(u"a"_s, 2).size(), 2);
    QCOMPARE(index->find(u"nowhere"_s, 2).size(), 0);
}

void TestJsonIndex::countsLevels()
{
    QCOMPARE(JsonIndex::read("{\"a\":[1,2,[3]],\"b\":{}}")->perLevel(), (QList<qint64>{1, 2, 3, 1}));
    QCOMPARE(JsonIndex::read("[]")->perLevel(), QList<qint64>{1});
}

void TestJsonIndex::stops()
{
    std::stop_source source;
    source.request_stop();
    const QByteArray many = '[' + QByteArray("1,").repeated(100'000) + "1]";
    QVERIFY(JsonIndex::read(many));
    QVERIFY(!JsonIndex::read(many, source.get_token()));
}

QTEST_APPLESS_MAIN(TestJsonIndex)
#include "tst_jsonindex.moc"
