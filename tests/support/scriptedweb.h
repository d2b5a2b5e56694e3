// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QPointer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>
#include <QUrl>

#include <functional>

namespace oriel::test {

struct Asked
{
    QByteArray head, body; // head with its last empty line
    QByteArray line() const { return head.left(head.indexOf('\r')); }
    QByteArray value(const QByteArray &name) const
    {
        for (const QByteArrayList lines = head.split('\n'); const QByteArray &each : lines)
            if (each.left(each.indexOf(':')).compare(name, Qt::CaseInsensitive) == 0)
                return each.mid(each.indexOf(':') + 1).trimmed();
        return {};
    }
};

struct Said
{
    QByteArray bytes; // all of the answer, as it goes out
    bool closes = true, resets = false;
};

// An HTTP server on 127.0.0.1 that answers each request with exactly the bytes it is told. The test's thread.
class Script final : public QTcpServer
{
public:
    using Answer = std::function<Said(const Asked &)>;
    explicit Script(Answer answer, const QSslConfiguration *tls = nullptr) : m_answer(std::move(answer))
    {
        if (tls)
            m_tls = *tls;
        m_isSecure = tls;
        listen(QHostAddress::LocalHost);
    }
    QString url(const QString &path = QStringLiteral("/")) const
    {
        return QStringLiteral("%1://127.0.0.1:%2%3")
            .arg(m_isSecure ? QStringLiteral("https") : QStringLiteral("http"))
            .arg(serverPort())
            .arg(path);
    }
    QList<Asked> asked;
    int connections = 0;
    QPointer<QSslSocket> last;

private:
    void incomingConnection(qintptr file) override
    {
        auto *socket = new QSslSocket(this);
        socket->setSocketDescriptor(file);
        last = socket;
        ++connections;
        connect(socket, &QSslSocket::readyRead, socket, [this, socket, text = QByteArray()]() mutable {
            text += socket->readAll();
            const qsizetype end = text.indexOf("\r\n\r\n");
            if (end < 0)
                return;
            Asked one{text.first(end + 4), text.sliced(end + 4)};
            if (one.body.size() < one.value("Content-Length").toLongLong())
                return;
            text.clear();
            asked.append(one);
            const Said said = m_answer(one);
            socket->write(said.bytes);
            if (said.resets)
                socket->abort();
            else if (said.closes)
                socket->disconnectFromHost();
        });
        connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
        if (m_isSecure) {
            socket->setSslConfiguration(m_tls);
            socket->startServerEncryption();
        }
    }
    Answer m_answer;
    QSslConfiguration m_tls;
    bool m_isSecure;
};

inline Said okay(const QByteArray &body, const QByteArray &headers = {})
{
    return {"HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body};
}

inline Said redirect(const QByteArray &to, int status = 302, const QByteArray &headers = {})
{
    return {"HTTP/1.1 " + QByteArray::number(status) + " Go\r\nLocation: " + to + "\r\nContent-Length: 4\r\n" + headers +
            "\r\nbody"};
}

} // namespace oriel::test
