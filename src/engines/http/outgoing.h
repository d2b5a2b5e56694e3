// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "engines/http/request.h"

#include <QByteArray>
#include <QList>
#include <QUrl>

namespace oriel::http {

struct Header
{
    QByteArray name, value; // as they go over the wire
    bool isSecret = false;  // made from a secret: dropped when a redirect leaves the origin, never kept in the history

    bool operator==(const Header &) const = default;
};

// A part of a body: bytes, or a file read while it is sent.
struct BodyPart
{
    QByteArray bytes;
    QString file;
};

// What goes out: no variable is left in it.
struct Outgoing
{
    QByteArray method;
    QUrl url; // http or https
    QList<Header> headers;
    QList<BodyPart> body; // one behind the other; empty: none
    Auth auth;            // Basic, Bearer, ApiKey are headers or the query already; the rest is the exchange's work
    Options options;
    qint64 mostBytes = qint64(4) << 30; // of the decoded body; beyond it the exchange stops and says so
};

} // namespace oriel::http
