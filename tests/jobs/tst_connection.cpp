// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/connection.h"
#include "support/pki.h"
#include "support/server.h"

#include <QDir>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryFile>
#include <QtTest>

#include <csignal>

using namespace oriel;

class TestConnection : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;

    Profile profile(const QString &url) const
    {
        Profile profile;
        profile.id = QStringLiteral("one");
        profile.info = pg::ConnInfo::read(url)->info;
        return profile;
    }
    std::unique_ptr<Connection> connected()
    {
        auto connection = std::make_unique<Connection>(profile(m_server->url(QStringLiteral("postgres"))));
        connection->connectNow();
        return connection;
    }

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<test::Server>(); }

    void answersQuestionsInReadOnlyTransactions()
    {
        auto connection = connected();
        QTRY_COMPARE(connection->state(), LinkState::Connected);
        QVERIFY(connection->facts().isEncrypted);
        QStringList answers;
        for (int i = 0; i < 20; ++i)
            connection->ask(this,
                            {"select $1::pg_catalog.text || pg_catalog.current_setting('transaction_read_only') || "
                             "pg_catalog.current_setting('search_path')",
                             {QByteArray::number(i)}},
                            [&](Result<Connection::Rows> rows) {
                                answers << (rows ? QString::fromUtf8((*rows)->cell(0, 0).text) : rows.error().message);
                            });
        QTRY_COMPARE(answers.size(), 20);
        for (int i = 0; i < 20; ++i)
            QVERIFY2(answers.contains(QStringLiteral("%1on\"\"").arg(i)), qPrintable(answers.join(QLatin1Char(' '))));
        QVERIFY(connection->sessionCount() <= 2);
    }
    // libpq's one sentence becomes the doctor's, for whoever shows the connection's error.
    void theDoctorSaysWhy()
    {
        QTemporaryFile other;
        QVERIFY(other.open() && other.write(test::makeIdentity("Another authority").certificate) > 0 && other.flush());
        Profile wrong = profile(m_server->url(QStringLiteral("postgres")));
        wrong.info.set(QStringLiteral("sslrootcert"), other.fileName());
        Connection connection(wrong);
        connection.connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(connection.state(), LinkState::Failed, 20'000);
        QCOMPARE(connection.error().code, QStringLiteral("certificate"));
        QVERIFY2(connection.error().message.contains(QLatin1String("ends in Oriel sandbox CA")),
                 qPrintable(connection.error().message));
        QVERIFY(connection.error().detail.contains(QLatin1String("certificate verify failed")));

        QSignalSpy states(&connection, &Connection::stateChanged);
        const auto stopping = connect(
            &connection, &Connection::progressed, this,
            [&connection](const QString &what) {
                if (what == QStringLiteral("Finding out why…"))
                    connection.disconnectNow();
            },
            Qt::QueuedConnection); // in the middle: posted before any answer of the doctor's
        connection.connectNow();
        QTRY_COMPARE(connection.state(), LinkState::Disconnected);
        disconnect(stopping);
        connection.connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(connection.state(), LinkState::Failed, 20'000);
        QCOMPARE(states.size(), 4); // connecting, disconnected, connecting, failed
    }
    void aWriteIsRefused()
    {
        auto connection = connected();
        QTRY_COMPARE(connection->state(), LinkState::Connected);
        QString code;
        connection->ask(this, {"create table public.t(a int)", {}},
                        [&](Result<Connection::Rows> rows) { code = rows ? QStringLiteral("none") : rows.error().code; });
        QTRY_COMPARE(code, QStringLiteral("25006"));
    }
    void aLockIsNamedWithinASecond()
    {
        const QString database = m_server->newDatabase();
        m_server->psql(database, "create table t(a int); grant all on t to public");
        auto holder = std::make_unique<Connection>(profile(m_server->url(database)));
        holder->connectNow();
        auto session = holder->lend();
        auto lock = session->run(QStringLiteral("begin; lock table t in access exclusive mode"));
        QSignalSpy locked(lock.get(), &pg::Query::finished);
        QTRY_COMPARE(locked.size(), 1);
        QTRY_COMPARE(holder->state(), LinkState::Connected);
        Error error;
        holder->ask(this, {"select * from public.t", {}},
                    [&](Result<Connection::Rows> rows) { error = rows ? Error{} : rows.error(); });
        QTRY_COMPARE(error.code, QStringLiteral("55P03"));
    }
    void asksForThePasswordOnceTheServerWantsOne()
    {
        Profile plain = profile(m_server->url(QStringLiteral("postgres")));
        const Secret right = plain.info.password();
        plain.info.setPassword({});
        Connection connection(plain);
        QSignalSpy stored(&connection, &Connection::storedSecretWanted), wanted(&connection, &Connection::secretWanted);
        connection.connectNow();
        QCOMPARE(stored.size(), 1);
        connection.giveStoredSecret({});
        QTRY_COMPARE(wanted.size(), 1);
        connection.giveSecret(Secret("wrong"));
        QTRY_COMPARE(wanted.size(), 2);
        QVERIFY(!wanted[1][0].toString().contains(QStringLiteral("wrong\"")));
        connection.giveSecret(right);
        QTRY_COMPARE(connection.state(), LinkState::Connected);
    }
    void aStoredPasswordNeedsVerifiedTls()
    {
        Profile plain = profile(QStringLiteral("postgresql://app@203.0.113.7/shop?sslmode=require"));
        Connection connection(plain);
        QSignalSpy wanted(&connection, &Connection::secretWanted);
        connection.connectNow();
        connection.giveStoredSecret(Secret("stored"));
        QTRY_COMPARE(wanted.size(), 1);
        QVERIFY(connection.openInfo().password().isEmpty());
    }
    void aLostSessionReconnectsForTheNextQuestion()
    {
        auto connection = connected();
        QTRY_COMPARE(connection->state(), LinkState::Connected);
        m_server->signalBackend(connection->facts().processId, SIGTERM);
        QTRY_COMPARE(connection->state(), LinkState::Lost);
        QString got;
        connection->ask(this, {"select 'again'", {}}, [&](Result<Connection::Rows> rows) {
            got = rows ? QString::fromUtf8((*rows)->cell(0, 0).text) : rows.error().message;
        });
        QTRY_COMPARE(got, QStringLiteral("again"));
        QCOMPARE(connection->state(), LinkState::Connected);
    }
    void theServicesModeCountsForAStoredPassword_data()
    {
        QTest::addColumn<QByteArray>("service");
        QTest::addColumn<bool>("isAsked");
        QTest::newRow("far, unverified") << QByteArray("host=203.0.113.7\nsslmode=prefer\n") << true;
        QTest::newRow("far, unverified, password of its own")
            << QByteArray("host=203.0.113.7\nsslmode=require\npassword=p\n") << true;
        QTest::newRow("near") << QByteArray("host=127.0.0.1\nport=1\nsslmode=prefer\n") << false;
        QTest::newRow("far, verified") << QByteArray("host=203.0.113.7\nport=1\nsslmode=verify-full\n") << false;
        QTest::newRow("none") << QByteArray() << false; // cannot be opened, and nothing is asked
    }
    void theServicesModeCountsForAStoredPassword()
    {
        QFETCH(QByteArray, service);
        QFETCH(bool, isAsked);
        QFile file(QDir::homePath() + QStringLiteral("/.pg_service.conf"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(service.isEmpty() ? "# none" : "[kept]\n" + service);
        file.close();
        Profile kept;
        kept.id = QStringLiteral("kept");
        kept.info.set(QStringLiteral("service"), QStringLiteral("kept"));
        kept.info.set(QStringLiteral("user"), QStringLiteral("app"));
        Connection connection(kept);
        QSignalSpy wanted(&connection, &Connection::secretWanted);
        connection.connectNow();
        connection.giveStoredSecret(Secret("stored"));
        QTRY_VERIFY(wanted.size() == 1 || connection.openInfo().password().reveal() == "stored" ||
                    connection.state() == LinkState::Failed);
        QCOMPARE(wanted.size() == 1, isAsked);
        if (isAsked) {
            QVERIFY(connection.openInfo().password().isEmpty());
            QVERIFY2(wanted[0][0].toString().contains(QStringLiteral("203.0.113.7")), qPrintable(wanted[0][0].toString()));
        }
        connection.disconnectNow();
        file.remove();
    }
    void aSecretIsBoundToWhatTheServiceNames()
    {
        QFile file(QDir::homePath() + QStringLiteral("/.pg_service.conf"));
        Profile kept;
        kept.info.set(QStringLiteral("service"), QStringLiteral("kept"));
        const Connection connection(kept);
        QStringList keys;
        for (const char *host : {"a.example", "b.example"}) {
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(QByteArray("[kept]\nhost=") + host + '\n');
            file.close();
            keys << connection.keychainKey();
        }
        QVERIFY2(keys[0].contains(QStringLiteral("a.example")) && keys[0] != keys[1], qPrintable(keys.join(QLatin1Char(' '))));
        file.remove();
    }
    // A host name may lead to another server tomorrow: what is not as it was is said.
    void anotherCertificateIsToldOnReconnect()
    {
        const QString folder = QDir::homePath();
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      QStringList() << QStringLiteral("req") << QStringLiteral("-x509") << QStringLiteral("-newkey")
                                    << QStringLiteral("ec") << QStringLiteral("-pkeyopt")
                                    << QStringLiteral("ec_paramgen_curve:prime256v1") << QStringLiteral("-nodes")
                                    << QStringLiteral("-keyout") << folder + QStringLiteral("/new.key") << QStringLiteral("-out")
                                    << folder + QStringLiteral("/new.crt") << QStringLiteral("-subj")
                                    << QStringLiteral("/CN=The new one") << QStringLiteral("-addext")
                                    << QStringLiteral("subjectAltName=DNS:localhost"));
        QVERIFY(openssl.waitForFinished() && openssl.exitCode() == 0);
        const auto bytesOf = [](const QString &path) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QString data = m_server->info().folder + QStringLiteral("/data/"), both = folder + QStringLiteral("/both.pem");
        QFile bundle(both);
        QVERIFY(bundle.open(QIODevice::WriteOnly));
        bundle.write(bytesOf(m_server->info().rootCert) + bytesOf(folder + QStringLiteral("/new.crt")));
        bundle.close();
        const QByteArray oldCertificate = bytesOf(data + QStringLiteral("server.crt")),
                         oldKey = bytesOf(data + QStringLiteral("server.key"));
        Profile trusting = profile(m_server->url(QStringLiteral("postgres")));
        trusting.info.set(QStringLiteral("sslrootcert"), both);
        Connection connection(trusting);
        QSignalSpy changed(&connection, &Connection::serverChanged), lost(&connection, &Connection::lost);
        connection.connectNow();
        QTRY_COMPARE(connection.state(), LinkState::Connected);
        const auto reconnects = [&] {
            const auto before = lost.size();
            m_server->signalBackend(connection.facts().processId, SIGTERM);
            if (!QTest::qWaitFor([&] { return lost.size() > before; }))
                return false;
            bool isAnswered = false;
            connection.ask(this, {"select 1", {}}, [&](const Result<Connection::Rows> &rows) { isAnswered = rows.has_value(); });
            return QTest::qWaitFor([&] { return isAnswered; });
        };
        QVERIFY(reconnects());
        QCOMPARE(changed.size(), 0); // the same server
        m_server->write(QStringLiteral("server.key"), bytesOf(folder + QStringLiteral("/new.key")));
        m_server->write(QStringLiteral("server.crt"), bytesOf(folder + QStringLiteral("/new.crt")));
        QTRY_VERIFY(reconnects() && !changed.isEmpty()); // the reload takes its moment
        const QString said = changed[0][0].toStringList().join(QLatin1Char(' '));
        QVERIFY2(said.contains(QStringLiteral("certificate")) && said.contains(QStringLiteral("The new one")), qPrintable(said));
        m_server->write(QStringLiteral("server.key"), oldKey);
        m_server->write(QStringLiteral("server.crt"), oldCertificate);
    }
    void aQuestionEndsWithItsOwner()
    {
        auto connection = connected();
        QTRY_COMPARE(connection->state(), LinkState::Connected);
        const auto count = [this] {
            return m_server
                ->psql(QStringLiteral("postgres"), "select count(*) from pg_stat_activity where state = 'active' and query like "
                                                   "'select pg_catalog.pg_sleep(61)%'")
                .toInt();
        };
        auto owner = std::make_unique<QObject>();
        connection->ask(owner.get(), {"select pg_catalog.pg_sleep(61)", {}},
                        [](Result<Connection::Rows>) { QFAIL("answered though the owner is gone"); });
        QTRY_COMPARE(count(), 1);
        owner.reset();
        QTRY_COMPARE(count(), 0);
        QString got; // and the session goes on
        connection->ask(this, {"select 'next'", {}}, [&](Result<Connection::Rows> rows) {
            got = rows ? QString::fromUtf8((*rows)->cell(0, 0).text) : rows.error().message;
        });
        QTRY_COMPARE(got, QStringLiteral("next"));
        QCOMPARE(connection->state(), LinkState::Connected);
    }
    void aLongQuestionLeavesTheOtherSessionQuick()
    {
        auto connection = connected();
        QTRY_COMPARE(connection->state(), LinkState::Connected);
        QObject owner;
        const auto ask = [&](const char *sql, std::chrono::milliseconds limit, int *answers) {
            connection->ask(&owner, {sql, {}, limit}, [answers](const Result<Connection::Rows> &) { ++*answers; });
        };
        int longs = 0, quick = 0;
        for (int i = 0; i < 3; ++i)
            ask("select pg_catalog.pg_sleep(61)", std::chrono::minutes(5), &longs);
        for (int i = 0; i < 5; ++i)
            ask("select 1", std::chrono::seconds(10), &quick);
        QTRY_COMPARE(quick, 5);
        QCOMPARE(longs, 0);
        QVERIFY(connection->sessionCount() <= 2);
    }
    void goesAwayInTheMiddle()
    {
        for (int i = 0; i < 10; ++i) {
            auto connection = connected();
            if (i % 2)
                QTRY_COMPARE(connection->state(), LinkState::Connected);
            auto owner = std::make_unique<QObject>();
            connection->ask(owner.get(), {"select pg_catalog.pg_sleep(10)", {}},
                            [](Result<Connection::Rows>) { QFAIL("answered though the owner is gone"); });
            if (i % 3)
                owner.reset();
            auto session = connection->lend();
            connection.reset();
        }
    }
};

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
