// SPDX-License-Identifier: GPL-3.0-or-later
// What a probe is asked and what it found. Plain data; any thread.
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "engines/tls/certificate.h"

#include <QMetaType>

#include <chrono>

namespace oriel::tls {

enum class Opening { SslRequest, Direct }; // Direct: TLS at once with ALPN "postgresql" (PostgreSQL 17)

// Where to and how. Secrets of the log-in have no place here.
struct Target
{
    QString host;    // the name that certificates are checked against; may be an address
    QString address; // hostaddr; empty: resolve host
    int port = 5432;
    Opening opening = Opening::SslRequest;
    bool sendsSni = true;                                         // as libpq: never for IP literals
    QString minProtocol = QStringLiteral("TLSv1.2"), maxProtocol; // as libpq's ssl_min/max_protocol_version; empty: no limit
    QString user, database;               // of the start-up message; user empty: the probe ends after the handshake
    bool triesPlaintext = true;           // a second connection asks without TLS up to the authentication request
    QString clientCertificate, clientKey; // files; used only where set (SAFETY 2)
    Secret clientPassphrase;
    std::chrono::milliseconds limit{15'000}; // of the whole probe
};

struct Stage
{
    enum class State { NotTried, Ok, Warning, Failed };
    QString name; // "dns", "tcp", "ssl-request", "handshake", "chain", "host-name", "authentication", "first-query": stable
    State state = State::NotTried;
    double ms = 0;
    QString message; // one line: "2 addresses", "S", "TLSv1.3", "root not in bundle"
    bool operator==(const Stage &) const = default;
};

struct Attempt // one address tried
{
    QString address; // "10.0.3.17", "2001:db8::1"
    double ms = 0;
    QString outcome; // "connected", "Connection refused"
    bool isConnected = false;
};

struct Negotiated
{
    QString protocol, cipher, group, alpn; // "TLSv1.3", "TLS_AES_256_GCM_SHA384", "secp256r1", "postgresql"
    int bits = 0;
    QString peerSignature;  // "RSA-PSS SHA256"
    bool isRetried = false; // a HelloRetryRequest: the server refused the group offered first (one round trip more)
    QString offeredGroup;   // that group, "X25519"
};

// What the server answered to the start-up message, with no credential given.
struct Greeting
{
    enum class Kind { NotTried, Asks, LetsIn, Refuses, Silent }; // Silent: closed, garbage or no answer in time
    Kind kind = Kind::NotTried;
    QString method; // Asks: "scram-sha-256", "md5", "password", "gss", "sspi", and "scram-sha-256-plus" where it is offered too
    QStringList mechanisms;    // of SASL, as sent
    QString sqlState, message; // Refuses: the server's words
    int processId = 0;         // LetsIn: BackendKeyData's
    double ms = 0;
};

struct Report
{
    Target target;
    QDateTime at;
    QList<Stage> stages; // all eight, in order; those of one probe add up to totalMs
    double totalMs = 0;
    QList<Attempt> attempts;
    QString address;          // the one connected to
    QByteArray reply;         // to SSLRequest: "S", "N", "E" or the first bytes (at most 512) of something else
    QString serverRefusal;    // reply E: the server's message
    bool isEncrypted = false; // the handshake ended well, whatever the chain is worth
    QList<Certificate> sent;  // as the server sent them, the leaf first; at most 400
    Negotiated negotiated;
    QString alert;                  // handshake failed: OpenSSL's reason, "tlsv1 alert protocol version"
    bool isAlertFromServer = false; // else it was this machine's own OpenSSL (or its openssl.cnf) that refused
    bool asksClientCertificate = false;
    Greeting encrypted, plaintext; // over TLS, and without
    std::optional<Error> failure;  // what ended the probe before the handshake was through; code: "dns", "refused", "timeout",
                                   // "unreachable", "closed", "not-postgresql", "no-tls", "tls", "injected", "cancelled"
};

} // namespace oriel::tls

Q_DECLARE_METATYPE(oriel::tls::Report)
