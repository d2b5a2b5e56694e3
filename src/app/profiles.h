// SPDX-License-Identifier: GPL-3.0-or-later
// Between what the store keeps of a connection and what a Connection is made of. Pure.
#pragma once

#include "engines/store/store.h"
#include "jobs/connection.h"

namespace oriel {

Profile profileOf(const store::SavedConnection &saved);
store::SavedConnection savedOf(const Profile &profile); // without the password

// A stored password follows where the server, the user and the way stay and verification only becomes stricter (SAFETY 2).
bool mayFollow(const pg::ConnInfo &before, const pg::ConnInfo &now);

} // namespace oriel
