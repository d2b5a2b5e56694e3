// SPDX-License-Identifier: GPL-3.0-or-later
// What `oriel-cli vt --type FILE` types, waits for and shows. Pure.
#pragma once

#include "base/result.h"
#include "engines/vt/keys.h"
#include "engines/vt/place.h"

#include <QByteArray>
#include <QList>

#include <chrono>
#include <variant>

namespace oriel::cli {

struct Typed
{
    QByteArray bytes;
};
struct Quiet
{
    std::chrono::milliseconds length;
};
struct Until
{
    QByteArray text; // UTF-8
};
struct Show
{
    QByteArray title;
};
struct Step
{
    int line = 0; // of the script, from 1
    std::variant<Typed, Quiet, Until, Show, vt::Key, vt::Size> action;
};

// The error names the line.
Result<QList<Step>> stepsFrom(const QByteArray &script);
QString scriptHelp();

} // namespace oriel::cli
