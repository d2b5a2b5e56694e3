// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/remark.h"
#include "engines/pg/conninfo.h"

namespace oriel::pg {

// Codes: "no-sslmode", "weak-sslmode", "root-file-missing", "root-file-relative", "tilde", "unescaped", "token-not-encoded",
// "unknown-option", "trailing-blank", "scheme", "duplicate", "slash"…
using oriel::Remark;

struct Audited
{
    QList<Remark> remarks;        // in the order of the text
    std::optional<ConnInfo> info; // where the text can be read
    QString corrected;            // the URL with every remark that has one right answer mended; empty: none. Holds the password.
    QString rootCert;             // the absolute path that sslrootcert leads to from `folder`; empty: none set
};

// Looks at a text while it is typed; no network. Reads the disk for the existence of files: off the GUI thread, or rarely.
// `folder`: what relative paths are taken from (the project's; libpq: its own working directory).
Audited audit(const QString &text, const QString &folder);

int sinceRelease(const QString &keyword); // the libpq that brought a parameter, from 16 on; 0: none known to have

} // namespace oriel::pg
