// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hostprocess.h"
#include "engines/sandbox/programs.h"
#include "support/framing.h"
#include "support/proxy.h"
#include "support/server.h"

#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace oriel;

class TestProxy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_server.reset(); }
    void framing();
    void forwardsAndRecords();
    void cutsAtEveryMessage();
    void cutsTlsRecords();
    void cutsOnDemand_data();
    void cutsOnDemand();
    void silence();

private:
    Result<HostAnswer> psql(const test::CutProxy &proxy, const QByteArray &sql, bool isPlain = true) const;
    QString url(const test::CutProxy &proxy, bool isPlain) const;
    std::unique_ptr<test::Server> m_server;
};

void TestProxy::initTestCase()
{
    m_server = std::make_unique<test::Server>();
    m_server->append(u"pg_hba.conf"_s, "host all all 127.0.0.1/32 scram-sha-256");
    QTRY_COMPARE(m_server->psql(u"postgres"_s, "SELECT count(*) FROM pg_hba_file_rules"), "5"_qba);
}

QString TestProxy::url(const test::CutProxy &proxy, bool isPlain) const
{
    sandbox::ClusterInfo info = m_server->info();
    info.port = proxy.port();
    return isPlain ? info.url(u"postgres"_s).replace(u"verify-full"_s, u"disable"_s) : info.url(u"postgres"_s);
}

Result<HostAnswer> TestProxy::psql(const test::CutProxy &proxy, const QByteArray &sql, bool isPlain) const
{
    HostCall call;
    call.program = sandbox::psqlOf(m_server->info().programs);
    call.arguments = QStringList{u"-XqAt"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-d"_s, url(proxy, isPlain)};
    call.environment.insert(u"PGCONNECT_TIMEOUT"_s, u"2"_s);
    call.input = sql;
    return runHost(call);
}

void TestProxy::framing()
{
    const QByteArray ready("Z\0\0\0\5I", 6), empty("I\0\0\0\4", 5), question("\0\0\0\10\4\322\26/", 8),
        startup("\0\0\0\10\0\3\0\0", 8);
    test::Framing plain;
    plain.client(startup);
    int ended = 0;
    QCOMPARE(plain.server(ready + empty + ready.left(3), -1, &ended), 14);
    QCOMPARE(ended, 2);
    QCOMPARE(plain.server(ready.mid(3) + ready, 1, &ended), 3);
    QCOMPARE(ended, 3);

    test::Framing refused;
    refused.client(question);
    ended = 0;
    QCOMPARE(refused.server("N", -1, &ended), 1);
    QCOMPARE(ended, 1);
    refused.client(startup);
    for (const char letter : ready)
        refused.server(QByteArrayView(&letter, 1), -1, &ended);
    QCOMPARE(ended, 2);

    test::Framing tls;
    tls.client(question);
    ended = 0;
    QCOMPARE(tls.server("S" + QByteArray("\26\3\3\0\2ab\27\3\3\0\1c", 13), 2, &ended), 8);
    QCOMPARE(ended, 2);
}

void TestProxy::forwardsAndRecords()
{
    test::CutProxy proxy(m_server->info().port);
    const auto plain = psql(proxy, "SELECT repeat('x', 1000000)");
    QVERIFY2(plain, plain ? "" : qPrintable(plain.error().detail));
    QCOMPARE(plain->output.size(), 1'000'001);
    QVERIFY(proxy.fromClient().contains("SELECT repeat"));
    QVERIFY(proxy.fromServer().contains(QByteArray(1000, 'x')));
    QVERIFY(!proxy.fromClient().contains(m_server->info().password.toLatin1()));
    QVERIFY(proxy.bytesFromServer() > 1'000'000);
    QCOMPARE(proxy.accepted(), 1);
    QTRY_COMPARE(proxy.open(), 0);
    proxy.forget();

    QVERIFY(psql(proxy, "SELECT 1", false));
    QVERIFY(!proxy.fromClient().contains("SELECT"));
    proxy.refuse(true);
    QVERIFY(!psql(proxy, "SELECT 1"));
}

void TestProxy::cutsAtEveryMessage()
{
    test::CutProxy proxy(m_server->info().port);
    const auto whole = psql(proxy, "SELECT 42");
    QVERIFY(whole);
    const int messages = proxy.messagesFromServer();
    QVERIFY2(messages > 15, QByteArray::number(messages).constData());
    for (int message = 0; message < messages; ++message) {
        QTRY_COMPARE(proxy.open(), 0);
        proxy.forget();
        proxy.cutAfterMessages(message, message % 2 ? test::CutProxy::Cut::Reset : test::CutProxy::Cut::Close);
        const auto cut = psql(proxy, "SELECT 42");
        QVERIFY2(!cut, QByteArray::number(message).constData());
        QCOMPARE(proxy.messagesFromServer(), message);
    }
    proxy.forgetCut();
    QVERIFY(psql(proxy, "SELECT 42"));
    proxy.cutAfterBytes(500);
    proxy.forget();
    QVERIFY(!psql(proxy, "SELECT repeat('x', 1000)"));
    QCOMPARE(proxy.bytesFromServer(), 500);
}

void TestProxy::cutsTlsRecords()
{
    test::CutProxy proxy(m_server->info().port);
    QVERIFY(psql(proxy, "SELECT 42", false));
    const int records = proxy.messagesFromServer();
    QVERIFY2(records > 8, QByteArray::number(records).constData());
    for (const int record : {0, 1, 2, records / 2, records - 3}) {
        QTRY_COMPARE(proxy.open(), 0);
        proxy.forget();
        proxy.cutAfterMessages(record);
        QVERIFY2(!psql(proxy, "SELECT 42", false), QByteArray::number(record).constData());
        QCOMPARE(proxy.messagesFromServer(), record);
    }
}

void TestProxy::cutsOnDemand_data()
{
    QTest::addColumn<bool>("isReset");
    QTest::newRow("reset") << true;
    QTest::newRow("close") << false;
}

void TestProxy::cutsOnDemand()
{
    QFETCH(bool, isReset);
    test::CutProxy proxy(m_server->info().port);
    QProcess client;
    client.start(sandbox::psqlOf(m_server->info().programs), {u"-XqAt"_s, url(proxy, true), u"-c"_s, u"SELECT pg_sleep(60)"_s});
    const QByteArray asleep = "SELECT count(*) FROM pg_stat_activity WHERE query ~ '^SELECT pg_sleep' AND state = 'active'";
    QTRY_COMPARE(m_server->psql(u"postgres"_s, asleep), "1"_qba);
    QCOMPARE(proxy.open(), 1);
    proxy.cut(isReset ? test::CutProxy::Cut::Reset : test::CutProxy::Cut::Close);
    QVERIFY(client.waitForFinished(10'000));
    QCOMPARE(client.exitCode(), 2);
    QTRY_COMPARE(proxy.open(), 0);
    m_server->psql(u"postgres"_s, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ '^SELECT pg_sleep'");
    QTRY_COMPARE(m_server->psql(u"postgres"_s, asleep), "0"_qba);
}

void TestProxy::silence()
{
    test::CutProxy proxy(m_server->info().port);
    proxy.silence();
    const auto silent = psql(proxy, "SELECT 1");
    QVERIFY(!silent);
    QVERIFY2(silent.error().detail.contains(u"timeout"_s), qPrintable(silent.error().detail));
    proxy.resume();
    QVERIFY(psql(proxy, "SELECT 1"));
}

QTEST_GUILESS_MAIN(TestProxy)
#include "tst_proxy.moc"
