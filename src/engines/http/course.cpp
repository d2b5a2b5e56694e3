// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/course.h"

#include "base/answer.h"
#include "base/text.h"
#include "engines/http/proxy.h"
#include "engines/http/tlssetup.h"
#include "engines/http/unpacker.h"
#include "engines/http/urltext.h"

#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QSslCipher>

#include <algorithm>
#include <numeric>
#include <utility>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 block = 256 * 1024;   // bytes of a file sent at once
constexpr int mostInformational = 100; // 1xx answers before the real one

QByteArray targetOf(const QUrl &url)
{
    const QByteArray target = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
    return target.startsWith('/') ? target : '/' + target;
}

QByteArray hostHeader(const QUrl &url)
{
    const QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    return (host.contains(':') ? '[' + host + ']' : host) +
           (url.port() < 0 ? QByteArray() : ':' + QByteArray::number(url.port()));
}

bool has(const QList<Header> &headers, QByteArrayView name)
{
    return std::ranges::any_of(headers,
                               [&](const Header &header) { return header.name.compare(name, Qt::CaseInsensitive) == 0; });
}

QString protocolName(QSsl::SslProtocol protocol)
{
    return protocol == QSsl::TlsV1_3 ? u"TLS 1.3"_s : protocol == QSsl::TlsV1_2 ? u"TLS 1.2"_s : u"TLS"_s;
}

} // namespace

Course::Course(Journey journey, QList<Answered> before, std::shared_ptr<CookieJar> jar, std::shared_ptr<Stop> stop,
               ListenerBox box)
    : m_journey(std::move(journey)), m_jar(std::move(jar)), m_stop(std::move(stop)), m_box(std::move(box))
{
    m_end.answers = std::move(before);
}

void Course::run()
{
    for (;;) {
        m_now = {};
        m_now.url = m_journey.what.url;
        m_now.method = m_journey.what.method;
        m_now.dropped = m_journey.dropped;
        m_whole.start();
        m_lap = 0;
        const auto went = leg();
        m_now.timing.whole = double(m_whole.nsecsElapsed()) / 1e6;
        if (went && *went == Next::Again)
            continue;
        m_end.answers.append(m_now);
        if (went && *went == Next::Elsewhere)
            continue;
        if (!went)
            m_end.error = went.error();
        else
            m_end.error = m_bodyError ? m_bodyError : m_wayError;
        break;
    }
    m_end.decoded = m_file->size();
    if (m_box)
        m_box->post([end = m_end](Listener &listener) { listener.onEnd(end); });
}

Result<Course::Next> Course::leg()
{
    auto talk = reach();
    if (!talk)
        return std::unexpected(talk.error());
    const auto sizes = bodySizes(m_journey.what.body);
    if (!sizes)
        return std::unexpected(sizes.error());
    auto headers = headersOut(*sizes);
    if (!headers)
        return std::unexpected(headers.error());
    m_now.sent = *headers;
    lap();
    const Result<> sent = send(**talk, *sizes);
    m_now.timing.send = lap();
    if (!sent)
        return std::unexpected(sent.error());
    tellPhase(tr("Waiting for %1…").arg(host()));
    QByteArray rest;
    const auto head = receiveHead(**talk, rest);
    m_now.timing.wait = lap();
    recordTls(**talk);
    if (!head)
        return std::unexpected(head.error());
    const Next next = judge(*head);
    if (next != Next::Done)
        return next;
    const Result<> received = receiveBody(**talk, *head, rest);
    m_now.timing.download = lap();
    if (!received && !m_bodyError)
        m_bodyError = received.error();
    return Next::Done;
}

double Course::lap()
{
    const qint64 before = std::exchange(m_lap, m_whole.nsecsElapsed());
    return double(m_lap - before) / 1e6;
}

Result<std::unique_ptr<Talk>> Course::reach()
{
    const auto variable = [](const char *name) { return qEnvironmentVariable(name); };
    const auto proxy = proxyFor(m_journey.what.url, m_journey.what.options.proxy, variable);
    if (!proxy)
        return std::unexpected(proxy.error());
    const bool isProxied = proxy->type() != QNetworkProxy::NoProxy;
    m_isThroughProxy = proxy->type() == QNetworkProxy::HttpProxy && !isSecure();
    m_proxyKey = proxy->user().isEmpty() ? QByteArray() : (proxy->user() + u':' + proxy->password()).toUtf8().toBase64();
    m_proxyPlace = u"%1:%2"_s.arg(proxy->hostName()).arg(proxy->port());
    const QString name = m_isThroughProxy ? proxy->hostName() : host();
    const int number = m_isThroughProxy ? proxy->port() : port();

    auto talk = std::make_unique<Talk>(m_stop, m_journey.what.options.timeout, u"%1:%2"_s.arg(name).arg(number));
    Result<> reached;
    if (isProxied && !m_isThroughProxy) {
        tellPhase(tr("Connecting to %1 through %2…").arg(name, proxy->hostName()));
        reached = talk->reachThrough(*proxy, name, number);
    } else {
        tellPhase(tr("Looking %1 up…").arg(name));
        const auto addresses = addressesOf(name, number);
        m_now.timing.dns = lap();
        if (addresses)
            tellPhase(tr("Connecting to %1…").arg(name));
        reached = addresses ? talk->reach(*addresses, number) : std::unexpected(addresses.error());
        if (!reached && m_isThroughProxy && reached.error().code != u"cancelled")
            reached = std::unexpected(unreachedProxy(reached.error()));
    }
    m_now.timing.connect = lap();
    if (reached && isSecure()) {
        const auto tls = tlsFrom(m_journey.what.options);
        if (!tls)
            return std::unexpected(tls.error());
        tellPhase(tr("Agreeing on encryption with %1…").arg(name));
        reached = talk->encrypt(host(), *tls);
        m_now.timing.tls = lap();
        recordTls(*talk);
    }
    if (!reached)
        return std::unexpected(reached.error());
    return talk;
}

