// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/server.h"

#include "base/hostprocess.h"
#include "engines/sandbox/programs.h"
#include "support/wait.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <functional>
#include <future>

#include <signal.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace oriel::test {

namespace {

// runHost() asserts that it is off the GUI thread; a test may wait.
template<typename Work>
auto offThread(Work work)
{
    return std::async(std::launch::async, std::move(work)).get();
}

void orDie(const Result<> &result, const char *what)
{
    if (!result)
        qFatal("%s: %s\n%s", what, qPrintable(result.error().message), qPrintable(result.error().detail));
}

void await(const std::function<bool()> &isDone, const char *what)
{
    if (!waitUntil(isDone))
        qFatal("%s: not after a minute", what);
}

QList<qint64> processesOf(qint64 postmaster)
{
    QList<qint64> children;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile stat(u"/proc/"_s + name + u"/stat"_s);
        if (!name.at(0).isDigit() || !stat.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = stat.readAll();
        const QByteArray afterName = line.mid(line.lastIndexOf(')') + 2); // "state parent …"
        if (afterName.split(' ').value(1).toLongLong() == postmaster)
            children += name.toLongLong();
    }
    return children;
}

} // namespace

struct Server::Private
{
    sandbox::Cluster cluster{sandbox::Lifetime::ThrowAway};
    sandbox::ClusterInfo info;
    int databases = 0;
    bool hasShop = false;

    void start(const sandbox::ClusterInfo &prepared)
    {
        bool isUp = false;
        QObject context;
        QObject::connect(&cluster, &sandbox::Cluster::started, &context, [&] { isUp = true; });
        QObject::connect(&cluster, &sandbox::Cluster::failed, &context, [](const Error &error) {
            qFatal("test server: %s\n%s", qPrintable(error.message), qPrintable(error.detail));
        });
        cluster.start(prepared);
        await([&] { return isUp; }, "test server: starting");
        info = cluster.info();
    }
};

Server::Server() : d(std::make_unique<Private>())
{
    if (!QCoreApplication::instance())
        qFatal("test server: make it after the application");
    const auto prepared = offThread([] { return sandbox::Cluster::prepare(sandbox::Lifetime::ThrowAway); });
    if (!prepared)
        qFatal("test server: %s\n%s", qPrintable(prepared.error().message), qPrintable(prepared.error().detail));
    d->start(*prepared);
    orDie(offThread([info = d->info] { return sandbox::Cluster::makeRole(info); }), "test server: role");
}

Server::~Server() = default;

const sandbox::ClusterInfo &Server::info() const { return d->info; }
QString Server::url(const QString &database) const { return d->info.url(database); }

QString Server::newDatabase(bool withShop)
{
    if (withShop && !d->hasShop) {
        orDie(offThread([info = d->info] { return sandbox::Cluster::loadSample(info); }), "test server: sample");
        d->hasShop = true;
    }
    const QString name = u"test_%1"_s.arg(++d->databases);
    psql(u"postgres"_s, "CREATE DATABASE " + name.toLatin1() + " OWNER oriel TEMPLATE " + (withShop ? "shop" : "template0"));
    return name;
}

QByteArray Server::psql(const QString &database, const QByteArray &sql) const { return psqlOn(d->info, database, sql); }

QByteArray Server::psqlOn(const sandbox::ClusterInfo &where, const QString &database, const QByteArray &sql) const
{
    HostCall call;
    call.program = sandbox::psqlOf(where.programs);
    call.arguments =
        QStringList{u"--no-psqlrc"_s, u"-qAt"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-d"_s, where.superuserKeywords(database)};
    call.input = sql;
    const auto answer = offThread([call] { return runHost(call); });
    if (!answer)
        qFatal("test server: psql: %s\n%s", qPrintable(answer.error().message), qPrintable(answer.error().detail));
    QByteArray output = answer->output;
    if (output.endsWith('\n'))
        output.chop(1);
    return output;
}

void Server::signalBackend(int processId, int signal) const
{
    if (::kill(processId, signal) != 0)
        qFatal("test server: no backend %d", processId);
}

void Server::killServer()
{
    const qint64 postmaster = d->cluster.processId();
    ::kill(pid_t(postmaster), SIGSTOP); // so that it starts no new children meanwhile
    const QList<qint64> children = processesOf(postmaster);
    ::kill(pid_t(postmaster), SIGKILL);
    for (const qint64 child : children)
        ::kill(pid_t(child), SIGKILL);
    await(
        [&] {
            return !d->cluster.isRunning() &&
                   std::ranges::none_of(children, [](qint64 child) { return ::kill(pid_t(child), 0) == 0; });
        },
        "test server: killing");
}

void Server::startAgain() { d->start(d->info); }

QString Server::append(const QString &file, const QByteArray &text)
{
    QFile old(d->info.folder + u"/data/"_s + file);
    if (!old.open(QIODevice::ReadWrite | QIODevice::Append))
        qFatal("test server: %s: %s", qPrintable(file), qPrintable(old.errorString()));
    old.seek(0);
    const QByteArray before = old.readAll();
    old.write('\n' + text + '\n');
    old.close();
    ::kill(pid_t(d->cluster.processId()), SIGHUP);
    return QString::fromUtf8(before);
}

void Server::write(const QString &file, const QByteArray &text)
{
    QFile old(d->info.folder + u"/data/"_s + file);
    if (!old.open(QIODevice::WriteOnly | QIODevice::Truncate))
        qFatal("test server: %s: %s", qPrintable(file), qPrintable(old.errorString()));
    old.write(text);
    old.close();
    ::kill(pid_t(d->cluster.processId()), SIGHUP);
}

} // namespace oriel::test
