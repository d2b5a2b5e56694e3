// SPDX-License-Identifier: GPL-3.0-or-later
// The walk of a developer whose tutorial named a retired bundle, from the pasted URL to one that psql takes: in the window,
// against a real server that refuses plaintext, whose root hides among a hundred others.
#include "certificatetab.h"

#include "app/workspace.h"
#include "shell/window.h"
#include "support/authority.h"
#include "support/server.h"

#include <QClipboard>
#include <QFile>
#include <QLineEdit>
#include <QProcess>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray authorities(int count, double until)
{
    QByteArray pem;
    for (int i = 0; i < count; ++i) {
        Order order = authority("Example region " + QByteArray::number(i) + " Root CA");
        order.from = -3000;
        order.until = until;
        pem += issue(order).pem();
    }
    return pem;
}

struct Psql
{
    int exitCode;
    QString output, errors;
};
Psql psql(const QString &url, const QString &sql)
{
    QProcess program;
    program.setWorkingDirectory(QDir::homePath());
    program.start(u"psql"_s, {u"-X"_s, u"-w"_s, u"-At"_s, u"-c"_s, sql, url});
    if (!program.waitForFinished(patience))
        qFatal("psql does not end");
    return {program.exitCode(), QString::fromUtf8(program.readAllStandardOutput()).trimmed(),
            QString::fromUtf8(program.readAllStandardError()).trimmed()};
}

} // namespace

class TestCertificateDay final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;
    std::unique_ptr<CertificateTab> m_tab;
    QString m_database, m_bundle;

    QUrl heroku() const // as Heroku's form shows it, with what the tutorial adds
    {
        QUrl url(m_server->url(m_database));
        url.setScheme(u"postgres"_s);
        url.setQuery(u"sslrootcert=rds-combined-ca-bundle.pem"_s);
        return url;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase(true);
        const QString retired = QStringLiteral(ORIEL_SOURCE_DIR "/../shared/data/tls/rds-combined-2019.pem");
        write(QDir::homePath() + u"/rds-combined-ca-bundle.pem"_s,
              QFile::exists(retired) ? contentOf(retired) : authorities(33, -2));
        m_bundle = QDir::homePath() + u"/bundle.pem"_s;
        write(m_bundle, authorities(60, 3000) + contentOf(m_server->info().rootCert) + authorities(40, 3000));
        m_day = std::make_unique<Day>();
        m_tab = std::make_unique<CertificateTab>(m_day.get());
    }

    void cleanupTestCase()
    {
        m_day.reset();
        m_server.reset();
    }

    void fromTheTutorialsUrlToPsql()
    {
        const QString url = heroku().toString(QUrl::FullyEncoded);
        QVERIFY(psql(url, u"select 1"_s).exitCode != 0); // libpq: one string
        m_day->workspace().answer(OpenCertificate{});
        QVERIFY(m_day->waitFor("certificate.url"));
        m_day->focus("certificate.url");
        m_day->paste(url);
        QVERIFY(!m_day->see<QLineEdit>("certificate.url")->text().contains(m_server->info().password));
        m_day->press(Qt::Key_Return);
        QVERIFY2(m_tab->says(u"33 certificates"_s), qPrintable(m_tab->cause()));
        for (const QString &part : {u"expired"_s, u"rds-combined-ca-bundle.pem"_s})
            QVERIFY2(m_tab->cause().contains(part), qPrintable(m_tab->cause()));

        // The one primary button leads to the file with the right root…
        m_day->click("certificate.apply");
        m_tab->choose(m_bundle);
        // … and to a verified connection. What is still to be said is about sslmode.
        QVERIFY2(m_tab->says(u"verify-full"_s), qPrintable(m_tab->cause()));
        if (m_day->see("certificate.apply"))
            QVERIFY(m_tab->apply() && !m_day->see("certificate.apply"));
        QVERIFY(m_tab->url().contains(u"sslmode=verify-full"_s) && m_tab->url().contains(u"bundle.pem"_s));

        // The server's own word, with psql's line.
        m_day->click("certificate.logIn");
        const QString line = u"SSL connection (protocol: TLSv1.3"_s;
        QVERIFY(m_day->waitUntil([&] { return m_day->see("certificate.libpqSays")->accessibleName().contains(line); }));

        // The corrected URL, as it is copied, is taken by the real psql.
        QApplication::clipboard()->clear();
        auto *copy = m_day->window()->findChild<QAction *>(u"certificate.copyUrlWith"_s);
        QVERIFY(copy);
        copy->trigger();
        const QString copied = QApplication::clipboard()->text();
        const Psql real = psql(copied, u"select version || ' ' || ssl from pg_stat_ssl where pid = pg_backend_pid()"_s);
        QVERIFY2(real.exitCode == 0, qPrintable(real.errors));
        QCOMPARE(real.output, u"TLSv1.3 true"_s);
        auto *plain = m_day->window()->findChild<QAction *>(u"certificate.copyUrlWithout"_s);
        plain->trigger();
        QVERIFY(!QApplication::clipboard()->text().contains(m_server->info().password));
    }
};

QTEST_MAIN(TestCertificateDay)
#include "tst_certificateday.moc"
