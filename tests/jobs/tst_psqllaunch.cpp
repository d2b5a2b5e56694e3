// SPDX-License-Identifier: GPL-3.0-or-later
// "Open psql here", with the real psql behind one that writes down how it was called.
#include "jobs/psqllaunch.h"
#include "support/server.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <future>

#include <signal.h>

using namespace oriel;
using namespace Qt::StringLiterals;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

template<typename Work>
auto offThread(Work work)
{
    return std::async(std::launch::async, std::move(work)).get();
}

} // namespace

class TestPsqlLaunch final : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    const QByteArray m_path = qgetenv("PATH");
    const QString m_psql = QStandardPaths::findExecutable(u"psql"_s);
    const QByteArray m_odd = "p:a\\s's \" w%40rd";

    QString file(const QString &name) const { return m_folder->filePath(name); }
    void writeProgram(const QString &name, const QByteArray &text) const
    {
        QFile program(file(u"bin/"_s + name));
        if (!program.open(QIODevice::WriteOnly) || program.write(text) < 0)
            qFatal("cannot write %s", qPrintable(name));
        program.setPermissions(QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner);
    }
    // What psql is told stands in a file; a terminal would give it a keyboard. Answers its status.
    int run(const PsqlLaunch &launch, const QByteArray &input) const
    {
        QFile script(file(u"input"_s));
        if (!script.open(QIODevice::WriteOnly) || script.write(input) < 0)
            qFatal("no input");
        script.close();
        QProcess process;
        QStringList arguments, environment;
        for (const QByteArray &each : launch.program.command)
            arguments << QFile::decodeName(each);
        for (const QByteArray &each : launch.program.environment)
            environment << QString::fromUtf8(each);
        process.setEnvironment(environment);
        process.setStandardInputFile(file(u"input"_s));
        process.setStandardOutputFile(file(u"output"_s));
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(arguments.takeFirst(), arguments);
        return process.waitForFinished(60'000) ? process.exitCode() : -1;
    }
    void watchPsql() const
    {
        const QByteArray folder = QFile::encodeName(m_folder->path());
        writeProgram(u"psql"_s, "#!/bin/sh\n{ printf '%s\\n' \"$@\"; tr '\\0' '\\n' < /proc/$PPID/cmdline; } > " + folder +
                                    "/argv\nenv > " + folder + "/environment\nls -l \"$XDG_RUNTIME_DIR/oriel\" > " + folder +
                                    "/files\nexec " + QFile::encodeName(m_psql) + " \"$@\"\n");
    }
    pg::ConnInfo info(const QString &database = u"postgres"_s) const { return pg::ConnInfo::read(m_server->url(database))->info; }
    QStringList passFiles() const { return QDir(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/oriel"_s).entryList({u"psql-*"_s}); }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::Server>();
        QByteArray literal = m_odd;
        m_server->psql(u"postgres"_s,
                       "CREATE ROLE odd LOGIN PASSWORD '" + literal.replace('\'', "''") + "'; CREATE DATABASE other");
    }
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QDir(m_folder->path()).mkdir(u"bin"_s);
        qputenv("PATH", QFile::encodeName(file(u"bin"_s)) + ':' + m_path);
    }
    void cleanup() { qputenv("PATH", m_path); }

    void psqlIsThere()
    {
        watchPsql();
        pg::ConnInfo odd = info();
        odd.set(u"user"_s, u"odd"_s);
        odd.setPassword(Secret(m_odd));
        const auto launch = offThread([odd] { return psqlLaunch(odd); });
        QVERIFY2(launch, qPrintable(launch ? QString() : launch.error().message));
        QCOMPARE(run(*launch, "select 'I am ' || current_user || ' by ' || current_setting('application_name');\n\\conninfo\n"
                              "\\c other\nselect current_database() || '!';\n"),
                 0);
        const QByteArray output = contents(file(u"output"_s));
        QVERIFY2(output.contains("I am odd by psql"), output.constData());
        QVERIFY2(output.contains("other!"), output.constData()); // \c finds the password too
        QVERIFY2(output.contains("SSL connection"), output.constData());
        const QByteArray argv = contents(file(u"argv"_s)), environment = contents(file(u"environment"_s));
        QVERIFY2(argv.contains("sslmode=verify-full") && argv.contains("host=localhost"), argv.constData());
        QVERIFY2(argv.contains("sslrootcert="), argv.constData());
        for (const QByteArray &seen : {argv, environment})
            QVERIFY(!seen.contains(m_odd) && !seen.contains("w%40rd") && !seen.contains("PGPASSWORD"));
        QVERIFY(environment.contains("TERM=xterm-256color"));
        QVERIFY2(contents(file(u"files"_s)).contains("-rw------- "), contents(file(u"files"_s)).constData());
        QCOMPARE(passFiles(), QStringList()); // gone with psql
    }
    void aFailureHasItsStatus()
    {
        pg::ConnInfo wrong = info();
        wrong.setPassword(Secret("wrong"));
        const auto launch = offThread([wrong] { return psqlLaunch(wrong); });
        QVERIFY(launch);
        QCOMPARE(run(*launch, "\n"), 2);
        QVERIFY(contents(file(u"output"_s)).contains("password authentication failed"));
        QCOMPARE(passFiles(), QStringList());
    }
    // Closing the window hangs up on psql.
    void aClosedTerminalLeavesNothing()
    {
        writeProgram(u"psql"_s, "#!/bin/sh\ntouch " + QFile::encodeName(file(u"up"_s)) + "\nexec sleep 300\n");
        const auto launch = offThread([odd = info()] { return psqlLaunch(odd); });
        QVERIFY(launch);
        QCOMPARE(passFiles().size(), 1);
        QProcess terminal;
        QStringList command{u"-w"_s};
        for (const QByteArray &each : launch->program.command)
            command << QFile::decodeName(each);
        terminal.start(u"setsid"_s, command);
        QTRY_VERIFY(QFile::exists(file(u"up"_s)));
        QFile children(u"/proc/%1/task/%1/children"_s.arg(terminal.processId()));
        const qint64 leader = children.open(QIODevice::ReadOnly) && !children.atEnd() ? children.readAll().trimmed().toLongLong()
                                                                                      : terminal.processId();
        ::kill(pid_t(-leader), SIGHUP);
        QTRY_COMPARE(passFiles(), QStringList());
        QTRY_COMPARE(terminal.state(), QProcess::NotRunning);
    }
    void othersGetNoPassword()
    {
        const auto launch = offThread([here = info()] { return psqlLaunch(here); });
        QVERIFY(launch);
        const QByteArray line = contents(launch->passFile);
        QVERIFY2(line.startsWith("localhost:" + QByteArray::number(m_server->info().port) +
                                 ":*:" + m_server->info().user.toUtf8() + ':'),
                 line.constData());
        QFile::remove(launch->passFile);
    }
    void withoutPassword()
    {
        pg::ConnInfo bare = info();
        bare.setPassword({});
        const auto launch = offThread([bare] { return psqlLaunch(bare); });
        QVERIFY(launch);
        QVERIFY(launch->passFile.isEmpty());
        QVERIFY(!launch->program.command.last().contains("passfile")); // psql looks into ~/.pgpass, or asks
    }
    void guardsCount()
    {
        pg::ConnInfo evil = info();
        evil.set(u"sslkey"_s, u"engine:x"_s);
        const auto opened = offThread([evil] { return psqlLaunch(evil); });
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, u"guard"_s);
        QCOMPARE(passFiles(), QStringList());
    }
    void noPsql()
    {
        qputenv("PATH", QFile::encodeName(file(u"bin"_s)));
        const auto launch = offThread([here = info()] { return psqlLaunch(here); });
        QVERIFY(!launch);
        QCOMPARE(launch.error().code, u"not-found"_s);
        QCOMPARE(passFiles(), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestPsqlLaunch)
#include "tst_psqllaunch.moc"
