// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pathtext.h"

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
};

QTEST_GUILESS_MAIN(TestPathText)
#include "tst_pathtext.moc"
