// SPDX-License-Identifier: GPL-3.0-or-later
// A real PgBouncer in front of the test server: Debian's, installed or unpacked into build/peers. Main thread; blocks (tests
// may).
#pragma once

#include "support/server.h"

#include <memory>

namespace oriel::test {

struct BouncerOptions
{
    bool isTransactionPooling = true; // else session pooling
    int poolSize = 20;
    bool hasTls = true; // towards the client; towards the server it is always verify-full
    QByteArray more;    // further lines of [pgbouncer]
};

class Bouncer final
{
public:
    static QString program();                                          // empty: not there; say so with QSKIP
    Bouncer(const Server &server, const BouncerOptions &options = {}); // qFatal with its log where it does not start
    ~Bouncer();

    int port() const;
    QString url(const QString &database) const; // the ordinary role, with password; "pgbouncer" is its own console
    QByteArray log() const;
    void kill(); // SIGKILL; clients see their connections end

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::test
