// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/pg/resultstore.h"

#include <QTest>

#include <csignal>
#include <sys/resource.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace oriel;
using namespace oriel::pg;
using namespace Qt::StringLiterals;

namespace {

QList<Column> columns(int count)
{
    QList<Column> list;
    for (int i = 0; i < count; ++i) {
        Column column;
        column.name = u"c%1"_s.arg(i);
        list.append(column);
    }
    return list;
}

Field field(const QByteArray &value) { return value.isNull() ? Field{nullptr, -1} : Field{value.constData(), int(value.size())}; }

// Row `row` of a table that can be checked without keeping it.
QByteArray madeValue(qint64 row, int column)
{
    if ((row + column) % 7 == 0)
        return {};
    return QByteArray::number(row * 31 + column) + QByteArray(int((row * 13 + column * 5) % 60), char('a' + column));
}

bool appendMade(ResultStore &store, qint64 row, int columnCount)
{
    std::vector<QByteArray> values;
    std::vector<Field> fields;
    for (int column = 0; column < columnCount; ++column)
        values.push_back(madeValue(row, column));
    for (const QByteArray &value : values)
        fields.push_back(field(value));
    return store.append(fields).has_value();
}

void verifyMade(const ResultStore &store, qint64 row, int columnCount)
{
    for (int column = 0; column < columnCount; ++column) {
        const Cell cell = store.cell(row, column);
        const QByteArray expected = madeValue(row, column);
        QCOMPARE(cell.isNull, expected.isNull());
        QCOMPARE(cell.text, expected);
        QCOMPARE(cell.size, expected.size());
    }
}

} // namespace