Result<QList<Endpoint>> Course::addressesOf(const QString &name, int number)
{
    const bool isAddress = !QHostAddress(name).isNull();
    const QByteArray asked = name.endsWith(u".localhost")  ? "localhost"
                             : QUrl::toAce(name).isEmpty() ? name.toUtf8()
                                                           : QUrl::toAce(name);
    const auto answer = answerOf([asked, number, isAddress] { return lookUp(asked, number, isAddress); },
                                 std::shared_ptr<const Bell>(m_stop, &m_stop->bell), [this] { return m_stop->isAsked.load(); },
                                 Clock::now() + std::chrono::milliseconds(m_journey.what.options.timeout));
    if (answer && *answer)
        return *answer;
    if (m_stop->isAsked)
        return std::unexpected(Error{tr("Stopped."), u"cancelled"_s, {}});
    const QString words = answer ? answer->error().detail : tr("no answer came in time");
    return std::unexpected(Error{
        tr("The host %1 was not found: %2. Check its spelling, the network and the VPN.").arg(name, words), u"dns"_s, words});
}

void Course::recordTls(const Talk &talk)
{
    if (!isSecure())
        return;
    ServerTls tls{talk.socket().isEncrypted() ? protocolName(talk.socket().sessionProtocol()) : QString(),
                  talk.socket().sessionCipher().name(),
                  {}};
    for (const QSslCertificate &certificate : talk.chain())
        tls.chain.append(certificate.toDer());
    if (!m_now.tls || talk.socket().isEncrypted())
        m_now.tls = tls;
}

Result<QList<Header>> Course::headersOut(const QList<qint64> &sizes)
{
    const Outgoing &what = m_journey.what;
    QList<Header> headers = what.headers;
    const auto add = [&](const QByteArray &name, const QByteArray &value, bool isSecret = false) {
        if (!has(headers, name))
            headers.append({name, value, isSecret});
    };
    if (!has(headers, "Host"))
        headers.prepend({"Host", hostHeader(what.url)});
    add("User-Agent", "Oriel/" ORIEL_VERSION);
    add("Accept", "*/*");
    add("Accept-Encoding", Unpacker::accepted());
    if (const QByteArray cookies = cookieText(); !cookies.isEmpty()) {
        const auto own = std::ranges::find_if(headers, [](const Header &header) { return header.name.toLower() == "cookie"; });
        if (own == headers.end())
            headers.append({"Cookie", cookies, true});
        else
            own->value += "; " + cookies;
    }
    static const QByteArrayList bodied{"POST", "PUT", "PATCH"};
    if (!what.body.isEmpty() || bodied.contains(what.method))
        headers.append({"Content-Length", QByteArray::number(std::accumulate(sizes.begin(), sizes.end(), qint64(0)))});
    add("Connection", "close");
    if (m_isThroughProxy && !m_proxyKey.isEmpty())
        add("Proxy-Authorization", "Basic " + m_proxyKey, true);
    if (const Result<> done = authorize(headers, targetOf(what.url)); !done)
        return std::unexpected(done.error());
    return headers;
}

QByteArray Course::cookieText() const
{
    QByteArrayList cookies;
    if (m_jar)
        for (const QList<QNetworkCookie> mine = m_jar->cookiesFor(m_journey.what.url); const QNetworkCookie &cookie : mine)
            cookies.append(cookie.toRawForm(QNetworkCookie::NameAndValueOnly));
    return cookies.join("; ");
}

