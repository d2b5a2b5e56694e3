// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/certificate.h"

namespace oriel::tls {

// Named as a root of Amazon RDS in force, but its fingerprint is not in resources/amazon-rds-roots.txt. Private to this room.
bool isUnknownRdsRoot(const Certificate &certificate);

} // namespace oriel::tls