class TestResultStore final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsVisibleBeforeItIsPublished()
    {
        ResultStore store;
        store.setColumns(columns(2));
        QVERIFY(appendMade(store, 1, 2));
        QCOMPARE(store.rowCount(), 0);
        QVERIFY(store.cell(0, 0).isNull);
        store.publish();
        QCOMPARE(store.rowCount(), 1);
        QCOMPARE(store.cell(0, 0).text, madeValue(1, 0));
    }

    void nullIsNotEmptyAndNothingLiesOutside()
    {
        ResultStore store;
        store.setColumns(columns(3));
        QVERIFY(store.append(std::vector<Field>{{"", 0}, {nullptr, -1}, {"\0x", 2}}));
        store.publish();
        QVERIFY(!store.cell(0, 0).isNull);
        QCOMPARE(store.cell(0, 0).text, QByteArray(""));
        QVERIFY(store.cell(0, 1).isNull);
        QCOMPARE(store.cell(0, 2).text, QByteArray("\0x", 2));
        QCOMPARE(store.bytes(), 2);
        for (const auto &[row, column] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 3}})
            QVERIFY(store.cell(row, column).isNull);
    }

    void sizesAroundEveryVarintLength()
    {
        ResultStore store;
        store.setColumns(columns(2));
        const QList<int> sizes{0, 126, 127, 128, 16382, 16383, 16384, 2097150, 2097151, 2097152};
        for (const int size : sizes)
            QVERIFY(store.append(std::vector<Field>{field(QByteArray(size, 'v')), field("end")}));
        store.publish();
        for (int row = 0; row < sizes.size(); ++row) {
            QCOMPARE(store.cell(row, 1).text, "end"_ba);
            QCOMPARE(store.cell(row, 0).size, sizes[row]);
            QVERIFY(store.cell(row, 0).text == QByteArray(sizes[row], 'v'));
        }
    }

    void rowsWithoutColumnsAreCounted()
    {
        ResultStore store;
        for (int i = 0; i < 500'000; ++i) // slots alone fill a chunk
            QVERIFY(store.append({}));
        store.publish();
        QCOMPARE(store.rowCount(), 500'000);
        QVERIFY(store.cell(499'999, 0).isNull);
    }

    void wideRowsReadInAnyOrder()
    {
        ResultStore store;
        store.setColumns(columns(1600));
        for (qint64 row = 0; row < 40; ++row)
            QVERIFY(appendMade(store, row, 1600));
        store.publish();
        for (const int column : {1599, 0, 800, 801, 799, 1599})
            for (const qint64 row : {39, 0, 20, 20, 19})
                QCOMPARE(store.cell(row, column).text, madeValue(row, column));
    }

    void aboveTheBudgetRowsGoToDiskAndReadBack()
    {
        ResultStore store(3 << 20);
        store.setColumns(columns(6));
        constexpr qint64 rows = 100'000;
        for (qint64 row = 0; row < rows; ++row)
            QVERIFY(appendMade(store, row, 6));
        store.publish();
        QVERIFY2(store.bytesOnDisk() > 15 << 20, qPrintable(QString::number(store.bytesOnDisk())));
        QVERIFY(store.bytesInMemory() <= 3 << 20);
        for (qint64 row = 0; row < rows; row += 499) // forwards, then back: more chunks than are mapped at a time
            verifyMade(store, row, 6);
        for (qint64 row = rows - 1; row > 0; row -= 991)
            verifyMade(store, row, 6);
    }

    void oneRowLargerThanTheBudgetGoesStraightToDisk()
    {
        ResultStore store(2 << 20);
        store.setColumns(columns(3));
        const QByteArray large(5 << 20, 'L');
        QVERIFY(store.append(std::vector<Field>{field("before"), field({}), field("x")}));
        QVERIFY(store.append(std::vector<Field>{field("a"), field(large), field({})}));
        QVERIFY(store.append(std::vector<Field>{field("after"), field(""), field("y")}));
        store.publish();
        QVERIFY(store.bytesInMemory() <= 2 << 20);
        QCOMPARE(store.cell(0, 0).text, "before"_ba);
        QVERIFY(store.cell(1, 1).text == large);
        QVERIFY(store.cell(1, 2).isNull);
        QCOMPARE(store.cell(2, 0).text, "after"_ba);
        QCOMPARE(store.cell(2, 2).text, "y"_ba);
    }

    void aLimitCutsAndSaysSo()
    {
        ResultStore store;
        store.setColumns(columns(1));
        QVERIFY(store.append(std::vector<Field>{field(QByteArray(3 << 20, 'q'))}));
        store.publish();
        const Cell cut = store.cell(0, 0, 100);
        QCOMPARE(cut.text.size(), 100);
        QCOMPARE(cut.size, 3 << 20);
        QVERIFY(cut.isCut());
        const Cell whole = store.cell(0, 0);
        QVERIFY(!whole.isCut());
        QVERIFY(store.cell(0, 0).text.isSharedWith(whole.text)); // a repaint copies nothing
    }

    void readersNeverSeeHalfARow()
    {
        ResultStore store(2 << 20);
        store.setColumns(columns(4));
        std::atomic<bool> isDone{false};
        std::thread writer([&] {
            for (qint64 row = 0; row < 60'000; ++row) {
                appendMade(store, row, 4);
                if (row % 100 == 0)
                    store.publish();
            }
            store.publish();
            isDone = true;
        });
        quint32 seed = 1;
        qint64 wrong = 0, read = 0;
        while (!isDone) {
            const qint64 count = store.rowCount();
            for (int i = 0; i < 50 && count > 0; ++i, ++read) {
                const qint64 row = i % 2 ? count - 1 : qint64((seed = seed * 1664525 + 1013904223) % quint32(count));
                wrong += store.cell(row, 3).text != madeValue(row, 3) || store.cell(row, 1).text != madeValue(row, 1);
            }
        }
        writer.join();
        QCOMPARE(wrong, 0);
        QVERIFY(read > 0);
        verifyMade(store, 59'999, 4);
    }

    // A disk that takes no more, here by the limit for the size of files.
    void aFullDiskKeepsTheRowsBefore()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small{8 << 20, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        ResultStore store(2 << 20);
        store.setColumns(columns(6));
        qint64 kept = 0;
        while (kept < 1'000'000 && appendMade(store, kept, 6))
            ++kept;
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(kept > 10'000 && kept < 1'000'000);
        const auto again = store.append({});
        QVERIFY(!again);
        QCOMPARE(again.error().code, u"EFBIG"_s);
        QVERIFY2(again.error().message.startsWith(u"Kept "_s), qPrintable(again.error().message));
        store.publish();
        QCOMPARE(store.rowCount(), kept);
        for (qint64 row = 0; row < kept; row += 1009)
            verifyMade(store, row, 6);
    }

    void aFolderThatIsNotThereIsSaid()
    {
        ResultStore store(1 << 20, u"/nowhere/at/all"_s);
        store.setColumns(columns(6));
        qint64 kept = 0;
        while (kept < 100'000 && appendMade(store, kept, 6))
            ++kept;
        const auto error = store.append({});
        QVERIFY(!error);
        QCOMPARE(error.error().code, u"ENOENT"_s);
        QVERIFY(error.error().message.contains(u"/nowhere/at/all"_s));
    }
};

QTEST_GUILESS_MAIN(TestResultStore)
#include "tst_resultstore.moc"
