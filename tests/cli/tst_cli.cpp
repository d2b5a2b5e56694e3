// SPDX-License-Identifier: GPL-3.0-or-later
// oriel-cli as a process, against a real server and false ones.
#include "engines/store/store.h"
#include "support/chainserver.h"
#include "support/homefile.h"
#include "support/server.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

struct Told
{
    int code = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    QJsonObject part(const char *key) const { return json().value(QLatin1String(key)).toObject(); }
    bool succeeds(const QString &mode) const { return part("verdicts")[mode].toObject()[u"connects"_s].toBool(); }
};

Told run(const QStringList &arguments, const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment(),
         const QByteArray &input = {})
{
    QProcess cli;
    cli.setProcessEnvironment(environment);
    cli.start(QCoreApplication::applicationDirPath() + u"/oriel-cli"_s, arguments);
    cli.write(input);
    cli.closeWriteChannel();
    if (!cli.waitForFinished(60'000))
        qFatal("oriel-cli does not end");
    return {cli.exitStatus() == QProcess::NormalExit ? cli.exitCode() : -1, cli.readAllStandardOutput(),
            cli.readAllStandardError()};
}

Told tls(QStringList arguments) { return run(QStringList{u"tls"_s} + arguments); }

} // namespace

class TestCli final : public QObject
{
    Q_OBJECT
    std::unique_ptr<Server> m_server;
    QString m_plainUrl; // of the real server, without the password
    ChainServer m_false;
    Issued m_authority = issue(authority("The authority"));

    QString falseUrl(const QString &host = u"db.test"_s, const QString &mode = u"verify-full"_s) const
    {
        return u"host=%1 hostaddr=127.0.0.1 port=%2 user=app dbname=shop sslmode=%3 sslrootcert=%4/authority.pem"_s.arg(host)
            .arg(m_false.port())
            .arg(mode, QDir::homePath());
    }
    Issued leaf(double until = 365) const
    {
        Order order = server("db.test", "DNS:db.test");
        order.until = until;
        return issue(order, &m_authority);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_plainUrl = m_server->url(u"postgres"_s).replace(m_server->info().password + u'@', u"@"_s).replace(u":@"_s, u"@"_s);
        homeFile(u"authority.pem"_s, m_authority.pem());
    }

    void aGoodServer()
    {
        const Told told = tls({m_plainUrl, u"--json"_s});
        QVERIFY2(told.code == 0, told.out + told.err);
        const QJsonObject all = told.json();
        for (const char *key : {"stages", "sent", "built", "anchor", "cause", "verdicts", "negotiated", "attempts", "confirmed",
                                "disagreements", "server", "changes", "days_left", "format", "exit_code", "corrected"})
            QVERIFY2(all.contains(QLatin1String(key)), key);
        QCOMPARE(all[u"disagreements"_s].toArray(), QJsonArray());
        QCOMPARE(told.part("confirmed").size(), 6);
        QCOMPARE(all[u"anchor"_s].toObject()[u"sha256"_s], all[u"built"_s].toArray().last()[u"sha256"_s]);
        QVERIFY(all[u"days_left"_s].toInt() > 0);
        const QJsonObject full = told.part("verdicts")[u"verify-full"_s].toObject();
        for (const char *key : {"connects", "encrypted", "verified", "name_verified", "known"})
            QVERIFY2(full[QLatin1String(key)].toBool(), key);
        QCOMPARE(told.succeeds(u"disable"_s), false);
        double sum = 0;
        for (const QJsonValue &stage : all[u"stages"_s].toArray())
            sum += stage[u"ms"_s].toDouble();
        QVERIFY2(qAbs(sum - all[u"total_ms"_s].toDouble()) <= 0.05 * sum, told.out);
    }

    void theTextIsForPeople()
    {
        const Told told = tls({m_plainUrl});
        QCOMPARE(told.code, 0);
        for (const char *part : {"localhost:", "Stages", "What each sslmode does", "verify-full", "chain and name verified",
                                 "libpq agrees", "Certificates", "Session", "scram-sha-256"})
            QVERIFY2(told.out.contains(part), told.out);
        QVERIFY(!told.out.contains('\033')); // no terminal, no colours
        QCOMPARE(told.err, QByteArray());
    }

    void faults_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QStringList>("causes");
        QTest::newRow("none") << u"none"_s << QStringList{u"ok"_s};
        QTest::newRow("bundle") << u"bundle"_s << QStringList{u"unknown-authority"_s};
        QTest::newRow("missing") << u"missing"_s << QStringList{u"root-file-missing"_s};
        QTest::newRow("expired") << u"expired"_s << QStringList{u"expired"_s};
        QTest::newRow("name") << u"name"_s << QStringList{u"name-differs"_s, u"name-tunnel"_s};
        QTest::newRow("no TLS") << u"no TLS"_s << QStringList{u"no-tls"_s};
        QTest::newRow("HTTP") << u"HTTP"_s << QStringList{u"not-postgresql"_s};
        QTest::newRow("nobody") << u"nobody"_s << QStringList{u"refused"_s};
    }
    void faults()
    {
        QFETCH(QString, fault);
        QFETCH(QStringList, causes);
        Manner manner{.chain = {leaf(fault == "expired"_L1 ? -3 : 365)}};
        if (fault == "no TLS"_L1)
            manner.reply = "N";
        if (fault == "HTTP"_L1)
            manner.reply = "HTTP/1.1 400 Bad Request\r\n\r\n";
        m_false.behave(manner);
        QStringList arguments{falseUrl(fault == "name"_L1 ? u"other.test"_s : u"db.test"_s), u"--json"_s};
        if (fault == "bundle"_L1)
            arguments += {u"--rootcert"_s, homeFile(u"other.pem"_s, issue(authority("Another")).pem())};
        if (fault == "missing"_L1)
            arguments += {u"--rootcert"_s, u"nowhere.pem"_s};
        if (fault == "nobody"_L1)
            arguments.first().replace(u"port=%1"_s.arg(m_false.port()), u"port=1"_s);
        const Told told = tls(arguments);
        const QJsonObject cause = told.part("cause");
        QVERIFY2(causes.contains(cause[u"code"_s].toString()), told.out);
        QCOMPARE(told.code, fault == "none"_L1 ? 0 : 1);
        QCOMPARE(told.succeeds(u"verify-full"_s), fault == "none"_L1);
        QVERIFY(!cause[u"message"_s].toString().isEmpty());
        QCOMPARE(told.json()[u"disagreements"_s].toArray(), QJsonArray());
        const Told text = tls(arguments.mid(0, 1) + arguments.mid(2));
        QVERIFY2(text.code == told.code && text.out.contains(cause[u"message"_s].toString().toUtf8()), text.out);
    }

    void fewDaysLeft()
    {
        m_false.behave({.chain = {leaf(10.5)}});
        QCOMPARE(tls({falseUrl(), u"--warn-days"_s, u"5"_s}).code, 0);
        const Told told = tls({falseUrl(), u"--warn-days"_s, u"30"_s});
        QCOMPARE(told.code, 3);
        QVERIFY2(told.out.contains("10 days left"), told.out);
        QCOMPARE(tls({falseUrl(u"other.test"_s), u"--warn-days"_s, u"30"_s}).code, 1);
        QCOMPARE(tls({falseUrl(), u"--warn-days"_s, u"soon"_s}).code, 2);
    }

    void aPasswordInAnArgumentIsRefused()
    {
        const QString password = m_server->info().password;
        const Told told = tls({m_server->url(u"postgres"_s)});
        QCOMPARE(told.code, 2);
        QCOMPARE(told.out, QByteArray());
        QVERIFY2(told.err.contains("--url-env") && told.err.contains("--saved"), told.err);
        QVERIFY(!told.err.contains(password.toUtf8()));
    }

    void otherWaysIn()
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"DATABASE_URL"_s, m_server->url(u"postgres"_s));
        const QByteArray password = m_server->info().password.toUtf8();
        const Told byName = run({u"tls"_s, u"--url-env"_s, u"DATABASE_URL"_s, u"--json"_s}, environment);
        QVERIFY2(byName.code == 0, byName.err);
        QVERIFY(!byName.out.contains(password) && !byName.err.contains(password));
        const Told byInput =
            run({u"tls"_s, u"-"_s}, QProcessEnvironment::systemEnvironment(), m_server->url(u"postgres"_s).toUtf8() + '\n');
        QVERIFY2(byInput.code == 0, byInput.err);
        QVERIFY(!byInput.out.contains(password));
        QCOMPARE(run({u"tls"_s, u"--url-env"_s, u"NOT_SET"_s}, environment).code, 2);
        QCOMPARE(run({u"tls"_s, u"-"_s}, environment).code, 2);

        const QString place = u"localhost:%1"_s.arg(m_server->info().port), root = m_server->info().rootCert;
        QCOMPARE(tls({place, u"--rootcert"_s, root}).code, 0);
        QCOMPARE(tls({place}).code, 1); // no root file
        QCOMPARE(tls({u"host=localhost hostaddr=127.0.0.1 port=%1"_s.arg(m_server->info().port), u"--rootcert"_s, root}).code, 0);
        QCOMPARE(tls({u"jdbc:postgresql://%1/x"_s.arg(place), u"--rootcert"_s, root}).code, 0);
        environment.insert(u"PGSSLROOTCERT"_s, root); // as libpq has it
        QCOMPARE(run({u"tls"_s, place}, environment).code, 0);
    }

    void aSavedConnection()
    {
        const auto store = store::Store::open(qEnvironmentVariable("XDG_STATE_HOME") + u"/oriel"_s);
        QVERIFY(store);
        (*store)->saveConnection({.id = u"1"_s, .name = u"Local shop"_s, .url = m_plainUrl});
        QVERIFY((*store)->flush()); // and it stays open, as a running Oriel has it
        const Told told = tls({u"--saved"_s, u"Local shop"_s});
        QVERIFY2(told.code == 0, told.err);
        const Told none = tls({u"--saved"_s, u"Shop"_s});
        QCOMPARE(none.code, 2);
        QVERIFY2(none.err.contains("Local shop"), none.err);
    }

    // cron: no HOME, no PATH, no display, no locale.
    void anEmptyEnvironment()
    {
        QProcessEnvironment nothing;
        for (const QString &kept : {u"ASAN_OPTIONS"_s, u"LSAN_OPTIONS"_s, u"UBSAN_OPTIONS"_s})
            nothing.insert(kept, qEnvironmentVariable(qPrintable(kept)));
        const Told told = run({u"tls"_s, m_plainUrl, u"--json"_s}, nothing);
        QVERIFY2(told.code == 0, told.err);
        QCOMPARE(told.json()[u"exit_code"_s].toInt(-1), 0);
    }

    void noWindowInIt()
    {
        QProcess ldd;
        ldd.start(u"ldd"_s, {QCoreApplication::applicationDirPath() + u"/oriel-cli"_s});
        QVERIFY(ldd.waitForFinished());
        const QByteArray libraries = ldd.readAll();
        QVERIFY(libraries.contains("libQt6Core"));
        QVERIFY2(!libraries.contains("libQt6Gui") && !libraries.contains("libQt6Widgets"), libraries);
    }

    void bundles()
    {
        const QString old = homeFile(u"old.pem"_s, issue({.subject = {{"CN", "Old root"}},
                                                          .extensions = {"basicConstraints=critical,CA:TRUE"},
                                                          .from = -400,
                                                          .until = -30})
                                                           .pem() +
                                                       m_authority.pem());
        const Told alone = tls({u"--bundle"_s, old});
        QCOMPARE(alone.code, 0);
        QVERIFY2(alone.out.contains("2 certificates, 1 of them expired") && alone.out.contains("Old root"), alone.out);
        m_false.behave({.chain = {leaf()}});
        const Told told = tls({falseUrl(), u"--bundle"_s, old, u"--json"_s});
        QCOMPARE(told.code, 0);
        QCOMPARE(told.part("inspected")[u"certificates"_s].toArray().size(), 2);
        QCOMPARE(told.part("inspected")[u"anchor"_s], told.part("anchor")[u"sha256"_s]);
        const Told text = tls({falseUrl(), u"--bundle"_s, old});
        QVERIFY2(text.out.contains("it anchors this server's chain in The authority"), text.out);
        QCOMPARE(tls({u"--bundle"_s, homeFile(u"page.pem"_s, "<html>not here</html>")}).code, 1);
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown command") << QStringList{u"ssl"_s};
        QTest::newRow("no server") << QStringList{u"tls"_s};
        QTest::newRow("two servers") << QStringList{u"tls"_s, u"a:1"_s, u"b:2"_s};
        QTest::newRow("unknown option") << QStringList{u"tls"_s, u"a:1"_s, u"--rootcerts"_s, u"x"_s};
        QTest::newRow("no text") << QStringList{u"tls"_s, u"what is this"_s};
        QTest::newRow("timeout") << QStringList{u"tls"_s, u"a:1"_s, u"--timeout"_s, u"0"_s};
    }
    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        const Told told = run(arguments);
        QCOMPARE(told.code, 2);
        QVERIFY(!told.err.isEmpty());
        QCOMPARE(told.out, QByteArray());
    }

    void help()
    {
        for (const QStringList &arguments : {QStringList{u"--help"_s}, {u"tls"_s, u"--help"_s}, {u"--version"_s}}) {
            const Told told = run(arguments);
            QCOMPARE(told.code, 0);
            QVERIFY(!told.out.isEmpty());
        }
        QVERIFY(tls({u"--help"_s}).out.contains("Exit codes"));
    }

    void theScanIsAdded()
    {
        const Told told = tls({m_plainUrl, u"--scan"_s, u"--direct"_s, u"--json"_s});
        QVERIFY2(told.code == 0, told.out + told.err);
        QVERIFY2(told.part("scan")[u"protocols"_s].toArray().contains(u"TLSv1.3"_s), told.out);
        QVERIFY(!told.part("scan")[u"suites"_s].toArray().isEmpty());
        QCOMPARE(told.part("direct")[u"ok"_s].toBool(true), false); // PostgreSQL 15
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
