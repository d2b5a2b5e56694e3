// SPDX-License-Identifier: GPL-3.0-or-later
// Cluster::prepare(): from nothing to a folder that a server can be started in.
#include "engines/sandbox/cluster.h"

#include "base/hostprocess.h"
#include "base/paths.h"
#include "engines/sandbox/certificates.h"
#include "engines/sandbox/folder.h"
#include "engines/sandbox/port.h"
#include "engines/sandbox/programs.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QThread>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace oriel::sandbox {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("oriel::sandbox::Cluster", text); }

struct Work
{
    Lifetime lifetime;
    Account account;
    QString programs;
    std::stop_token stop;
    std::function<void(QString)> progress;

    void say(const QString &text) const
    {
        if (progress)
            progress(text);
    }
};

QByteArray newPassword()
{
    constexpr QByteArrayView letters("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789");
    QByteArray password;
    while (password.size() < 24)
        password += letters[QRandomGenerator::system()->bounded(int(letters.size()))];
    return password;
}

QByteArray settings(Lifetime lifetime)
{
    QByteArray text = R"(
# Oriel's sandbox; the port and the socket's folder are given when it is started.
listen_addresses = '127.0.0.1'
unix_socket_permissions = 0700
max_connections = 100
ssl = on
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
password_encryption = 'scram-sha-256'
log_destination = 'stderr'
logging_collector = off
log_line_prefix = '%m [%p] %q%u@%d '
lc_messages = 'C'
)";
    if (lifetime == Lifetime::ThrowAway) // lost with its owner anyway; memory-mapped files go away with the folder
        text += R"(fsync = off
full_page_writes = off
shared_buffers = '64MB'
dynamic_shared_memory_type = mmap
jit = off
)";
    return text;
}

// The superuser comes in by peer over the socket only, ordinary roles by TLS over the loopback only.
constexpr auto accessRules = R"(# TYPE  DATABASE  USER      ADDRESS        METHOD
local   all       postgres                 peer map=oriel
hostssl all       postgres  all            reject
hostssl all       all       127.0.0.1/32   scram-sha-256
hostssl all       all       ::1/128        scram-sha-256
)";

QByteArray accountMap(const Account &account)
{
    QByteArray text = "# MAPNAME  SYSTEM-USERNAME  PG-USERNAME\n";
    QStringList names{account.name, ownAccountName()};
    names.removeDuplicates();
    for (const QString &name : std::as_const(names)) {
        if (!name.isEmpty())
            text += "oriel  \"" + name.toLocal8Bit().replace('"', "\"\"") + "\"  postgres\n";
    }
    return text;
}

Result<> initDatabase(const QString &folder, const Work &work, const Lock &lock)
{
    HostCall call;
    call.program = work.programs + u"/initdb"_s;
    call.arguments = QStringList{u"-D"_s,
                                 folder + u"/data"_s,
                                 u"-U"_s,
                                 u"postgres"_s,
                                 u"-E"_s,
                                 u"UTF8"_s,
                                 u"--locale=C.UTF-8"_s,
                                 u"--auth-local=peer"_s,
                                 u"--auth-host=reject"_s,
                                 u"--no-sync"_s};
    call.folder = folder;
    call.environment = serverEnvironment(work.programs, folder);
    call.limit = std::chrono::minutes(3);
    call.inChild = inChild(work.account, SIGKILL, lock.descriptor());
    auto answer = runHost(call, work.stop);
    if (!answer && answer.error().detail.contains("locale"_L1)) {
        call.arguments.replaceInStrings(u"--locale=C.UTF-8"_s, u"--locale=C"_s); // older systems have no C.UTF-8
        answer = runHost(call, work.stop);
    }
    if (answer)
        return {};
    Error error = answer.error();
    if (error.code != "cancelled"_L1)
        error.message = tr("The sandbox's database cluster could not be made. %1").arg(error.message);
    return std::unexpected(error);
}

