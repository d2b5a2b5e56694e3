// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/connection.h"
#include "support/server.h"

#include <QSignalSpy>
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
