// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/sshd.h"

#include "engines/sandbox/account.h"
#include "engines/sandbox/folder.h"
#include "engines/sandbox/port.h"
#include "support/wait.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace oriel::test {

struct Sshd::Private
{
    int port = 0;
    QString folder;    // of the server's account
    QTemporaryDir own; // keys and configuration of the client, and its `ssh`
    QByteArray path = qgetenv("PATH");
    QProcess process;

    QByteArray newKey(const QString &name) const // the public half
    {
        const QString file = own.filePath(name);
        QProcess keygen;
        keygen.start(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, {}, u"-f"_s, file});
        if (!keygen.waitForFinished() || keygen.exitCode() != 0)
            qFatal("sshd: ssh-keygen: %s", keygen.readAllStandardError().constData());
        return read(file + u".pub"_s);
    }
    static QByteArray read(const QString &file)
    {
        QFile opened(file);
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }
    QByteArray write(const QString &name, const QByteArray &text) const // its path
    {
        QFile file(own.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("sshd: %s cannot be written", qPrintable(file.fileName()));
        return QFile::encodeName(file.fileName());
    }
    void configureClient(const QByteArray &user, const QByteArray &hostKey) const
    {
        const QByteArray number = QByteArray::number(port), place = "[127.0.0.1]:" + number + ' ';
        const QByteArray known = write(u"known"_s, place + hostKey), none = write(u"none"_s, {}),
                         other = write(u"other"_s, place + newKey(u"otherhost"_s));
        const auto host = [&](const char *name, const char *key, const QByteArray &knownHosts, const QByteArray &more = {}) {
            return QByteArray("Host ") + name + "\n  IdentityFile " + QFile::encodeName(own.filePath(QLatin1String(key))) +
                   "\n  UserKnownHostsFile " + knownHosts + '\n' + more;
        };
        const QByteArray config =
            write(u"config"_s, host("bastion", "key", known) + host("stranger", "key", none) + host("impostor", "key", other) +
                                   host("locked", "wrongkey", known) +
                                   host("shared", "key", known,
                                        "  ControlMaster auto\n  ControlPersist yes\n  ControlPath " +
                                            QFile::encodeName(own.filePath(u"mux"_s)) + '\n') +
                                   "Host *\n  HostName 127.0.0.1\n  Port " + number + "\n  User " + user +
                                   "\n  IdentitiesOnly yes\n  IdentityAgent none\n  GlobalKnownHostsFile /dev/null\n");
        const QString real = QStandardPaths::findExecutable(u"ssh"_s);
        const QByteArray script = write(u"ssh"_s, "#!/bin/sh\nexec " + QFile::encodeName(real) + " -F " + config + " \"$@\"\n");
        ::chmod(script.constData(), 0700);
        qputenv("PATH", QFile::encodeName(own.path()) + ':' + path);
    }
};

QString Sshd::program()
{
    const QString installed = QStandardPaths::findExecutable(u"sshd"_s, {u"/usr/sbin"_s, u"/usr/local/sbin"_s});
    return installed.isEmpty() ? QFileInfo(u"" ORIEL_SOURCE_DIR "/build/peers/usr/sbin/sshd"_s).canonicalFilePath() : installed;
}

Sshd::Sshd(const Server &server, const QByteArray &more) : d(std::make_unique<Private>())
{
    static int count = 0;
    const auto account = *sandbox::serverAccount();
    d->port = sandbox::freePort();
    d->folder = server.info().folder + u"/sshd%1"_s.arg(++count); // goes with the server's
    const QByteArray folder = QFile::encodeName(d->folder);
    if (::mkdir(folder.constData(), 0700) != 0 || (account.isOther && ::chown(folder.constData(), account.uid, account.gid) != 0))
        qFatal("sshd: %s cannot be made", folder.constData());
    const QByteArray hostKey = d->newKey(u"hostkey"_s), userKey = d->newKey(u"key"_s);
    d->newKey(u"wrongkey"_s);
    // Its own configuration and an ordinary user: it logs in nobody but that one.
    const QByteArray text = "ListenAddress 127.0.0.1\nPort " + QByteArray::number(d->port) + "\nHostKey " + folder +
                            "/hostkey\nPidFile none\nAuthorizedKeysFile " + folder +
                            "/authorized_keys\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
                            "KbdInteractiveAuthentication no\nLogLevel VERBOSE\n" +
                            more;
    if (!sandbox::writeFile(d->folder + u"/hostkey"_s, Private::read(d->own.filePath(u"hostkey"_s)), account) ||
        !sandbox::writeFile(d->folder + u"/authorized_keys"_s, userKey, account) ||
        !sandbox::writeFile(d->folder + u"/sshd_config"_s, text, account))
        qFatal("sshd: its files cannot be written");
    d->configureClient(account.name.toUtf8(), hostKey);

    d->process.setProgram(program());
    d->process.setArguments({u"-D"_s, u"-e"_s, u"-f"_s, d->folder + u"/sshd_config"_s});
    d->process.setProcessEnvironment(sandbox::serverEnvironment(QFileInfo(program()).absolutePath(), d->folder));
    d->process.setProcessChannelMode(QProcess::ForwardedChannels);
    d->process.setChildProcessModifier(sandbox::inChild(account, SIGTERM, -1, d->folder + u"/log"_s));
    d->process.start();
    const bool up =
        waitUntil([this] { return d->process.state() == QProcess::NotRunning || log().contains("Server listening"); });
    if (!up || d->process.state() == QProcess::NotRunning)
        qFatal("sshd: %s", log().constData());
}

Sshd::~Sshd()
{
    kill();
    qputenv("PATH", d->path);
}

int Sshd::port() const { return d->port; }
QByteArray Sshd::log() const { return Private::read(d->folder + u"/log"_s); }

void Sshd::kill()
{
    if (d->process.state() == QProcess::NotRunning)
        return;
    ::kill(pid_t(d->process.processId()), SIGSTOP); // so that it takes nobody in meanwhile
    for (const qint64 process : descendantsOf(d->process.processId()))
        ::kill(pid_t(process), SIGKILL);
    d->process.waitForFinished(5'000);
}

QList<qint64> descendantsOf(qint64 process, const QList<qint64> &except)
{
    QList<qint64> found{process};
    for (qsizetype i = 0; i < found.size(); ++i) {
        QFile children(u"/proc/%1/task/%1/children"_s.arg(found.at(i)));
        if (!children.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &child : children.readAll().simplified().split(' '))
            if (!child.isEmpty() && !except.contains(child.toLongLong()))
                found.append(child.toLongLong());
    }
    return found;
}

} // namespace oriel::test
