// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/json/shape.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;
using namespace oriel::json;

namespace {

// "name type seen/nulls/missing".
QStringList told(const Shape &shape)
{
    QStringList texts;
    for (const ShapeColumn &column : shape.columns)
        texts << u"%1 %2 %3/%4/%5"_s.arg(column.name(), column.type()).arg(column.seen).arg(column.nulls).arg(column.missing);
    return texts;
}

Shape shapeOfText(std::string_view text, Form form = Form::One)
{
    const auto document = Document::ofText(text, {.form = form});
    const auto rows = rowsOf(*document);
    return rows ? shapeOf(*document, *rows) : Shape();
}

std::shared_ptr<Table> tableOf(std::string_view text, Form form = Form::One)
{
    const auto document = Document::ofText(text, {.form = form});
    return std::make_shared<Table>(document, shapeOf(*document, *rowsOf(*document)));
}

QString shown(const Table &table, qint64 row, int column)
{
    const Cell cell = table.cell(row, column);
    return table.isMissing(row, column) ? u"-"_s : cell.isNull ? u"NULL"_s : QString::fromUtf8(cell.text);
}

QStringList shown(const Table &table)
{
    QStringList rows;
    for (qint64 row = 0; row < table.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < table.columns().size(); ++column)
            cells << shown(table, row, column);
        rows << cells.join(u'|');
    }
    return rows;
}

using Rows = std::vector<std::uint32_t>;

} // namespace

class TestJsonShape final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rows_data();
    void rows();
    void everyRow();
    void nested();
    void mixed();
    void repeatedNames();
    void beyond();
    void manyColumns();
    void stopped();
    void cells();
    void hugeCells();
    void growing();
    void sorted();
    void filtered();
};

void TestJsonShape::rows_data()
{
    QTest::addColumn<Form>("form");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("rows");
    QTest::newRow("array") << Form::One << u"[{},{}]"_s << u"[{},{}]"_s;
    QTest::newRow("array of numbers") << Form::One << u"[1,2]"_s << u"[1,2]"_s;
    QTest::newRow("in an envelope") << Form::One << u"{\"n\":2,\"tags\":[1],\"items\":[{}]}"_s << u"[{}]"_s;
    QTest::newRow("two arrays") << Form::One << u"{\"a\":[{}],\"b\":[{}]}"_s << u"{\"a\":[{}],\"b\":[{}]}"_s;
    QTest::newRow("object") << Form::One << u"{\"a\":1}"_s << u"{\"a\":1}"_s;
    QTest::newRow("lines") << Form::Lines << u"{\"a\":1}\n{\"a\":2}"_s << u"{\"a\":1}\n{\"a\":2}"_s;
    QTest::newRow("scalar") << Form::One << u"1"_s << QString();
    QTest::newRow("nothing") << Form::One << u""_s << QString();
}

void TestJsonShape::rows()
{
    QFETCH(const Form, form);
    QFETCH(const QString, text);
    const auto document = Document::ofText(text.toStdString(), {.form = form});
    const auto found = rowsOf(*document);
    QTEST(found ? QString::fromStdString(document->bytes(*found)) : QString(), "rows");
}

