// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>

namespace oriel {

struct Endpoint
{
    QByteArray socketAddress; // a sockaddr
    QString text;             // "10.0.3.17", "fe80::1%eth0"
};

// The addresses of a host, in the order of getaddrinfo(), which blocks and cannot be interrupted (see answerOf); where
// `isAddress` says that it is written as one, nobody is asked. Error.code "dns", its detail the system's words. Any thread.
Result<QList<Endpoint>> lookUp(const QByteArray &host, int port = 0, bool isAddress = false);

} // namespace oriel
