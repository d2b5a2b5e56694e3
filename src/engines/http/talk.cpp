// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/talk.h"

#include "engines/http/proxy.h"
#include "engines/http/tlssetup.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QSslCipher>

#include <algorithm>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 most = 256 * 1024; // bytes that wait to be sent, or are read at once
constexpr int otherTimeout = 3'000; // ms for one address where there is another

} // namespace

Talk::Talk(std::shared_ptr<Stop> stop, int timeout, QString place)
    : m_stop(std::move(stop)), m_timeout(timeout), m_place(std::move(place)), m_bell(m_stop->bell.file(), QSocketNotifier::Read)
{
    const auto wake = [this] { m_loop.quit(); };
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_loop, wake);
    QObject::connect(&m_bell, &QSocketNotifier::activated, &m_loop, [this] {
        m_stop->bell.hush();
        m_loop.quit();
    });
    for (const auto signal : {&QSslSocket::readyRead, &QSslSocket::readChannelFinished})
        QObject::connect(&m_socket, signal, &m_loop, wake);
    for (const auto signal : {&QSslSocket::connected, &QSslSocket::disconnected})
        QObject::connect(&m_socket, signal, &m_loop, wake);
    QObject::connect(&m_socket, &QSslSocket::encrypted, &m_loop, wake);
    QObject::connect(&m_socket, &QSslSocket::bytesWritten, &m_loop, wake);
    QObject::connect(&m_socket, &QSslSocket::encryptedBytesWritten, &m_loop, wake);
    QObject::connect(&m_socket, &QSslSocket::errorOccurred, &m_loop, wake);
    QObject::connect(&m_socket, &QSslSocket::sslErrors, &m_loop, [this](const QList<QSslError> &errors) {
        m_flaws = errors; // never ignored: the socket gives up by itself
        m_chain = m_socket.peerCertificateChain();
    });
    m_socket.setProxy(QNetworkProxy::NoProxy);
}

Talk::~Talk()
{
    m_socket.disconnect();
    m_socket.abort();
}

void Talk::turn(Clock::time_point until)
{
    using namespace std::chrono;
    m_timer.start(ceil<milliseconds>(std::max(until - Clock::now(), Clock::duration::zero())));
    m_loop.exec();
    m_timer.stop();
}

Error Talk::timedOut() const
{
    return {tr("%1 was silent for %2 s. Try again, or give it more time in the request's options.")
                .arg(m_place)
                .arg(m_timeout / 1000.0),
            u"timeout"_s,
            {}};
}

std::optional<Error> Talk::interruption(Clock::time_point until) const
{
    if (m_stop->isAsked)
        return Error{tr("Stopped."), u"cancelled"_s, {}};
    return Clock::now() >= until ? std::optional(timedOut()) : std::nullopt;
}

Error Talk::failure() const
{
    using enum QAbstractSocket::SocketError;
    const QString words = m_socket.errorString();
    switch (m_socket.error()) {
    case ConnectionRefusedError:
        return {tr("Nothing listens at %1. Start the server there, or check the port.").arg(m_place), u"refused"_s, words};
    case SocketTimeoutError:
        return timedOut();
    case HostNotFoundError:
        return {tr("The host of %1 was not found. Check its spelling, the network and the VPN.").arg(m_place), u"dns"_s, words};
    case SocketAccessError: // a proxy's 403
    case ProxyAuthenticationRequiredError:
    case ProxyConnectionRefusedError:
    case ProxyConnectionClosedError:
    case ProxyConnectionTimeoutError:
    case ProxyNotFoundError:
    case ProxyProtocolError:
        return proxyFailure(words);
    case SslHandshakeFailedError:
    case SslInternalError:
    case SslInvalidUserDataError:
        if (!m_flaws.isEmpty())
            return tlsError(m_place.section(u':', 0, -2), m_flaws);
        return {
            words.contains(u"wrong version number")
                ? tr("%1 does not speak TLS. Use http:// if it is meant to be open.").arg(m_place)
                : tr("No encryption with %1 came about: %2. Check what TLS the server offers and whether it wants a certificate.")
                      .arg(m_place, words),
            u"tls"_s, words};
    case RemoteHostClosedError:
    case UnknownSocketError:
        return {tr("%1 closed the connection. Look at the server's log.").arg(m_place), u"closed"_s, words};
    default:
        return {tr("The network does not lead to %1: %2. Check the address, the network and the VPN.").arg(m_place, words),
                u"network"_s, words};
    }
}

