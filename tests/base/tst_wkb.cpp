// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/wkb.h"

#include <QRandomGenerator>
#include <QtEndian>
#include <QtTest>

#include <bit>

using namespace oriel;
using namespace Qt::StringLiterals;

class TestWkb : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void knownPairs_data();
    void knownPairs();
    void everyDoubleReadsBack();
    void whatIsUnsoundIsRefused();
};

// Written by GEOS 3.11, the library behind PostGIS.
void TestWkb::knownPairs_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<QString>("text");
    QTest::newRow("0101000020E61000") << QByteArray("0101000020E6100000000000000000F03F000000000000F03F")
                                      << u"SRID=4326;POINT(1 1)"_s;
    QTest::newRow("01010000809A9999") << QByteArray("01010000809A99999999995FC0295C8FC2F5A846409A9999999999B93F")
                                      << u"POINT Z (-126.4 45.32 0.1)"_s;
    QTest::newRow("00000003E93FF000") << QByteArray("00000003E93FF000000000000040000000000000004008000000000000")
                                      << u"POINT Z (1 2 3)"_s;
    QTest::newRow("0101000000000000") << QByteArray("0101000000000000000000F87F000000000000F87F") << u"POINT EMPTY"_s;
    QTest::newRow("0102000000030000") << QByteArray("0102000000030000000000000000000000000000000000000048AFBC9AF2D77A3E9C7500883C"
                                                    "E4377E000000000000E0BFB6F37D54346F9D41")
                                      << u"LINESTRING(0 0,1e-07 1e+300,-0.5 123456789.123)"_s;
    QTest::newRow("0103000000020000")
        << QByteArray(
               "01030000000200000005000000000000000000000000000000000000000000000000001040000000000000000000000000000010400000000"
               "000001040000000000000000000000000000010400000000000000000000000000000000004000000000000000000F03F000000000000F03F"
               "0000000000000040000000000000F03F00000000000000400000000000000040000000000000F03F000000000000F03F")
        << u"POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 1))"_s;
    QTest::newRow("0104000000020000")
        << QByteArray("0104000000020000000101000000000000000000F03F0000000000000040010100000000000000000008400000000000001040")
        << u"MULTIPOINT((1 2),(3 4))"_s;
    QTest::newRow("0105000000020000")
        << QByteArray("01050000000200000001020000000200000000000000000000000000000000000000000000000000F03F000000000000F03F010200"
                      "0000020000000000000000000040000000000000004000000000000008400000000000000840")
        << u"MULTILINESTRING((0 0,1 1),(2 2,3 3))"_s;
    QTest::newRow("0106000000020000")
        << QByteArray(
               "0106000000020000000103000000010000000400000000000000000000000000000000000000000000000000F03F000000000000000000000"
               "0000000F03F000000000000F03F00000000000000000000000000000000010300000001000000040000000000000000001440000000000000"
               "1440000000000000184000000000000014400000000000001840000000000000184000000000000014400000000000001440")
        << u"MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))"_s;
    QTest::newRow("0107000020E86400")
        << QByteArray("0107000020E8640000030000000101000000000000000000F03F000000000000004001020000000200000000000000000000000000"
                      "000000000000000000000000F03F000000000000F03F010300000000000000")
        << u"SRID=25832;GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1),POLYGON EMPTY)"_s;
    QTest::newRow("0102000000000000") << QByteArray("010200000000000000") << u"LINESTRING EMPTY"_s;
    QTest::newRow("0107000080010000") << QByteArray(
                                             "0107000080010000000101000080000000000000F03F00000000000000400000000000000840")
                                      << u"GEOMETRYCOLLECTION Z (POINT Z (1 2 3))"_s;
    QTest::newRow("0106000000000000") << QByteArray("010600000000000000") << u"MULTIPOLYGON EMPTY"_s;
    QTest::newRow("M") << QByteArray("0101000040000000000000F03F00000000000000400000000000000840") << u"POINT M (1 2 3)"_s;
    QTest::newRow("ZM") << QByteArray("01010000C0000000000000F03F000000000000004000000000000008400000000000001040")
                        << u"POINT ZM (1 2 3 4)"_s;
}

void TestWkb::knownPairs()
{
    QFETCH(QByteArray, hex);
    QFETCH(QString, text);
    QCOMPARE(wktOf(hex).value_or(u"refused"_s), text);
    QCOMPARE(wktOf(hex.toLower()), wktOf(hex));
}

void TestWkb::everyDoubleReadsBack()
{
    QRandomGenerator random(3);
    for (int i = 0; i < 5000; ++i) {
        const double value = std::bit_cast<double>(random.generate64());
        if (!std::isfinite(value))
            continue;
        char bytes[21] = {1, 1};
        qToLittleEndian(std::bit_cast<quint64>(value), bytes + 5);
        const auto text = wktOf(QByteArray(bytes, sizeof bytes).toHex());
        QVERIFY(text);
        const QString x = text->section(u'(', 1).section(u' ', 0, 0);
        QCOMPARE(std::bit_cast<quint64>(x.toDouble()), std::bit_cast<quint64>(value));
    }
}

void TestWkb::whatIsUnsoundIsRefused()
{
    const QByteArray sound =
        "0103000000010000000400000000000000000000000000000000000000000000000000F03F0000000000000000000000000000F03F"
        "000000000000F03F00000000000000000000000000000000";
    QVERIFY(wktOf(sound));
    for (qsizetype length = 0; length < sound.size(); ++length)
        QVERIFY(!wktOf(sound.first(length)));
    QVERIFY(!wktOf(sound + "00"));
    QVERIFY(!wktOf("xyz"));
    QVERIFY(!wktOf("010800000003000000")); // CIRCULARSTRING
    QVERIFY(!wktOf("0102000000FFFFFFFF")); // four thousand million points, none of them there
    QByteArray nested;
    for (int i = 0; i < 100'000; ++i)
        nested += "010700000001000000";
    QVERIFY(!wktOf(nested));
}

QTEST_APPLESS_MAIN(TestWkb)
#include "tst_wkb.moc"
