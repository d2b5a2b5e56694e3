// SPDX-License-Identifier: GPL-3.0-or-later
// A server on 127.0.0.1 that answers SSLRequest and the start-up message as told, with any chain. Its connections are threads; it
// may be told otherwise between two of them.
#pragma once

#include "support/authority.h"

#include <libpq-fe.h>

#include <memory>

namespace oriel::test {

struct Manner
{
    enum Answer { Scram, Md5, Cleartext, LetIn, Refuse, RefuseLate, Hang, Close, Garbage }; // RefuseLate: after AuthenticationOk
    QList<Issued> chain;                         // the leaf (with its key) first, then whatever is sent with it
    QByteArray reply = "S";                      // to SSLRequest; empty: closes
    Answer encrypted = Scram, plaintext = Scram; // to the start-up message
    int minVersion = 0, maxVersion = 0;          // TLS1_2_VERSION…
    bool asksClientCertificate = false, needsClientCertificate = false;
    enum { Shakes, Closes, Hangs } handshake = Shakes; // after its S
};

class ChainServer final
{
public:
    ChainServer();
    ~ChainServer();
    int port() const;
    void behave(const Manner &manner);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// What the real libpq does, with no credential: it reaches the authentication request (or is let in), or says why not.
struct Actual
{
    bool connects = false, isEncrypted = false;
    QString message; // without the "connection to server at …: " of its lines
};
using Parameters = QList<std::pair<QByteArray, QByteArray>>;
Actual connectByLibpq(int port, const Parameters &parameters); // hostaddr=127.0.0.1, user=u and the like are added

} // namespace oriel::test
