// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sandbox/folder.h"

#include "base/paths.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace oriel::sandbox {

namespace {

constexpr auto markerName = "/oriel-sandbox";
constexpr auto throwAwayPrefix = "oriel-pg-";
constexpr auto unfinishedPrefix = "sandbox.new-";

QByteArray markerText(Kind kind)
{
    switch (kind) {
    case Kind::ThrowAway:
        return "throw-away\nMade by Oriel for a test or a tour; it is removed when its owner has ended.\n";
    case Kind::Users:
        return "users\nThe sandbox of Oriel's user. Oriel never removes it.\n";
    case Kind::Unfinished:
        return "unfinished\nBecomes the user's sandbox when it is complete.\n";
    case Kind::None:
        break;
    }
    return {};
}

Error systemError(const QString &message, int number)
{
    return Error{message, QString::number(number), QString::fromLocal8Bit(::strerror(number))};
}

QByteArray readSmall(const QString &file, qsizetype limit = 4096)
{
    const int fd = ::open(QFile::encodeName(file).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return {};
    QByteArray text(limit, '\0');
    text.resize(std::max<ssize_t>(0, ::read(fd, text.data(), size_t(limit))));
    ::close(fd);
    return text;
}

// A killed server leaves its System V segment; postmaster.pid's seventh line names key and id.
void removeSharedMemory(const QString &folder, const Account &account)
{
    const QList<QByteArray> words = readSmall(folder + u"/data/postmaster.pid"_s).split('\n').value(6).simplified().split(' ');
    if (words.size() != 2)
        return;
    const int id = words[1].toInt();
    shmid_ds segment{};
    if (::shmctl(id, IPC_STAT, &segment) == 0 && segment.shm_nattch == 0 && segment.shm_perm.cuid == account.uid &&
        quint32(segment.shm_perm.__key) == words[0].toUInt())
        ::shmctl(id, IPC_RMID, nullptr);
}

QString usersBase()
{
    return ::geteuid() == 0 ? u"/var/lib/oriel"_s : paths::data(); // the server's account cannot enter /root
}

// Its maker was killed before it was marked: no longer than a minute of work, and nothing in it but our own first files.
void removeUnborn(const QString &folder, const Account &account)
{
    const QByteArray path = QFile::encodeName(folder);
    struct stat entry = {};
    if (::lstat(path.constData(), &entry) != 0 || !S_ISDIR(entry.st_mode) ||
        (entry.st_uid != account.uid && entry.st_uid != ::geteuid()) || entry.st_mtime > ::time(nullptr) - 60)
        return;
    const QString unmarked = QLatin1String(markerName + 1) + u".new"_s;
    for (const QString &name : QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)) {
        if (name != "lock"_L1 && name != unmarked)
            return;
    }
    if (const auto lock = Lock::take(folder)) {
        for (const QByteArray &name : {"/lock"_qba, QFile::encodeName(u'/' + unmarked)})
            ::unlink((path + name).constData());
        ::rmdir(path.constData());
    }
}

} // namespace

std::shared_ptr<Lock> Lock::take(const QString &folder)
{
    const int fd = ::open(QFile::encodeName(folder + u"/lock"_s).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return nullptr;
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0)
        return std::shared_ptr<Lock>(new Lock(fd));
    ::close(fd);
    return nullptr;
}

Lock::~Lock()
{
    ::close(m_fd); // not LOCK_UN: a server that inherited the descriptor goes on holding it
}

Kind kindOf(const QString &folder, const Account &account)
{
    struct stat entry = {};
    if (::lstat(QFile::encodeName(folder).constData(), &entry) != 0 || !S_ISDIR(entry.st_mode) || entry.st_uid != account.uid)
        return Kind::None;
    const QByteArray text = readSmall(folder + QLatin1String(markerName));
    for (const Kind kind : {Kind::ThrowAway, Kind::Users, Kind::Unfinished}) {
        if (text == markerText(kind))
            return kind;
    }
    return Kind::None;
}

QString usersFolder()
{
    const QString own = usersBase() + u"/sandbox"_s;
    const QString data = paths::data();
    if (::geteuid() != 0 || data == "/root/.local/share/oriel"_L1)
        return own;
    return own + u'-' + QString::fromLatin1(QCryptographicHash::hash(data.toUtf8(), QCryptographicHash::Sha256).toHex().left(12));
}

QStringList throwAwayBases()
{
    return {u"/var/tmp"_s, u"/tmp"_s}; // short, because a socket's path ends at 107 bytes; /tmp may be memory
}

