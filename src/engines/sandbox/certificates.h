// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/sandbox/account.h"

#include <stop_token>

namespace oriel::sandbox {

// Writes root.crt (a CA of its own), server.crt for localhost and server.key into `folder` by the openssl program. The CA's key
// is gone when this returns. Blocking.
Result<> makeCertificates(const QString &folder, const Account &account, std::stop_token stop);

} // namespace oriel::sandbox
