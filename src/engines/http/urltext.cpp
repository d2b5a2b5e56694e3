// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/urltext.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <cstring>

namespace oriel::http {

using namespace Qt::StringLiterals;

namespace {

bool isAlphanumeric(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

QString encodedRow(const QString &text, const QString &kept)
{
    QString encoded;
    for (qsizetype at = 0, end; at < text.size(); at = end + 1) { // surrogates are never in `kept`
        for (end = at; end < text.size() && !kept.contains(text[end]);)
            ++end;
        encoded += QString::fromLatin1(QUrl::toPercentEncoding(text.sliced(at, end - at)));
        if (end < text.size())
            encoded += text[end];
    }
    return encoded;
}

} // namespace

QString withScheme(const QString &url)
{
    static const QRegularExpression scheme(u"^[A-Za-z][A-Za-z0-9+.-]*:(?![0-9]+(?:[/?#]|$)|\\{\\{)"_s);
    static const QRegularExpression local(
        u"^(?:[^/?#@]*@)?(?:(?:[^/?#:@]+\\.)?localhost|127\\.[0-9.]+|0\\.0\\.0\\.0|\\[::1\\])(?:[:/?#]|$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression open(u"^\\{\\{|^[^/?#]*://"_s); // {{base_url}}/x, {{scheme}}://x
    if (url.isEmpty() || scheme.match(url).hasMatch() || open.match(url).hasMatch())
        return url;
    const QString bare = url.startsWith(u"//") ? url.sliced(2) : url;
    return (local.match(bare).hasMatch() ? u"http://"_s : u"https://"_s) + bare;
}

QString withQuery(const QString &url, const QList<Field> &rows, const QString &kept)
{
    QStringList parts;
    for (const Field &row : rows)
        parts.append(encodedRow(row.name, kept) + u'=' + encodedRow(row.value, kept));
    if (parts.isEmpty())
        return url;
    const qsizetype fragment = url.indexOf(u'#');
    QString text = fragment < 0 ? url : url.first(fragment);
    if (!text.contains(u'?'))
        text += u'?';
    else if (!text.endsWith(u'?') && !text.endsWith(u'&'))
        text += u'&';
    return text + parts.join(u'&') + (fragment < 0 ? QString() : url.sliced(fragment));
}

QByteArray encodedUrl(const QString &url)
{
    const QByteArray bytes = url.section(u'#', 0, 0).toUtf8();
    const auto isHex = [&](qsizetype i) { return i < bytes.size() && isxdigit(uchar(bytes[i])); };
    // the host is left to QUrl: it turns other scripts into xn--
    const qsizetype host = bytes.indexOf("://") + 3;
    const qsizetype path = bytes.indexOf('/', host), query = bytes.indexOf('?', host);
    const qsizetype begin = path < 0 ? query : query < 0 ? path : std::min(path, query);
    if (begin < 0)
        return bytes;
    QByteArray encoded = bytes.first(begin);
    for (qsizetype i = begin; i < bytes.size(); ++i) {
        const char c = bytes[i];
        const bool isWrong = uchar(c) <= 0x20 || uchar(c) >= 0x7f || std::strchr("\"<>\\^`{|}", c) ||
                             (c == '%' && !(isHex(i + 1) && isHex(i + 2)));
        encoded += isWrong ? '%' + QByteArray(1, c).toHex().toUpper() : QByteArray(1, c);
    }
    return encoded;
}

QByteArray formValue(const QString &text) { return QUrl::toPercentEncoding(text).replace("%20", "+"); }

QByteArray formText(const QList<Field> &fields)
{
    QByteArrayList parts;
    for (const Field &field : fields)
        parts.append(formValue(field.name) + '=' + formValue(field.value));
    return parts.join('&');
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() &&
           std::ranges::all_of(text, [](char c) { return isAlphanumeric(c) || (c && std::strchr("!#$%&'*+-.^_`|~", c)); });
}

bool isHeaderValue(QByteArrayView text)
{
    return std::ranges::all_of(text, [](char c) { return (uchar(c) >= 0x20 && c != 0x7f) || c == '\t'; });
}

QByteArray standardMethod(const QByteArray &method)
{
    static const QByteArrayList known{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};
    const QByteArray upper = method.toUpper();
    return known.contains(upper) ? upper : method;
}

} // namespace oriel::http
