// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate tab of a saved connection, in the window: it is corrected, its psql opened, and it is reached through a tunnel.
#include "certificatetab.h"

#include "app/workspace.h"
#include "engines/keychain/keychain.h"
#include "panels/certificates/certificatedocument.h"
#include "shell/window.h"
#include "support/chainserver.h"
#include "support/keyring.h"
#include "support/server.h"
#include "support/sshd.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

class TestCertificateConnections final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;
    std::unique_ptr<CertificateTab> m_tab;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_database;
    const QByteArray m_path = qgetenv("PATH");

    QString urlWith(const QString &query) const
    {
        QUrl url(m_server->url(m_database));
        url.setQuery(query);
        return url.toString(QUrl::FullyEncoded);
    }
    QString rightRoot() const { return u"sslrootcert="_s + m_server->info().rootCert; }
    // Connected by the dialog, its certificate tab opened from the tree.
    Connection *connected(const QString &url, const QString &name) const
    {
        if (!m_day->connectTo(url, name))
            qFatal("%s is not connected", qPrintable(name));
        m_day->choose(m_day->row({name}));
        m_day->window()->findChild<QAction *>(u"database.certificate"_s)->trigger();
        if (!m_day->waitFor("certificate.url"))
            qFatal("the tab did not open");
        return m_day->workspace().connection(m_day->window()->currentDocument()->key().section(u':', 1));
    }
    static QString mode(const Connection *of) { return of->profile().info.value(u"sslmode"_s); }
    QString kept(const QString &key) const
    {
        QObject owner;
        std::optional<QString> found;
        keychain::read(&owner, key, [&found](const Result<Secret> &secret) {
            found = secret ? QString::fromUtf8(secret->reveal()) : u"! "_s + secret.error().detail;
        });
        return m_day->waitUntil([&] { return found.has_value(); }) ? *found : u"no answer"_s;
    }
    void keep(const QString &key, const QString &secret) const
    {
        QObject owner;
        bool isDone = false;
        keychain::write(&owner, key, Secret(secret.toUtf8()), [&isDone](const Result<> &) { isDone = true; });
        if (!m_day->waitUntil([&] { return isDone; }))
            qFatal("the keychain does not answer");
    }
    static bool hasKeychain() { return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS"); }
    const QString m_psql = QStandardPaths::findExecutable(u"psql"_s);
    QString file(const QString &name) const { return m_folder->filePath(name); }
    // Writes down how it was called; psql's keyboard is a file.
    void watchPsql() const
    {
        QDir(m_folder->path()).mkdir(u"bin"_s);
        write(file(u"input"_s),
              "select 'I am ' || current_user || ', tls ' || ssl from pg_stat_ssl where pid = pg_backend_pid();\n\\conninfo\n");
        const QByteArray folder = QFile::encodeName(m_folder->path());
        write(file(u"bin/psql"_s),
              "#!/bin/sh\ncd " + folder +
                  "\n{ printf '%s\\n' \"$@\"; tr '\\0' '\\n' < /proc/$PPID/cmdline; } > argv\nenv > environment\n" +
                  "ls -l \"$XDG_RUNTIME_DIR/oriel\" > files\n" + QFile::encodeName(m_psql) +
                  " \"$@\" < input > output 2>&1\ns=$?\ntouch ended\nexit $s\n");
        QFile::setPermissions(file(u"bin/psql"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("PATH", QFile::encodeName(file(u"bin"_s)) + ':' + qgetenv("PATH"));
    }
    // What psql said, once it has ended; the password was in a file of its own and nowhere else.
    QByteArray psqlSaid() const
    {
        if (!m_day->waitUntil([this] { return QFile::exists(file(u"ended"_s)); }))
            qFatal("psql does not end: %s", contentOf(file(u"output"_s)).constData());
        for (const char *seen : {"argv", "environment"})
            if (contentOf(file(QLatin1String(seen))).contains(m_server->info().password.toUtf8()))
                qFatal("the password stands in %s", seen);
        if (!contentOf(file(u"files"_s)).contains("-rw------- "))
            qFatal("no password file: %s", contentOf(file(u"files"_s)).constData());
        const QDir runtime(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/oriel"_s);
        if (!m_day->waitUntil([&] { return runtime.entryList({u"psql-*"_s}).isEmpty(); }))
            qFatal("a password file is left");
        return contentOf(file(u"output"_s));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase();
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_day = std::make_unique<Day>();
        m_tab = std::make_unique<CertificateTab>(m_day.get());
    }
    void cleanup()
    {
        m_day.reset();
        qputenv("PATH", m_path);
    }
    void cleanupTestCase() { m_server.reset(); }

    void aSavedConnectionIsCorrected()
    {
        const QString password = m_server->info().password;
        Connection *shop = connected(urlWith(u"sslmode=require&"_s + rightRoot()), u"shop"_s);
        const QString weakKey = shop->keychainKey();
        if (hasKeychain())
            keep(weakKey, password);
        QVERIFY(m_tab->test());
        QVERIFY2(m_tab->cause().contains(u"require"_s), qPrintable(m_tab->cause()));
        QVERIFY(!m_tab->url().contains(password));

        QVERIFY(m_tab->apply());
        QVERIFY2(m_tab->notes(u"shop now connects"_s), qPrintable(m_tab->notice()));
        QCOMPARE(mode(shop), u"verify-full"_s);
        QVERIFY(m_day->waitUntil([shop] { return shop->state() == LinkState::Connected; })); // without a question
        QVERIFY(m_day->row({u"shop"_s, u"public"_s}).isValid());
        m_tab->picture(u"corrected"_s);
        if (hasKeychain()) {
            QVERIFY(shop->keychainKey() != weakKey);
            QVERIFY(m_day->waitUntil([&] { return kept(shop->keychainKey()) == password; }));
            QVERIFY(m_day->waitUntil([&] { return kept(weakKey).isEmpty(); }));
        }

        QVERIFY(m_day->waitFor("certificate.applyUndo"));
        m_day->click("certificate.applyUndo");
        QCOMPARE(mode(shop), u"require"_s);
        QVERIFY(m_tab->url().contains(u"sslmode=require"_s));
        if (hasKeychain()) // it was kept for verified TLS: it does not go back
            QVERIFY(kept(weakKey).isEmpty());
    }

    void whatDoesNotConnectIsNotSaved()
    {
        Connection *shop = connected(urlWith(u"sslmode=require&"_s + rightRoot()), u"shop"_s);
        ChainServer other;
        const Issued root = issue(authority("Some root")), leaf = issue(test::server("localhost", "DNS:localhost"), &root);
        other.behave({.chain = {leaf}});
        write(file(u"root.pem"_s), root.pem());
        const pg::ConnInfo before = shop->profile().info;

        // Another server in the same tab, which hangs when it is tried with what is right: stopped, and nothing was saved.
        const QString weak =
            u"postgresql://app@localhost:%1/x?sslmode=require&sslrootcert=%2"_s.arg(other.port()).arg(file(u"root.pem"_s));
        m_tab->enter(weak);
        QVERIFY(m_tab->test());
        QVERIFY(m_day->see("certificate.apply"));
        other.behave({.chain = {leaf}, .encrypted = Manner::Hang, .handshake = Manner::Hangs});
        m_day->click("certificate.apply");
        QVERIFY(!m_tab->isDone());
        m_day->focus("certificate.url");
        m_day->press(Qt::Key_Escape);
        QVERIFY2(m_tab->notes(u"shop stays as it was"_s), qPrintable(m_tab->notice()));
        m_tab->picture(u"not-saved"_s);
        QCOMPARE(shop->profile().info, before);
        QCOMPARE(shop->state(), LinkState::Connected);

        // Nor what is refused.
        other.behave({.chain = {leaf}});
        m_tab->enter(weak);
        QVERIFY(m_tab->test());
        other.behave({.chain = {leaf}, .reply = "N"});
        QVERIFY(m_tab->apply());
        QVERIFY2(m_tab->notes(u"shop stays as it was"_s), qPrintable(m_tab->notice()));
        QCOMPARE(shop->profile().info, before);

        // Once it connects it is saved; the password of before does not go to the other server.
        other.behave({.chain = {leaf}});
        m_tab->enter(weak);
        QVERIFY(m_tab->test());
        QVERIFY(m_tab->apply());
        QVERIFY2(m_tab->notes(u"shop now connects"_s), qPrintable(m_tab->notice()));
        QCOMPARE(shop->profile().info.value(u"port"_s), QString::number(other.port()));
        QVERIFY(shop->profile().info.password().isEmpty() && shop->openInfo().password().isEmpty());
    }

    void psqlOpensFromTheTree()
    {
        watchPsql();
        QVERIFY(m_day->connectTo(urlWith(u"sslmode=verify-full&"_s + rightRoot()), u"shop"_s));
        m_day->choose(m_day->row({u"shop"_s}));
        m_day->window()->findChild<QAction *>(u"database.openPsql"_s)->trigger();
        const QByteArray said = psqlSaid();
        QVERIFY2(said.contains("I am " + m_server->info().user.toUtf8() + ", tls true"), said.constData());
        const QByteArray argv = contentOf(file(u"argv"_s));
        for (const QString &part : {u"host=localhost"_s, u"port=%1"_s.arg(m_server->info().port), u"dbname="_s + m_database,
                                    u"sslmode=verify-full"_s, rightRoot()})
            QVERIFY2(argv.contains(part.toUtf8()), qPrintable(part));
    }

    // A connection that is not open yet: the kept password goes along.
    void psqlGetsTheKeptPassword()
    {
        if (!hasKeychain())
            QSKIP("no keychain");
        watchPsql();
        Connection *shop = connected(urlWith(u"sslmode=verify-full&"_s + rightRoot()), u"shop"_s);
        keep(shop->keychainKey(), m_server->info().password);
        Profile bare = shop->profile();
        bare.info.setPassword({});
        bare.info.set(u"connect_timeout"_s, u"20"_s); // what is not as before is forgotten
        shop->setProfile(bare);
        shop->disconnectNow();
        m_day->window()->findChild<QAction *>(u"database.openPsql"_s)->trigger();
        const QByteArray said = psqlSaid();
        QVERIFY2(said.contains(", tls true"), said.constData());
    }

    void psqlOpensFromTheTab()
    {
        watchPsql();
        m_tab->open(urlWith(u"sslmode=verify-ca&"_s + rightRoot()));
        QVERIFY(m_tab->test());
        QVERIFY(m_day->waitFor("certificate.openPsql"));
        m_day->click("certificate.openPsql");
        const QByteArray said = psqlSaid();
        QVERIFY2(said.contains(", tls true"), said.constData());
        QVERIFY(contentOf(file(u"argv"_s)).contains("sslmode=verify-ca"));
    }

    void throughATunnel()
    {
        if (Sshd::program().isEmpty())
            QSKIP("no sshd: installer/debian/unpack-peer openssh-server");
        Sshd sshd(*m_server);
        watchPsql();
        const auto others = descendantsOf(QCoreApplication::applicationPid()).mid(1);
        const auto running = [&] { return descendantsOf(QCoreApplication::applicationPid(), others).size() - 1; };
        Connection *shop = connected(urlWith(rightRoot()), u"shop"_s);
        Profile profile = shop->profile();
        profile.way = {.kind = tunnel::Way::Kind::Ssh, .sshHost = u"bastion"_s};
        profile.info.set(u"sslmode"_s, u"verify-full"_s);
        shop->setProfile(profile);
        m_tab->enter(profile.info.toUrl(pg::ConnInfo::Show::WithPassword));
        QCOMPARE(running(), 0);

        m_day->click("certificate.test");
        QVERIFY2(m_tab->cause().contains(u"Starting ssh bastion"_s), qPrintable(m_tab->cause()));
        QVERIFY(m_day->waitUntil([this] { return m_tab->isDone(); }));
        m_tab->picture(u"tunnel-good"_s);
        QVERIFY2(m_day->see("certificate.verdict")->property("tone").toString() == u"success"_s, qPrintable(m_tab->cause()));
        QCOMPARE(running(), 1);
        QVERIFY(m_tab->url().contains(u"@localhost:%1/"_s.arg(m_server->info().port)) && !m_tab->url().contains(u"hostaddr"_s));

        // psql goes the same way: the name stays, the address is the tunnel's.
        m_day->click("certificate.openPsql");
        const QByteArray said = psqlSaid(), argv = contentOf(file(u"argv"_s));
        QVERIFY2(said.contains(", tls true"), said.constData());
        QVERIFY2(argv.contains("host=localhost") && argv.contains("hostaddr=127.0.0.1") &&
                     !argv.contains("port=" + QByteArray::number(m_server->info().port)),
                 argv.constData());

        // What else is asked does not take the verdict away.
        const QString verdict = m_tab->cause();
        m_day->click("certificate.deepScan");
        QVERIFY(m_day->waitUntil([&] { return m_tab->cause() == verdict; }));

        // The tunnel dies in the middle of a test: the tab says so, and the next test starts it anew.
        sshd.kill();
        QVERIFY(m_day->waitUntil([&] { return running() == 0; }));
        QVERIFY(m_tab->test());
        m_tab->picture(u"tunnel-dead"_s);
        QVERIFY2(m_tab->cause().contains(u"ssh"_s), qPrintable(m_tab->cause()));
        QVERIFY(!m_day->see("certificate.openPsql"));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    if (!arguments.removeOne(u"--in-session"_s)) {
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        if (const auto code = inKeyring(QStringList(u"--in-session"_s) + arguments.mid(1)))
            return *code;
    }
    TestCertificateConnections test;
    return QTest::qExec(&test, arguments);
}
#include "tst_certificateconnections.moc"
