// SPDX-License-Identifier: GPL-3.0-or-later
// Connections that do not come about: what the window says, where, and that it goes on.
#include "day.h"

#include "base/hostprocess.h"
#include "engines/pg/conninfo.h"
#include "support/server.h"

#include <QDialog>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QTcpServer>
#include <QTest>

using namespace oriel;
using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

quint16 unusedPort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// A certificate of an authority of its own for localhost, that ended yesterday.
bool makeExpired(const QString &folder)
{
    const auto openssl = [&](const QString &arguments) {
        QProcess process;
        process.setWorkingDirectory(folder);
        process.start(u"openssl"_s, arguments.split(u' '));
        return process.waitForFinished() && process.exitCode() == 0;
    };
    QFile extension(folder + u"/san"_s);
    if (!extension.open(QIODevice::WriteOnly) || extension.write("subjectAltName=DNS:localhost\n") < 0)
        return false;
    extension.close();
    return openssl(
               u"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=Other -keyout ca.key -out ca.crt"_s) &&
           openssl(
               u"req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout old.key -out old.csr"_s) &&
           openssl(u"x509 -req -in old.csr -CA ca.crt -CAkey ca.key -set_serial 7 -days -1 -extfile san -out old.crt"_s);
}

} // namespace

class TestRefusals final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Server> m_server;
    std::unique_ptr<Day> m_day;
    QString m_database;

    QString changed(const QString &keyword, const QString &value) const
    {
        auto info = pg::ConnInfo::read(m_server->url(m_database))->info;
        if (keyword == "password"_L1)
            info.setPassword(Secret(value.toUtf8()));
        else if (!keyword.isEmpty())
            info.set(keyword, value);
        if (value == "db.example"_L1)
            info.set(u"hostaddr"_s, u"127.0.0.1"_s);
        return info.toUrl(pg::ConnInfo::Show::WithPassword);
    }
    QString noteOf(const QString &connection) const { return m_day->rowsBelow(m_day->row({connection})); }
    // The window still answers: the good connection is read again by its key.
    bool goesOn() const
    {
        if (QApplication::activeModalWidget())
            return false;
        m_day->choose(m_day->row({u"good"_s}));
        m_day->press(Qt::Key_F5);
        return m_day->row({u"good"_s, u"public"_s, u"Tables"_s, u"t"_s}).isValid();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<Server>();
        m_database = m_server->newDatabase();
        m_server->psql(m_database, "create table t (id int primary key)");
        m_day = std::make_unique<Day>();
        QVERIFY(m_day->connectTo(m_server->url(m_database), u"good"_s));
    }
    void cleanupTestCase()
    {
        m_day.reset();
        m_server.reset();
    }

    void isSaidInItsPlace_data()
    {
        QTest::addColumn<QString>("keyword");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("words");
        QTest::newRow("unknown host") << u"host"_s << u"nosuch.invalid"_s << u"“nosuch.invalid” was not found"_s;
        QTest::newRow("refused port") << u"port"_s << QString::number(unusedPort()) << u"Nothing listens on"_s;
        QTest::newRow("unknown database") << u"dbname"_s << u"nosuch"_s << u"no database “nosuch”"_s;
        QTest::newRow("no encryption") << u"sslmode"_s << u"disable"_s << u"demands TLS: set sslmode=verify-full"_s;
        QTest::newRow("missing certificate file") << u"sslrootcert"_s << u"/nosuch/root.pem"_s << u"/nosuch/root.pem"_s;
        QTest::newRow("another name") << u"host"_s << u"db.example"_s << u"The certificate is for localhost"_s;
    }
    void isSaidInItsPlace()
    {
        QFETCH(QString, keyword);
        QFETCH(QString, value);
        QFETCH(QString, words);
        const QString name = QString::fromLatin1(QTest::currentDataTag());
        m_day->openDialog(changed(keyword, value), name);
        m_day->click("connect.test");
        QTRY_VERIFY2_WITH_TIMEOUT(m_day->words("connect.notice").contains(words), qPrintable(m_day->words("connect.notice")),
                                  patience);
        m_day->click("connect.connect");
        QTRY_VERIFY2_WITH_TIMEOUT(noteOf(name).contains(words), qPrintable(noteOf(name)), patience);
        QVERIFY(goesOn());
    }

    void aWrongPasswordIsAskedForAgain()
    {
        m_day->openDialog(changed(u"password"_s, u"not this one"_s), u"wrong"_s);
        m_day->click("connect.connect");
        QVERIFY(m_day->waitFor("password.field"));
        QVERIFY2(m_day->see("password.why") && m_day->words("password.why").contains(u"refused the password"_s),
                 qPrintable(m_day->words("password.why")));
        m_day->focus("password.field");
        m_day->type(u"nor this"_s);
        m_day->press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_day->words("password.field").isEmpty() && m_day->see("password.field"), patience);
        m_day->press(Qt::Key_Escape);
        QTRY_VERIFY2_WITH_TIMEOUT(noteOf(u"wrong"_s).contains(u"No password was given"_s), qPrintable(noteOf(u"wrong"_s)),
                                  patience);
        QVERIFY(goesOn());
    }

    void aSilentPortIsGivenUpAtOnceOrInTime()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        auto info = pg::ConnInfo::read(changed(u"port"_s, QString::number(silent.serverPort())))->info;
        info.set(u"connect_timeout"_s, u"2"_s);
        m_day->openDialog(info.toUrl(pg::ConnInfo::Show::WithPassword), u"silent"_s);
        m_day->click("connect.test");
        QTRY_VERIFY(m_day->words("connect.notice").contains(u"Connecting to"_s));
        m_day->click("connect.test");
        QTRY_COMPARE(m_day->words("connect.notice"), u"The test was stopped."_s);
        m_day->click("connect.connect");
        QTRY_VERIFY(m_day->row({u"silent"_s}).data(ObjectTree::FactsRole).toString() == u"connecting…"_s);
        m_day->choose(m_day->row({u"silent"_s}));
        m_day->press(QKeySequence(u"Ctrl+Shift+N"_s)); // a console waits for it too
        QVERIFY(m_day->waitFor("console.cancelConnect"));
        m_day->click("console.cancelConnect");
        QTRY_VERIFY(!m_day->isBusy());
        QCOMPARE(m_day->row({u"silent"_s}).data(ObjectTree::FactsRole).toString(), QString());
        m_day->focus("console.editor");
        m_day->paste(u"select 1"_s);
        m_day->press(QKeySequence(u"Ctrl+Return"_s));
        QTRY_VERIFY2_WITH_TIMEOUT(m_day->notice().contains(u"did not finish"_s) || m_day->notice().contains(u"in time"_s),
                                  qPrintable(m_day->notice()), patience);
        QTRY_VERIFY(m_day->see("console.retry"));
        m_day->press(QKeySequence(u"Ctrl+W"_s));
        QVERIFY(goesOn());
    }

    void anExpiredCertificateOrOneOfAnotherAuthority()
    {
        QTemporaryDir folder;
        QVERIFY(makeExpired(folder.path()));
        const QString authority = folder.filePath(u"ca.crt"_s), data = m_server->info().folder + u"/data/"_s;
        m_day->openDialog(changed(u"sslrootcert"_s, authority), u"another authority"_s);
        m_day->click("connect.connect");
        QTRY_VERIFY2_WITH_TIMEOUT(noteOf(u"another authority"_s).contains(u"does not hold this server's authority"_s),
                                  qPrintable(noteOf(u"another authority"_s)), patience);
        QVERIFY(goesOn());

        const QByteArray key = contentOf(data + u"server.key"_s), certificate = contentOf(data + u"server.crt"_s);
        QVERIFY(!key.isEmpty() && !certificate.isEmpty());
        const auto serve = [this](const QByteArray &aKey, const QByteArray &aCertificate) {
            const QByteArray before = m_server->psql(u"postgres"_s, "select pg_conf_load_time()");
            m_server->write(u"server.key"_s, aKey);
            m_server->write(u"server.crt"_s, aCertificate);
            return QTest::qWaitFor([&] { return m_server->psql(u"postgres"_s, "select pg_conf_load_time()") != before; });
        };
        QVERIFY(serve(contentOf(folder.filePath(u"old.key"_s)), contentOf(folder.filePath(u"old.crt"_s))));
        m_day->openDialog(changed(u"sslrootcert"_s, authority), u"expired"_s);
        m_day->click("connect.test");
        QTRY_VERIFY2_WITH_TIMEOUT(m_day->words("connect.notice").contains(u"expired"_s),
                                  qPrintable(m_day->words("connect.notice")), patience);
        m_day->click("connect.connect");
        QTRY_VERIFY2_WITH_TIMEOUT(noteOf(u"expired"_s).contains(u"expired"_s), qPrintable(noteOf(u"expired"_s)), patience);
        QVERIFY(serve(key, certificate));
        QVERIFY(goesOn());
    }

    void aPasswordOfOddCharacters_data()
    {
        QTest::addColumn<QString>("written"); // in the URL
        QTest::newRow("encoded") << u"p%40ss%20%25w%2Frd%3F%23%3A"_s;
        QTest::newRow("as it is") << u"p@ss %w/rd?#:"_s;
    }
    void aPasswordOfOddCharacters()
    {
        QFETCH(QString, written);
        m_server->psql(u"postgres"_s, "drop role if exists odd; create role odd login password 'p@ss %w/rd?#:'");
        QString url = changed({}, {});
        url.replace(m_server->info().user + u':' + m_server->info().password + u'@', u"odd:"_s + written + u'@');
        const QString name = QString::fromLatin1(QTest::currentDataTag());
        m_day->openDialog(url, name);
        QVERIFY2(!m_day->words("connect.url").contains(u"rd?#"_s), qPrintable(m_day->words("connect.url")));
        QCOMPARE(m_day->words("connect.host"), u"localhost"_s);
        m_day->click("connect.connect");
        QVERIFY(m_day->row({name, u"public"_s}).isValid());
        QVERIFY(goesOn());
    }

    void anUnknownParameterIsNamedAndLeftOut()
    {
        m_day->openDialog(changed({}, {}) + u"&nosuch_parameter=1"_s, u"unknown parameter"_s);
        QVERIFY2(m_day->words("connect.urlSays").contains(u"nosuch_parameter"_s), qPrintable(m_day->words("connect.urlSays")));
        m_day->click("connect.connect");
        QVERIFY(m_day->row({u"unknown parameter"_s, u"public"_s}).isValid());
        QVERIFY(goesOn());
    }
};

QTEST_MAIN(TestRefusals)
#include "tst_refusals.moc"
