// SPDX-License-Identifier: GPL-3.0-or-later
// Two kinds of clusters, who owns them, and what a kill -9 leaves. The program is its own helper: `tst_cluster --own KIND`
// prepares and starts a cluster and says so, `tst_cluster --prepare` prepares the user's.
#include "base/hostprocess.h"
#include "engines/sandbox/cluster.h"
#include "engines/sandbox/folder.h"
#include "engines/sandbox/port.h"
#include "engines/sandbox/programs.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <future>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace oriel;
using namespace oriel::sandbox;

namespace {

QStringList foldersLike(const QString &base, const QString &pattern)
{
    return QDir(base).entryList({pattern}, QDir::Dirs | QDir::System | QDir::Hidden);
}

int modeOf(const QString &file)
{
    struct stat entry = {};
    return ::lstat(QFile::encodeName(file).constData(), &entry) == 0 ? int(entry.st_mode & 07777) : -1;
}

// Living processes that name the folder in their command line: postgres and its children, initdb.
int processesIn(const QString &folder)
{
    int count = 0;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile arguments(u"/proc/"_s + name + u"/cmdline"_s);
        if (name.at(0).isDigit() && name.toLongLong() != ::getpid() && arguments.open(QIODevice::ReadOnly))
            count += arguments.readAll().contains(QFile::encodeName(folder));
    }
    return count;
}

void makeOld(const QString &folder)
{
    const timespec hourAgo[2] = {{::time(nullptr) - 3600, 0}, {::time(nullptr) - 3600, 0}};
    ::utimensat(AT_FDCWD, QFile::encodeName(folder).constData(), hourAgo, AT_SYMLINK_NOFOLLOW);
}

Result<HostAnswer> psql(const ClusterInfo &info, const QString &where, const QByteArray &sql)
{
    HostCall call;
    call.program = psqlOf(info.programs);
    call.arguments = QStringList{u"-XqAt"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-d"_s, where};
    call.input = sql;
    return runHost(call);
}

QByteArray answer(const ClusterInfo &info, const QByteArray &sql, const QString &database = u"postgres"_s)
{
    const auto found = psql(info, info.superuserKeywords(database), sql);
    return found ? found->output.trimmed() : "failed: " + found.error().detail.toUtf8();
}

} // namespace

class TestCluster final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { removeUsers(); }
    void preparedFolder();
    void cancelledPrepareLeavesNothing();
    void stopsAndStartsAgain();
    void takenPortIsReplaced();
    void saysWhyItDidNotStart();
    void killedOwnerTakesTheServerAlong_data();
    void killedOwnerTakesTheServerAlong();
    void usersSurvives();
    void usersHasOneOwner();
    void usersOfAMissingVersionIsLeftAlone();
    void sweepTakesOnlyDeadThrowAways();
    void sample();
    void foreignFolderIsLeftAlone();
    void killsWhilePreparing();

private:
    bool start(Cluster &cluster, const ClusterInfo &info);
    void removeUsers();
    std::unique_ptr<QProcess> helper(const QStringList &arguments);

    QTemporaryDir m_data;
    Account m_account;
};

void TestCluster::initTestCase()
{
    qputenv("XDG_DATA_HOME", m_data.path().toLocal8Bit()); // so that no real sandbox is touched
    const auto account = serverAccount();
    QVERIFY(account);
    m_account = *account;
    QVERIFY(!QFileInfo::exists(usersFolder()));
    QVERIFY2(usersFolder().startsWith(m_data.path()) || usersFolder().startsWith(u"/var/lib/oriel/sandbox-"_s),
             qPrintable(usersFolder()));
}

void TestCluster::removeUsers()
{
    QTRY_COMPARE(processesIn(usersFolder()), 0);
    QDir(usersFolder()).removeRecursively(); // the test may: it made this one
}

