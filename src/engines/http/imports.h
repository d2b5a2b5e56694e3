// SPDX-License-Identifier: GPL-3.0-or-later
// What every importer of requests does with an address, a header, a body. Any thread; pure.
#pragma once

#include "engines/http/requesttext.h"

#include <QCoreApplication>

#include <optional>

namespace oriel::http {

struct Imports
{
    Q_DECLARE_TR_FUNCTIONS(oriel::http::Imports)
};

inline constexpr qsizetype mostImported = 64 << 20; // bytes of a text that is read as requests
inline constexpr int mostRequests = 50'000;

bool isSecretHeader(QStringView name); // its value is a credential: Cookie, X-Api-Key, X-Auth-Token…
bool isSecretField(QStringView name);  // of a form or a query: password, access_token, api_key…
bool isReference(QStringView text);    // nothing but one {{name}}

// A header as written: Authorization becomes the request's Auth where its scheme is known; secret ones are marked.
void addHeader(Request &, const QString &name, const QString &value);
QString headerOf(const Request &, QStringView name); // of the rows that are on; empty: none
// Credentials of the address become the request's Auth, a query parameter that is a secret a row of its own.
void setUrl(Request &, const QString &url);
// The text of a body by its content type: JSON, the rows of a form or of a multipart body where it is one, else as it is. A
// Content-Type header that says no more than the body's kind does is taken away.
void setBody(Request &, const QString &text, const QString &type);
void dropContentType(Request &); // where the body's kind or type says it
// {"query": …, "variables": …}; variables: JSON or empty.
void setGraphQl(Request &, const QString &query, const QString &variables);

std::optional<QList<Field>> formFields(const QString &text); // none: it is no a=b&c=d
QString nameFor(const Request &);                            // "GET /posts/1": for one that has no name
void remark(Imported &, const QString &sentence);            // each once
Error unreadable(const QString &code, const QString &message, qint64 line = 0);
std::optional<Error> tooLarge(qint64 bytes);
// Files that lie outside the folder the requests are kept for become names without one, and a remark (SAFETY 8).
void keepInside(Imported &);
void keepMethods(Imported &); // what is no method (RFC 9110 9.1) nor a {{name}} becomes GET, and a remark

QString percentDecoded(const QString &text, bool isForm); // isForm: + is a blank
QString percentEncoded(const QString &text, bool isForm); // {{names}} stay as they are
// Captures that a test script holds in the usual words: pm.environment.set("token", pm.response.json().token) and JetBrains'
// client.global.set("token", response.body.token). False: the script does more than that.
bool takeCaptures(Request &, const QString &script);

} // namespace oriel::http