Result<> fill(const QString &folder, const Work &work, const Lock &lock)
{
    work.say(tr("Making a database cluster…"));
    if (auto made = initDatabase(folder, work, lock); !made)
        return made;
    work.say(tr("Making a certificate…"));
    if (auto made = makeCertificates(folder, work.account, work.stop); !made)
        return made;
    const QString data = folder + u"/data/"_s;
    for (const QString &name : {u"server.crt"_s, u"server.key"_s}) {
        if (!QFile::rename(folder + u'/' + name, data + name))
            return std::unexpected(Error{tr("%1 cannot be moved into the sandbox.").arg(name), u"rename"_s, folder});
    }
    QFile configuration(data + u"postgresql.conf"_s);
    if (!configuration.open(QIODevice::ReadOnly))
        return std::unexpected(Error{tr("initdb left no configuration."), u"open"_s, configuration.errorString()});
    const QByteArray given = configuration.readAll();
    configuration.close();

    const std::pair<QString, QByteArray> files[] = {
        {data + u"postgresql.conf"_s, given + settings(work.lifetime)},
        {data + u"pg_hba.conf"_s, accessRules},
        {data + u"pg_ident.conf"_s, accountMap(work.account)},
        {folder + u"/password"_s, "localhost:*:*:oriel:" + newPassword() + '\n'}, // as .pgpass, so that psql can read it
    };
    for (const auto &[file, text] : files) {
        if (auto written = writeFile(file, text, work.account); !written)
            return written;
    }
    return {};
}

enum class Sync { FileSystem, Folder };

// One flush of the file system takes 0.05 s where initdb's own, file by file, takes 3.6 s.
bool sync(const QString &folder, Sync what)
{
    const int fd = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool ok = fd >= 0 && (what == Sync::FileSystem ? ::syncfs(fd) : ::fsync(fd)) == 0;
    if (fd >= 0)
        ::close(fd);
    return ok;
}

Result<Made> makeThrowAway(const Work &work)
{
    auto made = makeFolder(Kind::ThrowAway, work.account);
    if (!made)
        return made;
    if (const auto filled = fill(made->folder, work, *made->lock); !filled) {
        removeFolder(made->folder, work.account);
        return std::unexpected(filled.error());
    }
    return made;
}

