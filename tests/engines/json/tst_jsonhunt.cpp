// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/hunt.h"
#include "jsontree.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel::json;

namespace {

std::vector<Hit> hits(const Document &document, const Hunted &what)
{
    std::vector<Hit> all;
    hunt(document, what, 0, [&](const std::vector<Hit> &some, std::uint64_t) {
        all.insert(all.end(), some.begin(), some.end());
        return true;
    });
    return all;
}

// The bytes of the hits.
QString found(std::string_view text, const Hunted &what)
{
    const auto document = Document::ofText(text, {.form = Form::Lines});
    QStringList texts;
    for (const Hit &hit : hits(*document, what))
        texts << u"%1@%2"_s.arg(QString::fromStdString(document->bytes(hit.begin, hit.end))).arg(hit.begin);
    return texts.join(u' ');
}

// How often the text stands in what one reads of the names and values, one behind the other.
std::uint64_t occurrences(const Document &document, const Value &value, const std::string &text, bool inNames, bool inValues)
{
    const auto in = [&](const std::string &shown) {
        std::uint64_t count = 0;
        for (std::size_t at = shown.find(text); at != shown.npos; at = shown.find(text, at + text.size()))
            ++count;
        return count;
    };
    std::uint64_t count = inNames ? in(document.key(value)) : 0;
    if (inValues && !value.isContainer())
        count += in(value.kind == Kind::String ? document.text(value) : document.bytes(value));
    for (const Value &child : document.children(value, 0, document.count(value)))
        count += occurrences(document, child, text, inNames, inValues);
    return count;
}

} // namespace

class TestJsonHunt final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void escapes();
    void letters();
    void places();
    void whole();
    void namesAndValues();
    void asOneReadsIt();
    void everyPlace();
    void backslashes();
    void growing();
    void enough();
};

void TestJsonHunt::escapes()
{
    QCOMPARE(found(R"(["caf\u00E9", "café", "cafe"])", {"fé", true}), u"f\\u00E9@4 fé@17"_s);
    QCOMPARE(found(R"(["\ud83d\ude00!", "😀!", "\ude00!"])", {"😀!", true}), u"\\ud83d\\ude00!@2 😀!@19"_s);
    QCOMPARE(found(R"(["a\/b", "a/b", "a\\/b"])", {"a/b", true}), u"a\\/b@2 a/b@10"_s);
    QCOMPARE(found(R"(["\u0061\u0062", "u0061"])", {"0061", true}), u"0061@19"_s); // not inside an escape
    QCOMPARE(found(R"(["x\nn", "\\n", "\\\n"])", {"n", true}), u"n@5 n@12"_s);
    QCOMPARE(found(R"(["x\ny", "x\\ny"])", {"x\ny", true}), u"x\\ny@2"_s);
    QCOMPARE(found(R"(["say \"hi\"", "hi"])", {"\"hi\"", true}), u"\\\"hi\\\"@6"_s);
    QCOMPARE(found(R"(["\\\\", 1])", {"\\", true}), u"\\\\@2 \\\\@4"_s);
    QCOMPARE(found("[\"a\", \"b\"]", {"", true}), QString());
}

