// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fuzzy.h"

#include <QTest>

using namespace Qt::StringLiterals;
using oriel::fuzzyScore;

class TestFuzzy final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void matches()
    {
        QVERIFY(fuzzyScore(u"", u"anything"));
        QVERIFY(fuzzyScore(u"spr", u"Split right"));
        QVERIFY(fuzzyScore(u"split r", u"Split right"));
        QVERIFY(fuzzyScore(u"ÜB", u"Über Oriel"));
        QVERIFY(!fuzzyScore(u"xyz", u"Split right"));
        QVERIFY(!fuzzyScore(u"rs", u"Split r"));
        QVERIFY(!fuzzyScore(u"a", u""));
    }
    void better_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("word starts") << u"sr"_s << u"Split right"_s << u"Insert"_s;
        QTest::newRow("in a row") << u"cop"_s << u"Copy"_s << u"Close open pane"_s;
        QTest::newRow("at the front") << u"re"_s << u"Refresh"_s << u"Theme: restore"_s;
        QTest::newRow("shorter") << u"copy"_s << u"Copy"_s << u"Copy as a very long name of a command"_s;
    }
    void better()
    {
        QFETCH(QString, typed);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        QVERIFY(fuzzyScore(typed, better));
        QVERIFY(fuzzyScore(typed, better).value_or(0) > fuzzyScore(typed, worse).value_or(-1000));
    }
    void saysWhere()
    {
        QList<int> at;
        QVERIFY(fuzzyScore(u"sr", u"Split right", &at));
        QCOMPARE(at, (QList<int>{0, 6}));
        QVERIFY(fuzzyScore(u"copy", u"Recopy copy", &at));
        QCOMPARE(at, (QList<int>{7, 8, 9, 10}));
    }
    void longTextEnds() { QVERIFY(!fuzzyScore(QString(5000, u'a'), QString(5000, u'b'))); }
};

QTEST_GUILESS_MAIN(TestFuzzy)
#include "tst_fuzzy.moc"
