// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/table/windowmodel.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

pg::TableWindow window()
{
    pg::Relation relation;
    relation.oid = 16384;
    relation.schema = u"public"_s;
    relation.name = u"t"_s;
    pg::TableColumn id, note;
    id.name = u"id"_s;
    id.type = u"bigint"_s;
    id.baseType = u"pg_catalog.int8"_s;
    id.look = Look::Number;
    id.isUnbounded = false;
    note.name = u"note"_s;
    note.type = u"text"_s;
    note.baseOid = note.typeOid = 25;
    relation.columns = {id, note};
    relation.keys = {{u"t_pkey"_s,
                      {u"id"_s},
                      true,
                      {{u"id"_s, u"OPERATOR(pg_catalog.<)"_s, u"OPERATOR(pg_catalog.=)"_s, u"OPERATOR(pg_catalog.>)"_s, {}}}}};
    return pg::TableWindow(relation, 150000);
}

// As the server answers: ids from `first` on, upwards or downwards.
std::shared_ptr<pg::ResultStore> answer(qint64 first, int count, pg::Way way)
{
    auto store = std::make_shared<pg::ResultStore>();
    store->setColumns({{u"id"_s, u"bigint"_s, Look::Number, 20, {}, {}},
                       {u"note"_s, u"text"_s, Look::Text, 25, {}, {}},
                       {u"key"_s, {}, Look::Text, 25, {}, {}},
                       {u"leaf"_s, {}, Look::Number, 23, {}, {}}});
    for (int i = 0; i < count; ++i) {
        const QByteArray id = QByteArray::number(way == pg::Way::Forward ? first + i : first - i),
                         note = id.toLongLong() % 3 ? QByteArray("300:cut") : QByteArray("0:");
        const pg::Field fields[] = {
            {id.data(), int(id.size())}, {note.data(), int(note.size())}, {id.data(), int(id.size())}, {"0", 1}};
        if (!store->append(fields))
            qFatal("no room");
    }
    store->publish();
    return store;
}

} // namespace

class TestWindowModel : public QObject
{
    Q_OBJECT

    static qint64 idAt(const RowModel &model, int row) { return model.cell(row, 0).text.toLongLong(); }
    static void compareAll(const WindowModel &model, qint64 first)
    {
        QCOMPARE(model.source()->rowCount(), model.rowCount());
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(idAt(model, row), first + row);
        QCOMPARE(model.index(model.rowCount() - 1, 0).data().toString(), QString::number(first + model.rowCount() - 1));
    }

private Q_SLOTS:
    void slidesBothWays()
    {
        WindowModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.begin(window(), answer(50'000, 3'000, pg::Way::Forward), pg::Way::Forward);
        QCOMPARE(model.columnCount(), 2);
        compareAll(model, 50'000);
        qint64 first = 50'000, end = 53'000;
        QRandomGenerator random(3);
        for (int i = 0; i < 24; ++i) {
            const int count = random.bounded(1, 4'000);
            if (i % 12 < 7) {
                const auto change = model.add(answer(end, count, pg::Way::Forward), pg::Way::Forward);
                QCOMPARE(change.added, count);
                end += count;
                first += change.dropped;
            } else {
                const auto change = model.add(answer(first - 1, count, pg::Way::Backward), pg::Way::Backward);
                first -= count;
                end -= change.dropped;
            }
            QCOMPARE(qint64(model.rowCount()), end - first);
            QVERIFY(model.rowCount() < WindowModel::mostRows + 4'000);
            QVERIFY(model.rowCount() > 3'000);
            compareAll(model, first);
            QCOMPARE(model.rows()->placeOf(0).key, QList<QByteArray>{QByteArray::number(first)});
            QCOMPARE(model.rows()->wholeValue(model.rowCount() - 1, 1).parameters,
                     QList<std::optional<QByteArray>>{QByteArray::number(end - 1)});
        }
        QVERIFY(first != 50'000);
        model.begin(window(), answer(7, 1, pg::Way::Backward), pg::Way::Backward);
        compareAll(model, 7);
        model.begin(window(), answer(7, 0, pg::Way::Forward), pg::Way::Forward);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.columnCount(), 2);
    }
    void selectionGoesWithItsRows()
    {
        WindowModel model;
        model.begin(window(), answer(100'000, 500, pg::Way::Forward), pg::Way::Forward);
        QItemSelectionModel selection(&model);
        selection.setCurrentIndex(model.index(120, 1), QItemSelectionModel::Select);
        selection.select(QItemSelection(model.index(100, 0), model.index(110, 1)), QItemSelectionModel::Select);
        model.add(answer(99'999, 700, pg::Way::Backward), pg::Way::Backward);
        QCOMPARE(selection.currentIndex(), model.index(820, 1));
        QVERIFY(selection.isSelected(model.index(805, 0)) && !selection.isSelected(model.index(105, 0)));
        for (int i = 0; i < 30; ++i)
            model.add(answer(100'500 + i * 1'000, 1'000, pg::Way::Forward), pg::Way::Forward);
        QVERIFY(idAt(model, 0) > 100'500);
        QVERIFY(!selection.hasSelection());
    }
    void manySmallWindows()
    {
        WindowModel model;
        model.begin(window(), answer(0, 1, pg::Way::Forward), pg::Way::Forward);
        for (int i = 1; i < 6'000; ++i)
            model.add(answer(i, 1, pg::Way::Forward), pg::Way::Forward);
        compareAll(model, 0);
        QVERIFY(model.add(answer(6'000, 0, pg::Way::Forward), pg::Way::Forward).added == 0);
    }
    void cutValues()
    {
        WindowModel model;
        model.begin(window(), answer(1, 3, pg::Way::Forward), pg::Way::Forward);
        QVERIFY(model.index(0, 1).data(RowModel::IsCutRole).toBool());
        QCOMPARE(model.index(0, 1).data(RowModel::SizeRole).toLongLong(), 300);
        QCOMPARE(model.index(0, 1).data(RowModel::CellTextRole).toByteArray(), "cut");
        QVERIFY(!model.index(2, 1).data(RowModel::IsCutRole).toBool() && !model.index(2, 1).data(RowModel::IsNullRole).toBool());
    }
};

QTEST_MAIN(TestWindowModel)
#include "tst_windowmodel.moc"
