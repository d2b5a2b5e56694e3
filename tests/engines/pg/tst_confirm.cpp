// SPDX-License-Identifier: GPL-3.0-or-later
// libpq's own word in every mode without a credential (SAFETY 2): what it says, and that a false server hears nothing.
#include "engines/pg/confirm.h"
#include "jobs/fakeserver.h"
#include "support/homefile.h"
#include "support/server.h"
#include "support/wait.h"

#include <QTest>

#include <future>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using pg::SslMode;

namespace {

const QByteArray planted = "planted-Wachtmeister-7731";
const QList<SslMode> allModes{SslMode::Disable, SslMode::Allow,    SslMode::Prefer,
                              SslMode::Require, SslMode::VerifyCa, SslMode::VerifyFull};

// While the servers of this thread answer.
QList<pg::Leg> confirmed(const pg::ConnInfo &info, bool withClientKey = false, std::chrono::milliseconds limit = 10s,
                         std::stop_token stop = {})
{
    auto legs = std::async(std::launch::async, [=] { return pg::confirm(info, allModes, limit, withClientKey, stop); });
    if (!waitUntil([&] { return legs.wait_for(0s) == std::future_status::ready; }))
        qFatal("libpq's word did not come");
    return legs.get();
}

// "disable: plain; verify-full: no (…)"
QString told(const QList<pg::Leg> &legs)
{
    QStringList lines;
    for (const pg::Leg &leg : legs)
        lines.append(pg::sslModeName(leg.mode) + u": "_s +
                     (leg.connects ? (leg.isEncrypted ? u"TLS"_s : u"plain"_s) + (leg.isLetIn ? u" in"_s : QString()) : u"no"_s));
    return lines.join(u"; "_s);
}

pg::ConnInfo read(const QString &text)
{
    const auto reading = pg::ConnInfo::read(text);
    if (!reading)
        qFatal("%s", qPrintable(reading.error().message));
    return reading->info;
}

} // namespace

class TestConfirm final : public QObject
{
    Q_OBJECT
    Identity m_authority = makeIdentity("The right one"), m_other = makeIdentity("Another one");
    FakeServer m_fake;
    QString m_rootCert;

    pg::ConnInfo fakeInfo(const QString &more = {}) const
    {
        return read(
            u"host=db.example hostaddr=127.0.0.1 port=%1 user=app dbname=shop sslrootcert=%2 %3"_s.arg(m_fake.serverPort())
                .arg(m_rootCert, more));
    }
    void forget()
    {
        m_fake.heard.clear();
        m_fake.heardEncrypted.clear();
        m_fake.shown.clear();
        m_fake.answers = m_fake.connections = 0;
    }

private Q_SLOTS:
    void initTestCase() { m_rootCert = homeFile(u"authority.pem"_s, m_authority.certificate); }
    void cleanup()
    {
        for (const char *variable : {"PGPASSWORD", "PGPASSFILE", "PGSSLCERT", "PGSSLKEY", "PGSERVICE"})
            qunsetenv(variable);
        for (const char *file : {".pgpass", ".pg_service.conf", ".postgresql/postgresql.crt", ".postgresql/postgresql.key"})
            QFile::remove(QDir::homePath() + u'/' + QLatin1String(file));
        forget();
    }

