// SPDX-License-Identifier: GPL-3.0-or-later
// `oriel-cli request` as a process, with a server of its own.
#include "support/homefile.h"
#include "support/scriptedweb.h"
#include "support/wait.h"

#include <QProcess>
#include <QTest>

using namespace oriel::test;
using namespace Qt::StringLiterals;

namespace {

struct Told
{
    int code = -1;
    QByteArray out, err;
};

Told requested(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess cli;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"NO_PROXY"_s, u"*"_s);
    environment.insert(u"PLANTED_TOKEN"_s, u"geheim"_s);
    cli.setProcessEnvironment(environment);
    cli.start(QCoreApplication::applicationDirPath() + u"/oriel-cli"_s, QStringList{u"request"_s} + arguments);
    cli.write(input);
    cli.closeWriteChannel();
    if (!waitUntil([&] { return cli.state() == QProcess::NotRunning; }))
        qFatal("oriel-cli does not end");
    return {cli.exitStatus() == QProcess::NormalExit ? cli.exitCode() : -1, cli.readAllStandardOutput(),
            cli.readAllStandardError()};
}

} // namespace

class TestCliRequest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneRequest()
    {
        Script server(
            [](const Asked &asked) { return okay("{\"id\": 12345678901234567890}\n" + asked.body, "X-A: 1\r\nX-A: 2\r\n"); });
        const QString file =
            homeFile(u"one.http"_s, "@base = " + server.url({}).toUtf8() +
                                        "\n\nPOST {{base}}/items?x={{x}}\nContent-Type: text/plain\n\nhello {{x}}\n");
        const Told told = requested({file, u"--env"_s, u"x=7"_s});
        QCOMPARE(told.err, "");
        QCOMPARE(told.code, 0);
        QVERIFY2(told.out.startsWith("HTTP/1.1 200 OK\nContent-Length: "), told.out.constData());
        QVERIFY(told.out.contains("\nX-A: 1\nX-A: 2\n\n{\"id\": 12345678901234567890}\nhello 7"));
        QCOMPARE(server.asked[0].line(), "POST /items?x=7 HTTP/1.1");
    }

    void chosenByName()
    {
        Script server([](const Asked &asked) { return okay(asked.line()); });
        const QByteArray text =
            "### first\nGET " + server.url(u"/1"_s).toUtf8() + "\n\n### second\nGET " + server.url(u"/2"_s).toUtf8() + "\n";
        const Told second = requested({u"-"_s, u"--name"_s, u"second"_s}, text);
        QCOMPARE(second.err, "");
        QCOMPARE(second.code, 0);
        QVERIFY2(second.out.endsWith("\n\nGET /2 HTTP/1.1"), second.out.constData());
        const Told which = requested({u"-"_s}, text);
        QCOMPARE(which.code, 2);
        QVERIFY2(which.err.contains("first, second"), which.err.constData());
        QCOMPARE(requested({u"-"_s, u"--name"_s, u"third"_s}, text).code, 2);
        QCOMPARE(server.asked.size(), 1);
    }

    void secretsComeFromTheEnvironment()
    {
        Script other([](const Asked &) { return okay("x"); });
        Script server([&](const Asked &) { return redirect(other.url().toUtf8()); });
        const Told told =
            requested({u"-"_s, u"--env"_s, u"PLANTED_TOKEN"_s}, "GET " + server.url().toUtf8() + "\nX-Key: {{PLANTED_TOKEN}}\n");
        QCOMPARE(told.code, 0);
        QCOMPARE(server.asked[0].value("X-Key"), "geheim");
        QVERIFY(!other.asked[0].head.contains("geheim"));
        QVERIFY2(told.err.contains("X-Key"), told.err.constData());
        QVERIFY(!told.err.contains("geheim"));
    }

    void codes()
    {
        Script server([](const Asked &asked) {
            return asked.line().contains("/404") ? Said{"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"}
                                                 : Said{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody"};
        });
        const Told missing = requested({u"-"_s, u"--timing"_s}, "GET " + server.url(u"/404"_s).toUtf8() + "\n");
        QCOMPARE(missing.code, 3);
        QVERIFY(missing.out.endsWith("\n\nno"));
        QVERIFY2(missing.err.contains("  connect") && missing.err.contains("  whole") && missing.err.contains("→ 404"),
                 missing.err.constData());
        const Told cut = requested({u"-"_s}, "GET " + server.url().toUtf8() + "\n");
        QCOMPARE(cut.code, 1);
        QVERIFY(cut.out.endsWith("\n\nbody"));
        QVERIFY2(cut.err.contains("4 of 9 bytes"), cut.err.constData());
    }

    void wrongUsage()
    {
        QCOMPARE(requested({}).code, 2);
        QCOMPARE(requested({u"/nowhere.http"_s}).code, 2);
        QCOMPARE(requested({u"-"_s}, "").code, 2);
        QCOMPARE(requested({u"--nonsense"_s}).code, 2);
        const Told missing = requested({u"-"_s}, "GET http://127.0.0.1/{{nothing}}\n");
        QCOMPARE(missing.code, 2);
        QVERIFY2(missing.err.contains("{{nothing}}"), missing.err.constData());
        QCOMPARE(requested({u"--help"_s}).code, 0);
    }
};

QTEST_GUILESS_MAIN(TestCliRequest)
#include "tst_clirequest.moc"