std::shared_ptr<Lock> waitForLock(const QString &folder, const Work &work)
{
    auto lock = Lock::take(folder);
    if (lock)
        return lock;
    work.say(tr("Waiting for another Oriel to release the sandbox…")); // a server whose owner was killed is still shutting down
    for (const QDeadlineTimer deadline(10'000); !lock && !deadline.hasExpired() && !work.stop.stop_requested();
         lock = Lock::take(folder))
        QThread::msleep(20);
    return lock;
}

// Complete before it gets its name, so that a kill at any moment leaves the whole sandbox or none.
Result<Made> makeUsers(const Work &work)
{
    const QString place = usersFolder();
    struct stat entry = {};
    if (::lstat(QFile::encodeName(place).constData(), &entry) != 0) {
        auto made = makeFolder(Kind::Unfinished, work.account);
        if (!made)
            return made;
        auto filled = fill(made->folder, work, *made->lock);
        if (filled && !sync(made->folder, Sync::FileSystem))
            filled = std::unexpected(Error{tr("The sandbox could not be written to the disk."), u"sync"_s, made->folder});
        if (!filled || ::rename(QFile::encodeName(made->folder).constData(), QFile::encodeName(place).constData()) != 0)
            removeFolder(made->folder, work.account); // another Oriel was quicker, or we failed
        if (!filled)
            return std::unexpected(filled.error());
        sync(QFileInfo(place).absolutePath(), Sync::Folder);
    }
    const Kind kind = kindOf(place, work.account);
    if (kind != Kind::Unfinished && kind != Kind::Users)
        return std::unexpected(Error{
            tr("The folder %1 is not a sandbox of Oriel's. Move it away to have one made there; Oriel changes nothing in it.")
                .arg(place),
            u"foreign-folder"_s,
            {}});
    auto lock = waitForLock(place, work);
    if (!lock && work.stop.stop_requested())
        return std::unexpected(Error{tr("Cancelled."), u"cancelled"_s, {}});
    if (!lock)
        return std::unexpected(Error{tr("The sandbox is in use by another Oriel. Close that one first."), u"in-use"_s, place});
    if (kind == Kind::Unfinished) {
        if (auto marked = mark(place, Kind::Users, work.account); !marked)
            return std::unexpected(marked.error());
        sync(place, Sync::FileSystem);
    }
    return Made{place, std::move(lock)};
}

// The kernel allows 107 bytes for a socket's path.
Result<QString> socketFolder(const QString &folder, const Account &account)
{
    QByteArray path = QFile::encodeName(folder + u"/s"_s);
    if (path.size() + qsizetype(sizeof "/.s.PGSQL.65535.lock") > 100) {
        path = QFile::encodeName(u"/tmp/oriel-s-%1"_s.arg(::geteuid()));
        path += '-' + QCryptographicHash::hash(folder.toUtf8(), QCryptographicHash::Sha256).toHex().left(12);
    }
    struct stat entry = {};
    if (::mkdir(path.constData(), 0700) == 0 && account.isOther)
        std::ignore = ::lchown(path.constData(), account.uid, account.gid);
    if (::lstat(path.constData(), &entry) == 0 && S_ISDIR(entry.st_mode) && entry.st_uid == account.uid &&
        (entry.st_mode & 0777) == 0700)
        return QFile::decodeName(path);
    return std::unexpected(Error{
        tr("The socket's folder %1 belongs to someone else. Remove it.").arg(QFile::decodeName(path)), u"socket-folder"_s, {}});
}

Result<ClusterInfo> describe(const Made &made, const Work &work)
{
    ClusterInfo info;
    info.folder = made.folder;
    info.lock = made.lock;
    info.programs = work.programs;
    info.user = u"oriel"_s;
    info.rootCert = made.folder + u"/root.crt"_s;
    QFile password(made.folder + u"/password"_s);
    if (!password.open(QIODevice::ReadOnly))
        return std::unexpected(Error{tr("The sandbox's password file cannot be read."), u"open"_s, password.errorString()});
    info.password = QString::fromLatin1(password.readAll().trimmed().split(':').last());
    auto socket = socketFolder(made.folder, work.account);
    if (!socket)
        return std::unexpected(socket.error());
    info.socketFolder = *socket;

    QFile saved(made.folder + u"/port"_s); // the user's sandbox keeps its port, so that saved connections go on working
    info.port = freePort(saved.open(QIODevice::ReadOnly) ? saved.readAll().trimmed().toInt() : 0);
    if (work.lifetime == Lifetime::Users)
        std::ignore = writeFile(saved.fileName(), QByteArray::number(info.port) + '\n', work.account);
    return info;
}

} // namespace

Result<ClusterInfo> Cluster::prepare(Lifetime lifetime, std::stop_token stop, std::function<void(QString)> progress)
{
    auto account = serverAccount();
    if (!account)
        return std::unexpected(account.error());
    sweep(*account);
    Work work{lifetime, *account, {}, stop, std::move(progress)};

    QFile version((lifetime == Lifetime::Users ? usersFolder() : QString()) + u"/data/PG_VERSION"_s);
    auto programs = lifetime == Lifetime::Users && version.open(QIODevice::ReadOnly)
                        ? programsOf(QString::fromLatin1(version.readAll().trimmed()), stop)
                        : serverPrograms();
    if (!programs)
        return std::unexpected(programs.error());
    work.programs = *programs;
    const auto made = lifetime == Lifetime::Users ? makeUsers(work) : makeThrowAway(work);
    if (!made)
        return std::unexpected(made.error());
    return describe(*made, work);
}

} // namespace oriel::sandbox