    void nothingToAFalseServer_data()
    {
        QTest::addColumn<QString>("store");
        for (const char *store : {"given", "environment", "pgpass", "service", "keyword"})
            QTest::newRow(store) << QString::fromLatin1(store);
    }
    void nothingToAFalseServer()
    {
        QFETCH(QString, store);
        if (store == "environment"_L1)
            qputenv("PGPASSWORD", planted);
        if (store == "pgpass"_L1)
            homeFile(u".pgpass"_s, "*:*:*:*:" + planted + '\n');
        pg::ConnInfo info = fakeInfo(store == "pgpass"_L1 ? u"passfile="_s + QDir::homePath() + u"/.pgpass"_s : QString());
        if (store == "given"_L1 || store == "keyword"_L1)
            info.setPassword(Secret(planted));
        if (store == "keyword"_L1) // of a key, which is not used
            info.set(u"sslpassword"_s, QString::fromLatin1(planted));
        if (store == "service"_L1) {
            homeFile(u".pg_service.conf"_s, "[stored]\npassword=" + planted + '\n');
            qputenv("PGSERVICE", "stored");
            const auto completed = info.completed();
            QVERIFY(completed && completed->password().reveal() == planted);
            info = *completed;
        }
        const Identity right = makeIdentity("db.example", &m_authority), wrong = makeIdentity("db.example", &m_other),
                       expired = makeIdentity("db.example", &m_authority, -3);
        const QString plainBelow = u"disable: plain; allow: plain; prefer: plain; "_s,
                      allTls = u"disable: plain; allow: plain; prefer: TLS; require: TLS; verify-ca: TLS; verify-full: TLS"_s,
                      noneVerified = plainBelow + u"require: no; verify-ca: no; verify-full: no"_s,
                      anError = u"disable: plain; allow: plain; prefer: no; require: no; verify-ca: no; verify-full: no"_s;
        for (const Asks asks : {Asks::Cleartext, Asks::Md5, Asks::Scram})
            for (const auto &[greeting, identity, expected] :
                 {std::tuple(Greeting::No, right, noneVerified), std::tuple(Greeting::Error, right, anError),
                  std::tuple(Greeting::Plain, right, QString()), std::tuple(Greeting::Tls, wrong, noneVerified),
                  std::tuple(Greeting::Tls, expired, noneVerified), std::tuple(Greeting::Tls, right, allTls)}) {
                m_fake.greeting = greeting;
                m_fake.identity = identity;
                m_fake.asks = asks;
                const QList<pg::Leg> legs = confirmed(info);
                if (!expected.isEmpty())
                    QCOMPARE(told(legs), expected);
                QVERIFY2(!m_fake.heard.contains(planted), m_fake.heard.constData());
                QCOMPARE(m_fake.answers, 0);
                for (const pg::Leg &leg : legs) {
                    QVERIFY2(!leg.message.contains(QString::fromLatin1(planted)), qPrintable(leg.message));
                    QCOMPARE(leg.message.isEmpty(), leg.connects);
                    QCOMPARE(leg.method, leg.connects ? u"password"_s : QString());
                }
            }
        QVERIFY(m_fake.connections > 0);
    }

    // sslcert unset or empty would take the home folder's pair.
    void noClientKeyUnlessAsked_data()
    {
        QTest::addColumn<QString>("where");
        QTest::newRow("home") << u"home"_s;
        QTest::newRow("parameters") << u"parameters"_s;
        QTest::newRow("environment") << u"environment"_s;
    }
    void noClientKeyUnlessAsked()
    {
        QFETCH(QString, where);
        const Identity mine = makeIdentity("app");
        const QString certificate = homeFile(u".postgresql/postgresql.crt"_s, mine.certificate),
                      key = homeFile(u".postgresql/postgresql.key"_s, mine.key);
        pg::ConnInfo info = fakeInfo(where == "parameters"_L1 ? u"sslcert=%1 sslkey=%2"_s.arg(certificate, key) : QString());
        if (where == "environment"_L1) {
            qputenv("PGSSLCERT", certificate.toUtf8());
            qputenv("PGSSLKEY", key.toUtf8());
        }
        m_fake.greeting = Greeting::Tls;
        m_fake.identity = makeIdentity("db.example", &m_authority);
        const QString all = u"disable: plain; allow: plain; prefer: TLS; require: TLS; verify-ca: TLS; verify-full: TLS"_s;
        QCOMPARE(told(confirmed(info)), all);
        QCOMPARE(m_fake.shown.size(), 0);
        QCOMPARE(told(confirmed(info, true)), all);
        QVERIFY(!m_fake.shown.isEmpty()); // else the above proves nothing
        QCOMPARE(m_fake.shown.first(), QSslCertificate(mine.certificate));
    }

    void anEngineIsNoKey()
    {
        m_fake.greeting = Greeting::Tls;
        pg::ConnInfo info = fakeInfo();
        info.set(u"sslkey"_s, u"planted:key"_s);
        for (const pg::Leg &leg : confirmed(info, true))
            QVERIFY2(!leg.connects && leg.message.contains("engine"_L1), qPrintable(leg.message));
        QCOMPARE(m_fake.connections, 0);
        QVERIFY(told(confirmed(info)).startsWith("disable: plain"_L1)); // not used, so no harm
    }

    void aFifoIsNotOpened()
    {
        pg::ConnInfo info = fakeInfo();
        info.set(u"sslrootcert"_s, u"/dev/zero"_s);
        for (const pg::Leg &leg : confirmed(info))
            QVERIFY2(leg.message.contains("regular file"_L1), qPrintable(leg.message));
        QCOMPARE(m_fake.connections, 0);
    }

