// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/cookiejar.h"

#include <QNetworkCookie>

namespace oriel::http {

QList<QNetworkCookie> CookieJar::cookies() const
{
    const std::lock_guard lock(m_mutex);
    return allCookies();
}

QList<QNetworkCookie> CookieJar::cookiesFor(const QUrl &url) const
{
    const std::lock_guard lock(m_mutex);
    return cookiesForUrl(url);
}

void CookieJar::take(const QUrl &url, const QList<QNetworkCookie> &cookies)
{
    const std::lock_guard lock(m_mutex);
    setCookiesFromUrl(cookies, url);
}

void CookieJar::remove(const QNetworkCookie &cookie)
{
    const std::lock_guard lock(m_mutex);
    deleteCookie(cookie);
}

void CookieJar::clear()
{
    const std::lock_guard lock(m_mutex);
    setAllCookies({});
    m_tokens.clear();
}

bool CookieJar::isEmpty() const
{
    const std::lock_guard lock(m_mutex);
    return allCookies().isEmpty() && m_tokens.isEmpty();
}

QByteArray CookieJar::token(const QByteArray &key) const
{
    const std::lock_guard lock(m_mutex);
    const Token token = m_tokens.value(key);
    return token.until > QDateTime::currentDateTimeUtc() ? token.text : QByteArray();
}

void CookieJar::keepToken(const QByteArray &key, const QByteArray &token, const QDateTime &until)
{
    const std::lock_guard lock(m_mutex);
    m_tokens[key] = {token, until};
}

void CookieJar::dropToken(const QByteArray &key)
{
    const std::lock_guard lock(m_mutex);
    m_tokens.remove(key);
}

} // namespace oriel::http
