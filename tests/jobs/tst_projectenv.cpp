// SPDX-License-Identifier: GPL-3.0-or-later
// What a project's .env files say, against python-dotenv; and which of it names a database.
#include "jobs/envreference.h"
#include "jobs/projectenv.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <algorithm>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

// As flask/cli.py load_dotenv does, with the real python-dotenv: what the application would have, without what it inherits.
QJsonObject flaskReads(const QString &folder, const QList<QByteArray> &environment)
{
    static const QString script = u"import json, os, sys, dotenv, logging\n"
                                  "logging.disable(logging.CRITICAL)\n"
                                  "data = {}\n"
                                  "for name in ('.flaskenv', '.env'):\n"
                                  "    if os.path.isfile(name):\n"
                                  "        data |= dotenv.dotenv_values(name, encoding='utf-8')\n"
                                  "print(json.dumps({k: v for k, v in data.items() if k not in os.environ and v is not None}))"_s;
    QProcess python;
    QProcessEnvironment variables;
    for (const QByteArray &entry : environment)
        variables.insert(QString::fromUtf8(entry).section(u'=', 0, 0), QString::fromUtf8(entry).section(u'=', 1));
    variables.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    python.setProcessEnvironment(variables);
    python.setWorkingDirectory(folder);
    python.start(u"/usr/bin/python3"_s, {u"-I"_s, u"-c"_s, script});
    if (!python.waitForFinished(60'000) || python.exitCode() != 0)
        qFatal("%s", python.readAllStandardError().constData());
    return QJsonDocument::fromJson(python.readAllStandardOutput()).object();
}

QJsonObject counting(const EnvContents &contents)
{
    QJsonObject values;
    for (const EnvVariable &variable : contents.variables)
        if (variable.standing == EnvVariable::Standing::Counts)
            values.insert(variable.name, QString::fromUtf8(variable.value.reveal()));
    return values;
}

} // namespace

class TestProjectEnv final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const QString &name = {}) const { return m_folder->filePath(name); }
    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write");
    }
    EnvContents read(const QList<QByteArray> &environment = {}) const { return readEnv(m_folder->path(), environment); }
    QStringList targets() const
    {
        QStringList names;
        for (const EnvTarget &target : read().targets)
            names.append(target.reference.name());
        return names;
    }
    EnvTarget only(const QByteArray &env) const
    {
        write(u".env"_s, env);
        const EnvContents contents = read();
        if (contents.targets.size() != 1)
            qFatal("%lld targets", static_cast<long long>(contents.targets.size()));
        return contents.targets.first();
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whichCountsAsInFlask_data()
    {
        QTest::addColumn<QByteArray>("env");
        QTest::addColumn<QByteArray>("flaskenv");
        QTest::addColumn<QList<QByteArray>>("environment");
        const QList<QByteArray> none;
        QTest::newRow("one file") << QByteArray("A=1\nexport B='two'\n# C=3\n") << QByteArray() << none;
        QTest::newRow("both") << QByteArray("A=1\n") << QByteArray("A=2\nB=3\n") << none;
        QTest::newRow("the environment wins") << QByteArray("A=1\nB=2\n") << QByteArray("A=3\n") << QList<QByteArray>{"A=9"};
        QTest::newRow("even empty") << QByteArray("A=1\n") << QByteArray("A=3\n") << QList<QByteArray>{"A="};
        QTest::newRow("twice") << QByteArray("A=1\nA=2\n") << QByteArray() << none;
        QTest::newRow("a name alone unsets") << QByteArray("A\n") << QByteArray("A=3\n") << none;
        QTest::newRow("replaced") << QByteArray("A=1\nB=${A}${H}${N:-n}\n") << QByteArray("C=${A:-none}\n")
                                  << QList<QByteArray>{"H=host"};
        QTest::newRow("the environment in it")
            << QByteArray("A=1\nB=${A}\n") << QByteArray("C=${A}\n") << QList<QByteArray>{"A=9"};
        QTest::newRow("broken lines") << QByteArray("A='1\nB=2\n=x\nC=3") << QByteArray("\n\nD=\"4\n5\"\nE=6") << none;
        QTest::newRow("rich") << QByteArray("A=<img src=/x>\nB=\"\xe2\x80\xae\"\n") << QByteArray() << none;
        QTest::newRow("nothing") << QByteArray() << QByteArray() << none;
    }
    void whichCountsAsInFlask()
    {
        QFETCH(QByteArray, env);
        QFETCH(QByteArray, flaskenv);
        QFETCH(QList<QByteArray>, environment);
        write(u".env"_s, env);
        if (!flaskenv.isNull())
            write(u".flaskenv"_s, flaskenv);
        write(u".env.local"_s, "A=local\nZ=local\n"); // neither reads it
        QCOMPARE(counting(read(environment)), flaskReads(m_folder->path(), environment));
    }

    void fromWhichLine()
    {
        write(u".env"_s, "# shop\nA=1\n\nB='x\ny'\nA=2\n");
        write(u".flaskenv"_s, "A=0\nC=3\n");
        QStringList told;
        for (const EnvVariable &each : read({"C=9"}).variables)
            told << u"%1 %2:%3 %4"_s.arg(each.name, QFileInfo(each.file).fileName()).arg(each.line).arg(int(each.standing));
        QCOMPARE(told, (QStringList{u"A .env:6 0"_s, u"B .env:4 0"_s, u"A .flaskenv:1 1"_s, u"C .flaskenv:2 2"_s}));
    }

    void whatNamesADatabase()
    {
        write(u".env"_s, "SECRET_KEY=postgres\nDATABASE_URL=postgres://u:p@db.example/shop\nREAD_URL='postgresql+asyncpg://h/d'\n"
                         "KEYWORDS='host=h dbname=d'\nREDIS_URL=redis://h\nNOTE='see postgres://h/d'\nOPTS=a=1\nPORT=5432\n");
        write(u".flaskenv"_s, "DATABASE_URL=postgres://other/d\nPGHOST=h\nPGPASSWORD=s3cr3t\nPGSSLMODE=require\n");
        QCOMPARE(targets(),
                 (QStringList{u".env · DATABASE_URL"_s, u".env · READ_URL"_s, u".env · KEYWORDS"_s, u".flaskenv · PG*"_s}));
        const EnvTarget group = read().targets.last();
        QCOMPARE(group.info.toKeywords(), u"host=h sslmode=require"_s);
        QCOMPARE(group.password, Secret("s3cr3t"));
        QCOMPARE(group.reference.line, 2);
        QVERIFY(read().targets.first().isRead);
        QVERIFY(!read({"DATABASE_URL=x"}).targets.first().isRead);
        write(u".env"_s, "PGPASSWORD=x\nPGUSER=y\n"); // not where to
        QFile::remove(path(u".flaskenv"_s));
        QCOMPARE(targets(), QStringList());
    }

    void anIdLeadsBack()
    {
        const EnvReference reference = EnvReference::ofId(EnvReference{u"/a#b/.env"_s, u"X"_s, 3, {}}.id());
        QCOMPARE(reference.file, u"/a#b/.env"_s);
        QCOMPARE(reference.variable, u"X"_s);
        QVERIFY(!EnvReference::ofId(u"sandbox"_s).isSet());
    }

    void filesAreOfTheFolder()
    {
        QVERIFY(QDir(path()).mkdir(u"certs"_s));
        write(u"certs/ca.pem"_s, "x");
        const EnvTarget found = only("U=postgres://h/d?sslmode=verify-full&sslrootcert=certs/../certs/ca.pem&sslcert=me.pem");
        QCOMPARE(found.info.value(u"sslrootcert"_s), path(u"certs/ca.pem"_s));
        QCOMPARE(found.held, (QList<QPair<QString, QString>>{{u"sslcert"_s, path(u"me.pem"_s)}}));
        QCOMPARE(only("U=postgres://h/d?sslrootcert=system").info.value(u"sslrootcert"_s), u"system"_s);
        QVERIFY(!only("U=postgres://h/d?sslrootcert=none.pem").info.has(u"sslrootcert"_s)); // no regular file: asked for
        QCOMPARE(only("U=postgres://h/d?hostaddr=10.0.0.1&options=-cx%3D1").held.size(), 2);
    }

    void whatTheApplicationDoes()
    {
        QVERIFY(only("U=postgres://db.example/d").application.startsWith(u"U names no sslmode"_s));
        QVERIFY(only("U=postgres://db.example/d").application.contains(u"prefer (psycopg, SQLAlchemy, libpq)"_s));
        QVERIFY(only("U=postgresql+asyncpg://db.example/d").application.contains(u"prefer (asyncpg)"_s));
        QVERIFY(only("U=postgresql+pg8000://db.example/d").application.contains(u"what pg8000 does"_s));
        QCOMPARE(only("U=postgres://db.example/d?sslmode=require").application, QString());
        QCOMPARE(only("U=postgres://localhost/d").application, QString());
        QCOMPARE(only("U=postgres://db.example/d").info.effectiveSslMode(), pg::SslMode::VerifyFull);
    }

    void whatIsGoneIsSaid()
    {
        const EnvReference reference = only("U=postgres://u:s3cr3t@h/d").reference;
        QCOMPARE(readTarget(reference)->password, Secret("s3cr3t"));
        write(u".env"_s, "U=postgres://u:s3cr3t@h:x/d?%zz\n");
        QCOMPARE(readTarget(reference).error().code, u"no-url"_s);
        QVERIFY(!readTarget(reference).error().message.contains(u"s3cr3t"_s));
        write(u".env"_s, "V=1\n");
        QCOMPARE(readTarget(reference).error().code, u"no-variable"_s);
        QVERIFY(QFile::remove(path(u".env"_s)));
        QCOMPARE(readTarget(reference).error().code, u"not-found"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(path(u".env"_s)).constData(), 0600), 0); // it would wait
        QCOMPARE(readTarget(reference).error().code, u"not-regular"_s);
        QCOMPARE(read().errors.size(), 1);
    }

    void itIsReadAnew()
    {
        ProjectEnv env;
        QSignalSpy found(&env, &ProjectEnv::found);
        write(u".env"_s, "A=1\n");
        env.setFolder(m_folder->path(), {});
        QVERIFY(found.wait());
        QCOMPARE(counting(env.contents()), (QJsonObject{{u"A"_s, u"1"_s}}));
        write(u".env"_s, "A=2\n");
        env.look({path(u"app.py"_s), path(u"sub/.env"_s)});
        QVERIFY(!found.wait(50));
        env.look({path(u".env"_s)});
        QVERIFY(found.wait());
        QCOMPARE(counting(env.contents()), (QJsonObject{{u"A"_s, u"2"_s}}));
        env.setFolder({}, {});
        QVERIFY(found.wait());
        QVERIFY(env.contents().variables.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestProjectEnv)
#include "tst_projectenv.moc"
