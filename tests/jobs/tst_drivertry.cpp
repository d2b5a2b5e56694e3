// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's drivers, seen from a virtual environment, against a real server.
#include "jobs/drivertry.h"
#include "support/server.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

// Debian 12's pg8000 is of a time when it verified nothing; it is told apart, and its password stays at home.
bool cannotVerify(const DriverWord &word)
{
    return word.driver == "pg8000"_L1 && !word.connects && word.message.contains(u"cannot verify a certificate"_s);
}

} // namespace

class TestDriverTry final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void pythonsAreFound();
    void driversConnect();
    void aWrongBundleIsSaid();
    void relativePathsStartInTheFolder();
    void sqlalchemysUrls();
    void aNewerPg8000_data();
    void aNewerPg8000();
    void passwordsAreRedacted();
    void theFolderRunsNothing();
    void nothingIsWritten();
    void brokenPythons();
    void aServerThatSaysNothing();

private:
    QList<DriverWord> tried(const QString &url)
    {
        const auto words = tryDrivers(m_python, m_folder.path(), url);
        if (!words)
            qWarning("%s\n%s", qPrintable(words.error().message), qPrintable(words.error().detail));
        return words.value_or(QList<DriverWord>());
    }
    void write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    QStringList files() const
    {
        QStringList found;
        for (QDirIterator all(m_folder.path(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                              QDirIterator::Subdirectories);
             all.hasNext();)
            found.append(all.next());
        found.sort();
        return found;
    }
    std::unique_ptr<test::Server> m_server;
    QTemporaryDir m_folder;
    QString m_python, m_url;
};

