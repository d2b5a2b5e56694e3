// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

namespace oriel::test {

// An HTTP server on 127.0.0.1. GUI thread.
class Web final : public QTcpServer
{
public:
    explicit Web(const QByteArray &text) : answer(text)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            auto *socket = nextPendingConnection();
            last = socket;
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                requests += socket->readAll();
                if (answer.isEmpty() || !requests.endsWith("\r\n\r\n"))
                    return;
                socket->write(answer);
                if (closes)
                    socket->disconnectFromHost();
            });
        });
    }
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1/x/x-bundle.pem").arg(serverPort())); }

    QByteArray answer; // to every request; empty: keeps the client waiting
    bool closes = true;
    QByteArray requests;
    QPointer<QTcpSocket> last;
};

inline QByteArray ok(const QByteArray &body, qsizetype promised = -1) // promised: more than there is
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(promised < 0 ? body.size() : promised) + "\r\n\r\n" + body;
}

} // namespace oriel::test
