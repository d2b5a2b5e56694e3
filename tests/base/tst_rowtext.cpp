// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/excerpt.h"
#include "base/rowtext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace oriel;

class Table : public RowSource
{
public:
    QList<Column> names;
    QList<QList<Cell>> rows;
    QList<Column> columns() const override { return names; }
    qint64 rowCount() const override { return rows.size(); }
    Cell cell(qint64 row, int column) const override { return rows[row][column]; }
};

static Cell cell(const QByteArray &text) { return {text, false, text.size()}; }

class TestRowText : public QObject
{
    Q_OBJECT
    Table table;

    QByteArray as(TextFormat format, bool *cut = nullptr) const
    {
        return rowsAsText(table, 0, table.rowCount(), {format, true, QStringLiteral("\"public\".\"t\""), {}}, cut);
    }

private Q_SLOTS:
    void init()
    {
        table.names = {{QStringLiteral("id"), {}, Look::Number},
                       {QStringLiteral("na|me"), {}, Look::Text},
                       {QStringLiteral("ok"), {}, Look::Boolean},
                       {QStringLiteral("doc"), {}, Look::Json}};
        table.rows = {{cell("9007199254740993"), cell("a \"b\",\n'c\\"), cell("t"), cell("{\"n\": 1.10}")},
                      {Cell(), cell(""), cell("f"), Cell()},
                      {cell("NaN"), cell("tab\t"), Cell(), cell("null")}};
    }
    void csv()
    {
        QCOMPARE(as(TextFormat::Csv),
                 "id,na|me,ok,doc\n9007199254740993,\"a \"\"b\"\",\n'c\\\",t,\"{\"\"n\"\": 1.10}\"\n,\"\",f,\nNaN,tab\t,,null\n");
    }
    void tsv() { QCOMPARE(as(TextFormat::Tsv).split('\n').last(2).first(), "NaN\t\"tab\t\"\t\tnull"); }
    void jsonKeepsEveryDigit()
    {
        const QByteArray text = as(TextFormat::Json);
        QVERIFY(text.contains("9007199254740993") && text.contains("1.10") && text.contains("\"id\": \"NaN\""));
        const QJsonArray read = QJsonDocument::fromJson(text).array();
        QCOMPARE(read.size(), 3);
        QCOMPARE(read[0][QStringLiteral("na|me")].toString(), QStringLiteral("a \"b\",\n'c\\"));
        QVERIFY(read[1][QStringLiteral("id")].isNull());
    }
    void markdown()
    {
        QVERIFY(as(TextFormat::Markdown).startsWith("| id | na\\|me | ok | doc |\n| ---: | --- | --- | --- |\n"));
        QVERIFY(as(TextFormat::Markdown).contains("| *NULL* |  | f | *NULL* |"));
    }
    void insert()
    {
        const QByteArray first = as(TextFormat::Insert).left(200);
        QVERIFY2(first.startsWith("INSERT INTO \"public\".\"t\" (\"id\", \"na|me\", \"ok\", \"doc\") VALUES (9007199254740993, "
                                  "E'a \"b\",\n''c\\\\', 't', "),
                 first.constData());
    }
    void cutValuesNeverPassForWhole()
    {
        table.rows[0][1].size = 44'000;
        bool cut = false;
        QVERIFY(as(TextFormat::Insert, &cut).isEmpty() && cut);
        cut = false;
        QVERIFY(as(TextFormat::Json, &cut).isEmpty() && cut);
        QVERIFY(as(TextFormat::Csv).contains("… (44000 bytes)"));
    }
    void ndjson()
    {
        table.rows[0][3] = cell("{\"n\":\n 1.10}");
        const QList<QByteArray> lines = as(TextFormat::NdJson).split('\n');
        QCOMPARE(lines.size(), 4); // and the end of the last
        QCOMPARE(lines[0],
                 "{\"id\": 9007199254740993, \"na|me\": \"a \\\"b\\\",\\n'c\\\\\", \"ok\": true, \"doc\": {\"n\":  1.10}}");
        QCOMPARE(lines[1], "{\"id\": null, \"na|me\": \"\", \"ok\": false, \"doc\": null}");
    }
    void inList()
    {
        Table one;
        one.names = {{QStringLiteral("na\"me"), {}, Look::Text}};
        one.rows = {{cell("b")}, {cell("it's")}, {Cell()}, {cell("b")}, {cell("C:\\x")}, {cell("")}};
        RowText text(one, {TextFormat::InList, false, {}, {}});
        QByteArray out;
        text.begin(out);
        for (int row = 0; row < 6; ++row)
            QVERIFY(text.add(row, out));
        text.end(out);
        QCOMPARE(out, "IN ('b', 'it''s', 'C:\\x', '')");
        QCOMPARE(text.written(), 4);
        QCOMPARE(text.withNull(), 1);
        QCOMPARE(text.repeated(), 1);
        one.names[0].look = Look::Number;
        one.rows = {{cell("-1.50")}, {cell("NaN")}, {cell("1e3")}};
        QCOMPARE(rowsAsText(one, 0, 3, {TextFormat::InList, true, {}, {}}), "\"na\"\"me\" IN (-1.50, 'NaN', 1e3)");
    }
    void inListOfRows()
    {
        table.names.remove(2, 2);
        QCOMPARE(as(TextFormat::InList), "(\"id\", \"na|me\") IN ((9007199254740993, 'a \"b\",\n''c\\'), ('NaN', 'tab\t'))");
    }
    void nullText()
    {
        table.rows = {{Cell(), cell("NULL"), cell(""), cell(" ")}};
        QCOMPARE(rowsAsText(table, 0, 1, {TextFormat::Csv, false, {}, "NULL"}), "NULL,\"NULL\",, \n");
    }
    void noRows()
    {
        QCOMPARE(rowsAsText(table, 0, 0, {TextFormat::Json, true, {}, {}}), "[\n]\n");
        QCOMPARE(rowsAsText(table, 0, 0, {TextFormat::Csv, false, {}, {}}), "");
    }
    void excerpt()
    {
        const auto shared = std::make_shared<Table>(table);
        const Excerpt some(shared, {{2, 1}, {0, 1}}, {1, 0});
        QCOMPARE(some.rowCount(), 2);
        QCOMPARE(rowsAsText(some, 0, 2, {TextFormat::Tsv, true, {}, {}}),
                 "na|me\tid\n\"tab\t\"\tNaN\n\"a \"\"b\"\",\n'c\\\"\t9007199254740993\n");
    }
    void noColumns()
    {
        table.names.clear();
        QCOMPARE(rowsAsText(table, 0, 2, {TextFormat::Insert, true, QStringLiteral("t"), {}}),
                 "INSERT INTO t DEFAULT VALUES;\nINSERT INTO t DEFAULT VALUES;\n");
    }
};

QTEST_GUILESS_MAIN(TestRowText)
#include "tst_rowtext.moc"
