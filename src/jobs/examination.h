// SPDX-License-Identifier: GPL-3.0-or-later
// Private to jobs: how a diagnosis is made.
#pragma once

#include "jobs/doctor.h"

#include <functional>

namespace oriel {

// Probe, chain, names, verdicts, cause, then libpq's own word in every mode. `progress` may come from other threads, one at a
// time. Blocking, off the GUI thread.
Diagnosis examine(const pg::ConnInfo &info, const Doctor::Wanted &wanted, std::stop_token stop,
                  const std::function<void(const Diagnosis &)> &progress = {});

// Fills the last two stages from what the server took for them; a pooler that offers no TLS shows itself only here.
void takeServerWord(Diagnosis &diagnosis, const ServerWord &word);

} // namespace oriel