Result<> Course::send(Talk &talk, const QList<qint64> &sizes)
{
    const Outgoing &what = m_journey.what;
    tellPhase(tr("Sending to %1…").arg(host()));
    QByteArray head = what.method + ' ' +
                      (m_isThroughProxy ? what.url.toEncoded(QUrl::RemoveFragment | QUrl::RemoveUserInfo) : targetOf(what.url)) +
                      " HTTP/1.1\r\n";
    for (const Header &header : std::as_const(m_now.sent))
        head += header.name + ": " + header.value + "\r\n";
    auto wanted = talk.write(head + "\r\n");
    for (qsizetype i = 0; wanted && *wanted && i < what.body.size(); ++i) {
        const BodyPart &part = what.body[i];
        wanted = talk.write(part.bytes);
        QFile file(part.file);
        if (!part.file.isEmpty() && !file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return std::unexpected(fileFlaw(part.file));
        for (qint64 left = part.file.isEmpty() ? 0 : sizes[i]; left > 0 && wanted && *wanted;) {
            const QByteArray bytes = file.read(std::min(left, block));
            if (bytes.isEmpty())
                return std::unexpected(fileFlaw(part.file));
            left -= bytes.size();
            wanted = talk.write(bytes);
        }
    }
    if (wanted && *wanted)
        wanted = talk.flush();
    return wanted ? Result<>() : std::unexpected(wanted.error());
}

Error Course::fileFlaw(const QString &path)
{
    return {tr("The file %1 cannot be read to its end. Choose another one for the body, or send again.").arg(path), u"file"_s,
            path};
}

Result<QList<qint64>> Course::bodySizes(const QList<BodyPart> &body)
{
    QList<qint64> sizes;
    for (const BodyPart &part : body) {
        const QFileInfo file(part.file);
        if (!part.file.isEmpty() && !file.isFile())
            return std::unexpected(fileFlaw(part.file));
        sizes.append(part.file.isEmpty() ? part.bytes.size() : file.size());
    }
    return sizes;
}

Result<Head> Course::receiveHead(Talk &talk, QByteArray &rest)
{
    for (int informational = 0;;) {
        auto head = takeHead(rest);
        if (!head)
            return std::unexpected(head.error());
        if (*head && (**head).status >= 100 && (**head).status < 200 && (**head).status != 101 &&
            ++informational < mostInformational)
            continue;
        if (*head)
            return **head;
        const auto bytes = talk.read();
        if (!bytes)
            return std::unexpected(bytes.error());
        if (bytes->isEmpty())
            return std::unexpected(cutOff(rest));
        rest += *bytes;
    }
}

Error Course::cutOff(const QByteArray &rest) const
{
    if (!rest.isEmpty())
        return {tr("The answer of %1 was cut off within its headers. Look at the server's log.").arg(host()), u"truncated"_s,
                shownText(rest, 200)};
    if (isSecure() && m_journey.what.options.certificateFile.isEmpty()) // TLS 1.3 servers refuse only then
        return {tr("%1 closed the connection without an answer. It may want a client certificate: choose one in the request's "
                   "options, "
                   "or look at the server's log.")
                    .arg(host()),
                u"closed"_s,
                {}};
    return {tr("%1 closed the connection without an answer. Look at the server's log.").arg(host()), u"closed"_s, {}};
}

// What an answer means for the way: its body is wanted, the same is sent again with a key, or its redirect is followed.
Course::Next Course::judge(const Head &head)
{
    m_journey.visited.append(stopKey()); // before its cookies are taken: the same URL with another cookie is no circle
    m_now.status = head.status;
    m_now.reason = head.reason;
    m_now.version = head.version;
    m_now.headers = head.headers;
    for (const QByteArray &text : head.values("Set-Cookie"))
        m_now.cookies += QNetworkCookie::parseCookies(text);
    if (m_jar)
        m_jar->take(m_now.url, m_now.cookies);
    if (head.status == 401 && mayTryAgain(head))
        return Next::Again;

    if (head.status == 407 && m_isThroughProxy)
        m_wayError = unopenedProxy(m_proxyPlace, !m_proxyKey.isEmpty());

    Next next = Next::Done;
    if (isRedirect(m_now)) {
        auto onward = redirected(m_journey, m_now);
        if (!onward) {
            m_wayError = onward.error();
        } else if (!m_journey.what.options.isFollowing) {
            m_end.next = *onward;
        } else {
            std::swap(m_journey, *onward);
            const bool isCircle = m_journey.visited.contains(stopKey());
            next = isCircle ? Next::Done : Next::Elsewhere;
            if (isCircle) {
                m_wayError = circle();
                std::swap(m_journey, *onward);
            }
        }
        m_challenge.reset();
        m_attempts = 0;
    }
    return next;
}

Error Course::circle() const
{
    QStringList names;
    for (const QUrl &url : m_journey.stops)
        names.append(url.toDisplayString());
    return {tr("The redirects go in a circle: %1. Mend the server's rules, or request another URL.").arg(names.join(u" → "_s)),
            u"redirects"_s,
            {}};
}

QString Course::stopKey() const
{
    return QString::fromUtf8(m_journey.what.method + ' ' + m_journey.what.url.toEncoded() + ' ' + cookieText());
}

} // namespace oriel::http
