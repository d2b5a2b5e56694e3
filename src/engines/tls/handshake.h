// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/tls: TLS as libpq would speak it, but on memory, so that every wait can be interrupted, and without judging
// the chain, so that everything can be shown.
#pragma once

#include "base/owned.h"
#include "engines/tls/socket.h"

struct ssl_ctx_st;
struct ssl_st;

namespace oriel::tls {

void freeSession(ssl_st *session);
using Context = std::shared_ptr<ssl_ctx_st>; // may serve several threads
using Session = Owned<ssl_st, freeSession>;

// What libpq refuses before it looks at the network: "parameters", with its words as the detail. Pure.
Result<> checkParameters(const Target &target);
// libpq's context for these parameters: versions, security level, client certificate where asked for. Blocks on those files.
// Codes: "client-key", "tls".
Result<Context> makeContext(const Target &target);
// One to negotiate with: name and ALPN set as the target has it.
Session makeSession(const Context &context, const Target &target);
// The first byte of the answer to SSLRequest; "closed", "timeout", "cancelled".
Result<char> askForTls(const Socket &socket, const Patience &patience);
// libpq's test (fe-secure-openssl.c): digits and dots, or a colon, are no name.
bool sendsName(const Target &target);
QString opensslWords(); // the first error in this thread's queue, as libpq prints it
Result<> useClientCertificate(ssl_ctx_st *context, const Target &target); // where the target names one

// One TLS conversation. One thread at a time; the socket outlives it.
class Channel final
{
public:
    Channel(Session session, const Socket &socket);
    Q_DISABLE_COPY_MOVE(Channel)

    // Codes: "tls" (alert() says why), "injected" (what came first was not TLS), "closed", "timeout", "endless", "cancelled".
    Result<> shakeHands(const Patience &patience);
    Result<> send(const QByteArray &bytes, const Patience &patience);
    Result<QByteArray> receive(const Patience &patience); // at least one byte; codes as above
    void close(const Patience &patience);                 // says goodbye and does not wait for an answer

    void describe(Report &report) const; // all that was learnt, after a failure too
    Negotiated negotiated() const;
    ssl_st *session() const { return m_session.get(); }
    QString alert() const { return m_alert; }
    bool isAlertFromServer() const { return m_isAlertFromServer; }
    bool wasAnswered() const { return m_seen.wasAnswered; } // the server chose version and suite
    QByteArray firstBytes() const { return m_first; }       // of what the server sent, at most 512

private:
    struct Seen // in the handshake's messages
    {
        int clientHellos = 0;
        int offeredGroup = -1;
        bool wasAnswered = false, asksClientCertificate = false;
    };
    static void see(int isSent, int version, int type, const void *bytes, size_t size, ssl_st *session, void *seen);
    Result<> flush(const Patience &patience);
    Result<> fill(const Patience &patience);
    Result<> goOn(int result, const Patience &patience); // after a call to OpenSSL that is not through
    Error failed();

    Session m_session;
    const Socket &m_socket;
    Seen m_seen;
    QByteArray m_first;
    qint64 m_received = 0;
    QString m_alert;
    bool m_isAlertFromServer = false;
};

} // namespace oriel::tls
