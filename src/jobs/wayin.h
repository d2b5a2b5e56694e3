// SPDX-License-Identifier: GPL-3.0-or-later
// How a profile's parameters lead through a tunnel, where its password comes from, and both as lines of text for the store.
#pragma once

#include "engines/pg/conninfo.h"
#include "engines/tunnel/tunnel.h"

namespace oriel {

// .pgpass counts where neither a keychain entry nor anything typed is at hand; Ask and Command look at neither.
struct PasswordSource
{
    enum class Kind { Keychain, Ask, Command };
    Kind kind = Kind::Keychain;
    QString command; // Command: typed by hand, never from a text that came from outside
    bool operator==(const PasswordSource &) const = default;
};

namespace wayin {

// The way with the database's place as the far end sees it: hostaddr, else host, else its own localhost. Error where there are
// several. Reads the files of a service.
Result<tunnel::Way> leadingTo(const tunnel::Way &way, const pg::ConnInfo &info);
// The parameters as they are once the tunnel stands: `host` stays the database's name, hostaddr is 127.0.0.1, and an sslmode that
// is not set is verify-full, for whatever answers at the far end is not this machine (SAFETY 2). localPort 0: only the sslmode.
pg::ConnInfo through(const pg::ConnInfo &info, int localPort);
// SAFETY 2, through a tunnel: only over TLS verified by verify-ca or better, whatever the host is called.
bool mayTakeStoredPassword(const pg::ConnInfo &info, const tunnel::Way &way); // may ask DNS: off the GUI thread
bool canKeepPassword(const pg::ConnInfo &info, const tunnel::Way &way);       // the same by names alone, for a dialog

QString toText(const tunnel::Way &way); // "ssh bastion", "command kubectl …", empty for none
tunnel::Way wayFromText(const QString &text);
QString toText(const PasswordSource &source); // "ask", "command aws …", empty for the keychain
PasswordSource sourceFromText(const QString &text);

} // namespace wayin
} // namespace oriel