void TestJsonShape::everyRow()
{
    std::string text = "[";
    for (int i = 0; i < 20'000; ++i)
        text += "{\"id\":" + std::to_string(i) + ",\"title\":\"x\"},";
    const Shape shape = shapeOfText(text + "{\"title\":null,\"late\":1.5}]");
    QCOMPARE(shape.count, 20'001u);
    QVERIFY(shape.isWhole && !shape.hasMore);
    QCOMPARE(told(shape), (QStringList{u"id integer 20000/0/1"_s, u"title string 20000/1/0"_s, u"late number 1/0/20000"_s}));
    QCOMPARE(told(shapeOfText("{\"a\":1}\n{\"b\":[]}\n", Form::Lines)), (QStringList{u"a integer 1/0/1"_s, u"b array 1/0/1"_s}));
    QCOMPARE(told(shapeOfText("[1,null,\"x\"]")), QStringList{u"value mixed 2/1/0"_s});
    QCOMPARE(told(shapeOfText("[]")), QStringList());
}

void TestJsonShape::nested()
{
    QCOMPARE(told(shapeOfText(R"([{"a":{"x":1,"y.z":{}},"b":1},{"a":null,"b":2},{"a":{"x":2,"w":3}},{}])")),
             (QStringList{u"a.x integer 2/1/1"_s, u"a.\"y.z\" object 1/1/2"_s, u"a.w integer 1/1/2"_s, u"b integer 2/0/2"_s}));
    QCOMPARE(told(shapeOfText(R"([{"a":{"b":{"c":{"d":{"e":1}}}}}])")), QStringList{u"a.b.c.d object 1/0/0"_s});
    QCOMPARE(told(shapeOfText("[{\"\":1,\"two words\":2,\"q\\\"\":3}]")),
             (QStringList{u"\"\" integer 1/0/0"_s, u"\"two words\" integer 1/0/0"_s, u"\"q\\\"\" integer 1/0/0"_s}));
}

// An object in one row, a text in another: both are shown.
void TestJsonShape::mixed()
{
    const auto table = tableOf(R"([{"a":{"x":1}},{"a":"none"},{"a":null},{"a":{}},{}])");
    QCOMPARE(told(table->shape()), (QStringList{u"a mixed 3/1/1"_s, u"a.x integer 1/1/3"_s}));
    QCOMPARE(shown(*table), (QStringList{u"{\"x\":1}|1"_s, u"none|-"_s, u"NULL|NULL"_s, u"{}|-"_s, u"-|-"_s}));
    QCOMPARE(table->columns()[0].look, oriel::Look::Text);
    QCOMPARE(table->columns()[1].look, oriel::Look::Number);
    QCOMPARE(table->columns()[1].detail, u"1 integers, 1 null, 3 missing; of 5 rows"_s);
}

// The last one of a name counts.
void TestJsonShape::repeatedNames()
{
    const auto table = tableOf(R"([{"a":{"x":1,"y":2},"a":{"x":"2"}},{"a":1,"\u0061":null}])");
    QCOMPARE(told(table->shape()), (QStringList{u"a.x string 1/1/0"_s, u"a.y null 0/1/1"_s}));
    QCOMPARE(shown(*table), (QStringList{u"2|-"_s, u"NULL|NULL"_s}));
}

void TestJsonShape::beyond()
{
    const auto table = tableOf(R"([{"id":9007199254740993},{"id":9007199254740992},{"id":12345678901234567890}])");
    QCOMPARE(table->shape().columns[0].beyond, 2u);
    QCOMPARE(table->columns()[0].mark, u">2⁵³"_s);
    QCOMPARE(shown(*table, 2, 0), u"12345678901234567890"_s);
}

void TestJsonShape::manyColumns()
{
    std::string text = "{\"k\":0";
    for (int i = 0; i < 1'000'000; ++i)
        text += ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
    const auto document = Document::ofText(text + '}');
    const Shape shape = shapeOf(*document, *rowsOf(*document));
    QCOMPARE(shape.columns.size(), 1000u);
    QVERIFY(shape.hasMore);
    QCOMPARE(shape.columns.back().name(), u"k998"_s);
    QCOMPARE(shapeOf(*document, *rowsOf(*document), {}, 4, 3).columns.size(), 3u);
}

void TestJsonShape::stopped()
{
    std::string text = "[0";
    for (int i = 0; i < 5000; ++i)
        text += ",{\"a\":0}";
    const auto document = Document::ofText(text + ']');
    std::stop_source stop;
    const auto stopLater = [&](std::uint64_t rows) {
        if (rows >= 1000)
            stop.request_stop();
    };
    const Shape shape = shapeOf(*document, *rowsOf(*document), stop.get_token(), 4, 1000, stopLater);
    QVERIFY(!shape.isWhole);
    QVERIFY(shape.count >= 1000 && shape.count < 5001);
    QCOMPARE(sortedRows(Table(document, shape), 0, false, stop.get_token()), Rows());
    QCOMPARE(filteredRows(Table(document, shape), 0, u"0"_s, stop.get_token()), Rows());
}

void TestJsonShape::cells()
{
    const auto table = tableOf("[{\"a\":1.10,\"b\":\"x\\n\\u00e9\",\"c\":[1, 2]},{\"b\":null},{\"c\":true}]");
    QCOMPARE(shown(*table), (QStringList{u"1.10|x\né|[1, 2]"_s, u"-|NULL|-"_s, u"-|-|true"_s}));
    QCOMPARE(table->document().bytes(*table->value(1, -1)), "{\"b\":null}");
    QVERIFY(!table->value(3, 0));
    QVERIFY(!table->value(0, 3));
    const auto &shape = table->shape();
    const Table some(Document::ofText("[{\"a\":1},{\"a\":2},{\"a\":3}]"), shape, Rows{2, 0});
    QCOMPARE(some.rowCount(), 2);
    QCOMPARE(shown(some, 0, 0), u"3"_s);
    QCOMPARE(some.rowNumber(1), 0u);
    QCOMPARE(Table(Document::ofText("[{}]"), shape, Rows{}).rowCount(), 0);
    QCOMPARE(shown(*tableOf("{\"a\":1,\"b\":{\"c\":2}}")), QStringList{u"1|2"_s});
    std::string many = "[0";
    for (int i = 1; i < 3000; ++i)
        many += ',' + std::to_string(i);
    const auto numbers = tableOf(many + ']');
    for (const int row : {0, 2999, 128, 0, 256, 2872})
        QCOMPARE(shown(*numbers, row, 0), QString::number(row));
}

void TestJsonShape::hugeCells()
{
    const std::string part = "é\\n😀\\\\";
    std::string text;
    while (text.size() < 5 << 20)
        text += part;
    const auto table = tableOf("[\"" + text + "\"]");
    const Cell cell = table->cell(0, 0);
    QVERIFY(cell.isCut());
    QVERIFY(cell.text.size() > 2 << 20);
    QString expected;
    while (expected.size() < cell.text.size())
        expected += u"é\n😀\\"_s;
    QVERIFY(expected.toUtf8().startsWith(cell.text));
}

void TestJsonShape::growing()
{
    const auto document = std::make_shared<Document>();
    document->append("[{\"a\":1},{\"a\":2");
    document->read(false);
    const Table table(document, shapeOf(*document, *rowsOf(*document)));
    QCOMPARE(table.rowCount(), 2);
    QCOMPARE(shown(table, 0, 0), u"1"_s);
    QCOMPARE(shown(table, 1, 0), u"-"_s); // its last digit may be missing
    document->append("5},{\"a\":3}]");
    document->read(true);
    QCOMPARE(table.rowCount(), 3);
    QCOMPARE(shown(table, 1, 0), u"25"_s);
}

void TestJsonShape::sorted()
{
    const auto table = tableOf(R"([{"v":10},{"v":9007199254740993},{"v":"b"},{"v":null},{"v":9007199254740992},{"v":-1e400},
        {"v":"ab\u0063defghij2"},{"v":"abcdefghij10"},{},{"v":true},{"v":false},{"v":[]},{"v":10.0},{"v":"abcdefghi"},{"v":1e-400}])");
    QCOMPARE(sortedRows(*table, 0, false), (Rows{5, 14, 0, 12, 4, 1, 13, 7, 6, 2, 10, 9, 11, 3, 8}));
    QCOMPARE(sortedRows(*table, 0, true), (Rows{11, 9, 10, 2, 6, 7, 13, 1, 4, 0, 12, 14, 5, 3, 8}));
    const auto some = Document::ofText("[3,1,2]");
    const Table shown(some, shapeOf(*some, some->root()), Rows{0, 2});
    QCOMPARE(sortedRows(shown, 0, false), (Rows{2, 0}));
}

void TestJsonShape::filtered()
{
    const auto table = tableOf(R"([{"a":"Straße","b":{"c":12}},{"a":"x\u00C9y"},{"b":{"c":312}},{"a":null}])");
    QCOMPARE(filteredRows(*table, -1, u"12"_s), (Rows{0, 2}));
    QCOMPARE(filteredRows(*table, 1, u"312"_s), (Rows{2}));
    QCOMPARE(filteredRows(*table, 0, u"12"_s), Rows());
    QCOMPARE(filteredRows(*table, -1, u"éY"_s), (Rows{1}));
    QCOMPARE(filteredRows(*table, -1, u"STRA"_s), (Rows{0}));
}

QTEST_GUILESS_MAIN(TestJsonShape)
#include "tst_jsonshape.moc"
