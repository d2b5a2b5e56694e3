// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/tunnel/listener.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QSet>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace oriel::tunnel {

namespace {

// The kernel writes an address as words of the machine's byte order.
QByteArray hexOf(in_addr_t address) { return QByteArray::number(address, 16).toUpper().rightJustified(8, '0'); }

// Inodes of the sockets that would take a connection to 127.0.0.1:port: bound to it or to any address, of either family.
QSet<QByteArray> listeningInodes(int port)
{
    const QByteArray loopback = hexOf(htonl(INADDR_LOOPBACK)), any(8, '0');
    const QList<QByteArray> takers{loopback, any, QByteArray(32, '0'), QByteArray(16, '0') + hexOf(htonl(0xFFFF)) + loopback};
    const QByteArray wanted = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    QSet<QByteArray> inodes;
    for (const QString &table : {u"/proc/self/net/tcp"_s, u"/proc/self/net/tcp6"_s}) {
        QFile file(table);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray &line : lines) { // "sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode"
            const QList<QByteArray> fields = line.simplified().split(' ');
            if (fields.size() < 10 || fields.at(3) != "0A" || !fields.at(1).endsWith(wanted))
                continue;
            if (takers.contains(fields.at(1).chopped(wanted.size())))
                inodes.insert(fields.at(9));
        }
    }
    return inodes;
}

struct Process
{
    pid_t parent = 0, group = 0;
};

QHash<pid_t, Process> processes()
{
    QHash<pid_t, Process> found;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile stat(u"/proc/"_s + name + u"/stat"_s);
        if (!name.at(0).isDigit() || !stat.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = stat.readAll();
        const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' '); // "state parent group …"
        found.insert(name.toInt(), {fields.value(1).toInt(), fields.value(2).toInt()});
    }
    return found;
}

bool isOurs(pid_t process, pid_t leader, const QHash<pid_t, Process> &all)
{
    for (qsizetype depth = 0; process > 1 && depth <= all.size(); ++depth, process = all.value(process).parent)
        if (process == leader || all.value(process).group == leader)
            return true;
    return false;
}

} // namespace

int unusedPort()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool isBound = fd >= 0 && ::bind(fd, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
                         ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) == 0;
    if (fd >= 0)
        ::close(fd);
    return isBound ? ntohs(address.sin_port) : 0;
}

Listener listenerOn(int port, pid_t leader)
{
    QSet<QByteArray> left = listeningInodes(port);
    if (left.isEmpty())
        return Listener::Nobody;
    const QHash<pid_t, Process> all = processes();
    for (auto it = all.begin(); it != all.end() && !left.isEmpty(); ++it) {
        if (!isOurs(it.key(), leader, all))
            continue;
        const QDir open(u"/proc/%1/fd"_s.arg(it.key()));
        for (const QString &descriptor : open.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
            char target[64];
            const ssize_t size = ::readlink(QFile::encodeName(open.filePath(descriptor)).constData(), target, sizeof target);
            const QByteArray link(target, std::max<ssize_t>(0, size));
            if (link.startsWith("socket:["))
                left.remove(link.mid(8).chopped(1));
        }
    }
    return left.isEmpty() ? Listener::Ours : Listener::Foreign;
}

} // namespace oriel::tunnel
