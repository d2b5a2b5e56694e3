// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pathtext.h"

#include "base/fileplace.h"

#include <QDir>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;

class TestPathText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyByteComesBack()
    {
        QRandomGenerator random(3);
        const QByteArrayList pieces{
            "a", "/", "\xc3\xa9", "\xf0\x9f\x98\x80", "\xe2\x82\xac", "\xff", "\xc3", "\xed\xb2\x80", "\xf0\x9f", "\x80", "\n"};
        for (int round = 0; round < 20'000; ++round) {
            QByteArray path;
            for (int i = random.bounded(8); i > 0; --i)
                path +=
                    random.bounded(4) ? pieces[random.bounded(int(pieces.size()))] : QByteArray(1, char(1 + random.bounded(255)));
            QVERIFY2(pathBytes(pathText(path)) == path, path.toHex(' '));
        }
    }
    void whatIsUtf8IsItself()
    {
        QCOMPARE(pathText("/a/\xc3\xa9\xf0\x9f\x98\x80"), u"/a/\u00e9\U0001F600"_s);
        QCOMPARE(pathText("n\xff").size(), 2);
        QCOMPARE(pathText("n\xff")[1], QChar(0xdcff));
        QCOMPARE(pathBytes(u"\u00e9"), QByteArray("\xc3\xa9"));
    }
    void homeIsATilde()
    {
        const QString home = QDir::homePath();
        QCOMPARE(tilde(home), u"~"_s);
        QCOMPARE(tilde(home + u"/shop"_s), u"~/shop"_s);
        QCOMPARE(tilde(home + u"2/shop"_s), home + u"2/shop"_s);
    }
    void places_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("told");
        QTest::newRow("none") << u"app"_s << u"app 0 0"_s;
        QTest::newRow("line") << u"app:42"_s << u"app 42 0"_s;
        QTest::newRow("line and column") << u"src/app.py:42:7"_s << u"src/app.py 42 7"_s;
        QTest::newRow("about to come") << u"app:"_s << u"app 0 0"_s;
        QTest::newRow("half") << u"app:42:"_s << u"app 42 0"_s;
        QTest::newRow("only a line") << u":42"_s << u" 42 0"_s;
        QTest::newRow("a name with colons") << u"a:b"_s << u"a:b 0 0"_s;
        QTest::newRow("too large") << u"a:99999999999"_s << u"a:99999999999 0 0"_s;
        QTest::newRow("only a column") << u"::7"_s << u" 0 7"_s;
    }
    void places()
    {
        QFETCH(const QString, typed);
        const FilePlace place = filePlace(typed);
        QTEST(u"%1 %2 %3"_s.arg(place.path).arg(place.line).arg(place.column), "told");
    }
};

QTEST_GUILESS_MAIN(TestPathText)
#include "tst_pathtext.moc"
