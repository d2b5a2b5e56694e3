// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QNetworkProxy>
#include <QUrl>

#include <functional>

namespace oriel::http {

using EnvironmentValue = std::function<QString(const char *name)>;

// The proxy a request goes through: `chosen` (Options::proxy), else HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY as curl reads
// them. QNetworkProxy::NoProxy: none. Error.code "proxy": it makes no sense. Pure, any thread.
Result<QNetworkProxy> proxyFor(const QUrl &url, const QString &chosen, const EnvironmentValue &variable);

Error unreachedProxy(const Error &cause);                 // cause: of its own address
Error unopenedProxy(const QString &place, bool hasLogin); // it answered 407

} // namespace oriel::http
