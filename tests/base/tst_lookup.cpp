// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/answer.h"
#include "base/lookup.h"

#include <QTest>

#include <netinet/in.h>

#include <atomic>
#include <semaphore>

using namespace oriel;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestLookup final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addresses_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QString>("text");
        QTest::newRow("plain") << "10.0.3.17"_ba << u"10.0.3.17"_s;
        QTest::newRow("short") << "127.1"_ba << u"127.0.0.1"_s;
        QTest::newRow("hexadecimal") << "0x7f000001"_ba << u"127.0.0.1"_s;
        QTest::newRow("version 6") << "2001:db8:0::1"_ba << u"2001:db8::1"_s;
    }
    void addresses()
    {
        QFETCH(QByteArray, host);
        QFETCH(QString, text);
        const auto found = lookUp(host, 5433, true);
        QVERIFY(found);
        QCOMPARE(found->size(), 1);
        QCOMPARE(found->first().text, text);
        const auto *address = reinterpret_cast<const sockaddr_in *>(found->first().socketAddress.constData());
        QCOMPARE(ntohs(address->sin_port), 5433); // where a sockaddr_in6 has it too
    }

    void names()
    {
        const auto found = lookUp("localhost");
        QVERIFY(found && !found->isEmpty());
        for (const QByteArray &host : {"localhost"_ba, "127.0.0.1\0.example"_ba}) {
            const auto none = lookUp(host, 0, true);
            QVERIFY(!none);
            QCOMPARE(none.error().code, u"dns"_s);
            QVERIFY(!none.error().detail.isEmpty());
        }
    }

    void anAnswerIsWaitedForAsLongAsIsSaid()
    {
        const auto bell = std::make_shared<const Bell>();
        const auto soon = [] { return Clock::now() + 30s; };
        const auto never = [] { return false; };
        QCOMPARE(answerOf([] { return 7; }, bell, never, soon()), std::optional(7));

        const auto gate = std::make_shared<std::binary_semaphore>(0);
        const auto blocked = [gate] {
            gate->acquire();
            return 7;
        };
        QCOMPARE(answerOf(blocked, bell, never, Clock::now()), std::nullopt);
        gate->release();
        bell->hush();
        bell->ring(); // as the one who stops does
        std::atomic<bool> isStopped = false;
        QCOMPARE(answerOf(blocked, bell, [&isStopped] { return isStopped.exchange(true); }, soon()), std::nullopt);
        gate->release();
        QVERIFY(awaitDetached(30s));
    }
};

QTEST_GUILESS_MAIN(TestLookup)
#include "tst_lookup.moc"
