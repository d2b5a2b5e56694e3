// SPDX-License-Identifier: GPL-3.0-or-later
// ConnInfo as a URL and as a keyword string.
#include "engines/pg/conninfo.h"
#include "engines/pg/conntext.h"

#include <QRegularExpression>

#include <algorithm>

namespace oriel::pg {

using namespace Qt::StringLiterals;
using namespace conntext;

namespace {

const QString mask = u"••••"_s;

QString urlHost(const QString &host)
{
    static const QRegularExpression ipv6(u"^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$"_s);
    return ipv6.match(host).hasMatch() ? u'[' + host + u']' : percentEncoded(host);
}

// "h1:5432,h2:5433", or nothing where a URL cannot say the same: then both go into its parameters.
std::optional<QString> urlAuthority(const QString &host, const QString &port)
{
    static const QRegularExpression digits(u"^[0-9]*$"_s);
    const QStringList hosts = host.split(u','), ports = port.split(u',');
    if ((!port.isEmpty() && ports.size() != hosts.size()) ||
        !std::ranges::all_of(ports, [](const QString &p) { return digits.match(p).hasMatch(); }))
        return std::nullopt;
    QStringList entries;
    for (qsizetype i = 0; i < hosts.size(); ++i)
        entries.append(urlHost(hosts.at(i)) + (ports.value(i).isEmpty() ? QString() : u':' + ports.at(i)));
    return entries.join(u',');
}

} // namespace

QString ConnInfo::toUrl(Show show) const
{
    const QString user = value(u"user"_s), host = value(u"host"_s), port = value(u"port"_s);
    QString url = u"postgresql://"_s + percentEncoded(user);
    const bool showsPassword = show != Show::NoPassword && !m_password.isEmpty();
    if (showsPassword)
        url += u':' + (show == Show::Masked ? mask : percentEncoded(QString::fromUtf8(m_password.reveal())));
    if (!user.isEmpty() || showsPassword)
        url += u'@';

    const auto authority = urlAuthority(host, port);
    url += authority.value_or(QString());
    // Read back, a comma at the end would belong to the sentence around the URL.
    const bool hasPath = has(u"dbname"_s) || url.endsWith(u',');
    if (hasPath)
        url += u'/' + percentEncoded(value(u"dbname"_s));
    QStringList parameters;
    for (const auto &[keyword, value] : m_values) {
        const bool isPlaced =
            keyword == "user"_L1 || keyword == "dbname"_L1 || (authority && (keyword == "host"_L1 || keyword == "port"_L1));
        const Option *option = optionFor(keyword);
        const bool isHidden = option && option->isSecret && show != Show::WithPassword;
        if (isPlaced || (isHidden && show == Show::NoPassword))
            continue;
        // Slashes stay readable: sslrootcert=/etc/ssl/… is what people look for.
        parameters.append(percentEncoded(keyword) + u'=' + (isHidden ? mask : percentEncoded(value).replace("%2F"_L1, "/"_L1)));
    }
    if (!parameters.isEmpty())
        url += (hasPath ? u"?"_s : u"/?"_s) + parameters.join(u'&');
    return url;
}

QString ConnInfo::toKeywords(Show show) const
{
    QStringList parts;
    for (const auto &[keyword, value] : m_values) {
        const Option *option = optionFor(keyword);
        const bool isHidden = option && option->isSecret && show != Show::WithPassword;
        if (!isHidden || show == Show::Masked)
            parts.append(keyword + u'=' + (isHidden ? mask : quotedValue(value)));
    }
    if (!m_password.isEmpty() && show != Show::NoPassword)
        parts.append(u"password="_s + (show == Show::Masked ? mask : quotedValue(QString::fromUtf8(m_password.reveal()))));
    return parts.join(u' ');
}

} // namespace oriel::pg
