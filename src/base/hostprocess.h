// SPDX-License-Identifier: GPL-3.0-or-later
// A program of the user's machine, run to its end in a session of its own. Off the GUI thread only (asserted in dev builds).
#pragma once

#include "base/result.h"

#include <QByteArrayList>
#include <QProcessEnvironment>
#include <QStringList>

#include <chrono>
#include <functional>
#include <stop_token>

namespace oriel {

struct HostAnswer
{
    int exitCode = 0;
    QByteArray output, errors;
    bool isEnough = false; // ProgramCall::each wanted no more: it was ended, exitCode says nothing
};

// Words, folder and environment as bytes: file names need not be UTF-8.
struct ProgramCall
{
    QByteArrayList command;                             // the program, looked up in our PATH, and its arguments
    QByteArrayList environment;                         // NAME=value: all of it
    QByteArray folder = {};                             // working directory; empty: ours
    QByteArray input = {};                              // standard input, then end of file
    std::chrono::milliseconds limit{60'000};            // 0: none
    qint64 outputLimit = 0;                             // bytes of standard output or error; 0: none
    std::chrono::milliseconds grace{0};                 // between SIGTERM and SIGKILL where it must be ended; 0: SIGKILL at once
    std::function<bool(QByteArrayView)> each = {};      // gets standard output as it comes, instead of the answer; false: enough
    std::function<void(QByteArrayView)> eachError = {}; // gets standard error as it comes; the answer holds only its end
    std::function<void()> inChild = {};                 // between fork and exec: async-signal-safe calls only
};

// Whatever exit status is an answer. Error.code is "not-found", "no-folder", "crashed", "timeout", "too-much" or "cancelled";
// detail is the end of standard error, redacted.
Result<HostAnswer> runProgram(const ProgramCall &call, std::stop_token stop = {});

struct HostCall
{
    QString program;
    QStringList arguments;
    QByteArray input;
    QString folder;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    std::chrono::milliseconds limit{60'000};
    qint64 outputLimit = 0;
    std::function<void()> inChild;
};

// The same with words of text; another exit status than 0 is an error with the status as its code.
Result<HostAnswer> runHost(const HostCall &call, std::stop_token stop = {});

} // namespace oriel