void TestDriverTry::initTestCase()
{
    m_server = std::make_unique<test::Server>();
    m_url = m_server->url(m_server->newDatabase());
    QProcess python;
    python.start(u"/usr/bin/python3"_s,
                 {u"-m"_s, u"venv"_s, u"--without-pip"_s, u"--system-site-packages"_s, m_folder.filePath(u".venv"_s)});
    QVERIFY2(python.waitForFinished(60'000) && python.exitCode() == 0, python.readAllStandardError().constData());
    m_python = m_folder.filePath(u".venv/bin/python"_s);
}

void TestDriverTry::pythonsAreFound()
{
    QVERIFY(QDir(m_folder.path()).mkpath(u"src/bin"_s)); // no pyvenv.cfg: none
    write(u"src/bin/python"_s, "#!/bin/sh\n");
    QCOMPARE(pythonsIn(m_folder.path()), QStringList(m_python));
    QCOMPARE(pythonsIn(m_folder.filePath(u"none"_s)), QStringList());
}

void TestDriverTry::driversConnect()
{
    const auto words = tried(m_url);
    QStringList names;
    for (const DriverWord &word : words) {
        names.append(word.driver);
        QVERIFY2((word.connects && word.isEncrypted && word.message.isEmpty()) || cannotVerify(word),
                 qPrintable(word.driver + u": "_s + word.message));
        QVERIFY(word.ms > 0);
        QVERIFY(word.version.contains(u'.'));
        QCOMPARE(word.libpq.isEmpty(), !word.driver.startsWith(u"psycopg"_s));
    }
    QCOMPARE(names.join(u' '), u"psycopg psycopg2 asyncpg pg8000"_s);
    QCOMPARE(u"libpq "_s + words.at(1).libpq, pg::libraryVersion()); // Debian's psycopg2 is linked to the same one
}

void TestDriverTry::aWrongBundleIsSaid()
{
    auto reading = pg::ConnInfo::read(m_url);
    reading->info.set(u"sslrootcert"_s, u"/etc/ssl/certs/ca-certificates.crt"_s);
    const auto words = tried(reading->info.toUrl(pg::ConnInfo::Show::WithPassword));
    QCOMPARE(words.size(), 4);
    for (const DriverWord &word : words) {
        QVERIFY2(!word.connects && !word.isEncrypted, qPrintable(word.driver));
        QVERIFY2(word.message.contains(u"certificate verify failed"_s) || cannotVerify(word),
                 qPrintable(word.driver + u": "_s + word.message));
    }
}

void TestDriverTry::relativePathsStartInTheFolder()
{
    auto reading = pg::ConnInfo::read(m_url);
    QVERIFY(QFile::copy(reading->info.value(u"sslrootcert"_s), m_folder.filePath(u"my ca.pem"_s)));
    reading->info.set(u"sslrootcert"_s, u"my ca.pem"_s);
    for (const DriverWord &word : tried(reading->info.toUrl(pg::ConnInfo::Show::WithPassword)))
        QVERIFY2((word.connects && word.isEncrypted) || cannotVerify(word), qPrintable(word.driver + u": "_s + word.message));
}

void TestDriverTry::sqlalchemysUrls()
{
    for (const QString &scheme : {u"postgres"_s, u"postgresql+psycopg2"_s, u"postgresql+asyncpg"_s})
        for (const DriverWord &word : tried(scheme + m_url.sliced(m_url.indexOf(u"://"_s))))
            QVERIFY2(word.connects || cannotVerify(word), qPrintable(scheme + u' ' + word.driver + u": "_s + word.message));
}

// Its interface since 1.15, which Debian 12 does not have: what it is handed for each sslmode.
void TestDriverTry::aNewerPg8000_data()
{
    QTest::addColumn<QString>("parameters");
    QTest::addColumn<QString>("handed");
    QTest::newRow("none") << u""_s << u"False 0"_s;
    QTest::newRow("disable") << u"sslmode=disable"_s << u"None"_s;
    QTest::newRow("require") << u"sslmode=require"_s << u"False 0"_s;
    QTest::newRow("require + root") << u"sslmode=require&sslrootcert=ROOT"_s << u"False 2"_s;
    QTest::newRow("verify-ca") << u"sslmode=verify-ca&sslrootcert=ROOT"_s << u"False 2"_s;
    QTest::newRow("verify-full") << u"sslmode=verify-full&sslrootcert=ROOT"_s << u"True 2"_s;
}

void TestDriverTry::aNewerPg8000()
{
    QFETCH(QString, parameters);
    QFETCH(QString, handed);
    const QStringList libraries = QDir(m_folder.filePath(u".venv/lib"_s)).entryList({u"python3*"_s});
    const QString package = u".venv/lib/"_s + libraries.value(0) + u"/site-packages/pg8000"_s;
    QVERIFY(QDir(m_folder.path()).mkpath(package));
    write(package + u"/__init__.py"_s, "__version__ = '1.31'\n"
                                       "def connect(user, host, database, port, password, timeout, ssl_context=None):\n"
                                       "    c = ssl_context\n"
                                       "    raise Exception(f'{c and c.check_hostname} {c and int(c.verify_mode)}, {user} {host} "
                                       "{port} {database} {password}')\n");
    const QString root = pg::ConnInfo::read(m_url)->info.value(u"sslrootcert"_s);
    const auto words = tried(u"postgresql://a%20b:s%2Fcret@h:7/d%20e?"_s + QString(parameters).replace(u"ROOT"_s, root));
    QCOMPARE(QDir(m_folder.filePath(package)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList(u"__init__.py"_s));
    QVERIFY(QDir(m_folder.filePath(package)).removeRecursively());
    QCOMPARE(words.last().version, u"1.31"_s);
    QCOMPARE(words.last().message,
             u"builtins.Exception: "_s + (handed == "None"_L1 ? u"None None"_s : handed) + u", a b h 7 d e ••••"_s);
}

void TestDriverTry::passwordsAreRedacted()
{
    auto reading = pg::ConnInfo::read(m_url);
    reading->info.setPassword(Secret("Zq9 /x@y"));
    const QString wrong = reading->info.toUrl(pg::ConnInfo::Show::WithPassword);
    const auto check = [](const QList<DriverWord> &words) {
        for (const DriverWord &word : words) {
            QVERIFY2(!word.connects && !word.message.isEmpty(), qPrintable(word.driver));
            QVERIFY2(!word.message.contains(u"Zq9"_s), qPrintable(word.message));
        }
    };
    check(tried(wrong));
    check(tried(QString(wrong).replace(u"Zq9%20%2Fx%40y"_s, u"pq@Zq9x"_s))); // a part of it becomes the host
    check(tried(QString(wrong).replace(u"%40y"_s, u"%zz"_s)));               // libpq quotes what it cannot decode
    check(tried(wrong + u"&Zq9%20%2Fx%40y=1"_s));                            // and names an option it does not know
}

// A module or a start-up file in the project's folder, named like a driver or like one of Python's own.
void TestDriverTry::theFolderRunsNothing()
{
    const QString canary = m_folder.filePath(u"canary"_s);
    const QByteArray trap = "open(" + ('"' + canary.toUtf8() + '"') + ", 'w').close()\n";
    for (const QString &name : {u"psycopg2.py"_s, u"asyncpg.py"_s, u"json.py"_s, u"sitecustomize.py"_s, u"usercustomize.py"_s})
        write(name, trap);
    qputenv("PYTHONPATH", m_folder.path().toUtf8());
    qputenv("PYTHONSTARTUP", m_folder.filePath(u"json.py"_s).toUtf8());
    qputenv("PGHOST", "192.0.2.1");
    const auto words = tried(m_url);
    for (const char *name : {"PYTHONPATH", "PYTHONSTARTUP", "PGHOST"})
        qunsetenv(name);
    QVERIFY(!QFile::exists(canary));
    QCOMPARE(words.size(), 4);
    for (const DriverWord &word : words)
        QVERIFY2(word.connects || cannotVerify(word), qPrintable(word.message));
}

void TestDriverTry::nothingIsWritten()
{
    const QStringList before = files();
    QVERIFY(!before.isEmpty());
    tried(m_url);
    QCOMPARE(files(), before);
}

void TestDriverTry::brokenPythons()
{
    const auto none = tryDrivers(m_folder.filePath(u"none"_s), m_folder.path(), m_url);
    QVERIFY(!none);
    QCOMPARE(none.error().code, u"not-found"_s);
    write(u"failing"_s, "#!/bin/sh\ncat >&2\nexit 3\n"); // says all it was told
    QFile::setPermissions(m_folder.filePath(u"failing"_s), QFile::ReadOwner | QFile::ExeOwner);
    const auto failed = tryDrivers(m_folder.filePath(u"failing"_s), m_folder.path(), m_url);
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, u"3"_s);
    const QString password = QString::fromUtf8(pg::ConnInfo::read(m_url)->info.password().reveal());
    QVERIFY(!password.isEmpty() && !(failed.error().message + failed.error().detail).contains(password));
    write(u"chatty"_s, "#!/bin/sh\necho hello\n");
    QFile::setPermissions(m_folder.filePath(u"chatty"_s), QFile::ReadOwner | QFile::ExeOwner);
    const auto chatty = tryDrivers(m_folder.filePath(u"chatty"_s), m_folder.path(), m_url);
    QVERIFY(chatty && chatty->isEmpty());
}

void TestDriverTry::aServerThatSaysNothing()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const QString url = u"postgresql://u:p@127.0.0.1:%1/d?connect_timeout=2&sslmode=require"_s.arg(silent.serverPort());
    std::stop_source stop;
    stop.request_stop();
    const auto cancelled = tryDrivers(m_python, m_folder.path(), url, stop.get_token());
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().code, u"cancelled"_s);
}

QTEST_GUILESS_MAIN(TestDriverTry)
#include "tst_drivertry.moc"
