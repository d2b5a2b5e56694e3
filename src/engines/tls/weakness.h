// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/tls: what is weak about a suite or a group.
#pragma once

#include "engines/tls/scan.h"

struct evp_pkey_st;
struct ssl_cipher_st;

namespace oriel::tls {

// `key`: the server's temporary one, null where there is none.
Offer suiteOffer(const QString &protocol, const ssl_cipher_st *suite, const evp_pkey_st *key);
Offer groupOffer(const QString &protocol, const QString &group, const evp_pkey_st *key);

} // namespace oriel::tls
