// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "engines/tls/certificate.h"

namespace oriel::tls {

// What is in a PKCS#12 file; the key is counted, not kept. Private to this room; any thread.
struct Keystore
{
    QList<Certificate> certificates; // the one that the key belongs to first
    bool hasKey = false;
};
// Nothing: it is no PKCS#12. Error.code: "passphrase", "damaged".
std::optional<Result<Keystore>> readKeystore(const QByteArray &content, const Secret &passphrase);

} // namespace oriel::tls