Result<> writeFile(const QString &file, const QByteArray &text, const Account &account, mode_t mode)
{
    const QByteArray path = QFile::encodeName(file);
    const QByteArray fresh = path + ".new";
    ::unlink(fresh.constData());
    const int fd = ::open(fresh.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    bool ok = fd >= 0;
    ok = ok && ::write(fd, text.constData(), size_t(text.size())) == text.size();
    ok = ok && ::fchmod(fd, mode) == 0 && (!account.isOther || ::fchown(fd, account.uid, account.gid) == 0);
    ok = ok && ::rename(fresh.constData(), path.constData()) == 0;
    const int number = errno;
    if (fd >= 0)
        ::close(fd);
    if (ok)
        return {};
    ::unlink(fresh.constData());
    return std::unexpected(systemError(u"%1 cannot be written. Is there room on the disk?"_s.arg(file), number));
}

Result<> mark(const QString &folder, Kind kind, const Account &account)
{
    return writeFile(folder + QLatin1String(markerName), markerText(kind), account);
}

Result<Made> makeFolder(Kind kind, const Account &account)
{
    QByteArray name;
    if (kind != Kind::ThrowAway)
        ::mkdir(QFile::encodeName(usersBase()).constData(), 0711);
    for (const QString &base : kind == Kind::ThrowAway ? throwAwayBases() : QStringList{usersBase()}) {
        name = QFile::encodeName(base + u'/' + QLatin1String(kind == Kind::ThrowAway ? throwAwayPrefix : unfinishedPrefix)) +
               "XXXXXX";
        if (::mkdtemp(name.data()))
            break;
        const int number = errno;
        if (base == "/var/tmp"_L1)
            continue;
        return std::unexpected(systemError(u"No folder can be made in %1. Is it writable?"_s.arg(base), number));
    }
    const QString folder = QFile::decodeName(name);
    auto lock = Lock::take(folder); // before the marker: a marked folder without a holder is a dead one
    const bool ours = lock && (!account.isOther || (::fchown(lock->descriptor(), account.uid, account.gid) == 0 &&
                                                    ::lchown(name.constData(), account.uid, account.gid) == 0));
    if (!ours) {
        const int number = errno;
        ::unlink((name + "/lock").constData());
        ::rmdir(name.constData());
        return std::unexpected(systemError(u"The folder %1 cannot be used."_s.arg(folder), number));
    }
    if (auto marked = mark(folder, kind, account); !marked)
        return std::unexpected(marked.error());
    return Made{folder, std::move(lock)};
}

bool removeFolder(const QString &folder, const Account &account)
{
    const Kind kind = kindOf(folder, account);
    const QString name = QFileInfo(folder).fileName();
    const bool named = name.startsWith(QLatin1String(kind == Kind::Unfinished ? unfinishedPrefix : throwAwayPrefix));
    if ((kind != Kind::ThrowAway && kind != Kind::Unfinished) || !named)
        return false;
    removeSharedMemory(folder, account);
    namespace fs = std::filesystem;
    std::error_code error;
    bool isBare = true; // but for the lock and the marker, which stay as long as anything does: the next sweep finds it by them
    const fs::path root(QFile::encodeName(folder).toStdString());
    for (fs::directory_iterator entries(root, error), end; !error && entries != end; entries.increment(error)) {
        const auto file = entries->path().filename();
        std::error_code failed;
        if (file != "lock" && file != markerName + 1)
            fs::remove_all(entries->path(), failed);
        isBare = isBare && !failed;
    }
    if (error || !isBare)
        return false;
    fs::remove(root / "lock", error);
    fs::remove(root / (markerName + 1), error);
    return fs::remove(root, error);
}

void sweep(const Account &account)
{
    QStringList folders;
    for (const QString &base : throwAwayBases()) {
        for (const QString &name : QDir(base).entryList({QLatin1String(throwAwayPrefix) + u'*'}, QDir::Dirs | QDir::NoSymLinks))
            folders += base + u'/' + name;
    }
    const QString users = usersBase();
    for (const QString &name : QDir(users).entryList({QLatin1String(unfinishedPrefix) + u'*'}, QDir::Dirs | QDir::NoSymLinks))
        folders += users + u'/' + name;
    for (const QString &folder : std::as_const(folders)) {
        const Kind kind = kindOf(folder, account);
        if (kind == Kind::None)
            removeUnborn(folder, account);
        if (kind != Kind::ThrowAway && kind != Kind::Unfinished)
            continue;
        if (const auto lock = Lock::take(folder))
            removeFolder(folder, account);
    }
}

} // namespace oriel::sandbox
