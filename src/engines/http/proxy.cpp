// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/proxy.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>

#include <algorithm>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

// As curl's lib/noproxy.c: names behind commas or blanks, a name stands for what is below it too, an address for itself or, as
// 10.0.0.0/8, for its network. Unlike there, a port behind a name is read over, as other programs write it.
bool isExempt(const QUrl &url, const QString &exempt)
{
    if (exempt.trimmed() == u"*")
        return true;
    QString host = url.host();
    if (host.endsWith(u'.'))
        host.chop(1);
    const QHostAddress address(host);
    static const QRegularExpression gap(u"[,\\s]+"_s), shape(u"^\\.?(?:\\[([^\\]]*)\\]|([^:]*))\\.?(?::\\d+)?$"_s);
    const QStringList names = exempt.split(gap, Qt::SkipEmptyParts);
    return std::ranges::any_of(names, [&](const QString &written) {
        const auto match = shape.match(written);
        QString name = match.hasMatch() ? match.captured(1) + match.captured(2) : written; // an IPv6 address without brackets
        if (name.endsWith(u'.'))
            name.chop(1);
        if (!address.isNull()) {
            const auto network = QHostAddress::parseSubnet(name);
            return name.contains(u'/') ? network.second >= 0 && address.isInSubnet(network) : address == QHostAddress(name);
        }
        return !name.isEmpty() &&
               (host.compare(name, Qt::CaseInsensitive) == 0 || host.endsWith(u'.' + name, Qt::CaseInsensitive));
    });
}

QString ofEnvironment(const QUrl &url, const EnvironmentValue &variable)
{
    const auto either = [&](const char *lower, const char *upper) {
        const QString value = variable(lower);
        return value.isEmpty() ? variable(upper) : value;
    };
    if (isExempt(url, either("no_proxy", "NO_PROXY")))
        return {};
    const QString own = url.scheme() == u"https" ? either("https_proxy", "HTTPS_PROXY") : either("http_proxy", "HTTP_PROXY");
    return own.isEmpty() ? either("all_proxy", "ALL_PROXY") : own;
}

} // namespace

Result<QNetworkProxy> proxyFor(const QUrl &url, const QString &chosen, const EnvironmentValue &variable)
{
    QString text = chosen.isEmpty() ? ofEnvironment(url, variable) : chosen;
    if (text.isEmpty() || text == u"none")
        return QNetworkProxy(QNetworkProxy::NoProxy);
    if (!text.contains(u"://"))
        text.prepend(u"http://");
    const QUrl proxy(text);
    const bool isSocks = proxy.scheme() == u"socks5" || proxy.scheme() == u"socks5h";
    if (proxy.host().isEmpty() || (!isSocks && proxy.scheme() != u"http"))
        return std::unexpected(
            Error{QCoreApplication::translate("oriel::http", "The proxy “%1” makes no sense. Write http://host:port or "
                                                             "socks5://host:port, or none.")
                      .arg(proxy.toString(QUrl::RemoveUserInfo)),
                  u"proxy"_s,
                  {}});
    return QNetworkProxy(isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, proxy.host(),
                         quint16(proxy.port(isSocks ? 1080 : 3128)), proxy.userName(QUrl::FullyDecoded),
                         proxy.password(QUrl::FullyDecoded));
}

Error unreachedProxy(const Error &cause)
{
    return {QCoreApplication::translate("oriel::http", "The proxy cannot be reached. %1").arg(cause.message), u"proxy"_s,
            cause.detail};
}

Error unopenedProxy(const QString &place, bool hasLogin)
{
    const char *words = hasLogin
                            ? QT_TRANSLATE_NOOP("oriel::http", "The proxy %1 does not take this user and password. Correct them "
                                                               "in the request's settings.")
                            : QT_TRANSLATE_NOOP("oriel::http", "The proxy %1 wants a user and a password. Write it as "
                                                               "http://user:password@host:port in the request's settings.");
    return {QCoreApplication::translate("oriel::http", words).arg(place), u"proxy"_s, {}};
}

} // namespace oriel::http
