// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"
#include "engines/http/outgoing.h"

#include <QDateTime>
#include <QNetworkCookie>
#include <QObject>

#include <memory>

namespace oriel::http {

class CookieJar;

// Milliseconds of each phase; negative: there was none. whole: from send to the last byte.
struct Timing
{
    double dns = -1, connect = -1, tls = -1, send = -1, wait = -1, download = -1, whole = 0;
};

struct ServerTls
{
    QString protocol, cipher;
    QList<QByteArray> chain; // DER, the server's own first
};

// One answer: of a redirect, or the last one.
struct Answered
{
    QUrl url;
    QByteArray method;
    QList<Header> sent; // as they went out, secrets marked
    int status = 0;     // 0: none came
    QByteArray reason;
    QByteArray version;            // "1.1", "1.0"
    QList<Header> headers;         // as received, in order
    QList<QNetworkCookie> cookies; // set by this answer
    Timing timing;
    std::optional<ServerTls> tls;
    QStringList dropped; // names of headers that a redirect to here left behind, and why
};

// A request on its way and its answer, like QNetworkReply: signals, cancel(), finished() exactly once (and once more for each
// followRedirect()); deleting it cancels. It runs on a thread of its own over HTTP/1.1; nothing is sent twice, but for what a 401
// asks. The decoded body goes to an unlinked file in the cache folder while it arrives. GUI thread or any thread with an event
// loop.
class Exchange final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Exchange)
public:
    // jar: of the environment, may be null: no cookies.
    Exchange(const Outgoing &what, std::shared_ptr<CookieJar> jar, QObject *parent = nullptr);
    ~Exchange() override;
    void start();
    void cancel();         // what came stays; error() "cancelled"
    void followRedirect(); // where options.isFollowing is off and the answer is one: goes on from there

    const Outgoing &outgoing() const;
    bool isFinished() const;
    bool isRedirect() const;                // the last answer asks to go elsewhere, and nobody went
    const QList<Answered> &answers() const; // redirects in order, the last one at the end; empty before headersArrived()
    std::optional<Error> error() const;     // what came before it stays readable. code: "dns", "refused", "tls" (detail: cause),
                                            // "timeout", "truncated", "bomb", "size", "disk", "cancelled", "redirects", …
    qint64 wireBytes() const;               // of the body, as sent
    qint64 bodyBytes() const;               // decoded, in the file so far
    Descriptor bodyFile() const;            // a duplicate of its own to read or map; invalid: no body
    QByteArray bodyType() const;            // the media type, lower case, without parameters
    QDateTime startedAt() const;

Q_SIGNALS:
    void phaseChanged(const QString &phase); // "Resolving example.org…", for the status
    void headersArrived();
    void bodyGrew(qint64 decoded); // at most twenty times a second
    void finished();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace oriel::http
