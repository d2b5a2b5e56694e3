// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/instance.h"

#include "base/paths.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <chrono>

#include <sys/socket.h>
#include <unistd.h>

namespace oriel {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 2s;
constexpr qint64 mostBytes = 64 * 1024; // of a request
constexpr auto taken = "taken\n";

bool isOurs(const QLocalSocket &socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

} // namespace

QString instanceSocket(const QString &stateFolder)
{
    const QByteArray hash = QCryptographicHash::hash(stateFolder.toUtf8(), QCryptographicHash::Sha256);
    return paths::runtime() + u"/window-"_s + QLatin1String(hash.first(6).toHex());
}

Instance::Instance(QObject *parent) : QObject(parent)
{
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *peer = m_server.nextPendingConnection()) {
            connect(peer, &QLocalSocket::disconnected, peer, &QObject::deleteLater);
            QTimer::singleShot(patience, peer, &QLocalSocket::abort);
            if (!isOurs(*peer)) {
                peer->abort();
                continue;
            }
            peer->setReadBufferSize(mostBytes);
            connect(peer, &QLocalSocket::readyRead, this, [this, peer] { answer(peer); });
            answer(peer);
        }
    });
}

bool Instance::listen(const QString &socket)
{
    QLocalServer::removeServer(socket);
    return m_server.listen(socket);
}

void Instance::answer(QLocalSocket *peer)
{
    if (!peer->canReadLine()) {
        if (peer->bytesAvailable() >= mostBytes)
            peer->abort();
        return;
    }
    const QJsonDocument request = QJsonDocument::fromJson(peer->readLine(mostBytes));
    if (!request.isObject()) {
        peer->abort();
        return;
    }
    peer->write(taken);
    peer->disconnectFromServer();
    Q_EMIT asked(request.object());
}

HandOver::HandOver(QObject *parent) : QObject(parent)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] { end(false); });
    connect(&m_peer, &QLocalSocket::errorOccurred, this, [this] { end(false); });
    connect(&m_peer, &QLocalSocket::readyRead, this, [this] {
        if (m_peer.canReadLine())
            end(m_peer.readLine() == taken);
    });
}

void HandOver::start(const QString &socket, const QJsonObject &request)
{
    connect(&m_peer, &QLocalSocket::connected, this, [this, request] {
        if (isOurs(m_peer))
            m_peer.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
        else
            end(false);
    });
    m_limit.start(patience);
    m_peer.connectToServer(socket);
}

void HandOver::end(bool isTaken)
{
    if (std::exchange(m_isOver, true))
        return;
    m_limit.stop();
    Q_EMIT finished(isTaken);
}

} // namespace oriel
