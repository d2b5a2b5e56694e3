// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/netns.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStringList>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace oriel::test {

namespace {

int ownNetwork() { return ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC); }

} // namespace

bool Network::run(const QStringList &arguments)
{
    QProcess ip;
    ip.start(u"ip"_s, arguments);
    const bool isGood = ip.waitForStarted() && ip.waitForFinished() && ip.exitCode() == 0;
    if (!isGood && m_problem.isEmpty())
        m_problem =
            u"ip %1: %2"_s.arg(arguments.join(u' '), QString::fromLocal8Bit(ip.readAllStandardError()) + ip.errorString());
    return isGood;
}

void Network::enter(int network) const
{
    if (::setns(network, CLONE_NEWNET) != 0)
        qFatal("network: %s", strerror(errno));
}

Network::Network()
{
    if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0 || (m_client = ownNetwork()) < 0 || ::unshare(CLONE_NEWNET) != 0 ||
        (m_server = ownNetwork()) < 0) {
        m_problem = u"no network of its own: %1"_s.arg(QString::fromLocal8Bit(strerror(errno)));
        return;
    }
    ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    const QString client = u"/proc/%1/fd/%2"_s.arg(::getpid()).arg(m_client);
    const auto up = [this](const QString &name, const QStringList &addresses) {
        for (const QString &address : addresses)
            run({u"addr"_s, u"add"_s, address + u"/24"_s, u"dev"_s, name});
        run({u"link"_s, u"set"_s, u"lo"_s, u"up"_s});
        run({u"link"_s, u"set"_s, name, u"up"_s});
    };
    run({u"link"_s, u"add"_s, u"far"_s, u"type"_s, u"veth"_s, u"peer"_s, u"name"_s, u"near"_s});
    run({u"link"_s, u"set"_s, u"near"_s, u"netns"_s, client});
    up(u"far"_s, {QString::fromLatin1(serverAddress), QString::fromLatin1(resolverAddress)});
    enter(m_client);
    up(u"near"_s, {u"10.77.0.2"_s});
}

Network::~Network()
{
    for (const int file : {m_server, m_client, m_resolver})
        if (file >= 0)
            ::close(file);
}

void Network::onServer(const std::function<void()> &work) const
{
    enter(m_server);
    work();
    enter(m_client);
}

void Network::pull() const
{
    onServer([] { QProcess::execute(u"ip"_s, {u"link"_s, u"set"_s, u"far"_s, u"down"_s}); });
}

void Network::plug() const
{
    onServer([] { QProcess::execute(u"ip"_s, {u"link"_s, u"set"_s, u"far"_s, u"up"_s}); });
}

bool Network::useSilentResolver()
{
    onServer([this] { m_resolver = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0); });
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(53);
    ::inet_pton(AF_INET, resolverAddress, &address.sin_addr);
    QFile own(QDir::homePath() + u"/resolv.conf"_s);
    return ::bind(m_resolver, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0 &&
           own.open(QIODevice::WriteOnly) && own.write(QByteArray("nameserver ") + resolverAddress + '\n') > 0 && own.flush() &&
           ::mount(QFile::encodeName(own.fileName()).constData(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) == 0;
}

} // namespace oriel::test