bool TestCluster::start(Cluster &cluster, const ClusterInfo &info)
{
    QSignalSpy started(&cluster, &Cluster::started), failed(&cluster, &Cluster::failed);
    cluster.start(info);
    const bool ok = QTest::qWaitFor([&] { return !started.isEmpty() || !failed.isEmpty(); }, 60'000) && failed.isEmpty();
    if (!failed.isEmpty())
        qWarning() << failed.first().first().value<Error>().detail;
    return ok && cluster.isRunning();
}

std::unique_ptr<QProcess> TestCluster::helper(const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->start(QCoreApplication::applicationFilePath(), arguments);
    return process;
}

void TestCluster::preparedFolder()
{
    QString folder;
    {
        auto info = Cluster::prepare(Lifetime::ThrowAway);
        QVERIFY2(info, info ? "" : qPrintable(info.error().message + info.error().detail));
        folder = info->folder;
        QCOMPARE(modeOf(folder), 0700);
        QCOMPARE(modeOf(info->socketFolder), 0700);
        QCOMPARE(modeOf(folder + u"/data"_s), 0700);
        QCOMPARE(modeOf(folder + u"/password"_s), 0600);
        QCOMPARE(modeOf(folder + u"/data/server.key"_s), 0600);
        QCOMPARE(QFileInfo(folder).ownerId(), m_account.uid);
        QCOMPARE(QFileInfo(folder + u"/data/pg_hba.conf"_s).ownerId(), m_account.uid);
        QVERIFY(info->socketFolder.size() + int(sizeof "/.s.PGSQL.65535.lock") < 100);
        QCOMPARE(info->password.size(), 24);

        QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        int withPassword = 0, keys = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            withPassword += text.contains(info->password.toLatin1());
            keys += text.contains("PRIVATE KEY-----");
        }
        QCOMPARE(withPassword, 1); // the password file
        QCOMPARE(keys, 1);         // the server's; the authority's is gone

        Cluster cluster(Lifetime::ThrowAway);
        QVERIFY(start(cluster, *info));
        QCOMPARE(answer(*info, "SELECT string_agg(concat_ws(' ', type, database, user_name, address, auth_method), ', ') FROM "
                               "pg_hba_file_rules"),
                 "local {all} {postgres} peer, hostssl {all} {postgres} all reject, hostssl {all} {all} 127.0.0.1 scram-sha-256, "
                 "hostssl {all} {all} ::1 scram-sha-256"_qba);
        QCOMPARE(answer(*info, "SHOW listen_addresses"), "127.0.0.1"_qba);
    }
    QVERIFY2(!QFileInfo::exists(folder), "the throw-away folder goes with its Cluster");
    QCOMPARE(processesIn(folder), 0);
}

void TestCluster::cancelledPrepareLeavesNothing()
{
    std::stop_source stop;
    QString own; // others may come and go beside it
    const auto info = Cluster::prepare(Lifetime::ThrowAway, stop.get_token(), [&](const QString &) {
        for (const QFileInfo &descriptor : QDir(u"/proc/self/fd"_s).entryInfoList(QDir::Files | QDir::System))
            if (const QFileInfo target(descriptor.symLinkTarget());
                target.fileName() == u"lock"_s && target.path().contains(u"/oriel-pg-"_s))
                own = target.path();
        stop.request_stop();
    });
    QVERIFY(!info);
    QCOMPARE(info.error().code, u"cancelled"_s);
    QVERIFY(!own.isEmpty());
    QVERIFY(!QFileInfo::exists(own));
}

void TestCluster::stopsAndStartsAgain()
{
    const auto info = Cluster::prepare(Lifetime::ThrowAway);
    QVERIFY(info);
    Cluster cluster(Lifetime::ThrowAway);
    QVERIFY(start(cluster, *info));
    QVERIFY(!cluster.info().lock);
    QSignalSpy stopped(&cluster, &Cluster::stopped), started(&cluster, &Cluster::started);
    cluster.stop();
    QTRY_COMPARE(stopped.size(), 1);
    QVERIFY(!cluster.isRunning());
    QCOMPARE(processesIn(info->folder), 0);
    QVERIFY(start(cluster, cluster.info()));

    cluster.stop(); // and a start before it has ended
    cluster.start(cluster.info());
    QTRY_COMPARE(started.size(), 2);
    QVERIFY(cluster.isRunning());
    QCOMPARE(answer(cluster.info(), "SELECT 1"), "1"_qba);
}

