// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gridscene.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTextDocument>

using namespace oriel;
using namespace oriel::test;

class TestRowModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void modelHolds();
    void modelTellsOfNullCutAndMarks();
    void headersAreRead();
    void poisonedHeadersAreText();
};

void TestRowModel::modelHolds()
{
    RowModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const auto source = std::make_shared<Made>(3);
    QCOMPARE(model.rowCount(), 0);
    model.grow(); // no source
    model.setSource(source);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.columnCount(), 4);
    source->setRows(100);
    QCOMPARE(model.rowCount(), 3); // as told
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.grow();
    model.grow();
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(model.rowCount(), 100);
    model.setSource(nullptr);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.columnCount(), 0);
    RowModel large; // without the tester, which reads every row
    source->setRows(60'000'000);
    large.setSource(source);
    QCOMPARE(large.rowCount(), 50'000'000);
    QVERIFY(large.rowLimitHit());
}

void TestRowModel::modelTellsOfNullCutAndMarks()
{
    RowModel model;
    const auto source = std::make_shared<Made>(10);
    source->cutRow = 4;
    model.setSource(source);
    QCOMPARE(model.index(1, 1).data().toString(), u"Ada␉Löv␊1"_s);
    QCOMPARE(model.index(1, 1).data(RowModel::CellTextRole).toByteArray(), "Ada\tLöv\n1");
    QCOMPARE(model.index(0, 1).data().toString(), QString());
    QVERIFY(!model.index(0, 1).data(RowModel::IsNullRole).toBool());
    QVERIFY(model.index(0, 3).data(RowModel::IsNullRole).toBool());
    QVERIFY(model.index(4, 2).data(RowModel::IsCutRole).toBool());
    QVERIFY(!model.index(5, 2).data(RowModel::IsCutRole).toBool());
    QCOMPARE(model.index(4, 2).data(RowModel::SizeRole).toLongLong(), 44'000);
    QCOMPARE(model.index(4, 0).data(RowModel::LookRole).toInt(), int(Look::Number));
    QVERIFY(model.index(4, 0).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
}

void TestRowModel::headersAreRead()
{
    RowModel model;
    model.setSource(std::make_shared<Made>(10));
    QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), u"id"_s);
    QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::ToolTipRole).toString(), u"id\nbigint PK\nnot null"_s);
    QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::AccessibleTextRole).toString(), u"id, bigint, PK"_s);
    QCOMPARE(model.headerData(4, Qt::Vertical, Qt::DisplayRole).toString(), u"5"_s);
    model.setFirstRowNumber(1001);
    QCOMPARE(model.headerData(4, Qt::Vertical, Qt::DisplayRole).toString(), u"1005"_s);
}

void TestRowModel::poisonedHeadersAreText()
{
    const QString poison = u"<img src=\"file:///tmp/fifo\">\u202Egnp\u0007"_s;
    struct Poisoned final : RowSource
    {
        explicit Poisoned(const QString &text) : column{text, text, Look::Text, 0, text, u"default "_s + text + u"\ncomment"_s} {}
        QList<Column> columns() const override { return {column}; }
        qint64 rowCount() const override { return 0; }
        Cell cell(qint64, int) const override { return {}; }
        Column column;
    };
    RowModel model;
    model.setSource(std::make_shared<Poisoned>(poison));
    const QString tip = model.headerData(0, Qt::Horizontal, Qt::ToolTipRole).toString();
    QTextDocument shown;
    Qt::mightBeRichText(tip) ? shown.setHtml(tip) : shown.setPlainText(tip); // as QToolTip does
    const QString safe = u"<img src=\"file:///tmp/fifo\">⟦U+202E⟧gnp␇"_s;
    QCOMPARE(shown.toPlainText(), u"%1\n%1 %1\ndefault %1\ncomment"_s.arg(safe));
    QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), safe);
    QVERIFY(!model.headerData(0, Qt::Horizontal, Qt::AccessibleTextRole).toString().contains(u'\u202E'));
}

QTEST_MAIN(TestRowModel)
#include "tst_rowmodel.moc"
