// SPDX-License-Identifier: GPL-3.0-or-later
// Requests on the clipboard as other tools write them, without their secrets. GUI thread.
#pragma once

#include "engines/http/requesttext.h"

namespace oriel {

struct CopyWay
{
    const char *name;   // of the command: "copyCurl"
    QString to, copied; // "cURL"; what is said afterwards
    bool isOfOne;       // writes the first request only
    std::function<http::Exported(const QList<http::Request> &)> write;
};
QList<CopyWay> copyWays();
QString copyAs(const CopyWay &way, const QList<http::Request> &requests); // what to say; requests: not empty
QString leftOut(const QStringList &names);                                // " Values of … are not in it: …"

} // namespace oriel
