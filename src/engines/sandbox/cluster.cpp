// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sandbox/cluster.h"

#include "base/text.h"
#include "engines/sandbox/folder.h"
#include "engines/sandbox/port.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QThread>
#include <QTimer>
#include <QUrl>

#include <signal.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace oriel::sandbox {

namespace {

QString keyword(QString value) { return u'\'' + value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\''; }

QString quotedFolder(QString folder) // unix_socket_directories is a list: commas and blanks need quotes
{
    return u'"' + folder.replace(u'"', u"\"\""_s) + u'"';
}

} // namespace

QString ClusterInfo::url(const QString &database) const
{
    const auto encoded = [](const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    return u"postgresql://%1:%2@localhost:%3/%4?sslmode=verify-full&sslrootcert=%5"_s.arg(
        encoded(user), encoded(password), QString::number(port), encoded(database),
        QString::fromLatin1(QUrl::toPercentEncoding(rootCert, "/")));
}

QString ClusterInfo::superuserKeywords(const QString &database) const
{
    return u"host=%1 port=%2 user=postgres dbname=%3"_s.arg(keyword(socketFolder), QString::number(port), keyword(database));
}

struct Cluster::Private
{
    explicit Private(Cluster *cluster, Lifetime kind) : q(cluster), lifetime(kind) {}

    void launch();
    void look();
    void end();
    void releaseUsers();
    bool end(int signal, int milliseconds);
    Error failure() const;

    Cluster *q;
    Lifetime lifetime;
    Account account;
    ClusterInfo info;
    std::shared_ptr<Lock> lock;
    std::unique_ptr<QProcess> process;
    QTimer poll;
    bool isUp = false, isStopping = false, isAwaited = false; // isAwaited: start() came while it was stopping
    int attempts = 0;
};

Cluster::Cluster(Lifetime lifetime, QObject *parent) : QObject(parent), d(std::make_unique<Private>(this, lifetime))
{
    d->poll.setInterval(10);
    connect(&d->poll, &QTimer::timeout, this, [this] { d->look(); });
}

Cluster::~Cluster()
{
    d->poll.stop();
    if (d->process) {
        d->process->disconnect(this);
        // The data of a throw-away cluster needs no shutdown checkpoint. The user's: fast, then immediate (recovered on the next
        // start).
        if (d->lifetime == Lifetime::Users)
            d->end(SIGINT, 2'000);
        d->end(SIGQUIT, 7'000);
    }
    if (d->lifetime == Lifetime::ThrowAway && d->lock)
        removeFolder(d->info.folder, d->account);
}

void Cluster::start(const ClusterInfo &info)
{
    Q_ASSERT(QThread::currentThread() == QCoreApplication::instance()->thread());
    const bool isRunning = d->process && d->process->state() != QProcess::NotRunning;
    d->isAwaited = isRunning && d->isStopping;
    if (isRunning)
        return;
    if (info.lock)
        d->lock = info.lock;
    d->info = info;
    d->info.lock.reset(); // copies of info() must not keep the folder
    d->attempts = 0;
    d->launch();
}

void Cluster::Private::launch()
{
    const auto found = serverAccount();
    if (!lock)
        lock = Lock::take(info.folder);
    if (!found || !lock) {
        const Error error =
            found ? Error{tr("The sandbox is in use by another Oriel. Close that one first."), u"in-use"_s, info.folder}
                  : found.error();
        QMetaObject::invokeMethod(q, [this, error] { Q_EMIT q->failed(error); }, Qt::QueuedConnection);
        return;
    }
    account = *found;
    isUp = isStopping = false;
    ++attempts;
    // We hold the lock that a living server would hold, so these were left by a killed one, whose number may be someone else's by
    // now.
    QFile::remove(info.folder + u"/data/postmaster.pid"_s);
    const QString log = info.folder + u"/server.log"_s;
    if (QFileInfo(log).size() > 4'000'000) {
        QFile::remove(log + u".1"_s);
        QFile::rename(log, log + u".1"_s);
    }
    if (process) {
        process->disconnect(q);
        process.release()->deleteLater(); // we may be in one of its signals
    }
    process = std::make_unique<QProcess>();
    process->setProgram(info.programs + u"/postgres"_s);
    process->setArguments({u"-D"_s, info.folder + u"/data"_s, u"-c"_s, u"port=%1"_s.arg(info.port), u"-c"_s,
                           u"unix_socket_directories="_s + quotedFolder(info.socketFolder)});
    process->setWorkingDirectory(info.folder);
    process->setProcessEnvironment(serverEnvironment(info.programs, info.folder));
    process->setStandardInputFile(QProcess::nullDevice());
    process->setProcessChannelMode(QProcess::ForwardedChannels);                         // inChild() sends them into the log
    process->setChildProcessModifier(inChild(account, SIGINT, lock->descriptor(), log)); // SIGINT: PostgreSQL's fast shutdown
    QObject::connect(process.get(), &QProcess::finished, q, [this] { end(); });
    QObject::connect(process.get(), &QProcess::errorOccurred, q, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            QMetaObject::invokeMethod(q, [this] { end(); }, Qt::QueuedConnection);
    });
    process->start();
    poll.start();
}

// postmaster.pid: the first line is its process, the eighth its state.
void Cluster::Private::look()
{
    QFile file(info.folder + u"/data/postmaster.pid"_s);
    if (!process || !file.open(QIODevice::ReadOnly))
        return;
    const QList<QByteArray> lines = file.readAll().split('\n');
    if (lines.value(0).toLongLong() != process->processId() || lines.value(7).trimmed() != "ready")
        return;
    poll.stop();
    isUp = true;
    Q_EMIT q->started();
}

void Cluster::Private::end()
{
    poll.stop();
    const bool wasUp = std::exchange(isUp, false);
    if (!wasUp && !isStopping) {
        if (attempts < 5 && !isFreePort(info.port)) {
            info.port = freePort();
            launch();
            return;
        }
        releaseUsers();
        Q_EMIT q->failed(failure());
        return;
    }
    if (std::exchange(isAwaited, false)) {
        attempts = 0;
        launch();
        return;
    }
    releaseUsers();
    Q_EMIT q->stopped();
}

void Cluster::Private::releaseUsers()
{
    if (lifetime == Lifetime::Users)
        lock.reset(); // a throw-away folder without a lock would be swept
}

bool Cluster::Private::end(int signal, int milliseconds)
{
    if (process->state() == QProcess::NotRunning)
        return true;
    ::kill(pid_t(process->processId()), signal);
    return process->waitForFinished(milliseconds);
}

Error Cluster::Private::failure() const
{
    QFile log(info.folder + u"/server.log"_s);
    QByteArray text;
    if (log.open(QIODevice::ReadOnly)) {
        log.seek(std::max<qint64>(0, log.size() - 2000));
        text = log.readAll();
    }
    QString reason = process ? process->errorString() : QString();
    for (const QByteArray &line : text.split('\n')) {
        if (const qsizetype at = line.indexOf("FATAL:"); at >= 0)
            reason = shownText(line.mid(at + 6).trimmed());
    }
    return Error{tr("The sandbox's server did not start: %1. Its log is %2").arg(reason, log.fileName()), u"not-started"_s,
                 redacted(shownText(text))};
}

void Cluster::stop()
{
    if (!d->process || d->process->state() == QProcess::NotRunning)
        return;
    d->isStopping = true;
    ::kill(pid_t(d->process->processId()), SIGINT);
}

bool Cluster::isRunning() const { return d->isUp; }
ClusterInfo Cluster::info() const { return d->info; }
qint64 Cluster::processId() const { return d->process ? d->process->processId() : 0; }

} // namespace oriel::sandbox
