// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QProcessEnvironment>
#include <QStringList>

#include <chrono>
#include <functional>
#include <stop_token>

namespace oriel {

// A program of the user's machine, run to its end in a process group of its own. Off the GUI thread only (asserted in dev
// builds).
struct HostCall
{
    QString program;
    QStringList arguments;
    QByteArray input; // standard input, then end of file
    QString folder;   // working directory
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    std::chrono::milliseconds limit{60'000};
    qint64 outputLimit = 0;        // bytes of standard output or error; 0: none
    std::function<void()> inChild; // between fork and exec: async-signal-safe calls only
};
struct HostAnswer
{
    int exitCode = 0;
    QByteArray output, errors;
};

// Error.code is "not-found", "crashed", "timeout", "too-much", "cancelled" or the exit status; detail is the end of standard
// error, redacted.
Result<HostAnswer> runHost(const HostCall &call, std::stop_token stop = {});

} // namespace oriel
