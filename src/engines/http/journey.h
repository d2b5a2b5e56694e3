// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/http/exchange.h"

namespace oriel::http {

// Where a request has got to: what is sent next, and what was left behind on the way. A value.
struct Journey
{
    Outgoing what;
    QStringList dropped; // by the redirect that led here
    QStringList visited; // method, URL and cookies of each stop: coming back to one is a circle
    QList<QUrl> stops;
};

QString originOf(const QUrl &url); // "https://example.org:443"

// The next step of a redirect; Error.code "redirects", "downgrade". `answered` has a Location and a status of a redirect.
Result<Journey> redirected(Journey journey, const Answered &answered);
bool isRedirect(const Answered &answered);

} // namespace oriel::http
