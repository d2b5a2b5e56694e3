// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engines/http/request.h"

#include <QSslConfiguration>
#include <QSslError>

namespace oriel::http {

// Peers are always verified. Error.code "certificate": a file cannot be read or used.
Result<QSslConfiguration> tlsFrom(const Options &options);
// Why a server was not trusted; Error.code "tls", its detail the causes: "expired", "host name", "self-signed", "unknown issuer",
// …
Error tlsError(const QString &host, const QList<QSslError> &errors);

} // namespace oriel::http
