// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/database/objectnames.h"

#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

pg::Object table(quint32 oid, const QString &name, pg::Kind kind = pg::Kind::Table, quint32 parent = 0, double rows = -1,
                 qint64 bytes = -1)
{
    return {.oid = oid, .schema = 1, .parent = parent, .kind = kind, .name = name, .arguments = {}, .rows = rows, .bytes = bytes};
}

} // namespace

class tst_ObjectNames final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sortsNaturallyWithoutCase()
    {
        QStringList names{u"t10"_s, u"T2"_s, u"t1"_s, u"Äpfel"_s, u"invoice_lines"_s, u"Invoices"_s, u"a"_s, u"t02"_s, u"t"_s};
        std::sort(names.begin(), names.end(), [](const QString &a, const QString &b) { return compareNames(a, b) < 0; });
        QCOMPARE(names, (QStringList{u"a"_s, u"invoice_lines"_s, u"Invoices"_s, u"t"_s, u"t1"_s, u"T2"_s, u"t02"_s, u"t10"_s,
                                     u"Äpfel"_s}));
        QCOMPARE(compareNames(u"x7", u"x7"), 0);
        QVERIFY(compareNames(u"X7", u"x7") != 0); // two names are never the same
        QVERIFY((compareNames(u"x007", u"x7") < 0) != (compareNames(u"x7", u"x007") < 0));
    }

    void groupsAndPartitions()
    {
        const ObjectNames names({table(4, u"p2"_s, pg::Kind::Partition, 2, 30, 1000),
                                 table(2, u"payments"_s, pg::Kind::PartitionedTable),
                                 table(3, u"p1"_s, pg::Kind::Partition, 2, 20, 500), table(5, u"v"_s, pg::Kind::View),
                                 table(6, u"orphan"_s, pg::Kind::Partition, 99)});
        QCOMPARE(names.count(1, ObjectGroup::Tables), 2); // a partition whose parent cannot be seen stands for itself
        QCOMPARE(names.count(1, ObjectGroup::Views), 1);
        QCOMPARE(names.count(7, ObjectGroup::Tables), 0);
        const auto parts = names.parts(2);
        QCOMPARE(parts.size(), 2);
        QCOMPARE(names.at(parts[0]).name, u"p1"_s);
        const auto &parent = names.at(names.group(1, ObjectGroup::Tables)[1]);
        QCOMPARE(parent.name, u"payments"_s);
        QCOMPARE(parent.rows, 50.0); // never analysed itself: its partitions' sum
        QCOMPARE(parent.bytes, 1500);
    }
};

QTEST_GUILESS_MAIN(tst_ObjectNames)
#include "tst_objectnames.moc"