void TestCluster::takenPortIsReplaced()
{
    const auto info = Cluster::prepare(Lifetime::ThrowAway);
    QVERIFY(info);
    const int taken = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(uint16_t(info->port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    QCOMPARE(::bind(taken, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    QCOMPARE(::listen(taken, 1), 0);
    QVERIFY(!isFreePort(info->port));

    Cluster cluster(Lifetime::ThrowAway);
    QVERIFY(start(cluster, *info));
    QVERIFY(cluster.info().port != info->port);
    QCOMPARE(answer(cluster.info(), "SHOW port"), QByteArray::number(cluster.info().port));
    ::close(taken);
}

void TestCluster::saysWhyItDidNotStart()
{
    const auto info = Cluster::prepare(Lifetime::ThrowAway);
    QVERIFY(info);
    QFile configuration(info->folder + u"/data/postgresql.conf"_s);
    QVERIFY(configuration.open(QIODevice::Append));
    configuration.write("\nport = 'nonsense'\n");
    configuration.close();
    Cluster cluster(Lifetime::ThrowAway);
    QSignalSpy failed(&cluster, &Cluster::failed), stopped(&cluster, &Cluster::stopped);
    cluster.start(*info);
    QTRY_COMPARE(failed.size(), 1);
    const auto error = failed.first().first().value<Error>();
    QVERIFY2(error.message.contains(u"configuration file"_s) && error.message.contains(u"server.log"_s),
             qPrintable(error.message));
    QVERIFY2(error.detail.contains(u"nonsense"_s), qPrintable(error.detail));
    QVERIFY(stopped.isEmpty());

    QVERIFY(QFile::remove(info->folder + u"/data/PG_VERSION"_s));
    cluster.start(*info);
    QTRY_COMPARE(failed.size(), 2);
}

void TestCluster::killedOwnerTakesTheServerAlong_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("throw-away") << u"throw-away"_s;
    QTest::newRow("users") << u"users"_s;
}

void TestCluster::killedOwnerTakesTheServerAlong()
{
    QFETCH(QString, kind);
    const auto owner = helper({u"--own"_s, kind});
    QTRY_VERIFY_WITH_TIMEOUT(owner->canReadLine(), 60'000);
    const QList<QByteArray> line = owner->readLine().trimmed().split('\t'); // folder, socket folder, port
    QCOMPARE(line.size(), 3);
    const QString folder = QString::fromLocal8Bit(line[0]);
    QVERIFY(processesIn(folder) > 0);
    QVERIFY2(!Lock::take(folder), "its owner is alive");
    ClusterInfo info;
    info.socketFolder = QString::fromLocal8Bit(line[1]);
    info.port = line[2].toInt();
    info.programs = *serverPrograms();
    QCOMPARE(answer(info, "CREATE TABLE witness AS SELECT 7 AS a; SELECT a FROM witness"), "7"_qba);

    ::kill(pid_t(owner->processId()), SIGKILL);
    QVERIFY(owner->waitForFinished());
    QTRY_COMPARE(processesIn(folder), 0);
    QVERIFY(QFileInfo::exists(folder));
    QFile log(folder + u"/server.log"_s);
    QVERIFY(log.open(QIODevice::ReadOnly));
    QVERIFY2(log.readAll().contains("database system is shut down"), "a clean stop");
    QVERIFY2(Lock::take(folder), "and nobody holds the lock");

    const auto next = Cluster::prepare(Lifetime::ThrowAway);
    QVERIFY(next);
    Cluster holder(Lifetime::ThrowAway); // removes what `next` made
    QVERIFY(start(holder, *next));
    QCOMPARE(QFileInfo::exists(folder), kind == u"users"_s);
}

void TestCluster::usersSurvives()
{
    auto first = Cluster::prepare(Lifetime::Users);
    QVERIFY2(first, first ? "" : qPrintable(first.error().message + first.error().detail));
    QCOMPARE(first->folder, usersFolder());
    QCOMPARE(kindOf(first->folder, m_account), Kind::Users);
    QCOMPARE(modeOf(first->folder), 0700);
    {
        Cluster cluster(Lifetime::Users);
        QVERIFY(start(cluster, *first));
        QCOMPARE(answer(*first, "SHOW fsync"), "on"_qba);
        QVERIFY(Cluster::makeRole(*first));
        QVERIFY(psql(*first, first->url(u"postgres"_s), "CREATE TEMP TABLE t (a int)"));
        QCOMPARE(answer(*first, "CREATE TABLE kept AS SELECT 42 AS a; SELECT a FROM kept"), "42"_qba);
    }
    first->lock.reset();
    QVERIFY(QFileInfo::exists(first->folder));
    QVERIFY(!removeFolder(first->folder, m_account));
    sweep(m_account);
    QVERIFY(QFileInfo::exists(first->folder + u"/data/PG_VERSION"_s));

    const auto again = Cluster::prepare(Lifetime::Users);
    QVERIFY(again);
    QCOMPARE(again->password, first->password);
    QCOMPARE(again->port, first->port);
    Cluster cluster(Lifetime::Users);
    QVERIFY(start(cluster, *again));
    QVERIFY(Cluster::makeRole(*again));
    QVERIFY(psql(*again, again->url(u"postgres"_s), "SELECT 1"));
    QCOMPARE(answer(*again, "SELECT a FROM kept"), "42"_qba);
}

void TestCluster::usersHasOneOwner()
{
    auto info = Cluster::prepare(Lifetime::Users);
    QVERIFY(info);
    Cluster cluster(Lifetime::Users);
    QVERIFY(start(cluster, *info));
    std::stop_source stop;
    const auto cancelled = Cluster::prepare(Lifetime::Users, stop.get_token(), [&](const QString &) { stop.request_stop(); });
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().code, u"cancelled"_s);
    const auto second = Cluster::prepare(Lifetime::Users);
    QVERIFY(!second);
    QCOMPARE(second.error().code, u"in-use"_s);
    QCOMPARE(answer(*info, "SELECT 1"), "1"_qba);

    info->lock.reset();
    QSignalSpy stopped(&cluster, &Cluster::stopped), failed(&cluster, &Cluster::failed);
    cluster.stop();
    QTRY_COMPARE(stopped.size(), 1);
    auto next = Cluster::prepare(Lifetime::Users); // it is free again though its Cluster lives on
    QVERIFY(next);
    cluster.start(cluster.info());
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed.first().first().value<Error>().code, u"in-use"_s);
    next->lock.reset();
    QVERIFY(start(cluster, cluster.info()));
}

void TestCluster::usersOfAMissingVersionIsLeftAlone()
{
    QVERIFY(Cluster::prepare(Lifetime::Users));
    QFile version(usersFolder() + u"/data/PG_VERSION"_s);
    QVERIFY(version.open(QIODevice::ReadWrite));
    const QByteArray major = version.readAll();
    version.resize(0);
    version.seek(0);
    version.write("11\n");
    version.close();
    const auto info = Cluster::prepare(Lifetime::Users);
    QVERIFY(!info);
    QVERIFY2(info.error().code == "no-server"_L1 && info.error().message.contains(u"PostgreSQL 11"_s),
             qPrintable(info.error().message));
    QVERIFY(version.open(QIODevice::ReadOnly));
    QCOMPARE(version.readAll(), "11\n"_qba);
    version.close();
    QVERIFY(version.open(QIODevice::WriteOnly | QIODevice::Truncate));
    version.write(major);
}

void TestCluster::foreignFolderIsLeftAlone()
{
    removeUsers();
    QVERIFY(QDir().mkpath(usersFolder()));
    QFile mine(usersFolder() + u"/thesis.txt"_s);
    QVERIFY(mine.open(QIODevice::WriteOnly));
    mine.close();
    const auto info = Cluster::prepare(Lifetime::Users);
    QVERIFY(!info);
    QCOMPARE(info.error().code, u"foreign-folder"_s);
    QVERIFY(mine.exists());
    QCOMPARE(QDir(usersFolder()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"thesis.txt"_s});
}

void TestCluster::killsWhilePreparing()
{
    const QString place = usersFolder(), parent = QFileInfo(place).absolutePath();
    removeUsers();
    QElapsedTimer clock;
    clock.start();
    const auto whole = helper({u"--prepare"_s});
    QVERIFY(whole->waitForFinished(60'000));
    QCOMPARE(whole->exitCode(), 0);
    const qint64 duration = clock.elapsed();
    removeUsers();

    int unfinished = 0;
    for (int kill = 0; kill < 20; ++kill) {
        const auto victim = helper({u"--prepare"_s});
        QVERIFY(victim->waitForStarted());
        victim->waitForFinished(int((kill + 1) * duration / 20));
        victim->kill();
        QVERIFY(victim->state() == QProcess::NotRunning || victim->waitForFinished());
        if (QFileInfo::exists(place)) { // whole, or not there
            for (const QString &file :
                 {u"/root.crt"_s, u"/password"_s, u"/oriel-sandbox"_s, u"/data/server.key"_s, u"/data/pg_ident.conf"_s})
                QVERIFY2(QFileInfo(place + file).size() > 0, qPrintable(file));
            auto info = Cluster::prepare(Lifetime::Users);
            QVERIFY2(info, info ? "" : qPrintable(info.error().message));
            QCOMPARE(kindOf(place, m_account), Kind::Users);
            info->lock.reset();
            removeUsers();
        } else {
            ++unfinished;
        }
    }
    QVERIFY2(unfinished > 5, "the kills came too late to prove anything");

    const auto info = Cluster::prepare(Lifetime::Users);
    QVERIFY2(info, info ? "" : qPrintable(info.error().message));
    Cluster cluster(Lifetime::Users);
    QVERIFY(start(cluster, *info));
    QCOMPARE(answer(*info, "SELECT count(*) FROM pg_database"), "3"_qba);
    const auto swept = [&] {
        for (const QString &name : foldersLike(parent, u"sandbox.new-*"_s))
            makeOld(parent + u'/' + name);
        sweep(m_account);
        return foldersLike(parent, u"sandbox.new-*"_s);
    };
    // An initdb whose owner is gone ends soon, and its children, which do not name the folder, hold the lock until then.
    QTRY_COMPARE(swept(), QStringList());
}

void TestCluster::sweepTakesOnlyDeadThrowAways()
{
    const QString base = throwAwayBases().first();
    const QString bare = base + u"/oriel-pg-bare-test"_s, link = base + u"/oriel-pg-link-test"_s,
                  misnamed = base + u"/elsewhere-test"_s;
    const auto users = Cluster::prepare(Lifetime::Users);
    QVERIFY(users);
    const QString unborn = base + u"/oriel-pg-unborn-test"_s;
    QVERIFY(QDir().mkpath(unborn) && QDir().mkpath(bare + u"/data"_s));
    QVERIFY(Lock::take(unborn));
    makeOld(bare);
    QVERIFY(QFile::link(users->folder, link));
    QVERIFY(QDir().mkpath(misnamed) && ::chown(qPrintable(misnamed), m_account.uid, m_account.gid) == 0);
    QVERIFY(mark(misnamed, Kind::ThrowAway, m_account));
    auto living = makeFolder(Kind::ThrowAway, m_account), dead = makeFolder(Kind::ThrowAway, m_account);
    QVERIFY(living && dead);
    QVERIFY(QDir().mkpath(dead->folder + u"/data/base"_s));
    QVERIFY(QFile::link(users->folder, dead->folder + u"/data/pg_tblspc"_s));
    dead->lock.reset();
    auto keptOpen = makeFolder(Kind::ThrowAway, m_account);
    QVERIFY(keptOpen);
    const int inherited = ::dup(keptOpen->lock->descriptor()); // as a server has it whose owner is gone
    keptOpen->lock.reset();

    sweep(m_account);
    QVERIFY(QFileInfo::exists(living->folder));
    QVERIFY(QFileInfo::exists(keptOpen->folder));
    QVERIFY(!QFileInfo::exists(dead->folder));
    QVERIFY(QFileInfo::exists(unborn)); // perhaps only a moment old
    QVERIFY(QFileInfo::exists(bare));
    QVERIFY(QFileInfo(link).isSymLink());
    QVERIFY(QFileInfo::exists(users->folder + u"/data/PG_VERSION"_s));
    QVERIFY(!removeFolder(link, m_account));
    QVERIFY(!removeFolder(misnamed, m_account));
    QVERIFY(!removeFolder(bare, m_account));

    ::close(inherited);
    living->lock.reset();
    makeOld(unborn);
    sweep(m_account);
    QVERIFY(!QFileInfo::exists(unborn));
    QVERIFY(!QFileInfo::exists(living->folder) && !QFileInfo::exists(keptOpen->folder));
    QVERIFY(QDir(bare).removeRecursively() && QFile::remove(link) && QDir(misnamed).removeRecursively());
}

void TestCluster::sample()
{
    const auto info = Cluster::prepare(Lifetime::ThrowAway);
    QVERIFY(info);
    Cluster cluster(Lifetime::ThrowAway);
    QVERIFY(start(cluster, *info));
    auto loaded = Cluster::loadSample(*info);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message + loaded.error().detail));
    const auto asked = [&](const char *sql) {
        const auto found = psql(*info, info->url(), sql);
        return found ? found->output.trimmed() : "failed: " + found.error().detail.toUtf8();
    };
    QCOMPARE(
        asked("SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM invoices), (SELECT count(*) FROM invoice_lines), "
              "(SELECT count(*) FROM payments), (SELECT count(*) FROM products), (SELECT count(*) FROM audit.events)"),
        "12000|24000|50748|31200|320|5000"_qba);
    QCOMPARE(asked("SELECT string_agg(kind || '=' || n, ' ' ORDER BY kind) FROM (SELECT relkind::text AS kind, count(*) AS n "
                   "FROM pg_class "
                   "WHERE relnamespace IN ('public'::regnamespace, 'audit'::regnamespace) AND relkind NOT IN ('i', 'I') GROUP BY "
                   "1) AS k"),
             "S=7 c=1 m=1 p=1 r=14 v=3"_qba);
    QCOMPARE(asked("SELECT string_agg(typname, ' ' ORDER BY typname) FROM pg_type WHERE typtype IN ('d', 'e') "
                   "AND typnamespace = 'public'::regnamespace"),
             "email invoice_status payment_method percentage"_qba);
    QCOMPARE(
        asked("SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'm', 'p') AND reltuples < 0 AND relowner = 'oriel'::regrole"),
        "0"_qba);
    QCOMPARE(asked("SELECT count(*) FROM invoices WHERE total <> invoice_total(id)"), "0"_qba);
    QCOMPARE(asked("SELECT name FROM customers JOIN invoices ON customer_id = customers.id ORDER BY issued_at DESC LIMIT 3"),
             "Ada Lindqvist\nKofi Mensah\nMei Tanaka"_qba);
    QCOMPARE(
        asked("SELECT bool_and(left(encode(picture, 'hex'), 16) = '89504e470d0a1a0a') FROM products WHERE picture IS NOT NULL"),
        "t"_qba);
    QCOMPARE(asked("SELECT md5(string_agg(i::text, ',' ORDER BY id)) FROM invoices AS i").size(), 32);
    QCOMPARE(asked("INSERT INTO customers (name, email, created_at) VALUES ('New', 'new@x', now()) RETURNING id"), "12001"_qba);
    QVERIFY(asked("INSERT INTO customers (name, email, created_at) VALUES ('New', 'none', now())").contains("email_has_one_at"));
    QCOMPARE(asked("UPDATE invoices SET status = 'void' WHERE id = 1; SELECT before, after FROM audit.status_changes"),
             "paid|void"_qba);
    QVERIFY(!asked("CALL void_invoice(2); SELECT status FROM invoices WHERE id = 2").contains("failed"));
    QCOMPARE(asked("REFRESH MATERIALIZED VIEW CONCURRENTLY revenue_by_month"), ""_qba);

    QCOMPARE(asked("DROP TABLE posts"), ""_qba);
    QVERIFY(Cluster::loadSample(*info));
    QCOMPARE(asked("SELECT to_regclass('posts') IS NULL"), "t"_qba); // what the user did stays
}

namespace {

int ownACluster(QCoreApplication &app, Lifetime lifetime)
{
    const auto info = Cluster::prepare(lifetime);
    if (!info)
        return 1;
    Cluster cluster(lifetime);
    QObject::connect(&cluster, &Cluster::started, &app, [&] {
        const ClusterInfo now = cluster.info();
        std::printf("%s\t%s\t%d\n", qPrintable(now.folder), qPrintable(now.socketFolder), now.port);
        std::fflush(stdout);
    });
    QObject::connect(&cluster, &Cluster::failed, &app, [] { QCoreApplication::exit(2); });
    cluster.start(*info);
    return app.exec();
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--own"_L1)
        return ownACluster(app, arguments.value(2) == "users"_L1 ? Lifetime::Users : Lifetime::ThrowAway);
    if (arguments.value(1) == "--prepare"_L1)
        return Cluster::prepare(Lifetime::Users) ? 0 : 1;
    TestCluster test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cluster.moc"
