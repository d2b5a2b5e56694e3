// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QHash>
#include <QNetworkCookieJar>

#include <mutex>

namespace oriel::http {

// What the servers of one environment gave to be sent back: cookies (RFC 6265, by Qt's rules) and access tokens. All of it is
// secret, so it lives in memory only. Any thread.
class CookieJar final : private QNetworkCookieJar
{
public:
    CookieJar() = default;
    QList<QNetworkCookie> cookies() const; // for a list of them
    QList<QNetworkCookie> cookiesFor(const QUrl &url) const;
    void take(const QUrl &url, const QList<QNetworkCookie> &cookies); // what this URL may not set is left out
    void remove(const QNetworkCookie &cookie);
    void clear(); // tokens too
    bool isEmpty() const;

    QByteArray token(const QByteArray &key) const; // empty: none that is still good
    void keepToken(const QByteArray &key, const QByteArray &token, const QDateTime &until);
    void dropToken(const QByteArray &key);

private:
    struct Token
    {
        QByteArray text;
        QDateTime until;
    };
    mutable std::mutex m_mutex;
    QHash<QByteArray, Token> m_tokens;
};

} // namespace oriel::http
