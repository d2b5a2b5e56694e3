// SPDX-License-Identifier: GPL-3.0-or-later
// Who gets a stored password (SAFETY 2): every byte that a false server hears is looked at, in every mode, whatever it answers.
#include "fakeserver.h"
#include "jobs/watch.h"
#include "support/homefile.h"

#include <QEventLoop>
#include <QTimer>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

const QByteArray planted = "planted-Wachtmeister-7731";

} // namespace

class TestSecrets final : public QObject
{
    Q_OBJECT
    Identity m_authority = makeIdentity("The right one"), m_other = makeIdentity("Another one");
    FakeServer m_server;
    QString m_said; // all that was told to the user

    // Connects as the window does, with the secret in one of its stores; asked for another, the user gives up.
    void attempt(const QString &store, const QString &mode, const QByteArray &host = "198.51.100.7")
    {
        m_server.heard.clear();
        m_server.heardEncrypted.clear();
        m_server.answers = 0;
        const QByteArray port = QByteArray::number(m_server.serverPort());
        // Another machine's address by way of this machine's is a tunnel: not local.
        QByteArray text = "host=" + host + "\nhostaddr=127.0.0.1\nport=" + port +
                          "\nuser=app\ndbname=shop\nsslrootcert=" + QDir::homePath().toUtf8() + "/authority.pem\n" +
                          (mode.isEmpty() ? "" : "sslmode=" + mode.toUtf8());
        homeFile(u".pgpass"_s, store == "pgpass"_L1 ? "*:*:*:*:" + planted + '\n' : QByteArray("#"));
        homeFile(u".pg_service.conf"_s, "[stored]\n" + text + (store == "service"_L1 ? "\npassword=" + planted : "") + '\n');
        Profile profile{.id = u"fake"_s, .name = u"fake"_s};
        profile.info = store == "service"_L1 ? pg::ConnInfo::read(u"service=stored"_s)->info
                                             : pg::ConnInfo::read(QString::fromUtf8(text.replace('\n', ' ')))->info;
        if (store == "typed"_L1)
            profile.info.setPassword(Secret(planted));
        if (store == "environment"_L1)
            qputenv("PGPASSWORD", planted);
        Connection connection(profile);
        QEventLoop loop; // qWaitFor looks every 10 ms only
        connect(
            &connection, &Connection::storedSecretWanted, &connection,
            [&] { connection.giveStoredSecret(store == "keychain"_L1 ? Secret(planted) : Secret()); }, Qt::QueuedConnection);
        connect(&connection, &Connection::secretWanted, &connection, [&](const QString &reason) {
            m_said += reason;
            loop.quit();
        });
        connect(&connection, &Connection::stateChanged, &loop, [&](LinkState state) {
            if (state == LinkState::Failed)
                loop.quit();
        });
        QTimer::singleShot(20'000, &loop, [&loop] { loop.exit(1); });
        connection.connectNow();
        QCOMPARE(loop.exec(), 0);
        m_said += connection.error().message + connection.error().detail;
        qunsetenv("PGPASSWORD");
    }

private Q_SLOTS:
    void initTestCase() { homeFile(u"authority.pem"_s, m_authority.certificate); }

    void neverToAFalseServer_data()
    {
        QTest::addColumn<QString>("store");
        QTest::addColumn<QString>("mode");
        for (const char *store : {"keychain", "pgpass", "service", "environment"})
            for (const char *mode : {"", "disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
                QTest::addRow("%s, %s", store, *mode ? mode : "not set")
                    << QString::fromLatin1(store) << QString::fromLatin1(mode);
    }
    void neverToAFalseServer()
    {
        QFETCH(QString, store);
        QFETCH(QString, mode);
        const Identity wrong = makeIdentity("198.51.100.7", &m_other), expired = makeIdentity("198.51.100.7", &m_authority, -3);
        for (const auto &[greeting, identity] :
             {std::pair(Greeting::No, wrong), std::pair(Greeting::Error, wrong), std::pair(Greeting::Plain, wrong),
              std::pair(Greeting::Tls, wrong), std::pair(Greeting::Tls, expired)}) {
            for (const Asks asks : {Asks::Cleartext, Asks::Md5, Asks::Scram}) {
                m_server.greeting = greeting;
                m_server.identity = identity;
                m_server.asks = asks;
                attempt(store, mode);
                QVERIFY2(!m_server.heard.contains(planted), m_server.heard.constData());
                QCOMPARE(m_server.answers, 0); // no hash and no proof of it either
            }
        }
        QVERIFY2(!m_said.contains(QString::fromLatin1(planted)), qPrintable(m_said));
    }

    // Without these the test above would prove nothing.
    void toTheRightServer_data()
    {
        QTest::addColumn<QString>("store");
        for (const char *store : {"keychain", "pgpass", "service", "environment"})
            QTest::newRow(store) << QString::fromLatin1(store);
    }
    void toTheRightServer()
    {
        QFETCH(QString, store);
        m_server.greeting = Greeting::Tls;
        m_server.identity = makeIdentity("198.51.100.7", &m_authority);
        m_server.asks = Asks::Cleartext;
        for (const QString &mode : {QString(), u"verify-full"_s}) {
            attempt(store, mode);
            QVERIFY2(m_server.heardEncrypted.contains(planted), qPrintable(m_said));
            QCOMPARE(m_server.answers, 1);
        }
        attempt(store, u"verify-full"_s, "198.51.100.8"); // the certificate is another's
        QCOMPARE(m_server.answers, 0);
        attempt(store, u"require"_s); // TLS, but nobody looked at who it is
        QCOMPARE(m_server.answers, 0);
        m_server.asks = Asks::Md5;
        attempt(store, u"verify-full"_s);
        QCOMPARE(m_server.answers, 1);
        QVERIFY(!m_server.heard.contains(planted));
        m_server.asks = Asks::Scram;
        attempt(store, u"verify-full"_s);
        QCOMPARE(m_server.answers, 1);
        QVERIFY(!m_said.contains(QString::fromLatin1(planted)));
    }

    // What is typed for this connection goes where the user sends it, and is seen here.
    void whatIsTypedIsTheUsersOwn()
    {
        m_server.greeting = Greeting::No;
        m_server.asks = Asks::Cleartext;
        attempt(u"typed"_s, u"prefer"_s);
        QVERIFY(m_server.heard.contains(planted));
        attempt(u"typed"_s, {});
        QVERIFY(!m_server.heard.contains(planted));
    }

    void theOneWhoWouldReceiveItIsNamed()
    {
        m_said.clear();
        m_server.greeting = Greeting::No;
        attempt(u"keychain"_s, u"prefer"_s);
        for (const QString &word : {u"198.51.100.7"_s, u"prefer"_s})
            QVERIFY2(m_said.contains(word), qPrintable(m_said));
        QCOMPARE(m_server.heard, QByteArray()); // asked before anything was sent
    }
};

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