    void libpqsOwnWords()
    {
        m_fake.greeting = Greeting::Tls;
        m_fake.identity = makeIdentity("other.example", &m_authority);
        QList<pg::Leg> legs = confirmed(fakeInfo());
        QCOMPARE(told(legs), u"disable: plain; allow: plain; prefer: TLS; require: TLS; verify-ca: TLS; verify-full: no"_s);
        QVERIFY2(legs.last().message.contains("does not match host name \"db.example\""_L1), qPrintable(legs.last().message));
        pg::ConnInfo info = fakeInfo();
        info.set(u"sslrootcert"_s, u"/nowhere/root.pem"_s);
        legs = confirmed(info);
        QCOMPARE(told(legs), u"disable: plain; allow: plain; prefer: TLS; require: TLS; verify-ca: no; verify-full: no"_s);
        QVERIFY2(legs.last().message.contains("\"/nowhere/root.pem\" does not exist"_L1), qPrintable(legs.last().message));
        info = fakeInfo();
        info.set(u"hostaddr"_s, {});
        for (const pg::Leg &leg : confirmed(info, false, 20s)) // db.example has no address anywhere
            QVERIFY2(!leg.connects && leg.message.contains("db.example"_L1), qPrintable(leg.message));
        info.set(u"host"_s, u"localhost,db.example"_s);
        QCOMPARE(told(confirmed(info)),
                 u"disable: plain; allow: plain; prefer: TLS; require: TLS; verify-ca: TLS; verify-full: no"_s);
    }

    void endsWhenToldAndInTime()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        pg::ConnInfo info = fakeInfo();
        info.set(u"port"_s, QString::number(silent.serverPort()));
        for (const pg::Leg &leg : confirmed(info, false, 300ms))
            QVERIFY2(leg.message.contains("0.3 s"_L1), qPrintable(leg.message));
        std::stop_source stop;
        connect(&silent, &QTcpServer::newConnection, &silent, [&stop] { stop.request_stop(); });
        for (const pg::Leg &leg : confirmed(info, false, 1h, stop.get_token()))
            QVERIFY2(leg.message.contains("cancelled"_L1), qPrintable(leg.message));
    }

    void aRealServer()
    {
        Server server;
        const QString url = server.url(u"postgres"_s);
        QCOMPARE(told(confirmed(read(url))),
                 u"disable: no; allow: TLS; prefer: TLS; require: TLS; verify-ca: TLS; verify-full: TLS"_s);
        server.write(u"pg_hba.conf"_s, "host all all all trust");
        const QList<SslMode> one{SslMode::VerifyFull};
        QTRY_VERIFY(pg::confirm(read(url), one, 10s).first().isLetIn);
        QCOMPARE(
            told(confirmed(read(url))),
            u"disable: plain in; allow: plain in; prefer: TLS in; require: TLS in; verify-ca: TLS in; verify-full: TLS in"_s);
    }

    void parameters_data()
    {
        QTest::addColumn<QString>("keyword");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("words");
        QTest::newRow("fine") << u"sslmode"_s << u"require"_s << QString();
        QTest::newRow("mode") << u"sslmode"_s << u"no-verify"_s << u"invalid sslmode value: \"no-verify\""_s;
        QTest::newRow("versions") << u"ssl_max_protocol_version"_s << u"TLSv1"_s << u"invalid SSL protocol version range"_s;
        QTest::newRow("version") << u"ssl_min_protocol_version"_s << u"TLSv9"_s << u"invalid ssl_min_protocol_version value"_s;
        QTest::newRow("binding") << u"channel_binding"_s << u"yes"_s << u"invalid channel_binding value: \"yes\""_s;
        QTest::newRow("port") << u"port"_s << u"99999"_s << u"invalid port number: \"99999\""_s;
        QTest::newRow("hosts") << u"host"_s << u"a,b"_s << u"could not match 2 host names to 1 hostaddr values"_s;
        QTest::newRow("unknown") << u"sslnegotiation2"_s << u"direct"_s << u"invalid connection option \"sslnegotiation2\""_s;
    }
    void parameters()
    {
        QFETCH(QString, keyword);
        QFETCH(QString, value);
        QFETCH(QString, words);
        qputenv("PGPASSWORD", planted);
        pg::ConnInfo info = fakeInfo();
        info.set(keyword, value);
        const QString problem = pg::parameterProblem(info);
        QVERIFY2(words.isEmpty() ? problem.isEmpty() : problem.startsWith(words), qPrintable(problem));
        QTest::qWait(20); // a connection would be heard of
        QCOMPARE(m_fake.connections, 0);
    }
};

QTEST_GUILESS_MAIN(TestConfirm)
#include "tst_confirm.moc"
