// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/difference.h"
#include "jsontree.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace oriel::json;

namespace {

// "+path value", "-path value" or "~path before > after", one behind the other.
QString told(std::string_view left, std::string_view right, const Comparing &how = {}, std::size_t most = 100)
{
    const auto before = Document::ofText(left, {.form = Form::Lines}), after = Document::ofText(right, {.form = Form::Lines});
    const auto found = differences(*before, *after, how, most);
    if (!found)
        return found.error().code;
    QStringList texts;
    for (const Difference &difference : found->list) {
        const QString path = QString::fromStdString(difference.path);
        const QString old = difference.before ? QString::fromStdString(before->bytes(*difference.before)) : QString();
        const QString now = difference.after ? QString::fromStdString(after->bytes(*difference.after)) : QString();
        texts << (difference.kind == Difference::Kind::Added     ? u"+%1 %2"_s.arg(path, now)
                  : difference.kind == Difference::Kind::Removed ? u"-%1 %2"_s.arg(path, old)
                                                                 : u"~%1 %2 > %3"_s.arg(path, old, now));
    }
    return texts.join(u", "_s) + (found->isWhole ? u""_s : u" …"_s);
}

} // namespace

class TestJsonDifference final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void members();
    void scalars();
    void elements();
    void byKey();
    void ignored();
    void most();
    void deep();
    void large();
    void bothWays();
};

void TestJsonDifference::members()
{
    QCOMPARE(told(R"({"a":1,"b":{"c":2,"d":3}})", R"({ "b" : {"d":4, "c":2}, "\u0061":1, "e":[] })"),
             u"~$['b']['d'] 3 > 4, +$['e'] []"_s);
    QCOMPARE(told(R"({"a":1,"b":2})", R"({"b":3})"), u"~$['b'] 2 > 3, -$['a'] 1"_s);
    QCOMPARE(told(R"({"a":1,"a":2})", R"({"a":3,"a":2})"), QString()); // the last one counts
    QCOMPARE(told(R"({"a":1,"a":2})", R"({"b":1,"b":3})"), u"+$['b'] 3, -$['a'] 2"_s);
    QCOMPARE(told("1", "[1]"), u"~$ 1 > [1]"_s);
    QCOMPARE(told("{\"a\":1}\n{\"a\":2}", "{\"a\":1}\n{\"a\":3}"), u"~$[1]['a'] 2 > 3"_s);
}

void TestJsonDifference::scalars()
{
    QCOMPARE(told(R"([1.0, "é", 9007199254740992, true, null])", R"([1, "\u00e9", 9007199254740993, false, 0])"),
             u"~$[2] 9007199254740992 > 9007199254740993, ~$[3] true > false, ~$[4] null > 0"_s);
    QCOMPARE(told("[1.0]", "[1]", {.areNumbersTexts = true}), u"~$[0] 1.0 > 1"_s);
}

void TestJsonDifference::elements()
{
    QCOMPARE(told("[1,2,3]", "[1,5,3,4]"), u"~$[1] 2 > 5, +$[3] 4"_s);
    QCOMPARE(told("[1,2,3]", "[0,1,2,3]"), u"+$[0] 0"_s);
    QCOMPARE(told("[1,2,3,4]", "[1,4]"), u"-$[1] 2, -$[2] 3"_s);
    QCOMPARE(told("[1,1,1]", "[1,1]"), u"-$[2] 1"_s);
    QCOMPARE(told("[1,2,9]", "[7,8,8,9]"), u"~$[0] 1 > 7, ~$[1] 2 > 8, +$[2] 8"_s);
    QCOMPARE(told("[]", "[[]]"), u"+$[0] []"_s);
}

