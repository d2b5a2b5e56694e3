// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/certificate.h"

namespace oriel::tls {

struct NameCheck
{
    enum class Outcome { Matches, Differs, NoName, Malformed, NoHost };
    Outcome outcome = Outcome::NoName;
    QString matched;  // "DNS:*.rds.example", "CN:db"
    QStringList seen; // the names that libpq compared, in its order
    QString message;  // libpq's sentence where it does not match
    bool operator==(const NameCheck &) const = default;
};

// libpq's own rules for a certificate and `host` (never hostaddr), not RFC 6125's: `*.` alone as the whole left label, a DNS name
// blocks the CN for names, an IP name for addresses, only the first CN, NUL in a name is an error (PostgreSQL,
// fe-secure-common.c and fe-secure-openssl.c, as of libpq 15; libpq before 15 knows no IP names). Pure; any thread.
NameCheck checkName(const Certificate &leaf, const QString &host);

} // namespace oriel::tls
