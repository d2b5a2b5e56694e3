// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/rowdiff.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

using Row = QList<std::optional<QByteArray>>;

class Rows final : public RowSource
{
public:
    explicit Rows(QList<Row> rows) : m_rows(std::move(rows)) {}
    QList<Column> columns() const override { return QList<Column>(m_rows.isEmpty() ? 0 : m_rows.first().size()); }
    qint64 rowCount() const override { return m_rows.size(); }
    Cell cell(qint64 row, int column) const override
    {
        const auto &value = m_rows[row][column];
        return value ? Cell{*value, false, value->size()} : Cell();
    }

private:
    QList<Row> m_rows;
};

pg::RowSet setOf(const QList<Row> &rows, bool isBounded = false)
{
    return {std::make_shared<Rows>(rows), rows.size(), isBounded};
}

QByteArray told(const Row &row)
{
    QByteArrayList cells;
    for (const auto &cell : row)
        cells << cell.value_or("∅");
    return cells.join('|');
}

// "+5|a", "~5|a" (as it is now), "-5|a", " 5|a"
QByteArrayList told(const pg::RowDiff &diff, const QList<Row> &before, const QList<Row> &now)
{
    QByteArrayList lines;
    for (const pg::RowDiff::Line &line : diff.lines)
        lines << QByteArray(1, " +~-"[int(line.sign)]) + told(line.now >= 0 ? now[line.now] : before[line.before]);
    return lines;
}

QByteArrayList compared(const QList<Row> &before, const QList<Row> &now, const pg::Matching &matching, bool wasBounded = false,
                        bool isBounded = false)
{
    return told(pg::compare(setOf(before, wasBounded), setOf(now, isBounded), matching), before, now);
}

const pg::Matching byId{2, {0}, {{0, pg::Ordering::Number, true}}};

// The newest `most` of a table, as the server would answer.
QList<Row> newest(const std::map<int, QByteArray> &table, qsizetype most)
{
    QList<Row> rows;
    for (auto row = table.rbegin(); row != table.rend() && rows.size() < most; ++row)
        rows << Row{QByteArray::number(row->first), row->second};
    return rows;
}

} // namespace

class TestRowDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void signsStandInTheirPlace()
    {
        QCOMPARE(compared({{"4", "d"}, {"3", "c"}, {"2", "b"}, {"1", "a"}}, {{"5", "e"}, {"3", "C"}, {"1", "a"}}, byId),
                 (QByteArrayList{"+5|e", "-4|d", "~3|C", "-2|b", " 1|a"}));
        QCOMPARE(compared({}, {{"1", "a"}}, byId), (QByteArrayList{"+1|a"}));
        QCOMPARE(compared({{"1", "a"}}, {}, byId), (QByteArrayList{"-1|a"}));
        QVERIFY(pg::compare(setOf({}), setOf({}), byId).isEmpty());
    }
    void bytesAreCompared()
    {
        QCOMPARE(compared({{"3", "1.0"}, {"2", ""}, {"1", {}}}, {{"3", "1.00"}, {"2", {}}, {"1", {}}}, byId),
                 (QByteArrayList{"~3|1.00", "~2|∅", " 1|∅"}));
        QCOMPARE(compared({{{}, "a"}}, {{"", "a"}}, byId).size(), 2); // NULL is another key than an empty text
    }
    void repeatedKeysAreAMultiset()
    {
        const QList<Row> before{{"1", "a"}, {"1", "a"}, {"1", "b"}}, now{{"1", "b"}, {"1", "a"}, {"1", "c"}, {"1", "d"}};
        const pg::RowDiff diff = pg::compare(setOf(before), setOf(now), byId);
        QCOMPARE(told(diff, before, now), (QByteArrayList{" 1|b", " 1|a", "~1|c", "+1|d"}));
        QCOMPARE(diff.repeated, 4);
        const pg::Matching whole{2, {}, {}};
        QCOMPARE(compared(before, now, whole), (QByteArrayList{"-1|a", " 1|b", " 1|a", "+1|c", "+1|d"}));
    }
    void manyOfOneKey()
    {
        QList<Row> before, now;
        for (int i = 0; i < 20'000; ++i) {
            before << Row{"1", QByteArray::number(i)};
            now << Row{"1", QByteArray::number(19'999 - i + 10)};
        }
        const pg::RowDiff diff = pg::compare(setOf(before), setOf(now), byId);
        QCOMPARE(diff.changed, 10);
        QCOMPARE(diff.added + diff.removed, 0);
    }
    void whatCrossesTheBoundIsNoChange()
    {
        // 6 came, so 2 fell beyond; 4 went; 5 of both bounds
        QCOMPARE(compared({{"5", "e"}, {"4", "d"}, {"3", "c"}, {"2", "b"}}, {{"6", "f"}, {"5", "e"}, {"3", "c"}, {"2", "b"}},
                          byId, true, true),
                 (QByteArrayList{"+6|f", " 5|e", "-4|d", " 3|c", " 2|b"}));
        QCOMPARE(compared({{"5", "e"}, {"4", "d"}}, {{"6", "f"}, {"5", "e"}}, byId, true, true),
                 (QByteArrayList{"+6|f", " 5|e"}));
        QCOMPARE(compared({{"5", "e"}, {"4", "d"}}, {{"4", "d"}, {"3", "c"}}, byId, true, true),
                 (QByteArrayList{"-5|e", " 4|d", " 3|c"}));
        QCOMPARE(compared({{"5", "e"}, {"4", "d"}}, {{"3", "c"}, {"2", "b"}}, byId, true, true),
                 (QByteArrayList{" 3|c", " 2|b", "-5|e", "-4|d"}));
        QCOMPARE(compared({{"5", "e"}, {"4", "d"}}, {{"5", "e"}}, byId, true, false), (QByteArrayList{" 5|e", "-4|d"}));
    }
    void whereOnlyTheServerKnowsTheOrder()
    {
        pg::Matching text = byId;
        text.order[0].ordering = pg::Ordering::Unknown;
        QCOMPARE(compared({{"ö", "1"}, {"n", "2"}}, {{"ö", "1"}, {"m", "3"}}, text, true, true),
                 (QByteArrayList{" ö|1", " m|3"}));
        QCOMPARE(compared({{"ö", "1"}, {"o", "2"}, {"n", "2"}}, {{"ö", "1"}, {"n", "2"}, {"m", "3"}}, text, true, true),
                 (QByteArrayList{" ö|1", "-o|2", " n|2", " m|3"}));
    }
    void keysAreOrderedAsTheServerOrdersThem_data()
    {
        QTest::addColumn<int>("ordering");
        QTest::addColumn<QByteArrayList>("ascending");
        const auto row = [](const char *name, pg::Ordering ordering, const QByteArrayList &values) {
            QTest::newRow(name) << int(ordering) << values;
        };
        row("number", pg::Ordering::Number,
            {"-Infinity", "-100", "-20.5", "-20.05", "0", "0.5", "9", "10", "10.25", "Infinity", "NaN"});
        row("float", pg::Ordering::Float, {"-Infinity", "-1e+20", "-2.5", "0.1", "3", "1e+20", "Infinity", "NaN"});
        row("bytes", pg::Ordering::Bytes, {"\\x", "\\x00", "\\x01ff", "\\x02"});
        row("time", pg::Ordering::Time,
            {"2026-01-09 10:00:00+00", "2026-01-10 10:00:00+00", "2026-01-10 10:00:00.5+00", "2026-01-10 10:00:01+00"});
        row("tid", pg::Ordering::Tid, {"(0,9)", "(0,10)", "(9,1)", "(10,1)"});
    }
    void keysAreOrderedAsTheServerOrdersThem()
    {
        QFETCH(const int, ordering);
        QFETCH(const QByteArrayList, ascending);
        const auto counted = [&](const std::optional<QByteArray> &gone, const std::optional<QByteArray> &last,
                                 bool isDescending) {
            const pg::Matching matching{1, {0}, {{0, pg::Ordering(ordering), isDescending}}};
            return pg::compare(setOf({Row{gone}}), setOf({Row{last}}, true), matching).removed == 1;
        };
        for (qsizetype i = 0; i + 1 < ascending.size(); ++i) {
            QVERIFY2(counted(ascending[i], ascending[i + 1], false), ascending[i].constData());
            QVERIFY2(!counted(ascending[i + 1], ascending[i], false), ascending[i].constData());
            QVERIFY2(counted(ascending[i + 1], ascending[i], true), ascending[i].constData());
        }
        QVERIFY(counted(ascending.first(), {}, false)); // NULLs last, descending first
        QVERIFY(counted({}, ascending.first(), true));
    }
    // Two states of a table, each seen as far as a bound: the oracle knows both whole.
    void againstANaiveOracle()
    {
        QRandomGenerator random(6);
        for (int round = 0; round < 3000; ++round) {
            std::map<int, QByteArray> before, now;
            const int keys = random.bounded(1, 30);
            for (int i = 0; i < keys; ++i)
                before[random.bounded(40)] = QByteArray::number(random.bounded(3));
            now = before;
            for (int i = random.bounded(8); i > 0; --i) {
                const int key = random.bounded(45);
                random.bounded(3) == 0 ? void(now.erase(key)) : void(now[key] = QByteArray::number(random.bounded(3)));
            }
            const int most = random.bounded(1, 35);
            const QList<Row> was = newest(before, most), is = newest(now, most);
            const bool wasBounded = qsizetype(before.size()) > most, isBounded = qsizetype(now.size()) > most;
            const pg::RowDiff diff = pg::compare(setOf(was, wasBounded), setOf(is, isBounded), byId);

            const int lowestWas = wasBounded ? was.last()[0]->toInt() : -1, lowestIs = isBounded ? is.last()[0]->toInt() : -1;
            qint64 added = 0, removed = 0, changed = 0;
            for (const auto &[key, value] : now)
                if (key >= lowestIs && key >= lowestWas)
                    before.contains(key) ? changed += before[key] != value : ++added;
            for (const auto &[key, value] : before)
                removed += key >= lowestIs && key >= lowestWas && !now.contains(key);
            QCOMPARE(diff.added, added);
            QCOMPARE(diff.removed, removed);
            QCOMPARE(diff.changed, changed);
            qint64 shown = 0, last = 1000;
            for (const pg::RowDiff::Line &line : diff.lines) {
                shown += line.now >= 0;
                const auto id = (line.now >= 0 ? is[line.now] : was[line.before])[0]->toInt();
                QVERIFY(line.sign != RowSign::None || id < last);
                last = line.sign == RowSign::None ? id : last;
            }
            QCOMPARE(shown, is.size());
        }
    }
};

QTEST_GUILESS_MAIN(TestRowDiff)
#include "tst_rowdiff.moc"
