// SPDX-License-Identifier: GPL-3.0-or-later
// A server that keeps the requests it got, and programs that send them.
#pragma once

#include <QHostAddress>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <memory>

struct Got
{
    QByteArray method, target;
    QMap<QByteArray, QByteArray> headers; // lower case
    QByteArray body;
};

// Reads whole requests by their Content-Length and answers each with a JSON text.
class Listener final : public QTcpServer
{
public:
    Listener()
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, this, [this, socket, bytes = std::make_shared<QByteArray>()] {
                    *bytes += socket->readAll();
                    take(*bytes, socket);
                });
        });
    }
    QByteArray origin() const { return "http://127.0.0.1:" + QByteArray::number(serverPort()); }

    QList<Got> got;
    QByteArray answer = R"([{"id": 1}])";
    QByteArray challenge; // a WWW-Authenticate for requests without Authorization

private:
    void take(QByteArray &bytes, QTcpSocket *socket)
    {
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        const QByteArrayList lines = bytes.first(end).split('\n');
        Got one{.method = lines[0].split(' ').value(0), .target = lines[0].split(' ').value(1)};
        for (const QByteArray &line : lines.sliced(1)) {
            const qsizetype colon = line.indexOf(':');
            QByteArray &value = one.headers[line.first(colon).toLower()];
            value += (value.isEmpty() ? "" : ", ") + line.sliced(colon + 1).trimmed();
        }
        const bool isChunked = one.headers.value("transfer-encoding") == "chunked";
        const qsizetype length = one.headers.value("content-length").toLongLong();
        if (isChunked ? !bytes.endsWith("0\r\n\r\n") : bytes.size() < end + 4 + length)
            return;
        one.body = bytes.sliced(end + 4, isChunked ? bytes.size() - end - 4 : length);
        bytes.clear();
        got.append(one);
        const bool isAsking = !challenge.isEmpty() && !one.headers.contains("authorization");
        socket->write(isAsking
                          ? "HTTP/1.1 401 No\r\nWWW-Authenticate: " + challenge + "\r\nContent-Length: 0\r\n\r\n"
                          : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                                QByteArray::number(answer.size()) + "\r\n\r\n" + (one.method == "HEAD" ? QByteArray() : answer));
    }
};

struct Ran
{
    int code = -1;
    QByteArray out, error;
};

// Runs a program while the event loop serves.
inline Ran ran(const QString &program, const QStringList &arguments, const QString &folder = {},
               const QProcessEnvironment &with = {})
{
    QProcess process;
    process.setWorkingDirectory(folder);
    if (!with.isEmpty())
        process.setProcessEnvironment(with);
    process.start(program, arguments);
    process.closeWriteChannel();
    if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 30'000))
        process.kill();
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}