// Whether a hit stands in a name is told by what follows its string, or looked up where that is far away.
void TestJsonHunt::namesAndValues()
{
    const std::string text = R"({"title": "a title: \"title\": no", "x" : ["title", {"sub\"title" :1}], "t": "title)" +
                             std::string(10'000, 'x') + R"("})";
    const auto document = Document::ofText(text);
    const auto begins = [&](bool inNames) {
        QList<std::uint64_t> all;
        for (const Hit &hit : hits(*document, {.text = "title", .inNames = inNames, .inValues = !inNames}))
            all << hit.begin;
        return all;
    };
    const auto at = [&](std::string_view near, std::size_t behind) { return std::uint64_t(text.find(near) + behind); };
    QCOMPARE(begins(true), (QList<std::uint64_t>{2, at("sub", 5)}));
    QCOMPARE(begins(false), (QList<std::uint64_t>{at("a title", 2), at(": \\\"title", 4), at("[\"title", 2), at("titlexx", 0)}));
}

void TestJsonHunt::letters()
{
    QCOMPARE(found(R"(["ÄRGER", "ärger", "\u00c4rger", "arger"])", {"Ärger"}), u"ÄRGER@2 ärger@12 \\u00c4rger@22"_s);
    QCOMPARE(found(R"(["ÄRGER", "ärger"])", {"Ärger", true}), QString());
    QCOMPARE(found("[\"\u212Aelvin\", \"KELVIN\", \"kelvin\"]", {"kelvin"}), u"\u212Aelvin@2 KELVIN@14 kelvin@24"_s);
    QCOMPARE(found("[\"ΣΊΣΥΦΟΣ\", \"σίσυφος\"]", {"σίσυφος"}), u"ΣΊΣΥΦΟΣ@2 σίσυφος@20"_s);
    QCOMPARE(found("[TRUE, 1E5]", {"1e5"}), QString()); // what stands behind the flaw is not read
    QCOMPARE(found("[true, 1E5]", {"1e5"}), u"1E5@7"_s);
}

void TestJsonHunt::places()
{
    const std::string_view text = R"({"id": 12, "a, b": ["id", {"id": "x, id"}], "12": null})";
    QCOMPARE(found(text, {"id"}), u"id@2 id@21 id@28 id@37"_s);
    QCOMPARE(found(text, {.text = "id", .inValues = false}), u"id@2 id@28"_s);
    QCOMPARE(found(text, {.text = "id", .inNames = false}), u"id@21 id@37"_s);
    QCOMPARE(found(text, {", "}), u", @13 , @35"_s); // never between values
    QCOMPARE(found(text, {"12"}), u"12@7 12@45"_s);
    QCOMPARE(found(text, {": 12"}), QString());
    QCOMPARE(found(text, {.text = "12", .inNames = false}), u"12@7"_s);
    QCOMPARE(found(text, {.text = "x", .inNames = false, .inValues = false}), QString());
}

void TestJsonHunt::whole()
{
    const std::string_view text = R"(["id", "ids", " id", 12, 112, "12", "a 12 b", {"id":"\u0069d"}])";
    QCOMPARE(found(text, {.text = "id", .isWhole = true}), u"id@2 id@48 \\u0069d@53"_s);
    QCOMPARE(found(text, {.text = "12", .isWhole = true}), u"12@21 12@31"_s);
    QCOMPARE(found(R"({"a":"b"})", {.text = ":", .isWhole = true}), QString());
    QCOMPARE(found("1\n2\n1", {.text = "1", .isWhole = true}), u"1@0 1@4"_s);
}

void TestJsonHunt::asOneReadsIt()
{
    for (unsigned seed = 0; seed < 60; ++seed) {
        RandomText made(seed);
        made.value(4);
        const auto document = Document::ofText(made.text);
        for (const char *const text : {"k", "k1", "1", "x", "xx", "\\", "\"", "ü", "😀", ",", "a,]}:[{", "true", "12345", "u"}) {
            for (const auto &[inNames, inValues] : {std::pair(true, true), std::pair(true, false), std::pair(false, true)}) {
                const auto count = hits(*document, {text, true, false, inNames, inValues}).size();
                QCOMPARE(count, occurrences(*document, document->root(), text, inNames, inValues));
            }
        }
    }
}

// Blocks of sixteen bytes, pieces of two megabytes: a match at any place.
void TestJsonHunt::everyPlace()
{
    for (std::size_t before = 0; before < 40; ++before)
        QCOMPARE(found("[\"" + std::string(before, 'n') + "needle\"]", {"needle"}), u"needle@%1"_s.arg(before + 2));
    const std::uint64_t piece = 2 << 20;
    for (std::uint64_t at = piece - 8; at < piece + 3; ++at)
        QCOMPARE(found("[\"" + std::string(at - 2, 'n') + "nee\\u0064le\"]", {"needle"}), u"nee\\u0064le@%1"_s.arg(at));
}

// Each of many is looked at once.
void TestJsonHunt::backslashes()
{
    const auto document = Document::ofText("[\"" + std::string(6 << 20, '\\') + "\"]");
    QVERIFY(!document->fault());
    QCOMPARE(hits(*document, {"\\", true}).size(), std::size_t(3 << 20));
}

void TestJsonHunt::growing()
{
    const auto document = std::make_shared<Document>();
    std::vector<std::uint64_t> begins;
    const auto on = [&](std::uint64_t from) {
        return hunt(*document, {"needle"}, from, [&](const std::vector<Hit> &some, std::uint64_t) {
            for (const Hit &hit : some)
                begins.push_back(hit.begin);
            return true;
        });
    };
    std::uint64_t at = 0;
    for (const std::string_view part : {"[\"needle\",\"nee", "dle\",\"n\\u0065ed", "le\"", ",\"needle\"]"}) {
        document->append(part);
        document->read(part.ends_with(']'));
        at = on(at);
    }
    QCOMPARE(begins, (std::vector<std::uint64_t>{2, 11, 20, 34}));
    QCOMPARE(at, document->size());
}

void TestJsonHunt::enough()
{
    const auto document = Document::ofText("[\"" + std::string(10 << 20, 'x') + "\"]");
    int calls = 0;
    const std::uint64_t at = hunt(*document, {"xx"}, 0, [&](const std::vector<Hit> &, std::uint64_t) { return ++calls < 2; });
    QCOMPARE(calls, 2);
    QVERIFY(at < document->size());
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(hunt(*document, {"x"}, 5, {}, stop.get_token()), 5u);
}

QTEST_GUILESS_MAIN(TestJsonHunt)
#include "tst_jsonhunt.moc"
