// SPDX-License-Identifier: GPL-3.0-or-later
// A man in the middle: answers SSLRequest as told, asks for the password as told, and records every byte that it hears.
#pragma once

#include "support/pki.h"
#include "support/protocol.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>

namespace oriel::test {

enum class Greeting { No, Error, Tls, Plain }; // Plain: it asks for the password instead of answering SSLRequest
enum class Asks { Cleartext, Md5, Scram };

class FakeServer final : public QTcpServer
{
public:
    explicit FakeServer()
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port for the fake server");
    }
    Greeting greeting = Greeting::No;
    Asks asks = Asks::Cleartext;
    Identity identity;

    QByteArray heard;                 // everything, decrypted where it was TLS
    QByteArray heardEncrypted;        // the part of it that came by TLS
    QList<QSslCertificate> shown;     // by clients that have one: it is asked for
    int connections = 0, answers = 0; // answers: messages with a password, a hash or a proof of it

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QSslSocket(this);
        socket->setSocketDescriptor(descriptor);
        ++connections;
        connect(socket, &QSslSocket::readyRead, this, [this, socket] { listenTo(socket); });
        connect(socket, &QSslSocket::encrypted, this, [this, socket] {
            if (!socket->peerCertificate().isNull())
                shown.append(socket->peerCertificate());
            listenTo(socket);
        });
        connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
    }

private:
    void listenTo(QSslSocket *socket)
    {
        const QByteArray bytes = socket->readAll();
        heard += bytes;
        if (socket->isEncrypted())
            heardEncrypted += bytes;
        if (bytes.size() >= 8 && bytes.startsWith(QByteArray(1, 0)))
            greet(socket, qFromBigEndian<quint32>(bytes.constData() + 4));
        else if (bytes.startsWith('p'))
            refuse(socket);
    }
    void greet(QSslSocket *socket, quint32 code)
    {
        constexpr quint32 sslRequest = 80877103, gssRequest = 80877104;
        if (code == gssRequest || (code == sslRequest && greeting == Greeting::No)) {
            socket->write("N");
        } else if (code == sslRequest && greeting == Greeting::Error) {
            socket->write(message('E', QByteArray("SFATAL\0C0A000\0Munsupported frontend protocol\0\0", 45)));
            socket->disconnectFromHost();
        } else if (code == sslRequest && greeting == Greeting::Tls) {
            socket->write("S");
            socket->setLocalCertificate(QSslCertificate(identity.certificate));
            socket->setPrivateKey(QSslKey(identity.key, QSsl::Ec));
            socket->setPeerVerifyMode(QSslSocket::QueryPeer);
            socket->startServerEncryption();
        } else {
            ask(socket);
        }
    }
    void ask(QSslSocket *socket)
    {
        static const QByteArray cleartext("\0\0\0\3", 4), md5("\0\0\0\5salt", 8), scram("\0\0\0\12SCRAM-SHA-256\0\0", 19);
        socket->write(message('R', asks == Asks::Cleartext ? cleartext : asks == Asks::Md5 ? md5 : scram));
    }
    void refuse(QSslSocket *socket)
    {
        ++answers;
        socket->write(message('E', QByteArray("SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0", 54)));
        socket->disconnectFromHost();
    }
};

} // namespace oriel::test
