// SPDX-License-Identifier: GPL-3.0-or-later
// The JSONPath compliance test suite (BSD-2), read by our own engine.
#include "engines/json/path.h"

#include <QFile>
#include <QTest>

using namespace oriel::json;

class TestJsonPathSuite final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void all_data();
    void all();

private:
    std::shared_ptr<Document> m_suite;
    std::vector<Value> m_cases;
};

namespace {

// The results and their paths must be those of one of the allowed pairs.
bool isAllowed(const Document &suite, const Value &test, const Document &document, const std::vector<Value> &found)
{
    const auto alternatives = [&](const char *one, const char *many) {
        if (const auto value = suite.member(test, one))
            return std::vector{*value};
        const auto values = suite.member(test, many);
        return values ? suite.children(*values, 0, 100) : std::vector<Value>();
    };
    const std::vector<Value> results = alternatives("result", "results"), paths = alternatives("result_paths", "results_paths");
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto values = suite.children(results[i], 0, 1000), ways = suite.children(paths.at(i), 0, 1000);
        bool isSame = values.size() == found.size();
        for (std::size_t k = 0; isSame && k < found.size(); ++k) {
            const auto both = Document::ofText("[" + suite.bytes(values[k]) + "," + document.bytes(found[k]) + "]");
            isSame = normalizedPath(document, found[k]) == suite.text(ways[k]) &&
                     !Path::parse("$[?$[0] == $[1]]")->select(*both).empty();
        }
        if (isSame)
            return true;
    }
    return false;
}

} // namespace

void TestJsonPathSuite::initTestCase()
{
    auto suite = Document::ofFile(QStringLiteral(ORIEL_SOURCE_DIR "/../shared/data/json/jsonpath-cts.json"));
    if (!suite)
        QSKIP("the JSONPath compliance test suite is not there");
    m_suite = *suite;
    QVERIFY(m_suite->read(true));
}

void TestJsonPathSuite::all_data()
{
    QTest::addColumn<int>("number");
    const Value tests = *m_suite->member(m_suite->root(), "tests");
    m_cases = m_suite->children(tests, 0, 10'000);
    QCOMPARE(m_cases.size(), 703u);
    for (int i = 0; const Value &test : m_cases)
        QTest::newRow((std::to_string(i) + ' ' + m_suite->text(*m_suite->member(test, "name"))).c_str()) << i, ++i;
}

void TestJsonPathSuite::all()
{
    QFETCH(const int, number);
    const Value &test = m_cases[std::size_t(number)];
    const std::string selector = m_suite->text(*m_suite->member(test, "selector"));
    const auto path = Path::parse(selector);
    if (m_suite->member(test, "invalid_selector")) {
        QVERIFY2(!path, selector.c_str());
        QVERIFY(path.error().at <= selector.size());
        return;
    }
    QVERIFY2(path, path ? "" : qPrintable(path.error().message));
    const auto document = Document::ofText(m_suite->bytes(*m_suite->member(test, "document")));
    const std::vector<Value> found = path->select(*document);
    std::string shown = selector + ":";
    for (const Value &value : found)
        shown += ' ' + normalizedPath(*document, value);
    QVERIFY2(isAllowed(*m_suite, test, *document, found), shown.c_str());
}

QTEST_GUILESS_MAIN(TestJsonPathSuite)
#include "tst_jsonpathsuite.moc"
