// SPDX-License-Identifier: GPL-3.0-or-later
// Connections whose parameters stand in a .env file: read at every connect, led elsewhere by nobody but the user.
#include "jobs/connection.h"
#include "support/server.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

class TestReference final : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::Server> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Connection> m_connection;

    QString file() const { return m_folder->filePath(u".env"_s); }
    void write(const QString &url) const
    {
        QFile to(file());
        if (!to.open(QIODevice::WriteOnly) || to.write("A=1\nDATABASE_URL='" + url.toUtf8() + "'\n") < 0)
            qFatal("cannot write");
    }
    QString url(const QString &database = u"postgres"_s) const { return m_server->url(database); }
    QString withPassword(const QString &password) const
    {
        pg::ConnInfo info = pg::ConnInfo::read(url())->info;
        info.setPassword(Secret(password.toUtf8()));
        return info.toUrl(pg::ConnInfo::Show::WithPassword);
    }
    void tell() // as the watcher does
    {
        const auto target = readTarget(m_connection->profile().reference);
        m_connection->setTarget(target ? std::optional(*target) : std::nullopt);
    }
    QString openError() // of a session for a console; empty: it opens
    {
        const auto session = m_connection->lend();
        QSignalSpy opened(session.get(), &pg::Session::opened), failed(session.get(), &pg::Session::openFailed);
        if (!QTest::qWaitFor([&] { return !opened.isEmpty() || !failed.isEmpty(); }, 30'000))
            return u"nothing"_s;
        return failed.isEmpty() ? QString() : failed.first().first().value<Error>().code;
    }

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<test::Server>(); }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        Profile profile;
        profile.reference = {file(), u"DATABASE_URL"_s, 0, {}};
        profile.id = profile.reference.id();
        m_connection = std::make_unique<Connection>(profile);
        write(url());
    }
    void cleanup() { m_connection.reset(); }

    void isReadAtEveryConnect()
    {
        QSignalSpy stored(m_connection.get(), &Connection::storedSecretWanted);
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), LinkState::Connected, 30'000);
        QVERIFY(m_connection->facts().isEncrypted);
        QVERIFY(m_connection->profile().info.password().isEmpty());
        QCOMPARE(m_connection->profile().reference.line, 2);
        QCOMPARE(openError(), QString());
        m_connection->disconnectNow();
        QVERIFY(m_connection->openInfo().password().isEmpty());
        write(url(m_server->newDatabase()));
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), LinkState::Connected, 30'000);
        QVERIFY(m_connection->facts().database != u"postgres"_s);
        QVERIFY(stored.isEmpty()); // the keychain has no part in it
    }

    void nobodyButTheUserLeadsItElsewhere()
    {
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), LinkState::Connected, 30'000);
        write(url(m_server->newDatabase()));
        QCOMPARE(openError(), u"changed"_s); // a session that comes later
        QVERIFY(m_connection->outdated().contains(u"has changed"_s));
        QCOMPARE(m_connection->profile().info.value(u"dbname"_s), u"postgres"_s);
        write(url());
        tell();
        QCOMPARE(m_connection->outdated(), QString());
        QCOMPARE(openError(), QString());
        QVERIFY(QFile::remove(file()));
        tell();
        QVERIFY(m_connection->outdated().contains(u"gone"_s));
        QCOMPARE(openError(), u"not-found"_s);
        QCOMPARE(m_connection->state(), LinkState::Connected);
    }

    void aNewPasswordIsFollowed()
    {
        m_server->psql(u"postgres"_s, "create role rotating login password 'one'");
        const QString base = url().replace(m_server->info().user + u':' + m_server->info().password, u"rotating:one"_s);
        write(base);
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), LinkState::Connected, 30'000);
        m_server->psql(u"postgres"_s, "alter role rotating password 'two'");
        QCOMPARE(openError(), u"28P01"_s);
        write(QString(base).replace(u"rotating:one"_s, u"rotating:two"_s));
        tell();
        QCOMPARE(m_connection->outdated(), QString());
        QCOMPARE(openError(), QString());
    }

    void whatIsHeldIsAskedFor()
    {
        write(url() + u"&target_session_attrs=any"_s);
        QSignalSpy held(m_connection.get(), &Connection::heldWanted);
        QCOMPARE(openError(), u"held"_s);
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(held.size(), 1, 30'000);
        QCOMPARE(m_connection->state(), LinkState::Connecting);
        m_connection->giveHeld(true);
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), LinkState::Connected, 30'000);
        QCOMPARE(m_connection->openInfo().value(u"target_session_attrs"_s), u"any"_s);
        QCOMPARE(openError(), QString());
        m_connection->disconnectNow();
        write(url() + u"&target_session_attrs=any&options=-cwork_mem%3D1MB"_s); // more than was answered
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(held.size(), 2, 30'000);
        m_connection->giveHeld(false);
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), LinkState::Connected, 30'000);
        QVERIFY(!m_connection->openInfo().has(u"options"_s));
    }

    // 192.0.2.1: nobody's (RFC 5737).
    void aPasswordIsAskedForWhereItMustNotGo()
    {
        write(u"postgres://u:s3cr3t@192.0.2.1/d?sslmode=require&connect_timeout=2"_s);
        QSignalSpy wanted(m_connection.get(), &Connection::secretWanted);
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(wanted.size(), 1, 30'000);
        const QString reason = wanted.first().first().toString();
        QVERIFY2(reason.contains(u"192.0.2.1"_s) && reason.contains(u"require"_s) && !reason.contains(u"s3cr3t"_s),
                 qPrintable(reason));
        QVERIFY(m_connection->openInfo().password().isEmpty());
        m_connection->giveSecret({});
        QCOMPARE(m_connection->state(), LinkState::Failed);
    }

    void whatIsMissingIsSaid()
    {
        QVERIFY(QFile::remove(file()));
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->state(), LinkState::Failed, 30'000);
        QCOMPARE(m_connection->error().code, u"not-found"_s);
        write(withPassword(u"wrong"_s));
        m_connection->connectNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_connection->error().code, u"28P01"_s, 30'000); // not asked for: it stands in the file
    }
};

QTEST_GUILESS_MAIN(TestReference)
#include "tst_reference.moc"
