// SPDX-License-Identifier: GPL-3.0-or-later
// Where a password comes from: a command run anew at each connect, asked each time, and what an IAM token says of itself.
#include "jobs/connection.h"
#include "jobs/iamtoken.h"
#include "jobs/passwordcommand.h"
#include "support/server.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

const QDateTime noon(QDate(2026, 5, 4), QTime(12, 0), Qt::UTC);

QByteArray token(const QDateTime &from = noon, const QByteArray &host = "db.example", const QByteArray &user = "app")
{
    return host + ":5432/?Action=connect&DBUser=" + user +
           "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAEXAMPLE%2F20260504%2Feu-west-1%2Frds-db%2Faws4_request"
           "&X-Amz-Date=" +
           from.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'"_s).toLatin1() +
           "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token=" + QByteArray(600, 'x') +
           "&X-Amz-Signature=" + QByteArray(64, 'a');
}

} // namespace

class TestPasswords final : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    QTemporaryDir m_folder;

    QString script(const QByteArray &text, const QString &name = u"command"_s) const // counts its runs
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) ||
            file.write("#!/bin/sh\necho run >> " + QFile::encodeName(file.fileName()) + ".runs\n" + text) < 0)
            qFatal("no script");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QFile::remove(file.fileName() + u".runs"_s);
        return file.fileName();
    }
    static qsizetype runs(const QString &script)
    {
        QFile file(script + u".runs"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : 0;
    }
    Profile profile(const QString &command) const
    {
        Profile profile{.id = u"one"_s, .info = pg::ConnInfo::read(m_server->url(u"postgres"_s))->info};
        profile.info.setPassword({});
        profile.password = {PasswordSource::Kind::Command, command};
        return profile;
    }

private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<test::Server>(); }

    void itsOutput_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("password"); // null: an error
        QTest::addColumn<QString>("code");
        QTest::newRow("a line") << QByteArray("echo s3cret") << QByteArray("s3cret") << QString();
        QTest::newRow("no line end") << QByteArray("printf s3cret") << QByteArray("s3cret") << QString();
        QTest::newRow("CRLF") << QByteArray("printf 's3cret\\r\\n'") << QByteArray("s3cret") << QString();
        QTest::newRow("blanks are kept") << QByteArray("echo ' a b '") << QByteArray(" a b ") << QString();
        QTest::newRow("warnings apart") << QByteArray("echo careful >&2; echo s3cret") << QByteArray("s3cret") << QString();
        QTest::newRow("nothing") << QByteArray("true") << QByteArray() << u"empty"_s;
        QTest::newRow("two lines") << QByteArray("echo a; echo b") << QByteArray() << u"lines"_s;
        QTest::newRow("NUL") << QByteArray("printf 'a\\0b'") << QByteArray() << u"lines"_s;
        QTest::newRow("failed") << QByteArray("echo password=hush of expired session >&2; exit 255") << QByteArray() << u"255"_s;
        QTest::newRow("endless") << QByteArray("exec yes") << QByteArray() << u"too-much"_s;
        QTest::newRow("endless complaint") << QByteArray("exec yes >&2") << QByteArray() << u"too-much"_s;
        QTest::newRow("64 KB and one") << QByteArray("head -c 65537 /dev/zero | tr '\\0' x") << QByteArray() << u"too-much"_s;
    }
    void itsOutput()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, password);
        QFETCH(QString, code);
        const auto secret = passwordFromCommand(script(text));
        QCOMPARE(secret.has_value(), !password.isEmpty());
        if (secret)
            QCOMPARE(secret->reveal(), password);
        else
            QCOMPARE(secret.error().code, code);
        if (!secret)
            QVERIFY2(!(secret.error().message + secret.error().detail).contains(u"hush"_s), qPrintable(secret.error().message));
    }
    void itsLine_data()
    {
        QTest::addColumn<QString>("line");
        for (const QString &line :
             {u""_s, u"aws rds; id"_s, u"a | b"_s, u"a > b"_s, u"a $(id)"_s, u"a `id`"_s, u"a $HOME"_s, u"a 'b"_s})
            QTest::newRow(qPrintable(line)) << line;
    }
    void itsLine()
    {
        QFETCH(QString, line);
        const auto words = passwordWords(line);
        QVERIFY(!words);
        const auto secret = passwordFromCommand(line);
        QVERIFY(!secret);
        QCOMPARE(secret.error(), words.error());
    }
    void quotesMakeWords()
    {
        const auto secret = passwordFromCommand(u"printf '%s-%s' 'a b' \"c\\\"d\""_s);
        QVERIFY(secret);
        QCOMPARE(secret->reveal(), QByteArray("a b-c\"d"));
    }
    void aCommandThatDoesNotExist()
    {
        const auto secret = passwordFromCommand(u"no-such-program-here --x"_s);
        QVERIFY(!secret);
        QCOMPARE(secret.error().code, u"not-found"_s);
    }

    void runsAnewAtEachConnect()
    {
        const QString command = script("echo " + m_server->info().password.toUtf8());
        Connection connection(profile(command));
        QSignalSpy stored(&connection, &Connection::storedSecretWanted), wanted(&connection, &Connection::secretWanted);
        connection.connectNow();
        QCOMPARE(connection.progress(), u"Running %1…"_s.arg(command));
        QTRY_COMPARE(connection.state(), LinkState::Connected);
        QCOMPARE(runs(command), 1);
        {
            const auto session = connection.lend();
            QTRY_VERIFY(session->isOpen());
            QCOMPARE(runs(command), 2);
        }
        m_server->signalBackend(connection.facts().processId, SIGTERM);
        QTRY_COMPARE(connection.state(), LinkState::Lost);
        connection.connectNow(); // a token of before may have expired
        QTRY_COMPARE(connection.state(), LinkState::Connected);
        QCOMPARE(runs(command), 3);
        QVERIFY(stored.isEmpty() && wanted.isEmpty());
    }
    void sessionsThatOpenTogetherShareARun()
    {
        const QString command = script("sleep 0.3; echo " + m_server->info().password.toUtf8());
        Connection connection(profile(command));
        const auto one = connection.lend(), two = connection.lend();
        QTRY_VERIFY(one->isOpen() && two->isOpen());
        QCOMPARE(runs(command), 1);
    }
    void aFailureIsTold()
    {
        const QString command = script("echo 'Unable to locate credentials' >&2; exit 253");
        Connection connection(profile(command));
        connection.connectNow();
        QTRY_COMPARE(connection.state(), LinkState::Failed);
        QVERIFY2(connection.error().message.contains(u"Unable to locate credentials"_s), qPrintable(connection.error().message));
        script("echo wrong");
        connection.connectNow();
        QTRY_COMPARE(connection.state(), LinkState::Failed);
        QCOMPARE(connection.error().code, u"28P01"_s); // and nobody is asked to type one
    }
    void disconnectedWhileItRuns()
    {
        const QString pid = m_folder.filePath(u"pid"_s);
        const QString command = script("echo $$ > " + QFile::encodeName(pid) + "; exec sleep 300");
        Connection connection(profile(command));
        connection.connectNow();
        QTRY_VERIFY(QFile::exists(pid));
        connection.disconnectNow();
        QFile file(pid);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString process = u"/proc/"_s + QString::fromUtf8(file.readAll().trimmed());
        QTRY_VERIFY(!QFile::exists(process));
        QCOMPARE(connection.state(), LinkState::Disconnected);
        script("echo " + m_server->info().password.toUtf8());
        connection.connectNow();
        QTRY_COMPARE(connection.state(), LinkState::Connected);
    }
    void askedEachTime()
    {
        Profile asking = profile({});
        asking.password = {PasswordSource::Kind::Ask, {}};
        Connection connection(asking);
        QSignalSpy stored(&connection, &Connection::storedSecretWanted), wanted(&connection, &Connection::secretWanted);
        for (int i = 1; i <= 2; ++i) {
            connection.connectNow();
            QCOMPARE(wanted.size(), i);
            connection.giveSecret(Secret(m_server->info().password.toUtf8()));
            QTRY_COMPARE(connection.state(), LinkState::Connected);
            connection.disconnectNow();
        }
        QVERIFY(stored.isEmpty());
    }

    void tokens_data()
    {
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<QString>("words"); // empty: no token
        QTest::addColumn<bool>("isProblem");
        QTest::newRow("a password") << QByteArray("s3cret") << QString() << false;
        QTest::newRow("valid") << token() << u"valid until 12:15"_s << false;
        QTest::newRow("expired") << token(noon.addSecs(-3600)) << u"expired at 11:15, 45 min"_s << true;
        QTest::newRow("yesterday's") << token(noon.addDays(-1)) << u"expired at 2026-05-03 12:15"_s << true;
        QTest::newRow("to come") << token(noon.addSecs(3600)) << u"still to come"_s << true;
        QTest::newRow("a little ahead") << token(noon.addSecs(120)) << u"valid until 12:17"_s << false;
        QTest::newRow("another host") << token(noon, "other.example") << u"for the host other.example, not for db.example"_s
                                      << true;
        QTest::newRow("another user") << token(noon, "db.example", "root") << u"for the user root"_s << true;
        QTest::newRow("another port") << token().replace(":5432", ":5433") << u"for port 5433"_s << true;
        QTest::newRow("cut") << token().chopped(10) << u"signature is not whole"_s << true;
        QTest::newRow("its head is gone") << token().mid(20) << u"is cut"_s << true;
        QTest::newRow("line break") << token().insert(100, '\n') << u"line break"_s << true;
        QTest::newRow("encoded") << token().toPercentEncoding() << u"still percent-encoded"_s << true;
        QTest::newRow("with scheme") << "https://" + token() << u"begins with a scheme"_s << true;
        QTest::newRow("no date") << token().replace("X-Amz-Date", "X-Amz-Dat") << u"when it was made"_s << true;
        QTest::newRow("no lifetime") << token().replace("=900", "=") << u"how long it lives"_s << true;
    }
    void tokens()
    {
        QFETCH(QByteArray, password);
        QFETCH(QString, words);
        QFETCH(bool, isProblem);
        const auto info = pg::ConnInfo::read(u"postgres://app@db.example/shop"_s)->info;
        const IamWord word = iamWord(Secret(password), info, noon.addSecs(10));
        QCOMPARE(word.text.isEmpty(), words.isEmpty());
        QVERIFY2(word.text.contains(words), qPrintable(word.text));
        QCOMPARE(word.isProblem, isProblem);
        QVERIFY(!word.text.contains(u"AKIA"_s) && !word.text.contains(u"aaaa"_s));
    }
    void anExpiredTokenIsNamed()
    {
        const QByteArray expired =
            token(QDateTime::currentDateTimeUtc().addSecs(-1800), "localhost", m_server->info().user.toUtf8())
                .replace(":5432", ":" + QByteArray::number(m_server->info().port));
        Profile typed = profile({});
        typed.password = {};
        typed.info.setPassword(Secret(expired));
        Connection connection(typed);
        QSignalSpy wanted(&connection, &Connection::secretWanted);
        connection.connectNow();
        QTRY_COMPARE(wanted.size(), 1);
        QVERIFY2(wanted.at(0).at(0).toString().contains(u"The IAM token expired at"_s),
                 qPrintable(wanted.at(0).at(0).toString()));
        QVERIFY(!wanted.at(0).at(0).toString().contains(u"X-Amz"_s));
    }
};

QTEST_GUILESS_MAIN(TestPasswords)
#include "tst_passwords.moc"
