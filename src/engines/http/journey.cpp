// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/journey.h"

#include "base/text.h"

#include <QCoreApplication>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

struct JourneyWords
{
    Q_DECLARE_TR_FUNCTIONS(oriel::http::Journey)
};

constexpr qsizetype mostStops = 20;

QByteArray location(const Answered &answered)
{
    for (const Header &header : answered.headers)
        if (header.name.compare("location", Qt::CaseInsensitive) == 0)
            return header.value;
    return {};
}

std::unexpected<Error> stopped(const QString &message, const QString &code = u"redirects"_s)
{
    return std::unexpected(Error{message, code, {}});
}

bool isKey(const Header &header)
{
    static const QByteArrayList keys{"authorization", "cookie", "proxy-authorization"};
    return header.isSecret || keys.contains(header.name.toLower());
}

// SAFETY 8: what belongs to one origin does not reach another.
void leaveBehind(Journey &journey, const QString &origin)
{
    QStringList names;
    journey.what.headers.removeIf([&](const Header &header) {
        if (!isKey(header))
            return false;
        names.append(QString::fromUtf8(header.name));
        return true;
    });
    if (journey.what.auth != Auth())
        names.append(JourneyWords::tr("the authentication"));
    if (!journey.what.options.certificateFile.isEmpty())
        names.append(JourneyWords::tr("the client certificate"));
    journey.what.auth = {};
    journey.what.options.certificateFile.clear();
    journey.what.options.keyFile.clear();
    journey.what.options.keyPassphrase = {};
    for (const QString &name : std::as_const(names))
        journey.dropped.append(JourneyWords::tr("%1 (it belongs to %2)").arg(name, origin));
}

// The Fetch standard: a form that was sent is answered by a page to get; 307 and 308 repeat the request.
void becomeGet(Outgoing &what)
{
    what.method = "GET";
    what.body.clear();
    what.headers.removeIf([](const Header &header) { return header.name.toLower().startsWith("content-"); });
}

} // namespace

QString originOf(const QUrl &url)
{
    return u"%1://%2:%3"_s.arg(url.scheme(), url.host(QUrl::FullyEncoded)).arg(url.port(url.scheme() == u"https" ? 443 : 80));
}

bool isRedirect(const Answered &answered)
{
    static const QList<int> statuses{301, 302, 303, 307, 308};
    return statuses.contains(answered.status) && !location(answered).isEmpty();
}

Result<Journey> redirected(Journey journey, const Answered &answered)
{
    const QByteArray to = location(answered);
    QUrl url = answered.url.resolved(QUrl::fromEncoded(to));
    url.setFragment({});
    url.setUserInfo({});
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"https"))
        return stopped(JourneyWords::tr("The server sends on to “%1”, which is not followed: only http and https are.")
                           .arg(shownText(to, 400)));
    if (answered.url.scheme() == u"https" && url.scheme() == u"http")
        return stopped(
            JourneyWords::tr("The server sends on from https to the open %1, which is not followed. Request that URL itself "
                             "if it is meant to be so.")
                .arg(url.toDisplayString()),
            u"downgrade"_s);
    if (journey.stops.isEmpty())
        journey.stops.append(answered.url);
    journey.stops.append(url);
    if (journey.stops.size() > mostStops + 1)
        return stopped(JourneyWords::tr("The server sent on %1 times without an answer. Look at its rules for %2.")
                           .arg(mostStops)
                           .arg(url.toDisplayString()));

    journey.dropped.clear();
    if (originOf(url) != originOf(answered.url))
        leaveBehind(journey, originOf(answered.url));
    const bool isFormAnswer = (answered.status == 301 || answered.status == 302) && answered.method == "POST";
    if (isFormAnswer || (answered.status == 303 && answered.method != "GET" && answered.method != "HEAD"))
        becomeGet(journey.what);
    journey.what.url = url;
    return journey;
}

} // namespace oriel::http
