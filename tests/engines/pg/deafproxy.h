// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>

#include <memory>

namespace oriel::test {

// Stands between a session and the server as some poolers do: everything passes but CancelRequest, which is swallowed.
class DeafProxy final : public QObject
{
public:
    explicit DeafProxy(quint16 serverPort)
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this, serverPort] {
            while (QTcpSocket *near = m_server.nextPendingConnection())
                join(near, serverPort);
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("no port for the proxy");
    }
    quint16 port() const { return m_server.serverPort(); }
    int cancelRequests() const { return m_cancelRequests; }
    void cut() // the network is gone
    {
        for (QTcpSocket *socket : findChildren<QTcpSocket *>())
            socket->abort();
    }

private:
    void join(QTcpSocket *near, quint16 serverPort)
    {
        near->setParent(this);
        auto *far = new QTcpSocket(this);
        far->connectToHost(QHostAddress(QHostAddress::LocalHost), serverPort);
        const auto isFirst = std::make_shared<bool>(true);
        connect(near, &QTcpSocket::readyRead, far, [this, near, far, isFirst] {
            const QByteArray bytes = near->readAll();
            if (std::exchange(*isFirst, false) && bytes.size() == 16 && bytes.mid(4, 4) == QByteArray::fromHex("04d2162e")) {
                ++m_cancelRequests;
                near->close();
                return;
            }
            far->write(bytes);
        });
        far->setReadBufferSize(1 << 16); // holds the server back as a network would
        const auto forward = [near, far] {
            if (near->bytesToWrite() < 1 << 16)
                near->write(far->readAll());
        };
        connect(far, &QTcpSocket::readyRead, near, forward);
        connect(near, &QTcpSocket::bytesWritten, far, forward);
        connect(near, &QTcpSocket::disconnected, far, &QTcpSocket::disconnectFromHost);
        connect(far, &QTcpSocket::disconnected, near, &QTcpSocket::disconnectFromHost);
    }

    QTcpServer m_server;
    int m_cancelRequests = 0;
};

} // namespace oriel::test
