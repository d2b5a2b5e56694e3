// SPDX-License-Identifier: GPL-3.0-or-later
// What a request of ours puts on the wire, comparable with what a server got from another program.
#pragma once

#include "engines/http/environment.h"
#include "listener.h"

#include <QFile>
#include <QUrlQuery>

// What no request of ours carries by itself: curl's own.
inline const QByteArrayList ofTheSender = {"host",       "user-agent", "accept",          "content-length",
                                           "connection", "expect",     "accept-encoding", "transfer-encoding"};

inline Got sentBy(const oriel::http::Outgoing &out)
{
    Got sent{.method = out.method,
             .target = out.url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment)};
    if (sent.target.isEmpty() || sent.target.startsWith('?'))
        sent.target.prepend('/');
    for (const oriel::http::Header &header : out.headers) {
        QByteArray &value = sent.headers[header.name.toLower()];
        value += (value.isEmpty() ? "" : ", ") + header.value;
    }
    for (const oriel::http::BodyPart &part : out.body) {
        QFile file(part.file);
        sent.body += part.file.isEmpty() ? part.bytes : file.open(QIODevice::ReadOnly) ? file.readAll() : "unreadable";
    }
    return sent;
}

// The same for comparison: forms by what they say, multipart boundaries by one name.
inline QString normal(Got sent, const Got &other)
{
    for (const QByteArray &name : ofTheSender) {
        if (name != "accept" && name != "user-agent")
            sent.headers.remove(name);
        else if (!sent.headers.contains(name) || !other.headers.contains(name))
            sent.headers.remove(name);
    }
    if (sent.headers.contains("cookie"))
        sent.headers["cookie"].replace("; ", ";"); // of two -b, curl sends no blank behind the ;
    QByteArray &type = sent.headers["content-type"];
    if (type.isEmpty())
        sent.headers.remove("content-type");
    else if (const qsizetype at = type.indexOf("boundary="); at > 0) {
        sent.body.replace(type.sliced(at + 9), "B");
        type = type.first(at) + "boundary=B";
    } else if (type == "application/x-www-form-urlencoded" && sent.body.contains('=')) {
        const QUrlQuery query(QString::fromUtf8(sent.body.replace('+', "%20")));
        sent.body.clear();
        for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded))
            sent.body += name.toUtf8() + '\n' + value.toUtf8() + '\n';
    }
    QString text = QString::fromUtf8(sent.method + ' ' + QByteArray::fromPercentEncoding(sent.target.replace('+', "%20")) + '\n');
    for (auto header = sent.headers.begin(); header != sent.headers.end(); ++header)
        text += QString::fromUtf8(header.key() + ": " + header.value() + '\n');
    return text + u'\n' + QString::fromUtf8(sent.body);
}
