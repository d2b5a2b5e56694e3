// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace oriel::tls {

QString verifyErrorName(int code); // "X509_V_ERR_CERT_HAS_EXPIRED"; of a code unknown to us the number

} // namespace oriel::tls
