// SPDX-License-Identifier: GPL-3.0-or-later
// The tests' own server does what the other tests rely on.
#include "base/hostprocess.h"
#include "engines/sandbox/programs.h"
#include "support/server.h"

#include <QFile>
#include <QTest>

#include <sys/shm.h>

using namespace Qt::StringLiterals;
using namespace oriel;

class TestServer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<test::Server>(); }
    void cleanupTestCase() { m_server.reset(); }
    void superuserByPeer();
    void verifiedTls();
    void plaintextIsRefused();
    void wrongRootIsRefused();
    void killedAndStartedAgain();
    void clonesOfTheShop();
    void reloads();
    void nothingIsLeft();

private:
    Result<HostAnswer> psql(const QString &where, const QByteArray &sql) const;
    std::unique_ptr<test::Server> m_server;
};

Result<HostAnswer> TestServer::psql(const QString &where, const QByteArray &sql) const
{
    HostCall call;
    call.program = sandbox::psqlOf(m_server->info().programs);
    call.arguments = QStringList{u"-XqAt"_s, u"-d"_s, where};
    call.input = sql;
    return runHost(call);
}

void TestServer::superuserByPeer()
{
    QCOMPARE(m_server->psql(u"postgres"_s, "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = 'oriel'"),
             "postgres|f"_qba);
    QVERIFY(!psql(u"host=localhost port=%1 user=postgres password=x dbname=postgres"_s.arg(m_server->info().port), "SELECT 1"));
    QVERIFY(!psql(u"host='%1' port=%2 user=oriel password=%3 dbname=postgres"_s.arg(m_server->info().socketFolder)
                      .arg(m_server->info().port)
                      .arg(m_server->info().password),
                  "SELECT 1"));
}

void TestServer::verifiedTls()
{
    const QString database = m_server->newDatabase();
    const auto answer = psql(m_server->url(database),
                             "SELECT ssl, current_user, current_database() FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(answer->output, "t|oriel|" + database.toLatin1() + '\n');
    QString byAddress = m_server->url(database).replace(u"@localhost:"_s, u"@127.0.0.1:"_s);
    QVERIFY(psql(byAddress, "SELECT 1"));
}

void TestServer::plaintextIsRefused()
{
    const auto answer = psql(m_server->url(u"postgres"_s).replace(u"verify-full"_s, u"disable"_s), "SELECT 1");
    QVERIFY(!answer);
    QVERIFY2(answer.error().detail.contains(u"no encryption"_s), qPrintable(answer.error().detail));
}

void TestServer::wrongRootIsRefused()
{
    const auto answer = psql(
        m_server->url(u"postgres"_s).replace(m_server->info().rootCert, u"/etc/ssl/certs/ca-certificates.crt"_s), "SELECT 1");
    QVERIFY(!answer);
    QVERIFY2(answer.error().detail.contains(u"certificate verify failed"_s), qPrintable(answer.error().detail));
}

void TestServer::killedAndStartedAgain()
{
    const QString database = m_server->newDatabase();
    m_server->psql(database, "CREATE TABLE t AS SELECT 1 AS a");
    const int port = m_server->info().port;
    m_server->killServer();
    QVERIFY(!psql(m_server->url(database), "SELECT 1"));
    m_server->startAgain();
    QCOMPARE(m_server->info().port, port);
    QCOMPARE(m_server->psql(database, "SELECT a FROM t"), "1"_qba);
}

void TestServer::clonesOfTheShop()
{
    const QString first = m_server->newDatabase(true), second = m_server->newDatabase(true);
    QVERIFY(psql(m_server->url(first), "TRUNCATE customers, invoices, invoice_lines, payments"));
    const auto rows = psql(m_server->url(second), "SELECT count(*) FROM invoices");
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().detail));
    QCOMPARE(rows->output, "24000\n"_qba);
    QCOMPARE(m_server->psql(second, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"),
             "oriel"_qba);
}

void TestServer::reloads()
{
    const QString before = m_server->append(u"postgresql.conf"_s, "work_mem = '7MB'");
    QTRY_COMPARE(m_server->psql(u"postgres"_s, "SHOW work_mem"), "7MB"_qba);
    m_server->write(u"postgresql.conf"_s, before.toUtf8());
    QTRY_COMPARE(m_server->psql(u"postgres"_s, "SHOW work_mem"), "4MB"_qba);
}

void TestServer::nothingIsLeft()
{
    const QString folder = m_server->info().folder;
    QFile pid(folder + u"/data/postmaster.pid"_s);
    QVERIFY(pid.open(QIODevice::ReadOnly));
    const int segment = pid.readAll().split('\n').value(6).simplified().split(' ').value(1).toInt();
    shmid_ds state{};
    QCOMPARE(::shmctl(segment, IPC_STAT, &state), 0);
    m_server->killServer(); // PostgreSQL itself cannot clean up after this
    m_server.reset();
    QVERIFY(!QFile::exists(folder));
    QCOMPARE(::shmctl(segment, IPC_STAT, &state), -1);
}

QTEST_GUILESS_MAIN(TestServer)
#include "tst_server.moc"
