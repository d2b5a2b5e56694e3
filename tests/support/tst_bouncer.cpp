// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hostprocess.h"
#include "engines/sandbox/programs.h"
#include "support/bouncer.h"

#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace oriel;

class TestBouncer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_server.reset(); }
    void pools_data();
    void pools();
    void plaintextIsItsOwnChoice();

private:
    Result<HostAnswer> psql(const QString &url, const QByteArray &sql) const;
    std::unique_ptr<test::Server> m_server;
};

void TestBouncer::initTestCase()
{
    if (test::Bouncer::program().isEmpty())
        QSKIP("no pgbouncer: installer/debian/unpack-peer pgbouncer");
    m_server = std::make_unique<test::Server>();
}

Result<HostAnswer> TestBouncer::psql(const QString &url, const QByteArray &sql) const
{
    HostCall call;
    call.program = sandbox::psqlOf(m_server->info().programs);
    call.arguments = QStringList{u"-XqAt"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-d"_s, url};
    call.input = sql;
    return runHost(call);
}

void TestBouncer::pools_data()
{
    QTest::addColumn<bool>("isTransactionPooling");
    QTest::newRow("transaction") << true;
    QTest::newRow("session") << false;
}

void TestBouncer::pools()
{
    QFETCH(bool, isTransactionPooling);
    test::BouncerOptions options;
    options.isTransactionPooling = isTransactionPooling;
    options.poolSize = 1;
    const test::Bouncer bouncer(*m_server, options);
    const QString database = m_server->newDatabase();
    const auto answer =
        psql(bouncer.url(database), "SET work_mem = '7MB'; SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid();");
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->output, "t\n"_qba); // towards the server
    const auto next = psql(bouncer.url(database), "SHOW work_mem");
    QVERIFY(next);
    QCOMPARE(next->output, isTransactionPooling ? "7MB\n"_qba : "4MB\n"_qba); // the leak that transaction pooling is known for
    const auto console = psql(bouncer.url(u"pgbouncer"_s), "SHOW CONFIG");
    QVERIFY2(console && console->output.contains(isTransactionPooling ? "pool_mode|transaction" : "pool_mode|session"),
             bouncer.log().constData());
    QVERIFY(!psql(bouncer.url(database).replace(u"verify-full"_s, u"disable"_s), "SELECT 1"));
}

void TestBouncer::plaintextIsItsOwnChoice()
{
    test::BouncerOptions options;
    options.hasTls = false;
    test::Bouncer bouncer(*m_server, options);
    const auto answer = psql(bouncer.url(u"postgres"_s), "SELECT 1");
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    bouncer.kill();
    QVERIFY(!psql(bouncer.url(u"postgres"_s), "SELECT 1"));
}

QTEST_GUILESS_MAIN(TestBouncer)
#include "tst_bouncer.moc"
