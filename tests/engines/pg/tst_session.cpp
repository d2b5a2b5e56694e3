// SPDX-License-Identifier: GPL-3.0-or-later
#include "opened.h"

#include "engines/pg/dial.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QTcpServer>
#include <QTcpSocket>

#include <future>

using namespace oriel;
using namespace oriel::pg;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray psqlSays(const QString &url, const QStringList &arguments)
{
    QProcess psql;
    psql.start(u"psql"_s, QStringList{u"-XAt"_s} + arguments + QStringList{url});
    return psql.waitForFinished() ? psql.readAllStandardOutput() + psql.readAllStandardError() : QByteArray();
}

quint16 unusedPort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

class TestSession final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_url = m_server->url(m_server->newDatabase());
    }
    void cleanup() { QVERIFY(Session::awaitWorkers(10s)); }
    void cleanupTestCase() { m_server.reset(); }

    void opensOverVerifiedTls()
    {
        Session session;
        QList<SessionState> states;
        connect(&session, &Session::stateChanged, this, [&states](SessionState state) { states.append(state); });
        mustOpen(session, m_url);
        QCOMPARE(states, QList<SessionState>({SessionState::Connecting, SessionState::Idle}));
        QVERIFY(session.isOpen());
        const SessionFacts facts = session.facts();
        QVERIFY(facts.isEncrypted);
        QVERIFY2(psqlSays(m_url, {u"-c"_s, u"\\conninfo"_s}).contains(facts.tlsLine.toUtf8()), qPrintable(facts.tlsLine));
        QCOMPARE(facts.sslMode, u"verify-full"_s);
        QCOMPARE(facts.user, m_server->info().user);
        QCOMPARE(facts.port, QString::number(m_server->info().port));
        QCOMPARE(facts.host, u"localhost"_s);
        QVERIFY(!facts.address.isEmpty());
        QCOMPARE(QByteArray::number(facts.serverVersion), psqlSays(m_url, {u"-c"_s, u"show server_version_num"_s}).trimmed());
        QCOMPARE(valueOf(session, u"select pg_backend_pid()"_s).toInt(), facts.processId);
        QCOMPARE(valueOf(session, u"show timezone"_s), facts.timeZone.toUtf8());
        QCOMPARE(valueOf(session, u"show client_encoding"_s), "UTF8"_ba);
        QCOMPARE(valueOf(session, u"show application_name"_s), "Oriel"_ba);
        QVERIFY(!facts.isSuperuser && !facts.inRecovery && !facts.isPooled && facts.standardStrings);
        QCOMPARE(valueOf(session, u"select ssl::text || version from pg_stat_ssl where pid = pg_backend_pid()"_s),
                 "trueTLSv1.3"_ba);
        session.close();
        QCOMPARE(session.state(), SessionState::Closed);
    }

    void refusalsSayWhatToDo_data()
    {
        QTest::addColumn<QString>("keyword");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words"); // of the message
        QTest::newRow("wrong password") << u"password"_s << u"not this one"_s << u"28P01"_s << u"refused the password"_s;
        QTest::newRow("no password") << u"password"_s << QString() << u"password"_s << u"asks for the password"_s;
        QTest::newRow("unknown user") << u"user"_s << u"nobody_here"_s << u"28P01"_s << u"nobody_here"_s;
        QTest::newRow("unknown database") << u"dbname"_s << u"nosuch"_s << u"3D000"_s << u"no database “nosuch”"_s;
        QTest::newRow("plaintext") << u"sslmode"_s << u"disable"_s << u"28000"_s << u"set sslmode=verify-full"_s;
        QTest::newRow("unknown host") << u"host"_s << u"nosuch.invalid"_s << u"dns"_s << u"nosuch.invalid"_s;
        QTest::newRow("refused port") << u"port"_s << QString::number(unusedPort()) << u"refused"_s << u"Nothing listens"_s;
        QTest::newRow("no such setting") << u"options"_s << u"-c nosuch_setting=1"_s << u"42704"_s << u"Remove it"_s;
    }

    void refusalsSayWhatToDo()
    {
        QFETCH(QString, keyword);
        QFETCH(QString, value);
        QFETCH(QString, code);
        QFETCH(QString, words);
        ConnInfo info = infoOf(m_url);
        if (keyword == "password"_L1)
            info.setPassword(Secret(value.toUtf8()));
        else
            info.set(keyword, value);
        Session session;
        const auto error = openError(session, info);
        QVERIFY(error);
        QCOMPARE(error->code, code);
        QVERIFY2(error->message.contains(words), qPrintable(error->message));
        QVERIFY(!error->detail.contains(u"not this one"_s));
        QVERIFY(!error->detail.contains(u"LOCATION"_s));
        QCOMPARE(session.state(), SessionState::Closed);
        QVERIFY(!session.isOpen());
        QVERIFY(!openError(session, infoOf(m_url))); // the same object opens afterwards
    }

    void aCertificateOfAnotherAuthorityIsRefused()
    {
        QProcess openssl;
        const QString other = QDir::homePath() + u"/other.pem"_s;
        openssl.start(u"openssl"_s,
                      {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s,
                       u"-keyout"_s, QDir::homePath() + u"/other.key"_s, u"-out"_s, other, u"-subj"_s, u"/CN=Other"_s, u"-days"_s,
                       u"2"_s});
        QVERIFY(openssl.waitForFinished() && openssl.exitCode() == 0);
        for (const QString &mode : {u"verify-full"_s, u"verify-ca"_s, u"require"_s}) {
            ConnInfo info = infoOf(m_url);
            info.set(u"sslmode"_s, mode);
            info.set(u"sslrootcert"_s, other);
            Session session;
            const auto error = openError(session, info);
            QVERIFY(error);
            QCOMPARE(error->code, u"certificate"_s);
            QVERIFY2(error->message.contains(other), qPrintable(error->message));
        }
    }

    void aNameThatIsNotInTheCertificateIsRefused()
    {
        ConnInfo info = infoOf(m_url);
        info.set(u"host"_s, u"db.example"_s);
        info.set(u"hostaddr"_s, u"127.0.0.1"_s);
        Session session;
        const auto error = openError(session, info);
        QVERIFY(error);
        QCOMPARE(error->code, u"certificate"_s);
        QVERIFY2(error->message.contains(u"belongs to localhost"_s) && error->message.contains(u"db.example"_s),
                 qPrintable(error->message));
    }

    void aBundleThatIsNoneIsRefused()
    {
        const QString page = QDir::homePath() + u"/page.pem"_s;
        QFile file(page);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("<html>Not found</html>") > 0);
        file.close();
        for (const QString &path : {page, QDir::homePath() + u"/missing.pem"_s}) {
            ConnInfo info = infoOf(m_url);
            info.set(u"sslrootcert"_s, path);
            Session session;
            const auto error = openError(session, info);
            QVERIFY(error);
            QVERIFY2(error->code == "certificate"_L1 || error->code == "guard"_L1, qPrintable(error->code));
            QVERIFY2(error->message.contains(path), qPrintable(error->message));
        }
    }

    void passwordsComeFromPgpassToo()
    {
        QFile file(QDir::homePath() + u"/.pgpass"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(u"localhost:%1:*:%2:%3\n"_s.arg(m_server->info().port)
                       .arg(m_server->info().user, m_server->info().password)
                       .toUtf8());
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        ConnInfo info = infoOf(m_url);
        info.setPassword({});
        Session session;
        const auto error = openError(session, info);
        file.remove();
        QVERIFY2(!error, error ? qPrintable(error->message + error->detail) : "");
    }

    void aSilentPortTimesOutAndCanBeCancelledAtOnce()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        ConnInfo info = infoOf(m_url);
        info.set(u"port"_s, QString::number(silent.serverPort()));
        Session session;
        QElapsedTimer timer;
        timer.start();
        const auto error = openError(session, info, 700ms);
        QCOMPARE(error->code, u"timeout"_s);
        QVERIFY2(timer.elapsed() >= 690 && timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY2(error->message.contains(u"did not finish"_s), qPrintable(error->message));

        session.open(info);
        QCOMPARE(session.state(), SessionState::Connecting);
        QSignalSpy failed(&session, &Session::openFailed);
        QTest::qWait(50);
        timer.start();
        session.cancelOpen();
        QCOMPARE(failed.size(), 1);
        QVERIFY(timer.elapsed() < 500);
        QCOMPARE(qvariant_cast<Error>(failed[0][0]).code, u"cancelled"_s);
        QVERIFY(!openError(session, infoOf(m_url)));
    }

    void connectTimeoutIsTheUsersDeadline()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        ConnInfo info = infoOf(m_url);
        info.set(u"port"_s, QString::number(silent.serverPort()));
        info.set(u"connect_timeout"_s, u"1"_s); // as libpq takes it: 2 s
        Session session;
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(openError(session, info)->code, u"timeout"_s);
        QVERIFY2(timer.elapsed() >= 1990 && timer.elapsed() < 14'000, qPrintable(QString::number(timer.elapsed())));
    }

    // A port whose queue is full drops what comes, as a firewall does: the next host gets its turn within the deadline.
    void aHostThatNeverAnswersLeavesTimeForTheNext()
    {
        QTcpServer full;
        full.setListenBacklogSize(0);
        QVERIFY(full.listen(QHostAddress::LocalHost));
        full.pauseAccepting();
        std::vector<std::unique_ptr<QTcpSocket>> queue;
        for (int i = 0; i < 4; ++i) {
            queue.push_back(std::make_unique<QTcpSocket>());
            queue.back()->connectToHost(QHostAddress(QHostAddress::LocalHost), full.serverPort());
        }
        QTRY_VERIFY(queue.front()->state() == QAbstractSocket::ConnectedState);
        ConnInfo info = infoOf(m_url);
        info.set(u"host"_s, u"localhost,localhost,localhost"_s);
        info.set(u"hostaddr"_s, u"127.0.0.1,127.0.0.1,127.0.0.1"_s);
        info.set(u"port"_s, u"%1,%2,%3"_s.arg(full.serverPort()).arg(unusedPort()).arg(m_server->info().port));
        Session session;
        QElapsedTimer timer;
        timer.start();
        const auto error = openError(session, info, 3s);
        QVERIFY2(!error, error ? qPrintable(error->message + error->detail) : "");
        QVERIFY(timer.elapsed() > 900);
        QCOMPARE(session.facts().port, QString::number(m_server->info().port));

        info.set(u"target_session_attrs"_s, u"standby"_s);
        const auto wrongKind = openError(session, info, 3s);
        QVERIFY(wrongKind);
        QCOMPARE(wrongKind->code, u"timeout"_s); // of the first host; that is the one to look at
        info.set(u"target_session_attrs"_s, u"prefer-standby"_s);
        info.set(u"host"_s, u"localhost"_s);
        info.set(u"hostaddr"_s, u"127.0.0.1"_s);
        info.set(u"port"_s, QString::number(m_server->info().port));
        QVERIFY(!openError(session, info));
    }

    // A far server named by a service or the environment is tried as these say; nothing of it is taken for a local one.
    void sslmodeFromElsewhereIsHonoured_data()
    {
        QTest::addColumn<QByteArray>("service");
        QTest::addColumn<QByteArray>("environment");
        QTest::newRow("service") << "host=192.0.2.1\nsslmode=prefer\n"_ba << ""_ba;
        QTest::newRow("environment") << "host=192.0.2.1\n"_ba << "prefer"_ba;
    }
    void sslmodeFromElsewhereIsHonoured()
    {
        QFETCH(QByteArray, service);
        QFETCH(QByteArray, environment);
        QFile file(QDir::homePath() + u"/.pg_service.conf"_s);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("[far]\n" + service) > 0);
        file.close();
        qputenv("PGSSLMODE", environment);
        Session session;
        const auto error = openError(session, infoOf(u"service=far user=u"_s), 400ms);
        qunsetenv("PGSSLMODE");
        file.remove();
        QVERIFY(error);
        QVERIFY2(error->code != "guard"_L1, qPrintable(error->message)); // the network's word: nobody answers there
    }

    void aStoredPasswordThatWasWithheldIsSaid()
    {
        const wire::Target target{.host = u"db.example"_s,
                                  .port = u"5432"_s,
                                  .user = u"app"_s,
                                  .sslMode = u"prefer"_s,
                                  .wasAnswered = true,
                                  .isStoredWithheld = true};
        const Error error = wire::connectError(u"fe_sendauth: no password supplied"_s, true, target);
        QCOMPARE(error.code, u"password"_s);
        for (const QString &word : {u"db.example"_s, u"app"_s, u"prefer"_s, u".pgpass"_s})
            QVERIFY2(error.message.contains(word), qPrintable(error.message));
    }

    void theCertificateIsKnown()
    {
        Session session;
        mustOpen(session, m_url);
        const Certificate shown = session.facts().certificate;
        QFile pem(m_server->info().folder + u"/data/server.crt"_s);
        QVERIFY(pem.open(QIODevice::ReadOnly));
        const QSslCertificate certificate(&pem);
        QCOMPARE(shown.sha256, certificate.digest(QCryptographicHash::Sha256));
        QVERIFY2(shown.subject.contains(certificate.subjectInfo(QSslCertificate::CommonName).value(0)),
                 qPrintable(shown.subject));
        QVERIFY2(shown.issuer.contains(certificate.issuerInfo(QSslCertificate::CommonName).value(0)), qPrintable(shown.issuer));
    }

    void whatIsNotPostgresIsSaid()
    {
        QTcpServer web;
        QVERIFY(web.listen(QHostAddress::LocalHost));
        connect(&web, &QTcpServer::newConnection, &web,
                [&web] { web.nextPendingConnection()->write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
        ConnInfo info = infoOf(m_url);
        info.set(u"port"_s, QString::number(web.serverPort()));
        Session session;
        const auto error = openError(session, info, 5s);
        QCOMPARE(error->code, u"connection"_s);
        QVERIFY2(error->message.contains(u"not PostgreSQL"_s), qPrintable(error->message));

        QTcpServer closing;
        QVERIFY(closing.listen(QHostAddress::LocalHost));
        connect(&closing, &QTcpServer::newConnection, &closing, [&closing] { closing.nextPendingConnection()->close(); });
        info.set(u"port"_s, QString::number(closing.serverPort()));
        const auto closed = openError(session, info, 5s);
        QCOMPARE(closed->code, u"connection"_s);
        QVERIFY2(closed->message.contains(u"closed it"_s), qPrintable(closed->message));
    }

    // Never a plaintext connection in place of the TLS that was asked for.
    void aServerWithoutTlsGetsNoPassword()
    {
        QTcpServer fake;
        QVERIFY(fake.listen(QHostAddress::LocalHost));
        QByteArray heard;
        connect(&fake, &QTcpServer::newConnection, &fake, [&] {
            QTcpSocket *peer = fake.nextPendingConnection();
            connect(peer, &QTcpSocket::readyRead, peer, [&heard, peer] {
                heard += peer->readAll();
                peer->write(heard.size() == 8 ? "N"_ba : "R\0\0\0\x08\0\0\0\x03"_ba); // no TLS; then: send it in clear
            });
        });
        ConnInfo info = infoOf(m_url);
        info.set(u"port"_s, QString::number(fake.serverPort()));
        for (const QString &mode : {u"verify-full"_s, u"verify-ca"_s, u"require"_s}) {
            heard.clear();
            info.set(u"sslmode"_s, mode);
            Session session;
            const auto error = openError(session, info, 5s);
            QCOMPARE(error->code, u"connection"_s);
            QVERIFY2(error->message.contains(u"does not speak TLS"_s), qPrintable(error->message));
            QCOMPARE(heard.size(), 8);
        }
    }

    void queriesWaitForTheSessionToOpen()
    {
        Session session;
        session.open(infoOf(m_url));
        Ran ran(session, u"select 'waited'"_s);
        ran.outcome();
        QCOMPARE(ran.value(), "waited"_ba);
        session.close();
        Ran late(session, u"select 1"_s);
        QCOMPARE(late.error().code, u"closed"_s);

        ConnInfo wrong = infoOf(m_url);
        wrong.set(u"dbname"_s, u"nosuch"_s);
        session.open(wrong);
        Ran never(session, u"select 1"_s);
        QCOMPARE(never.error().code, u"3D000"_s);
    }

    void closingOrDeletingAtAnyMomentIsOrdinary()
    {
        for (int wait = 0; wait < 40; wait += 3) {
            auto session = std::make_unique<Session>();
            session->open(infoOf(m_url));
            Ran ran(*session, u"select g, pg_sleep(0.0001) from generate_series(1, 100000) g"_s);
            QTest::qWait(wait);
            if (wait % 2)
                session->close();
            else
                session.reset();
            QCOMPARE(ran.error().code, u"closed"_s);
            QCOMPARE(ran.ends, 1);
        }
        QVERIFY(Session::awaitWorkers(10s));
        // nothing of it goes on running at the server
        QTRY_COMPARE(m_server->psql(u"postgres"_s, "select count(*) from pg_stat_activity where query like '%pg_sleep(0.0001)%' "
                                                   "and state = 'active' and pid <> pg_backend_pid()"),
                     "0"_ba);
    }

    // main() gives stragglers a moment and no more: a resolver that never answers holds nobody back.
    void stragglersAreWaitedForAndLeft()
    {
        QVERIFY(Session::awaitWorkers(10s));
        std::promise<void> answer;
        QVERIFY(wire::detach([waits = answer.get_future().share()] { waits.wait(); }));
        QVERIFY(!Session::awaitWorkers(50ms));
        answer.set_value();
        QVERIFY(Session::awaitWorkers(10s));
    }

    void anIdleSessionNoticesThatItIsLost()
    {
        Session session;
        mustOpen(session, m_url);
        std::optional<Error> lost;
        connect(&session, &Session::lost, this, [&lost](const Error &error) { lost = error; });
        m_server->psql(u"postgres"_s, "select pg_terminate_backend(" + QByteArray::number(session.facts().processId) + ")");
        QTRY_VERIFY(lost);
        QCOMPARE(lost->code, u"57P01"_s);
        QCOMPARE(session.state(), SessionState::Lost);
        QVERIFY(!session.isOpen());
        Ran ran(session, u"select 1"_s);
        QCOMPARE(ran.error().code, u"lost"_s);
        mustOpen(session, m_url);
        QCOMPARE(valueOf(session, u"select 'back'"_s), "back"_ba);
    }

    void aConnectionErrorNeverCarriesThePassword()
    {
        const wire::Target target{.host = u"h"_s, .address = u"1.2.3.4"_s, .port = u"5432"_s, .user = u"u"_s};
        const Error error = wire::connectError(
            u"connection to server at \"h\" (1.2.3.4), port 5432 failed: could not parse \"postgresql://u:hunter2@h/db\" password=hunter2"_s,
            false, target);
        QVERIFY2(!(error.detail + error.message).contains(u"hunter2"_s), qPrintable(error.detail));
    }

private:
    std::unique_ptr<Server> m_server;
    QString m_url;
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
