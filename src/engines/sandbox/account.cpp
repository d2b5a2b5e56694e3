// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/sandbox/account.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace oriel::sandbox {

namespace {

bool readAccount(const char *name, uid_t uid, Account *account)
{
    passwd entry{};
    passwd *found = nullptr;
    QByteArray buffer(16'384, '\0');
    const int status = name ? ::getpwnam_r(name, &entry, buffer.data(), size_t(buffer.size()), &found)
                            : ::getpwuid_r(uid, &entry, buffer.data(), size_t(buffer.size()), &found);
    if (status != 0 || !found)
        return false;
    *account = Account{QString::fromLocal8Bit(found->pw_name), found->pw_uid, found->pw_gid, false};
    return true;
}

} // namespace

Result<Account> serverAccount()
{
    Account account;
    if (::geteuid() != 0) {
        if (readAccount(nullptr, ::geteuid(), &account))
            return account;
        return std::unexpected(
            Error{u"This user has no entry in the user database, and PostgreSQL needs its name. Add one to /etc/passwd."_s,
                  u"no-user"_s, QString::number(::geteuid())});
    }
    for (const char *name : {"postgres", "nobody"}) {
        if (readAccount(name, 0, &account) && account.uid != 0) {
            account.isOther = true;
            return account;
        }
    }
    return std::unexpected(Error{
        u"PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody. Start Oriel as an ordinary user."_s,
        u"no-user"_s,
        {}});
}

QString ownAccountName()
{
    Account account;
    return readAccount(nullptr, ::geteuid(), &account) ? account.name : QString();
}

bool canReach(const Account &account, const QString &file)
{
    if (!account.isOther)
        return true;
    for (QString folder = QFileInfo(file).absolutePath();; folder = QFileInfo(folder).absolutePath()) {
        struct stat entry = {};
        if (::stat(QFile::encodeName(folder).constData(), &entry) != 0)
            return false;
        const mode_t bit = entry.st_uid == account.uid ? S_IXUSR : entry.st_gid == account.gid ? S_IXGRP : S_IXOTH;
        if (!(entry.st_mode & bit))
            return false;
        if (folder == "/"_L1)
            return true;
    }
}

std::function<void()> inChild(const Account &account, int deathSignal, int lockFd, const QString &log)
{
    // Async-signal-safe calls only. The raw system calls, because glibc's setuid() would signal threads that fork() did not copy.
    return [account, deathSignal, lockFd, file = QFile::encodeName(log), parent = ::getpid()] {
        if (account.isOther) {
            const gid_t group = account.gid;
            if (::syscall(SYS_setgroups, 1, &group) != 0 || ::syscall(SYS_setresgid, group, group, group) != 0 ||
                ::syscall(SYS_setresuid, account.uid, account.uid, account.uid) != 0)
                ::_exit(126);
        }
        ::umask(077);
        if (lockFd >= 0)
            ::fcntl(lockFd, F_SETFD, 0);
        if (!file.isEmpty()) {
            const int out = ::open(file.constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
            if (out < 0 || ::dup2(out, STDOUT_FILENO) < 0 || ::dup2(out, STDERR_FILENO) < 0)
                ::_exit(126);
        }
        ::prctl(PR_SET_PDEATHSIG, deathSignal); // after the change of user, which clears it
        if (::getppid() != parent)              // gone before the line above
            ::_exit(126);
    };
}

QProcessEnvironment serverEnvironment(const QString &programs, const QString &home)
{
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, (programs.isEmpty() ? QString() : programs + u':') + u"/usr/local/bin:/usr/bin:/bin"_s);
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    environment.insert(u"HOME"_s, home);
    if (const QString zone = qEnvironmentVariable("TZ"); !zone.isEmpty())
        environment.insert(u"TZ"_s, zone);

    const qsizetype usr = programs.lastIndexOf(u"/usr/"_s); // 0: the system's own
    if (usr <= 0)
        return environment;
    QStringList libraries;
    for (const QString &lib : {programs.left(usr) + u"/usr/lib"_s, programs.left(usr) + u"/lib"_s}) {
        for (const QString &triplet : QDir(lib).entryList({u"*-linux-gnu*"_s}, QDir::Dirs))
            libraries += lib + u'/' + triplet;
    }
    if (!libraries.isEmpty())
        environment.insert(u"LD_LIBRARY_PATH"_s, libraries.join(u':'));
    return environment;
}

} // namespace oriel::sandbox
