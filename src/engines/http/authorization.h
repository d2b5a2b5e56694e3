// SPDX-License-Identifier: GPL-3.0-or-later
// Answers to servers that ask who is there. Pure, any thread.
#pragma once

#include "base/result.h"
#include "engines/http/outgoing.h"

#include <QDateTime>

#include <optional>

namespace oriel::http {

// A server's Digest challenge (RFC 7616): MD5, SHA-256 and their -sess kinds, qop "auth" or none.
struct Challenge
{
    QByteArray realm, nonce, opaque, algorithm;
    bool hasQop = false, isStale = false;
};
std::optional<Challenge> digestChallenge(const QByteArrayList &wwwAuthenticate); // the strongest; nothing: none we can answer
QByteArray digestAnswer(const Challenge &challenge, const Auth &auth, const QByteArray &method, const QByteArray &target,
                        const QByteArray &clientNonce); // the value of Authorization

// The headers AWS Signature Version 4 adds; `headers` are those that go out, Host among them. payloadHash: of the body, SHA-256,
// hex.
QList<Header> awsHeaders(const Auth &auth, const QByteArray &method, const QUrl &url, const QList<Header> &headers,
                         const QByteArray &payloadHash, const QDateTime &now);
Result<QByteArray> payloadHash(const QList<BodyPart> &body); // Error.code "file"

} // namespace oriel::http
