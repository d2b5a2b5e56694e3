// SPDX-License-Identifier: GPL-3.0-or-later
// Private to jobs: what the remedies of a cause would change.
#pragma once

#include "jobs/diagnosis.h"

namespace oriel {

// The files that libpq would read for parameters that are complete: absolute, relative ones taken from `folder`; the defaults in
// the home folder where none is named (libpq 15: fe-secure-openssl.c, initialize_SSL).
tls::Trust trustOf(const pg::ConnInfo &completed, const QString &folder);
QString fileOf(const pg::ConnInfo &completed, const QString &keyword, const QString &folder); // absolute; empty where unset

// The parameters with the cause's remedies in them; a bundle yet to be downloaded stands under its future path.
pg::ConnInfo withRemedies(const pg::ConnInfo &info, const tls::Cause &cause);
// Fills `corrected`, `after` and `hasAfter`: the same handshake judged with the corrected parameters. Reads files.
void lookAhead(Diagnosis &diagnosis, const QString &folder);

// What libpq adds of its own to predict(): channel_binding=require is its own reason to give up.
void mindChannelBinding(std::array<tls::Verdict, 6> &verdicts, const pg::ConnInfo &completed, const tls::Report &report);

} // namespace oriel
