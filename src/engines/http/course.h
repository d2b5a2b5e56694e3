// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/http.
#pragma once

#include "base/detach.h"
#include "engines/http/authorization.h"
#include "engines/http/bodyfile.h"
#include "engines/http/cookiejar.h"
#include "engines/http/head.h"
#include "engines/http/journey.h"
#include "engines/http/talk.h"

#include <QCoreApplication>
#include <QElapsedTimer>

namespace oriel::http {

// What a course tells while it runs; lives in the thread that wants to know.
class Listener : public QObject
{
public:
    virtual void onPhase(const QString &phase) = 0;
    virtual void onHeaders(const QList<Answered> &answers, const std::shared_ptr<const BodyFile> &file) = 0;
    virtual void onBody(qint64 wire, qint64 decoded) = 0;
    struct End
    {
        QList<Answered> answers;
        std::optional<Error> error;
        std::optional<Journey> next; // a redirect that was not followed
        qint64 wire = 0, decoded = 0;
    };
    virtual void onEnd(const End &end) = 0;
};
using ListenerBox = std::shared_ptr<Mailbox<Listener>>;

// Sends a request and takes its answer, over redirects and what authentication needs, on a worker thread of its own: run() waits.
class Course final
{
    Q_DECLARE_TR_FUNCTIONS(oriel::http::Exchange)
    Q_DISABLE_COPY_MOVE(Course)
public:
    Course(Journey journey, QList<Answered> before, std::shared_ptr<CookieJar> jar, std::shared_ptr<Stop> stop, ListenerBox box);
    void run();

private:
    enum class Next { Done, Again, Elsewhere };
    Result<Next> leg();
    Result<std::unique_ptr<Talk>> reach();
    Result<QList<Endpoint>> addressesOf(const QString &name, int number);
    void recordTls(const Talk &talk);
    Result<QList<Header>> headersOut(const QList<qint64> &sizes);
    QByteArray cookieText() const;
    Result<> send(Talk &talk, const QList<qint64> &sizes); // sizes: of the body's parts
    static Result<QList<qint64>> bodySizes(const QList<BodyPart> &body);
    static Error fileFlaw(const QString &path);
    Result<Head> receiveHead(Talk &talk, QByteArray &rest);
    Error cutOff(const QByteArray &rest) const;
    Next judge(const Head &head);
    QString stopKey() const;
    Error circle() const;

    Result<> authorize(QList<Header> &headers, const QByteArray &target);
    Result<QByteArray> accessToken();
    Result<QByteArray> tokenFrom(const Course &asked);
    bool mayTryAgain(const Head &head);

    Result<> receiveBody(Talk &talk, const Head &head, QByteArray rest);
    bool append(QByteArrayView decoded, bool isPacked);
    void tellPhase(const QString &phase);
    void tellHeaders();
    void tellBody();
    double lap(); // ms since the last one
    QString host() const { return m_journey.what.url.host(); }
    int port() const { return m_journey.what.url.port(isSecure() ? 443 : 80); }
    bool isSecure() const { return m_journey.what.url.scheme() == u"https"; }

    Journey m_journey;
    const std::shared_ptr<CookieJar> m_jar; // may be null
    const std::shared_ptr<Stop> m_stop;
    const ListenerBox m_box; // may be null: nobody listens
    Listener::End m_end;
    Answered m_now;
    std::shared_ptr<BodyFile> m_file = std::make_shared<BodyFile>();
    std::optional<Challenge> m_challenge;
    int m_attempts = 0; // with a key
    QByteArray m_token;
    bool m_isThroughProxy = false; // which is asked with the whole URL
    QByteArray m_proxyKey;
    QString m_proxyPlace;
    std::optional<Error> m_bodyError, m_wayError; // of the last answer, of a redirect that is not followed
    QElapsedTimer m_whole, m_told;
    qint64 m_lap = 0; // ns of m_whole
};

} // namespace oriel::http
