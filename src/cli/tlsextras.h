// SPDX-License-Identifier: GPL-3.0-or-later
// What --scan and --bundle add to the report, as text and as JSON.
#pragma once

#include "cli/tlstext.h"
#include "engines/tls/scan.h"

namespace oriel::cli {

QString scanText(const tls::Scanned &scanned, const Ink &ink);
// {protocols[], suites[] {protocol, name, bits, weak, remark}, groups[], untestable[], own_preference, handshakes, refused, ms,
// failure}
QJsonObject scanJson(const tls::Scanned &scanned);

// A file of certificates, and what it is worth for a chain.
struct Inspected
{
    tls::Bundle bundle;
    std::optional<tls::ChainCheck> check; // of the server's chain; nothing where there is no server
};
Result<Inspected> inspect(const QString &path, const QList<tls::Certificate> &sent); // blocks on the disk
QString bundleText(const Inspected &inspected, const QDateTime &now, const Ink &ink);
// {path, kind, region, expired, remarks[], certificates[] as in the report, anchor: sha256 or null, error: or null}
QJsonObject bundleJson(const Inspected &inspected, const QDateTime &now);

} // namespace oriel::cli