void TestJsonDifference::byKey()
{
    const char *const left = R"([{"id":1,"v":"a"},{"id":2,"v":"b"},{"id":"2","v":"c"}])";
    QCOMPARE(told(left, R"([{"id":"2","v":"c"},{"id":3},{"v":"B","id":2}])"),
             u"+$[1] {\"id\":3}, ~$[2]['v'] \"b\" > \"B\", -$[0] {\"id\":1,\"v\":\"a\"}"_s);
    QCOMPARE(told(R"([{"id":1,"v":1},{"id":1,"v":2}])", R"([{"id":1,"v":2},{"id":1,"v":2}])"), u"~$[0]['v'] 1 > 2"_s); // by place
    QCOMPARE(told(R"([{"k":1,"v":1},{"k":2,"v":2}])", R"([{"k":2,"v":2},{"k":1,"v":3}])", {.key = "k"}), u"~$[1]['v'] 1 > 3"_s);
    QCOMPARE(told(R"([{"id":1},7])", R"([7,{"id":1}])"), u"~$[0] {\"id\":1} > 7, ~$[1] 7 > {\"id\":1}"_s);
}

void TestJsonDifference::ignored()
{
    const char *const left = R"({"at":1,"rows":[{"id":1,"at":1,"v":1}],"old":1})";
    const char *const right = R"({"at":2,"rows":[{"id":1,"at":2,"v":2}],"new":1})";
    QCOMPARE(told(left, right, {.ignored = {"$..at", "$.old", "$.new"}}), u"~$['rows'][0]['v'] 1 > 2"_s);
    QCOMPARE(told(left, right, {.ignored = {"$.rows", "$.at"}}), u"+$['new'] 1, -$['old'] 1"_s);
    QCOMPARE(told(left, right, {.ignored = {"$["}}), u"path"_s);
}

void TestJsonDifference::most()
{
    QCOMPARE(told("[1,2,3]", "[4,5,6]", {}, 2), u"~$[0] 1 > 4, ~$[1] 2 > 5 …"_s);
    QCOMPARE(told("[1,2,3]", "[4,5,3]", {}, 2), u"~$[0] 1 > 4, ~$[1] 2 > 5"_s);
    std::stop_source stop;
    stop.request_stop();
    const auto before = Document::ofText("[1]"), after = Document::ofText("[2]");
    QVERIFY(!differences(*before, *after, {}, 100, stop.get_token())->isWhole);
}

void TestJsonDifference::deep()
{
    const auto nested = [](int depth, const std::string &inner) {
        return std::string(std::size_t(depth), '[') + inner + std::string(std::size_t(depth), ']');
    };
    const auto before = Document::ofText(nested(20'000, "1")), after = Document::ofText(nested(20'000, "2"));
    const auto found = differences(*before, *after);
    QCOMPARE(found->list.size(), 1u);
    QCOMPARE(found->list[0].path.size(), 1 + 3u * 20'000);
}

void TestJsonDifference::large()
{
    std::string left = "[", right = "[", rest;
    for (int i = 0; i < 20'000; ++i) {
        const std::string id = std::to_string(i);
        left += "{\"id\":" + id + ",\"v\":" + id + "},";
        if (i == 777)
            continue;
        (i < 1000 ? rest : right) += "{\"id\":" + id + ", \"v\":" + (i == 555 ? "0" : id) + "},";
    }
    QCOMPARE(told(left + "{\"id\":-1}]", right + rest + "{\"id\":-1}]"),
             u"~$[19555]['v'] 555 > 0, -$[777] {\"id\":777,\"v\":777}"_s);
}

// Two threads compare the same two documents, each the other way round.
void TestJsonDifference::bothWays()
{
    const auto before = Document::ofText("[" + std::string(4'000, ' ') + "{\"a\":[1,2,{\"b\":3}]},1]");
    const auto after = Document::ofText("[{\"a\":[1,2,{\"b\":4}]},1]");
    const auto compare = [](const Document &left, const Document &right) {
        for (int i = 0; i < 500; ++i) {
            if (differences(left, right)->list.size() != 1)
                qFatal("another difference");
        }
    };
    std::thread other([&] { compare(*after, *before); });
    compare(*before, *after);
    other.join();
    QVERIFY(differences(*before, *before)->list.empty());
}

QTEST_GUILESS_MAIN(TestJsonDifference)
#include "tst_jsondifference.moc"
