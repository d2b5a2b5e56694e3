// SPDX-License-Identifier: GPL-3.0-or-later
// A program started with bytes: QProcess takes text and loses what is not UTF-8. Any thread.
#pragma once

#include "base/descriptor.h"

#include <QByteArrayList>

#include <expected>
#include <functional>

#include <sys/types.h>

namespace oriel {

// Reads without waiting, writes with; both close on exec.
struct Pipe
{
    Descriptor reading, writing;

    Pipe();
};

struct ChildCall
{
    QByteArrayList command;     // the program, looked up in our PATH, and its arguments
    QByteArrayList environment; // NAME=value: all of it
    QByteArray folder;          // it runs there; empty: where we do
    int input = -1, output = -1, errors = -1;
    std::function<void()> inChild = {}; // between fork and exec: async-signal-safe calls only
};

// A session and process group of its own, without a terminal; errno where it did not start. Without `inChild` nothing of our
// memory is copied (posix_spawn), so a large Oriel starts it as quickly as a small one.
std::expected<pid_t, int> startChild(const ChildCall &call);

} // namespace oriel
