// SPDX-License-Identifier: GPL-3.0-or-later
#include "engines/http/exports.h"

#include "engines/http/imports.h"

#include <QRegularExpression>

namespace oriel::http {

using namespace Qt::StringLiterals;

QString snake(const QString &name)
{
    static const QRegularExpression other(u"[^a-z0-9]+"_s), edges(u"^_+|_+$"_s);
    const QString plain = name.toLower().replace(other, u"_"_s).remove(edges);
    return plain.isEmpty() ? u"secret"_s : plain;
}

QString SecretNames::placeholder(const QString &secret, const QString &base)
{
    const bool hasName = isReference(secret);
    QString name = hasName ? secret.sliced(2).chopped(2).trimmed() : snake(base);
    const bool isWritten = hasName && m_names.contains(name) && m_names.value(name) != secret;
    const QString first = name;
    for (int i = 2; !hasName && m_names.contains(name) && m_names.value(name) != secret; ++i)
        name = first + u'_' + QString::number(i);
    if (!isWritten)
        m_names.insert(name, secret);
    if (!isWritten && !m_left.contains(name))
        m_left.append(name);
    return u"{{"_s + name + u"}}"_s;
}

QString SecretNames::proxyOf(const Options &options)
{
    static const QRegularExpression shape(u"^((?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#:@]*:)([^/?#]+)(@[^@]*)$"_s);
    const auto match = shape.match(options.proxy);
    return match.hasMatch() ? match.captured(1) + placeholder(match.captured(2), u"proxy_password"_s) + match.captured(3)
                            : options.proxy;
}

Request forExport(const Request &request)
{
    Request clean = request;
    const auto isOff = [](const Field &field) { return !field.isOn || (field.name.isEmpty() && field.value.isEmpty()); };
    clean.query.removeIf(isOff);
    clean.headers.removeIf(isOff);
    clean.body.fields.removeIf(isOff);
    clean.url = request.url.trimmed();
    setUrl(clean, clean.url);
    const bool isWritten = !headerOf(clean, u"authorization").isEmpty();
    if (isWritten && clean.auth.kind != Auth::Kind::ApiKey)
        clean.auth = {};
    if (clean.method.isEmpty())
        clean.method = u"GET"_s;
    return clean;
}

QString typeOfBody(const Body &body)
{
    switch (body.kind) {
    case Body::Kind::Json:
        return u"application/json"_s;
    case Body::Kind::Form:
        return u"application/x-www-form-urlencoded"_s;
    case Body::Kind::Raw:
    case Body::Kind::File:
        return body.type;
    default:
        return {};
    }
}

QString singleLine(QString text) { return text.replace(u'\r', u' ').replace(u'\n', u' ').remove(QChar(0)); }

} // namespace oriel::http
