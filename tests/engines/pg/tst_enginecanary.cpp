// SPDX-License-Identifier: GPL-3.0-or-later
// SAFETY 1: a planted OpenSSL engine. libpq loads and runs it (the control); no text, variable or service file makes Oriel do so.
#include "engines/pg/session.h"
#include "support/server.h"

#include <libpq-fe.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace oriel;
using namespace Qt::StringLiterals;

class TestEngineCanary final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void libpqRunsIt();
    void orielDoesNot_data();
    void orielDoesNot();

private:
    pg::ConnInfo planted() const // what libpq would run it for: a client certificate with the engine's key
    {
        pg::ConnInfo info = pg::ConnInfo::read(m_url)->info;
        info.set(u"sslcert"_s, info.value(u"sslrootcert"_s));
        info.set(u"sslkey"_s, m_key);
        return info;
    }
    void write(const QString &path, const QByteArray &text) const
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    std::unique_ptr<test::Server> m_server;
    QTemporaryDir m_folder;
    QString m_url, m_key, m_mark;
};

void TestEngineCanary::initTestCase()
{
    m_server = std::make_unique<test::Server>();
    m_url = m_server->url(m_server->newDatabase());
    m_mark = m_folder.filePath(u"it-ran"_s);
    m_key = m_folder.filePath(u"canary.so"_s) + u":key"_s;
    write(m_folder.filePath(u"canary.c"_s), "#include <fcntl.h>\n__attribute__((constructor)) static void ran(void) { open(\"" +
                                                m_mark.toUtf8() + "\", O_CREAT | O_WRONLY, 0600); }\n");
    QProcess compiler;
    compiler.start(u"cc"_s,
                   {u"-shared"_s, u"-fPIC"_s, u"-o"_s, m_folder.filePath(u"canary.so"_s), m_folder.filePath(u"canary.c"_s)});
    QVERIFY(compiler.waitForFinished() && compiler.exitCode() == 0);
}

void TestEngineCanary::cleanup()
{
    QFile::remove(m_mark);
    QFile::remove(QDir::homePath() + u"/.pg_service.conf"_s);
    qunsetenv("PGSSLKEY");
    qunsetenv("PGSSLCERT");
}

void TestEngineCanary::libpqRunsIt()
{
    PQfinish(PQconnectdb(planted().toKeywords(pg::ConnInfo::Show::WithPassword).toUtf8().constData()));
    if (!QFile::exists(m_mark))
        QSKIP("this OpenSSL loads no engine from a path; the rest of the test proves nothing here");
}

void TestEngineCanary::orielDoesNot_data()
{
    QTest::addColumn<QString>("source");
    for (const char *source : {"text", "keywords", "environment", "service"})
        QTest::newRow(source) << QString::fromLatin1(source);
}

void TestEngineCanary::orielDoesNot()
{
    QFETCH(QString, source);
    pg::ConnInfo info = planted();
    if (source == "keywords"_L1)
        info = pg::ConnInfo::read(info.toKeywords(pg::ConnInfo::Show::WithPassword))->info;
    if (source == "environment"_L1) {
        qputenv("PGSSLKEY", m_key.toUtf8());
        qputenv("PGSSLCERT", info.value(u"sslcert"_s).toUtf8());
    }
    if (source == "service"_L1) {
        write(QDir::homePath() + u"/.pg_service.conf"_s,
              "[evil]\nsslkey=" + m_key.toUtf8() + "\nsslcert=" + info.value(u"sslcert"_s).toUtf8() + '\n');
        info.set(u"service"_s, u"evil"_s);
    }
    if (source == "environment"_L1 || source == "service"_L1) {
        info.set(u"sslkey"_s, {});
        info.set(u"sslcert"_s, {});
    }
    pg::Session session;
    QSignalSpy opened(&session, &pg::Session::opened), failed(&session, &pg::Session::openFailed);
    session.open(info);
    QTRY_VERIFY(opened.size() + failed.size() == 1);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed.first().first().value<Error>().code, u"guard"_s);
    QVERIFY(!QFile::exists(m_mark));
}

QTEST_GUILESS_MAIN(TestEngineCanary)
#include "tst_enginecanary.moc"
