// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/path.h"

#include <QTest>

using namespace oriel::json;

class TestJsonPath final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exactDigits();
    void faults_data();
    void faults();
    void enough();
    void normalized();
    void sequences();
};

namespace {

std::string selected(std::string_view text, std::string_view path, Form form = Form::One)
{
    const auto document = Document::ofText(text, {.form = form});
    std::string all;
    for (const Value &value : Path::parse(path)->select(*document))
        all += document->bytes(value) + ' ';
    return all;
}

} // namespace

// Two integers that are one double stay two; 1.0 and 1e0 are one.
void TestJsonPath::exactDigits()
{
    const std::string_view ids = "[9007199254740992, 9007199254740993, 1.0, -0, 1e400]";
    QCOMPARE(selected(ids, "$[?@ == 9007199254740993]"), "9007199254740993 ");
    QCOMPARE(selected(ids, "$[?@ < 9007199254740993 && @ > 1]"), "9007199254740992 ");
    QCOMPARE(selected(ids, "$[?@ == 1]"), "1.0 ");
    QCOMPARE(selected(ids, "$[?@ == 0]"), "-0 ");
    QCOMPARE(selected(ids, "$[?@ > 1e399]"), "1e400 ");
    QCOMPARE(selected("[-2, -10, -0.5]", "$[?@ < -1]"), "-2 -10 ");
}

void TestJsonPath::faults_data()
{
    QTest::addColumn<int>("at");
    QTest::newRow("") << 0;
    QTest::newRow("a") << 0;
    QTest::newRow("$.") << 2;
    QTest::newRow("$.a b") << 3;
    QTest::newRow("$[01]") << 2;
    QTest::newRow("$['a") << 4;
    QTest::newRow("$[?@.a == ]") << 10;
    QTest::newRow("$[?@..a == 1]") << 3;
    QTest::newRow("$[?size(@) == 1]") << 3;
    QTest::newRow("$[?(@.a]") << 7;
    QTest::newRow("$['\\ud800']") << 9;
}

void TestJsonPath::faults()
{
    const auto path = Path::parse(QTest::currentDataTag());
    QVERIFY(!path);
    QCOMPARE(int(path.error().at), *static_cast<const int *>(QTest::qData("at", qMetaTypeId<int>())));
    QVERIFY(!path.error().message.isEmpty());
    QVERIFY(!Path::parse("$[?" + std::string(100'000, '('))); // deep, without the stack's end
}

void TestJsonPath::enough()
{
    std::string text = "[0";
    for (int i = 1; i < 5000; ++i)
        text += ',' + std::to_string(i);
    const auto document = Document::ofText(text + ']');
    QCOMPARE(Path::parse("$[*]")->select(*document).size(), 5000u);
    QCOMPARE(Path::parse("$[?@ > 10]")->select(*document, 7).size(), 7u);
    std::size_t visited = 0;
    Path::parse("$..[?@ >= 0]")->visit(*document, [&](const Value &value) {
        return value.number == visited && ++visited < 3000;
    });
    QCOMPARE(visited, 3000u);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(Path::parse("$..*")->select(*document, 5000, stop.get_token()).size() < 5000);
}

void TestJsonPath::normalized()
{
    const auto document = Document::ofText(R"({"a":[{"b'\\\n\u0001":[1,[2]]}]})");
    const auto found = Path::parse("$..*")->select(*document);
    QCOMPARE(found.size(), 6u);
    QCOMPARE(normalizedPath(*document, document->root()), "$");
    QCOMPARE(normalizedPath(*document, found.back()), "$['a'][0]['b\\'\\\\\\n\\u0001'][1][0]");
    for (const Value &value : found) {
        const auto again = Path::parse(normalizedPath(*document, value))->select(*document);
        QCOMPARE(again.size(), 1u);
        QCOMPARE(again[0], value);
    }
}

void TestJsonPath::sequences()
{
    QCOMPARE(selected("{\"a\":1}\n{\"a\":2}\n", "$[*].a", Form::Lines), "1 2 ");
    QCOMPARE(selected("{\"a\":1}\n{\"a\":2}\n", "$[-1].a", Form::Lines), "2 ");
}

QTEST_GUILESS_MAIN(TestJsonPath)
#include "tst_jsonpath.moc"
