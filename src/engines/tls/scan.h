// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/report.h"

#include <QObject>

#include <functional>
#include <memory>
#include <stop_token>

namespace oriel::tls {

struct Offer // one protocol version with one cipher suite or group
{
    QString protocol;    // "TLSv1.2"
    QString name;        // OpenSSL's: "ECDHE-RSA-AES256-GCM-SHA384", "secp256r1"
    int bits = 0;        // of a suite; of a group its security, as OpenSSL counts it
    bool isWeak = false; // no forward secrecy, below 128 bits, CBC with SHA-1, TLS below 1.2…
    QString remark;      // why it is weak
};

struct Scanned
{
    QStringList protocols;       // accepted, the newest first, as in the lists below
    QStringList untestable;      // versions and groups that this machine's own OpenSSL refuses to offer, with the reason
    QList<Offer> suites, groups; // accepted, in the server's order of preference where it has one
    bool hasOwnPreference = false;
    int handshakes = 0, refused = 0; // refused ones are lines in the server's log
    double ms = 0;
    std::optional<Error> failure; // what was found so far stays
};

// Full enumeration over at most `parallel` (1…4) connections, each with target.limit. Each refused try writes a line into the
// server's log. `progress` is called by one thread at a time. Codes: those of probe(). Blocking, off the GUI thread.
Scanned scan(const Target &target, int parallel = 4, std::stop_token stop = {},
             const std::function<void(const Scanned &, int done, int expected)> &progress = {});

// The same as a stream: finished exactly once, deleting it cancels. GUI thread.
class Scan final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Scan)
public:
    explicit Scan(Target target, QObject *parent = nullptr);
    ~Scan() override;
    void start();
    void cancel();

Q_SIGNALS:
    void progressed(const oriel::tls::Scanned &soFar, int done, int expected);
    void finished(const oriel::tls::Scanned &scanned);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::tls

Q_DECLARE_METATYPE(oriel::tls::Scanned)
