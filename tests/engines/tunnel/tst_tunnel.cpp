// SPDX-License-Identifier: GPL-3.0-or-later
// Ways in, tried with the user's ssh against a real sshd, and with commands that open a port.
#include "engines/pg/session.h"
#include "engines/tunnel/tunnel.h"
#include "support/server.h"
#include "support/sshd.h"
#include "support/wait.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

#include <signal.h>
#include <unistd.h>

using namespace oriel;
using namespace oriel::tunnel;
using namespace Qt::StringLiterals;

namespace {

bool isGone(qint64 process) // a zombie is gone
{
    QFile stat(u"/proc/%1/stat"_s.arg(process));
    if (!stat.open(QIODevice::ReadOnly))
        return true;
    const QByteArray line = stat.readAll();
    return line.mid(line.lastIndexOf(')') + 2).startsWith('Z');
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The other process of the kill test: a command that starts a program of its own, then nothing but waiting.
int child(const QString &command)
{
    Tunnel tunnel({.kind = Way::Kind::Command, .command = command});
    tunnel.start();
    std::puts("started");
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace

class TestTunnel final : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Server> m_server;
    std::unique_ptr<test::Sshd> m_sshd;

    Way ssh(const QString &host) const
    {
        return {.kind = Way::Kind::Ssh, .sshHost = host, .databaseHost = u"localhost"_s, .databasePort = m_server->info().port};
    }
    Way command(const QString &line) const { return {.kind = Way::Kind::Command, .command = line}; }
    // ssh as any other command that opens a port
    QString forward() const
    {
        return u"ssh -N -o BatchMode=yes -L 127.0.0.1:{port}:localhost:%1 bastion"_s.arg(m_server->info().port);
    }
    pg::ConnInfo through(int port) const
    {
        pg::ConnInfo info = pg::ConnInfo::read(m_server->url(u"postgres"_s))->info; // host=localhost sslmode=verify-full
        info.set(u"hostaddr"_s, u"127.0.0.1"_s);
        info.set(u"port"_s, QString::number(port));
        return info;
    }
    QList<qint64> m_servers; // PostgreSQL starts and ends processes as it likes
    QStringList ours() const // what runs for a tunnel
    {
        QStringList names;
        for (const qint64 process : test::descendantsOf(QCoreApplication::applicationPid(), m_servers).mid(1))
            names.append(QString::number(process) + u' ' +
                         QString::fromUtf8(contents(u"/proc/%1/cmdline"_s.arg(process)).replace('\0', ' ')));
        return names;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (test::Sshd::program().isEmpty())
            QSKIP("no sshd: installer/debian/unpack-peer openssh-server");
        m_server = std::make_unique<test::Server>();
    }
    void init()
    {
        m_sshd = std::make_unique<test::Sshd>(*m_server);
        m_servers = test::descendantsOf(QCoreApplication::applicationPid()).mid(1);
    }
    void cleanup() { m_sshd.reset(); }

    void leadsToTheServer_data();
    void leadsToTheServer();
    void sharedConnectionsAreNotUsed();
    void saysWhyNot_data();
    void saysWhyNot();
    void refusedForwards_data();
    void refusedForwards();
    void isCheckedFirst_data();
    void isCheckedFirst();
    void aSquattedPortIsRefused();
    void notPostgres();
    void aKilledServerIsNoticed();
    void aCommandThatEndsIsNoticed();
    void aCommandThatDoesNotExist();
    void stoppedPoliteFirst();
    void nothingOutlivesUs();
};

void TestTunnel::leadsToTheServer_data()
{
    QTest::addColumn<Way>("way");
    QTest::newRow("ssh") << ssh(u"bastion"_s);
    QTest::newRow("command") << command(forward());
    QTest::newRow("a command's own child") << command(u"sh -c '%1 & wait'"_s.arg(forward()));
}

void TestTunnel::leadsToTheServer()
{
    QFETCH(Way, way);
    {
        Tunnel tunnel(way);
        QSignalSpy changed(&tunnel, &Tunnel::stateChanged);
        tunnel.start();
        QCOMPARE(tunnel.state(), State::Starting);
        QCOMPARE(tunnel.localPort(), 0);
        QTRY_VERIFY2_WITH_TIMEOUT(tunnel.state() == State::Ready || tunnel.state() == State::Failed, "neither", 30'000);
        QVERIFY2(tunnel.state() == State::Ready, qPrintable(tunnel.error().message + tunnel.error().detail));
        QCOMPARE(changed.size(), 2);

        pg::Session session, wrongName;
        QSignalSpy opened(&session, &pg::Session::opened), refused(&wrongName, &pg::Session::openFailed);
        session.open(through(tunnel.localPort()));
        QTRY_COMPARE(opened.size(), 1);
        QVERIFY(session.facts().isEncrypted);
        pg::ConnInfo other = through(tunnel.localPort());
        other.set(u"host"_s, u"db.example"_s); // verify-full means something: the certificate is localhost's
        wrongName.open(other);
        QTRY_COMPARE(refused.size(), 1);
        QCOMPARE(refused.at(0).at(0).value<Error>().code, u"certificate"_s);

        const int port = tunnel.localPort();
        tunnel.stop();
        QCOMPARE(tunnel.state(), State::Stopped);
        QTRY_COMPARE(session.state(), pg::SessionState::Lost);
        QTRY_COMPARE(ours(), QStringList());
        tunnel.start(); // and on demand again
        QTRY_VERIFY_WITH_TIMEOUT(tunnel.state() == State::Ready, 30'000);
        QVERIFY(port > 0 && tunnel.localPort() > 0);
    }
    QTRY_COMPARE(ours(), QStringList());
}

// With ControlMaster the port would belong to the master, which is no child of ours and stays.
void TestTunnel::sharedConnectionsAreNotUsed()
{
    Tunnel tunnel(ssh(u"shared"_s));
    tunnel.start();
    QTRY_VERIFY2_WITH_TIMEOUT(tunnel.state() != State::Starting, qPrintable(tunnel.error().message), 30'000);
    QVERIFY2(tunnel.state() == State::Ready, qPrintable(tunnel.error().message));
}

void TestTunnel::saysWhyNot_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("advice");
    QTest::newRow("unknown host key") << u"stranger"_s << u"host-key"_s << u"ssh stranger"_s;
    QTest::newRow("changed host key") << u"impostor"_s << u"host-key"_s << u"not the one you accepted"_s;
    QTest::newRow("wrong key") << u"locked"_s << u"auth"_s << u"ssh-add"_s;
    QTest::newRow("unknown user") << u"nosuchuser@bastion"_s << u"auth"_s << u"ssh-add"_s;
}

void TestTunnel::saysWhyNot()
{
    QFETCH(QString, host);
    QFETCH(QString, code);
    QFETCH(QString, advice);
    Tunnel tunnel(ssh(host));
    QSignalSpy said(&tunnel, &Tunnel::said);
    tunnel.start();
    QTRY_COMPARE_WITH_TIMEOUT(tunnel.state(), State::Failed, 30'000);
    QVERIFY2(tunnel.error().code == code, qPrintable(tunnel.error().code + u": "_s + tunnel.error().detail));
    QVERIFY2(tunnel.error().message.contains(advice), qPrintable(tunnel.error().message));
    QVERIFY(!said.isEmpty());
}

void TestTunnel::refusedForwards_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<Way>("way");
    QTest::addColumn<QString>("advice");
    Way nothing = ssh(u"bastion"_s), nowhere = nothing;
    nothing.databasePort = 1;
    nowhere.databaseHost = u"db.invalid"_s;
    QTest::newRow("forbidden") << QByteArray("AllowTcpForwarding no\n") << ssh(u"bastion"_s) << u"AllowTcpForwarding"_s;
    QTest::newRow("another target") << QByteArray("PermitOpen localhost:1\n") << ssh(u"bastion"_s) << u"PermitOpen"_s;
    QTest::newRow("nothing listens") << QByteArray() << nothing << u"nothing listens on localhost:1"_s;
    QTest::newRow("unknown there") << QByteArray() << nowhere << u"not db.invalid"_s;
}

void TestTunnel::refusedForwards()
{
    QFETCH(QByteArray, config);
    QFETCH(Way, way);
    QFETCH(QString, advice);
    m_sshd.reset();
    m_sshd = std::make_unique<test::Sshd>(*m_server, config);
    Tunnel tunnel(way);
    tunnel.start();
    QTRY_COMPARE_WITH_TIMEOUT(tunnel.state(), State::Failed, 30'000);
    QVERIFY2(tunnel.error().code == u"forward"_s, qPrintable(tunnel.error().code + tunnel.error().detail));
    QVERIFY2(tunnel.error().message.contains(advice), qPrintable(tunnel.error().message));
}

void TestTunnel::isCheckedFirst_data()
{
    QTest::addColumn<Way>("way");
    for (const QString &host :
         {u"-oProxyCommand=touch%20x"_s, u"-x@h"_s, u"a b"_s, u"h;id"_s, u"u@-h"_s, u"h$(id)"_s, u"h\nx"_s, u"ssh://h"_s, u""_s})
        QTest::newRow(qPrintable(u"host "_s + host.simplified())) << ssh(host);
    Way way = ssh(u"bastion"_s);
    way.databaseHost = u"-db"_s;
    QTest::newRow("database") << way;
    way.databaseHost = u"db:1:x y"_s;
    QTest::newRow("database with blank") << way;
    way = ssh(u"bastion"_s);
    way.databasePort = 65536;
    QTest::newRow("port") << way;
    for (const QString &line : {u""_s, u"kubectl port-forward svc/db 5432"_s, u"ssh -L {port}:a:1 b; id"_s, u"a {port} > b"_s,
                                u"a {port} | b"_s, u"a $(id) {port}"_s, u"a $HOME {port}"_s, u"a '{port}"_s})
        QTest::newRow(qPrintable(u"command "_s + line)) << command(line);
}

void TestTunnel::isCheckedFirst()
{
    QFETCH(Way, way);
    const auto checked = check(way);
    QVERIFY(!checked);
    Tunnel tunnel(way);
    tunnel.start();
    QCOMPARE(tunnel.state(), State::Failed);
    QCOMPARE(tunnel.error(), checked.error());
    QCOMPARE(ours(), QStringList()); // nothing ran
}

void TestTunnel::aSquattedPortIsRefused()
{
    QTemporaryDir folder;
    const QString told = folder.filePath(u"port"_s);
    Tunnel tunnel(command(u"sh -c 'echo {port} > %1.new; mv %1.new %1; exec sleep 60'"_s.arg(told)));
    tunnel.start();
    QTRY_VERIFY(QFile::exists(told));
    QTcpServer squatter; // a server like any other, but not our program's
    int asked = 0;
    connect(&squatter, &QTcpServer::newConnection, this, [&] { ++asked; });
    QVERIFY(squatter.listen(QHostAddress::LocalHost, contents(told).trimmed().toUShort()));
    QTRY_COMPARE(tunnel.state(), State::Failed);
    QCOMPARE(tunnel.error().code, u"squatted"_s);
    QCOMPARE(asked, 0); // it was not even asked
}

void TestTunnel::notPostgres()
{
    Way way = ssh(u"bastion"_s);
    way.databasePort = m_sshd->port(); // answers with its own banner
    Tunnel tunnel(way);
    tunnel.start();
    QTRY_COMPARE_WITH_TIMEOUT(tunnel.state(), State::Failed, 30'000);
    QCOMPARE(tunnel.error().code, u"protocol"_s);
}

void TestTunnel::aKilledServerIsNoticed()
{
    Tunnel tunnel(ssh(u"bastion"_s));
    tunnel.start();
    QTRY_VERIFY_WITH_TIMEOUT(tunnel.state() == State::Ready, 30'000);
    m_sshd->kill();
    QTRY_COMPARE(tunnel.state(), State::Failed);
    QVERIFY(!tunnel.error().message.isEmpty());
    QCOMPARE(tunnel.localPort(), 0);
}

void TestTunnel::aCommandThatEndsIsNoticed()
{
    Tunnel tunnel(command(u"sh -c 'echo {port} is nice; echo password=hush and no session >&2; exit 3'"_s));
    tunnel.start();
    QTRY_COMPARE(tunnel.state(), State::Failed);
    QVERIFY2(tunnel.error().message.contains(u"and no session"_s), qPrintable(tunnel.error().message));
    QVERIFY(tunnel.error().message.contains(u"status 3"_s));
    QVERIFY(!tunnel.error().detail.contains(u"hush"_s));
}

void TestTunnel::aCommandThatDoesNotExist()
{
    Tunnel tunnel(command(u"no-such-program-here {port}"_s));
    tunnel.start();
    QTRY_COMPARE(tunnel.state(), State::Failed);
    QCOMPARE(tunnel.error().code, u"not-found"_s);
}

// It may take leave of its far end; what does not listen to that is killed, and the window does not wait for either.
void TestTunnel::stoppedPoliteFirst()
{
    QTemporaryDir folder;
    const QString bye = folder.filePath(u"bye"_s), up = folder.filePath(u"up"_s);
    const QString polite = u"sh -c 'trap \"echo bye > %1; exit\" TERM; echo {port} > %2; while :; do sleep 0.05; done'"_s;
    const QString deaf = u"sh -c 'trap \"echo no >> %1\" TERM; echo {port} > %2; while :; do sleep 0.05; done'"_s;
    for (const QString &line : {polite, deaf}) {
        Tunnel tunnel(command(line.arg(bye, up)));
        tunnel.start();
        QTRY_VERIFY(QFile::exists(up));
        QVERIFY(!ours().isEmpty());
        tunnel.stop();
        QTRY_VERIFY(QFile::exists(bye));
        QTRY_COMPARE(ours(), QStringList());
        QFile::remove(bye);
        QFile::remove(up);
    }
}

void TestTunnel::nothingOutlivesUs()
{
    QTemporaryDir folder;
    const QString pids = folder.filePath(u"pids"_s);
    QProcess other;
    other.start(QCoreApplication::applicationFilePath(),
                {u"--child"_s, u"sh -c 'sleep 300 & echo $$ $! {port} > %1.new; mv %1.new %1; wait'"_s.arg(pids)});
    QTRY_VERIFY(QFile::exists(pids));
    const QList<QByteArray> written = contents(pids).simplified().split(' ');
    QVERIFY(!isGone(written.at(0).toLongLong()) && !isGone(written.at(1).toLongLong()));
    other.kill();
    QVERIFY(other.waitForFinished());
    QTRY_VERIFY(isGone(written.at(0).toLongLong()) && isGone(written.at(1).toLongLong()));
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (app.arguments().value(1) == "--child"_L1)
        return child(app.arguments().value(2));
    TestTunnel test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_tunnel.moc"
