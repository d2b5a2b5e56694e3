// SPDX-License-Identifier: GPL-3.0-or-later
// The connection dialog's sentences, and what it takes of a text. Pure.
#pragma once

#include "engines/pg/conninfo.h"
#include "engines/pg/types.h"

namespace oriel::connecttext {

QString told(const pg::ConnInfo::Reading &reading); // what was rewritten, left out, looks wrong: a line each
QString sslModeText(const QString &mode);           // "verify-full: encrypted, certificate and host name checked"
QString unsetModeText(const pg::ConnInfo &info);    // "not set (Oriel: verify-full; psql would use prefer)"
QString suggestedName(const pg::ConnInfo &info);    // "shop on db.example"
QString testedText(const pg::SessionFacts &facts, qint64 microseconds);
QString testedDetail(const pg::SessionFacts &facts);

bool wasPasted(const QString &before, const QString &after); // more than one sign came at once

} // namespace oriel::connecttext
