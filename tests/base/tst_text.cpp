// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secret.h"
#include "base/text.h"

#include <QtTest>

using namespace oriel;

class TestText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void invalidBytesAreShownNeverDropped()
    {
        QCOMPARE(shownText("a\xff\xfe z"), QStringLiteral("a\\xff\\xfe z"));
        QCOMPARE(shownText("\xc3"), QStringLiteral("\\xc3"));
        QCOMPARE(shownText("\xed\xa0\x80"), QStringLiteral("\\xed\\xa0\\x80")); // a surrogate
        QCOMPARE(shownText("Chlo\xc3\xa9 \xf0\x9f\xa6\x8a"), QStringLiteral("Chloé 🦊"));
    }
    void cutsBetweenCharacters()
    {
        QCOMPARE(shownText("ab\xc3\xa9", 3), QStringLiteral("ab"));
        QCOMPARE(shownText(QByteArray(10, '\x80'), 4).count(QStringLiteral("\\x80")), 4);
    }
    void judgesUtf8()
    {
        // Every two- and three-byte sequence: ours and Qt's decoder agree on what is valid.
        for (int a = 0x80; a < 0x100; ++a)
            for (int b = 0; b < 0x100; ++b)
                for (const int c : {-1, 0x00, 0x41, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc0}) {
                    QByteArray bytes{1, char(a)};
                    bytes += char(b);
                    if (c >= 0)
                        bytes += char(c);
                    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
                    const QString decoded = decoder(bytes);
                    Q_UNUSED(decoded)
                    QCOMPARE(isValidUtf8(bytes), !decoder.hasError() && !decoded.contains(QChar::ReplacementCharacter));
                }
    }
    void marksControlAndBidi()
    {
        QCOMPARE(withMarks(QStringLiteral("a\n\tb\x1b") + QChar(0x202E)), QStringLiteral("a␊␉b␛⟦U+202E⟧"));
    }
    void numbers_data()
    {
        QTest::addColumn<QString>("got");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("bytes") << sizeText(212) << "212 B";
        QTest::newRow("kilo") << sizeText(1100) << "1.1 kB";
        QTest::newRow("rounds up") << sizeText(999'999) << "1.0 MB";
        QTest::newRow("mega") << sizeText(9'000'000) << "9.0 MB";
        QTest::newRow("tera") << sizeText(40'000'000'000'000) << "40 TB";
        QTest::newRow("small count") << countText(318) << "318";
        QTest::newRow("thousands") << countText(48'210) << "48 k";
        QTest::newRow("millions") << countText(1'240'000) << "1.2 M";
        QTest::newRow("rounds to millions") << countText(999'700) << "1.0 M";
        QTest::newRow("exact") << exactCount(48'210) << "48,210";
        QTest::newRow("fast") << durationText(412) << "0.4 ms";
        QTest::newRow("ms") << durationText(41'200) << "41 ms";
        QTest::newRow("s") << durationText(1'240'000) << "1.24 s";
        QTest::newRow("min") << durationText(125'000'000) << "2 min 5 s";
    }
    void numbers()
    {
        QFETCH(QString, got);
        QFETCH(QString, wanted);
        QCOMPARE(got, wanted);
    }
    void secretsNeverShow_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"postgres://app:hunter2@db/shop", "postgres://app:p@hunter2@db/shop", "host=db password=hunter2 user=app",
              "password='it''s hunter2' x", R"(password='a\' hunter2')", "PGPASSWORD=hunter2 psql", "?password=hunter2&x=1",
              "alter role x PASSWORD 'hunter2'", "create user y with encrypted password $a$hunter2$a$", "PASSWORD\n E'hunter2'",
              "postgresql+psycopg2://u:hunter2@h", "sslpassword = hunter2", "password=hu\\ nter2"})
            QTest::newRow(text) << text;
    }
    void secretsNeverShow()
    {
        QFETCH(QString, text);
        const QString clean = redacted(text);
        QVERIFY2(!clean.contains(QStringLiteral("hunter2")) && !clean.contains(QStringLiteral("nter2")), qPrintable(clean));
        QVERIFY(clean.contains(QStringLiteral("••••")));
    }
    void theRestStays()
    {
        const QString text = QStringLiteral("connection to server at \"db\" (10.0.0.1), port 5432 failed: FATAL: password "
                                            "authentication failed for user \"app\"");
        QCOMPARE(redacted(text), text);
    }
    void secretPrintsAsDots()
    {
        QString out;
        QDebug(&out) << Secret("hunter2");
        QVERIFY(!out.contains(QStringLiteral("hunter2")));
    }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
