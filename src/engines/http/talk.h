// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bell.h"
#include "base/lookup.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QNetworkProxy>
#include <QSocketNotifier>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

#include <atomic>
#include <memory>

namespace oriel::http {

struct Stop // shared with the one who may cancel
{
    std::atomic_bool isAsked = false;
    Bell bell;
    void ask()
    {
        isAsked = true;
        bell.ring();
    }
};

// A conversation over TCP or TLS on a worker thread: each verb waits until it is done, `timeout` ms passed without a byte, or a
// stop is asked for. Error.code: "refused", "timeout", "tls", "closed", "network", "proxy", "cancelled".
class Talk final
{
    Q_DECLARE_TR_FUNCTIONS(oriel::http::Talk)
    Q_DISABLE_COPY_MOVE(Talk)
public:
    Talk(std::shared_ptr<Stop> stop, int timeout, QString place); // place: "host:port", for errors
    ~Talk();

    Result<> reach(const QList<Endpoint> &addresses, int port);                       // the first that answers
    Result<> reachThrough(const QNetworkProxy &proxy, const QString &host, int port); // the proxy looks the name up
    Result<> encrypt(const QString &host, const QSslConfiguration &tls);
    Result<bool> write(QByteArrayView bytes); // false: the server answers already, nothing more need be sent
    Result<bool> flush() { return drain(0); }
    Result<QByteArray> read(); // at least a byte; empty: the server closed

    const QSslSocket &socket() const { return m_socket; }
    QList<QSslCertificate> chain() const; // of the server, also of one that was not trusted

private:
    Result<> await(bool (*isDone)(const QSslSocket &), int timeout);
    Result<bool> drain(qint64 most);
    void turn(Clock::time_point until); // waits for anything to happen
    Clock::time_point deadline(int timeout) const { return Clock::now() + std::chrono::milliseconds(timeout); }
    std::optional<Error> interruption(Clock::time_point until) const;
    Error timedOut() const;
    Error failure() const;
    Error proxyFailure(const QString &words) const;

    const std::shared_ptr<Stop> m_stop;
    const int m_timeout;
    const QString m_place;
    QNetworkProxy m_proxy{QNetworkProxy::NoProxy};
    QEventLoop m_loop;
    QTimer m_timer;
    QSocketNotifier m_bell;
    QSslSocket m_socket;
    QList<QSslError> m_flaws;
    QList<QSslCertificate> m_chain;
};

} // namespace oriel::http
