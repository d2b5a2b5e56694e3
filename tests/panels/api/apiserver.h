// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>

namespace oriel::test {

struct ApiCall
{
    QByteArray method, target, head, body;
};

// A scripted API on 127.0.0.1: one answer a connection. GUI thread.
class ApiServer final : public QTcpServer
{
public:
    explicit ApiServer(std::function<QByteArray(const ApiCall &)> script) : answer(std::move(script))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, socket, [this, socket, text = QByteArray()]() mutable {
                    text += socket->readAll();
                    take(socket, text);
                });
        });
    }
    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(serverPort()); }

    std::function<QByteArray(const ApiCall &)> answer; // empty: the client waits
    QList<ApiCall> calls;

private:
    void take(QTcpSocket *socket, const QByteArray &text)
    {
        const qsizetype end = text.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        ApiCall call;
        call.head = text.first(end + 2);
        call.method = text.first(text.indexOf(' '));
        call.target = text.mid(call.method.size() + 1, text.indexOf(' ', call.method.size() + 1) - call.method.size() - 1);
        call.body = text.mid(end + 4);
        const qsizetype length = call.head.toLower().indexOf("\r\ncontent-length:");
        if (length >= 0 &&
            call.body.size() < call.head.mid(length + 17, call.head.indexOf('\r', length + 2) - length - 17).trimmed().toInt())
            return;
        calls << call;
        const QByteArray said = answer(call);
        if (said.isEmpty())
            return;
        socket->write(said);
        socket->disconnectFromHost();
    }
};

inline QByteArray answerOf(const QByteArray &status, const QByteArray &body, const QByteArray &headers = {})
{
    return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n" + headers + "Connection: close\r\n\r\n" + body;
}

} // namespace oriel::test
