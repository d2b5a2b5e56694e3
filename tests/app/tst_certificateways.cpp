// SPDX-License-Identifier: GPL-3.0-or-later
// What the certificate tab does in a project's folder, in the window: its .env is corrected, its drivers try, a bundle comes from
// Amazon or from a file manager.
#include "certificatetab.h"

#include "app/workspace.h"
#include "base/paths.h"
#include "engines/pg/cabundle.h"
#include "panels/certificates/certificatedocument.h"
#include "panels/certificates/factdelegate.h"
#include "shell/window.h"
#include "support/chainserver.h"
#include "support/server.h"
#include "support/sshd.h"
#include "support/web.h"
#include "widgets/urlline.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QScrollArea>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>
#include <QTreeWidget>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestCertificateWays final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;
    std::unique_ptr<CertificateTab> m_tab;
    std::unique_ptr<QTemporaryDir> m_project;
    QString m_database;
    const QByteArray m_amazons = contentOf(QStringLiteral(ORIEL_SOURCE_DIR "/tests/engines/pg/data/amazon-rds-eu-west-1.pem"));

    QString file(const QString &name) const { return m_project->filePath(name); }
    // The server's URL with other parameters than verify-full and the right root.
    QString urlWith(const QString &query) const
    {
        QUrl url(m_server->url(m_database));
        url.setScheme(u"postgres"_s);
        url.setQuery(query);
        return url.toString(QUrl::FullyEncoded);
    }
    QString rightRoot() const { return u"sslrootcert="_s + m_server->info().rootCert; }
    QString shownIn(const char *name) const { return m_day->see<QTextEdit>(name)->toPlainText(); }
    void openEnv() const
    {
        m_day->click("certificate.changeEnv");
        m_tab->choose(file(u".env"_s));
        if (!m_day->waitFor("certificate.envDialog"))
            qFatal("no dialog came");
    }
    bool canWrite() const
    {
        return m_day->waitUntil([this] {
            const QWidget *apply = m_day->see("certificate.envApply");
            return apply && apply->isEnabled();
        });
    }
    QString said(const char *label) const { return m_day->words(label); }
    void reveal(const char *name) const
    {
        if (!m_day->waitFor(name))
            qFatal("there is no %s", name);
        m_day->see<QScrollArea>("scroll")->ensureWidgetVisible(m_day->see(name));
    }
    // What the pane says of a driver; empty: no row.
    QString driver(const QString &name) const
    {
        const auto *rows = m_day->see<QTreeWidget>("certificate.drivers");
        for (int i = 0; rows && i < rows->topLevelItemCount(); ++i)
            if (const auto *row = rows->topLevelItem(i); row->text(0).startsWith(name + u' '))
                return row->data(0, FactDelegate::FactRole).toString();
        return {};
    }
    void makeVenv() const
    {
        QProcess python;
        python.start(u"/usr/bin/python3"_s,
                     {u"-m"_s, u"venv"_s, u"--without-pip"_s, u"--system-site-packages"_s, file(u".venv"_s)});
        if (!python.waitForFinished(60'000) || python.exitCode() != 0)
            qFatal("no virtual environment: %s", python.readAllStandardError().constData());
        // Runs with every start of that Python.
        const QDir lib(file(u".venv/lib"_s));
        write(lib.filePath(lib.entryList({u"python3*"_s}).value(0) + u"/site-packages/canary.pth"_s),
              "import os; open('" + QFile::encodeName(file(u"canary"_s)) + "', 'a').write('x')\n");
    }
    CertificateDocument *document() const { return static_cast<CertificateDocument *>(m_day->window()->currentDocument()); }
    // Named as a root of RDS, and sent by a server as RDS sends it.
    QString poseAsRds(ChainServer *server) const
    {
        Order order = authority("Amazon RDS eu-west-1 Root CA RSA2048 G1");
        order.subject = {{"C", "US"},
                         {"O", "Amazon Web Services, Inc."},
                         {"OU", "Amazon RDS"},
                         {"ST", "WA"},
                         {"CN", "Amazon RDS eu-west-1 Root CA RSA2048 G1"},
                         {"L", "Seattle"}};
        order.key = "RSA-2048";
        Order named = test::server("db", "DNS:db.c1x2.eu-west-1.rds.amazonaws.com");
        named.extensions << "authorityKeyIdentifier=keyid:always";
        const Issued root = issue(order), leaf = issue(named, &root);
        server->behave({.chain = {leaf, root}});
        write(file(u"rds-combined-ca-bundle.pem"_s), issue(authority("Somebody else")).pem());
        return u"postgres://app:s3cret@db.c1x2.eu-west-1.rds.amazonaws.com:%1/shop?hostaddr=127.0.0.1&sslmode=verify-full&"
               "sslrootcert=%2"_s.arg(server->port())
                   .arg(file(u"rds-combined-ca-bundle.pem"_s));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase();
        m_day = std::make_unique<Day>();
        m_tab = std::make_unique<CertificateTab>(m_day.get());
    }
    void init() { m_project = std::make_unique<QTemporaryDir>(QDir::homePath() + u"/projectXXXXXX"_s); }
    void cleanupTestCase()
    {
        m_day.reset();
        m_server.reset();
    }

    void theEnvFileIsChangedInPlace()
    {
        const QString old = urlWith(rightRoot() + u"&schema=public"_s);
        const QByteArray before = "# secrets of the shop\r\nDEBUG=1\r\nDATABASE_URL='" + old.toUtf8() +
                                  "'  # from the tutorial\r\nSECRET_KEY=\"a b\"\r\n";
        write(file(u".env"_s), before);
        QFile::setPermissions(file(u".env"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
        const QFile::Permissions mode = QFile::permissions(file(u".env"_s));

        m_tab->open(old);
        QVERIFY(m_tab->test());
        QVERIFY2(m_tab->cause().contains(u"sslmode"_s), qPrintable(m_tab->cause()));
        m_tab->chooseFolder(m_project->path());

        // The difference first; nothing is written by looking at it.
        openEnv();
        QVERIFY2(canWrite(), qPrintable(shownIn("certificate.envDifference")));
        const QString difference = shownIn("certificate.envDifference");
        m_tab->picture(u"env"_s, m_day->see("certificate.envDialog"));
        QVERIFY2(difference.contains(u"− DATABASE_URL="_s) && difference.contains(u"+ DATABASE_URL="_s), qPrintable(difference));
        QVERIFY2(!difference.contains(m_server->info().password) && !difference.contains(u"SECRET_KEY"_s),
                 qPrintable(difference));
        QCOMPARE(contentOf(file(u".env"_s)), before);

        m_day->click("certificate.envApply");
        QVERIFY2(m_tab->notes(u"DATABASE_URL was changed"_s), qPrintable(m_tab->notice()));
        m_tab->picture(u"env-changed"_s);
        const QByteArray after = contentOf(file(u".env"_s));
        QByteArray wanted = before;
        wanted.replace("&schema=public", "&sslmode=verify-full&schema=public");
        QCOMPARE(after, wanted);
        QCOMPARE(QFile::permissions(file(u".env"_s)), mode);
        QCOMPARE(QDir(m_project->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList(u".env"_s));

        QVERIFY(m_day->waitFor("certificate.envUndo"));
        m_day->click("certificate.envUndo");
        QVERIFY2(m_tab->notes(u"as before"_s), qPrintable(m_tab->notice()));
        QCOMPARE(contentOf(file(u".env"_s)), before);
        QCOMPARE(QFile::permissions(file(u".env"_s)), mode);
    }

    void aFileThatChangedMeanwhileIsNotOverwritten()
    {
        const QString old = urlWith(rightRoot());
        write(file(u".env"_s), "DATABASE_URL=" + old.toUtf8() + '\n');
        m_tab->open(old);
        QVERIFY(m_tab->test());
        openEnv();
        QVERIFY2(canWrite(), qPrintable(shownIn("certificate.envDifference")));
        const QByteArray others = "# an editor was here\nDATABASE_URL=" + old.toUtf8() + "\nTOKEN=1\n";
        write(file(u".env"_s), others);
        m_day->click("certificate.envApply");
        QVERIFY(m_day->waitUntil([this] { return shownIn("certificate.envDifference").contains(u"changed meanwhile"_s); }));
        QCOMPARE(contentOf(file(u".env"_s)), others);

        // The difference to what stands there now is shown, and can be written.
        QVERIFY2(canWrite(), qPrintable(shownIn("certificate.envDifference")));
        m_tab->picture(u"env-meanwhile"_s, m_day->see("certificate.envDialog"));
        QVERIFY2(shownIn("certificate.envDifference").contains(u"Line 2"_s), qPrintable(shownIn("certificate.envDifference")));
        m_day->click("certificate.envApply");
        QVERIFY2(m_tab->notes(u"DATABASE_URL was changed"_s), qPrintable(m_tab->notice()));
        const QByteArray after = contentOf(file(u".env"_s));
        QVERIFY(after.startsWith("# an editor was here\n") && after.contains("verify-full") && after.endsWith("\nTOKEN=1\n"));

        // Nor does Undo take away what somebody wrote since.
        write(file(u".env"_s), after + "LATER=1\n");
        QVERIFY(m_day->waitFor("certificate.envUndo"));
        m_day->click("certificate.envUndo");
        QVERIFY2(m_tab->notes(u"stays as it is"_s), qPrintable(m_tab->notice()));
        m_tab->picture(u"env-undo-refused"_s);
        QCOMPARE(contentOf(file(u".env"_s)), after + "LATER=1\n");
    }

    void otherFormsStayWhatTheyAre_data()
    {
        QTest::addColumn<QString>("scheme");
        QTest::newRow("SQLAlchemy") << u"postgresql+psycopg2://"_s;
        QTest::newRow("asyncpg") << u"postgresql+asyncpg://"_s;
        QTest::newRow("Heroku") << u"postgres://"_s;
        QTest::newRow("libpq") << u"postgresql://"_s;
    }
    void otherFormsStayWhatTheyAre()
    {
        QFETCH(QString, scheme);
        const QString url = urlWith(rightRoot());
        const QByteArray written = (scheme + url.section(u"://"_s, 1)).toUtf8();
        write(file(u".env"_s), "DATABASE_URL='" + written + "'\n");
        m_tab->open(QString::fromUtf8(written));
        QVERIFY(m_tab->test());
        openEnv();
        QVERIFY2(canWrite(), qPrintable(shownIn("certificate.envDifference")));
        QCOMPARE(shownIn("certificate.envDifference").contains(u"other names"_s), scheme.contains(u"asyncpg"_s));
        if (scheme.contains(u"asyncpg"_s))
            m_tab->picture(u"env-asyncpg"_s, m_day->see("certificate.envDialog"));
        m_day->click("certificate.envApply");
        QVERIFY2(m_tab->notes(u"DATABASE_URL was changed"_s), qPrintable(m_tab->notice()));
        QCOMPARE(contentOf(file(u".env"_s)), "DATABASE_URL='" + written + "&sslmode=verify-full'\n");
    }

    void theDriversRunOnlyWhenTrusted()
    {
        makeVenv();
        m_tab->open(urlWith(u"sslmode=verify-full&"_s + rightRoot()));
        QVERIFY(m_tab->test());
        reveal("certificate.chooseFolder");
        m_tab->chooseFolder(m_project->path());
        QVERIFY(m_day->waitFor("certificate.tryDrivers"));
        QFile::remove(file(u"canary"_s)); // of venv itself

        reveal("certificate.tryDrivers");
        m_day->click("certificate.tryDrivers");
        QVERIFY(m_day->waitFor("certificate.trust"));
        QTest::keyClick(m_day->see("certificate.trust"), Qt::Key_Return); // the harmless button is the default
        QVERIFY(m_day->waitUntil([this] { return !m_day->see("certificate.trust"); }));
        QVERIFY(driver(u"psycopg2"_s).isEmpty());
        QVERIFY(!QFile::exists(file(u"canary"_s)));

        reveal("certificate.tryDrivers");
        m_day->click("certificate.tryDrivers");
        QVERIFY(m_day->waitFor("certificate.trust"));
        m_tab->picture(u"driver-trust"_s, m_day->see("certificate.trust"));
        m_day->click("certificate.trustYes");
        QVERIFY(m_day->waitUntil([this] { return !driver(u"asyncpg"_s).isEmpty(); }));
        QVERIFY(QFile::exists(file(u"canary"_s)));
        reveal("certificate.tryDrivers");
        m_tab->picture(u"drivers-good"_s);
        for (const QString &name : {u"psycopg"_s, u"psycopg2"_s, u"asyncpg"_s})
            QCOMPARE(driver(name), u"connects, encrypted"_s);

        // What goes wrong is said beside libpq's own word; that Python is trusted by now.
        m_tab->enter(urlWith(u"sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt"_s));
        QVERIFY(m_tab->test());
        reveal("certificate.tryDrivers");
        m_day->click("certificate.tryDrivers");
        QVERIFY(m_day->waitUntil([this] { return driver(u"asyncpg"_s).contains(u"certificate verify failed"_s); }));
        QVERIFY2(driver(u"psycopg2"_s).contains(u"certificate verify failed"_s), qPrintable(driver(u"psycopg2"_s)));
        QCOMPARE(driver(u"libpq"_s), u"chain fails"_s);
        QVERIFY(said("certificate.driverSays").contains(u"asyncpg says: "_s)); // whole
        reveal("certificate.tryDrivers");
        m_tab->picture(u"drivers-bad"_s);
    }

    void driversAreStoppedInTheMiddle()
    {
        makeVenv();
        QTcpServer deaf;
        QVERIFY(deaf.listen(QHostAddress::LocalHost));
        m_tab->open(urlWith(u"sslmode=verify-full&"_s + rightRoot()));
        QVERIFY(m_tab->test());
        reveal("certificate.chooseFolder");
        m_tab->chooseFolder(m_project->path());
        QVERIFY(m_day->waitFor("certificate.tryDrivers"));
        m_tab->enter(u"postgres://app:s3cret@localhost:%1/x?sslmode=verify-full"_s.arg(deaf.serverPort()));
        const auto before = descendantsOf(QCoreApplication::applicationPid());
        reveal("certificate.tryDrivers");
        m_day->click("certificate.tryDrivers");
        QVERIFY(m_day->waitFor("certificate.trust"));
        m_day->click("certificate.trustYes");
        const auto running = [&] { return descendantsOf(QCoreApplication::applicationPid(), before).size() - 1; };
        QVERIFY(m_day->waitUntil([&] { return deaf.hasPendingConnections(); })); // it waits for an answer
        QVERIFY(document()->can(Verb::Stop));
        m_tab->picture(u"drivers-running"_s);
        m_day->focus("certificate.url");
        m_day->press(Qt::Key_Escape);
        QVERIFY(m_day->waitUntil([this] { return said("certificate.driverSays").contains(u"Stopped"_s); }));
        QVERIFY(!document()->can(Verb::Stop));
        QVERIFY(m_day->waitUntil([&] { return running() == 0; }));
    }

    void amazonsBundleIsDownloaded()
    {
        ChainServer server;
        m_tab->open(poseAsRds(&server));
        QVERIFY(m_tab->test());
        QVERIFY2(m_tab->cause().contains(u"Amazon RDS eu-west-1"_s), qPrintable(m_tab->cause()));
        Web web("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        document()->setBundleAddress(web.url());

        // It fails: what to do next is said, and nothing has changed.
        const QString before = m_tab->url();
        m_day->click("certificate.apply");
        QVERIFY2(m_tab->notes(u"could not be read"_s), qPrintable(m_tab->notice()));
        QVERIFY(m_day->waitFor("certificate.downloadAgain") && m_day->see("certificate.chooseBundle"));
        m_tab->picture(u"download-failed"_s);
        QCOMPARE(m_tab->url(), before);

        // It is slow: how far it is is said; Esc ends it.
        web.answer = ok(m_amazons, 900'000);
        web.closes = false;
        m_day->click("certificate.downloadAgain");
        const auto drips = [&] {
            if (web.last && !web.requests.isEmpty())
                web.last->write("#\n");
            return m_tab->notice().contains(u" of 900 kB"_s);
        };
        web.requests.clear();
        QVERIFY2(m_day->waitUntil(drips), qPrintable(m_tab->notice()));
        m_tab->picture(u"download-running"_s);
        m_day->focus("certificate.url");
        m_day->press(Qt::Key_Escape);
        QVERIFY(m_tab->isDone() && m_tab->notice().isEmpty());
        QCOMPARE(m_tab->url(), before);
        QVERIFY(!QFile::exists(pg::cabundle::savedPath(u"eu-west-1"_s)));

        web.answer = ok(m_amazons);
        web.closes = true;
        m_day->click("certificate.apply");
        QVERIFY(m_day->waitUntil([&] { return m_tab->url() != before && m_tab->isDone(); }));
        const QString saved = pg::cabundle::savedPath(u"eu-west-1"_s);
        QVERIFY(saved.startsWith(paths::data()) && m_tab->url().contains(u"sslrootcert="_s + saved));
        QVERIFY(m_tab->url().contains(u":s3cret@"_s)); // the password has stayed
        QCOMPARE(contentOf(saved).count("BEGIN CERTIFICATE"), 3);
        // The real roots do not know this one, whatever its name.
        QVERIFY2(m_tab->cause().contains(u"somebody poses as it"_s), qPrintable(m_tab->cause()));
        QVERIFY2(shownIn("certificate.libpqSays").contains(u"certificate verify failed"_s),
                 qPrintable(shownIn("certificate.libpqSays")));
        m_tab->picture(u"download-done"_s);
        QFile::remove(saved);
    }

    void aBundleMayGoIntoTheProject()
    {
        ChainServer server;
        m_tab->open(poseAsRds(&server));
        QVERIFY(m_tab->test());
        Web web(ok(m_amazons));
        document()->setBundleAddress(web.url());
        QVERIFY(QDir(m_project->path()).mkdir(u"certs"_s));
        m_day->window()->currentDocument()->findChild<QAction *>(u"certificate.bundleToProject"_s)->trigger();
        m_tab->choose(file(u"certs/rds.pem"_s));
        QVERIFY(!QFile::exists(file(u"certs/rds.pem"_s))); // not yet
        m_tab->picture(u"download-to-project"_s);
        m_day->click("certificate.apply");
        QVERIFY(m_day->waitUntil([&] { return QFile::exists(file(u"certs/rds.pem"_s)) && m_tab->isDone(); }));
        QVERIFY2(m_tab->url().contains(u"sslrootcert="_s + file(u"certs/rds.pem"_s)), qPrintable(m_tab->url()));
        QVERIFY(!QFile::exists(pg::cabundle::savedPath(u"eu-west-1"_s)));

        // Another server and its own bundle in the same tab: what was chosen there stays there.
        m_tab->enter(urlWith(rightRoot()));
        QVERIFY(m_tab->test());
        QVERIFY(m_tab->apply());
        QVERIFY2(m_tab->url().contains(rightRoot()) && m_tab->url().contains(u"verify-full"_s), qPrintable(m_tab->url()));
    }

    void droppedFiles()
    {
        write(file(u"right.pem"_s), contentOf(m_server->info().rootCert));
        write(file(u"other.pem"_s), issue(authority("Somebody else")).pem());
        write(file(u"notes.txt"_s), "nothing");
        const qsizetype documents = m_day->window()->documents().size();
        m_tab->open(urlWith(u"sslmode=verify-full&sslrootcert="_s + file(u"other.pem"_s)));
        QVERIFY(m_tab->test());
        QVERIFY(!m_day->see("certificate.verdict")->accessibleName().isEmpty());
        const QString before = m_tab->url();

        // On the field of the URL and on the verdict it is no text, but a file to look into.
        for (const char *place : {"certificate.url", "certificate.cause"}) {
            QVERIFY2(drop(m_day->see(place), {file(u"right.pem"_s)}, true), place);
            QCOMPARE(m_day->window()->currentDocument()->kind(), u"bundle"_s);
            m_day->window()->currentDocument()->close();
            m_tab->open(before);
            QVERIFY(m_tab->test());
        }
        QVERIFY(drop(m_day->see("certificate.url"), {file(u"notes.txt"_s)}, true)); // a text: it opens as one
        QCOMPARE(m_day->window()->currentDocument()->kind(), u"file"_s);
        m_day->window()->closeDocument(m_day->window()->currentDocument());
        QVERIFY(m_day->waitFor("certificate.url"));
        QCOMPARE(m_tab->url(), before);

        // On the bundle it is the bundle.
        reveal("certificate.bundle");
        QVERIFY(drop(m_day->see("certificate.bundle"), {file(u"right.pem"_s)}));
        QVERIFY(m_day->waitUntil([this] { return m_tab->isDone() && !m_day->see("certificate.apply"); }));
        QVERIFY2(m_tab->url().contains(u"sslrootcert="_s + file(u"right.pem"_s)), qPrintable(m_tab->url()));
        QCOMPARE(m_day->see("certificate.verdict")->property("tone").toString(), u"success"_s);

        // On a field for a file its path.
        reveal("certificate.foldParameters");
        m_day->click("certificate.foldParameters");
        QVERIFY(m_day->waitUntil([this] { // what is unfolded has its place a moment later
            reveal("certificate.sslcrl");
            return drop(m_day->see("certificate.sslcrl"), {file(u"notes.txt"_s)}, true);
        }));
        QCOMPARE(said("certificate.sslcrl"), file(u"notes.txt"_s));
        QVERIFY(m_tab->url().contains(u"sslcrl="_s + file(u"notes.txt"_s)));
        QVERIFY(m_day->window()->documents().size() > documents);
    }
};

QTEST_MAIN(TestCertificateWays)
#include "tst_certificateways.moc"
