// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/standby.h"

#include "base/hostprocess.h"
#include "engines/sandbox/account.h"
#include "engines/sandbox/port.h"
#include "support/wait.h"

#include <QFile>
#include <QProcess>

#include <signal.h>

using namespace Qt::StringLiterals;

namespace oriel::test {

struct Standby::Private
{
    explicit Private(const Server &server) : primary(server) {}

    const Server &primary;
    sandbox::ClusterInfo info = primary.info(); // with a folder and a port of its own
    sandbox::Account account = *sandbox::serverAccount();
    QProcess process;

    void copy() const;
    void start();
    QByteArray log() const
    {
        QFile file(info.folder + u".log"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

void Standby::Private::copy() const
{
    QProcess backup;
    backup.setProgram(info.programs + u"/pg_basebackup"_s);
    backup.setArguments({u"-d"_s, primary.info().superuserKeywords().section(u" dbname="_s, 0, 0), u"-D"_s, info.folder, u"-R"_s,
                         u"-X"_s, u"stream"_s, u"-c"_s, u"fast"_s, u"--no-sync"_s});
    backup.setProcessEnvironment(sandbox::serverEnvironment(info.programs, primary.info().folder));
    backup.setChildProcessModifier(sandbox::inChild(account, SIGKILL));
    backup.start();
    if (!backup.waitForFinished(120'000) || backup.exitCode() != 0)
        qFatal("standby: pg_basebackup: %s", backup.readAllStandardError().constData());
}

void Standby::Private::start()
{
    process.setProgram(info.programs + u"/postgres"_s);
    process.setArguments(
        {u"-D"_s, info.folder, u"-c"_s, u"port=%1"_s.arg(info.port), u"-c"_s, u"unix_socket_directories="_s + info.socketFolder});
    process.setProcessEnvironment(sandbox::serverEnvironment(info.programs, info.folder));
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.setChildProcessModifier(sandbox::inChild(account, SIGQUIT, -1, info.folder + u".log"_s));
    process.start();
    const bool isUp = waitUntil([this] {
        QFile file(info.folder + u"/postmaster.pid"_s);
        return process.state() == QProcess::NotRunning ||
               (file.open(QIODevice::ReadOnly) && file.readAll().split('\n').value(7).trimmed() == "ready");
    });
    if (!isUp || process.state() == QProcess::NotRunning)
        qFatal("standby: %s", log().constData());
}

Standby::Standby(Server &primary) : d(std::make_unique<Private>(primary))
{
    static int count = 0;
    d->info.folder += u"/standby%1"_s.arg(++count); // goes with the primary's
    d->info.port = sandbox::freePort();
    if (count == 1)
        primary.append(u"pg_hba.conf"_s, "local replication postgres peer map=oriel");
    d->copy();
    d->start();
}

Standby::~Standby()
{
    ::kill(pid_t(d->process.processId()), SIGQUIT);
    d->process.waitForFinished(10'000);
}

QString Standby::url(const QString &database) const { return d->info.url(database); }

QByteArray Standby::psql(const QString &database, const QByteArray &sql) const
{
    return d->primary.psqlOn(d->info, database, sql);
}

void Standby::catchUp() const
{
    const QByteArray there = d->primary.psql(u"postgres"_s, "select pg_current_wal_lsn()");
    if (!waitUntil([&] { return psql(u"postgres"_s, "select pg_last_wal_replay_lsn() >= '" + there + '\'') == "t"; }))
        qFatal("standby: it does not follow: %s", d->log().constData());
}

void Standby::promote() { psql(u"postgres"_s, "select pg_promote(true, 60)"); }

} // namespace oriel::test
