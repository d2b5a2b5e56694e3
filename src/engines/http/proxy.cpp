// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/proxy.h"

#include <QCoreApplication>

#include <algorithm>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

bool isExempt(const QUrl &url, const QString &exempt) // "localhost,.example.org,10.0.0.1" or "*"
{
    const QString host = url.host();
    const QStringList names = exempt.split(u',', Qt::SkipEmptyParts);
    return std::ranges::any_of(names, [&](const QString &written) {
        QString name = written.trimmed().section(u':', 0, 0);
        if (written.trimmed().startsWith(u'[')) // [::1]
            name = written.trimmed().mid(1).section(u']', 0, 0);
        if (name.startsWith(u'.'))
            name.remove(0, 1);
        return written.trimmed() == u"*" || (!name.isEmpty() && (host.compare(name, Qt::CaseInsensitive) == 0 ||
                                                                 host.endsWith(u'.' + name, Qt::CaseInsensitive)));
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

} // namespace oriel::http
