// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engines/tls/chain.h"
#include "engines/tls/hostname.h"
#include "engines/tls/report.h"

#include <array>

namespace oriel::tls {

enum class Mode { Disable, Allow, Prefer, Require, VerifyCa, VerifyFull };
inline constexpr std::array modes{Mode::Disable, Mode::Allow, Mode::Prefer, Mode::Require, Mode::VerifyCa, Mode::VerifyFull};
QString modeName(Mode mode); // "verify-full"
std::optional<Mode> modeFromName(const QString &name);

// What libpq does in one sslmode with these parameters and this server.
struct Verdict
{
    Mode mode = Mode::Prefer;
    bool connects = false;    // reaches the authentication request (or is let in)
    bool isEncrypted = false; // of the leg that got there
    bool isChainVerified = false, isNameVerified = false;
    bool fellBack =
        false;    // TLS was tried first and failed: in plaintext without a word (prefer), or plaintext was refused first (allow)
    QString code; // why not: "root-file-missing", "root-file-unreadable", "chain", "name", "no-tls", "plaintext-refused",
                  // "tls-refused", "handshake", "not-postgresql", "network", "parameters"; empty where it connects
    QString reason;      // one line: "chain fails, plaintext refused", "root file missing: nothing verified"
    bool isKnown = true; // false: the plaintext leg was not tried
    bool operator==(const Verdict &) const = default;
};

// All that the six verdicts follow from: one handshake, one plaintext leg, one chain check, one name check.
struct Evidence
{
    Report report;
    ChainCheck chain;
    NameCheck name;
    QString parameterProblem; // libpq would not even start: its words ("invalid sslmode value …")
    bool isModeSet = true;    // sslmode stands in the parameters; else it is libpq's default, prefer
};

// The port of libpq's rules (fe-connect.c, fe-secure-openssl.c of libpq 15): verification hangs on the root file's existence, not
// on the mode alone; allow and prefer change legs. In the order of `modes`. Pure; any thread.
std::array<Verdict, 6> predict(const Evidence &evidence);

} // namespace oriel::tls
