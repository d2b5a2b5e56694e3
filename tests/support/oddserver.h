// SPDX-License-Identifier: GPL-3.0-or-later
// A TCP server on this machine that treats each caller as a script says: TLS or not, mistakes included.
#pragma once

#include "support/pki.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>

struct ssl_st;

namespace oriel::test {

struct OddTls
{
    QByteArray chain, key;                             // PEM; the leaf first
    QByteArray groups, ciphers, suites;                // OpenSSL's lists; empty: its own
    int minVersion = 0, maxVersion = 0;                // TLS1_2_VERSION
    bool asksForCertificate = false, needsOne = false; // of the client
    bool hasAlpn = false;                              // takes "postgresql"
    bool prefersOwn = false;                           // order of suites
    OddTls() = default;
    OddTls(const Identity &identity) : chain(identity.certificate), key(identity.key) {}
};

// One connection as its script sees it: blocking, on a thread of the server. Every call ends when the client or the server goes.
class Caller final
{
public:
    Caller(int socket, std::function<void(const QByteArray &)> hear);
    ~Caller();
    Q_DISABLE_COPY_MOVE(Caller)

    QByteArray read(qsizetype size); // so many, fewer: it is gone
    QByteArray readPacket();         // a start-up packet or SSLRequest, length included
    bool write(const QByteArray &bytes);
    void trickle(const QByteArray &bytes, int milliseconds); // one byte each
    bool secure(const OddTls &tls);                          // from now on all is encrypted; false: the handshake failed
    void cutAfter(qint64 bytes) { m_left = bytes; }          // that many more go out, then it is closed
    bool isGoneWithin(int milliseconds);
    void hold(); // silent until the client has gone
    void close();
    QByteArray serverName() const; // SNI
    qint64 sent() const { return m_sent; }

private:
    bool push(QByteArray bytes);
    QByteArray pull();
    bool turn(int result); // what OpenSSL wants next; false: over

    const int m_socket;
    const std::function<void(const QByteArray &)> m_hear;
    std::shared_ptr<ssl_st> m_tls;
    qint64 m_left = -1, m_sent = 0;
};

class OddServer final
{
public:
    using Script = std::function<void(Caller &)>;
    explicit OddServer(Script script, const QByteArray &address = "127.0.0.1");
    ~OddServer();
    Q_DISABLE_COPY_MOVE(OddServer)

    int port() const;
    int calls() const;
    QByteArray heard() const; // all that callers said, decrypted

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::test
