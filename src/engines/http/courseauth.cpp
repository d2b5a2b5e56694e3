// SPDX-License-Identifier: GPL-3.0-or-later
// How a course says who it is.
#include "engines/http/course.h"
#include "engines/http/urltext.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <unistd.h>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostToken = 1 << 20; // bytes of a token server's answer
constexpr int usualLife = 300;     // s of a token whose server does not say
constexpr int earlier = 10;        // s before its end it counts as spent

QByteArray keyOf(const Auth &auth) // of the cache; holds no secret
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part : {auth.tokenUrl.toUtf8(), auth.user.toUtf8(), auth.secret.reveal(), auth.scope.toUtf8()})
        hash.addData(QByteArray::number(part.size()) + ':' + part);
    return hash.result();
}

} // namespace

Result<> Course::authorize(QList<Header> &headers, const QByteArray &target)
{
    using enum Auth::Kind;
    const Outgoing &what = m_journey.what;
    const bool isWritten =
        std::ranges::any_of(headers, [](const Header &header) { return header.name.toLower() == "authorization"; });
    if (isWritten) // by hand: it goes before
        return {};
    if (what.auth.kind == Digest && m_challenge) {
        const QByteArray nonce = QByteArray::number(QRandomGenerator::system()->generate64(), 16);
        headers.append({"Authorization", digestAnswer(*m_challenge, what.auth, what.method, target, nonce), true});
    } else if (what.auth.kind == AwsV4) {
        const auto hash = payloadHash(what.body);
        if (!hash)
            return std::unexpected(hash.error());
        headers += awsHeaders(what.auth, what.method, what.url, headers, *hash, QDateTime::currentDateTimeUtc());
    } else if (what.auth.kind == ClientCredentials) {
        const auto token = accessToken();
        if (!token)
            return std::unexpected(token.error());
        headers.append({"Authorization", "Bearer " + *token, true});
    }
    return {};
}

// RFC 6749 4.4. The token is kept in the jar until it expires.
Result<QByteArray> Course::accessToken()
{
    const Auth &auth = m_journey.what.auth;
    if (!m_token.isEmpty())
        return m_token;
    if (m_jar && m_attempts == 0)
        if (m_token = m_jar->token(keyOf(auth)); !m_token.isEmpty())
            return m_token;
    tellPhase(tr("Asking for an access token…"));
    Journey journey;
    Outgoing &ask = journey.what;
    ask.method = "POST";
    ask.url = QUrl::fromEncoded(encodedUrl(withScheme(auth.tokenUrl)), QUrl::StrictMode);
    if (!ask.url.isValid() || ask.url.host().isEmpty() || !ask.url.scheme().startsWith(u"http"))
        return std::unexpected(Error{tr("The token's URL makes no sense. Write one that begins with https://."), u"token"_s, {}});
    ask.options = m_journey.what.options;
    ask.options.isFollowing = false;
    ask.mostBytes = mostToken;
    QList<Field> form{{u"grant_type"_s, u"client_credentials"_s}};
    if (!auth.scope.isEmpty())
        form.append({u"scope"_s, auth.scope});
    const QString secret = QString::fromUtf8(auth.secret.reveal());
    if (auth.isInBody)
        form += {{u"client_id"_s, auth.user}, {u"client_secret"_s, secret}};
    else // both in the form's encoding first: RFC 6749 2.3.1
        ask.headers.append(Header{"Authorization", "Basic " + (formValue(auth.user) + ':' + formValue(secret)).toBase64(), true});
    ask.headers.append(Header{"Content-Type", "application/x-www-form-urlencoded"});
    ask.headers.append(Header{"Accept", "application/json"});
    ask.body = {{formText(form), {}}};

    Course course(journey, {}, nullptr, m_stop, nullptr);
    course.run();
    return tokenFrom(course);
}

Result<QByteArray> Course::tokenFrom(const Course &asked)
{
    const auto failed = [](const QString &message, const QString &code) { return std::unexpected(Error{message, code, {}}); };
    if (asked.m_end.error)
        return failed(tr("No access token came: %1").arg(asked.m_end.error->message),
                      asked.m_end.error->code == u"cancelled" ? asked.m_end.error->code : u"token"_s);
    QByteArray text(qsizetype(asked.m_file->size()), '\0');
    const Descriptor file = asked.m_file->duplicate();
    text.resize(std::max<qsizetype>(0, file ? ::pread(file, text.data(), size_t(text.size()), 0) : 0));
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    m_token = json[u"access_token"_s].toString().toUtf8();
    const int status = asked.m_end.answers.last().status;
    if (status != 200 || m_token.isEmpty() || !isHeaderValue(m_token)) {
        m_token.clear();
        const QString said = json[u"error_description"_s].toString(json[u"error"_s].toString()).left(400);
        return failed(tr("The token server answered %1%2. Check the client's id, its secret and the scope.")
                          .arg(status)
                          .arg(said.isEmpty() ? QString() : u" (%1)"_s.arg(said)),
                      u"token"_s);
    }
    if (m_jar)
        m_jar->keepToken(keyOf(m_journey.what.auth), m_token,
                         QDateTime::currentDateTimeUtc().addSecs(json[u"expires_in"_s].toInt(usualLife) - earlier));
    return m_token;
}

// After a 401: once with a fresh token, once with an answer to the challenge, once more if only the nonce was old.
bool Course::mayTryAgain(const Head &head)
{
    const Auth &auth = m_journey.what.auth;
    if (auth.kind == Auth::Kind::ClientCredentials && m_attempts == 0 && m_jar) {
        m_jar->dropToken(keyOf(auth));
        m_token.clear();
        return ++m_attempts;
    }
    if (auth.kind != Auth::Kind::Digest)
        return false;
    const bool isFirst = !m_challenge;
    m_challenge = digestChallenge(head.values("WWW-Authenticate"));
    return m_challenge && ++m_attempts <= 2 && (isFirst || m_challenge->isStale);
}

} // namespace oriel::http
