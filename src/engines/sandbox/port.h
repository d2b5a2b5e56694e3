// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace oriel::sandbox {

int freePort(int wished = 0); // on 127.0.0.1; the wished one where nothing listens there
bool isFreePort(int port);

} // namespace oriel::sandbox
