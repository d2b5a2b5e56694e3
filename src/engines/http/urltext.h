// SPDX-License-Identifier: GPL-3.0-or-later
// URLs, tokens and header values as text. Pure functions, any thread.
#pragma once

#include "engines/http/request.h"

namespace oriel::http {

QString withScheme(const QString &url); // "localhost:5000/x", "127.…" get http://, "example.org" https://
// The rows behind what the URL asks already, percent-encoded except for `kept`; before its fragment.
QString withQuery(const QString &url, const QList<Field> &rows, const QString &kept = {});
QByteArray encodedUrl(const QString &url); // what no URL may hold encoded, the rest as written; no fragment
QByteArray formValue(const QString &text);
QByteArray formText(const QList<Field> &fields);     // application/x-www-form-urlencoded
bool isToken(QByteArrayView text);                   // RFC 9110 5.6.2
bool isHeaderValue(QByteArrayView text);             // no CR, LF or other control character but TAB
QByteArray standardMethod(const QByteArray &method); // "get" is GET as in the Fetch standard; others as written

} // namespace oriel::http
