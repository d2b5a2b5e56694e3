// SPDX-License-Identifier: GPL-3.0-or-later
// Private to engines/git: files of a working tree that are never reached through a link, and the shelf's own files.
#pragma once

#include "base/child.h"
#include "engines/git/keep.h"

#include <sys/stat.h>

#include <optional>

namespace oriel::git {

std::unexpected<Error> systemError(int number, const QByteArray &path); // errno's name and a sentence
std::unexpected<Error> shelfError(int number);                          // the same of the place where things are kept

// The folder a path of the tree stands in, opened without following a link; the handle is closed where there is none (ENOENT), or
// a file or link is on the way. isMaking: folders on the way are made.
struct Spot
{
    Descriptor folder;
    QByteArray name;
};
Result<Spot> spotOf(const QByteArray &workTree, const QByteArray &path, bool isMaking = false);
std::optional<struct stat> lookAt(const Spot &spot); // nothing: there is nothing
Result<QByteArray> linkTarget(const Spot &spot, const QByteArray &path);
// "absent", "folder", "special", or a hash of what stands there.
Result<QByteArray> stateOf(const QByteArray &workTree, const QByteArray &path);
bool writeBytes(int to, QByteArrayView bytes); // all of them; false: errno
bool copyBytes(int from, int to);

// A kept thing is one file: a line of JSON that describes it, then its bytes.
QByteArray descriptionOf(const Kept &kept);
Result<Kept> readDescription(int fd, const QByteArray &id, qint64 *begin); // begin: where its bytes begin

} // namespace oriel::git
