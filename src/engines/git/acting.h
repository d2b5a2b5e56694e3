// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/git: how the user's own actions run git.
#pragma once

#include "engines/git/command.h"

#include <QCoreApplication>

#include <functional>
#include <optional>

namespace oriel::git {

// A run that may write: as long as it takes; the message that git would open an editor for is taken; hooks run.
Command action(const QByteArrayList &arguments, const QByteArray &input = {});
Result<> act(const Place &place, const Command &command, std::stop_token stop);
// The same for paths, literally and however many; no path: nothing is done (git would take all).
Result<> actOn(const Place &place, const QByteArrayList &arguments, const QByteArrayList &paths, std::stop_token stop);

QByteArray nulTerminated(const QByteArrayList &words);
QByteArrayList nulSeparated(const QByteArray &text);
// What a read says of the paths, in as many runs as they need; `arguments` end with "--".
Result<QByteArrayList> listOf(const Place &place, const QByteArrayList &arguments, const QByteArrayList &paths,
                              std::stop_token stop);

QByteArrayList overwrittenNames(const QByteArray &said); // that git lists where it would lose changes
// "would be overwritten" (code "overwrites", the names in detail) and what git would ask a person at a terminal (code "asks").
std::optional<Error> knownError(const Output &output, const QByteArrayList &arguments);
QString shellLine(const QByteArrayList &arguments); // "git push origin main", quoted for a shell

} // namespace oriel::git