Error Talk::proxyFailure(const QString &words) const
{
    const QString place = u"%1:%2"_s.arg(m_proxy.hostName()).arg(m_proxy.port());
    switch (m_socket.error()) {
    case QAbstractSocket::ProxyConnectionRefusedError:
        return unreachedProxy({tr("Nothing listens at %1. Start it, or check the port.").arg(place), {}, words});
    case QAbstractSocket::ProxyNotFoundError:
        return unreachedProxy({tr("The host of %1 was not found. Check its spelling.").arg(place), {}, words});
    case QAbstractSocket::ProxyConnectionTimeoutError:
        return unreachedProxy({tr("%1 was silent.").arg(place), {}, words});
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return unopenedProxy(place, !m_proxy.user().isEmpty());
    default: // one that answers a wrong password with 401 comes here too
        return {(m_proxy.user().isEmpty() ? tr("The proxy %1 does not lead to %2: %3. Ask whether it may.")
                                          : tr("The proxy %1 does not lead to %2: %3. Check its user and password, and whether "
                                               "it may."))
                    .arg(place, m_place, words),
                u"proxy"_s, words};
    }
}

Result<> Talk::await(bool (*isDone)(const QSslSocket &), int timeout)
{
    for (const auto until = deadline(timeout);;) {
        if (isDone(m_socket))
            return {};
        if (m_socket.state() == QAbstractSocket::UnconnectedState)
            return std::unexpected(failure());
        if (const auto error = interruption(until))
            return std::unexpected(*error);
        turn(until);
    }
}

Result<> Talk::reach(const QList<Endpoint> &addresses, int port)
{
    Result<> reached;
    for (qsizetype i = 0; i < addresses.size(); ++i) {
        m_socket.abort();
        m_socket.connectToHost(QHostAddress(reinterpret_cast<const sockaddr *>(addresses[i].socketAddress.constData())),
                               quint16(port));
        reached = await([](const QSslSocket &socket) { return socket.state() == QAbstractSocket::ConnectedState; },
                        i + 1 < addresses.size() ? std::min(m_timeout, otherTimeout) : m_timeout);
        if (reached || reached.error().code == u"cancelled")
            break;
    }
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    return reached;
}

Result<> Talk::reachThrough(const QNetworkProxy &proxy, const QString &host, int port)
{
    m_proxy = proxy;
    m_socket.setProxy(proxy);
    m_socket.connectToHost(host, quint16(port));
    return await([](const QSslSocket &socket) { return socket.state() == QAbstractSocket::ConnectedState; }, m_timeout);
}

Result<> Talk::encrypt(const QString &host, const QSslConfiguration &tls)
{
    m_socket.setSslConfiguration(tls);
    m_socket.setPeerVerifyName(host);
    m_socket.startClientEncryption();
    const Result<> done = await([](const QSslSocket &socket) { return socket.isEncrypted(); }, m_timeout);
    if (done)
        m_chain = m_socket.peerCertificateChain();
    return done;
}

Result<bool> Talk::write(QByteArrayView bytes)
{
    m_socket.write(bytes.data(), bytes.size());
    return drain(most);
}

Result<bool> Talk::drain(qint64 limit)
{
    auto until = deadline(m_timeout);
    for (qint64 before = -1;;) {
        if (const QByteArray answer = m_socket.peek(10); answer.size() == 10 && answer[9] != '1') // not 100 Continue
            return false;
        const qint64 left = m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite();
        if (left <= limit)
            return true;
        if (m_socket.state() != QAbstractSocket::ConnectedState)
            return m_socket.bytesAvailable() > 0 ? Result<bool>(false) : std::unexpected(failure());
        if (const auto error = interruption(until))
            return std::unexpected(*error);
        if (left != std::exchange(before, left))
            until = deadline(m_timeout);
        turn(until);
    }
}

Result<QByteArray> Talk::read()
{
    for (const auto until = deadline(m_timeout);;) {
        if (m_stop->isAsked)
            return std::unexpected(*interruption(until));
        if (QByteArray bytes = m_socket.read(most); !bytes.isEmpty())
            return bytes;
        if (m_socket.state() != QAbstractSocket::ConnectedState) {
            const auto error = m_socket.error();
            if (error == QAbstractSocket::RemoteHostClosedError || error == QAbstractSocket::UnknownSocketError)
                return QByteArray();
            return std::unexpected(failure());
        }
        if (const auto error = interruption(until))
            return std::unexpected(*error);
        turn(until);
    }
}

QList<QSslCertificate> Talk::chain() const { return m_chain; }

} // namespace oriel::http
