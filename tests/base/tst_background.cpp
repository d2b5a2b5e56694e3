// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/background.h"
#include "base/result.h"
#include <QtTest>
using namespace oriel;
class TestBackground : public QObject
{
    Q_OBJECT
    QThreadPool pool;
private Q_SLOTS:
    void deliversOnOwnersThread()
    {
        QObject owner;
        int got = 0;
        QThread *where = nullptr;
        Job j = inBackground(
            &owner, &pool, [](std::stop_token) -> Result<int> { return 7; },
            [&](Result<int> r) {
                QVERIFY(r);
                got = r.value();
                where = QThread::currentThread();
            });
        QTRY_COMPARE(got, 7);
        QCOMPARE(where, thread());
    }
    void carriesErrors()
    {
        QObject owner;
        QString code;
        Job j = inBackground(
            &owner, &pool,
            [](std::stop_token) -> Result<int> {
                return std::unexpected(Error{QStringLiteral("no"), QStringLiteral("42P01"), {}});
            },
            [&](Result<int> r) {
                QVERIFY(!r);
                code = r.error().code;
            });
        QTRY_COMPARE(code, QStringLiteral("42P01"));
    }
    void neverCalledAfterOwnerDied()
    {
        auto owner = std::make_unique<QObject>();
        bool called = false;
        std::atomic_bool ran{false};
        Job j = inBackground(
            owner.get(), &pool,
            [&](std::stop_token) {
                QThread::msleep(50);
                ran = true;
                return 1;
            },
            [&](int) { called = true; });
        owner.reset();
        QTRY_VERIFY(ran);
        QCoreApplication::sendPostedEvents();
        QVERIFY(!called);
    }
    void droppingTheJobStopsTheWork()
    {
        QObject owner;
        bool called = false;
        std::atomic_bool stopped{false};
        {
            Job j = inBackground(
                &owner, &pool,
                [&](std::stop_token s) {
                    while (!s.stop_requested())
                        QThread::msleep(1);
                    stopped = true;
                    return 1;
                },
                [&](int) { called = true; });
        }
        QTRY_VERIFY(stopped);
        QCoreApplication::sendPostedEvents();
        QVERIFY(!called);
    }
    void replacingKeepsOnlyTheLast()
    {
        QObject owner;
        QList<int> got;
        Job j;
        for (int i = 0; i < 100; ++i)
            j = inBackground(&owner, &pool, [i](std::stop_token) { return i; }, [&](int v) { got << v; });
        pool.waitForDone();
        QTRY_COMPARE(got, QList<int>{99});
    }
};
QTEST_GUILESS_MAIN(TestBackground)
#include "tst_background.moc"
