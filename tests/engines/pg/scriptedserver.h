// SPDX-License-Identifier: GPL-3.0-or-later
// A server that speaks protocol 3 as a script tells it, mistakes included.
#pragma once

#include "support/protocol.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <functional>

namespace oriel::test {

inline QByteArray fieldsOf(const QByteArrayList &names) // RowDescription of text columns
{
    QByteArray body = number16(int(names.size()));
    for (const QByteArray &name : names)
        body += text(name) + number32(0) + number16(0) + number32(25) + number16(-1) + number32(-1) + number16(0);
    return message('T', body);
}

inline QByteArray rowOf(const QByteArrayList &values)
{
    QByteArray body = number16(int(values.size()));
    for (const QByteArray &value : values)
        body += number32(value.size()) + value;
    return message('D', body);
}

inline QByteArray ready(char state = 'I') { return message('Z', QByteArray(1, state)); }

inline const QByteArray welcome =
    message('R', number32(0)) + message('S', text("server_version") + text("15.0")) +
    message('S', text("server_encoding") + text("UTF8")) + message('S', text("client_encoding") + text("UTF8")) +
    message('S', text("standard_conforming_strings") + text("on")) + message('K', number32(4711) + number32(1)) + ready();

class ScriptedServer final : public QTcpServer
{
public:
    ScriptedServer()
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port for the scripted server");
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *peer = nextPendingConnection();
            connect(peer, &QTcpSocket::readyRead, this, [this, peer] { answer(peer, peer->readAll()); });
        });
    }

    QByteArray greeting = welcome; // to a startup packet
    QByteArray facts = fieldsOf({"a", "b", "c", "d", "e", "f"}) + rowOf({"4711", "f", "UTC", "off", "UTF8", "0"}) +
                       message('C', text("SELECT 1")) + ready(); // to the first statement
    QByteArray reply;                                            // to every other
    std::function<void(QTcpSocket *)> afterwards;                // once a reply was sent

private:
    void answer(QTcpSocket *peer, const QByteArray &bytes)
    {
        if (bytes.size() >= 8 && bytes[0] == 0) { // a startup packet, a CancelRequest
            if (qFromBigEndian<quint32>(bytes.constData() + 4) == 196608)
                peer->write(greeting);
            else
                peer->close();
            return;
        }
        if (!bytes.startsWith('Q') && !bytes.startsWith('P'))
            return;
        const bool isFacts = bytes.contains("pg_backend_pid");
        peer->write(isFacts ? facts : reply);
        if (!isFacts && afterwards)
            afterwards(peer);
    }
};

} // namespace oriel::test
